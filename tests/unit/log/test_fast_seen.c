/* SPDX-License-Identifier: Apache-2.0 */
/* Fields seen before: what is said to be known was put there, of that text and no other, however many there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "log/fast_seen.h"
#include "log/simd.h"
#include "base/banned.h"

enum {
	RECORDS = 200,
	ROUNDS = 400,
	LONGEST = SEEN_BYTES + 8,
	BEHIND = 64,
	STRIDE = SEEN_COLUMNS + 2
};

static uint64_t
next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/* What the text stands for; no two texts of the test have the same. */
static uint32_t
number_of(struct str text)
{
	uint64_t number = 14695981039346656037u;

	for (size_t i = 0; i < text.len; i++)
		number = (number ^ (unsigned char)text.ptr[i]) * 1099511628211u;
	return (uint32_t)(number >> 32);
}

/* Some columns of texts of `kinds` kinds, some empty, some too long; a separator before and behind each. */
static void
make_columns(struct buf *text, uint32_t at[RECORDS * SEEN_COLUMNS + 1], size_t columns,
    size_t kinds, uint64_t *random)
{
	static const char letters[] = "ab\"\r0123";

	buf_clear(text);
	at[0] = UINT32_MAX;
	for (size_t i = 0; i < RECORDS * columns; i++) {
		uint64_t kind = next_random(random) % kinds * 2654435761u + 1;
		size_t len = kind % LONGEST / columns;
		for (size_t k = 0; k < len; k++)
			buf_addc(text, letters[next_random(&kind) % (sizeof letters - 1)]);
		at[i + 1] = (uint32_t)text->len;
		buf_addc(text, i % columns + 1 < columns ? ',' : '\n');
	}
	for (size_t i = 0; i < BEHIND; i++)
		buf_addc(text, 'x');
}

struct rows {
	struct summary_record records[RECORDS];
	uint16_t classes[RECORDS * STRIDE];
	bool known[RECORDS];
};

static struct str
field_of(const struct buf *text, const uint32_t *at, size_t columns)
{
	return (
	    struct str){ text->ptr + (uint32_t)(at[0] + 1), at[columns] - (uint32_t)(at[0] + 1) };
}

/* What comes of the fields: of each column a class, and of all their text two numbers. */
static struct seen_result
result_of(const struct buf *text, const uint32_t *at, size_t columns)
{
	uint32_t number = number_of(field_of(text, at, columns));
	struct seen_result result = { .numbers = {
					  .terminal = number, .operation = (uint16_t)number } };

	for (size_t k = 0; k < columns; k++)
		result.classes[k] = (uint16_t)number_of(field_of(text, at + k, 1));
	return result;
}

/* Takes the columns; what is not known is added. Returns how many were known. */
static size_t
take(struct seen *seen, const struct buf *text, const uint32_t *at, size_t columns,
    struct rows *rows)
{
	const uint32_t *places[RECORDS];
	uint16_t missed[RECORDS];
	struct seen_column column = { .base = text->ptr,
		.at = places,
		.columns = columns,
		.count = RECORDS,
		.records = rows->records,
		.class_stride = STRIDE };

	/* In any order: the last column's first. */
	for (size_t k = 0; k < columns; k++)
		column.classes[k] = rows->classes + columns - k;
	memset(rows, 0, sizeof *rows);
	for (size_t i = 0; i < RECORDS; i++) {
		places[i] = &at[i * columns];
		rows->records[i].key.user = (uint32_t)i;
		rows->known[i] = true;
	}
	size_t misses = seen_take(seen, &column, missed);
	for (size_t k = 0; k < misses; k++) {
		size_t i = missed[k];
		const struct seen_result result = result_of(text, places[i], columns);
		assert_true(k == 0 || missed[k] > missed[k - 1]);
		rows->known[i] = false;
		seen_add(seen, field_of(text, places[i], columns), &result);
	}
	for (size_t i = 0; i < RECORDS; i++) {
		const struct seen_result result = result_of(text, places[i], columns);
		const struct summary_key *key = &rows->records[i].key;
		const uint16_t *classes = rows->classes + i * STRIDE;
		/* Of other columns: as it was. */
		assert_int_equal(key->user, i);
		assert_int_equal(classes[0], 0);
		assert_int_equal(classes[columns + 1], 0);
		assert_true(
		    field_of(text, places[i], columns).len <= SEEN_BYTES || !rows->known[i]);
		assert_int_equal(key->terminal, rows->known[i] ? result.numbers.terminal : 0);
		assert_int_equal(key->operation, rows->known[i] ? result.numbers.operation : 0);
		for (size_t k = 0; k < columns; k++)
			assert_int_equal(
			    classes[columns - k], rows->known[i] ? result.classes[k] : 0);
	}
	return RECORDS - misses;
}

