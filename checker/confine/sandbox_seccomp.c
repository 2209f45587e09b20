/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The system calls of a worker. What a parser needs is allowed; what libc and the libraries merely probe gets an errno
 * that they know how to live with; anything else ends the worker (a trap that names the call, see sandbox.c).
 */
#include "confine/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/banned.h"

/* Data on open descriptors, memory, time, and the end. */
static const int allowed[] = {
	SYS_read,
	SYS_readv,
	SYS_pread64,
	SYS_write,
	SYS_writev,
	SYS_lseek,
	SYS_fstat,
	SYS_close,
	SYS_poll,
	SYS_ppoll,
	SYS_brk,
	SYS_munmap,
	SYS_mremap,
	SYS_madvise,
	SYS_futex,
	SYS_sched_yield,
	SYS_restart_syscall,
	SYS_rt_sigreturn,
	SYS_rt_sigprocmask,
	SYS_clock_gettime,
	SYS_clock_getres,
	SYS_gettimeofday,
	SYS_time,
	SYS_getrandom,
	SYS_getpid,
	SYS_gettid,
	SYS_getppid,
	SYS_getuid,
	SYS_geteuid,
	SYS_getgid,
	SYS_getegid,
	SYS_getrusage,
	SYS_sysinfo,
	SYS_exit,
	SYS_exit_group,
};

/* Asked by libc, libxml2, gconv or augeas on the way, and answered "no". */
static const struct probe {
	int number, error;
} probed[] = {
	{ SYS_access, EACCES },
	{ SYS_faccessat, EACCES },
	{ SYS_faccessat2, EACCES },
	{ SYS_stat, EACCES },
	{ SYS_lstat, EACCES },
	{ SYS_statx, ENOSYS },
	{ SYS_statfs, EACCES },
	{ SYS_readlink, EACCES },
	{ SYS_readlinkat, EACCES },
	{ SYS_getcwd, EACCES },
	{ SYS_getdents64, EACCES },
	{ SYS_ioctl, ENOTTY },
	{ SYS_dup, EPERM },
	{ SYS_uname, EPERM },
	{ SYS_prctl, EINVAL },
	{ SYS_rseq, ENOSYS },
	{ SYS_set_robust_list, ENOSYS },
	{ SYS_sched_getaffinity, EPERM },
	{ SYS_rt_sigaction, EPERM }, /* abort(): the end comes all the same */
	{ SYS_tgkill, EPERM },
	{ SYS_sigaltstack, EPERM },
};

#if CONFINE_SANITIZED
/* A report of ASan or UBSan, its own stacks and its maps. It goes before the list above. */
static const int allowed_sanitized[] = {
	SYS_mmap,
	SYS_mprotect,
	SYS_sigaltstack,
	SYS_rt_sigaction,
	SYS_sched_getaffinity,
	SYS_tgkill,
	SYS_uname,
	SYS_getdents64,
	SYS_readlink,
	SYS_prctl,
};
#endif

static bool
is_allowed_anyway(int number)
{
#if CONFINE_SANITIZED
	for (size_t i = 0; i < sizeof allowed_sanitized / sizeof allowed_sanitized[0]; i++)
		if (allowed_sanitized[i] == number)
			return true;
#endif
	(void)number;
	return false;
}

/*
 * Calls that are right with some arguments only. No new executable memory: regular expressions are compiled by the
 * parent before the fork, and PCRE2 falls back to its interpreter where it cannot compile here.
 */
static int
add_conditional(scmp_filter_ctx ctx)
{
	const scmp_datum_t exec = PROT_EXEC;
	int rc = 0;

	if (!is_allowed_anyway(SYS_mmap)) {
		rc |= seccomp_rule_add(
		    ctx, SCMP_ACT_ALLOW, SYS_mmap, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, exec, 0));
		rc |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SYS_mmap, 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, exec, exec));
		rc |= seccomp_rule_add(
		    ctx, SCMP_ACT_ALLOW, SYS_mprotect, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, exec, 0));
		rc |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SYS_mprotect, 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, exec, exec));
	}
	/* fstat of glibc 2.33 and later. */
	rc |= seccomp_rule_add(
	    ctx, SCMP_ACT_ALLOW, SYS_newfstatat, 1, SCMP_A3(SCMP_CMP_EQ, AT_EMPTY_PATH, 0));
	rc |= seccomp_rule_add(
	    ctx, SCMP_ACT_ERRNO(EACCES), SYS_newfstatat, 1, SCMP_A3(SCMP_CMP_NE, AT_EMPTY_PATH, 0));
	rc |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SYS_fcntl, 1, SCMP_A1(SCMP_CMP_EQ, F_GETFL, 0));
	rc |= seccomp_rule_add(
	    ctx, SCMP_ACT_ERRNO(EPERM), SYS_fcntl, 1, SCMP_A1(SCMP_CMP_NE, F_GETFL, 0));
	/* One's own processor time between inputs (below the hard limit); reading any limit. */
	rc |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SYS_prlimit64, 2, SCMP_A0(SCMP_CMP_EQ, 0, 0),
	    SCMP_A1(SCMP_CMP_EQ, RLIMIT_CPU, 0));
	rc |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SYS_prlimit64, 2, SCMP_A0(SCMP_CMP_EQ, 0, 0),
	    SCMP_A2(SCMP_CMP_EQ, 0, 0));
	return rc;
}

/*
 * Opening: refused, or for reading only. A program that may open also looks at what it opens. What a worker has open but files that it is lent is
 * a pipe, its inputs, which are open to be read, and /dev/null: neither call does anything to them.
 */
