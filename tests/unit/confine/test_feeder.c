/* SPDX-License-Identifier: Apache-2.0 */
/* confine/feeder.c: what it writes is another worker's input; however it ends, it is said or was meant, and nothing is left behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/scope.h"
#include "confine/sandbox.h"

#include "base/banned.h"

/* More than the pipe holds. */
enum { MUCH_BYTES = 4 << 20, MEMORY_BYTES = 256 << 20 };

/* As the input's text says. */
static void
write_as_told(const struct worker_input *input, int pipe)
{
	char text[16] = { 0 };

	if (read(input->fd, text, sizeof text - 1) < 0)
		_exit(EXIT_FAILURE);
	struct str told = str_of(text);
	(void)io_write_all(pipe, told);
	if (str_is(told, "crash"))
		__builtin_trap();
	if (str_is(told, "leave"))
		_exit(EXIT_FAILURE);
	if (str_is(told, "fork"))
		(void)fork();
	if (str_is(told, "eat"))
		memset(mem_alloc(1, MEMORY_BYTES), 1, MEMORY_BYTES);
	for (size_t n = 0; str_is(told, "much") && n < MUCH_BYTES; n += told.len)
		(void)io_write_all(pipe, told);
	while (str_is(told, "wait"))
		(void)poll(NULL, 0, -1);
}

static struct feeder *
start(const char *told)
{
	struct worker_input input = { .fd = memfd_create("input", MFD_CLOEXEC), .file = STR("in") };

	assert_true(input.fd >= 0 && io_write_all(input.fd, str_of(told)));
	assert_int_equal(lseek(input.fd, 0, SEEK_SET), 0);
	struct feeder *feeder = feeder_start(WORKER_UNPACK, write_as_told, &input);
	assert_non_null(feeder);
	close(input.fd);
	return feeder;
}

/* All that it writes, up to its end. */
static size_t
drain(const struct feeder *feeder)
{
	char block[4096];
	size_t all = 0;
	ssize_t n;

	while ((n = read(feeder_fd(feeder), block, sizeof block)) > 0)
		all += (size_t)n;
	assert_int_equal(n, 0);
	return all;
}

static void
nothing_left(int fd)
{
	errno = 0;
	assert_true(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
	assert_true(fcntl(fd, F_GETFD) < 0 && errno == EBADF);
}

static void
expect(const char *told, enum diag_code code, const char *arg)
{
	struct diags diags = { 0 };
	struct feeder *feeder = start(told);
	int fd = feeder_fd(feeder);

	(void)drain(feeder);
	if (feeder_end(feeder, &diags) || diags.count != 1 || diags.list[0].code != code ||
	    !str_is(diags.list[0].args[0], arg) || !str_is(diags.list[0].file, "in"))
		fail_msg("%s: %zu diagnostics, %.*s", told, diags.count,
		    STR_ARG(diags.count == 0 ? STR("none") : diags.list[0].args[0]));
	nothing_left(fd);
	diags_release(&diags);
}

static void
test_good(void **state)
{
	struct diags diags = { 0 };
	struct feeder *feeder = start("much");
	int fd = feeder_fd(feeder);

	(void)state;
	/* So far, and no further, it may be ahead. */
	assert_int_equal(fcntl(fd, F_GETPIPE_SZ), sysconf(_SC_PAGESIZE));
	assert_int_equal(drain(feeder), MUCH_BYTES + 4);
	assert_true(feeder_end(feeder, &diags));
	assert_int_equal(diags.count, 0);
	nothing_left(fd);
}

/* Whose reader has heard enough is ended, and that is no fault of anybody's. */
static void
test_not_wanted(void **state)
{
	static const char *const told[] = { "much", "wait" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(told); i++) {
		struct diags diags = { 0 };
		struct feeder *feeder = start(told[i]);
		int fd = feeder_fd(feeder);
		char first;

		assert_int_equal(read(fd, &first, 1), 1);
		assert_true(feeder_end(feeder, &diags));
		assert_int_equal(diags.count, 0);
		nothing_left(fd);
	}
}

static void
test_ends(void **state)
{
	(void)state;
	expect("leave", DIAG_WORKER_CRASH, "exit 1");
	expect("fork", DIAG_WORKER_REFUSED, "process");
	if (CONFINE_SANITIZED)
		return; /* sanitizers have their own ways to end, and no limit on memory */
	expect("crash", DIAG_WORKER_CRASH, "SIGILL");
	expect("eat", DIAG_WORKER_MEMORY, "64 MiB");
}

/* From without: the parent's child, of which there is one. */
static void
test_killed(void **state)
{
	struct diags diags = { 0 };
	struct feeder *feeder = start("wait");
	int fd = feeder_fd(feeder), id;
	char children[64] = { 0 }, first;
	int list = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
	int64_t pid;

	(void)state;
	assert_int_equal(read(fd, &first, 1), 1);
	assert_true(list >= 0 && read(list, children, sizeof children - 1) > 0);
	close(list);
	struct str rest = str_of(children);
	assert_true(str_parse_i64(str_split(rest, ' ', &rest), &pid));
	id = (int)pid;
	assert_int_equal(kill(id, SIGKILL), 0);
	(void)drain(feeder);
	assert_false(feeder_end(feeder, &diags));
	assert_int_equal(diags.count, 1);
	assert_int_equal(diags.list[0].code, DIAG_WORKER_MEMORY);
	nothing_left(fd);
	diags_release(&diags);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_not_wanted),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_killed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
