/* SPDX-License-Identifier: Apache-2.0 */
/*
 * confine/sandbox.h: from inside a worker of every kind, what must fail is tried and fails. A call that ends the worker does
 * so with the reason in the diagnostic.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/scope.h"
#include "base/temporary.h"
#include "base/text.h"
#include "confine/confine.h"
#include "confine/sandbox.h"

#include "base/banned.h"

/* Each returns true when the worker got what it should not get. */
static bool
try_open(void)
{
	return open("/etc/hostname", O_RDONLY) >= 0;
}

static bool
try_create(void)
{
	return open("/tmp/piacheck-sandbox-test", O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool
try_stat(void)
{
	struct stat st;

	return stat("/etc/passwd", &st) == 0;
}

static bool
try_exec_memory(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		   0) != MAP_FAILED;
}

static bool
try_other_descriptors(void)
{
	for (int fd = 3; fd < 1024; fd++) {
		char byte;

		/* The pipe is written only, the input is at its end: nothing else may be there. */
		if (read(fd, &byte, 1) > 0)
			return true;
	}
	return false;
}

static bool
try_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool
try_unix_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool
try_connect(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };

	return connect(0, (struct sockaddr *)&address, sizeof address) == 0;
}

static bool
try_fork(void)
{
	return fork() >= 0;
}

static bool
try_exec(void)
{
	return execl("/bin/true", "true", (char *)NULL) == 0;
}

static bool
try_ptrace(void)
{
	return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0;
}

static bool
try_kill(void)
{
	return kill(getppid(), 0) == 0;
}

static bool
try_read_parent(void)
{
	return syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0) >= 0;
}

static bool
try_io_uring(void)
{
	return syscall(SYS_io_uring_setup, 8, NULL) >= 0;
}

static bool
try_truncate(void)
{
	return truncate("/tmp/piacheck-sandbox-test", 0) == 0;
}

static const struct attempt {
	const char *what;
	bool (*try_it)(void);
	const char *
	    refused; /* the worker ends with this reason; NULL: the call fails and the worker goes on */
	bool is_sanitizers; /* a sanitizer's build may do it */
} attempts[] = {
	{ .what = "open", .try_it = try_open },
	{ .what = "create", .try_it = try_create },
	{ .what = "stat", .try_it = try_stat },
	{ .what = "executable memory", .try_it = try_exec_memory, .is_sanitizers = true },
	{ .what = "other descriptors", .try_it = try_other_descriptors },
	{ .what = "socket", .try_it = try_socket, .refused = "network" },
	{ .what = "unix socket", .try_it = try_unix_socket, .refused = "network" },
	{ .what = "connect", .try_it = try_connect, .refused = "network" },
	{ .what = "fork", .try_it = try_fork, .refused = "process" },
	{ .what = "exec", .try_it = try_exec, .refused = "process" },
	{ .what = "ptrace", .try_it = try_ptrace, .refused = "ptrace" },
	{ .what = "kill", .try_it = try_kill, .refused = "process" },
	{ .what = "reading the parent", .try_it = try_read_parent, .refused = "ptrace" },
	{ .what = "io_uring", .try_it = try_io_uring, .refused = "system call" },
	{ .what = "truncate", .try_it = try_truncate, .refused = "system call" },
};

static void
read_and_try(void *context, const struct worker_input *input, const struct worker_out *out)
{
	const struct attempt *attempt = context;

	if (attempt->try_it())
		sink_diag(&out->sink, DIAG_WORKER_CRASH, (struct diag_at){ .file = input->file },
		    STR("got it"), (struct str){ 0 }, (struct str){ 0 });
}

static void
run_in(enum worker_kind kind,
    void (*read)(void *, const struct worker_input *, const struct worker_out *),
    const void *context, struct diags *diags)
{
	const struct worker_job job = {
		.kind = kind, .context = (void *)(uintptr_t)context, .read = read
	};
	const struct worker_handler handler = { .context = NULL };
	struct worker_input input = { .fd = memfd_create("input", MFD_CLOEXEC), .file = STR("in") };

	confine_run(&job, &input, 1, 1, &handler, diags);
	close(input.fd);
}

