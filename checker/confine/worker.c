/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parent of the workers: starts them on batches of inputs, takes their messages in the order of the inputs, and
 * goes on behind an input whose worker ended. Later inputs may be read ahead by further workers; what they say waits.
 */
#include "confine/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "confine/limits.h"
#include "base/banned.h"

enum { NO_PROCESS = -1 };

/* One process and what it has said so far. */
struct slot {
	pid_t pid;
	int fd;     /* its pipe; -1 = at its end */
	size_t end; /* behind the last input of its batch */
	struct wire_reader reader;
	char *bytes; /* not yet taken: from start to filled */
	size_t start, filled, room;
	size_t sent_bytes; /* for the input being read */
	int64_t waited_ms; /* for it, while nothing else was to be done */
};

struct parent {
	const struct worker_run *run;
	struct sandbox_filter filter;
	struct wire_shapes shapes;
	struct slot *slots;
	size_t slot_count;
	size_t next_start;   /* first input that no process was given yet */
	size_t next_deliver; /* first input that is not finished yet */
	int null_fd;
};

static struct str
file_of(const struct parent *parent, size_t input)
{
	return parent->run->inputs[input].file;
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- starting and ending a process ----------------------------------------------------------- */

static void
child_start(
    const struct parent *parent, const int ends[2], pid_t parent_pid, size_t first, size_t end)
{
	/* Between fork and here the parent may have gone: then nobody would ever end this process. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 || getppid() != parent_pid)
		_exit(EXIT_UNCONFINED);
	close(ends[0]);
	worker_child(parent->run, &parent->filter, parent->null_fd, ends[1], first, end);
}

/* false: no process could be made (errno). */
static bool
slot_start(struct parent *parent, struct slot *slot, size_t first, size_t end)
{
	pid_t self = getpid();
	int ends[2];

	slot->end = end;
	slot->start = slot->filled = 0;
	slot->sent_bytes = 0;
	slot->waited_ms = 0;
	wire_reader_release(&slot->reader);
	slot->reader = (struct wire_reader){
		.profile = parent->run->profile,
		.handler = parent->run->handler,
		.diags = parent->run->diags,
		.shapes = &parent->shapes,
		.input = first,
	};
	if (pipe2(ends, O_CLOEXEC) < 0)
		return false;
	slot->pid = fork();
	if (slot->pid == 0)
		child_start(parent, ends, self, first, end);
	int error = errno;
	close(ends[1]);
	if (slot->pid < 0) {
		close(ends[0]);
		slot->pid = NO_PROCESS;
		errno = error;
		return false;
	}
	slot->fd = ends[0];
	return true;
}

static int
slot_wait(struct slot *slot)
{
	int status = 0;

	if (slot->fd >= 0)
		close(slot->fd);
	slot->fd = -1;
	while (waitpid(slot->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	slot->pid = NO_PROCESS;
	return status;
}

static void
slot_kill(struct slot *slot)
{
	if (slot->pid == NO_PROCESS)
		return;
	kill(slot->pid, SIGKILL);
	slot_wait(slot);
}

/* --- failing an input ------------------------------------------------------------------------ */

static void
say_size(struct diags *diags, enum diag_code code, struct str file, size_t bytes)
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

static void
say_seconds(struct diags *diags, struct str file, unsigned seconds)
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
		say_seconds(diags, file, profile->cpu_sec);
		return;
	case SIGKILL: /* not ours: the system ran out of memory, or the hard limit of time */
		say_size(diags, DIAG_WORKER_MEMORY, file, profile->memory_bytes);
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
		say_size(diags, DIAG_WORKER_MEMORY, file, profile->memory_bytes);
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

/* The diagnostic stands already: the handler hears of it, and the rest of the batch gets a new process. */
static void
fail_input(struct parent *parent, struct slot *slot)
{
	const struct worker_handler *handler = parent->run->handler;
	size_t input = slot->reader.input;

	slot_kill(slot);
	if (!slot->reader.begun && handler->begin != NULL)
		handler->begin(handler->context, input);
	if (handler->end != NULL)
		handler->end(handler->context, input, WORKER_FAILED);
	parent->next_deliver = input + 1;
	/* The process may have read on: its descriptors share their position with ours. A pipe has none. */
	for (size_t i = input + 1; i < slot->end; i++)
		if (parent->run->inputs[i].fd >= 0)
			(void)lseek(parent->run->inputs[i].fd, 0, SEEK_SET);
	while (parent->next_deliver < slot->end &&
	    !slot_start(parent, slot, parent->next_deliver, slot->end)) {
		/* No process to be had: each input left is refused by name, none is dropped silently. */
		diag_addz(parent->run->diags, DIAG_WORKER_CRASH,
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

/* Makes room for at least want more bytes behind filled. */
static void
slot_reserve(struct slot *slot, size_t want)
{
	if (slot->start > 0) {
		memmove(slot->bytes, slot->bytes + slot->start, slot->filled - slot->start);
		slot->filled -= slot->start;
		slot->start = 0;
	}
	size_t need = mem_add(slot->filled, want);
	if (need <= slot->room)
		return;
	slot->room = need > slot->room * 2 ? need : slot->room * 2;
	slot->bytes = mem_grow(slot->bytes, slot->room, 1);
}

/* Counts a message; false: it is more than the profile allows for one input. */
static bool
within_output(const struct parent *parent, struct slot *slot, size_t payload)
{
	const size_t most = parent->run->profile->output_bytes;
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
			say_size(parent->run->diags, DIAG_WORKER_OUTPUT, file_of(parent, input),
			    parent->run->profile->output_bytes);
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
			diag_addz(parent->run->diags, DIAG_WORKER_MESSAGE,
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

/* Reads what is there. At the end of the pipe its descriptor is closed. */
static void
slot_read(struct slot *slot)
{
	slot_reserve(slot, SLOT_CHUNK_BYTES);
	ssize_t n = read(slot->fd, slot->bytes + slot->filled, SLOT_CHUNK_BYTES);
	if (n > 0) {
		slot->filled += (size_t)n;
	} else if (n == 0 || errno != EINTR) {
		close(slot->fd);
		slot->fd = -1;
	}
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
		slot_kill(slot);
		return;
	}
	if (slot->fd >= 0)
		return;
	size_t input = slot->reader.input;
	int status = slot_wait(slot);
	worker_say_end(parent->run->profile, status, file_of(parent, input), parent->run->diags);
	fail_input(parent, slot);
}

/* --- the loop -------------------------------------------------------------------------------- */

static void
start_free_slots(struct parent *parent)
{
	const struct worker_run *run = parent->run;

	for (size_t i = 0; i < parent->slot_count && parent->next_start < run->count; i++) {
		struct slot *slot = &parent->slots[i];
		size_t left = run->count - parent->next_start;
		size_t batch = (left + parent->slot_count - 1) / parent->slot_count;

		if (slot->pid != NO_PROCESS)
			continue;
		if (batch > run->profile->batch)
			batch = run->profile->batch;
		size_t first = parent->next_start;
		if (slot_start(parent, slot, first, first + batch))
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
	int64_t left = (int64_t)parent->run->profile->wall_sec * 1000 - current->waited_ms;

	if (parent->run->profile->wall_sec == 0)
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
	if (parent->run->profile->wall_sec != 0 && time_left_ms(parent, current) == 0) {
		say_seconds(parent->run->diags, file_of(parent, current->reader.input),
		    parent->run->profile->wall_sec);
		fail_input(parent, current);
	}
}

static void
run_all(struct parent *parent)
{
	while (parent->next_deliver < parent->run->count) {
		struct slot *current;

		start_free_slots(parent);
		current = current_slot(parent);
		if (current == NULL) {
			BUG_IF(parent->next_deliver < parent->run->count &&
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
}

void
worker_run(const struct worker_run *run)
{
	unsigned jobs = run->jobs < 1 ? 1 : run->jobs > JOBS_MAX ? JOBS_MAX : run->jobs;
	struct parent parent = {
		.run = run,
		.slot_count = run->count < jobs ? run->count : jobs,
		.null_fd = open("/dev/null", O_RDWR | O_CLOEXEC),
	};
	void *cp932 = text_cp932_hold();

	if (parent.null_fd < 0 || !sandbox_filter_init(&parent.filter)) {
		refuse_all(run);
	} else {
		parent.slots = mem_alloc(parent.slot_count, sizeof *parent.slots);
		for (size_t i = 0; i < parent.slot_count; i++)
			parent.slots[i].pid = parent.slots[i].fd = NO_PROCESS;
		run_all(&parent);
		for (size_t i = 0; i < parent.slot_count; i++) {
			slot_kill(&parent.slots[i]);
			wire_reader_release(&parent.slots[i].reader);
			free(parent.slots[i].bytes);
		}
		free(parent.slots);
	}
	if (parent.null_fd >= 0)
		close(parent.null_fd);
	text_cp932_release(cp932);
	sandbox_filter_release(&parent.filter);
	wire_shapes_release(&parent.shapes);
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
