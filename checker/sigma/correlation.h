/* SPDX-License-Identifier: Apache-2.0 */
/* A compiled correlation; private to correlation.c, occurrence.c, run.c and window.c. */
#ifndef SIGMA_CORRELATION_H
#define SIGMA_CORRELATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sigma/sigma.h"

enum correlation_type {
	CORRELATION_EVENT_COUNT,
	CORRELATION_VALUE_COUNT,
	CORRELATION_VALUE_SUM,
	CORRELATION_VALUE_AVG,
	CORRELATION_VALUE_PERCENTILE,
	CORRELATION_TEMPORAL,
	CORRELATION_TEMPORAL_ORDERED,
};

enum correlation_operator {
	OPERATOR_GT,
	OPERATOR_GTE,
	OPERATOR_LT,
	OPERATOR_LTE,
	OPERATOR_EQ,
	OPERATOR_NEQ
};

struct correlation_bound {
	enum correlation_operator operator;
	double number;
};

/* A name for a field that is called otherwise in some rules. */
struct correlation_alias {
	struct str name;
	struct str *fields; /* by position in rules; empty: not given for that one */
};

struct sigma_correlation {
	enum correlation_type type;
	long *sources; /* by position in rules */
	struct str *names;
	size_t source_count;
	struct str *group_by;
	size_t group_count;
	struct correlation_alias *aliases;
	size_t alias_count;
	int64_t timespan; /* seconds */
	struct correlation_bound bounds[6];
	size_t bound_count;
	struct str *fields; /* of the condition: value_* */
	size_t field_count;
	double percentile;
	bool generate;
};

/* The field of the source at a position that a name of group-by or condition means. */
struct str
correlation_field(const struct sigma_correlation *correlation, size_t position, struct str name);
/* Distinct values are counted: of the fields, or for a temporal correlation with a condition the rules. */
bool correlation_counts_distinct(const struct sigma_correlation *correlation);
bool correlation_holds(const struct sigma_correlation *correlation, double number);
/* Judged at every event; otherwise over windows that follow each other. */
bool correlation_slides(const struct sigma_correlation *correlation);
/* The number in a packed value; false: it is none, and the event is not counted. */
bool correlation_number(struct str value, double *number);

/* window.c: the events of one group that are at most a timespan apart, and what they add up to. */
struct window_event {
	int64_t time;
	uint32_t position, file, line;
	uint32_t value; /* index of a distinct value */
	double number;
};

struct window {
	const struct sigma_correlation *correlation;
	/* Of windows that follow each other only the ends are kept, but for percentiles. */
	bool keeps;
	struct window_event begin, end; /* its first event and its last, when it has one */
	struct window_event *events;    /* a ring; of those that are kept */
	size_t first, room;             /* room is a power of two */
	size_t most;                    /* that may be kept */
	size_t count;
	double sum;
	size_t distinct;
	/* distinct values of the group: how often each is in the window */
	struct window_value {
		struct str text;
		size_t count;
	} * values;
	size_t value_count, value_room;
	uint32_t *table; /* open addressing: index into values + 1 */
	size_t table_room;
	struct arena texts;
	double *sorted; /* scratch for percentiles */
	size_t sorted_room;
};

void window_init(struct window *window, const struct sigma_correlation *correlation, size_t most);
/* false: there is no room for it. */
bool window_push(struct window *window, const struct sigma_occurrence *occurrence);
/* Without its first event; of one that keeps them. */
void window_pop(struct window *window);
/* Where an event stands, without group and value. */
struct sigma_occurrence window_place(const struct window_event *event);
/* What the condition is about. The window has an event. */
double window_number(struct window *window);
void window_clear(struct window *window); /* another window, of this group or another */
void window_release(struct window *window);

#endif
