/* SPDX-License-Identifier: Apache-2.0 */
/* log/format_journald.c: texts, lists of bytes, microseconds. */
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
	    .what = "a line each",
	    .text = "{\"__REALTIME_TIMESTAMP\":\"1743465600123456\",\"_HOSTNAME\":\"gyoumu01\","
		    "\"SYSLOG_IDENTIFIER\":\"sshd\",\"MESSAGE\":\"Failed password for u1001 from "
		    "192.0.2.5 port 22 ssh2\"}\n"
		    "{\"__REALTIME_TIMESTAMP\":\"1743465601000000\",\"_HOSTNAME\":\"gyoumu01\",\"_"
		    "COMM\":\"app\",\"MESSAGE\":[227,129,130,255,0,33]}\n"
		    "{\"__REALTIME_TIMESTAMP\":\"x\",\"MESSAGE\":\"no time\"}\n"
		    "{\"__REALTIME_TIMESTAMP\":\"1743465602000000\",\"SYSLOG_IDENTIFIER\":\"sudo\","
		    "\"MESSAGE\":\"u2 : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls\"}\n",
	    .have = { "time=2025-04-01T09:00:00+09:00 day=2025-04-01 user=u1001 operation=ログイン "
		      "system=gyoumu01 terminal=192.0.2.5 result=失敗",
		"operation=app system=gyoumu01 detail=あ\x3F\x3F! file=t.log line=2\n",
		"user=u2 operation=sudo result=成功 detail=/bin/ls",
		"log_file format=journald encoding=utf-8 records=3 bad_records=1" },
	    .said = { { DIAG_LOG_RECORD_NO_TIME, 3 } },
	},
	{
	    .what = "indented, as -o json-pretty",
	    .text =
		"{\n\t\"__REALTIME_TIMESTAMP\" : \"1743465600000000\",\n\t\"SYSLOG_IDENTIFIER\" : "
		"\"kernel\",\n\t\"MESSAGE\" : \"a\"\n}\n"
		"{\n\t\"__REALTIME_TIMESTAMP\" : \"1743465601000000\",\n\t\"SYSLOG_IDENTIFIER\" : "
		"\"kernel\",\n\t\"MESSAGE\" : \"b\"\n}\n",
	    .have = { "operation=kernel detail=a file=t.log line=1\n",
		"operation=kernel detail=b file=t.log line=6\n" },
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

	return cmocka_run_group_tests_name("log/format_journald", tests, NULL, NULL);
}
