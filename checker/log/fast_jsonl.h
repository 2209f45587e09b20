/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON Lines in a hurry: lines that are written like the one before, key for key, with plain texts and numbers. Whatever else there is, is
 * left to json_record.c, so both ways give the same.
 */
#ifndef LOG_FAST_JSONL_H
#define LOG_FAST_JSONL_H

#include "log/events.h"

struct fast_jsonl;
/* NULL: this processor is not made for it. */
struct fast_jsonl *fast_jsonl_new(struct log_events *events);
void fast_jsonl_free(struct fast_jsonl *fast); /* takes NULL */
/* A line that was taken as a record: those to come are likely to be written like it. */
void fast_jsonl_learn(struct fast_jsonl *fast, struct str line);
/* Takes lines; *window moves on, *line is the number of the last one taken. What the window begins with then is for the other reader. */
void fast_jsonl_take(struct fast_jsonl *fast, struct str *window, uint32_t *line);

#endif
