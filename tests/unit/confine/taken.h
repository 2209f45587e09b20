/* SPDX-License-Identifier: Apache-2.0 */
/* A handler that counts what comes of messages, keeps the last tree, and the profile that the messages are held against. */
#ifndef TESTS_CONFINE_TAKEN_H
#define TESTS_CONFINE_TAKEN_H

#include "confine/worker.h"

struct taken {
	size_t rows, trees, texts, steps, begun, done, failed;
	struct arena arena;
	struct node *tree;
};

/* Of struct worker_handler; context is a struct taken. */
void taken_begin(void *context, size_t input);
void
taken_row(void *context, size_t input, const struct sink_shape *shape, const struct value *values);
void taken_tree(void *context, size_t input, struct node *root, struct arena *arena);
void taken_text(void *context, size_t input, struct str text);
void taken_progress(void *context, size_t input, const struct progress_step *step);
void taken_end(void *context, size_t input, enum worker_status status);

/* May send rows of `setting`, trees, texts and progress. */
extern const struct worker_profile taken_profile;

/* Parts of messages that are put together by hand, little-endian as the machine is. */
#define U32(n) n "\0\0\0"
#define NODE_HEAD U32("\1") U32("\1") U32("\1")

#endif
