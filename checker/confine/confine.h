/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Workers: the processes in which every parser of outside data runs.
 *
 * The parent opens the inputs and forks; the child gives up everything but the descriptors it was handed
 * (landlock: no file system; seccomp: an allow-list, no sockets, no fork, no exec, no open; limits on memory,
 * processor time and output), reads the inputs one after another and sends typed messages through a pipe: evidence
 * rows, diagnostics, document trees, text. The parent checks every message against the worker's profile (which
 * kinds, which tables, how much) before it allocates anything, and calls the handlers. A crash, a limit or a
 * malformed message makes the input that was being read a refused input with a diagnostic (WORKER_*); the
 * others go on in a new worker.
 *
 * This folder knows no reader: it is given the function to run.
 */
#ifndef CONFINE_CONFINE_H
#define CONFINE_CONFINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/node.h"
#include "base/sink.h"
#include "base/str.h"

/* What one kind of worker may do. One row each in confine/profiles.c: see confine_profile. */
enum worker_kind {
	WORKER_YAML,     /* doc/: YAML documents → tree */
	WORKER_JSON,     /* doc/: JSON documents → tree */
	WORKER_XML,      /* doc/: XML documents → tree */
	WORKER_IMPORT,   /* import/: published forms → tree and text */
	WORKER_CONFIG,   /* config/: host configuration → rows of setting, account, … */
	WORKER_REGISTER, /* register/: office registers → rows */
	WORKER_LOG,      /* log/: access logs → rows of match and activity */
	WORKER_UNPACK,   /* log/: packed logs → their bytes, for a WORKER_LOG */
	WORKER_JUDGE,    /* assess/ and rule/: assessments → what their rules come to */
	WORKER_RULES, /* rule/: rules about the evidence that the parent has → what they come to */
	WORKER_KIND_COUNT
};

struct worker_profile {
	const char *name;
	size_t memory_bytes;        /* address space beyond what the parent had at the fork */
	unsigned cpu_sec, wall_sec; /* per process; wall_sec 0 = no bound */
	size_t output_bytes;        /* of all messages for one input */
	size_t file_bytes;          /* of one file that it is lent; 0: it is lent none */
	unsigned batch;             /* inputs that one process reads, one after another */
	bool sends_tree, sends_text, sends_progress;
	const char *const *tables; /* evidence tables it may send rows of; NULL-terminated */
};
const struct worker_profile *confine_profile(enum worker_kind kind);

/* What a reader is given in the worker. */
struct worker_input {
	int fd;          /* open for reading, at its beginning; the caller closes it */
	struct str file; /* as the user named it: for diagnostics and the file column */
	void *user;      /* the caller's, for its own reader (shared by fork, read only) */
};

/* How a reader answers, in the worker. Everything is copied. */
struct worker_out {
	struct sink sink; /* rows, diagnostics, and progress when the handler asks for it */
	void *context;
	void (*tree)(void *context, const struct node *root);
	void (*text)(void *context, struct str text);
};

/* What a worker runs. context is shared by fork: it reads it, what it writes there is lost. */
struct worker_job {
	enum worker_kind kind;
	void *context;
	/* Before the worker is confined: load trusted data (lenses, tables). May be NULL. */
	void (*prepare)(void *context);
	/* Once per input. */
	void (*read)(void *context, const struct worker_input *input, const struct worker_out *out);
	/*
	 * The files, open, that the process may write, read and cut which begins with this input; the caller closes them. Called as prepare is. May be NULL.
	 * A process that goes on behind an input whose process ended is lent what that one was: what stands in them then is of no use.
	 */
	size_t (*lend)(void *context, size_t first, const int **files);
	/* Inputs that one process is given, neither more nor less while there are so many; 0: they are shared out evenly. */
	size_t batch;
};

enum worker_status {
	WORKER_DONE,   /* read to its end (there may be diagnostics) */
	WORKER_FAILED, /* crash, limit or malformed answer: a diagnostic was given */
};

