/* SPDX-License-Identifier: Apache-2.0 */
/* base/node.h: building, finding, the checks of a map's keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "base/node.h"
#include "base/scope.h"

#include "base/banned.h"

static void
test_build(void **state)
{
	struct arena arena = { 0 };
	struct node *map = node_new(&arena, NODE_MAP, 1, 1),
		    *list = node_new(&arena, NODE_SEQUENCE, 2, 3);

	(void)state;
	for (int i = 0; i < 100; i++) {
		char key[16];

		snprintf(key, sizeof key, "k%d", i);
		node_put(&arena, map, str_of(key), node_text(&arena, str_of(key)));
		node_push(&arena, list, map->items[i]);
	}
	assert_int_equal(map->count, 100);
	assert_int_equal(list->count, 100);
	assert_true(str_is(node_find(map, "k73")->text, "k73"));
	assert_ptr_equal(list->items[73], node_find(map, "k73"));
	assert_null(node_find(map, "k100"));
	assert_null(node_find(NULL, "k1"));
	assert_null(node_find(list, "k1"));
	arena_release(&arena);
}

static void
test_scalars(void **state)
{
	static const struct {
		const char *text;
		enum node_style style;
		bool integer, boolean;
	} cases[] = { { "12", NODE_PLAIN, true, false }, { "12", NODE_QUOTED, false, false },
		{ "true", NODE_PLAIN, false, true }, { "false", NODE_PLAIN, false, true },
		{ "true", NODE_QUOTED, false, false }, { "yes", NODE_PLAIN, false, false },
		{ "1.0", NODE_PLAIN, false, false } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct node node = {
			.type = NODE_SCALAR, .style = cases[i].style, .text = str_of(cases[i].text)
		};
		int64_t integer;
		bool boolean;

		assert_true(node_is_text(&node));
		assert_int_equal(node_get_integer(&node, &integer), cases[i].integer);
		assert_int_equal(node_get_bool(&node, &boolean), cases[i].boolean);
	}
	assert_false(node_is_text(NULL));
	assert_false(node_is_text(&(struct node){ .type = NODE_NULL }));
}

static void
test_keys(void **state)
{
	static const struct node_key keys[] = { { "severity", NODE_SCALAR, true },
		{ "tests", NODE_SEQUENCE, true }, { "any", NODE_NULL, false } };
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct node *map = node_new(&arena, NODE_MAP, 5, 6);

	(void)state;
	node_put(&arena, map, STR("severty"), node_text(&arena, STR("x")));
	node_put(&arena, map, STR("tests"), node_text(&arena, STR("x")));
	node_put(&arena, map, STR("any"), node_new(&arena, NODE_MAP, 1, 1));
	assert_false(node_check_keys(map, keys, COUNT_OF(keys), STR("f"), &diags));
	assert_int_equal(diags.count, 3);
	assert_int_equal(diags.list[0].code, DIAG_DOC_UNKNOWN_KEY);
	assert_true(str_has(diags.list[0].args[1], STR("severity")));
	assert_int_equal(diags.list[1].code, DIAG_DOC_WRONG_TYPE);
	assert_int_equal(diags.list[2].code, DIAG_DOC_MISSING_KEY);
	assert_int_equal(diags.list[2].line, 5);
	node_put(&arena, map, STR("severity"), node_text(&arena, STR("x")));
	map->keys[0] = STR("any");
	map->items[1] = node_new(&arena, NODE_SEQUENCE, 1, 1);
	assert_true(node_check_keys(map, keys, COUNT_OF(keys), STR("f"), &diags));
	arena_release(&arena);
	diags_release(&diags);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_build),
		cmocka_unit_test(test_scalars),
		cmocka_unit_test(test_keys),
	};

	return cmocka_run_group_tests_name("base/node", tests, NULL, NULL);
}
