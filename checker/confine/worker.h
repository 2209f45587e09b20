/* SPDX-License-Identifier: Apache-2.0 */
/* The worker's process, as its parent sees it and as it runs. Private to confine/ and its tests. */
#ifndef CONFINE_WORKER_H
#define CONFINE_WORKER_H

#include <stddef.h>

#include "confine/confine.h"
#include "confine/sandbox.h"
#include "confine/wire.h"

/* A run: what confine_run was called with, and what its workers share. */
struct worker_run {
	const struct worker_job *job;
	const struct worker_profile *profile;
	const struct worker_input *inputs;
	size_t count;
	unsigned jobs;
	const struct worker_handler *handler;
	struct diags *diags;
	/*
	 * The seam for tests: called in the confined worker in place of the job's reader, with the pipe to write raw bytes to.
	 * NULL but in tests.
	 */
	void (*raw)(void *context, int pipe, size_t input);
};

/* confine_run with everything given: a profile other than the kind's, a raw worker. */
void worker_run(const struct worker_run *run);

/* In the child: confines itself, reads inputs first..end, ends the process. */
_Noreturn void worker_child(const struct worker_run *run, const struct sandbox_filter *filter,
    int null_fd, int pipe, size_t first, size_t end);

/* Says that more was needed, or sent, than the limit of so many bytes; that it took longer than so many seconds. */
void worker_say_size(struct diags *diags, enum diag_code code, struct str file, size_t bytes);
void worker_say_seconds(struct diags *diags, struct str file, unsigned seconds);
/* Says why a process ended as its wait status tells, as a diagnostic for file. */
void worker_say_end(
    const struct worker_profile *profile, int status, struct str file, struct diags *diags);

#endif
