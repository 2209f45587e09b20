/* SPDX-License-Identifier: Apache-2.0 */
/* One worker as its parent keeps it: the process, its pipe, and what it has said but nobody has taken yet. Private to confine/. */
#ifndef CONFINE_WORKER_SLOT_H
#define CONFINE_WORKER_SLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "confine/worker.h"

enum { NO_PROCESS = -1 };

/* What all workers of a run share. */
struct workers {
	const struct worker_run *run;
	struct sandbox_filter filter;
	struct wire_shapes shapes;
	int null_fd;
	int pipe_bytes; /* of their pipes; 0: as the kernel makes them */
};

/* One process and what it has said so far. */
struct slot {
	pid_t pid;
	pid_t leaving; /* the process before, told to end and not waited for yet */
	int fd;        /* its pipe; -1 = at its end */
	size_t end;    /* behind the last input of its batch */
	struct wire_reader reader;
	char *bytes; /* not yet taken: from start to filled */
	size_t start, filled, room;
	size_t sent_bytes; /* for the input being read */
	int64_t waited_ms; /* for it, while nothing else was to be done */
};

/* An empty slot. */
void slot_init(struct slot *slot);
/* Ends its process, if there is one, and frees what it holds. */
void slot_release(struct slot *slot);

/* A process for the inputs first..end; false: none could be made (errno). */
bool slot_start(struct workers *workers, struct slot *slot, size_t first, size_t end);
/* Reads what is there. At the end of the pipe its descriptor is closed. */
void slot_read(struct slot *slot);
/* Waits for the end of the process: its wait status. */
int slot_wait(struct slot *slot);
/* Ends the process, if there is one. */
void slot_kill(struct slot *slot);
/* The same without waiting: giving its memory back takes a process milliseconds. slot_start and slot_release wait. */
void slot_dismiss(struct slot *slot);

#endif
