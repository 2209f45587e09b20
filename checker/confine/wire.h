/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The messages between a worker and its parent: a type (1 byte), a length (4 bytes), a payload; integers in the byte
 * order of the machine, texts as length and bytes. The writer runs in the worker and is trusted to be of good will
 * only; the reader runs in the parent and believes nothing: not a count, not a length, not an encoding.
 * Private to confine/ (and its fuzz target).
 */
#ifndef CONFINE_WIRE_H
#define CONFINE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/node.h"
#include "base/sink.h"
#include "confine/confine.h"

enum wire_type {
	WIRE_BEGIN,    /* u32 input */
	WIRE_END,      /* u32 input */
	WIRE_SHAPE,    /* text table, u32 count, texts: the next row shape of this process */
	WIRE_ROW,      /* u32 shape, values */
	WIRE_DIAG,     /* u32 code, text file, u32 line, u32 column, three texts */
	WIRE_TREE,     /* a node */
	WIRE_TEXT,     /* text */
	WIRE_PROGRESS, /* u32 unit, three integers of 8 bytes: done, total, rows */
	WIRE_TYPE_COUNT
};

enum { WIRE_HEADER_BYTES = 5 };

/* --- the worker's side ----------------------------------------------------------------------- */

/* Zero-initialise but for fd. A failing write ends the process: the parent is gone. */
struct wire_writer {
	int fd;
	struct buf out;
	size_t open; /* where the message being built begins */
	const struct sink_shape **shapes;
	size_t shape_count, shape_room;
};

void wire_put_begin(struct wire_writer *writer, size_t input);
void wire_put_end(struct wire_writer *writer, size_t input);
void wire_put_row(
    struct wire_writer *writer, const struct sink_shape *shape, const struct value *values);
void wire_put_diag(struct wire_writer *writer, enum diag_code code, struct diag_at at,
    const struct str args[DIAG_ARGS]);
void wire_put_tree(struct wire_writer *writer, const struct node *root);
void wire_put_text(struct wire_writer *writer, struct str text);
/* Not gathered but written at once, with what was: somebody waits. */
void wire_put_progress(struct wire_writer *writer, const struct progress_step *step);
void wire_flush(struct wire_writer *writer);
void wire_writer_release(struct wire_writer *writer);

/* --- the parent's side ----------------------------------------------------------------------- */

/* All shapes of a run: the same table and columns are the same pointer. Zero-initialise. */
struct wire_shapes {
	struct arena arena;
	struct sink_shape **list;
	size_t count, room;
};
void wire_shapes_release(struct wire_shapes *shapes);

/* What is known of one process while its messages are read. Zero-initialise but for the pointers. */
struct wire_reader {
	const struct worker_profile *profile;
	const struct worker_handler *handler;
	struct diags *diags;
	struct wire_shapes *shapes;
	const struct sink_shape **known; /* by the process's own numbers */
	size_t known_count, known_room;
	size_t input; /* being read, or the next one */
	bool begun;
};

/* Type and payload length of the message whose header is at bytes (WIRE_HEADER_BYTES of them). */
enum wire_type wire_header(const char *bytes, size_t *payload);
/*
 * Checks one message and hands it to the handler; END moves the reader to the next input. NULL, or what is wrong with
 * the message (static text): then nothing was handed over.
 */
const char *wire_take(struct wire_reader *reader, enum wire_type type, struct str payload);
void wire_reader_release(struct wire_reader *reader);

#endif
