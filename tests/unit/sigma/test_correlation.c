/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Correlations: a table of the specification's types and of what engines are known to get wrong; then random ones, judged a second
 * time by a plain evaluator that looks at every window anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/scope.h"
#include "sigma/flow.h"
#include "sigma/sigma.h"
#include "base/banned.h"

/* Rules a, b, c are the sources 0, 1, 2. */
static long
find_source(void *context, struct str name)
{
	(void)context;
	return name.len == 1 && name.ptr[0] >= 'a' && name.ptr[0] <= 'c' ? name.ptr[0] - 'a' : -1;
}

static const struct sigma_sources sources = { .find = find_source };

static void
write_hit(void *context, const struct sigma_hit *hit)
{
	struct str values[SIGMA_GROUP_BY_MAX];
	size_t count = sigma_group_values(hit->group, values);
	struct buf *out = context;

	if (out->len > 0)
		buf_addc(out, ' ');
	for (size_t i = 0; i < count; i++)
		buf_addf(out, "%.*s%s", STR_ARG(values[i]), i + 1 < count ? "," : "");
	buf_addf(out, "@%lld-%lld:%llu=%g", (long long)hit->first.time, (long long)hit->last.time,
	    (unsigned long long)hit->events, hit->number);
}

static int
compare(const void *a, const void *b)
{
	return sigma_occurrence_cmp(a, b);
}

/* An event of the log: the rule that matched, its time, and its fields. */
struct logged {
	unsigned rule;
	int64_t time;
	const struct node *fields;
};

static size_t
occurrences(struct arena *arena, const struct sigma_correlation *c, const struct logged *events,
    size_t count, struct sigma_occurrence *list)
{
	const long *of;
	size_t positions = sigma_correlation_sources(c, &of), n = 0;

	for (size_t i = 0; i < count; i++) {
		const struct node *map = events[i].fields;
		struct sigma_field fields[8] = { 0 };
		for (size_t k = 0; k < map->count; k++)
			fields[k] = (struct sigma_field){ .name = map->keys[k],
				.value = map->items[k]->text,
				.null = map->items[k]->type == NODE_NULL };
		const struct sigma_event event = { fields, map->count, 0 };
		for (size_t p = 0; p < positions; p++) {
			struct buf group = { 0 }, value = { 0 };
			bool first = true;
			for (size_t k = 0; k < p; k++)
				first &= of[k] != of[p];
			if (of[p] == (long)events[i].rule && first &&
			    sigma_correlation_take(c, p, &event, &group, &value))
				list[n++] = (struct sigma_occurrence){ .group = arena_str(
									   arena, buf_str(&group)),
					.value = arena_str(arena, buf_str(&value)),
					.time = events[i].time,
					.position = (uint32_t)p,
					.line = (uint32_t)i + 1 };
			buf_release(&group);
			buf_release(&value);
		}
	}
	qsort(list, n, sizeof *list, compare);
	return n;
}

static void
run_all(const struct sigma_correlation *c, const struct sigma_occurrence *list, size_t count,
    struct buf *out)
{
	struct sigma_run *run = sigma_run_new(c, 0, out, write_hit);

	for (size_t i = 0; i < count; i++)
		assert_true(sigma_run_add(run, &list[i]));
	sigma_run_end(run);
}

struct correlation_case {
	const char *correlation;
	const char *events; /* {a0: {u: x}, b60: {…}}: rule and time */
	const char *hits;
};

static void
check(const struct correlation_case *c)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct logged events[32];
	struct sigma_occurrence list[64];
	struct buf out = { 0 };
	const struct sigma_correlation *correlation = sigma_correlation_compile(
	    &arena, flow_parse(&arena, c->correlation), STR("t"), -1, &sources, &diags);
	const struct node *map = flow_parse(&arena, c->events);

	if (correlation == NULL) {
		for (size_t i = 0; i < diags.count; i++)
			diag_line(&diags.list[i], LANG_EN, &out);
		fail_msg("%s is refused: %.*s", c->correlation, STR_ARG(buf_str(&out)));
	}
	for (size_t i = 0; i < map->count; i++) {
		int64_t time;
		struct str rest, number = str_split(str_from(map->keys[i], 1), '#', &rest);
		assert_true(str_parse_i64(number, &time));
		events[i] =
		    (struct logged){ (unsigned)(map->keys[i].ptr[0] - 'a'), time, map->items[i] };
	}
	size_t count = occurrences(&arena, correlation, events, map->count, list);
	run_all(correlation, list, count, &out);
	if (!str_is(buf_str(&out), c->hits))
		fail_msg("%s on %s gives %.*s", c->correlation, c->events, STR_ARG(buf_str(&out)));
	buf_release(&out);
	diags_release(&diags);
	arena_release(&arena);
}

