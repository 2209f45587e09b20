/* SPDX-License-Identifier: Apache-2.0 */
/* confine/wire.h: what the worker's side writes the parent's side reads; the reader alone, and its bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "confine/taken.h"
#include "confine/limits.h"

#include "base/banned.h"

struct bench {
	struct taken taken;
	struct diags diags;
	struct wire_shapes shapes;
	struct worker_handler handler;
	struct wire_reader reader;
};

static void
bench_init(struct bench *bench)
{
	*bench = (struct bench){ .handler = { .context = &bench->taken,
				     .row = taken_row,
				     .tree = taken_tree,
				     .text = taken_text } };
	bench->reader = (struct wire_reader){
		.profile = &taken_profile,
		.handler = &bench->handler,
		.diags = &bench->diags,
		.shapes = &bench->shapes,
		.begun = true,
	};
}

static void
bench_release(struct bench *bench)
{
	wire_reader_release(&bench->reader);
	wire_shapes_release(&bench->shapes);
	diags_release(&bench->diags);
	arena_release(&bench->taken.arena);
}

static const char *
take(struct bench *bench, struct str message)
{
	size_t payload;
	enum wire_type type = wire_header(message.ptr, &payload);

	assert_int_equal(payload, message.len - WIRE_HEADER_BYTES);
	return wire_take(&bench->reader, type, str_from(message, WIRE_HEADER_BYTES));
}

static struct node *
make_tree(struct arena *arena, int depth)
{
	struct node *map = node_new(arena, NODE_MAP, 1, 2);

	if (depth > 1) {
		node_put(arena, map, STR("鍵"), node_text(arena, STR("値")));
		node_put(arena, map, STR("n"), node_new(arena, NODE_NULL, 3, 4));
		node_put(arena, map, STR("next"), make_tree(arena, depth - 1));
	}
	return map;
}

/* Trees come through whole, to the greatest depth; one cut short anywhere is refused. */
static void
test_tree(void **state)
{
	struct arena arena = { 0 };
	struct wire_writer writer = { .fd = -1 };
	struct bench bench;

	(void)state;
	bench_init(&bench);
	wire_put_tree(&writer, make_tree(&arena, WIRE_DEPTH - 1));
	assert_null(take(&bench, buf_str(&writer.out)));
	assert_int_equal(bench.taken.trees, 1);
	assert_true(str_is(node_find(bench.taken.tree, "鍵")->text, "値"));
	assert_int_equal(node_find(bench.taken.tree, "n")->line, 3);
	assert_int_equal(bench.taken.tree->count, 3);
	/* The parent may add to what it got. */
	for (int i = 0; i < 9; i++)
		node_put(&bench.taken.arena, bench.taken.tree, STR("more"),
		    node_text(&bench.taken.arena, STR("x")));
	wire_writer_release(&writer);
	writer = (struct wire_writer){ .fd = -1 };
	wire_put_tree(&writer, make_tree(&arena, 3));
	struct str payload = str_from(buf_str(&writer.out), WIRE_HEADER_BYTES);
	for (size_t n = 0; n < payload.len; n++)
		assert_non_null(wire_take(&bench.reader, WIRE_TREE, str_sub(payload, 0, n)));
	assert_int_equal(bench.taken.trees, 1);
	wire_writer_release(&writer);
	arena_release(&arena);
	bench_release(&bench);
}

