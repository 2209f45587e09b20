/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sigma detections (specification v2.1.0): read from a document tree, compiled once, matched against events.
 *
 * What the specification has and this version does not support is refused by name with line and column.
 *
 * Texts are compared without regard to case (Unicode simple folding: ＡＢＣ is ａｂｃ, but full-width and half-width forms are
 * different texts, as the log wrote them). Keywords are looked for inside the value of every field of the event.
 */
#ifndef SIGMA_SIGMA_H
#define SIGMA_SIGMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/node.h"
#include "base/str.h"

struct sigma_rule; /* compiled; read only, shared with workers by fork */

/*
 * One field of an event. Zero is "present with this text".
 *   null    present without a value (JSON null; an empty cell of a table, which cannot tell empty from nothing).
 *           `field: null` and `field: ''` match it, nothing else does.
 *   absent  the event has no such field (a table of fields is used for many events). `field: null` and `|exists: false`
 *           match it, nothing else does: neither does |neq, since a value that is not known is not a different one.
 */
struct sigma_field {
	struct str name, value;
	bool null, absent;
};
/*
 * Fields in any order, names as in the log or its mapping; blanks in a name are passed over ("SAM User Account" is
 * SAMUserAccount). A name that stands twice is a field of several values: a test holds when it holds for one of them.
 * layout: 0, or a number that promises "same number, same names in the same places", which saves looking the names up.
 */
struct sigma_event {
	const struct sigma_field *fields;
	size_t count;
	unsigned layout;
};

/*
 * Undecided: a regular expression ran into its limit and the answer hangs on it. Never taken for "no": the caller says it.
 */
enum sigma_result { SIGMA_NO, SIGMA_YES, SIGMA_UNDECIDED };

/*
 * Values for |expand: fills list with the values of %name%, in *arena; false: not known (the rule is then refused).
 */
struct sigma_expand {
	void *context;
	bool (*values)(
	    void *context, struct str name, struct arena *arena, struct str **list, size_t *count);
};

/* The value of a rule's `detection:` key. NULL with diagnostics. expand may be NULL. Freed by sigma_free. */
struct sigma_rule *sigma_compile(const struct node *detection, struct str file,
    const struct sigma_expand *expand, struct diags *diags);

/*
 * What is said about a rule elsewhere: filters, conditions and names of a pipeline. Zero is nothing.
 */
struct sigma_also {
	const struct node
	    *detection; /* searches and a condition; `rules`, which a filter has, is passed over */
	struct str file;
	bool own_names; /* its fields are called as the log calls them: not mapped */
};
struct sigma_options {
	const struct sigma_expand *expand;
	/* (the rule's condition) and (each of these); a rule matches only what they match, too */
	const struct sigma_also *also;
	size_t also_count;
	/* The names that a field has in the log, any of which will do; 0: its own. */
	size_t (*map)(void *context, struct str field, const struct str **names);
	void *map_context;
};
struct sigma_rule *sigma_compile_with(const struct node *detection, struct str file,
    const struct sigma_options *options, struct diags *diags);
void sigma_free(struct sigma_rule *rule); /* takes NULL */

/* One event against one rule. For many events use a matcher. */
enum sigma_result sigma_match(const struct sigma_rule *rule, const struct sigma_event *event);

/*
 * Many rules against many events: a matcher keeps where each field stands and each value in folded case, once for all rules.
 * The rules must outlive it. One matcher per thread or process.
 */
struct sigma_matcher;
struct sigma_matcher *sigma_matcher_new(const struct sigma_rule *const *rules, size_t count);
/* The event that the next calls of sigma_matcher_match look at; its fields must stay until then. */
void sigma_matcher_event(struct sigma_matcher *matcher, const struct sigma_event *event);
enum sigma_result sigma_matcher_match(struct sigma_matcher *matcher, size_t rule);
void sigma_matcher_free(struct sigma_matcher *matcher); /* takes NULL */

/* Does the log's name of a field, its blanks passed over, mean the rule's? */
bool sigma_name_is(struct str in_log, struct str name);

/*
 * Many rules against very many events, by classes: values of a field that no test of any rule can tell apart are one class, and
 * the rules are judged once for each combination of classes that occurs. The caller keeps the class beside each value that it
 * knows. Rules with keywords or |fieldref cannot be judged so: they are `rest`, for a matcher.
 */
struct sigma_classes;
struct sigma_classes *sigma_classes_new(const struct sigma_rule *const *rules, size_t count);
void sigma_classes_free(struct sigma_classes *classes); /* takes NULL */
size_t sigma_classes_field_count(const struct sigma_classes *classes);
struct str sigma_classes_field(const struct sigma_classes *classes, size_t field);
/* Which part of a field named `time` decides its tests: a clock need not be judged anew for each second. */
enum sigma_grain { SIGMA_GRAIN_DAY, SIGMA_GRAIN_HOUR, SIGMA_GRAIN_VALUE };
enum sigma_grain sigma_classes_grain(const struct sigma_classes *classes, size_t field);
/* The class of a field's value (count 1), of several values, of none (count 0: no such field). */
uint16_t sigma_classes_of(
    struct sigma_classes *classes, size_t field, const struct sigma_field *values, size_t count);
/*
 * The class of a text of which it is soon seen that nothing holds for it and that the byte `without` (NUL: any may) is not in it; false: ask
 * sigma_classes_of.
 */
bool sigma_classes_plain(
    struct sigma_classes *classes, size_t field, struct str text, char without, uint16_t *class);
