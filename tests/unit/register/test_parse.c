/* SPDX-License-Identifier: Apache-2.0 */
/* register/parse.c, layout.c, cell.c: registers as offices write them, and what must come of each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/scope.h"
#include "register/parse.h"
#include "support/sinks.h"
#include "base/banned.h"

/* A sink that writes what it is given as lines: table column=value … ; diagnostics as !code line:column. */
struct memory {
	struct buf text;
};

static void
remember_row(void *context, const struct sink_shape *shape, const struct value *values)
{
	sinks_put_row(&((struct memory *)context)->text, " ", "file", shape, values);
}

static void
remember_diag(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	struct buf *text = &((struct memory *)context)->text;

	(void)a;
	(void)b;
	(void)c;
	buf_addc(text, '!');
	diag_code_name(code, text);
	buf_addf(text, " %u:%u\n", at.line, at.column);
}

static struct str
parse(struct memory *memory, struct str bytes, const char *name)
{
	struct sink sink = { .context = memory, .row = remember_row, .diag = remember_diag };
	struct arena arena = { 0 };
	struct layout_hint hint = { .kind = layout_kind_of_name(str_of(name), &arena) };

	buf_clear(&memory->text);
	register_parse(bytes, str_of(name), &hint, NULL, register_shapes(&arena), &sink);
	arena_release(&arena);
	return buf_str(&memory->text);
}

#define STAFF "staff staff_no=1001 user=u1 department=市民課 from_on=2024-04-01"

static const struct parse_case {
	const char *what, *name, *text, *want;
} cases[] = {
	{ "Japanese header, eras, full-width digits", "職員台帳.csv",
	    "職員番号,利用者ID,所属,着任日,離任日\n１００１,u1,市民課,令和６年４月１日,\n",
	    "staff staff_no=１００１ user=u1 department=市民課 from_on=2024-04-01 line=2\n"
	    "source kind=staff status=read rows=1\n" },
	{ "title lines above, 以上 below, CRLF, BOM", "staff_2025.csv",
	    "\xef\xbb\xbf職員台帳（令和6年度）\r\n\r\n作成日,令和6年5月1日\r\n職員番号,利用者ID,"
	    "所属,着任日\r\n"
	    "1001,u1,市民課,2024/4/1\r\n以上\r\n",
	    STAFF " line=5\nsource kind=staff status=read rows=1\n" },
	{ "English header, TSV", "職員.tsv",
	    "staff_no\tuser\tdepartment\tfrom_on\n1001\tu1\t市民課\t2024-04-01\n",
	    STAFF " line=2\nsource kind=staff status=read rows=1\n" },
	{ "by its header when the name says nothing", "export.csv",
	    "職員番号,利用者ID,所属,役職,着任日\n1001,u1,市民課,,2024-04-01\n",
	    STAFF " line=2\nsource kind=staff status=read rows=1\n" },
	{ "a bad date costs its row, with its place", "staff.csv",
	    "職員番号,利用者ID,所属,着任日\n1000,u0,税務課,令和6年13月1日\n1001,u1,市民課,2024-04-"
	    "01\n",
	    "!register-cell 2:13\n" STAFF " line=3\nsource kind=staff status=partly rows=1\n" },
	{ "an empty register is evidence", "staff.csv", "職員番号,利用者ID\n",
	    "source kind=staff status=read rows=0\n" },
	{ "no header", "staff.csv", "1001,u1\n1002,u2\n",
	    "!register-no-header 1:0\nsource kind=staff status=refused rows=0\n" },
	{ "nothing that is known", "memo.csv", "いろは,にほへ\n1,2\n", "!register-unknown 0:0\n" },
	{ "empty", "staff.csv", "", "!file-empty 0:0\n" },
	{ "an open quote costs its line", "staff.csv",
	    "職員番号,利用者ID,所属,着任日\n\"1000,u0\n1001,u1,市民課,2024-04-01\n",
	    "!register-record 2:1\n" STAFF " line=3\nsource kind=staff status=partly rows=1\n" },
	{ "marks and periods", "保存期間台帳.csv",
	    "ファイル名,種別,保存期間,件数\n健康管理ファイル,業務データ,５年,\"12,345件\"\nログ,"
	    "ログ,６か月,\n控え,紙,90日,-\n",
	    "retention dataset=健康管理ファイル kind=業務データ period_days=1826 records=12345 "
	    "line=2\n"
	    "retention dataset=ログ kind=ログ period_days=182 line=3\n"
	    "retention dataset=控え kind=紙 period_days=90 line=4\n"
	    "source kind=retention status=read rows=3\n" },
	{ "yes and no", "媒体管理簿.csv",
	    "管理番号,種別,暗号化,持出し日\nM1,USBメモリ,○,令和7年5月2日\nM2,USBメモリ,無,"
	    "令和7年5月2日\nM3,USBメモリ,多分,令和7年5月2日\n",
	    "media media_id=M1 kind=USBメモリ encrypted=1 taken_out_on=2025-05-02 line=2\n"
	    "media media_id=M2 kind=USBメモリ encrypted=0 taken_out_on=2025-05-02 line=3\n"
	    "!register-cell 4:11\nsource kind=media status=partly rows=2\n" },
};

static void
test_cases(void **state)
{
	struct memory memory = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct str got = parse(&memory, str_of(cases[i].text), cases[i].name);
		if (!str_is(got, cases[i].want))
			fail_msg("%s: got\n%.*s", cases[i].what, STR_ARG(got));
	}
	buf_release(&memory.text);
}

static void
test_cp932(void **state)
{
	/* 職員番号,利用者ID,所属 / 1,u1,表示課: 表 ends in 0x5C, which must not be taken for a backslash or a separator */
	static const char bytes[] = "\x90\x45\x88\xf5\x94\xd4\x8d\x86,\x97\x98\x97\x70\x8e\xd2"
				    "ID,\x8f\x8a\x91\xae\r\n1,u1,\x95\x5c\x8e\xa6\x89\xdb\r\n";
	struct memory memory = { 0 };

	(void)state;
	struct str got = parse(&memory, (struct str){ bytes, sizeof bytes - 1 }, "staff.csv");
	assert_true(str_is(got,
	    "staff staff_no=1 user=u1 department=表示課 line=2\nsource kind=staff status=read "
	    "rows=1\n"));
	buf_release(&memory.text);
}

static void
test_nul_and_garbage(void **state)
{
	struct memory memory = { 0 };

	(void)state;
	assert_true(str_is(parse(&memory, STR("a,b\nc\0d\n"), "staff.csv"), "!text-nul 2:2\n"));
	assert_true(
	    str_is(parse(&memory, STR("a,\xff\xfe\n"), "staff.csv"), "!text-not-cp932 1:3\n"));
	buf_release(&memory.text);
}

/* A prefix of a good file is never a row that the file does not have. */
static void
test_every_prefix(void **state)
{
	static const char good[] = "職員番号,利用者ID,所属,着任日\n1001,u1,市民課,2024-04-01\n";
	struct memory memory = { 0 };

	(void)state;
	for (size_t n = 0; n < sizeof good - 1; n++) {
		struct str got = parse(&memory, (struct str){ good, n }, "staff.csv");
		assert_false(str_has(got, STR("rows=2")));
	}
	buf_release(&memory.text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_cp932),
		cmocka_unit_test(test_nul_and_garbage),
		cmocka_unit_test(test_every_prefix),
	};

	return cmocka_run_group_tests_name("register/parse", tests, NULL, NULL);
}
