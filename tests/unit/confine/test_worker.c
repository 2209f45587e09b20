/* SPDX-License-Identifier: Apache-2.0 */
/*
 * confine/: rows and diagnostics come through, one input's end does not touch the others, every limit fires, no process
 * and no descriptor is left behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/scope.h"
#include "confine/worker.h"

#include "base/banned.h"

enum { INPUTS_MAX = 300 };

/* What the handler heard, as text: "begin 0\nrow 0 …\nend 0 done\n". */
struct heard {
	struct buf log;
	const struct sink_shape *shapes[INPUTS_MAX];
	size_t trees;
};

SINK_SHAPE(setting, "setting", "file", "value", "number");

static void
on_begin(void *context, size_t input)
{
	buf_addf(&((struct heard *)context)->log, "begin %zu\n", input);
}

static void
on_row(void *context, size_t input, const struct sink_shape *shape, const struct value *values)
{
	struct heard *heard = context;

	heard->shapes[input] = shape;
	buf_addf(&heard->log, "row %zu %s.%s=%.*s %s=%.*s\n", input, shape->table,
	    shape->columns[0], STR_ARG(values[0].text), shape->columns[1], STR_ARG(values[1].text));
}

static void
on_progress(void *context, size_t input, const struct progress_step *step)
{
	buf_addf(&((struct heard *)context)->log, "step %zu %d %d/%d %d\n", input, (int)step->unit,
	    (int)step->done, (int)step->total, (int)step->rows);
}

static void
on_end(void *context, size_t input, enum worker_status status)
{
	buf_addf(&((struct heard *)context)->log, "end %zu %s\n", input,
	    status == WORKER_DONE ? "done" : "failed");
}

static void
emit(const struct worker_out *out, struct str file, struct str value)
{
	const struct value values[] = { value_text(file), value_text(value), value_integer(7) };

	sink_row(&out->sink, &setting, values);
}

/* A write where nothing is. */
static void
crash(void)
{
	volatile uintptr_t nowhere = 8;

	*(volatile char *)nowhere = 1;
}

/* A look at a mapped file where it has nothing: what a write is that finds the disk full. */
static void
beyond_the_end(int fd)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	volatile char *mapped = mmap(NULL, 2 * page, PROT_READ, MAP_SHARED, fd, 0);

	if (mapped == MAP_FAILED || mapped[page] == 0)
		_exit(1);
}

/* Reads the input; then does what its content says. */
static void
read_and_do(void *context, const struct worker_input *input, const struct worker_out *out)
{
	struct arena arena = { 0 };
	struct str text = { 0 };

	(void)context;
	if (io_read_all(input->fd, 4096, &arena, &text) != IO_OK)
		_exit(1);
	if (str_is(text, "bus"))
		beyond_the_end(input->fd);
	if (str_is(text, "segv"))
		crash();
	if (str_is(text, "greedy")) { /* the next input's descriptor is the next number */
		char taken[64];
		if (read(input->fd + 1, taken, sizeof taken) > 0)
			crash();
	}
	if (str_is(text, "kill")) { /* only a sanitizer's build is let kill itself */
		raise(SIGKILL);
		_exit(EXIT_NO_MEMORY);
	}
	if (str_is(text, "exit"))
		_exit(9);
	if (str_is(text, "quit"))
		_exit(0);
	if (str_is(text, "bug"))
		_exit(EXIT_INTERNAL);
	while (str_is(text, "sleep"))
		poll(NULL, 0, -1);
	while (str_is(text, "loop"))
		continue;
	while (str_is(text, "flood"))
		emit(out, input->file, STR("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"));
	while (str_is(text, "eat"))
		memset(arena_alloc(&arena, 1 << 20, 1), 1, 1 << 20);
	if (str_is(text, "diag"))
		sink_diag(&out->sink, DIAG_FILE_READ, (struct diag_at){ input->file, 3, 4 },
		    STR("123456789018"), (struct str){ 0 }, (struct str){ 0 });
	if (str_is(text, "step"))
		sink_progress(&out->sink,
		    &(struct progress_step){
			.unit = PROGRESS_SHEETS, .done = 2, .total = 3, .rows = 40 });
	if (str_is(text, "mend"))
		emit(out, input->file, STR("a\xFF\0b"));
	else
		emit(out, input->file, text);
	arena_release(&arena);
}

