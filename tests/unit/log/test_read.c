/* SPDX-License-Identifier: Apache-2.0 */
/* Logs of all shapes, from bytes to rows: encodings, headers, mappings, bad records, masking. */
#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/scope.h"
#include "log/one.h"
#include "sigma/flow.h"
#include "base/banned.h"

static const struct pseudonym revealing = { .key = { 1, 2, 3 }, .reveal = true };

#define HEAD "日時,職員番号,所属,操作,宛名番号,件数,詳細\n"

static void
plain_csv(void **state)
{
	struct one one;

	(void)state;
	one_init(&one, "{s: {operation: 照会, count|gt: 1000}, condition: s}", NULL);
	READ_TEXT(&one.job,
	    HEAD "2025-04-01 09:00:00,u1,市民課,照会,100,\"1,001\",一\n"
		 "2025-04-01 09:00:01,u1,市民課,照会,100,1000,二\n"
		 "2025-04-01 08:59:59,u1,市民課,照会,101,,\"改\n行\"\n"
		 "2025-04-02 00:00:00,u2,,更新,,５,\n",
	    &one.rows);
	assert_int_equal(one.rows.diags.count, 0);
	assert_int_equal(sent_count(&one.rows, "match "), 1);
	HAVE(one,
	    "match rule=r1 time=2025-04-01T09:00:00+09:00 day=2025-04-01 user=u1 department=市民課 "
	    "operation=照会 subject=s:");
	HAVE(one, " count=1001 detail=一 file=t.log line=2\n");
	HAVE(one,
	    "log_file format=csv encoding=utf-8 records=4 bad_records=0 "
	    "first_time=2025-04-01T08:59:59+09:00 last_time=2025-04-02T00:00:00+09:00 has_user=1 "
	    "has_department=1 has_operation=1 has_system=0 has_terminal=0 has_subject=1 "
	    "has_count=1 "
	    "has_result=0 has_purpose=0 has_number_accessed=0 backward=1 file=t.log\n");
	one_release(&one);
}

static void
cp932(void **state)
{
	/* 日時,利用者ID,操作,詳細 / … 照会, 表 (0x95 0x5C: a backslash inside) and ソ| in quotes with a comma */
	static const char text[] =
	    "\x93\xFA\x8E\x9E,\x97\x98\x97\x70\x8E\xD2ID,\x91\x80\x8D\xEC,\x8F\xDA\x8D\xD7\r\n"
	    "2025/04/01 09:00:00,u1,\x8F\xC6\x89\xEF,\"\x95\x5C,\x83\x5C\"\r\n"
	    "2025/04/01 09:00:01,u2,\x8F\xC6\xFD,x\r\n"
	    "2025/04/01 09:00:02,u3,\x8F\xC6\x89\xEF,\x87\x40\xFA\xB1\r\n";
	struct one one;

	(void)state;
	one_init(&one, "{s: {operation: 照会}, condition: s}", NULL);
	READ_TEXT(&one.job, text, &one.rows);
	HAVE(one, "user=u1 operation=照会 detail=表,ソ file=t.log line=2\n");
	HAVE(one, "user=u3 operation=照会 detail=①﨑 file=t.log line=4\n");
	HAVE(one, "log_file format=csv encoding=cp932 records=2 bad_records=1");
	assert_true(sent_diag(&one.rows, DIAG_LOG_RECORD_NOT_CP932, 3));
	assert_int_equal(one.rows.diags.list[0].column, 25);
	assert_int_equal(one.rows.diags.list[1].code, DIAG_LOG_BAD_RECORDS);
	one_release(&one);
}

/* As Windows writes it: with a mark, either end first. */
static void
to_utf16(const struct buf *text, bool big, struct buf *out)
{
	iconv_t cd = iconv_open(big ? "UTF-16BE" : "UTF-16LE", "UTF-8");
	char *in = text->ptr, room[4096];
	size_t left = text->len;

	assert_true(cd != (iconv_t)-1);
	buf_adds(out, big ? "\xFE\xFF" : "\xFF\xFE");
	while (left > 0) {
		char *to = room;
		size_t unused = sizeof room;
		(void)iconv(cd, &in, &left, &to, &unused);
		buf_add(out, (struct str){ room, sizeof room - unused });
	}
	iconv_close(cd);
}

