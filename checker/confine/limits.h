/* SPDX-License-Identifier: Apache-2.0 */
/* The limits of workers and of their messages, each with its reason. Private to confine/. */
#ifndef CONFINE_LIMITS_H
#define CONFINE_LIMITS_H

#include <stddef.h>

enum {
	/* The largest form or configuration takes well under 100 MiB; five times that is no honest document. */
	WORKER_MEMORY_BYTES = 512 << 20,
	/* A log is streamed: what grows is the summary's table, some 100 bytes for each group. */
	WORKER_LOG_MEMORY_BYTES = 256 << 20,
	/* 64 MiB of YAML take 10 s on a slow machine. */
	WORKER_CPU_SEC = 30,
	WORKER_WALL_SEC = 90,
	/* zstd's window of 8 MiB and a few blocks; deflate's is 32 KiB. */
	WORKER_UNPACK_MEMORY_BYTES = 64 << 20,
	/* A year of logs of a large city: tens of gigabytes at 200 MB/s. */
	WORKER_LOG_CPU_SEC = 3600,
	/* An assessment, and what rules may take beyond it (RULE_HEAP_MAX_BYTES). */
	WORKER_JUDGE_MEMORY_BYTES = 768 << 20,
	/* A rule is stopped after 20 s: a form that stops thirty of them is not worth more. */
	WORKER_JUDGE_CPU_SEC = 600,
	WORKER_JUDGE_WALL_SEC = 900,
	/* What they say waits for those before them: a batch is to fit into SLOT_AHEAD_BYTES. */
	WORKER_JUDGE_BATCH = 32,
	/* A rule is stopped after 20 s (RULE_DEADLINE_MSEC), between two steps of its SQL: one step may roll up a year of a city. */
	WORKER_RULES_CPU_SEC = 60,
	WORKER_RULES_WALL_SEC = 90,
	/* All rules that there can be, Sigma's with them: each process is asked for each (rule/rest.c). */
	WORKER_RULES_BATCH = 32768,
	/* A tree is about twice its document; the parent holds one at a time. */
	WORKER_OUTPUT_BYTES = 256 << 20,
	WORKER_TEXT_OUTPUT_BYTES = 64 << 20,
	/* Starting a worker costs about a millisecond; an assessment or a few rules are read in less. */
	WORKER_BATCH = 256,
	/* The last inputs are not shared out one by one: so few are read sooner than a worker is started. */
	WORKER_BATCH_LEAST = 16,

	/* More than any evidence table has, so that an identifier is never long. */
	WIRE_NAME_BYTES = 64,
	/* Different shapes in one run: tables × ways of filling them. */
	WIRE_SHAPES = 1024,
	/* doc/ stops at 64 levels; an XML element is two levels of the tree, and its text one more. */
	WIRE_DEPTH = 136,
	/* About 100 bytes each in memory: 200 MB. doc/ stops there, too. */
	WIRE_NODES = 2000000,
	/* How much of a later input is taken in while an earlier one is still being read. */
	SLOT_AHEAD_BYTES = 4 << 20,
	SLOT_CHUNK_BYTES = 256 << 10,
	/* Messages are gathered up to this much: a pipe's capacity, so that the kernel is asked seldom. */
	WIRE_FLUSH_BYTES = 64 << 10,
	JOBS_MAX = 64,
	/* Below this many documents a second process costs more than it brings; more than 4 wait for the parent. */
	JOBS_FROM_INPUTS = 16,
	JOBS_FOR_DOCUMENTS = 4,
};

/* Rule SQL has a bound of its own; what is rolled up of a log is as large as in the parent, which has none. This one stops what runs wild. */
#define WORKER_RULES_MEMORY_BYTES ((size_t)16 << 30)
/* RULE_SPILL_MAX_BYTES, which SQLite hears of before this one ends the process. */
#define WORKER_RULES_FILE_BYTES ((size_t)2 << 30)
/* A log's messages have no bound: they are rows that the handler takes in as they come. */
#define WORKER_LOG_OUTPUT_BYTES ((size_t)64 << 30)
/* One message, though: a row or a diagnostic, or one tree. */
#define WIRE_MESSAGE_BYTES ((size_t)WORKER_OUTPUT_BYTES)

#endif
