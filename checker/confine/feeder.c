/* SPDX-License-Identifier: Apache-2.0 */
/* A worker whose pipe is another worker's input. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "confine/worker_slot.h"
#include "base/banned.h"

struct feeder {
	struct worker_input input;
	const struct worker_profile *profile;
	void (*write)(const struct worker_input *input, int pipe);
	struct slot slot;
};

static void
feed(void *context, int pipe, size_t input)
{
	const struct feeder *feeder = context;

	(void)input;
	feeder->write(&feeder->input, pipe);
}

static bool
start(struct feeder *feeder, enum worker_kind kind)
{
	const struct worker_job job = { .kind = kind, .context = feeder };
	const struct worker_handler none = { 0 };
	const struct worker_run run = { .job = &job,
		.profile = feeder->profile,
		.inputs = &feeder->input,
		.count = 1,
		.handler = &none,
		.raw = feed };
	struct workers workers = { .run = &run,
		.null_fd = open("/dev/null", O_RDWR | O_CLOEXEC),
		.pipe_bytes = (int)sysconf(_SC_PAGESIZE) };
	bool good = false;

	if (workers.null_fd >= 0 && sandbox_filter_init(&workers.filter, FILES_NONE))
		good = slot_start(&workers, &feeder->slot, 0, 1);
	sandbox_filter_release(&workers.filter);
	if (workers.null_fd >= 0)
		close(workers.null_fd);
	return good;
}

struct feeder *
feeder_start(enum worker_kind kind, void (*write)(const struct worker_input *input, int pipe),
    const struct worker_input *input)
{
	struct feeder *feeder = mem_alloc(1, sizeof *feeder);

	*feeder =
	    (struct feeder){ .input = *input, .profile = confine_profile(kind), .write = write };
	slot_init(&feeder->slot);
	if (start(feeder, kind))
		return feeder;
	free(feeder);
	return NULL;
}

int
feeder_fd(const struct feeder *feeder)
{
	return feeder->slot.fd;
}

/* Has it closed its pipe? It does that by ending. */
static bool
is_over(const struct feeder *feeder)
{
	struct pollfd end = { .fd = feeder->slot.fd, .events = POLLIN };

	return poll(&end, 1, 0) == 1 && (end.revents & POLLHUP) != 0;
}

bool
feeder_end(struct feeder *feeder, struct diags *diags)
{
	bool over = is_over(feeder);

	/* What is ending already keeps its status. */
	kill(feeder->slot.pid, SIGKILL);
	int status = slot_wait(&feeder->slot);
	bool good = !over || (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS);
	if (!good)
		worker_say_end(feeder->profile, status, feeder->input.file, diags);
	free(feeder);
	return good;
}
