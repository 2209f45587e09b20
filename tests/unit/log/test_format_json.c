/* SPDX-License-Identifier: Apache-2.0 */
/* log/format_json.c, log/json_record.c, log/format_cloudtrail.c: documents of all shapes. */
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
	    .what = "CloudTrail as it is delivered: one line",
	    .text =
		"{\"Records\":[{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"IAMUser\","
		"\"userName\":\"u1001\"},\"eventTime\":\"2025-04-01T00:00:00Z\",\"eventSource\":"
		"\"s3.amazonaws.com\",\"eventName\":\"GetObject\",\"sourceIPAddress\":\"192.0.2."
		"5\",\"requestParameters\":{\"bucketName\":\"b\"},\"resources\":[{\"ARN\":\"x\"},{"
		"\"ARN\":\"y\"}]},"
		"{\"userIdentity\":{\"type\":\"Root\"},\"eventTime\":\"2025-04-01T00:00:01Z\","
		"\"eventSource\":\"signin.amazonaws.com\",\"eventName\":\"ConsoleLogin\","
		"\"responseElements\":{\"ConsoleLogin\":\"Failure\"},\"sourceIPAddress\":\"192.0.2."
		"6\"},"
		"{\"userIdentity\":null,\"eventTime\":\"2025-04-01T00:00:02Z\",\"eventSource\":"
		"\"kms.amazonaws.com\",\"eventName\":\"Decrypt\",\"errorCode\":\"AccessDenied\"},"
		"{\"eventName\":\"no time\"}]}",
	    .have = { "time=2025-04-01T09:00:00+09:00 day=2025-04-01 user=u1001 "
		      "operation=GetObject system=s3.amazonaws.com terminal=192.0.2.5 result=成功 "
		      "detail=b",
		"user=Root operation=ConsoleLogin system=signin.amazonaws.com terminal=192.0.2.6 "
		"result=失敗",
		"operation=Decrypt system=kms.amazonaws.com result=失敗 detail=AccessDenied",
		"log_file format=cloudtrail encoding=utf-8 records=3 bad_records=1" },
	    .said = { { DIAG_LOG_RECORD_NO_TIME, 1 } },
	},
	{
	    .what = "times since 1970, in seconds and finer; other numbers are none",
	    .text =
		"{\"ts\":1743463800,\"user\":\"a\"}\n{\"ts\":1743463801.25,\"user\":\"b\"}\n"
		"{\"ts\":1743463802999,\"user\":\"c\"}\n{\"ts\":\"1743463803999999\",\"user\":"
		"\"d\"}\n"
		"{\"ts\":1743463804000000001,\"user\":\"e\"}\n{\"ts\":174346380,\"user\":\"f\"}\n"
		"{\"ts\":17434638041,\"user\":\"g\"}\n{\"ts\":2743463800,\"user\":\"h\"}\n"
		"{\"ts\":\"1743463800.\\u3042\",\"user\":\"i\"}\n",
	    .have = { "time=2025-04-01T08:30:00+09:00 day=2025-04-01 user=a",
		"time=2025-04-01T08:30:01+09:00 day=2025-04-01 user=b",
		"time=2025-04-01T08:30:02+09:00 day=2025-04-01 user=c",
		"time=2025-04-01T08:30:03+09:00 day=2025-04-01 user=d",
		"time=2025-04-01T08:30:04+09:00 day=2025-04-01 user=e",
		"log_file format=jsonl encoding=utf-8 records=5 bad_records=4" },
	    .said = { { DIAG_LOG_RECORD_TIME, 6 }, { DIAG_LOG_RECORD_TIME, 7 },
		{ DIAG_LOG_RECORD_TIME, 8 }, { DIAG_LOG_RECORD_TIME, 9 } },
	},
	{
	    .what = "a list of records, indented",
	    .text = "[\n  {\"time\": \"2025-04-01 09:00:00\", \"user\": \"u1\", \"a\": {\"list\": "
		    "[1, {\"b\": 2}]}},\n"
		    "  {\"time\": \"2025-04-01 09:00:01\",\n   \"user\": \"u2\",\n   \"user\": "
		    "\"u3\"},\n"
		    "  7, [], {\"time\": \"2025-04-01 09:00:02\", \"user\": \"u4\"}\n]\n",
	    .have = { "user=u1 file=t.log line=2\n", "user=u4 file=t.log line=6\n",
		"log_file format=json encoding=utf-8 records=2 bad_records=1" },
	    .said = { { DIAG_LOG_RECORD_DUPLICATE, 3 } },
	},
	{
	    .what = "records at a path that the mapping says",
	    .mapping =
		"{format: json, records: result.items, fields: {time: at.start, user: who.id}}",
	    .text =
		"{\"count\": 2, \"result\": {\"page\": 1, \"items\": [{\"at\": {\"start\": "
		"\"2025-04-01 09:00:00\"}, \"who\": {\"id\": \"u1\"}}], \"next\": {\"at\": 1}},\n"
		" \"items\": [{\"x\": 1}]}\n{\"result\": {\"items\": [{\"at\": {\"start\": "
		"\"2025-04-02 09:00:00\"}, \"who\": {\"id\": \"u2\"}}]}}",
	    .have = { "user=u1 file=t.log line=1\n", "user=u2 file=t.log line=3\n",
		"records=2 bad_records=0" },
	},
	{
	    .what = "a document that breaks off: what came before is used",
	    .text = "[{\"time\": \"2025-04-01 09:00:00\", \"user\": \"u1\"},\n{\"time\": "
		    "\"2025-04-01 09:00:01\", \"user\": \"u2\"},\n{\"time\": }]",
	    .have = { "user=u1 file", "user=u2 file" },
	    .said = { { DIAG_LOG_DOCUMENT, 3 } },
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

	return cmocka_run_group_tests_name("log/format_json", tests, NULL, NULL);
}
