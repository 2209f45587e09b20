/* SPDX-License-Identifier: Apache-2.0 */
/*
 * confine/wire.h: what the worker's side writes the parent's side reads; and whatever else is in a message is refused before
 * anything comes of it. A worker that was taken over is played by a raw writer in a real, confined process.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/scope.h"
#include "confine/limits.h"
#include "confine/worker.h"

#include "base/banned.h"

struct heard {
	size_t rows, trees, texts, steps, begun, done, failed;
	struct arena arena;
	struct node *tree;
};

static void
on_begin(void *context, size_t input)
{
	(void)input;
	((struct heard *)context)->begun++;
}

static void
on_row(void *context, size_t input, const struct sink_shape *shape, const struct value *values)
{
	(void)input;
	(void)shape;
	(void)values;
	((struct heard *)context)->rows++;
}

static void
on_tree(void *context, size_t input, struct node *root, struct arena *arena)
{
	struct heard *heard = context;

	(void)input;
	heard->trees++;
	arena_release(&heard->arena);
	heard->arena = *arena;
	heard->tree = root;
	*arena = (struct arena){ 0 };
}

static void
on_text(void *context, size_t input, struct str text)
{
	(void)input;
	(void)text;
	((struct heard *)context)->texts++;
}

static void
on_progress(void *context, size_t input, const struct progress_step *step)
{
	(void)input;
	(void)step;
	((struct heard *)context)->steps++;
}

static void
on_end(void *context, size_t input, enum worker_status status)
{
	struct heard *heard = context;

	(void)input;
	if (status == WORKER_DONE)
		heard->done++;
	else
		heard->failed++;
}

static const struct worker_profile profile = {
	.name = "test",
	.memory_bytes = 64 << 20,
	.cpu_sec = 2,
	.wall_sec = 2,
	.output_bytes = 1 << 20,
	.batch = 2,
	.sends_tree = true,
	.sends_text = true,
	.sends_progress = true,
	.tables = (const char *const[]){ "setting", NULL },
};

/* A message as bytes: literal parts are put together by hand, little-endian as the machine is. */
struct bytes {
	const char *ptr;
	size_t len;
};
#define BYTES(literal)                                                                             \
	{                                                                                          \
		(literal), sizeof(literal) - 1                                                     \
	}
#define U32(n) n "\0\0\0"
#define NODE_HEAD U32("\1") U32("\1") U32("\1")

