/* SPDX-License-Identifier: Apache-2.0 */
/* Noting where a log's time does not run on, and putting ranges together. */
#include "log/steps.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/banned.h"

/* A record in a hundred may be out of order, as where several write one log; a log with more is in another order than that of time. */
enum { STEP_CHUNK = 64, OUT_OF_ORDER_SHARE = 100, OUT_OF_ORDER_FEW = 3 };

SINK_SHAPE(step_shape, "log_step", "time_before", "time", "seconds", "file", "line");

static bool
is_step(int64_t before, int64_t after)
{
	return after < before ? before - after >= LOG_STEP_BACK_SEC
			      : after - before >= LOG_SILENCE_SEC;
}

static enum step_kind
kind_of(int64_t before, int64_t after)
{
	return after < before ? STEP_BACK : STEP_PAUSE;
}

void
steps_note(struct log_steps *steps, struct region *region, struct part_head *head, int64_t seconds,
    uint32_t line)
{
	if (!steps->any) {
		steps->any = true;
		steps->begin = seconds;
		steps->begin_line = line;
		return;
	}
	steps->backward += seconds < steps->previous;
	if (!is_step(steps->previous, seconds))
		return;
	uint32_t *count = &steps->count[kind_of(steps->previous, seconds)];
	if (*count >= LOG_STEPS_MAX) {
		steps->lost += steps->lost < UINT32_MAX;
		return;
	}
	++*count;
	struct part_step *step =
	    part_add(region, &head->steps, &steps->tail, sizeof *step, STEP_CHUNK);
	*step = (struct part_step){ steps->previous, seconds, line, 0 };
}

void
steps_end(const struct log_steps *steps, struct part_head *head)
{
	head->begin = steps->begin;
	head->begin_line = steps->begin_line;
	head->end = steps->previous;
	head->backward = steps->backward;
	head->steps_lost = steps->lost;
}

/* --- the parent ---------------------------------------------------------------------------------- */

/* Can the two be subtracted? Records have times between the years 1 and 9999. */
static bool
moment_good(int64_t seconds)
{
	const int64_t most = (int64_t)400 * 366 * 86400 * 10000;

	return seconds > -most && seconds < most;
}

static void
add_step(struct log_steps_sum *sum, const struct part_step *step)
{
	size_t *of_kind = &sum->of_kind[kind_of(step->before, step->after)];

	if (!is_step(step->before, step->after))
		return;
	if (*of_kind >= LOG_STEPS_MAX) {
		sum->lost++;
		return;
	}
	++*of_kind;
	*ARRAY_ADD(sum->list, sum->count, sum->room) = *step;
}

bool
steps_add(struct log_steps_sum *sum, const struct region *region, const struct part_head *head)
{
	struct part_walk walk = { region, head->steps, sizeof(struct part_step), false };
	const void *items;
	uint32_t count;

	if (!head->any)
		return true;
	if (!moment_good(head->begin) || !moment_good(head->end))
		return false;
	if (sum->any) {
		sum->backward += head->begin < sum->end;
		add_step(sum, &(struct part_step){ sum->end, head->begin, head->begin_line, 0 });
	}
	while (part_walk_next(&walk, &items, &count))
		for (uint32_t i = 0; i < count; i++) {
			const struct part_step *step = (const struct part_step *)items + i;
			if (!moment_good(step->before) || !moment_good(step->after))
				return false;
			add_step(sum, step);
		}
	if (walk.bad)
		return false;
	sum->backward += head->backward;
	sum->lost += head->steps_lost;
	sum->end = head->end;
	sum->any = true;
	return true;
}

static void
say_lost(uint64_t lost, struct str file, struct diags *diags)
{
	char limit[24], count[24];

	if (lost == 0)
		return;
	snprintf(limit, sizeof limit, "%d", LOG_STEPS_MAX);
	snprintf(count, sizeof count, "%llu", (unsigned long long)lost);
	diag_addz(diags, DIAG_LOG_STEPS_LIMIT, (struct diag_at){ file, 0, 0 }, limit, count, NULL);
}

void
steps_send(const struct log_steps_sum *sum, uint64_t records, struct str file,
    const struct sink *sink, struct diags *diags)
{
	struct buf before = { 0 }, after = { 0 };

	if (sum->backward > OUT_OF_ORDER_FEW && sum->backward > records / OUT_OF_ORDER_SHARE)
		return;
	for (size_t i = 0; i < sum->count; i++) {
		const struct part_step *step = &sum->list[i];
		buf_clear(&before);
		buf_clear(&after);
		time_iso_jst(step->before, &before);
		time_iso_jst(step->after, &after);
		const struct value values[] = { value_text(buf_str(&before)),
			value_text(buf_str(&after)), value_integer(step->after - step->before),
			value_text(file), value_integer(step->line) };
		sink_row(sink, &step_shape, values);
	}
	buf_release(&before);
	buf_release(&after);
	say_lost(sum->lost, file, diags);
}

void
steps_release(struct log_steps_sum *sum)
{
	free(sum->list);
	*sum = (struct log_steps_sum){ 0 };
}
