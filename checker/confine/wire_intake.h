/* SPDX-License-Identifier: Apache-2.0 */
/* A payload that is read piece by piece, none of it believed. Private to confine/. */
#ifndef CONFINE_WIRE_INTAKE_H
#define CONFINE_WIRE_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/node.h"
#include "base/str.h"
#include "base/value.h"

/* What is left of a payload; fault is the first thing wrong with it, and then nothing more is read. */
struct intake {
	struct str rest;
	const char *fault;
	size_t nodes, claimed; /* of a tree: read, and promised by the counts so far */
	bool kept; /* the payload outlives what is made of it: texts of a tree are views */
};

/* What is wrong, in static text; only the first is kept. */
void intake_refuse(struct intake *in, const char *fault);
/* What the whole payload came to: NULL, or the fault; bytes left over are one. */
const char *intake_end(const struct intake *in);

/* The next piece; zero where there is none any more. */
void intake_bytes(struct intake *in, void *to, size_t len);
unsigned intake_u8(struct intake *in);
uint32_t intake_u32(struct intake *in);
/* Texts are UTF-8 without NUL, views into the payload. */
struct str intake_str(struct intake *in);
struct value intake_value(struct intake *in);
/* A tree in the arena, with its texts if the payload is not kept. */
struct node *intake_tree(struct intake *in, struct arena *arena);

#endif