/* A log in UTF-16 gives what it gives in UTF-8, whole and in ranges; pairs of surrogates stand on the borders of blocks. */
static void
utf16(void **state)
{
	struct buf text = { 0 };
	struct one plain, wide;

	(void)state;
	buf_adds(&text, "日時,職員番号,操作,備考\r\n");
	for (unsigned i = 0; i < 12000; i++)
		buf_addf(&text, "2025-04-01 %02u:%02u:%02u,u%u,%s,\"%s,𠮷野\"\r\n", i / 3600,
		    i / 60 % 60, i % 60, i % 9, i % 7 == 0 ? "全件照会" : "照会",
		    i % 5 == 0 ? "𩸽" : "x");
	one_init(&plain, "{s: {操作: 全件照会, 備考|startswith: 𩸽}, condition: s}", NULL);
	sent_read(&plain.job, text.ptr, text.len, &plain.rows);
	struct str encoding = STR("encoding=utf-16"), all = buf_str(&plain.rows.text);
	size_t at = str_find(all, STR("encoding=utf-8"), 0);
	assert_true(at != STR_NONE && all.len > 10000);
	memcpy(plain.rows.text.ptr + at, "encoding=utf16", 14);
	for (unsigned way = 0; way < 4; way++) {
		struct buf log = { 0 };
		to_utf16(&text, way % 2 == 0, &log);
		const size_t cuts[] = { 1, log.len / 3, log.len / 2 + 1 };
		one_init(&wide, "{s: {操作: 全件照会, 備考|startswith: 𩸽}, condition: s}", NULL);
		if (way < 2)
			sent_read(&wide.job, log.ptr, log.len, &wide.rows);
		else
			sent_ranges(&wide.job, log.ptr, log.len, cuts, COUNT_OF(cuts), &wide.rows);
		struct str got = buf_str(&wide.rows.text);
		at = str_find(got, encoding, 0);
		assert_true(at != STR_NONE);
		memcpy(wide.rows.text.ptr + at, "encoding=utf16 ", 15);
		assert_int_equal(got.len, all.len + 1);
		assert_memory_equal(got.ptr, all.ptr, at + 14);
		assert_memory_equal(got.ptr + at + 15, all.ptr + at + 14, all.len - at - 14);
		one_release(&wide);
		buf_release(&log);
	}
	one_release(&plain);
	buf_release(&text);
}

/* Half a pair, the other half, and a character that is cut off at the end: bad records, each of its line. */
static void
utf16_faults(void **state)
{
	static const char *const users[] = { "\x42\xD8", "\xB7\xDF", "\x42\xD8\xB7\xDF", "a" };
	struct buf head = { 0 }, log = { 0 };
	struct one one;

	(void)state;
	one_init(&one, ALL, NULL);
	buf_adds(&head, "time,user");
	to_utf16(&head, false, &log);
	for (size_t i = 0; i < COUNT_OF(users); i++) {
		struct buf line = { 0 }, wide = { 0 };
		buf_adds(&line, "\n2025-04-01 09:00:00,");
		to_utf16(&line, false, &wide);
		buf_add(&log, str_from(buf_str(&wide), 2));
		buf_adds(&log, users[i]);
		buf_release(&line);
		buf_release(&wide);
	}
	sent_read(&one.job, log.ptr, log.len, &one.rows);
	buf_release(&head);
	buf_release(&log);
	HAVE(one, "log_file format=csv encoding=utf-16 records=1 bad_records=3");
	HAVE(one, "user=𠮷 file=t.log line=4\n");
	assert_true(sent_diag(&one.rows, DIAG_LOG_RECORD_NOT_UTF16, 2));
	assert_true(str_is(one.rows.diags.list[0].args[1], "2:21, 3:21, 5:21"));
	one_release(&one);
	one_init(&one, ALL, NULL);
	READ_TEXT(&one.job, "\xFE\xFF", &one.rows);
	assert_true(sent_diag(&one.rows, DIAG_FILE_EMPTY, 1));
	one_release(&one);
}