static void
table(void **state)
{
	static const struct correlation_case cases[] = {
		/* event_count: groups apart, windows not cut at the clock's boundaries */
		{ "{type: event_count, rules: [a], group-by: [u], timespan: 1m, condition: {gte: "
		  "3}}",
		    "{a50: {u: x}, a70: {u: x}, a60: {u: y}, a110: {u: x}}", "x@50-110:3=3" },
		/* the last event is outside of the timespan (Hayabusa 1896) */
		{ "{type: event_count, rules: [a], group-by: [u], timespan: 1m, condition: {gte: "
		  "3}}",
		    "{a50: {u: x}, a70: {u: x}, a111: {u: x}}", "" },
		/* hits whose windows share events are one */
		{ "{type: event_count, rules: [a], group-by: [u], timespan: 10s, condition: {gt: "
		  "1}}",
		    "{a0: {u: x}, a10: {u: x}, a20: {u: x}, a31: {u: x}, a40: {u: x}}",
		    "x@0-20:3=2 x@31-40:2=2" },
		/* no group-by: one group; a single text for a list */
		{ "{type: event_count, rules: a, timespan: 1m, condition: {gte: 2}}",
		    "{a0: {u: x}, a5: {u: y}}", "@0-5:2=2" },
		/* an event without the group's field belongs to no group, null is no value */
		{ "{type: event_count, rules: [a], group-by: [u], timespan: 1m, condition: {gte: "
		  "2}}",
		    "{a0: {v: x}, a1: {v: y}, a2: {u: null}, a3: {u: null}}", "" },
		/* several fields: (p, qr) is not (pq, r) */
		{ "{type: event_count, rules: [a], group-by: [u, v], timespan: 1m, condition: "
		  "{gte: 2}}",
		    "{a0: {u: p, v: qr}, a1: {u: pq, v: r}}", "" },
		/* two rules count together */
		{ "{type: event_count, rules: [a, b], group-by: [u], timespan: 1m, condition: "
		  "{gte: 2}}",
		    "{a0: {u: x}, b5: {u: x}, c6: {u: x}}", "x@0-5:2=2" },
		/* a range, and fewer than: windows behind each other */
		{ "{type: event_count, rules: [a], timespan: 10s, condition: {gt: 1, lte: 2}}",
		    "{a0: {u: x}, a1: {u: x}, a2: {u: x}, a20: {u: x}, a21: {u: x}}",
		    "@20-21:2=2" },
		{ "{type: event_count, rules: [a], timespan: 10s, condition: {lt: 2}}",
		    "{a0: {u: x}, a1: {u: x}, a20: {u: x}}", "@20-20:1=1" },
		{ "{type: event_count, rules: [a], timespan: 10s, condition: {neq: 1}}",
		    "{a0: {u: x}, a1: {u: x}, a20: {u: x}}", "@0-1:2=2" },
		/* value_count: distinct values; a list of fields counts tuples */
		{ "{type: value_count, rules: [a], group-by: [u], timespan: 1m, condition: {field: "
		  "v, gte: 2}}",
		    "{a0: {u: x, v: 1}, a1: {u: x, v: 1}, a2: {u: x, v: 2}}", "x@0-2:3=2" },
		{ "{type: value_count, rules: [a], timespan: 1m, condition: {field: [u, v], gte: "
		  "3}}",
		    "{a0: {u: x, v: 1}, a1: {u: y, v: 1}, a2: {u: x, v: 2}}", "@0-2:3=3" },
		{ "{type: value_count, rules: [a], timespan: 10s, condition: {field: v, gte: 2}}",
		    "{a0: {v: 1}, a9: {v: 1}, a19: {v: 2}, a30: {v: 3}}", "@9-19:2=2" },
		/* an event without the field, or with one that is no number, is not counted */
		{ "{type: value_sum, rules: [a], timespan: 10s, condition: {field: v, gte: 5}}",
		    "{a0: {v: 2}, a1: {u: 9}, a2: {v: many}, a3: {v: 3}}", "@0-3:2=5" },
		{ "{type: value_sum, rules: [a], timespan: 10s, condition: {field: v, gt: 5}}",
		    "{a0: {v: 5}, a11: {v: 5}}", "" },
		{ "{type: value_avg, rules: [a], timespan: 10s, condition: {field: v, gte: 4}}",
		    "{a0: {v: 2}, a1: {v: 6}, a20: {v: 9}, a21: {v: -9}}", "@0-1:2=4" },
		{ "{type: value_percentile, rules: [a], timespan: 1m, condition: {field: v, "
		  "percentile: 90, gte: 9}}",
		    "{a0: {v: 1}, a1: {v: 9}, a2: {v: 3}, a3: {v: 2}, a4: {v: 5}}", "@0-4:5=9" },
		{ "{type: value_percentile, rules: [a], timespan: 1m, condition: {field: v, "
		  "percentile: 50, gte: 4}}",
		    "{a0: {v: 1}, a1: {v: 9}, a2: {v: 3}, a3: {v: 2}, a4: {v: 5}}", "" },
		/* temporal: the same group (Hayabusa 1841), any order, all of the rules */
		{ "{type: temporal, rules: [a, b], group-by: [u], timespan: 5m}",
		    "{b0: {u: x}, a100: {u: x}}", "x@0-100:2=2" },
		{ "{type: temporal, rules: [a, b], group-by: [u], timespan: 5m}",
		    "{b0: {u: x}, a100: {u: y}}", "" },
		{ "{type: temporal, rules: [a, b], group-by: [u], timespan: 5m}",
		    "{a0: {u: x}, a100: {u: x}}", "" },
		{ "{type: temporal, rules: [a, b, c], group-by: [u], timespan: 10s}",
		    "{a0: {u: x}, b5: {u: x}, a8: {u: x}, c15: {u: x}}", "x@5-15:3=3" },
		/* temporal_ordered: every link is in order, not the first one alone (Hayabusa 1841) */
		{ "{type: temporal_ordered, rules: [a, b, c], group-by: [u], timespan: 5m}",
		    "{a0: {u: x}, c1: {u: x}, b2: {u: x}}", "" },
		{ "{type: temporal_ordered, rules: [a, b, c], group-by: [u], timespan: 5m}",
		    "{a0: {u: x}, c1: {u: x}, b2: {u: x}, c3: {u: x}}", "x@0-3:3=3" },
		{ "{type: temporal_ordered, rules: [a, b], group-by: [u], timespan: 10s}",
		    "{a0: {u: x}, a9: {u: x}, b19: {u: x}}", "x@9-19:2=2" },
		{ "{type: temporal_ordered, rules: [a, b], group-by: [u], timespan: 10s}",
		    "{b0: {u: x}, a1: {u: x}}", "" },
		/* one rule twice: two events of it */
		{ "{type: temporal_ordered, rules: [a, a, b], timespan: 10s}",
		    "{a0: {u: x}, b1: {u: x}}", "" },
		{ "{type: temporal_ordered, rules: [a, a, b], timespan: 10s}",
		    "{a0: {u: x}, a1: {u: x}, b1: {u: x}}", "@0-1:3=3" },
		/* aliases: another name of the field in each rule */
		{ "{type: temporal, rules: [a, b], group-by: [ip], timespan: 10s, aliases: {ip: "
		  "{a: src, b: dst}}}",
		    "{a0: {src: 192.0.2.1, dst: 192.0.2.9}, b1: {src: 192.0.2.9, dst: 192.0.2.1}}",
		    "192.0.2.1@0-1:2=2" },
		{ "{type: temporal, rules: [a, b], group-by: [ip], timespan: 10s, aliases: {ip: "
		  "{a: src, b: dst}}}",
		    "{a0: {src: 192.0.2.1, dst: 192.0.2.9}, b1: {src: 192.0.2.1, dst: 192.0.2.2}}",
		    "" },
		/* events of one second stand in the order of the log */
		{ "{type: temporal_ordered, rules: [a, b], timespan: 1s}",
		    "{b5: {u: x}, a5#: {u: x}}", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		check(&cases[i]);
}

struct refusal {
	const char *correlation;
	enum diag_code code;
};

static void
refused(void **state)
{
	static const struct refusal cases[] = {
		{ "[a]", DIAG_SIGMA_CORRELATION_MAP },
		{ "{type: near, rules: [a], timespan: 1m}", DIAG_SIGMA_CORRELATION_TYPE },
		{ "{type: event_count, timespan: 1m, condition: {gte: 1}}",
		    DIAG_SIGMA_CORRELATION_RULES },
		{ "{type: event_count, rules: [z], timespan: 1m, condition: {gte: 1}}",
		    DIAG_SIGMA_CORRELATION_UNKNOWN },
		{ "{type: event_count, rules: [a], timespan: 1w, condition: {gte: 1}}",
		    DIAG_SIGMA_TIMESPAN },
		{ "{type: event_count, rules: [a], timespan: 0s, condition: {gte: 1}}",
		    DIAG_SIGMA_TIMESPAN },
		{ "{type: event_count, rules: [a], timespan: 367d, condition: {gte: 1}}",
		    DIAG_SIGMA_TIMESPAN },
		{ "{type: event_count, rules: [a], timespan: 99999999999999999999s, condition: "
		  "{gte: 1}}",
		    DIAG_SIGMA_TIMESPAN },
		{ "{type: event_count, rules: [a], timespan: 1m}", DIAG_SIGMA_CORRELATION_BOUND },
		{ "{type: event_count, rules: [a], timespan: 1m, condition: {gte: x}}",
		    DIAG_SIGMA_NEEDS_NUMBER },
		{ "{type: event_count, rules: [a], timespan: 1m, condition: {ge: 1}}",
		    DIAG_SIGMA_CORRELATION_CONDITION },
		{ "{type: value_count, rules: [a], timespan: 1m, condition: {gte: 1}}",
		    DIAG_SIGMA_CORRELATION_FIELD },
		{ "{type: value_sum, rules: [a], timespan: 1m, condition: {gte: 1, field: [u, v]}}",
		    DIAG_SIGMA_CORRELATION_ONE_FIELD },
		{ "{type: value_percentile, rules: [a], timespan: 1m, condition: {gte: 1, field: "
		  "u}}",
		    DIAG_SIGMA_CORRELATION_FIELD },
		{ "{type: value_percentile, rules: [a], timespan: 1m, condition: {gte: 1, field: "
		  "u, percentile: 101}}",
		    DIAG_SIGMA_PERCENTILE },
		{ "{type: temporal_ordered, rules: [a, b], timespan: 1m, condition: {gte: 1}}",
		    DIAG_SIGMA_CORRELATION_TEMPORAL },
		{ "{type: temporal, rules: [a], timespan: 1m}", DIAG_SIGMA_CORRELATION_TWO },
		{ "{type: temporal, rules: [a, b], timespan: 1m, aliases: {ip: {c: src}}}",
		    DIAG_SIGMA_ALIAS },
		{ "{type: temporal, rules: [a, b], timespan: 1m, generate: maybe}",
		    DIAG_SIGMA_GENERATE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena arena = { 0 };
		struct diags diags = { 0 };

		if (sigma_correlation_compile(&arena, flow_parse(&arena, cases[i].correlation),
			STR("t"), -1, &sources, &diags) != NULL)
			fail_msg("%s is not refused", cases[i].correlation);
		assert_true(diags.count > 0);
		if (diags.list[0].code != cases[i].code)
			fail_msg("%s is refused by %d", cases[i].correlation, diags.list[0].code);
		diags_release(&diags);
		arena_release(&arena);
	}
}

/* --- the plain evaluator ------------------------------------------------------------------------- */

static uint64_t seed;

static unsigned
below(unsigned n)
{
	uint64_t z = (seed += 0x9E3779B97F4A7C15u);

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return (unsigned)((z ^ (z >> 31)) % n);
}

/* For each event the window that ends with it, added up anew; hits as intervals that are joined where they share an event. */
static void
plain_slide(const struct sigma_occurrence *list, size_t count, int64_t span, bool distinct,
    unsigned bound, struct buf *out)
{
	size_t begin = 0, end = 0;
	double most = 0;
	bool open = false;

	for (size_t i = 0; i < count; i++) {
		size_t from = i, number = 0;
		while (from > 0 && list[i].time - list[from - 1].time <= span)
			from--;
		for (size_t k = from; k <= i; k++) {
			bool seen = false;
			for (size_t j = from; distinct && j < k; j++)
				seen |= str_eq(list[j].value, list[k].value);
			number += !seen;
		}
		bool holds = number >= bound;
		if (open && from > end) {
			buf_addf(out, "[%zu-%zu %g]", begin, end, most);
			open = false;
		}
		if (!holds)
			continue;
		if (!open) {
			open = true;
			begin = from;
			most = 0;
		}
		end = i;
		if ((double)number > most)
			most = (double)number;
	}
	if (open)
		buf_addf(out, "[%zu-%zu %g]", begin, end, most);
}

static void
write_lines(void *context, const struct sigma_hit *hit)
{
	buf_addf(context, "[%u-%u %g]", hit->first.line, hit->last.line, hit->number);
}

static void
sliding(void **state)
{
	enum { MOST = 300 };

	(void)state;
	for (uint64_t turn = 1; turn <= 5000; turn++) {
		seed = turn;
		/* Now and then so many values that those which have left the window must make room. */
		bool many = turn % 25 == 0;
		struct arena arena = { 0 };
		struct diags diags = { 0 };
		struct buf text = { 0 }, fast = { 0 }, plain = { 0 };
		struct sigma_occurrence list[MOST] = { 0 };
		bool distinct = below(2) == 0;
		unsigned span = 1 + below(12), bound = 1 + below(5),
			 count = below(many ? MOST : 40);
		int64_t time = 0;

		buf_addf(&text, "{type: %s, rules: [a], timespan: %us, condition: {gte: %u%s}}",
		    distinct ? "value_count" : "event_count", span, bound,
		    distinct ? ", field: v" : "");
		const struct sigma_correlation *c = sigma_correlation_compile(
		    &arena, flow_parse(&arena, text.ptr), STR("t"), -1, &sources, &diags);
		assert_non_null(c);
		for (unsigned i = 0; i < count; i++) {
			time += below(many ? 2 : 5);
			list[i] = (struct sigma_occurrence){ .time = time,
				.line = i,
				.value = arena_printf(&arena, "%u", below(many ? 150 : 5)) };
		}
		struct sigma_run *run = sigma_run_new(c, 0, &fast, write_lines);
		for (unsigned i = 0; i < count; i++)
			assert_true(sigma_run_add(run, &list[i]));
		sigma_run_end(run);
		plain_slide(list, count, span, distinct, bound, &plain);
		if (!str_eq(buf_str(&fast), buf_str(&plain)))
			fail_msg("seed %llu: %.*s, plainly %.*s", (unsigned long long)turn,
			    STR_ARG(buf_str(&fast)), STR_ARG(buf_str(&plain)));
		buf_release(&text);
		buf_release(&fast);
		buf_release(&plain);
		arena_release(&arena);
		diags_release(&diags);
	}
}

/* Is there any choice of events, one for each position, in order or not, within the timespan that ends at event `last`? */
static bool
plain_chain(const struct sigma_occurrence *list, size_t from, size_t last, int64_t span,
    size_t positions, bool ordered, size_t position, size_t after, unsigned used)
{
	if (position == positions)
		return (used >> last & 1) != 0;
	for (size_t i = ordered && position > 0 ? after + 1 : from; i <= last; i++)
		if (list[i].position == position && list[last].time - list[i].time <= span &&
		    plain_chain(list, from, last, span, positions, ordered, position + 1, i,
			used | 1u << i))
			return true;
	return false;
}

static void
chains(void **state)
{
	(void)state;
	for (uint64_t turn = 1; turn <= 3000; turn++) {
		seed = turn;
		struct arena arena = { 0 };
		struct diags diags = { 0 };
		struct buf text = { 0 }, fast = { 0 }, plain = { 0 };
		struct sigma_occurrence list[16] = { 0 };
		bool ordered = below(2) == 0;
		unsigned span = 1 + below(12), count = below(17);
		size_t positions = 2 + below(2), from = 0;
		int64_t time = 0;

		buf_addf(&text, "{type: temporal%s, rules: [a, b%s], timespan: %us}",
		    ordered ? "_ordered" : "", positions == 3 ? ", c" : "", span);
		const struct sigma_correlation *c = sigma_correlation_compile(
		    &arena, flow_parse(&arena, text.ptr), STR("t"), -1, &sources, &diags);
		assert_non_null(c);
		for (unsigned i = 0; i < count; i++) {
			time += below(4);
			list[i] = (struct sigma_occurrence){
				.time = time, .line = i, .position = below((unsigned)positions)
			};
		}
		struct sigma_run *run = sigma_run_new(c, 0, &fast, write_hit);
		for (unsigned i = 0; i < count; i++)
			assert_true(sigma_run_add(run, &list[i]));
		sigma_run_end(run);
		/* Ends of hits: the first event that completes a chain; the next chain begins behind it. */
		struct buf ends = { 0 };
		for (size_t i = 0; i < count; i++) {
			if (!plain_chain(list, from, i, span, positions, ordered, 0, 0, 0))
				continue;
			buf_addf(&ends, "-%lld:", (long long)list[i].time);
			from = i + 1;
		}
		for (size_t i = 0; i < fast.len; i++) {
			if (fast.ptr[i] != '-')
				continue;
			size_t colon = str_find_char(buf_str(&fast), ':', i);
			buf_add(&plain, str_sub(buf_str(&fast), i, colon - i + 1));
		}
		if (!str_eq(buf_str(&plain), buf_str(&ends)))
			fail_msg("seed %llu: %.*s, plainly %.*s", (unsigned long long)turn,
			    STR_ARG(buf_str(&plain)), STR_ARG(buf_str(&ends)));
		buf_release(&text);
		buf_release(&fast);
		buf_release(&plain);
		buf_release(&ends);
		arena_release(&arena);
		diags_release(&diags);
	}
}

/* What is kept of a window has a limit; what is only added up has none, but for its different values. */
static void
limit(void **state)
{
	static const struct {
		const char *correlation;
		size_t refused; /* the event that is one too many; 0: none is */
	} cases[] = {
		{ "{type: event_count, rules: a, timespan: 1h, condition: {gte: 2}}", 4 },
		{ "{type: value_sum, rules: a, timespan: 1h, condition: {field: v, gt: 2}}", 4 },
		{ "{type: value_percentile, rules: a, timespan: 1h, condition: {field: v, "
		  "percentile: "
		  "50, lt: 2}}",
		    4 },
		{ "{type: value_count, rules: a, timespan: 1h, condition: {field: v, eq: 2}}", 4 },
		{ "{type: event_count, rules: a, timespan: 1h, condition: {eq: 2}}", 0 },
		{ "{type: value_avg, rules: a, timespan: 1h, condition: {field: v, gt: 2}}", 0 },
		{ "{type: event_count, rules: a, timespan: 2s, condition: {gte: 2}}", 0 },
		{ "{type: event_count, rules: a, group-by: v, timespan: 1h, condition: {gte: 1}}",
		    0 },
	};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(cases); k++) {
		struct arena arena = { 0 };
		struct diags diags = { 0 };
		struct buf out = { 0 };
		size_t refused = 0;
		const struct sigma_correlation *c = sigma_correlation_compile(&arena,
		    flow_parse(&arena, cases[k].correlation), STR("t"), -1, &sources, &diags);
		assert_non_null(c);
		struct sigma_run *run = sigma_run_new(c, 3, &out, write_hit);
		for (uint32_t i = 1; i <= 9 && refused == 0; i++) {
			struct buf group = { 0 }, value = { 0 };
			char text[] = { (char)('0' + i), '\0' };
			const struct sigma_field field = { .name = STR("v"), .value = { text, 1 } };
			const struct sigma_event event = { &field, 1, 0 };
			assert_true(sigma_correlation_take(c, 0, &event, &group, &value));
			const struct sigma_occurrence o = { .group = buf_str(&group),
				.value = buf_str(&value),
				.time = i,
				.line = i };
			if (!sigma_run_add(run, &o))
				refused = i;
			buf_release(&group);
			buf_release(&value);
		}
		sigma_run_end(run);
		if (refused != cases[k].refused)
			fail_msg("%s: %zu", cases[k].correlation, refused);
		buf_release(&out);
		diags_release(&diags);
		arena_release(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(refused),
		cmocka_unit_test(sliding),
		cmocka_unit_test(limit),
		cmocka_unit_test(chains),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