/* What the parent does with the answers; each may be NULL (then such a message is a malformed one). */
struct worker_handler {
	void *context;
	void (*begin)(void *context, size_t input);
	/*
	 * Rows as they come: the shape is valid until confine_run returns (same table and columns = same pointer),
	 * values until the call returns.
	 */
	void (*row)(void *context, size_t input, const struct sink_shape *shape,
	    const struct value *values);
	/* The tree lives in *arena, which the handler may take over (copy the struct, zero the original). */
	void (*tree)(void *context, size_t input, struct node *root, struct arena *arena);
	void (*text)(void *context, size_t input, struct str text);
	/* NULL: the readers' sinks have none, either. */
	void (*progress)(void *context, size_t input, const struct progress_step *step);
	void (*end)(void *context, size_t input, enum worker_status status);
	/* All inputs have ended. The processes may still be giving back their memory: they are waited for when this returns. */
	void (*whole)(void *context);
};

/*
 * Reads all inputs; diagnostics (of the readers and of the workers' ends) go to diags. When end() says
 * WORKER_FAILED, what the input had sent before stays with the handler: the handler decides.
 * jobs: how many workers at once (1 = one after another); handlers are called from this process only, one
 * input at a time and in the order of the inputs.
 */
void confine_run(const struct worker_job *job, const struct worker_input *inputs, size_t count,
    unsigned jobs, const struct worker_handler *handler, struct diags *diags);

/*
 * A worker before a worker: it reads an input, and what it writes to its pipe is another worker's input in its place. Its limits are those
 * of the kind. The other one finds the pipe at its end also when this one was ended: what it made then is not to be used.
 * The pipe holds one page, no more: who writes knows how far it may be ahead, and what is much goes through memory that the two share (log/feed.h).
 *
 *   struct feeder *feeder = feeder_start(kind, write, &input)      NULL: no process is to be had
 *   confine_run with feeder_fd(feeder) as the descriptor of the input
 *   bool good = feeder_end(feeder, diags)
 */
struct feeder;
struct feeder *feeder_start(enum worker_kind kind,
    void (*write)(const struct worker_input *input, int pipe), const struct worker_input *input);
int feeder_fd(const struct feeder *feeder);
/* Ends it, wherever it stands. false, with a diagnostic: it had not come to its end and was not ended here. */
bool feeder_end(struct feeder *feeder, struct diags *diags);

/* How many workers read so many documents soonest on this machine. */
unsigned confine_jobs(size_t inputs);

/*
 * A tree as bytes, the way workers send it, appended; and back, believed no more than what a worker sends: NULL when it is not
 * one whole tree. For trees that are kept in a file (rule/pack.c): nothing is parsed but counts and texts, and texts are views into
 * the bytes, which must stay.
 */
void confine_tree_write(const struct node *root, struct buf *out);
struct node *confine_tree_read(struct str bytes, struct arena *arena);

/* What this kernel gives, for --version and the report. */
struct confine_support {
	int landlock_abi; /* 0 = none */
	bool seccomp;
};
struct confine_support confine_support(void);

/*
 * Programs. A kind of input whose reader needs a large library is read by a program of its own, which speaks through a pipe. The
 * main process may not exec: before it gives that up it forks a starter, which can run one program and nothing else.
 *
 * The starter is reached through a descriptor of a fixed number, CONFINE_STARTER_FD, high enough to be in nobody's way.
 */
enum { CONFINE_STARTER_FD = 250 };

/*
 * Called by main before confine_self and before anything is open. program is the file name of the program: looked for beside this
 * executable, then in ../libexec/piacheck. When it is not there, or no process is to be had, there is no starter.
 */
void confine_starter(const char *program);

enum program_result { PROGRAM_STARTED, PROGRAM_ABSENT, PROGRAM_FAILED };
/*
 * Runs the program with input as its standard input. *answer is the end of the pipe that it writes to, with head (at most 4 KiB)
 * before what it writes; the caller closes it. When
 * the program ends by a signal or with another status than 0, a last line stands behind what it wrote: "\nended by SIGSEGV\n",
 * "\nended with 64\n". ABSENT: not installed; FAILED: errno.
 */
enum program_result confine_start(int input, struct str head, int *answer);

/*
 * In the program, once its libraries are loaded: gives up all but standard input and output, memory, and reading files below the
 * directories (NULL-terminated list; on a kernel without landlock: none). Limits are those of *profile. Ends the process
 * when a layer does not take hold.
 */
void confine_program(const struct worker_profile *profile, const char *const *readable);

/*
 * The main process, too, has no use for the network, exec or (after start) new privileges: no_new_privs, no core
 * dumps, and a seccomp list that refuses socket, connect, execve, ptrace. Called once by main.
 */
void confine_self(void);

#endif