static void
marks_and_late_faults(void **state)
{
	struct one one;

	(void)state;
	one_init(&one, ALL, NULL);
	READ_TEXT(&one.job,
	    "\xEF\xBB\xBFtime,user\n2025-04-01 09:00:00,あ\n2025-04-01 09:00:01,い\xFF\n2025-04-01 "
	    "09:00:02,\0\n"
	    "2025-04-01 09:00:03,え",
	    &one.rows);
	HAVE(one, "records=2 bad_records=2");
	assert_true(sent_diag(&one.rows, DIAG_LOG_RECORD_NOT_UTF8, 3));
	assert_true(sent_diag(&one.rows, DIAG_LOG_RECORD_NUL, 4));
	HAVE(one, "user=え file=t.log line=5\n");
	one_release(&one);
	one_init(&one, ALL, NULL);
	READ_TEXT(&one.job,
	    "\x7F"
	    "ELF\0\0\0\0\0\0\0\0\0\0\0",
	    &one.rows);
	assert_true(sent_diag(&one.rows, DIAG_TEXT_BINARY, 1));
	one_release(&one);
	one_init(&one, ALL, NULL);
	READ_TEXT(&one.job, "", &one.rows);
	assert_true(sent_diag(&one.rows, DIAG_FILE_EMPTY, 1));
	one_release(&one);
}

static void
headers(void **state)
{
	struct one one;

	(void)state;
	/* title lines above, date and time in two columns, 以上 below */
	one_init(&one, ALL, NULL);
	READ_TEXT(&one.job,
	    "操作ログ一覧,,,\n検索条件：2025年4月,,,\n\n日付,時刻,操作者ID,操作\n2025/4/"
	    "1,9:05:00,u1,照会\n"
	    "令和7年4月1日,25:10,u2,照会\n以上\n",
	    &one.rows);
	HAVE(one, "time=2025-04-01T09:05:00+09:00 day=2025-04-01 user=u1");
	HAVE(one, "time=2025-04-02T01:10:00+09:00 day=2025-04-02 user=u2");
	HAVE(one, "records=2 bad_records=0");
	one_release(&one);
	one_init(&one, ALL, NULL);
	READ_TEXT(&one.job, "date\ttime\tuser\n2025-04-01\t09:00\tu1\n", &one.rows);
	HAVE(one, "time=2025-04-01T09:00:00+09:00");
	HAVE(one, "log_file format=tsv");
	one_release(&one);
	one_init(&one, ALL, NULL);
	READ_TEXT(&one.job, "a,b,c\n1,2,3\n", &one.rows);
	assert_true(sent_diag(&one.rows, DIAG_LOG_NO_HEADER, 0));
	assert_int_equal(one.rows.count, 0);
	one_release(&one);
}

