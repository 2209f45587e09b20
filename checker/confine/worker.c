/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parent of the workers: starts them on batches of inputs, takes their messages in the order of the inputs, and
 * goes on behind an input whose worker ended. Later inputs may be read ahead by further workers; what they say waits.
 */
#include "confine/worker_slot.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "confine/limits.h"
#include "base/banned.h"

struct parent {
	struct workers workers;
	struct slot *slots;
	size_t slot_count;
	size_t next_start;   /* first input that no process was given yet */
	size_t next_deliver; /* first input that is not finished yet */
};

static struct str
file_of(const struct parent *parent, size_t input)
{
	return parent->workers.run->inputs[input].file;
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- failing an input ------------------------------------------------------------------------ */

/* The diagnostic stands already: the handler hears of it, and the rest of the batch gets a new process. */
static void
fail_input(struct parent *parent, struct slot *slot)
{
	const struct worker_handler *handler = parent->workers.run->handler;
	size_t input = slot->reader.input;

	slot_kill(slot);
	if (!slot->reader.begun && handler->begin != NULL)
		handler->begin(handler->context, input);
	if (handler->end != NULL)
		handler->end(handler->context, input, WORKER_FAILED);
	parent->next_deliver = input + 1;
	/* The process may have read on: its descriptors share their position with ours. A pipe has none. */
	for (size_t i = input + 1; i < slot->end; i++)
		if (parent->workers.run->inputs[i].fd >= 0)
			(void)lseek(parent->workers.run->inputs[i].fd, 0, SEEK_SET);
	while (parent->next_deliver < slot->end &&
	    !slot_start(&parent->workers, slot, parent->next_deliver, slot->end)) {
		/* No process to be had: each input left is refused by name, none is dropped silently. */
		diag_addz(parent->workers.run->diags, DIAG_WORKER_CRASH,
		    (struct diag_at){ .file = file_of(parent, parent->next_deliver) },
		    strerrorname_np(errno), NULL, NULL);
		if (handler->begin != NULL)
			handler->begin(handler->context, parent->next_deliver);
		if (handler->end != NULL)
			handler->end(handler->context, parent->next_deliver, WORKER_FAILED);
		parent->next_deliver++;
	}
}

/* --- taking messages ------------------------------------------------------------------------- */

/* Counts a message; false: it is more than the profile allows for one input. */
static bool
within_output(const struct parent *parent, struct slot *slot, size_t payload)
{
	const size_t most = parent->workers.run->profile->output_bytes;
	size_t whole = payload + WIRE_HEADER_BYTES;

	return whole <= WIRE_MESSAGE_BYTES && slot->sent_bytes <= most &&
	    whole <= most - slot->sent_bytes;
}

/* Takes all whole messages that are there; false: the input was failed. */
static bool
slot_take(struct parent *parent, struct slot *slot)
{
	while (slot->filled - slot->start >= WIRE_HEADER_BYTES) {
		const char *at = slot->bytes + slot->start;
		size_t payload, input = slot->reader.input;
		enum wire_type type = wire_header(at, &payload);
		const char *fault;

		if (!within_output(parent, slot, payload)) {
			worker_say_size(parent->workers.run->diags, DIAG_WORKER_OUTPUT,
			    file_of(parent, input), parent->workers.run->profile->output_bytes);
			fail_input(parent, slot);
			return false;
		}
		if (slot->filled - slot->start - WIRE_HEADER_BYTES < payload)
			return true;
		slot->sent_bytes += payload + WIRE_HEADER_BYTES;
		fault = slot->reader.input >= slot->end
		    ? "order of inputs"
		    : wire_take(
			  &slot->reader, type, (struct str){ at + WIRE_HEADER_BYTES, payload });
		slot->start += payload + WIRE_HEADER_BYTES;
		if (fault != NULL && slot->reader.input < slot->end) {
			diag_addz(parent->workers.run->diags, DIAG_WORKER_MESSAGE,
			    (struct diag_at){ .file = file_of(parent, input) }, fault, NULL, NULL);
			fail_input(parent, slot);
			return false;
		}
		if (slot->reader.input != input) {
			parent->next_deliver = slot->reader.input;
			slot->sent_bytes = 0;
			slot->waited_ms = 0;
		}
		/* The batch is whole: what else the process may say is of no account. */
		if (slot->reader.input >= slot->end)
			return true;
	}
	return true;
}

static bool
is_current(const struct parent *parent, const struct slot *slot)
{
	return slot->pid != NO_PROCESS && slot->reader.input == parent->next_deliver;
}

static struct slot *
current_slot(struct parent *parent)
{
	for (size_t i = 0; i < parent->slot_count; i++)
		if (is_current(parent, &parent->slots[i]))
			return &parent->slots[i];
	return NULL;
}

/* Takes what the current worker has said; when its pipe is at its end, settles how it ended. */
static void
slot_advance(struct parent *parent, struct slot *slot)
{
	if (!slot_take(parent, slot))
		return;
	if (slot->reader.input >= slot->end) {
		slot_dismiss(slot);
		return;
	}
	if (slot->fd >= 0)
		return;
	size_t input = slot->reader.input;
	int status = slot_wait(slot);
	worker_say_end(parent->workers.run->profile, status, file_of(parent, input),
	    parent->workers.run->diags);
	fail_input(parent, slot);
}

/* --- the loop -------------------------------------------------------------------------------- */

static void
start_free_slots(struct parent *parent)
{
	const struct worker_run *run = parent->workers.run;

	for (size_t i = 0; i < parent->slot_count && parent->next_start < run->count; i++) {
		struct slot *slot = &parent->slots[i];
		size_t left = run->count - parent->next_start;
		size_t batch = (left + parent->slot_count - 1) / parent->slot_count;

		if (slot->pid != NO_PROCESS)
			continue;
		if (batch < WORKER_BATCH_LEAST)
			batch = left < WORKER_BATCH_LEAST ? left : WORKER_BATCH_LEAST;
		if (batch > run->profile->batch)
			batch = run->profile->batch;
		if (run->job->batch > 0)
			batch = left < run->job->batch ? left : run->job->batch;
		size_t first = parent->next_start;
		if (slot_start(&parent->workers, slot, first, first + batch))
			parent->next_start += batch;
		else if (first == parent->next_deliver) {
			/* Nothing runs and nothing can: fail_input goes on with what it can start. */
			diag_addz(run->diags, DIAG_WORKER_CRASH,
			    (struct diag_at){ .file = file_of(parent, first) },
			    strerrorname_np(errno), NULL, NULL);
			parent->next_start += batch;
			fail_input(parent, slot);
		} else {
			return;
		}
	}
}

static int
time_left_ms(const struct parent *parent, const struct slot *current)
{
	int64_t left = (int64_t)parent->workers.run->profile->wall_sec * 1000 - current->waited_ms;

	if (parent->workers.run->profile->wall_sec == 0)
		return -1;
	return left < 0 ? 0 : (int)left;
}

/*
 * Waits for any worker that may speak. Only the time in which the parent does nothing else is counted against the worker
 * that it waits for, and only while its input's turn has come.
 */
static void
poll_slots(struct parent *parent, struct slot *current)
{
	struct pollfd polls[JOBS_MAX];
	struct slot *polled[JOBS_MAX];
	nfds_t count = 0;

	for (size_t i = 0; i < parent->slot_count; i++) {
		struct slot *slot = &parent->slots[i];

		if (slot->fd < 0 ||
		    (slot != current && slot->filled - slot->start >= SLOT_AHEAD_BYTES))
			continue;
		polled[count] = slot;
		polls[count++] = (struct pollfd){ .fd = slot->fd, .events = POLLIN };
	}
	int64_t before = now_ms();
	int n = poll(polls, count, time_left_ms(parent, current));
	current->waited_ms += now_ms() - before;
	for (nfds_t i = 0; n > 0 && i < count; i++)
		if (polls[i].revents != 0)
			slot_read(polled[i]);
	if (parent->workers.run->profile->wall_sec != 0 && time_left_ms(parent, current) == 0) {
		worker_say_seconds(parent->workers.run->diags,
		    file_of(parent, current->reader.input), parent->workers.run->profile->wall_sec);
		fail_input(parent, current);
	}
}

static void
run_all(struct parent *parent)
{
	while (parent->next_deliver < parent->workers.run->count) {
		struct slot *current;

		start_free_slots(parent);
		current = current_slot(parent);
		if (current == NULL) {
			BUG_IF(parent->next_deliver < parent->workers.run->count &&
			    parent->next_deliver != parent->next_start);
			continue;
		}
		slot_advance(parent, current);
		if (current_slot(parent) == current && current->fd >= 0)
			poll_slots(parent, current);
	}
}

static void
refuse_all(const struct worker_run *run)
{
	for (size_t i = 0; i < run->count; i++) {
		diag_addz(run->diags, DIAG_WORKER_UNCONFINED,
		    (struct diag_at){ .file = run->inputs[i].file }, NULL, NULL, NULL);
		if (run->handler->begin != NULL)
			run->handler->begin(run->handler->context, i);
		if (run->handler->end != NULL)
			run->handler->end(run->handler->context, i, WORKER_FAILED);
	}
	if (run->handler->whole != NULL)
		run->handler->whole(run->handler->context);
}

void
worker_run(const struct worker_run *run)
{
	unsigned jobs = run->jobs < 1 ? 1 : run->jobs > JOBS_MAX ? JOBS_MAX : run->jobs;
	struct parent parent = {
		.workers = { .run = run, .null_fd = open("/dev/null", O_RDWR | O_CLOEXEC) },
		.slot_count = run->count < jobs ? run->count : jobs,
	};
	void *cp932 = text_cp932_hold();

	if (parent.workers.null_fd < 0 ||
	    !sandbox_filter_init(
		&parent.workers.filter, run->profile->file_bytes > 0 ? FILES_LENT : FILES_NONE)) {
		refuse_all(run);
	} else {
		parent.slots = mem_alloc(parent.slot_count, sizeof *parent.slots);
		for (size_t i = 0; i < parent.slot_count; i++)
			slot_init(&parent.slots[i]);
		run_all(&parent);
		if (run->handler->whole != NULL)
			run->handler->whole(run->handler->context);
		for (size_t i = 0; i < parent.slot_count; i++)
			slot_release(&parent.slots[i]);
		free(parent.slots);
	}
	if (parent.workers.null_fd >= 0)
		close(parent.workers.null_fd);
	text_cp932_release(cp932);
	sandbox_filter_release(&parent.workers.filter);
	wire_shapes_release(&parent.workers.shapes);
}

void
confine_run(const struct worker_job *job, const struct worker_input *inputs, size_t count,
    unsigned jobs, const struct worker_handler *handler, struct diags *diags)
{
	worker_run(&(struct worker_run){
	    .job = job,
	    .profile = confine_profile(job->kind),
	    .inputs = inputs,
	    .count = count,
	    .jobs = jobs,
	    .handler = handler,
	    .diags = diags,
	});
}

unsigned
confine_jobs(size_t inputs)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (inputs < JOBS_FROM_INPUTS || processors < 2)
		return 1;
	return processors > JOBS_FOR_DOCUMENTS ? JOBS_FOR_DOCUMENTS : (unsigned)processors;
}
