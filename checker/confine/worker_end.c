/* SPDX-License-Identifier: Apache-2.0 */
/* Why a worker ended, in words. */
#include "confine/worker.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/banned.h"

void
worker_say_size(struct diags *diags, enum diag_code code, struct str file, size_t bytes)
{
	struct buf words = { 0 };

	if (bytes >= 1 << 20)
		buf_addf(&words, "%zu MiB", bytes >> 20);
	else
		buf_addf(&words, "%zu B", bytes);
	diag_add(diags, code, (struct diag_at){ .file = file }, buf_str(&words), (struct str){ 0 },
	    (struct str){ 0 });
	buf_release(&words);
}

void
worker_say_seconds(struct diags *diags, struct str file, unsigned seconds)
{
	struct buf words = { 0 };

	buf_addf(&words, "%u", seconds);
	diag_add(diags, DIAG_WORKER_TIME, (struct diag_at){ .file = file }, buf_str(&words),
	    (struct str){ 0 }, (struct str){ 0 });
	buf_release(&words);
}

static void
say_signal(const struct worker_profile *profile, int number, struct str file, struct diags *diags)
{
	struct diag_at at = { .file = file };
	const char *name = sigabbrev_np(number);
	struct buf words = { 0 };

	switch (number) {
	case SIGXCPU:
		worker_say_seconds(diags, file, profile->cpu_sec);
		return;
	case SIGKILL: /* not ours: the system ran out of memory, or the hard limit of time */
		worker_say_size(diags, DIAG_WORKER_MEMORY, file, profile->memory_bytes);
		return;
	case SIGBUS: /* no reader maps its input: what lies in a file is what has no room in memory */
		diag_addz(diags, DIAG_WORKER_DISK, at, NULL, NULL, NULL);
		return;
	case SIGSYS:
	case SIGXFSZ:
		diag_addz(diags, DIAG_WORKER_REFUSED, at,
		    number == SIGSYS ? "system call" : "write", NULL, NULL);
		return;
	default:
		buf_addf(&words, "SIG%s", name == NULL ? "?" : name);
		diag_add(diags, DIAG_WORKER_CRASH, at, buf_str(&words), (struct str){ 0 },
		    (struct str){ 0 });
		buf_release(&words);
	}
}

void
worker_say_end(
    const struct worker_profile *profile, int status, struct str file, struct diags *diags)
{
	static const char *const refusals[REFUSAL_COUNT] = {
		[REFUSED_FILE] = "file",
		[REFUSED_NETWORK] = "network",
		[REFUSED_PROCESS] = "process",
		[REFUSED_TRACE] = "ptrace",
		[REFUSED_OTHER] = "system call",
	};
	struct diag_at at = { .file = file };
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	struct buf words = { 0 };

	if (WIFSIGNALED(status)) {
		say_signal(profile, WTERMSIG(status), file, diags);
	} else if (code == EXIT_NO_MEMORY) {
		worker_say_size(diags, DIAG_WORKER_MEMORY, file, profile->memory_bytes);
	} else if (code >= EXIT_REFUSED && code < EXIT_REFUSED + REFUSAL_COUNT) {
		diag_addz(
		    diags, DIAG_WORKER_REFUSED, at, refusals[code - EXIT_REFUSED], NULL, NULL);
	} else if (code == EXIT_UNCONFINED) {
		diag_addz(diags, DIAG_WORKER_UNCONFINED, at, NULL, NULL, NULL);
	} else if (code == EXIT_SUCCESS) {
		diag_addz(diags, DIAG_WORKER_MESSAGE, at, "early end", NULL, NULL);
	} else {
		buf_addf(&words, "exit %d", code);
		diag_add(diags, DIAG_WORKER_CRASH, at, buf_str(&words), (struct str){ 0 },
		    (struct str){ 0 });
		buf_release(&words);
	}
}
