/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libaugeas as a parser and nothing else: one lens and a text in, a tree with positions out. No file is opened by it
 * but the lenses' own, before the worker is confined.
 */
#ifndef CONFIG_LENS_H
#define CONFIG_LENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct lens_node {
	struct str label, value;
	bool has_value;
	size_t start, end;           /* bytes of the text */
	uint32_t line;               /* of start, from 1 */
	struct lens_node **children; /* without comments and empty lines */
	size_t count;
};

struct lens_set;

/* NULL: libaugeas cannot be started. */
struct lens_set *lens_set_new(void);
void lens_set_free(struct lens_set *set);
/* Compiles the lens ("Pam.lns") now, so that it is there once files can no longer be opened. false: not there. */
bool lens_load(struct lens_set *set, const char *lens);

/* The tree of the text, in the arena. NULL: the text is none of the lens; *fault = the byte where it ended. */
struct lens_node *lens_parse(
    struct lens_set *set, const char *lens, struct str text, struct arena *arena, size_t *fault);

/* The first child of that label, or NULL; its value or the empty text. */
const struct lens_node *lens_child(const struct lens_node *node, const char *label);
struct str lens_value(const struct lens_node *node, const char *label);
/* The part of the text that the node spans, without its line end. */
struct str lens_text(const struct lens_node *node, struct str text);

#endif
