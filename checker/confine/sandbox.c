/* SPDX-License-Identifier: Apache-2.0 */
/* The worker's way into its cell, and the milder one of the main process. */
#include "confine/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/scope.h"
#include "base/banned.h"

static _Noreturn void
unconfined(void)
{
	_exit(EXIT_UNCONFINED);
}

static int
compare_ints(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return x < y ? -1 : x > y;
}

/* Everything from 3 up but keep[]: whatever the parent or a library had open. */
static void
close_others(int *keep, size_t count)
{
	unsigned from = STDERR_FILENO + 1;

	qsort(keep, count, sizeof *keep, compare_ints);
	for (size_t i = 0; i < count; i++) {
		unsigned fd = (unsigned)keep[i];

		if (fd > from && close_range(from, fd - 1, 0) < 0)
			unconfined();
		if (fd >= from)
			from = fd + 1;
	}
	if (close_range(from, ~0U, 0) < 0)
		unconfined();
}

static bool
is_kept(int fd, const int *keep, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (keep[i] == fd)
			return true;
	return false;
}

static void
hide_standard(int null_fd, const int *keep, size_t count)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (is_kept(fd, keep, count) || (CONFINE_SANITIZED && fd == STDERR_FILENO))
			continue;
		if (dup2(null_fd, fd) < 0)
			unconfined();
	}
}

/* Pages of address space that this process has now. */
static rlim_t
address_space_bytes(void)
{
	struct arena arena = { 0 };
	struct str text = { 0 };
	int64_t pages = 0;
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && io_read_all(fd, 4096, &arena, &text) == IO_OK) {
		struct str rest = text;

		if (!str_parse_i64(str_split(rest, ' ', &rest), &pages))
			pages = 0;
	}
	if (fd >= 0)
		close(fd);
	arena_release(&arena);
	return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void
limit(__rlimit_resource_t resource, rlim_t soft, rlim_t hard)
{
	struct rlimit now, wanted = { soft, hard };

	if (getrlimit(resource, &now) < 0)
		unconfined();
	if (now.rlim_max != RLIM_INFINITY && wanted.rlim_max > now.rlim_max)
		wanted.rlim_max = now.rlim_max;
	if (wanted.rlim_cur > wanted.rlim_max)
		wanted.rlim_cur = wanted.rlim_max;
	if (setrlimit(resource, &wanted) < 0)
		unconfined();
}

static void
set_limits(const struct worker_profile *profile)
{
	limit(RLIMIT_CORE, 0, 0);
	limit(RLIMIT_CPU, profile->cpu_sec, (rlim_t)profile->cpu_sec * profile->batch + 1);
	if (CONFINE_SANITIZED)
		return;
	/* Without /proc there is no telling what is in use already: then the limit is the whole. */
	rlim_t memory = address_space_bytes() + profile->memory_bytes;
	limit(RLIMIT_AS, memory, memory);
	limit(RLIMIT_FSIZE, profile->file_bytes, profile->file_bytes);
	limit(RLIMIT_NPROC, 0, 0);
}

void
sandbox_next_input(const struct worker_profile *profile, rlim_t *spent_sec)
{
	struct rusage used;
	struct rlimit cpu;

	if (getrusage(RUSAGE_SELF, &used) < 0)
		return;
	rlim_t spent = (rlim_t)used.ru_utime.tv_sec + (rlim_t)used.ru_stime.tv_sec;
	if (spent == *spent_sec || getrlimit(RLIMIT_CPU, &cpu) < 0)
		return;
	*spent_sec = spent;
	cpu.rlim_cur = spent + profile->cpu_sec + 1;
	if (cpu.rlim_cur > cpu.rlim_max)
		cpu.rlim_cur = cpu.rlim_max;
	setrlimit(RLIMIT_CPU, &cpu);
}

static enum refusal
refusal_of(int syscall_number)
{
	switch (syscall_number) {
	case SYS_open:
	case SYS_openat:
	case SYS_openat2:
	case SYS_creat:
	case SYS_unlink:
	case SYS_unlinkat:
	case SYS_rename:
	case SYS_renameat2:
	case SYS_mount:
	case SYS_chroot:
		return REFUSED_FILE;
	case SYS_socket:
	case SYS_socketpair:
	case SYS_connect:
	case SYS_bind:
	case SYS_listen:
	case SYS_accept:
	case SYS_accept4:
	case SYS_sendto:
	case SYS_sendmsg:
		return REFUSED_NETWORK;
	case SYS_fork:
	case SYS_vfork:
	case SYS_clone:
	case SYS_clone3:
	case SYS_execve:
	case SYS_execveat:
	case SYS_kill:
		return REFUSED_PROCESS;
	case SYS_ptrace:
	case SYS_process_vm_readv:
	case SYS_process_vm_writev:
	case SYS_bpf:
		return REFUSED_TRACE;
	default:
		return REFUSED_OTHER;
	}
}

/* The call was not made; all that is left is to say which it was. */
static void
on_refused(int signal_number, siginfo_t *info, void *context)
{
	(void)signal_number;
	(void)context;
	_exit(EXIT_REFUSED + (int)refusal_of(info->si_syscall));
}

/* The parent's handlers are not the worker's: whatever happens to it, it ends, and it is not in the way of Ctrl-C. */
static void
reset_signals(void)
{
	struct sigaction refused = { .sa_sigaction = on_refused, .sa_flags = SA_SIGINFO };
	sigset_t none;

	for (int number = 1; number < SIGRTMIN; number++)
		signal(number, SIG_DFL); /* KILL and STOP have no other */
	sigemptyset(&none);
	if (sigaction(SIGSYS, &refused, NULL) < 0 || sigprocmask(SIG_SETMASK, &none, NULL) < 0)
		unconfined();
}

void
sandbox_enter(const struct worker_profile *profile, const struct sandbox_filter *filter,
    int null_fd, int *keep, size_t keep_count)
{
	reset_signals();
	hide_standard(null_fd, keep, keep_count);
	set_limits(profile);
	close_others(keep, keep_count);
	if (!CONFINE_SANITIZED && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		unconfined();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || !landlock_nothing())
		unconfined();
	/* Behind landlock, which needs a descriptor. One, not none: poll of one must work. */
	if (!CONFINE_SANITIZED)
		limit(RLIMIT_NOFILE, 1, 1);
	if (!sandbox_filter_load(filter))
		unconfined();
}

/* The program keeps standard input and output; a refused call ends it as it ends a worker. */
void
confine_program(const struct worker_profile *profile, const char *const *readable)
{
	/* Reason: a document's reader has its data files open one or two at a time. */
	enum { OPEN_FILES = 16 };
	struct sandbox_filter filter;
	int keep[] = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO };

	reset_signals();
	/* Without landlock nothing says where it may read: then it may read nowhere. The list is written to a file in memory,
	 * which the limits would not let grow. */
	if (!sandbox_filter_init(&filter, landlock_abi() > 0 ? FILES_READ : FILES_NONE))
		unconfined();
	set_limits(profile);
	close_others(keep, COUNT_OF(keep));
	if (!CONFINE_SANITIZED && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		unconfined();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || !landlock_read_only(readable))
		unconfined();
	if (!CONFINE_SANITIZED)
		limit(RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES);
	if (!sandbox_filter_load(&filter))
		unconfined();
	sandbox_filter_release(&filter);
}

struct confine_support
confine_support(void)
{
	unsigned action = SECCOMP_RET_TRAP;

	return (struct confine_support){
		.landlock_abi = landlock_abi(),
		.seccomp = syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0,
	};
}
