/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of match, and how a value may leave: subjects as pseudonyms, 個人番号 masked in every text. */
#ifndef LOG_MATCH_ROWS_H
#define LOG_MATCH_ROWS_H

#include "log/events.h"

/* The field's text with 個人番号 masked; a view, until the next call for the same field. */
struct str masked_field(struct log_events *events, enum log_field field);

struct log_subject_cache *subject_cache_new(void);
void subject_cache_free(struct log_subject_cache *cache);
uint64_t subject_bits(
    struct log_subject_cache *cache, const struct pseudonym *pseudonym, struct str subject);

/* Runs the detections over the record; rows go to the sink. */
void take_matches(struct log_events *events);
/* What went beyond a limit. */
void say_matches(struct log_events *events);

#endif
