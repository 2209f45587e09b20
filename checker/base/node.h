/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A document tree with positions: what YAML, JSON and XML become in a worker (doc/) and what the parent
 * reads rules, forms, assessments, waivers and mappings from. Keys of a map are unique and in document
 * order; all memory belongs to the arena the tree was made in.
 */
#ifndef BASE_NODE_H
#define BASE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/str.h"

enum node_type {
	NODE_NULL, /* empty, ~, null */
	NODE_SCALAR,
	NODE_SEQUENCE,
	NODE_MAP,
};

/* How a scalar was written: "1" in quotes is text, 1 without is a number. */
enum node_style { NODE_PLAIN, NODE_QUOTED, NODE_BLOCK };

struct node {
	enum node_type type;
	enum node_style style; /* of a scalar */
	uint32_t line, column; /* from 1, characters; where the value begins */
	uint32_t end_line;
	struct str text;     /* of a scalar, as read; of others empty */
	struct node **items; /* values of a sequence or a map */
	struct str *keys;    /* of a map; keys[i] belongs to items[i] */
	uint32_t *key_lines, *key_columns;
	size_t count;
};

struct node *node_new(struct arena *arena, enum node_type type, uint32_t line, uint32_t column);
struct node *node_text(struct arena *arena, struct str text); /* a scalar made by us, quoted */
/* Appends; key is copied. The caller has made sure that the key is new. */
void node_put(struct arena *arena, struct node *map, struct str key, struct node *value);
void node_push(struct arena *arena, struct node *sequence, struct node *value);

/* Takes the key and its value out of a map, if they are there. */
void node_drop(struct node *map, const char *key);

/* The value of a key, or NULL (also when map is NULL or no map). */
struct node *node_find(const struct node *map, const char *key);
struct node *node_find_str(const struct node *map, struct str key);

/* Scalars. The type is checked; a plain ~, null or an empty value is not a text. */
bool node_is_text(const struct node *node);
bool node_get_integer(const struct node *node, int64_t *value); /* plain decimal integer */
bool node_get_bool(const struct node *node, bool *value); /* plain true or false (YAML 1.2 core) */

/* One key that a map may have. */
struct node_key {
	const char *name;
	enum node_type type; /* NODE_NULL: any */
	bool required;
};
/*
 * Checks the keys of a map against a table of COUNT_OF(keys): unknown key (with the nearest known one as a
 * suggestion), missing key, wrong type. Each is a diagnostic at its place; false when there was one.
 */
bool node_check_keys(const struct node *map, const struct node_key *keys, size_t count,
    struct str file, struct diags *diags);

/* Position of a node for a diagnostic. */
struct diag_at node_at(const struct node *node, struct str file);

#endif
