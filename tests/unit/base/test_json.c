/* SPDX-License-Identifier: Apache-2.0 */
/* base/json.h: deterministic bytes, whatever the texts hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/json.h"

#include "base/banned.h"

static void
write_all(struct json *json)
{
	json_object(json);
	json_kv(json, "text", STR("a\"\\\n\t\x01日本/"));
	json_kvz(json, "none", NULL);
	json_kv_int(json, "n", INT64_MIN);
	json_kv_bool(json, "yes", true);
	json_key(json, "list");
	json_array(json);
	json_int(json, 1);
	json_null(json);
	json_array(json);
	json_array_end(json);
	json_object(json);
	json_object_end(json);
	json_array_end(json);
	json_object_end(json);
}

static void
test_compact(void **state)
{
	struct buf out = { 0 };
	struct json json = { .out = &out };

	(void)state;
	write_all(&json);
	assert_string_equal(out.ptr,
	    "{\"text\":\"a\\\"\\\\\\n\\t\\u0001日本/\",\"none\":null,\"n\":-9223372036854775808,"
	    "\"yes\":true,\"list\":[1,null,[],{}]}");
	buf_release(&out);
}

static void
test_indented(void **state)
{
	struct buf out = { 0 };
	struct json json = { .out = &out, .indent = true };

	(void)state;
	json_object(&json);
	json_key(&json, "a");
	json_array(&json);
	json_int(&json, 1);
	json_int(&json, 2);
	json_array_end(&json);
	json_kv_int(&json, "b", 3);
	json_object_end(&json);
	assert_string_equal(out.ptr, "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": 3\n}");
	buf_release(&out);
}

static void
test_not_utf8(void **state)
{
	struct buf out = { 0 };
	struct json json = { .out = &out };

	(void)state;
	json_str(&json, STR("a\xFF\xE3\x81z"));
	assert_string_equal(out.ptr, "\"a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz\"");
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compact),
		cmocka_unit_test(test_indented),
		cmocka_unit_test(test_not_utf8),
	};

	return cmocka_run_group_tests_name("base/json", tests, NULL, NULL);
}