/* Lists in lists that each claim all the bytes behind them, and one level more than is allowed. */
static void
test_tree_claims(void **state)
{
	struct bench bench;
	struct buf deep = { 0 };

	(void)state;
	bench_init(&bench);
	for (int i = 0; i < WIRE_DEPTH + 1; i++)
		buf_add(&deep, (struct str){ "\2\0" NODE_HEAD U32("\1"), 18 });
	buf_add(&deep, (struct str){ "\0\0" NODE_HEAD, 14 });
	assert_string_equal(wire_take(&bench.reader, WIRE_TREE, buf_str(&deep)), "depth of a tree");
	buf_clear(&deep);
	for (size_t i = 0; i < 100; i++) {
		uint32_t claim = 100000;

		buf_add(&deep, (struct str){ "\2\0" NODE_HEAD, 14 });
		buf_add(&deep, (struct str){ (const char *)&claim, sizeof claim });
	}
	for (size_t i = 0; i < 2000000; i++)
		buf_addc(&deep, '\0');
	assert_string_equal(wire_take(&bench.reader, WIRE_TREE, buf_str(&deep)), "size of a tree");
	buf_release(&deep);
	bench_release(&bench);
}

SINK_SHAPE(first, "setting", "a", "b");
SINK_SHAPE(second, "setting", "a", "b");

static void
remember_shape(
    void *context, size_t input, const struct sink_shape *shape, const struct value *values)
{
	const struct sink_shape **last = context;

	(void)input;
	assert_int_equal(values[0].type, VALUE_REAL);
	assert_true(values[0].real == 2.5);
	assert_int_equal(values[1].type, VALUE_INTEGER);
	assert_int_equal(values[1].integer, INT64_MIN);
	assert_true(*last == NULL || *last == shape);
	*last = shape;
}

/* Two shapes of the worker with the same columns are one for the parent. */
static void
test_shapes_are_one(void **state)
{
	const struct value values[] = { { .type = VALUE_REAL, .real = 2.5 },
		value_integer(INT64_MIN) };
	const struct sink_shape *last = NULL;
	struct wire_writer writer = { .fd = -1 };
	struct bench bench;
	struct str rest;

	(void)state;
	bench_init(&bench);
	bench.handler.row = remember_shape;
	bench.handler.context = &last;
	wire_put_row(&writer, &first, values);
	wire_put_row(&writer, &second, values);
	wire_put_row(&writer, &first, values);
	rest = buf_str(&writer.out);
	for (int i = 0; i < 5; i++) {
		size_t payload;

		wire_header(rest.ptr, &payload);
		assert_null(take(&bench, str_sub(rest, 0, payload + WIRE_HEADER_BYTES)));
		rest = str_from(rest, payload + WIRE_HEADER_BYTES);
	}
	assert_int_equal(rest.len, 0);
	assert_int_equal(bench.shapes.count, 1);
	wire_writer_release(&writer);
	bench_release(&bench);
}

/* What a handler does not want, and what a profile does not send, is a fault. */
static void
test_not_wanted(void **state)
{
	static const char *const none[] = { NULL };
	const struct worker_profile mute = { .tables = none };
	const struct str null_tree = { "\0\0" NODE_HEAD, 14 }, text = { U32("\1") "x", 5 };
	struct bench bench;

	(void)state;
	bench_init(&bench);
	assert_null(wire_take(&bench.reader, WIRE_TREE, null_tree));
	assert_null(wire_take(&bench.reader, WIRE_TEXT, text));
	bench.handler.tree = NULL;
	bench.handler.text = NULL;
	assert_non_null(wire_take(&bench.reader, WIRE_TREE, null_tree));
	assert_non_null(wire_take(&bench.reader, WIRE_TEXT, text));
	bench.handler.tree = taken_tree;
	bench.handler.text = taken_text;
	bench.reader.profile = &mute;
	assert_non_null(wire_take(&bench.reader, WIRE_TREE, null_tree));
	assert_non_null(wire_take(&bench.reader, WIRE_TEXT, text));
	bench.reader.begun = false;
	assert_non_null(wire_take(&bench.reader, WIRE_END, (struct str){ U32("\0"), 4 }));
	bench_release(&bench);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_tree_claims),
		cmocka_unit_test(test_shapes_are_one),
		cmocka_unit_test(test_not_wanted),
	};

	return cmocka_run_group_tests_name("confine/wire", tests, NULL, NULL);
}