static void
mappings(void **state)
{
	struct one one;

	(void)state;
	one_init(&one, ALL,
	    "{format: csv, columns: [d, t, who, x], fields: {time: [d, t], user: who, system: "
	    "{value: 住民記録}, "
	    "detail: x}, time_format: '%y/%m/%d %H%M%S'}");
	READ_TEXT(&one.job, "25/04/01,090000,u1,x\n25/04/01,246000,u1,x\n", &one.rows);
	HAVE(one, "time=2025-04-01T09:00:00+09:00 day=2025-04-01 user=u1 system=住民記録 detail=x");
	assert_true(sent_diag(&one.rows, DIAG_LOG_RECORD_TIME, 2));
	one_release(&one);
	one_init(&one, ALL, "{fields: {time: at, user: who}, offset: '+00:00'}");
	READ_TEXT(&one.job,
	    "at,who,user\n2025-04-01 20:00:00,u1,other\n2025-04-01T20:00:00+09:00,u2,\n2025/4/1 "
	    "20:00,u3,\n",
	    &one.rows);
	HAVE(one, "time=2025-04-02T05:00:00+09:00 day=2025-04-02 user=u1");
	HAVE(one, "time=2025-04-01T20:00:00+09:00 day=2025-04-01 user=u2");
	HAVE(one, "time=2025-04-02T05:00:00+09:00 day=2025-04-02 user=u3");
	one_release(&one);
	one_init(&one, ALL, "{fields: {user: nobody}}");
	READ_TEXT(&one.job, "time,user\n2025-04-01 20:00:00,u1\n", &one.rows);
	assert_true(sent_diag(&one.rows, DIAG_LOG_NO_COLUMN, 0));
	assert_int_equal(one.rows.count, 0);
	one_release(&one);
	/* a detection for another product is not run */
	one_init(&one, ALL, "{logsource: {category: access, product: x}}");
	one.detection.logsource = flow_parse(&one.arena, "{category: access, product: y}");
	READ_TEXT(&one.job, "time,user\n2025-04-01 20:00:00,u1\n", &one.rows);
	assert_int_equal(sent_count(&one.rows, "match"), 0);
	one.detection.logsource = flow_parse(&one.arena, "{category: access}");
	READ_TEXT(&one.job, "time,user\n2025-04-01 20:00:00,u1\n", &one.rows);
	assert_int_equal(sent_count(&one.rows, "match"), 1);
	one_release(&one);
}

static void
mapping_refused(void **state)
{
	static const struct {
		const char *mapping;
		enum diag_code code;
	} cases[] = {
		{ "{form: csv}", DIAG_DOC_UNKNOWN_KEY },
		{ "{format: xml}", DIAG_LOG_MAP_FORMAT },
		{ "{encoding: latin1}", DIAG_LOG_MAP_ENCODING },
		{ "{offset: '+9'}", DIAG_LOG_MAP_OFFSET },
		{ "{header_line: 0}", DIAG_LOG_MAP_LINE },
		{ "{delimiter: ab}", DIAG_LOG_MAP_DELIMITER },
		{ "{year: 25}", DIAG_LOG_MAP_YEAR },
		{ "{time_format: '%Q'}", DIAG_LOG_MAP_TIME_FORMAT },
		{ "{fields: {user: [a, b]}}", DIAG_LOG_MAP_COLUMNS },
		{ "{fields: {who: a}}", DIAG_DOC_UNKNOWN_KEY },
		{ "{fields: {user: {column: a}}}", DIAG_DOC_UNKNOWN_KEY },
		{ "[a]", DIAG_LOG_MAP_COLUMNS },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena arena = { 0 };
		struct diags diags = { 0 };
		assert_false(
		    log_mapping_check(flow_parse(&arena, cases[i].mapping), STR("m"), &diags));
		assert_true(diags.count > 0);
		assert_int_equal(diags.list[0].code, cases[i].code);
		diags_release(&diags);
		arena_release(&arena);
	}
}

