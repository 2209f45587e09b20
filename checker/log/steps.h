/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the time of a log does not run on from one record to the next: it goes back, or nothing is written for long. The worker notes it in
 * passing, in its part; the parent puts the ranges of a log together, the borders between them included.
 */
#ifndef LOG_STEPS_H
#define LOG_STEPS_H

#include "base/sink.h"
#include "log/limits.h"
#include "log/part.h"

/* Each has its own limit: many pauses are to hide no clock that was set back. */
enum step_kind { STEP_PAUSE, STEP_BACK, STEP_KINDS };

/* The worker's. Zero-initialise. */
struct log_steps {
	bool any;
	uint32_t begin_line;
	int64_t begin, previous; /* moments of the first record, and of the last so far */
	uint64_t backward, tail;
	uint32_t count[STEP_KINDS], lost;
};
void steps_note(struct log_steps *steps, struct region *region, struct part_head *head,
    int64_t seconds, uint32_t line);
/* Does the time run on from the one record to the next? As unsigned: what goes back is large, too. */
static inline bool
steps_on(int64_t previous, int64_t seconds)
{
	return (uint64_t)seconds - (uint64_t)previous < LOG_SILENCE_SEC;
}
/* The next record in the order of the log. */
static inline void
steps_take(struct log_steps *steps, struct region *region, struct part_head *head, int64_t seconds,
    uint32_t line)
{
	if (__builtin_expect(!steps_on(steps->previous, seconds) || !steps->any, 0))
		steps_note(steps, region, head, seconds, line);
	steps->previous = seconds;
}
void steps_end(const struct log_steps *steps, struct part_head *head);

/* The parent's, of a whole log. Zero-initialise. */
struct log_steps_sum {
	bool any;
	int64_t end;
	uint64_t backward, lost;
	struct part_step *list;
	size_t count, room, of_kind[STEP_KINDS];
};
/* The log's next range; false: not as it should be. */
bool
steps_add(struct log_steps_sum *sum, const struct region *region, const struct part_head *head);
/* Rows of log_step, when the log is in the order of time; a diagnostic, when there were more than the limit. */
void steps_send(const struct log_steps_sum *sum, uint64_t records, struct str file,
    const struct sink *sink, struct diags *diags);
void steps_release(struct log_steps_sum *sum);

#endif
