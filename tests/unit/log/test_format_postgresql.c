/* SPDX-License-Identifier: Apache-2.0 */
/* log/format_postgresql.c, log/format_postgresql_json.c: sessions, errors, pgaudit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/scope.h"
#include "log/cases.h"
#include "base/banned.h"

static const struct read_case cases[] = {

	{
	    .what = "csvlog of 26 columns",
	    .text =
		"2025-04-01 09:00:00.123 "
		"JST,\"u1001\",\"juki\",812,\"192.0.2.5:40000\",67eb.1,1,\"authentication\",2025-"
		"04-01 09:00:00 JST,3/4,0,LOG,00000,\"connection authorized: user=u1001 "
		"database=juki application_name=psql\",,,,,,,,,\"psql\",\"client backend\",,0\n"
		"2025-04-01 09:00:01.000 "
		"JST,\"u1001\",\"juki\",812,\"192.0.2.5:40000\",67eb.1,2,\"SELECT\",2025-04-01 "
		"09:00:00 JST,3/5,0,LOG,00000,\"AUDIT: "
		"SESSION,1,1,READ,SELECT,TABLE,public.juki,\"\"select *\n  from juki where "
		"\"\"\"\"a\"\"\"\" = 1\"\",<none>\",,,,,,,,,\"psql\",\"client backend\",,0\n"
		"2025-04-01 00:00:02.000 "
		"UTC,\"u1001\",\"juki\",812,\"[local]\",67eb.1,3,\"DELETE\",2025-04-01 09:00:00 "
		"JST,3/6,0,LOG,00000,\"AUDIT: OBJECT,2,1,WRITE,DELETE,TABLE,public.juki,delete "
		"from juki,<none>\",,,,,,,,,\"psql\",\"client backend\",,0\n"
		"2025-04-01 09:00:03.000 "
		"JST,\"u9\",\"juki\",813,\"192.0.2.6:40001\",67ec.1,1,\"authentication\",2025-04-"
		"01 09:00:03 JST,3/7,0,FATAL,28P01,\"password authentication failed for user "
		"\"\"u9\"\"\",,,,,,,,,\"\",\"client backend\",,0\n"
		"2025-04-01 09:00:04.000 XST,\"u9\",\"juki\",813,,67ec.1,2,\"\",2025-04-01 "
		"09:00:03 JST,,0,LOG,00000,\"x\",,,,,,,,,\"\",\"\",,0\n"
		"2025-04-01 09:00:05.000 JST,\"u9\",\"juki\"\n",
	    .have = { "time=2025-04-01T09:00:00+09:00 day=2025-04-01 user=u1001 operation=ログイン "
		      "system=juki terminal=192.0.2.5 result=成功",
		"user=u1001 operation=照会 system=juki terminal=192.0.2.5 result=成功 "
		"detail=public.juki file=t.log line=2\n",
		"time=2025-04-01T09:00:02+09:00 day=2025-04-01 user=u1001 operation=削除 "
		"system=juki terminal=[local] result=成功 detail=public.juki file=t.log line=4\n",
		"user=u9 operation=ログイン system=juki terminal=192.0.2.6 result=失敗",
		"log_file format=postgresql encoding=utf-8 records=4 bad_records=2" },
	    .said = { { DIAG_LOG_RECORD_TIME, 6 }, { DIAG_LOG_RECORD_FIELDS, 7 } },
	},
	{
	    .what = "of 23 columns, its first record torn, its zone given",
	    .mapping = "{format: postgresql, offset: '+08:00'}",
	    .text = "ed\",,,\n"
		    "2025-04-01 09:00:00.123 "
		    "CST,\"u1\",\"d\",1,\"192.0.2.5:4\",a.1,1,\"SELECT\",2025-04-01 09:00:00 "
		    "CST,3/4,0,ERROR,42P01,\"relation \"\"x\"\" does not "
		    "exist\",,,,,,\"select\",1,,\"psql\"\n",
	    .have = { "time=2025-04-01T10:00:00+09:00 day=2025-04-01 user=u1 operation=SELECT "
		      "system=d terminal=192.0.2.5 result=失敗" },
	    .said = { { DIAG_LOG_RECORD_FORM, 1 } },
	},
	{
	    .what = "jsonlog",
	    .text = "{\"timestamp\":\"2025-04-01 09:00:00.123 "
		    "JST\",\"user\":\"u1001\",\"dbname\":\"juki\",\"pid\":1,\"remote_host\":\"192."
		    "0.2.5\",\"remote_port\":4,\"ps\":\"SELECT\",\"error_severity\":\"LOG\","
		    "\"message\":\"AUDIT: SESSION,1,1,READ,SELECT,TABLE,public.juki,select "
		    "1,<none>\",\"backend_type\":\"client backend\"}\n"
		    "{\"timestamp\":\"2025-04-01 09:00:01.000 "
		    "JST\",\"pid\":1,\"error_severity\":\"LOG\",\"message\":\"checkpoint starting: "
		    "time\",\"detail\":\"d\",\"backend_type\":\"checkpointer\"}\n",
	    .have = { "time=2025-04-01T09:00:00+09:00 day=2025-04-01 user=u1001 operation=照会 "
		      "system=juki terminal=192.0.2.5 result=成功 detail=public.juki",
		"operation=postgres detail=checkpoint starting: time file=t.log line=2\n",
		"log_file format=postgresql-json" },
	},
};

static void
test_cases(void **state)
{
	(void)state;
	read_cases(cases, COUNT_OF(cases));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
	};

	return cmocka_run_group_tests_name("log/format_postgresql", tests, NULL, NULL);
}
