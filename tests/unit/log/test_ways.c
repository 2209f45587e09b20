/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One log, all ways of reading it: by the book, in a hurry, in ranges cut anywhere, and again and again while it grows. Rows and diagnostics must be
 * the same. Logs, tables and JSON Lines, are made at random of what makes the ways differ: quotes, line ends in quotes, broken records, characters
 * cut in two, blank lines, keys that come when they like and with one value or several.
 */
#include <errno.h>
#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/scope.h"
#include "log/sent.h"
#include "sigma/flow.h"
#include "base/banned.h"

enum { LOGS = 400, RECORDS_MAX = 400, CUTS_MAX = 4 };

static const struct pseudonym pseudonym = { .key = { 7 } };

static uint64_t
next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/* A cell; bad: what tables should not hold. */
static void
put_cell(struct buf *out, uint64_t *random, bool bad)
{
	static const char *const good[] = { "照会", "u1", "u2", "市民課", "\"a,b\"", "\"行1\n行2\"",
		"\"\"", "", "\"say \"\"hi\"\"\"", "12", "0012", "1,5", "２３", "123456789018",
		"\"x\"", "税務課の長い名前の係", "氏名を全件", "TM-00001" };
	static const char *const broken[] = { "a\"b", "\"a\"b", "\xE3\x81", "\"open", "\xFF", "\r",
		"\"q\"\r", "a\0b", "ポ\"" };

	if (bad && next_random(random) % 12 == 0)
		buf_adds(out, broken[next_random(random) % COUNT_OF(broken)]);
	else
		buf_adds(out, good[next_random(random) % COUNT_OF(good)]);
}

/* The next record's minute: of a log in the order of time a little later, now and then after a pause, seldom before. */
static unsigned
next_minute(uint64_t *random, unsigned minute, bool ordered)
{
	unsigned r = (unsigned)next_random(random);

	if (!ordered)
		return r % (28 * 24 * 60);
	if (r % 101 == 0)
		return minute - minute % 7;
	return (minute + (r % 31 == 0 ? 25 + r / 31 % 10 : r / 31 % 3)) % (28 * 24 * 60);
}

static void
make_log(struct buf *out, uint64_t *random)
{
	bool bad = next_random(random) % 2 == 0, crlf = next_random(random) % 4 == 0;
	bool ordered = next_random(random) % 2 == 0;
	size_t records = next_random(random) % RECORDS_MAX;
	unsigned minute = 0;

	buf_adds(out, next_random(random) % 3 == 0 ? "操作ログ 抽出条件: なし\n" : "");
	buf_adds(out, "日時,職員番号,所属,端末,操作,宛名番号,件数,備考\n");
	for (size_t i = 0; i < records; i++) {
		minute = next_minute(random, minute, ordered);
		buf_addf(out, "2025-04-%02u %02u:%02u:%02u", minute / 1440 + 1, minute / 60 % 24,
		    minute % 60, (unsigned)next_random(random) % 60);
		size_t cells = bad && next_random(random) % 30 == 0 ? next_random(random) % 10 : 7;
		for (size_t k = 0; k < cells; k++) {
			buf_addc(out, ',');
			put_cell(out, random, bad);
		}
		buf_adds(out, crlf ? "\r\n" : "\n");
		if (bad && next_random(random) % 40 == 0)
			buf_adds(out, "\n以上,,,,,,,\n");
	}
	if (next_random(random) % 3 == 0 && out->len > 0)
		out->len--;
}

/* The table in CP932 and cut by bars, which some of its characters have as their second byte; what is no UTF-8 stays. */
static void
to_cp932(struct buf *log)
{
	iconv_t cd = iconv_open("CP932", "UTF-8");
	struct buf out = { 0 };
	char *in = log->ptr, room[64];
	size_t left = log->len;

	assert_true(cd != (iconv_t)-1);
	for (size_t i = 0; i < log->len; i++)
		if (log->ptr[i] == ',')
			log->ptr[i] = '|';
	while (left > 0) {
		char *to = room;
		size_t unused = sizeof room;
		size_t rc = iconv(cd, &in, &left, &to, &unused);
		buf_add(&out, (struct str){ room, sizeof room - unused });
		if (rc == (size_t)-1 && errno != E2BIG) {
			buf_addc(&out, *in++);
			left--;
		}
	}
	iconv_close(cd);
	buf_release(log);
	*log = out;
}