static void
json_lines(void **state)
{
	struct one one;

	(void)state;
	one_init(&one, "{s: {a.b: x, tags: t2}, condition: s}", NULL);
	READ_TEXT(&one.job,
	    "{\"time\":\"2025-04-01T00:00:00Z\",\"user\":\"u1\",\"a\":{\"b\":\"X\"},\"tags\":["
	    "\"t1\",\"t2\"]}\n"
	    "{\"time\":\"2025-04-01T00:00:01Z\",\"user\":\"\\u5c71\\ud83d\\ude00\",\"a\":{\"b\":"
	    "\"x\"},\"tags\":[\"t1\"]}\n"
	    "\n"
	    "{\"user\":\"u1\"}\n"
	    "{\"time\":\"2025-04-01T00:00:02Z\",\"user\":null,\"count\":12,\"tags\":[\"t2\"],\"a\":"
	    "{\"b\":\"x\"}}\r\n"
	    "{\"time\":\"2025-04-01T00:00:02Z\",\"time\":\"2025-04-01T00:00:02Z\"}\n"
	    "{\"time\":\"2025-04-01T00:00:03Z\"\n"
	    "[1]\n"
	    "{\"time\":\"2025-04-01T00:00:03Z\",\"user\":\"a\\u0000b\"}\n"
	    "{} {}\n"
	    "{\"time\":\"2025-04-01T00:00:04Z\",\"user\":\"last\",\"a\":{\"b\":\"x\"},\"tags\":"
	    "\"t2\"}",
	    &one.rows);
	HAVE(one,
	    "match rule=r1 time=2025-04-01T09:00:00+09:00 day=2025-04-01 user=u1 file=t.log "
	    "line=1\n");
	HAVE(one,
	    "match rule=r1 time=2025-04-01T09:00:02+09:00 day=2025-04-01 count=12 file=t.log "
	    "line=5\n");
	HAVE(one, "user=last file=t.log line=11\n");
	HAVE(one, "activity user=山😀 day=2025-04-01");
	assert_int_equal(sent_count(&one.rows, "match"), 3);
	HAVE(one, "format=jsonl encoding=utf-8 records=4 bad_records=6");
	assert_true(sent_diag(&one.rows, DIAG_LOG_RECORD_NO_TIME, 4));
	assert_true(sent_diag(&one.rows, DIAG_LOG_RECORD_DUPLICATE, 6));
	assert_true(sent_diag(&one.rows, DIAG_LOG_RECORD_JSON, 7));
	assert_true(sent_diag(&one.rows, DIAG_LOG_RECORD_JSON, 8));
	assert_true(sent_diag(&one.rows, DIAG_LOG_RECORD_NUL, 9));
	assert_true(sent_diag(&one.rows, DIAG_LOG_RECORD_JSON, 10));
	one_release(&one);
}

/* Bytes that are no characters are said once, with the first places; of the others the first 20; however many ranges there are. */
static void
bad_bytes(void **state)
{
	struct buf log = { 0 };
	struct one one;

	(void)state;
	buf_adds(&log, "192.0.2.1 - u0 [01/Apr/2025:09:00:00 +0900] \"GET / HTTP/1.1\" 200 1\n");
	for (unsigned i = 2; i < 200; i++)
		buf_adds(&log,
		    i % 3 == 0 ? "torn \xFF\n"
			: i % 3 == 1
			? "torn\n"
			: "192.0.2.1 - u1 [01/Apr/2025:09:00:00 +0900] \"GET / HTTP/1.1\" 200 1\n");
	for (size_t ranges = 1; ranges < 4; ranges++) {
		const size_t cuts[] = { log.len / 3, log.len / 2 };
		unsigned records = 0;
		one_init(&one, ALL, NULL);
		sent_ranges(&one.job, log.ptr, log.len, cuts, ranges - 1, &one.rows);
		HAVE(one, "bad_records=132");
		for (size_t i = 0; i < one.rows.diags.count; i++) {
			const struct diag *diag = &one.rows.diags.list[i];
			records += diag->code == DIAG_LOG_RECORD_FORM;
			if (diag->code != DIAG_LOG_RECORD_NOT_UTF8)
				continue;
			assert_int_equal(diag->line, 3);
			assert_true(str_is(diag->args[0], "66"));
			assert_true(str_is(diag->args[1], "3:6, 6:6, 9:6, 12:6, 15:6"));
		}
		assert_int_equal(records, 20);
		assert_int_equal(one.rows.diags.count, 22);
		one_release(&one);
	}
	buf_release(&log);
}

