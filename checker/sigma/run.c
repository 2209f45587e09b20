/* SPDX-License-Identifier: Apache-2.0 */
/* One pass over the sorted occurrences of a correlation: windows per group, and the hits. */
#include <stdlib.h>

#include "base/mem.h"
#include "sigma/correlation.h"
#include "base/banned.h"

/* Where a chain of temporal_ordered stands: the first event of the newest chain that got as far as this position. */
struct chain {
	bool begun;
	struct sigma_occurrence first;
};

struct sigma_run {
	const struct sigma_correlation *correlation;
	void *context;
	void (*hit)(void *context, const struct sigma_hit *hit);
	struct buf group; /* the group at hand */
	bool any;
	struct window window;
	struct sigma_hit open; /* a sliding hit that may still grow */
	bool is_open;
	struct chain *chains; /* temporal*: by position in rules */
	uint64_t events;      /* since the last hit, of the span at hand */
};

struct sigma_run *
sigma_run_new(const struct sigma_correlation *correlation, size_t most, void *context,
    void (*hit)(void *context, const struct sigma_hit *hit))
{
	struct sigma_run *run = mem_alloc(1, sizeof *run);

	run->correlation = correlation;
	run->context = context;
	run->hit = hit;
	window_init(&run->window, correlation, most == 0 ? SIGMA_WINDOW_MAX : most);
	run->chains = mem_alloc(correlation->source_count, sizeof *run->chains);
	return run;
}

static void
tell(struct sigma_run *run, struct sigma_hit hit)
{
	hit.group = buf_str(&run->group);
	run->hit(run->context, &hit);
}

/* --- counts and values --------------------------------------------------------------------------- */

static void
close_open(struct sigma_run *run)
{
	if (run->is_open)
		tell(run, run->open);
	run->is_open = false;
}

/* gt, gte: at every event, over the timespan before it. */
static bool
slide(struct sigma_run *run, const struct sigma_occurrence *o)
{
	struct window *w = &run->window;

	while (w->count > 0 && o->time - w->begin.time > run->correlation->timespan)
		window_pop(w);
	if (!window_push(w, o))
		return false;
	const struct sigma_occurrence first = window_place(&w->begin), last = window_place(&w->end);
	if (run->is_open && sigma_occurrence_cmp(&first, &run->open.last) > 0)
		close_open(run);
	double number = window_number(w);
	if (!correlation_holds(run->correlation, number)) {
		/* Between two windows that share events: counted if the hit goes on. */
		run->events++;
		return true;
	}
	if (run->is_open) {
		run->open.events += run->events + 1;
		run->open.last = last;
		if (number > run->open.number)
			run->open.number = number;
	} else {
		run->open = (struct sigma_hit){ .first = first,
			.last = last,
			.events = w->count,
			.number = number,
			.held = o->time };
		run->is_open = true;
	}
	run->events = 0;
	return true;
}

static void
judge_window(struct sigma_run *run)
{
	struct window *w = &run->window;

	if (w->count == 0)
		return;
	double number = window_number(w);
	if (correlation_holds(run->correlation, number))
		tell(run,
		    (struct sigma_hit){ .first = window_place(&w->begin),
			.last = window_place(&w->end),
			.events = w->count,
			.number = number,
			.held = w->end.time });
	window_clear(w);
}

/* All other conditions: windows behind each other. */
static bool
follow(struct sigma_run *run, const struct sigma_occurrence *o)
{
	struct window *w = &run->window;

	if (w->count > 0 && o->time - w->begin.time > run->correlation->timespan)
		judge_window(run);
	return window_push(w, o);
}

static bool
take_into_window(struct sigma_run *run, const struct sigma_occurrence *o)
{
	return correlation_slides(run->correlation) ? slide(run, o) : follow(run, o);
}

/* --- temporal ------------------------------------------------------------------------------------ */

