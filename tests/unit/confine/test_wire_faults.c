/* SPDX-License-Identifier: Apache-2.0 */
/*
 * confine/wire.h: whatever is in a message but what the worker's side writes is refused before anything comes of it. A worker that was
 * taken over is played by a raw writer in a real, confined process.
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
#include "confine/taken.h"
#include "confine/limits.h"

#include "base/banned.h"

/* A message as bytes. */
struct bytes {
	const char *ptr;
	size_t len;
};
#define BYTES(literal)                                                                             \
	{                                                                                          \
		(literal), sizeof(literal) - 1                                                     \
	}

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
run_raw(void (*raw)(void *, int, size_t), void *context, struct taken *taken, struct diags *diags)
{
	const struct worker_job job = { .kind = WORKER_CONFIG, .context = context };
	const struct worker_input inputs[] = { { .fd = -1, .file = STR_INIT("a") },
		{ .fd = -1, .file = STR_INIT("b") } };
	const struct worker_handler handler = {
		.context = taken,
		.begin = taken_begin,
		.row = taken_row,
		.tree = taken_tree,
		.text = taken_text,
		.progress = taken_progress,
		.end = taken_end,
	};

	worker_run(&(struct worker_run){
	    .job = &job,
	    .profile = &taken_profile,
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
		struct taken taken = { 0 };
		struct diags diags = { 0 };

		run_raw(send_fault, (void *)(uintptr_t)&fault_cases[i], &taken, &diags);
		if (diags.count != 1 || diags.list[0].code != DIAG_WORKER_MESSAGE ||
		    taken.failed != 1 || taken.done != 1 ||
		    taken.rows + taken.trees + taken.texts + taken.steps != 0)
			fail_msg("%s: %zu diagnostics, %zu failed, %zu done", fault_cases[i].what,
			    diags.count, taken.failed, taken.done);
		assert_true(str_is(diags.list[0].file, "a"));
		diags_release(&diags);
		arena_release(&taken.arena);
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
		struct taken taken = { 0 };
		struct diags diags = { 0 };

		run_raw(cases[i].raw, NULL, &taken, &diags);
		assert_int_equal(taken.failed, 2);
		assert_int_equal(taken.begun, 2);
		assert_int_equal(diags.count, 2);
		assert_int_equal(diags.list[0].code, cases[i].code);
		assert_int_equal(diags.list[1].code, cases[i].code);
		diags_release(&diags);
		arena_release(&taken.arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_order_of_messages),
	};

	return cmocka_run_group_tests_name("confine/wire_faults", tests, NULL, NULL);
}
