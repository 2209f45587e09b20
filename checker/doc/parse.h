/* SPDX-License-Identifier: Apache-2.0 */
/* What the three parsers share: the text they are given, places in it, and the tree they build. Private to doc/. */
#ifndef DOC_PARSE_H
#define DOC_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/node.h"
#include "base/sink.h"
#include "base/str.h"
#include "doc/limits.h"

/* --- places ---------------------------------------------------------------------------------- */

/* Line and column of offsets that mostly move forward: each byte is looked at once. Zero-initialise but for text. */
struct doc_place {
	struct str text;
	size_t offset;
	uint32_t line, column; /* of offset; from 0 */
};
void doc_place_move(struct doc_place *place, size_t offset);

/* --- the tree -------------------------------------------------------------------------------- */

struct doc_frame {
	struct node *node;
	struct str key; /* waiting for its value */
	uint32_t key_line, key_column;
	bool has_key;
	uint32_t *slots; /* hash table of key indices + 1, from 16 keys on */
	size_t slot_count;
};

/* Zero-initialise but for the first four. */
struct doc_tree {
	struct arena *arena;
	const struct sink *sink;
	struct str file;
	size_t depth_max; /* of the frames, at most DOC_FRAMES_MAX */
	struct doc_frame frames[DOC_FRAMES_MAX];
	size_t depth, nodes;
	struct node *root;
	bool failed; /* a diagnostic was given: nothing more is taken */
};

/* Each returns false when the tree has failed; the diagnostic is given once. */
bool doc_tree_key(struct doc_tree *tree, struct str key, uint32_t line, uint32_t column);
bool doc_tree_open(struct doc_tree *tree, enum node_type type, uint32_t line, uint32_t column);
bool doc_tree_close(struct doc_tree *tree, uint32_t end_line);
/* text is copied. type is NODE_NULL or NODE_SCALAR. */
bool doc_tree_scalar(struct doc_tree *tree, enum node_type type, enum node_style style,
    struct str text, uint32_t line, uint32_t column, uint32_t end_line);
bool doc_tree_fail(struct doc_tree *tree, enum diag_code code, uint32_t line, uint32_t column,
    struct str a, struct str b);
bool doc_tree_fail_number(
    struct doc_tree *tree, enum diag_code code, uint32_t line, uint32_t column, unsigned n);
/* Frees what is not in the arena; frames are empty again. */
void doc_tree_release(struct doc_tree *tree);

/* --- the text -------------------------------------------------------------------------------- */

/* UTF-8 without its mark, without NUL, not empty; else false with a diagnostic. */
bool doc_text(struct str bytes, struct str file, const struct sink *sink, struct str *text);

struct node *
doc_parse_json(struct str text, struct str file, struct arena *arena, const struct sink *sink);
struct node *
doc_parse_xml(struct str text, struct str file, struct arena *arena, const struct sink *sink);
/* documents: all of the stream; only 1 is accepted when multiple is false. 0: refused. */
size_t doc_parse_yaml(struct str text, struct str file, bool multiple, struct arena *arena,
    const struct sink *sink, struct node ***documents);

#endif
