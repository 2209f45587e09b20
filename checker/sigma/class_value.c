/* SPDX-License-Identifier: Apache-2.0 */
/* From the value of a field to its class: what each predicate says of it, and the number of that vector of verdicts. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "sigma/classes.h"
#include "sigma/limits.h"
#include "base/banned.h"

static void
forget(struct sigma_classes *c)
{
	for (size_t i = 0; i < c->field_count; i++) {
		free(c->fields[i].known.bytes);
		free(c->fields[i].known.slots);
		c->fields[i].known = (struct vectors){ 0 };
		c->fields[i].plain_known = false;
	}
	classes_forget_verdicts(c);
	c->epoch++;
}

/* What |exists and null ask: is there such a field, has one of them a value? */
static enum sigma_result
presence(const struct sigma_test *test, const struct sigma_field *values, size_t count)
{
	bool present = false, valued = false;

	for (size_t i = 0; i < count; i++) {
		present |= !values[i].absent;
		valued |= !values[i].absent && !values[i].null;
	}
	if (test->kind == TEST_EXISTS)
		return present == test->expect ? SIGMA_YES : SIGMA_NO;
	return valued ? SIGMA_NO : SIGMA_YES;
}

/* The values of the field, each with its folded text. */
struct look {
	struct sigma_classes *classes;
	const struct sigma_field *values;
	const struct str *folded;
	size_t count;
};

static enum sigma_result
look_test(const struct look *look, const struct sigma_test *test)
{
	enum sigma_result result = SIGMA_NO;

	if (test->kind == TEST_EXISTS || test->kind == TEST_NULL)
		return presence(test, look->values, look->count);
	for (size_t i = 0; i < look->count; i++)
		if (sigma_settles(sigma_test_one(test, &look->values[i], look->folded[i],
				      &look->classes->regex),
			SIGMA_YES, &result))
			break;
	return result;
}

static enum sigma_result
look_list(const struct look *look, const struct predicate *predicate)
{
	enum sigma_result result = SIGMA_NO;

	for (size_t i = 0; i < predicate->test_count; i++)
		if (sigma_settles(look_test(look, predicate->tests[i]), SIGMA_YES, &result))
			break;
	return result;
}

/* The first literal, at or behind `at` in its slot, that is this text; 0: none. at, and what comes back: index + 1. */
static inline uint32_t
literal_from(const struct class_field *field, uint32_t at, uint64_t hash, struct str text,
    enum literal_kind kind)
{
	for (; at != 0; at = field->literals[at - 1].next)
		if (field->literals[at - 1].hash == hash && field->literals[at - 1].kind == kind &&
		    str_eq(field->literals[at - 1].text, text))
			return at;
	return 0;
}

/* Notes in the vector what is found, unless only asked whether there is anything. */
static bool
look_literal(struct class_field *field, struct str text, enum literal_kind kind, bool only_ask)
{
	uint64_t hash = hash_bytes(text.ptr, text.len, kind);
	uint32_t first = field->literal_slots[hash & (field->literal_slot_room - 1)];
	uint32_t at = literal_from(field, first, hash, text, kind);

	for (uint32_t i = only_ask ? 0 : at; i != 0;
	     i = literal_from(field, field->literals[i - 1].next, hash, text, kind))
		field->vector[field->literals[i - 1].predicate] = SIGMA_YES;
	return at != 0;
}

static bool
look_literals(struct class_field *field, struct str folded, bool only_ask)
{
	bool any = look_literal(field, folded, LITERAL_WHOLE, only_ask);

	for (size_t i = 0; i < field->length_count; i++) {
		size_t len = field->lengths[i].len;
		if (len > folded.len)
			continue;
		size_t from = field->lengths[i].kind == LITERAL_START ? 0 : folded.len - len;
		any |= look_literal(
		    field, str_sub(folded, from, len), field->lengths[i].kind, only_ask);
	}
	return any;
}