static void
test_attempts(void **state)
{
	(void)state;
	for (int kind = 0; kind < WORKER_KIND_COUNT; kind++)
		for (size_t i = 0; i < COUNT_OF(attempts); i++) {
			const struct attempt *a = &attempts[i];
			struct diags diags = { 0 };

			if (a->is_sanitizers && CONFINE_SANITIZED)
				continue;
			run_in((enum worker_kind)kind, read_and_try, a, &diags);
			if (diags.count != (a->refused != NULL))
				fail_msg("%s in a %s worker: %zu diagnostics", a->what,
				    confine_profile((enum worker_kind)kind)->name, diags.count);
			if (a->refused != NULL) {
				assert_int_equal(diags.list[0].code, DIAG_WORKER_REFUSED);
				assert_true(str_is(diags.list[0].args[0], a->refused));
			}
			diags_release(&diags);
		}
}

/* --- files that are lent ------------------------------------------------------------------------- */

struct lending {
	const int *files;
	off_t at; /* where it writes */
};

static size_t
lend_one(void *context, size_t first, const int **files)
{
	const struct lending *lending = context;

	(void)first;
	*files = lending->files;
	return 1;
}

/* Written, read and cut; neither its input nor what was not lent to it, and nothing opened. */
static void
write_and_cut(void *context, const struct worker_input *input, const struct worker_out *out)
{
	const struct lending *lending = context;
	const int *files = lending->files;
	char byte = 0;
	bool good = pwrite(files[0], "ab", 2, lending->at) == 2 &&
	    pread(files[0], &byte, 1, lending->at + 1) == 1 && byte == 'b' &&
	    ftruncate(files[0], lending->at + 1) == 0 && pwrite(input->fd, "ab", 2, 0) < 0 &&
	    ftruncate(input->fd, 0) != 0 && pwrite(files[1], "ab", 2, 0) < 0 && errno == EBADF &&
	    ftruncate(files[1], 0) != 0 && !try_open() && !try_create();

	if (!good)
		sink_diag(&out->sink, DIAG_WORKER_CRASH, (struct diag_at){ .file = input->file },
		    STR("not so"), (struct str){ 0 }, (struct str){ 0 });
}

static void
run_lent(enum worker_kind kind, const struct lending *lending, struct diags *diags)
{
	const struct worker_job job = { .kind = kind,
		.context = (void *)(uintptr_t)lending,
		.lend = lend_one,
		.read = write_and_cut };
	const struct worker_handler handler = { .context = NULL };
	struct worker_input input = { .fd = open("/dev/null", O_RDONLY | O_CLOEXEC),
		.file = STR("in") };

	confine_run(&job, &input, 1, 1, &handler, diags);
	close(input.fd);
}

/* Only the kind that is lent files may write, only those, and each no further than its limit. */
static void
test_lent_files(void **state)
{
	const int files[] = { temporary_open(), temporary_open() };
	size_t lent = 0;

	(void)state;
	assert_true(files[0] >= 0 && files[1] >= 0);
	for (int kind = 0; kind < WORKER_KIND_COUNT; kind++) {
		const size_t most = confine_profile((enum worker_kind)kind)->file_bytes;
		struct lending lending = { files, most > 2 ? (off_t)most - 2 : 0 };
		struct diags diags = { 0 };

		run_lent((enum worker_kind)kind, &lending, &diags);
		assert_int_equal(diags.count, most == 0);
		if (most == 0) {
			assert_int_equal(diags.list[0].code, DIAG_WORKER_REFUSED);
			assert_true(str_is(diags.list[0].args[0], "system call"));
		} else if (!CONFINE_SANITIZED) {
			lending.at = (off_t)most;
			run_lent((enum worker_kind)kind, &lending, &diags);
			assert_int_equal(diags.count, 1);
			assert_int_equal(diags.list[0].code, DIAG_WORKER_REFUSED);
			assert_true(str_is(diags.list[0].args[0], "write"));
		}
		lent += most > 0;
		diags_release(&diags);
	}
	assert_int_equal(lent, 1);
	close(files[0]);
	close(files[1]);
}