/* A value of a JSON line; odd: what is no plain text or number, or not even JSON. */
static void
put_value(struct buf *out, uint64_t *random, bool odd)
{
	static const char *const plain[] = { "\"照会\"", "\"u1\"", "\"u2\"", "\"市民課\"", "\"\"",
		"12", "0", "\"税務課の長い名前の係、その二十五文字を越える文字列\"",
		"\"123456789018\"", "\"氏名を全件\"", "\"a,b: {c}\"", "\" \"", "\"２３\"" };
	static const char *const others[] = { "null", "true", "-1", "1.5", "1e3",
		"\"say \\\"hi\\\"\"", "\"\\u7167会\"", "{\"k\": 1}", "\"a\tb\"", "007", "\"open",
		"x", "\"\xE3\x81\"", "" };

	if (odd && next_random(random) % 15 == 0)
		buf_adds(out, others[next_random(random) % COUNT_OF(others)]);
	else
		buf_adds(out, plain[next_random(random) % COUNT_OF(plain)]);
}

static void
put_line(struct buf *out, uint64_t *random, bool odd)
{
	static const char *const keys[] = { "職員番号", "所属", "端末", "操作", "宛名番号", "件数",
		"備考" };
	unsigned r = (unsigned)next_random(random);
	size_t first = odd && next_random(random) % 20 == 0 ? next_random(random) % 7 : 0;
	const char *blank = odd && next_random(random) % 20 == 0 ? " " : "";

	buf_addf(out, "{%s\"日時\":%s\"2025-04-%02u %02u:%02u:%02u\"", blank, blank, r % 28 + 1,
	    r / 28 % 24, r / 700 % 60, r / 42000 % 60);
	for (size_t k = 0; k < COUNT_OF(keys); k++) {
		if (odd && next_random(random) % 100 == 0)
			continue;
		buf_addf(out, ",%s\"%s\":%s", blank, keys[(first + k) % COUNT_OF(keys)], blank);
		put_value(out, random, odd);
	}
	if (odd && next_random(random) % 100 == 0)
		buf_adds(out, ",\"他\":\"値\"");
	buf_adds(out, odd && next_random(random) % 60 == 0 ? "} x" : "}");
}

/* JSON Lines: mostly alike, so that the ways differ. */
static void
make_json(struct buf *out, uint64_t *random)
{
	bool odd = next_random(random) % 3 > 0, crlf = next_random(random) % 4 == 0;
	size_t records = next_random(random) % RECORDS_MAX + 1;

	for (size_t i = 0; i < records; i++) {
		put_line(out, random, odd);
		buf_adds(out, crlf ? "\r\n" : "\n");
		if (odd && next_random(random) % 50 == 0)
			buf_adds(out, "\n");
	}
	if (next_random(random) % 3 == 0)
		out->len--;
}

/* JSON Lines in which no two need have the same keys, and a key has one value, or several, or comes twice. */
static void
make_lists(struct buf *out, uint64_t *random)
{
	static const char *const keys[] = { "職員番号", "user", "User", "所属", "端末", "host",
		"備考" };
	static const char *const values[] = { "\"u1\"", "\"u2\"", "\"市民課\"", "null", "\"\"",
		"[]", "[\"u1\",\"u2\"]", "[\"u3\",\"u2\",\"u1\"]", "[null,\"全件\"]",
		"[{\"k\": \"a\"},{\"k\": \"b\"}]" };
	size_t records = next_random(random) % 40 + 1;

	for (size_t i = 0; i < records; i++) {
		unsigned r = (unsigned)next_random(random);
		buf_addf(out, "{\"time\":\"2025-04-%02u %02u:00:00\"", r % 28 + 1, r / 28 % 24);
		for (size_t k = next_random(random) % 9; k > 0; k--)
			buf_addf(out, ",\"%s\":%s", keys[next_random(random) % COUNT_OF(keys)],
			    values[next_random(random) % COUNT_OF(values)]);
		buf_adds(out, "}\n");
	}
}

/* Rows, and what was said. */
static void
all_of(struct sent *rows)
{
	for (size_t i = 0; i < rows->diags.count; i++) {
		const struct diag *diag = &rows->diags.list[i];
		diag_code_name(diag->code, &rows->text);
		buf_addf(
		    &rows->text, " %u:%u %.*s\n", diag->line, diag->column, STR_ARG(diag->args[0]));
	}
}

