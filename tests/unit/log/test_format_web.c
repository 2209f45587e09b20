/* SPDX-License-Identifier: Apache-2.0 */
/* log/format_web.c: combined, common and vhost_combined lines; nginx as JSON. */
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
	    .what = "combined",
	    .text = "192.0.2.10 - u1001 [01/Apr/2025:09:00:00 +0900] \"GET /kensaku?id=12&x=%20 "
		    "HTTP/1.1\" 200 1234 "
		    "\"https://a.example/\" \"Mozilla/5.0 \\\"x\\\" \\x41\"\n"
		    "2001:db8::1 - - [01/Apr/2025:00:00:01 +0000] \"POST /login HTTP/1.1\" 401 0 "
		    "\"-\" \"-\"\n"
		    "192.0.2.10 - u1001 [01/Apr/2025:09:00:02 +0900] \"-\" 400 0 \"-\" \"-\"\n"
		    "no line of a web server\n"
		    "192.0.2.10 - u1001 [31/Feb/2025:09:00:02 +0900] \"GET / HTTP/1.1\" 200 0 "
		    "\"-\" \"-\"\n"
		    "192.0.2.11 - u1002 [01/Apr/2025:09:00:03 +0900] \"GET /\\xE3\\x81\\x82 "
		    "HTTP/2.0\" 200 5 \"-\" \"curl/8\" \"198.51.100.1\" 0.02\n",
	    .have = { "time=2025-04-01T09:00:00+09:00 day=2025-04-01 user=u1001 operation=GET "
		      "terminal=192.0.2.10 result=200 "
		      "detail=GET /kensaku?id=12&x=%20 HTTP/1.1 file=t.log line=1\n",
		"time=2025-04-01T09:00:01+09:00 day=2025-04-01 operation=POST terminal=2001:db8::1 "
		"result=401 "
		"detail=POST /login HTTP/1.1 file=t.log line=2\n",
		"result=400 file=t.log line=3\n", "user=u1002 operation=GET",
		"detail=GET /あ HTTP/2.0",
		"log_file format=web encoding=utf-8 records=4 bad_records=2" },
	    .said = { { DIAG_LOG_RECORD_FORM, 4 }, { DIAG_LOG_RECORD_TIME, 5 } },
	},
	{
	    .what = "common, behind a virtual host and its port",
	    .text = "www.example:443 192.0.2.1 - - [01/Apr/2025:09:00:00 +0900] \"HEAD / "
		    "HTTP/1.0\" 304 -\n",
	    .have = { "operation=HEAD system=www.example:443 terminal=192.0.2.1 result=304 "
		      "detail=HEAD / HTTP/1.0 file=t.log line=1\n" },
	},
	{
	    .what = "addresses that proxies passed on, a user with blanks, another ident",
	    .text =
		"192.0.2.2, 192.0.2.3, 127.0.0.1 - - [01/Apr/2025:09:00:00 +0900] \"GET /a "
		"HTTP/1.1\" 200 5 \"-\" \"-\"\n"
		"\"192.0.2.4, 192.0.2.5\" 192.0.2.6 - u1 [01/Apr/2025:09:00:01 +0900] \"GET /b "
		"HTTP/1.1\" 200 5 \"-\" \"-\"\n"
		"2001:db8::1, 192.0.2.7 192.0.2.8 - - [01/Apr/2025:09:00:02 +0900] \"GET /c "
		"HTTP/1.1\" 200 5 \"-\" \"-\"\n"
		"192.0.2.9 - hanako - yamada [01/Apr/2025:09:00:03 +0900] \"GET /d HTTP/1.1\" 200 "
		"5 \"-\" \"-\"\n"
		"www.example 192.0.2.10 id7 u2 [01/Apr/2025:09:00:04 +0900] \"GET /e HTTP/1.1\" "
		"200 5\n"
		"a b c 192.0.2.11 - u3 [01/Apr/2025:09:00:05 +0900] \"GET /f HTTP/1.1\" 200 5\n"
		"u4 [01/Apr/2025:09:00:06 +0900] \"GET /g HTTP/1.1\" 200 5\n",
	    .have = { "terminal=192.0.2.2 result=200 detail=GET /a",
		"user=u1 operation=GET terminal=192.0.2.6 result=200 detail=GET /b",
		"terminal=192.0.2.8 result=200 detail=GET /c",
		"user=hanako - yamada operation=GET terminal=192.0.2.9 result=200 detail=GET /d",
		"user=u2 operation=GET system=www.example terminal=192.0.2.10 result=200",
		"log_file format=web encoding=utf-8 records=5 bad_records=2" },
	    .said = { { DIAG_LOG_RECORD_FORM, 6 }, { DIAG_LOG_RECORD_FORM, 7 } },
	},
	{
	    .what = "nginx as JSON",
	    .text = "{\"time_iso8601\":\"2025-04-01T09:00:00+09:00\",\"remote_addr\":\"192.0.2.7\","
		    "\"remote_user\":\"-\",\"request\":\"GET /a?b HTTP/1.1\","
		    "\"status\":200,\"http_user_agent\":\"x\",\"host\":\"h.example\"}\n"
		    "{\"time_iso8601\":\"2025-04-01T09:00:01+09:00\",\"remote_addr\":\"192.0.2.8\","
		    "\"remote_user\":\"u1\",\"request_method\":\"PUT\",\"request_uri\":\"/c\","
		    "\"status\":403,\"host\":\"h.example\"}\n",
	    .have = { "operation=GET system=h.example terminal=192.0.2.7 result=200 detail=GET "
		      "/a?b HTTP/1.1 file=t.log line=1\n",
		"user=u1 operation=PUT system=h.example terminal=192.0.2.8 result=403 detail=/c "
		"file=t.log line=2\n",
		"log_file format=web-json" },
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

	return cmocka_run_group_tests_name("log/format_web", tests, NULL, NULL);
}