static void
fill_vector(struct sigma_classes *c, struct class_field *field, const struct sigma_field *values,
    size_t count)
{
	struct str few[8], *folded = few;
	struct look look = { c, values, folded, count };

	if (count > sizeof few / sizeof few[0])
		look.folded = folded = mem_alloc(count, sizeof *folded);
	for (size_t p = 0; p < field->predicate_count; p++)
		field->vector[p] = SIGMA_NO;
	buf_clear(&c->folded);
	for (size_t i = 0; i < count; i++) {
		folded[i] = values[i].value;
		if (values[i].absent || values[i].null)
			continue;
		if (field->folds && sigma_fold_needed(values[i].value)) {
			/* of one value alone it is a view; of several, which are rare, copies */
			size_t from = c->folded.len;
			sigma_fold(values[i].value, &c->folded);
			folded[i] = str_from(buf_str(&c->folded), from);
			if (count > 1)
				folded[i] = arena_str(&c->scratch, folded[i]);
		}
		if (field->literal_count > 0)
			(void)look_literals(field, folded[i], false);
	}
	for (size_t p = 0; p < field->predicate_count; p++) {
		const struct predicate *predicate = &field->predicates[p];
		if (field->vector[p] != SIGMA_YES)
			field->vector[p] = (unsigned char)look_list(&look, predicate);
	}
	arena_release(&c->scratch);
	if (folded != few)
		free(folded);
}

static void
slots_grow(struct vectors *v, size_t width)
{
	v->slot_room = v->slot_room == 0 ? 16 : v->slot_room * 2;
	free(v->slots);
	v->slots = mem_alloc(v->slot_room, sizeof *v->slots);
	for (size_t i = 0; i < v->count; i++) {
		size_t at =
		    hash_bytes((const char *)v->bytes + i * width, width, 0) & (v->slot_room - 1);
		while (v->slots[at] != 0)
			at = (at + 1) & (v->slot_room - 1);
		v->slots[at] = (uint32_t)i + 1;
	}
}

/* All say no, and that is soon seen. */
static inline bool
is_plain(struct class_field *field, struct str text, char also)
{
	if (!field->plain_known || field->unfiltered)
		return false;
	if ((field->test_count > 0 || also != '\0') && sigma_look_passes(&field->look, text, also))
		return false;
	return field->literal_count == 0 ||
	    ((!field->folds || !sigma_fold_needed(text)) && !look_literals(field, text, true));
}

bool
sigma_classes_plain(
    struct sigma_classes *c, size_t number, struct str text, char without, uint16_t *class)
{
	*class = c->fields[number].plain_class;
	return is_plain(&c->fields[number], text, without);
}

static uint16_t class_of_vector(
    struct sigma_classes *c, size_t number, const struct sigma_field *values, size_t count);

uint16_t
sigma_classes_of(
    struct sigma_classes *c, size_t number, const struct sigma_field *values, size_t count)
{
	struct class_field *field = &c->fields[number];

	if (count == 1 && !values->absent && !values->null && is_plain(field, values->value, '\0'))
		return field->plain_class;
	uint16_t class = class_of_vector(c, number, values, count);
	/* What nothing holds for is known by its vector: it is that of any other such value. */
	if (!field->plain_known && count == 1 && !values->absent && !values->null &&
	    memchr(field->vector, SIGMA_YES, field->predicate_count) == NULL &&
	    memchr(field->vector, SIGMA_UNDECIDED, field->predicate_count) == NULL) {
		field->plain_class = class;
		field->plain_known = true;
	}
	return class;
}

static uint16_t
class_of_vector(
    struct sigma_classes *c, size_t number, const struct sigma_field *values, size_t count)
{
	struct class_field *field = &c->fields[number];
	struct vectors *v = &field->known;
	size_t width = field->predicate_count;

	fill_vector(c, field, values, count);
	if (v->count * 2 >= v->slot_room)
		slots_grow(v, width);
	size_t at = hash_bytes((const char *)field->vector, width, 0) & (v->slot_room - 1);
	for (; v->slots[at] != 0; at = (at + 1) & (v->slot_room - 1))
		if (memcmp(v->bytes + (v->slots[at] - 1) * width, field->vector, width) == 0)
			return (uint16_t)(v->slots[at] - 1);
	if (v->count >= SIGMA_CLASSES_MAX || (v->count + 1) * width > SIGMA_CLASS_BYTES_MAX) {
		forget(c);
		return class_of_vector(c, number, values, count);
	}
	if (v->count == v->room) {
		v->room = v->room == 0 ? 8 : v->room * 2;
		v->bytes = mem_grow(v->bytes, mem_mul(v->room, width), 1);
	}
	memcpy(v->bytes + v->count * width, field->vector, width);
	v->slots[at] = (uint32_t)++v->count;
	return (uint16_t)(v->count - 1);
}