static void
compare(const struct sent *expected, const struct sent *got, const struct buf *log, const char *way,
    size_t number)
{
	if (str_eq(buf_str(&expected->text), buf_str(&got->text)))
		return;
	struct str a = buf_str(&expected->text), b = buf_str(&got->text), x, y;
	while (str_line(&a, &x) && str_line(&b, &y))
		if (!str_eq(x, y))
			break;
	print_error("log %zu, %s:\n  expected %.*s\n  got      %.*s\n", number, way, STR_ARG(x),
	    STR_ARG(y));
	FILE *file = fopen("/tmp/test_ways.log", "wb");
	if (file != NULL) {
		fwrite(log->ptr, 1, log->len, file);
		fclose(file);
	}
	fail();
}

static int
compare_cuts(const void *x, const void *y)
{
	size_t a = *(const size_t *)x, b = *(const size_t *)y;

	return a < b ? -1 : a > b;
}

static void
one_log(const struct log_job *job, uint64_t *random, size_t number)
{
	struct log_job slow = *job;
	size_t cuts[CUTS_MAX], count = next_random(random) % CUTS_MAX + 1;
	struct sent expected, fast, ranges, grown;
	struct buf log = { 0 };

	slow.by_the_book = true;
	if (number % 4 == 3)
		make_lists(&log, random);
	else if (number % 2 == 0)
		make_log(&log, random);
	else
		make_json(&log, random);
	if (job->mapping != NULL)
		to_cp932(&log);
	sent_init(&expected);
	sent_init(&fast);
	sent_init(&ranges);
	sent_init(&grown);
	sent_read(&slow, log.ptr, log.len, &expected);
	all_of(&expected);
	sent_read(job, log.ptr, log.len, &fast);
	all_of(&fast);
	compare(&expected, &fast, &log, "in a hurry", number);
	for (size_t i = 0; i < count; i++)
		cuts[i] = log.len == 0 ? 0 : next_random(random) % log.len;
	qsort(cuts, count, sizeof *cuts, compare_cuts);
	sent_ranges(job, log.ptr, log.len, cuts, count, &ranges);
	all_of(&ranges);
	compare(&expected, &ranges, &log, "in ranges", number);
	sent_grown(job, log.ptr, log.len, cuts, count, &grown);
	all_of(&grown);
	compare(&expected, &grown, &log, "as it grows", number);
	sent_release(&grown);
	sent_release(&expected);
	sent_release(&fast);
	sent_release(&ranges);
	buf_release(&log);
}

static void
same_all_ways(void **state)
{
	static const char *const texts[] = {
		"{s: {user: [u1, u9]}, condition: s}",
		"{s: {備考|contains: 全件}, condition: s}",
		"{s: {count|gte: 12}, f: {operation: ''}, condition: s and not f}",
		"{s: {detail|re: '(氏名|住所).{0,6}(全件|一括)'}, condition: s}",
		"{s: {time: ['*T2?:*', '2025-04-1*']}, condition: s}",
		"{s: [say], condition: s}",
		"{s: {所属|fieldref: 端末}, condition: s}",
		"{s: {nothing: null, subject|endswith: '12'}, condition: s}",
	};
	struct log_detection detections[COUNT_OF(texts)];
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	const struct node *bars = flow_parse(&arena, "{delimiter: '|'}");
	uint64_t random = 11;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		detections[i] = (struct log_detection){ .rule = arena_printf(&arena, "r%zu", i),
			.sigma =
			    sigma_compile(flow_parse(&arena, texts[i]), STR("r"), NULL, &diags) };
	for (size_t i = 0; i < LOGS; i++) {
		/* With rules that want whole records, and without. */
		const struct log_job job = { .detections = detections,
			.detection_count = i % 3 == 0 ? COUNT_OF(texts) : 5,
			.activity = true,
			.activity_without = (unsigned)(i % 7),
			.pseudonym = &pseudonym,
			.mapping = i % 8 == 6 ? bars : NULL,
			.match_limit = 50 };
		one_log(&job, &random, i);
	}
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		sigma_free((struct sigma_rule *)(uintptr_t)detections[i].sigma);
	diags_release(&diags);
	arena_release(&arena);
}

