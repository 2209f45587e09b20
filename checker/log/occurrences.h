/* SPDX-License-Identifier: Apache-2.0 */
/* What matched records give to correlations: their groups and values, masked, into the part. */
#ifndef LOG_OCCURRENCES_H
#define LOG_OCCURRENCES_H

#include "log/events.h"

struct occurrences;
/* Behind the choice of rules; NULL: no correlation of the job counts one of them. */
struct occurrences *occurrences_new(struct log_events *events);
/* Another record is at hand. */
void occurrences_next(struct occurrences *occurrences);
/* The record at hand, complete or not, matches the rule (index into events->rules). */
void occurrences_take(struct occurrences *occurrences, size_t rule);
void occurrences_free(struct occurrences *occurrences); /* takes NULL */

#endif
