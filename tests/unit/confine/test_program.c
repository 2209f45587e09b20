/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Programs that are started before the main process gives up exec: confine_starter, confine_start and confine_program. This test is
 * its own program: started by the starter, it does what the byte on its standard input says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "base/scope.h"
#include "confine/confine.h"
#include "confine/sandbox.h"
#include "base/banned.h"

#define READABLE "/usr/share/zoneinfo"

static const struct worker_profile profile = {
	.name = "program", .memory_bytes = 64 << 20, .cpu_sec = 5, .batch = 1
};
static const char *const readable[] = { READABLE, "/nonexistent/directory", NULL };

/* ---- as the program ---------------------------------------------------------------------------------------- */

static bool
can_open(const char *path, int flags)
{
	int fd = open(path, flags, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static void
say(const char *word)
{
	(void)io_write_all(STDOUT_FILENO, str_of(word));
}

/* Ends with what it could do that it should not, as its exit status. */
static int
act(char what)
{
	switch (what) {
	case 'e':
		say("well\n");
		return 0;
	case 'f':
		return 7;
	case 'k':
		raise(SIGSEGV);
		return 1;
	default:
		break;
	}
	bool landlock = landlock_abi() > 0;
	confine_program(&profile, readable);
	switch (what) {
	case 'o':
		if (landlock && !can_open(READABLE "/UTC", O_RDONLY))
			return 10;
		if (can_open("/etc/passwd", O_RDONLY) || can_open("/proc/self/maps", O_RDONLY))
			return 11;
		if (can_open(READABLE "/written", O_WRONLY | O_CREAT) ||
		    can_open("/tmp/piacheck-program-test", O_WRONLY | O_CREAT))
			return 12;
		if (mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
			MAP_FAILED &&
		    !CONFINE_SANITIZED)
			return 13;
		say("confined\n");
		return 0;
	case 's':
		return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 14 : 15;
	case 'c':
		return fork() >= 0 ? 16 : 17;
	case 'x':
		execl("/bin/true", "true", (char *)NULL);
		return 18;
	case 'm':
		return CONFINE_SANITIZED || malloc((size_t)256 << 20) == NULL ? 0 : 19;
	default:
		return 20;
	}
}

static int
run_as_program(void)
{
	char what = 0;

	return read(STDIN_FILENO, &what, 1) == 1 ? act(what) : 21;
}

/* ---- as the main process ----------------------------------------------------------------------------------- */

/* What the program and the starter say when it is told to do so. */
static struct str
answer_to(struct arena *arena, char what)
{
	struct str text = { 0 };
	int ends[2], answer = -1;

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], &what, 1), 1);
	close(ends[1]);
	assert_int_equal(confine_start(ends[0], STR("head\n"), &answer), PROGRAM_STARTED);
	close(ends[0]);
	assert_int_equal(io_read_all(answer, 4096, arena, &text), IO_OK);
	close(answer);
	return text;
}

static void
test_absent(void **state)
{
	int answer = -1;

	(void)state;
	confine_starter("no-such-program");
	assert_int_equal(confine_start(STDIN_FILENO, STR(""), &answer), PROGRAM_ABSENT);
	assert_int_equal(answer, -1);
}

static void
test_answers(void **state)
{
	static const struct {
		char what;
		const char *answer;
	} cases[] = {
		{ 'e', "head\nwell\n" },
		{ 'f', "head\n\nended with 7\n" },
		{ 'o', "head\nconfined\n" },
		{ 'm', "head\n" },
		/* EXIT_REFUSED and the class: network, process, process */
		{ 's', "head\n\nended with 65\n" },
		{ 'c', "head\n\nended with 66\n" },
		{ 'x', "head\n\nended with 66\n" },
	};

	(void)state;
	confine_starter("test_program");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena arena = { 0 };

		print_message("  %c\n", cases[i].what);
		assert_string_equal(
		    arena_cstr(&arena, answer_to(&arena, cases[i].what)), cases[i].answer);
		arena_release(&arena);
	}
}

/* The starter outlives what it starts. AddressSanitizer makes an exit of a fault's signal. */
static void
test_dies(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	struct str answer = answer_to(&arena, 'k');
	assert_true(str_has(
	    answer, CONFINE_SANITIZED ? STR("\nended with ") : STR("\nended by SIGSEGV\n")));
	assert_true(str_eq(answer_to(&arena, 'e'), STR("head\nwell\n")));
	arena_release(&arena);
}

/* A second starter is not made; when the first has gone, that is said. */
static void
test_gone(void **state)
{
	int answer = -1;

	(void)state;
	close(CONFINE_STARTER_FD);
	assert_int_equal(confine_start(STDIN_FILENO, STR(""), &answer), PROGRAM_ABSENT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_absent),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_dies),
		cmocka_unit_test(test_gone),
	};

	/* Not return: a sanitizer would look for leaks, and is confined. */
	if (getenv("FONTCONFIG_FILE") != NULL)
		_exit(run_as_program());
	return cmocka_run_group_tests_name("confine/program", tests, NULL, NULL);
}