/* Landlock by itself, without the seccomp list in front of it. */
static void
test_landlock(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	if (landlock_abi() == 0)
		skip();
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		bool before = open("/etc/hostname", O_RDONLY) >= 0;
		bool held = landlock_nothing();

		_exit(!before ? 1 : held ? 2 : 3);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	/* Without PR_SET_NO_NEW_PRIVS only root may restrict itself. */
	assert_true(WIFEXITED(status) && (WEXITSTATUS(status) == 2 || geteuid() != 0));
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (syscall(SYS_prctl, 38 /* PR_SET_NO_NEW_PRIVS */, 1, 0, 0, 0) != 0 ||
		    !landlock_nothing())
			_exit(1);
		_exit(open("/etc/hostname", O_RDONLY) >= 0 ? 2 : errno == EACCES ? 0 : 3);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* What libc needs in a worker is there: memory small and large, the clock, a decoder loaded before. */
static void
read_and_live(void *context, const struct worker_input *input, const struct worker_out *out)
{
	struct arena arena = { 0 };
	enum text_encoding encoding;
	struct str text = { 0 };
	size_t fault;
	bool good = text_decode(STR("\x93\xFA\x96\x7B"), &arena, &text, &encoding, &fault);
	char *large = malloc(8 << 20);

	(void)context;
	good = good && str_is(text, "日本") && large != NULL && realloc(large, 16 << 20) != NULL;
	if (!good)
		sink_diag(&out->sink, DIAG_WORKER_CRASH, (struct diag_at){ .file = input->file },
		    text, (struct str){ 0 }, (struct str){ 0 });
	arena_release(&arena);
	_exit(good ? 42 : 43);
}

static void
test_what_is_allowed(void **state)
{
	(void)state;
	for (int kind = 0; kind < WORKER_KIND_COUNT; kind++) {
		struct diags diags = { 0 };

		run_in((enum worker_kind)kind, read_and_live, NULL, &diags);
		assert_int_equal(diags.count, 1);
		assert_true(str_is(diags.list[0].args[0], "exit 42"));
		diags_release(&diags);
	}
}

static void
read_limits(void *context, const struct worker_input *input, const struct worker_out *out)
{
	const struct worker_profile *profile = context;
	struct rlimit core, cpu, files, space;
	bool good = getrlimit(RLIMIT_CORE, &core) == 0 && getrlimit(RLIMIT_CPU, &cpu) == 0 &&
	    getrlimit(RLIMIT_NOFILE, &files) == 0 && getrlimit(RLIMIT_AS, &space) == 0 &&
	    core.rlim_max == 0 && cpu.rlim_cur <= profile->cpu_sec + 2 &&
	    (CONFINE_SANITIZED ||
		(files.rlim_max == 1 && space.rlim_max != RLIM_INFINITY &&
		    space.rlim_max >= profile->memory_bytes));

	if (!good)
		sink_diag(&out->sink, DIAG_WORKER_CRASH, (struct diag_at){ .file = input->file },
		    STR("limits"), (struct str){ 0 }, (struct str){ 0 });
}

static void
test_limits(void **state)
{
	(void)state;
	for (int kind = 0; kind < WORKER_KIND_COUNT; kind++) {
		struct diags diags = { 0 };

		run_in((enum worker_kind)kind, read_limits, confine_profile((enum worker_kind)kind),
		    &diags);
		assert_int_equal(diags.count, 0);
		diags_release(&diags);
	}
}

static void
test_support(void **state)
{
	struct confine_support support = confine_support();

	(void)state;
	assert_true(support.seccomp);
	assert_int_equal(support.landlock_abi, landlock_abi());
}

/* The main process after confine_self: no network, but files and workers as before. */
static void
test_self(void **state)
{
	struct diags diags = { 0 };
	int status;
	pid_t pid = fork();

	(void)state;
	assert_true(pid >= 0);
	if (pid == 0) {
		confine_self();
		if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || errno != EPERM)
			_exit(1);
		if (!CONFINE_SANITIZED &&
		    (execl("/bin/true", "true", (char *)NULL) == 0 || errno != EPERM))
			_exit(2);
		if (open("/etc/hostname", O_RDONLY | O_CLOEXEC) < 0)
			_exit(3);
		run_in(WORKER_YAML, read_and_try, &attempts[0], &diags);
		_exit(diags.count == 0 ? 0 : 4);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attempts),
		cmocka_unit_test(test_lent_files),
		cmocka_unit_test(test_landlock),
		cmocka_unit_test(test_what_is_allowed),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_support),
		cmocka_unit_test(test_self),
	};

	return cmocka_run_group_tests_name("confine/sandbox", tests, NULL, NULL);
}