static void
bad_records(void **state)
{
	struct one one;

	(void)state;
	one_init(&one, ALL, NULL);
	READ_TEXT(&one.job,
	    "time,user,operation\n2025-04-01 09:00:00,u1\n2025-04-01 09:00:00,u1,a,b\n2025-04-01 "
	    "09:00:00,u1,a,,\n"
	    "2025-13-01 09:00:00,u1,a\n,u1,a\n2025-04-01 09:00:00,\"u1\"x,a\n\n2025-04-01 "
	    "09:00:00,u9,a\n",
	    &one.rows);
	HAVE(one, "records=2 bad_records=5");
	assert_true(sent_diag(&one.rows, DIAG_LOG_RECORD_FIELDS, 2));
	assert_true(sent_diag(&one.rows, DIAG_LOG_RECORD_FIELDS, 3));
	assert_true(sent_diag(&one.rows, DIAG_LOG_RECORD_TIME, 5));
	assert_true(sent_diag(&one.rows, DIAG_LOG_RECORD_NO_TIME, 6));
	assert_true(sent_diag(&one.rows, DIAG_LOG_RECORD_QUOTE, 7));
	HAVE(one, "user=u9 operation=a file=t.log line=9");
	one_release(&one);
	/* a bounded number is said, the total always */
	one_init(&one, ALL, NULL);
	struct buf many = { 0 };
	buf_adds(&many, "time,user\n");
	for (int i = 0; i < 500; i++)
		buf_adds(&many, "x,y\n");
	sent_read(&one.job, many.ptr, many.len, &one.rows);
	assert_int_equal(one.rows.diags.count, 21);
	/* and what has nothing but bad records is no evidence */
	assert_int_equal(sent_count(&one.rows, "log_file"), 0);
	buf_release(&many);
	one_release(&one);
}

static void
numbers_and_subjects(void **state)
{
	/* 123456789018 has the right check digit; invented */
	static const char text[] =
	    "time,user,宛名番号,詳細,操作\n"
	    "2025-04-01 09:00:00,u1,００１２３４,番号123456789018を表示,１２３４５６７８９０１８\n"
	    "2025-04-01 09:00:01,123456789018,001234,1234-5678-9018,x\n";
	struct one one;

	(void)state;
	one_init(&one, ALL, NULL);
	READ_TEXT(&one.job, text, &one.rows);
	assert_false(sent_have(&one.rows, "123456789018"));
	assert_false(sent_have(&one.rows, "5678-9018"));
	assert_false(sent_have(&one.rows, "１２３４"));
	assert_false(sent_have(&one.rows, "001234"));
	assert_int_equal(sent_count(&one.rows, "match"), 2);
	char shown[PSEUDONYM_TEXT_BYTES + 1];
	pseudonym_of(&one_pseudonym, STR(" 001234"), shown);
	size_t at = str_find(buf_str(&one.rows.text), str_of(shown), 0);
	assert_true(at != STR_NONE);
	assert_true(str_find(buf_str(&one.rows.text), str_of(shown), at + 1) != STR_NONE);
	one_release(&one);
	one_init(&one, ALL, NULL);
	one.job.pseudonym = &revealing;
	READ_TEXT(&one.job, text, &one.rows);
	HAVE(one, "subject=001234");
	assert_false(sent_have(&one.rows, "123456789018"));
	one_release(&one);
}

static void
flags(void **state)
{
	struct one one;

	(void)state;
	one_init(&one, "{s: {number_accessed: 1, 画面 名: 宛名}, condition: s}", NULL);
	READ_TEXT(&one.job,
	    "time,user,個人番号アクセス有無,画面 名\n2025-04-01 09:00:00,u1,有,宛名\n2025-04-01 "
	    "09:00:00,u2,無,宛名\n"
	    "2025-04-01 09:00:00,u3,不明,宛名\n",
	    &one.rows);
	assert_int_equal(sent_count(&one.rows, "match"), 1);
	HAVE(one, "user=u1 number_accessed=1 detail=宛名");
	HAVE(one, "has_number_accessed=1");
	one_release(&one);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_csv),
		cmocka_unit_test(cp932),
		cmocka_unit_test(utf16),
		cmocka_unit_test(utf16_faults),
		cmocka_unit_test(marks_and_late_faults),
		cmocka_unit_test(headers),
		cmocka_unit_test(mappings),
		cmocka_unit_test(mapping_refused),
		cmocka_unit_test(json_lines),
		cmocka_unit_test(bad_bytes),
		cmocka_unit_test(bad_records),
		cmocka_unit_test(numbers_and_subjects),
		cmocka_unit_test(flags),
	};

	return cmocka_run_group_tests_name("log/read", tests, NULL, NULL);
}