static const struct fault_case {
	const char *what;
	enum wire_type type;
	struct bytes payload;
} fault_cases[] = {
	{ "an unknown type", (enum wire_type)99, BYTES("") },
	{ "a second begin", WIRE_BEGIN, BYTES(U32("\0")) },
	{ "the end of another input", WIRE_END, BYTES(U32("\5")) },
	{ "a short end", WIRE_END, BYTES("\0\0") },
	{ "a long end", WIRE_END, BYTES(U32("\0") "x") },
	{ "a shape of a foreign table", WIRE_SHAPE,
	    BYTES(U32("\5") "staff" U32("\1") U32("\1") "a") },
	{ "a shape without columns", WIRE_SHAPE, BYTES(U32("\7") "setting" U32("\0")) },
	{ "a shape with too many columns", WIRE_SHAPE,
	    BYTES(U32("\7") "setting"
			    "\xFF\xFF\xFF\xFF") },
	{ "a column that is SQL", WIRE_SHAPE,
	    BYTES(U32("\7") "setting" U32("\1") U32("\3") "a;b") },
	{ "a column without a name", WIRE_SHAPE, BYTES(U32("\7") "setting" U32("\1") U32("\0")) },
	{ "a table's name longer than the message", WIRE_SHAPE, BYTES("\xFF\xFF\xFF\x7Fset") },
	{ "a row of a shape never told", WIRE_ROW, BYTES(U32("\7") "\0") },
	{ "a row too short", WIRE_ROW,
	    BYTES(U32("\0") "\1"
			    "123") },
	{ "a row without values", WIRE_ROW, BYTES(U32("\0")) },
	{ "a row with one value too many", WIRE_ROW, BYTES(U32("\0") "\0\0") },
	{ "a value of no type", WIRE_ROW, BYTES(U32("\0") "\4") },
	{ "a text longer than the message", WIRE_ROW, BYTES(U32("\0") "\3" U32("\7") "abc") },
	{ "a text that is not UTF-8", WIRE_ROW, BYTES(U32("\0") "\3" U32("\1") "\xFF") },
	{ "a text with NUL", WIRE_ROW, BYTES(U32("\0") "\3" U32("\1") "\0") },
	{ "an infinite number", WIRE_ROW,
	    BYTES(U32("\0") "\2"
			    "\0\0\0\0\0\0\xF0\x7F") },
	{ "a diagnostic of no code", WIRE_DIAG,
	    BYTES("\xFF\xFF\0\0" U32("\0") U32("\0") U32("\0") U32("\0") U32("\0") U32("\0")) },
	{ "half a diagnostic", WIRE_DIAG, BYTES(U32("\1") U32("\0")) },
	{ "an empty tree", WIRE_TREE, BYTES("") },
	{ "a node of no type", WIRE_TREE, BYTES("\x9\0" NODE_HEAD) },
	{ "a node of no style", WIRE_TREE, BYTES("\1\x9" NODE_HEAD U32("\0")) },
	{ "more children than bytes", WIRE_TREE, BYTES("\2\0" NODE_HEAD "\xFF\xFF\xFF\xFF") },
	{ "a child that is missing", WIRE_TREE, BYTES("\2\0" NODE_HEAD U32("\1") "\0\0\0\0\0\0") },
	{ "two roots", WIRE_TREE, BYTES("\0\0" NODE_HEAD "\0\0" NODE_HEAD) },
	{ "a text without length", WIRE_TEXT, BYTES("ab") },
	{ "progress in no unit", WIRE_PROGRESS,
	    BYTES(U32("\x9") U32("\1") U32("\0") U32("\1") U32("\0") U32("\1") U32("\0")) },
	{ "half of a progress", WIRE_PROGRESS, BYTES(U32("\0") U32("\1") U32("\0")) },
};

struct raw_case {
	const struct fault_case *fault;
};

static void
put_message(int fd, enum wire_type type, const void *payload, size_t len)
{
	char head[WIRE_HEADER_BYTES];
	uint32_t word = (uint32_t)len;

	head[0] = (char)type;
	memcpy(head + 1, &word, sizeof word);
	if (!io_write_all(fd, (struct str){ head, sizeof head }) ||
	    !io_write_all(fd, (struct str){ payload, len }))
		_exit(1);
}

static void
put_number(int fd, enum wire_type type, size_t n)
{
	uint32_t word = (uint32_t)n;

	put_message(fd, type, &word, sizeof word);
}

/* The first input is answered with the fault, the second as it should be. */
static void
send_fault(void *context, int fd, size_t input)
{
	static const char shape[] = U32("\7") "setting" U32("\1") U32("\1") "a";
	const struct fault_case *fault = context;

	put_number(fd, WIRE_BEGIN, input);
	put_message(fd, WIRE_SHAPE, shape, sizeof shape - 1);
	if (input == 0)
		put_message(fd, fault->type, fault->payload.ptr, fault->payload.len);
	put_number(fd, WIRE_END, input);
}

static void
run_raw(void (*raw)(void *, int, size_t), void *context, struct heard *heard, struct diags *diags)
{
	const struct worker_job job = { .kind = WORKER_CONFIG, .context = context };
	const struct worker_input inputs[] = { { .fd = -1, .file = STR_INIT("a") },
		{ .fd = -1, .file = STR_INIT("b") } };
	const struct worker_handler handler = {
		.context = heard,
		.begin = on_begin,
		.row = on_row,
		.tree = on_tree,
		.text = on_text,
		.progress = on_progress,
		.end = on_end,
	};

	worker_run(&(struct worker_run){
	    .job = &job,
	    .profile = &profile,
	    .inputs = inputs,
	    .count = COUNT_OF(inputs),
	    .jobs = 1,
	    .handler = &handler,
	    .diags = diags,
	    .raw = raw,
	});
}

