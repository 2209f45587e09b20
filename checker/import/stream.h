/* SPDX-License-Identifier: Apache-2.0 */
/* A text layer as blocks of lines, and what each block may be. Private to import/stream*.c. */
#ifndef IMPORT_STREAM_H
#define IMPORT_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "import/blocks.h"
#include "import/found.h"
#include "import/labels.h"

enum { HEADS_MAX = 6 };

/* Lines that follow each other without a blank one: a label or a text that the layout wrapped. */
struct block {
	uint32_t line, page;
	struct str text;  /* lines joined without a blank */
	struct str first; /* the first line alone */
	size_t rows;
	/* parsed once: labels that the block may be, and labels that may begin it with what is behind them */
	struct label whole[2];
	size_t whole_count;
	struct label head[HEADS_MAX];
	struct str rest[HEADS_MAX];
	size_t head_count;
	struct str option; /* key of the option that it says; empty: none */
};

struct stream {
	struct found *found;
	const struct labels *labels;
	struct arena *arena;
	struct block *blocks;
	size_t count, room;
	bool *once; /* per item: its group has one printed instance at most */
};

/* The text of a line; empty: a blank one. */
struct str stream_row_text(const struct row *row);
/* Fills s->blocks (malloc'ed) from the lines. */
void stream_make_blocks(struct stream *s, const struct blocks *blocks);

/* The same number and kind of number: ③ is not 3. */
bool stream_number_equal(const struct known *known, const struct label *label);
/* Is this block, or its first line, this label and nothing else? */
bool stream_is_label(const struct block *block, const struct known *known);
/* The rest of the line behind this label at its beginning; empty: another label, or nothing behind it. */
struct str stream_behind_label(const struct block *block, const struct known *known);

#endif
