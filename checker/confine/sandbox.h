/* SPDX-License-Identifier: Apache-2.0 */
/* What a worker gives up before it reads anything, and how it ends when it wants it back. Private to confine/. */
#ifndef CONFINE_SANDBOX_H
#define CONFINE_SANDBOX_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "confine/confine.h"

/* Sanitizers reserve terabytes of addresses, report on stderr and ask the kernel for more than we do. */
#if defined(PIACHECK_SANITIZED) || defined(PIACHECK_FUZZING) || defined(__SANITIZE_ADDRESS__)
#define CONFINE_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define CONFINE_SANITIZED 1
#endif
#endif
#ifndef CONFINE_SANITIZED
#define CONFINE_SANITIZED 0
#endif

/* What a refused system call is counted as; a worker that makes one ends with EXIT_REFUSED + class. */
enum refusal {
	REFUSED_FILE,
	REFUSED_NETWORK,
	REFUSED_PROCESS,
	REFUSED_TRACE,
	REFUSED_OTHER,
	REFUSAL_COUNT
};
enum { EXIT_UNCONFINED = 5, EXIT_REFUSED = 64 };

/* The compiled seccomp list. Built once in the parent, loaded by each worker: building costs more than a fork. */
struct sandbox_filter {
	struct sock_filter *code;
	unsigned short count;
};
/* What of the file system the list leaves to landlock. */
enum sandbox_files {
	FILES_NONE, /* opening is refused with an errno */
	FILES_LENT, /* so it is; what is open to write may be written anywhere in it, and cut */
	FILES_READ, /* opening for reading is allowed: where, landlock says */
};
/* false with errno: this system has no seccomp; nothing may be read then. */
bool sandbox_filter_init(struct sandbox_filter *filter, enum sandbox_files files);
void sandbox_filter_release(struct sandbox_filter *filter);
/* Loads it into this process. */
bool sandbox_filter_load(const struct sandbox_filter *filter);

/* The best landlock ABI of this kernel, 0 = none. */
int landlock_abi(void);
/* No file system, no TCP, no abstract sockets, no signals out; true also on a kernel without landlock. */
bool landlock_nothing(void);
/* The same, but below these directories (NULL-terminated; those that do not exist are left out) files may be read. */
bool landlock_read_only(const char *const *directories);

/*
 * In the worker, last before it reads: closes all descriptors but keep[] and 0 to 2 (made null_fd), sets the limits,
 * drops the rest. Ends the process with EXIT_UNCONFINED when any layer that the kernel has does not take hold.
 */
void sandbox_enter(const struct worker_profile *profile, const struct sandbox_filter *filter,
    int null_fd, int *keep, size_t keep_count);
/* In the starter: what the main process gives up, but for exec. */
void sandbox_starter(void);
/*
 * Before each input: the processor time starts anew. The kernel limits it by whole seconds: *spent_sec, which begins as
 * SANDBOX_NOTHING_SPENT, is what the limit was set for last.
 */
#define SANDBOX_NOTHING_SPENT ((rlim_t)-1)
void sandbox_next_input(const struct worker_profile *profile, rlim_t *spent_sec);

#endif