static void
test_faults(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(fault_cases); i++) {
		struct heard heard = { 0 };
		struct diags diags = { 0 };

		run_raw(send_fault, (void *)(uintptr_t)&fault_cases[i], &heard, &diags);
		if (diags.count != 1 || diags.list[0].code != DIAG_WORKER_MESSAGE ||
		    heard.failed != 1 || heard.done != 1 ||
		    heard.rows + heard.trees + heard.texts + heard.steps != 0)
			fail_msg("%s: %zu diagnostics, %zu failed, %zu done", fault_cases[i].what,
			    diags.count, heard.failed, heard.done);
		assert_true(str_is(diags.list[0].file, "a"));
		diags_release(&diags);
		arena_release(&heard.arena);
	}
}

static void
send_nothing(void *context, int fd, size_t input)
{
	(void)context;
	(void)fd;
	(void)input;
}

static void
send_end_only(void *context, int fd, size_t input)
{
	(void)context;
	put_number(fd, WIRE_END, input);
}

static void
send_other_input(void *context, int fd, size_t input)
{
	(void)context;
	put_number(fd, WIRE_BEGIN, input + 1);
}

static void
send_half_header(void *context, int fd, size_t input)
{
	(void)context;
	put_number(fd, WIRE_BEGIN, input);
	if (!io_write_all(fd, STR("\4\1")))
		_exit(1);
	_exit(0);
}

/* A length of 4 GB: it must be refused, not waited for nor allocated. */
static void
send_huge_length(void *context, int fd, size_t input)
{
	(void)context;
	put_number(fd, WIRE_BEGIN, input);
	if (!io_write_all(fd, STR("\6\xFF\xFF\xFF\xFF")))
		_exit(1);
	for (;;)
		poll(NULL, 0, -1);
}

static void
test_order_of_messages(void **state)
{
	static const struct {
		void (*raw)(void *, int, size_t);
		enum diag_code code;
	} cases[] = {
		{ send_nothing, DIAG_WORKER_MESSAGE },
		{ send_end_only, DIAG_WORKER_MESSAGE },
		{ send_other_input, DIAG_WORKER_MESSAGE },
		{ send_half_header, DIAG_WORKER_MESSAGE },
		{ send_huge_length, DIAG_WORKER_OUTPUT },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct heard heard = { 0 };
		struct diags diags = { 0 };

		run_raw(cases[i].raw, NULL, &heard, &diags);
		assert_int_equal(heard.failed, 2);
		assert_int_equal(heard.begun, 2);
		assert_int_equal(diags.count, 2);
		assert_int_equal(diags.list[0].code, cases[i].code);
		assert_int_equal(diags.list[1].code, cases[i].code);
		diags_release(&diags);
		arena_release(&heard.arena);
	}
}

/* --- the reader alone ------------------------------------------------------------------------ */

struct bench {
	struct heard heard;
	struct diags diags;
	struct wire_shapes shapes;
	struct worker_handler handler;
	struct wire_reader reader;
};

static void
bench_init(struct bench *bench)
{
	*bench = (struct bench){ .handler = { .context = &bench->heard,
				     .row = on_row,
				     .tree = on_tree,
				     .text = on_text } };
	bench->reader = (struct wire_reader){
		.profile = &profile,
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
	arena_release(&bench->heard.arena);
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
	assert_int_equal(bench.heard.trees, 1);
	assert_true(str_is(node_find(bench.heard.tree, "鍵")->text, "値"));
	assert_int_equal(node_find(bench.heard.tree, "n")->line, 3);
	assert_int_equal(bench.heard.tree->count, 3);
	/* The parent may add to what it got. */
	for (int i = 0; i < 9; i++)
		node_put(&bench.heard.arena, bench.heard.tree, STR("more"),
		    node_text(&bench.heard.arena, STR("x")));
	wire_writer_release(&writer);
	writer = (struct wire_writer){ .fd = -1 };
	wire_put_tree(&writer, make_tree(&arena, 3));
	struct str payload = str_from(buf_str(&writer.out), WIRE_HEADER_BYTES);
	for (size_t n = 0; n < payload.len; n++)
		assert_non_null(wire_take(&bench.reader, WIRE_TREE, str_sub(payload, 0, n)));
	assert_int_equal(bench.heard.trees, 1);
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
	bench.handler.tree = on_tree;
	bench.handler.text = on_text;
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
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_order_of_messages),
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_tree_claims),
		cmocka_unit_test(test_shapes_are_one),
		cmocka_unit_test(test_not_wanted),
	};

	return cmocka_run_group_tests_name("confine/wire", tests, NULL, NULL);
}