/* The rules that hold, and those that are undecided; by index. classes: one for each field. Valid until the next call. */
struct sigma_verdict {
	uint32_t yes_count, undecided_count;
	const uint32_t *yes, *undecided;
};
const struct sigma_verdict *
sigma_classes_judge(struct sigma_classes *classes, const uint16_t *class_of_field);
/* Changes whenever classes were forgotten (too many): what the caller kept is void then. */
uint32_t sigma_classes_epoch(const struct sigma_classes *classes);
const uint32_t *sigma_classes_rest(const struct sigma_classes *classes, size_t *count);

/* The names of the fields that the rule looks at; keywords: true when it searches the whole event. */
void sigma_fields(const struct sigma_rule *rule, void *context,
    void (*each)(void *context, struct str name), bool *keywords);

/* logsource of a rule against what a log is declared as; NULL node matches all. */
bool sigma_logsource_matches(
    const struct node *logsource, struct str category, struct str product, struct str service);

/*
 * Correlations (specification of correlation rules v2.1): what several events say together. Their input are occurrences: an event that
 * a rule matched, or a hit of another correlation.
 *
 * Where the specification is silent: the first and last event of a window are at most `timespan` apart (windows are not cut at the
 * clock's boundaries); an event that lacks a field of group-by belongs to no group and is not counted; without group-by there is one
 * group; several operators in one condition must all hold (a range). A count, a number of values or a sum that only has to reach a bound
 * (gt, gte) is judged at every event over the timespan before it, and hits whose windows share events are one hit. Any other
 * condition (lt, lte, eq, neq, a range), value_avg and value_percentile would hold for some part of any window: they are judged over
 * windows that follow each other, each beginning with the first event behind the one before.
 */
struct sigma_correlation; /* compiled; in the arena that it was compiled with */

/* Finds what a correlation refers to, by id or by name: its source number, or -1. */
enum { SIGMA_SOURCE_TWICE = -2 };

struct sigma_sources {
	void *context;
	/* -1: there is none; SIGMA_SOURCE_TWICE: two that are called so. */
	long (*find)(void *context, struct str name);
	/* What the log calls a field of a source; NULL: as the correlation does. */
	struct str (*field)(void *context, long source, struct str name);
};

/*
 * The value of a `correlation:` key. own: the source that `rules` may leave out, or -1 when it must be there. NULL with diagnostics.
 */
struct sigma_correlation *
sigma_correlation_compile(struct arena *arena, const struct node *correlation, struct str file,
    long own, const struct sigma_sources *sources, struct diags *diags);

/* The sources that it counts, in the order of `rules`; a source may stand more than once. */
size_t sigma_correlation_sources(const struct sigma_correlation *correlation, const long **sources);
bool sigma_correlation_is_temporal(const struct sigma_correlation *correlation);
bool sigma_correlation_generates(const struct sigma_correlation *correlation);
/* Is this name one of its group-by (as an alias or as a field)? Then an outer correlation may group by it. */
bool sigma_correlation_groups_by(const struct sigma_correlation *correlation, struct str name);
/* The names of group-by, as the rule has them. */
size_t
sigma_correlation_group_by(const struct sigma_correlation *correlation, const struct str **names);
/* The names of the fields of a source's events that it reads: for a reader that keeps only what is asked for. */
void sigma_correlation_fields(const struct sigma_correlation *correlation, size_t position,
    void *context, void (*each)(void *context, struct str name));

/*
 * What an event of the source at a position of `rules` gives: its group and, where the type needs one, its value, appended as packed
 * bytes (compared as bytes). false: the event lacks a field and is not counted.
 */
bool sigma_correlation_take(const struct sigma_correlation *correlation, size_t position,
    const struct sigma_event *event, struct buf *group, struct buf *value);

struct sigma_occurrence {
	struct str group, value; /* as sigma_correlation_take packed them */
	int64_t time;            /* seconds */
	uint32_t position;       /* in `rules` */
	uint32_t file, line;     /* where; the caller's */
};
/* The order that a run wants: group, time, file, line, position. <0, 0, >0. */
int sigma_occurrence_cmp(const struct sigma_occurrence *a, const struct sigma_occurrence *b);

struct sigma_hit {
	struct str group;                    /* packed */
	struct sigma_occurrence first, last; /* without group and value */
	uint64_t events;                     /* counted in it */
	double number; /* what the condition was about, at its largest; temporal: events */
	int64_t held;  /* the moment at which the condition held first */
};
/* The values of a packed group, in the order of group-by; count of them. list has room for SIGMA_GROUP_BY_MAX. */
enum { SIGMA_GROUP_BY_MAX = 16 };
size_t sigma_group_values(struct str group, struct str list[SIGMA_GROUP_BY_MAX]);

/*
 * One pass over sorted occurrences. Hits come in the order of groups and time. In memory is the window at hand; not even that where its
 * events need only be added up (windows that follow each other, but for percentiles).
 */
struct sigma_run;
/* Reason: 32 bytes each, and some 100 for each different value of value_count; what has more in one timespan is a log, not a pattern. */
enum { SIGMA_WINDOW_MAX = 4000000 };
/* most: events of one window that are kept; 0: SIGMA_WINDOW_MAX. */
struct sigma_run *sigma_run_new(const struct sigma_correlation *correlation, size_t most,
    void *context, void (*hit)(void *context, const struct sigma_hit *hit));
/* The texts need to stay for this call only. false: more events in one window; the run is of no use any more. */
bool sigma_run_add(struct sigma_run *run, const struct sigma_occurrence *occurrence);
/* The last hits; frees. */
void sigma_run_end(struct sigma_run *run);

#endif