static int
input_of(const char *text)
{
	int fd = memfd_create("input", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_true(io_write_all(fd, str_of(text)));
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

static const struct worker_profile small = {
	.name = "test",
	.memory_bytes = 64 << 20,
	.cpu_sec = 1,
	.wall_sec = 1,
	.output_bytes = 1 << 20,
	.batch = 4,
	.sends_progress = true,
	.tables = (const char *const[]){ "setting", NULL },
};

struct setup {
	const char *const *texts;
	size_t count;
	unsigned jobs;
	void (*prepare)(void *context);
	bool waits; /* wants to hear of progress */
	struct heard heard;
	struct diags diags;
};

static void
run(struct setup *setup)
{
	struct worker_input inputs[INPUTS_MAX];
	char names[INPUTS_MAX][24];
	const struct worker_job job = {
		.kind = WORKER_CONFIG,
		.prepare = setup->prepare,
		.read = read_and_do,
	};
	const struct worker_handler handler = {
		.context = &setup->heard,
		.begin = on_begin,
		.row = on_row,
		.progress = setup->waits ? on_progress : NULL,
		.end = on_end,
	};

	for (size_t i = 0; i < setup->count; i++) {
		snprintf(names[i], sizeof names[i], "f%zu", i);
		inputs[i] = (struct worker_input){ .fd = input_of(setup->texts[i]),
			.file = str_of(names[i]) };
	}
	worker_run(&(struct worker_run){
	    .job = &job,
	    .profile = &small,
	    .inputs = inputs,
	    .count = setup->count,
	    .jobs = setup->jobs,
	    .handler = &handler,
	    .diags = &setup->diags,
	});
	for (size_t i = 0; i < setup->count; i++)
		close(inputs[i].fd);
	/* No zombie, no child. */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void
release(struct setup *setup)
{
	buf_release(&setup->heard.log);
	diags_release(&setup->diags);
}

static void
assert_diag(const struct setup *setup, size_t i, enum diag_code code, const char *file,
    const char *argument)
{
	assert_true(i < setup->diags.count);
	assert_int_equal(setup->diags.list[i].code, code);
	assert_true(str_is(setup->diags.list[i].file, file));
	if (argument != NULL && !str_is(setup->diags.list[i].args[0], argument))
		fail_msg("%.*s, not %s", STR_ARG(setup->diags.list[i].args[0]), argument);
}

static void
test_rows(void **state)
{
	static const char *const texts[] = { "one", "diag", "mend" };

	(void)state;
	for (unsigned jobs = 1; jobs <= 3; jobs++) {
		struct setup setup = { .texts = texts, .count = COUNT_OF(texts), .jobs = jobs };

		run(&setup);
		assert_string_equal(setup.heard.log.ptr,
		    "begin 0\nrow 0 setting.file=f0 value=one\nend 0 done\n"
		    "begin 1\nrow 1 setting.file=f1 value=diag\nend 1 done\n"
		    "begin 2\nrow 2 setting.file=f2 value=a\xEF\xBF\xBD\xEF\xBF\xBD"
		    "b\nend 2 done\n");
		assert_ptr_equal(setup.heard.shapes[0], setup.heard.shapes[1]);
		assert_int_equal(setup.diags.count, 1);
		assert_diag(&setup, 0, DIAG_FILE_READ, "f1", "************");
		assert_int_equal(setup.diags.list[0].line, 3);
		release(&setup);
	}
}

/* What a failed worker had read ahead is read again from its beginning. */
static void
test_read_ahead(void **state)
{
	static const char *const texts[] = { "greedy", "two" };
	struct setup setup = { .texts = texts, .count = COUNT_OF(texts), .jobs = 1 };

	(void)state;
	run(&setup);
	assert_string_equal(setup.heard.log.ptr,
	    "begin 0\nend 0 failed\n"
	    "begin 1\nrow 1 setting.file=f1 value=two\nend 1 done\n");
	release(&setup);
}

/* How many inputs this process has read. */
static void
count_inputs(void *context, const struct worker_input *input, const struct worker_out *out)
{
	size_t *count = context;
	char text[24];

	snprintf(text, sizeof text, "%zu", ++*count);
	emit(out, input->file, str_of(text));
}

static void
on_whole(void *context)
{
	buf_adds(&((struct heard *)context)->log, "whole\n");
}

/* Each process gets as many as the job says, however few there are; when all were read, the parent is told once. */
static void
test_batch(void **state)
{
	const struct worker_input inputs[] = { { .fd = -1 }, { .fd = -1 }, { .fd = -1 },
		{ .fd = -1 }, { .fd = -1 } };
	struct setup setup = { 0 };
	size_t count = 0;
	const struct worker_job job = {
		.kind = WORKER_CONFIG, .context = &count, .read = count_inputs, .batch = 2
	};
	const struct worker_handler handler = {
		.context = &setup.heard, .row = on_row, .whole = on_whole
	};

	(void)state;
	worker_run(&(struct worker_run){ .job = &job,
	    .profile = confine_profile(WORKER_CONFIG),
	    .inputs = inputs,
	    .count = COUNT_OF(inputs),
	    .jobs = 2,
	    .handler = &handler,
	    .diags = &setup.diags });
	assert_string_equal(setup.heard.log.ptr,
	    "row 0 setting.file= value=1\nrow 1 setting.file= value=2\n"
	    "row 2 setting.file= value=1\nrow 3 setting.file= value=2\n"
	    "row 4 setting.file= value=1\nwhole\n");
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(setup.diags.count, 0);
	release(&setup);
}

static void
test_no_inputs(void **state)
{
	struct setup setup = { .jobs = 4 };

	(void)state;
	run(&setup);
	assert_int_equal(setup.heard.log.len, 0);
	release(&setup);
}

/* Each way to end, one after the other and at once: what is between them is read. */
static void
test_ends(void **state)
{
	static const struct {
		const char *text;
		enum diag_code code;
		const char *argument;
	} ends[] = {
		{ "segv", DIAG_WORKER_CRASH, "SIGSEGV" },
		{ "bus", DIAG_WORKER_DISK, "" },
		{ "kill", DIAG_WORKER_MEMORY, "64 MiB" },
		{ "exit", DIAG_WORKER_CRASH, "exit 9" },
		{ "quit", DIAG_WORKER_MESSAGE, "early end" },
		{ "bug", DIAG_WORKER_CRASH, "exit 3" },
		{ "sleep", DIAG_WORKER_TIME, "1" },
		{ "loop", DIAG_WORKER_TIME, "1" },
		{ "flood", DIAG_WORKER_OUTPUT, "1 MiB" },
	};
	const char *texts[2 * COUNT_OF(ends) + 1];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		texts[2 * i] = "good";
		texts[2 * i + 1] = ends[i].text;
	}
	texts[2 * COUNT_OF(ends)] = "last";
	for (unsigned jobs = 1; jobs <= 3; jobs += 2) {
		struct setup setup = { .texts = texts, .count = COUNT_OF(texts), .jobs = jobs };

		run(&setup);
		assert_int_equal(setup.diags.count, COUNT_OF(ends));
		for (size_t i = 0; i < COUNT_OF(ends); i++) {
			char file[24], line[64];

			snprintf(file, sizeof file, "f%zu", 2 * i + 1);
			assert_diag(&setup, i, ends[i].code, file, ends[i].argument);
			snprintf(line, sizeof line, "end %zu failed\n", 2 * i + 1);
			assert_non_null(strstr(setup.heard.log.ptr, line));
			snprintf(line, sizeof line, "value=good\nend %zu done\n", 2 * i);
			assert_non_null(strstr(setup.heard.log.ptr, line));
		}
		assert_non_null(strstr(setup.heard.log.ptr, "value=last\nend 18 done\n"));
		release(&setup);
	}
}

static void
test_memory(void **state)
{
	static const char *const texts[] = { "good", "eat", "good" };
	struct setup setup = { .texts = texts, .count = COUNT_OF(texts), .jobs = 1 };

	(void)state;
	if (CONFINE_SANITIZED)
		skip();
	run(&setup);
	assert_int_equal(setup.diags.count, 1);
	assert_diag(&setup, 0, DIAG_WORKER_MEMORY, "f1", "64 MiB");
	assert_non_null(strstr(setup.heard.log.ptr, "value=good\nend 2 done\n"));
	release(&setup);
}

/* Many inputs over several batches and processes: all there, in order. */
static void
test_order(void **state)
{
	const char *texts[INPUTS_MAX];

	(void)state;
	for (size_t i = 0; i < INPUTS_MAX; i++)
		texts[i] = i % 50 == 49 ? "exit" : "good";
	for (unsigned jobs = 1; jobs <= 4; jobs += 3) {
		struct setup setup = { .texts = texts, .count = INPUTS_MAX, .jobs = jobs };
		struct str rest;

		run(&setup);
		rest = buf_str(&setup.heard.log);
		for (size_t i = 0; i < INPUTS_MAX; i++) {
			char wanted[128];

			if (i % 50 == 49)
				snprintf(
				    wanted, sizeof wanted, "begin %zu\nend %zu failed\n", i, i);
			else
				snprintf(wanted, sizeof wanted,
				    "begin %zu\nrow %zu setting.file=f%zu value=good\nend %zu "
				    "done\n",
				    i, i, i, i);
			assert_true(str_starts(rest, str_of(wanted)));
			rest = str_from(rest, strlen(wanted));
		}
		assert_int_equal(rest.len, 0);
		release(&setup);
	}
}

static void
crash_early(void *context)
{
	(void)context;
	_exit(9);
}

/* A prepare that fails fails each input, and ends. */
static void
test_prepare_fails(void **state)
{
	static const char *const texts[] = { "a", "b", "c" };
	struct setup setup = { .texts = texts, .count = 3, .jobs = 2, .prepare = crash_early };

	(void)state;
	run(&setup);
	assert_int_equal(setup.diags.count, 3);
	assert_string_equal(setup.heard.log.ptr,
	    "begin 0\nend 0 failed\nbegin 1\nend 1 failed\nbegin 2\nend 2 failed\n");
	release(&setup);
}

static size_t
open_descriptors(void)
{
	size_t count = 0;

	for (int fd = 0; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void
test_no_descriptor_left(void **state)
{
	static const char *const texts[] = { "a", "exit", "sleep", "b" };
	size_t before = open_descriptors();

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct setup setup = { .texts = texts, .count = COUNT_OF(texts), .jobs = 2 };

		run(&setup);
		release(&setup);
	}
	assert_int_equal(open_descriptors(), before);
}

/* Who asks for progress hears of it; of who does not, nothing is sent that would be a malformed answer. */
static void
test_progress(void **state)
{
	static const char *const texts[] = { "step" };

	(void)state;
	for (int waits = 0; waits < 2; waits++) {
		struct setup setup = {
			.texts = texts, .count = COUNT_OF(texts), .jobs = 1, .waits = waits
		};

		run(&setup);
		assert_true(str_is(buf_str(&setup.heard.log),
		    waits
			? "begin 0\nstep 0 2 2/3 40\nrow 0 setting.file=f0 value=step\nend 0 done\n"
			: "begin 0\nrow 0 setting.file=f0 value=step\nend 0 done\n"));
		assert_int_equal(setup.diags.count, 0);
		release(&setup);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_read_ahead),
		cmocka_unit_test(test_batch),
		cmocka_unit_test(test_no_inputs),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_progress),
		cmocka_unit_test(test_prepare_fails),
		cmocka_unit_test(test_no_descriptor_left),
	};

	return cmocka_run_group_tests_name("confine/worker", tests, NULL, NULL);
}