/*
 * A long log whose neighbouring columns first go together, so that they are looked up as one, and then no longer do. What a column has in the
 * middle of the log is longer than what is looked up at once, or stands in quotes.
 */
static void
make_neighbours(struct buf *out, uint64_t *random)
{
	enum { RECORDS = 150000, USERS = 40 };
	static const char *const systems[] = { "住民記録", "税総合", "\"国保,年金\"", "" };
	static const char *const notes[] = { "", "\"済\"", "済", "照会の理由を長く書いた者がいる" };

	buf_adds(out, "日時,職員番号,所属,システム,操作,結果,件数,備考\n");
	for (unsigned i = 0; i < RECORDS; i++) {
		unsigned r = (unsigned)next_random(random), user = r % USERS,
			 late = i > RECORDS / 3 * 2;
		unsigned free = late ? (unsigned)next_random(random) % 3000 : 0;
		buf_addf(out, "2025-04-01 %02u:%02u:%02u,u%u,所属%u,%s,操作%u,%s,%u,%s\n",
		    i / 3600 % 24, i / 60 % 60, i % 60, user, late ? free : user / 4,
		    systems[r / 64 % 4], r / 256 % 3 + free % 700,
		    r / 1024 % 9 == 0 ? "失敗" : "成功", r / 16384 % (i % 5 == 0 ? 2000 : 3),
		    notes[i / 20000 % 4]);
	}
}

static void
neighbours_are_the_same(void **state)
{
	static const char *const texts[] = {
		"{s: {user: [u1, u39], system: ''}, condition: s}",
		"{s: {count|gte: 1900}, f: {department|endswith: '7'}, condition: s and f}",
		"{s: {operation|endswith: '77', result: 失敗}, condition: s}",
		"{s: {detail|contains: 者, system: '国保,年金', count: 2}, condition: s}",
	};
	struct log_detection detections[COUNT_OF(texts)];
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct buf log = { 0 };
	struct sent expected, fast;
	uint64_t random = 3;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		detections[i] = (struct log_detection){ .rule = arena_printf(&arena, "r%zu", i),
			.sigma =
			    sigma_compile(flow_parse(&arena, texts[i]), STR("r"), NULL, &diags) };
	const struct log_job job = { .detections = detections,
		.detection_count = COUNT_OF(texts),
		.activity = true,
		.pseudonym = &pseudonym,
		.match_limit = 5000 };
	struct log_job slow = job;
	slow.by_the_book = true;
	make_neighbours(&log, &random);
	sent_init(&expected);
	sent_init(&fast);
	sent_read(&slow, log.ptr, log.len, &expected);
	all_of(&expected);
	sent_read(&job, log.ptr, log.len, &fast);
	all_of(&fast);
	compare(&expected, &fast, &log, "neighbours", 0);
	assert_true(expected.text.len > 1000000);
	sent_release(&expected);
	sent_release(&fast);
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		sigma_free((struct sigma_rule *)(uintptr_t)detections[i].sigma);
	buf_release(&log);
	diags_release(&diags);
	arena_release(&arena);
}

/* A quote behind a character whose second byte is the delimiter opens nothing. */
static void
bars_in_characters(void **state)
{
	struct arena arena = { 0 };
	const struct log_job job = { .activity = true,
		.pseudonym = &pseudonym,
		.mapping = flow_parse(&arena, "{delimiter: '|', encoding: cp932}") };
	struct sent whole, ranges;
	struct buf log = { 0 };

	(void)state;
	buf_adds(&log, "日時,職員番号,備考,端末\n");
	for (unsigned i = 0; i < 9; i++)
		buf_addf(&log, "2025-04-01 09:00:0%u,u1,ポ\",t1\n", i);
	to_cp932(&log);
	sent_init(&whole);
	sent_read(&job, log.ptr, log.len, &whole);
	all_of(&whole);
	for (size_t cut = 1; cut < log.len; cut++) {
		sent_init(&ranges);
		sent_ranges(&job, log.ptr, log.len, &cut, 1, &ranges);
		all_of(&ranges);
		compare(&whole, &ranges, &log, "in ranges", cut);
		sent_release(&ranges);
	}
	sent_release(&whole);
	buf_release(&log);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_all_ways),
		cmocka_unit_test(neighbours_are_the_same),
		cmocka_unit_test(bars_in_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
