/* SPDX-License-Identifier: Apache-2.0 */
/* Reads each case in all ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "log/cases.h"
#include "log/sent.h"
#include "sigma/flow.h"
#include "base/banned.h"

enum { PREFIXES = 120 };

/* Every record is a match of r1: its rows show the fields. */
static void
read_as(const struct read_case *c, struct str text, const size_t *cuts, size_t cut_count,
    struct sent *rows)
{
	static const struct pseudonym pseudonym = { .key = { 1, 2, 3 } };
	struct arena arena = { 0 };
	struct log_detection detection = { .rule = STR_INIT("r1") };
	struct log_job job = { .detections = &detection,
		.detection_count = 1,
		.pseudonym = &pseudonym,
		.activity = true,
		.match_limit = 1000,
		.latest = 1767193200 }; /* 2026-01-01 in Japan */

	sent_init(rows);
	detection.sigma = sigma_compile(flow_parse(&arena, "{s: {time: '*'}, condition: s}"),
	    STR("r1.yaml"), NULL, &rows->diags);
	assert_non_null(detection.sigma);
	if (c->mapping != NULL) {
		job.mapping = flow_parse(&arena, c->mapping);
		assert_true(log_mapping_check(job.mapping, STR("map.yaml"), &rows->diags));
	}
	sent_ranges(&job, text.ptr, text.len, cuts, cut_count, rows);
	sigma_free((struct sigma_rule *)(uintptr_t)detection.sigma);
	arena_release(&arena);
}

static size_t
said_by(const struct sent *rows)
{
	size_t n = 0;

	for (size_t i = 0; i < rows->diags.count; i++)
		n += rows->diags.list[i].code != DIAG_LOG_BAD_RECORDS;
	return n;
}

static void
hold(const struct read_case *c, const struct sent *rows, const char *how)
{
	size_t said = 0;

	for (size_t i = 0; i < CASE_ROWS && c->have[i] != NULL; i++)
		if (!sent_have(rows, c->have[i]))
			fail_msg("%s, %s: no %s in\n%s", c->what, how, c->have[i], rows->text.ptr);
	for (size_t i = 0; i < 4 && c->lack[i] != NULL; i++)
		if (sent_have(rows, c->lack[i]))
			fail_msg("%s, %s: %s in\n%s", c->what, how, c->lack[i], rows->text.ptr);
	for (; said < CASE_ROWS && c->said[said].line != 0; said++)
		if (!sent_diag(rows, c->said[said].code, c->said[said].line))
			fail_msg("%s, %s: code %d is not said of line %u", c->what, how,
			    (int)c->said[said].code, c->said[said].line);
	if (said != said_by(rows))
		fail_msg("%s, %s: %zu said, the first of code %d in line %u", c->what, how,
		    said_by(rows), (int)rows->diags.list[0].code, rows->diags.list[0].line);
}

static void
in_another_dress(const struct read_case *c, struct str text)
{
	struct buf other = { 0 };
	struct sent rows;

	buf_adds(&other, "\xEF\xBB\xBF");
	buf_add(&other, text);
	read_as(c, buf_str(&other), NULL, 0, &rows);
	hold(c, &rows, "with a mark");
	sent_release(&rows);
	buf_clear(&other);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\n')
			buf_addc(&other, '\r');
		buf_addc(&other, text.ptr[i]);
	}
	if (!c->flows) {
		read_as(c, buf_str(&other), NULL, 0, &rows);
		hold(c, &rows, "with CRLF");
		sent_release(&rows);
	}
	buf_release(&other);
	const size_t cuts[] = { text.len / 3, text.len * 2 / 3 };
	read_as(c, text, cuts, 2, &rows);
	hold(c, &rows, "in ranges");
	sent_release(&rows);
}

/* No more records than the whole has, whatever is missing. */
static void
cut_short(const struct read_case *c, struct str text, size_t records)
{
	size_t step = text.len / PREFIXES + 1;
	struct sent rows;

	for (size_t len = 1; len < text.len; len += step) {
		/* Elsewhere: what is read behind the end is seen. */
		char *cut = malloc(len);
		assert_non_null(cut);
		memcpy(cut, text.ptr, len);
		read_as(c, (struct str){ cut, len }, NULL, 0, &rows);
		assert_true(sent_count(&rows, "match ") <= records);
		sent_release(&rows);
		free(cut);
	}
}

/* One byte wrong, behind the first record: it is said, and most of the rest is used. */
static void
with_a_bad_byte(const struct read_case *c, struct str text, size_t records)
{
	static const char bytes[] = { '\0', '\xFF' };
	char *other = malloc(text.len);
	struct sent rows;

	assert_non_null(other);
	for (size_t i = 0; i < sizeof bytes; i++) {
		memcpy(other, text.ptr, text.len);
		size_t feed = str_find_char(str_sub(text, 0, text.len - 2), '\n', text.len * 2 / 3);
		other[feed == STR_NONE ? text.len / 2 : feed + 1 + (text.len - feed) / 3] =
		    bytes[i];
		read_as(c, (struct str){ other, text.len }, NULL, 0, &rows);
		assert_true(rows.diags.errors > 0);
		assert_true(sent_count(&rows, "match ") <= records);
		if (records > 3 && sent_count(&rows, "match ") == 0)
			fail_msg("%s: nothing is left", c->what);
		sent_release(&rows);
	}
	free(other);
}

void
read_cases(const struct read_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct read_case *c = &cases[i];
		struct str text = str_of(c->text);
		struct sent rows;

		print_message("  %s\n", c->what);
		read_as(c, text, NULL, 0, &rows);
		hold(c, &rows, "as it is");
		size_t records = sent_count(&rows, "match ");
		sent_release(&rows);
		in_another_dress(c, text);
		cut_short(c, text, records);
		with_a_bad_byte(c, text, records);
	}
}