static void
forget_chains(struct sigma_run *run)
{
	for (size_t i = 0; i < run->correlation->source_count; i++)
		run->chains[i].begun = false;
	run->events = 0;
}

static void
tell_chain(struct sigma_run *run, const struct sigma_occurrence *first,
    const struct sigma_occurrence *last)
{
	struct sigma_occurrence bare = *last;

	bare.group = bare.value = (struct str){ 0 };
	tell(run,
	    (struct sigma_hit){ .first = *first,
		.last = bare,
		.events = run->correlation->source_count,
		.number = (double)run->correlation->source_count,
		.held = bare.time });
	forget_chains(run);
}

/* In any order: the newest event of each rule, all of them within the timespan. */
static void
take_temporal(struct sigma_run *run, const struct sigma_occurrence *o)
{
	const struct sigma_correlation *c = run->correlation;
	const struct sigma_occurrence *first = &run->chains[0].first;
	long source = c->sources[o->position];

	for (size_t i = 0; i < c->source_count; i++) {
		if (c->sources[i] != source)
			continue;
		run->chains[i].begun = true;
		run->chains[i].first = *o;
		run->chains[i].first.group = run->chains[i].first.value = (struct str){ 0 };
	}
	for (size_t i = 0; i < c->source_count; i++) {
		const struct chain *chain = &run->chains[i];

		if (!chain->begun || o->time - chain->first.time > c->timespan)
			return;
		if (sigma_occurrence_cmp(&chain->first, first) < 0)
			first = &chain->first;
	}
	struct sigma_occurrence begin = *first;
	tell_chain(run, &begin, o);
}

/*
 * In the order of `rules`: for each position the chain that began last, for it is the one that is within the timespan longest. From the
 * end, so that one event is not two links of one chain.
 */
static void
take_ordered(struct sigma_run *run, const struct sigma_occurrence *o)
{
	const struct sigma_correlation *c = run->correlation;
	long source = c->sources[o->position];

	for (size_t i = c->source_count; i-- > 0;) {
		if (c->sources[i] != source)
			continue;
		if (i == 0) {
			run->chains[0] = (struct chain){ .begun = true, .first = *o };
			run->chains[0].first.group = run->chains[0].first.value = (struct str){ 0 };
		} else if (run->chains[i - 1].begun) {
			run->chains[i] = run->chains[i - 1];
		}
	}
	const struct chain *whole = &run->chains[c->source_count - 1];
	if (!whole->begun || o->time - whole->first.time > c->timespan)
		return;
	struct sigma_occurrence begin = whole->first;
	tell_chain(run, &begin, o);
}

/* ------------------------------------------------------------------------------------------------- */

static void
end_group(struct sigma_run *run)
{
	if (!run->any)
		return;
	close_open(run);
	if (!correlation_slides(run->correlation))
		judge_window(run);
	window_clear(&run->window);
	forget_chains(run);
}

bool
sigma_run_add(struct sigma_run *run, const struct sigma_occurrence *o)
{
	if (!run->any || !str_eq(buf_str(&run->group), o->group)) {
		end_group(run);
		buf_clear(&run->group);
		buf_add(&run->group, o->group);
		run->any = true;
	}
	switch (run->correlation->type) {
	case CORRELATION_TEMPORAL:
		if (run->correlation->bound_count > 0)
			return take_into_window(run, o);
		take_temporal(run, o);
		break;
	case CORRELATION_TEMPORAL_ORDERED:
		take_ordered(run, o);
		break;
	case CORRELATION_EVENT_COUNT:
	case CORRELATION_VALUE_COUNT:
	case CORRELATION_VALUE_SUM:
	case CORRELATION_VALUE_AVG:
	case CORRELATION_VALUE_PERCENTILE:
		return take_into_window(run, o);
	}
	return true;
}

void
sigma_run_end(struct sigma_run *run)
{
	end_group(run);
	window_release(&run->window);
	buf_release(&run->group);
	free(run->chains);
	free(run);
}
