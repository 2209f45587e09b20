/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which columns are looked up as one. Columns side by side are often of one mind: a system has its operations, a user his department. Such ones
 * have hardly more different values together than alone; others have as many as the product of both, which no cache holds. Nobody can tell
 * before: neighbours are tried, and parted again when they say too much that is new.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "log/fast_columns.h"
#include "base/banned.h"

enum {
	/* Reason: records by which a column has shown most of its values, and neighbours whether they go together. */
	RUN_PROVEN = 1 << 15,
	/* Reason: so many values of both are in the cache anyway; few columns are of so few. */
	RUN_FEW = 64,
};

static int
by_column(const void *x, const void *y)
{
	const struct wanted *a = *(struct wanted *const *)x, *b = *(struct wanted *const *)y;

	return (a->columns[0] > b->columns[0]) - (a->columns[0] < b->columns[0]);
}

/* The next run of columns, from this one on, and what it may have while one of its borders is on trial. */
static struct text_run
run_from(const struct fast_columns *f, size_t first)
{
	struct text_run run = { .first = first,
		.count = 1,
		.seen = { .seed = (uint32_t)f->events->summary.seed },
		.credit = RUN_CREDIT };
	const struct run_border *border = &f->borders[first];

	for (; border->state >= BORDER_TRIED; border++, run.count++)
		if (border->state == BORDER_TRIED)
			run.most = border->most;
	return run;
}

static bool
is_inside(const struct text_run *run, const struct text_run *other)
{
	return run->first >= other->first && run->first + run->count <= other->first + other->count;
}

/* Of what was: taken out of the list when it is this run. */
static bool
take_out(struct text_run *list, size_t count, struct text_run *run)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].count > 0 && list[i].first == run->first &&
		    list[i].count == run->count) {
			size_t most = run->most;
			*run = list[i];
			run->most = most;
			list[i] = (struct text_run){ .count = 0 };
			return true;
		}
	return false;
}

/* Does it wait for what becomes of a run on trial? */
static bool
is_waiting(const struct fast_columns *f, const struct text_run *run)
{
	for (size_t i = 0; i < f->run_count; i++)
		if (f->runs[i].most > 0 && f->runs[i].count > run->count &&
		    is_inside(run, &f->runs[i]))
			return true;
	return false;
}

/* What stays as it was keeps what it has seen, and so does what is put on trial with its neighbour. */
static void
make_runs(struct fast_columns *f)
{
	struct text_run *old = f->runs, *aside = f->aside;
	size_t old_count = f->run_count, aside_count = f->aside_count;

	f->runs = mem_alloc(f->together_count + 1, sizeof *f->runs);
	f->aside = mem_alloc(old_count + aside_count + 1, sizeof *f->aside);
	f->run_count = f->aside_count = 0;
	for (size_t i = 0; i < f->together_count; i += f->runs[f->run_count++].count) {
		struct text_run *run = &f->runs[f->run_count];
		*run = run_from(f, i);
		if (!take_out(old, old_count, run))
			(void)take_out(aside, aside_count, run);
	}
	for (size_t i = 0; i < old_count + aside_count; i++) {
		struct text_run *run = i < old_count ? &old[i] : &aside[i - old_count];
		if (run->count > 0 && is_waiting(f, run))
			f->aside[f->aside_count++] = *run;
		else
			seen_release(&run->seen);
	}
	free(old);
	free(aside);
}

static bool
has_notes(const struct fast_columns *f, const struct text_run *run)
{
	bool any = false;

	for (size_t i = 0; i < run->count; i++)
		any |= f->together[run->first + i]->slot->differs;
	return any;
}

/* Those on trial, or all. */
static void
set_borders(struct fast_columns *f, const struct text_run *run, enum border_state state)
{
	for (size_t i = run->first; i + 1 < run->first + run->count; i++)
		if (run->most == 0 || f->borders[i].state == BORDER_TRIED)
			f->borders[i].state = state;
}

/* false: it stays as it is. */
static bool
judge(struct fast_columns *f, const struct text_run *run)
{
	bool on_trial = run->most > 0;

	if (run->count == 1)
		return false;
	if (has_notes(f, run) || run->credit < 0 || (on_trial && run->seen.count > run->most))
		set_borders(f, run, BORDER_NONE);
	else if (on_trial && run->taken >= RUN_PROVEN)
		set_borders(f, run, BORDER_JOINED);
	else
		return false;
	return true;
}

static bool
is_ready(const struct fast_columns *f, const struct text_run *run)
{
	return run->taken >= RUN_PROVEN && run->most == 0 && run->credit >= 0 && !has_notes(f, run);
}

/* Puts neighbours on trial that are known well enough; false: there are none. */
static bool
try_more(struct fast_columns *f)
{
	bool any = false;

	for (size_t i = 0; i + 1 < f->run_count; i++) {
		const struct text_run *a = &f->runs[i], *b = a + 1;
		struct run_border *border = &f->borders[b->first - 1];
		if (border->state != BORDER_UNTRIED || a->count + b->count > SEEN_COLUMNS ||
		    !is_ready(f, a) || !is_ready(f, b))
			continue;
		*border = (struct run_border){ BORDER_TRIED,
			2 * (a->seen.count + b->seen.count) + RUN_FEW };
		any = true;
		i++;
	}
	return any;
}

void
runs_arrange(struct fast_columns *f)
{
	bool changed = false;

	for (size_t i = 0; i < f->run_count; i++)
		changed |= judge(f, &f->runs[i]);
	/* One after the other: those that were parted are no neighbours to be tried yet. */
	if (changed || try_more(f))
		make_runs(f);
}

void
runs_init(struct fast_columns *f, size_t step)
{
	f->together = mem_alloc(f->wanted_count + 1, sizeof *f->together);
	f->borders = mem_alloc(f->wanted_count + 1, sizeof *f->borders);
	for (size_t i = 0; i < f->wanted_count; i++) {
		struct wanted *w = &f->wanted[i];
		w->in_run = (w->kind == SLOT_TEXT || w->kind == SLOT_COUNT) && w->count == 1 &&
		    w->field != LOG_NUMBER_ACCESSED;
		if (w->in_run)
			f->together[f->together_count++] = w;
	}
	qsort(f->together, f->together_count, sizeof *f->together, by_column);
	/* In JSON the names of keys stand between them. */
	for (size_t i = 0; step == 1 && i + 1 < f->together_count; i++)
		if (f->together[i]->columns[0] + 1 == f->together[i + 1]->columns[0])
			f->borders[i].state = BORDER_UNTRIED;
	make_runs(f);
}

void
runs_forget(struct fast_columns *f)
{
	for (size_t i = 0; i < f->run_count; i++)
		seen_forget(&f->runs[i].seen);
	for (size_t i = 0; i < f->aside_count; i++)
		seen_forget(&f->aside[i].seen);
}

void
runs_free(struct fast_columns *f)
{
	for (size_t i = 0; i < f->run_count; i++)
		seen_release(&f->runs[i].seen);
	for (size_t i = 0; i < f->aside_count; i++)
		seen_release(&f->aside[i].seen);
	free(f->aside);
	free(f->together);
	free(f->borders);
	free(f->runs);
}