static void
says_what_was_added(void **state)
{
	static const size_t kinds[] = { 1, 30, 1000, 100000 };
	struct buf text = { 0 };
	struct rows rows;
	uint32_t at[RECORDS * SEEN_COLUMNS + 1];
	uint64_t random = 1;

	(void)state;
	if (!simd_here())
		skip();
	for (size_t n = 0; n < sizeof kinds / sizeof kinds[0] * SEEN_COLUMNS; n++) {
		size_t columns = n % SEEN_COLUMNS + 1, many = kinds[n / SEEN_COLUMNS];
		struct seen seen = { .seed = 7 };
		for (size_t round = 0; round < ROUNDS; round++) {
			make_columns(&text, at, columns, many, &random);
			(void)take(&seen, &text, at, columns, &rows);
		}
		/* Of few kinds all are known by then that are not too long. */
		size_t fit = 0;
		for (size_t i = 0; i < RECORDS; i++)
			fit += field_of(&text, at + i * columns, columns).len <= SEEN_BYTES;
		size_t known = take(&seen, &text, at, columns, &rows);
		if (many <= 1000 && (columns == 1 || many == 1))
			assert_int_equal(known, fit);
		seen_forget(&seen);
		assert_int_equal(take(&seen, &text, at, columns, &rows), 0);
		seen_release(&seen);
	}
	buf_release(&text);
}

/* More texts in one place than it has: the later ones take it, nothing is taken for another. */
static void
keeps_full_places_right(void **state)
{
	struct seen seen = { .seed = 1 };
	char text[SEEN_BYTES * 2 + BEHIND] = { 0 };
	uint32_t at[2] = { UINT32_MAX, SEEN_BYTES };
	struct summary_record record = { 0 };
	const uint32_t *places[1] = { at };
	uint16_t class = 0, missed[1];
	const struct seen_column column = { .base = text,
		.at = places,
		.columns = 1,
		.count = 1,
		.records = &record,
		.classes = { &class },
		.class_stride = 1 };

	(void)state;
	if (!simd_here())
		skip();
	/* Both halves with the same difference: all these have one place. */
	for (uint32_t i = 1; i <= 64; i++) {
		memset(text, 'a' + (int)(i % 16), SEEN_BYTES);
		memset(text + 3, 'a' + (int)(i / 16), 2);
		memset(text + SEEN_BYTES / 2 + 3, 'a' + (int)(i / 16), 2);
		const struct seen_result result = { .numbers = { .user = i }, .classes = { 1 } };
		record.key.user = 0;
		assert_int_equal(seen_take(&seen, &column, missed), 1);
		seen_add(&seen, (struct str){ text, SEEN_BYTES }, &result);
		assert_int_equal(seen_take(&seen, &column, missed), 0);
		assert_int_equal(record.key.user, i);
	}
	seen_release(&seen);
}

/* Texts that have their first half in common, or their second one, as long names do: none of so many is taken for its neighbour. */
static void
tells_halves_apart(void **state)
{
	enum { TEXTS = 3000, HALF = SEEN_BYTES / 2 };
	char text[SEEN_BYTES * 2 + BEHIND] = { 0 };
	uint32_t at[2] = { UINT32_MAX, SEEN_BYTES };
	struct summary_record record = { 0 };
	const uint32_t *places[1] = { at };
	uint16_t class = 0, missed[1];
	const struct seen_column column = { .base = text,
		.at = places,
		.columns = 1,
		.count = 1,
		.records = &record,
		.classes = { &class },
		.class_stride = 1 };

	(void)state;
	if (!simd_here())
		skip();
	for (size_t differs = 0; differs < SEEN_BYTES; differs += HALF) {
		struct seen seen = { .seed = 3 };
		memset(text, 's', SEEN_BYTES);
		for (uint32_t i = 1; i <= TEXTS; i++) {
			const struct seen_result result = { .numbers = { .user = i },
				.classes = { 1 } };
			memcpy(text + differs, &i, sizeof i);
			record.key.user = 0;
			assert_int_equal(seen_take(&seen, &column, missed), 1);
			seen_add(&seen, (struct str){ text, SEEN_BYTES }, &result);
			assert_int_equal(seen_take(&seen, &column, missed), 0);
			assert_int_equal(record.key.user, i);
		}
		seen_release(&seen);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_was_added),
		cmocka_unit_test(keeps_full_places_right),
		cmocka_unit_test(tells_halves_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
