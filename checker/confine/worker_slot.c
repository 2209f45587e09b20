/* SPDX-License-Identifier: Apache-2.0 */
/* Starting, reading and ending one worker process. */
#include "confine/worker_slot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "confine/limits.h"
#include "base/banned.h"

void
slot_init(struct slot *slot)
{
	*slot = (struct slot){ .pid = NO_PROCESS, .leaving = NO_PROCESS, .fd = -1 };
}

static int
wait_for(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return status;
}

static void
wait_for_leaving(struct slot *slot)
{
	if (slot->leaving != NO_PROCESS)
		(void)wait_for(slot->leaving);
	slot->leaving = NO_PROCESS;
}

void
slot_release(struct slot *slot)
{
	slot_kill(slot);
	wait_for_leaving(slot);
	wire_reader_release(&slot->reader);
	free(slot->bytes);
	slot_init(slot);
}

static void
child_start(
    const struct workers *workers, const int ends[2], pid_t parent_pid, size_t first, size_t end)
{
	/* Between fork and here the parent may have gone: then nobody would ever end this process. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 || getppid() != parent_pid)
		_exit(EXIT_UNCONFINED);
	close(ends[0]);
	worker_child(workers->run, &workers->filter, workers->null_fd, ends[1], first, end);
}

bool
slot_start(struct workers *workers, struct slot *slot, size_t first, size_t end)
{
	pid_t self = getpid();
	int ends[2];

	wait_for_leaving(slot);
	slot->end = end;
	slot->start = slot->filled = 0;
	slot->sent_bytes = 0;
	slot->waited_ms = 0;
	wire_reader_release(&slot->reader);
	slot->reader = (struct wire_reader){
		.profile = workers->run->profile,
		.handler = workers->run->handler,
		.diags = workers->run->diags,
		.shapes = &workers->shapes,
		.input = first,
	};
	if (pipe2(ends, O_CLOEXEC) < 0)
		return false;
	if (workers->pipe_bytes > 0 &&
	    fcntl(ends[1], F_SETPIPE_SZ, workers->pipe_bytes) != workers->pipe_bytes) {
		close(ends[0]);
		close(ends[1]);
		return false;
	}
	slot->pid = fork();
	if (slot->pid == 0)
		child_start(workers, ends, self, first, end);
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

int
slot_wait(struct slot *slot)
{
	if (slot->fd >= 0)
		close(slot->fd);
	slot->fd = -1;
	int status = wait_for(slot->pid);
	slot->pid = NO_PROCESS;
	return status;
}

void
slot_kill(struct slot *slot)
{
	if (slot->pid == NO_PROCESS)
		return;
	kill(slot->pid, SIGKILL);
	slot_wait(slot);
}

void
slot_dismiss(struct slot *slot)
{
	if (slot->pid == NO_PROCESS)
		return;
	wait_for_leaving(slot);
	kill(slot->pid, SIGKILL);
	if (slot->fd >= 0)
		close(slot->fd);
	slot->fd = -1;
	slot->leaving = slot->pid;
	slot->pid = NO_PROCESS;
}

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

void
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