static int
add_files(scmp_filter_ctx ctx, enum sandbox_files files)
{
	const scmp_datum_t write = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND;
	int rc = 0;

	if (files == FILES_LENT)
		rc |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SYS_pwrite64, 0) |
		    seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SYS_ftruncate, 0);
	if (files != FILES_READ)
		return rc | seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EACCES), SYS_open, 0) |
		    seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EACCES), SYS_openat, 0);
	rc |= seccomp_rule_add(
	    ctx, SCMP_ACT_ALLOW, SYS_open, 1, SCMP_A1(SCMP_CMP_MASKED_EQ, write, O_RDONLY));
	rc |= seccomp_rule_add(
	    ctx, SCMP_ACT_ALLOW, SYS_openat, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, write, O_RDONLY));
	for (scmp_datum_t bit = 1; bit <= write; bit <<= 1) {
		if ((write & bit) == 0)
			continue;
		rc |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EACCES), SYS_open, 1,
		    SCMP_A1(SCMP_CMP_MASKED_EQ, bit, bit));
		rc |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EACCES), SYS_openat, 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, bit, bit));
	}
	if (!is_allowed_anyway(SYS_getdents64))
		rc |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SYS_getdents64, 0);
	return rc;
}

static int
add_rules(scmp_filter_ctx ctx, enum sandbox_files files)
{
	int rc = 0;

	for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++)
		rc |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, allowed[i], 0);
#if CONFINE_SANITIZED
	for (size_t i = 0; i < sizeof allowed_sanitized / sizeof allowed_sanitized[0]; i++)
		rc |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, allowed_sanitized[i], 0);
#endif
	for (size_t i = 0; i < sizeof probed / sizeof probed[0]; i++)
		if (!is_allowed_anyway(probed[i].number) &&
		    !(files == FILES_READ && probed[i].number == SYS_getdents64))
			rc |= seccomp_rule_add(
			    ctx, SCMP_ACT_ERRNO((uint32_t)probed[i].error), probed[i].number, 0);
	return rc | add_files(ctx, files) | add_conditional(ctx);
}

/* libseccomp 2.5 writes a filter to a descriptor only. */
static bool
export_filter(scmp_filter_ctx ctx, struct sandbox_filter *filter)
{
	int fd = memfd_create("seccomp", MFD_CLOEXEC);
	bool good = false;
	off_t size;

	if (fd < 0)
		return false;
	if (seccomp_export_bpf(ctx, fd) == 0 && (size = lseek(fd, 0, SEEK_END)) > 0 &&
	    size % (off_t)sizeof *filter->code == 0 && size <= 4096 * (off_t)sizeof *filter->code) {
		filter->count = (unsigned short)((size_t)size / sizeof *filter->code);
		filter->code = mem_alloc(filter->count, sizeof *filter->code);
		good = pread(fd, filter->code, (size_t)size, 0) == size;
	}
	close(fd);
	return good;
}

bool
sandbox_filter_init(struct sandbox_filter *filter, enum sandbox_files files)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_TRAP);
	bool good;

	*filter = (struct sandbox_filter){ 0 };
	if (ctx == NULL)
		return false;
	good = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0 &&
	    add_rules(ctx, files) == 0 && export_filter(ctx, filter);
	seccomp_release(ctx);
	return good;
}

void
sandbox_filter_release(struct sandbox_filter *filter)
{
	free(filter->code);
	*filter = (struct sandbox_filter){ 0 };
}

bool
sandbox_filter_load(const struct sandbox_filter *filter)
{
	struct sock_fprog program = { .len = filter->count, .filter = filter->code };

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

/*
 * The main process keeps files and fork, and gives up what it never does; its starter (starter.c) keeps exec, too. A sanitizer's
 * report runs a symbolizer and its leak check traces: those builds give up the network alone.
 */
static void
give_up(bool exec_too)
{
	static const int network[] = { SYS_socket, SYS_socketpair, SYS_connect, SYS_bind,
		SYS_listen, SYS_accept, SYS_accept4 };
	static const int exec[] = { SYS_execve, SYS_execveat };
	static const int system_wide[] = { SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev,
		SYS_mount, SYS_unshare, SYS_setns, SYS_bpf, SYS_userfaultfd, SYS_perf_event_open,
		SYS_kexec_load, SYS_init_module, SYS_finit_module };
	const struct {
		const int *calls;
		size_t count;
		bool apply;
	} denied[] = {
		{ network, COUNT_OF(network), true },
		{ exec, COUNT_OF(exec), exec_too && !CONFINE_SANITIZED },
		{ system_wide, COUNT_OF(system_wide), !CONFINE_SANITIZED },
	};
	struct sandbox_filter filter = { 0 };
	struct rlimit no_core = { 0, 0 };
	scmp_filter_ctx ctx;
	int rc = 0;

	setrlimit(RLIMIT_CORE, &no_core);
	if (!CONFINE_SANITIZED)
		prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    (ctx = seccomp_init(SCMP_ACT_ALLOW)) == NULL)
		return;
	for (size_t i = 0; i < COUNT_OF(denied); i++)
		for (size_t k = 0; denied[i].apply && k < denied[i].count; k++)
			rc |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), denied[i].calls[k], 0);
	if (rc == 0 && export_filter(ctx, &filter))
		sandbox_filter_load(&filter);
	sandbox_filter_release(&filter);
	seccomp_release(ctx);
}

void
confine_self(void)
{
	give_up(true);
}

void
sandbox_starter(void)
{
	give_up(false);
}
