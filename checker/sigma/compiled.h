/* SPDX-License-Identifier: Apache-2.0 */
/* What a detection is compiled to; shared by the files of this folder only. */
#ifndef SIGMA_COMPILED_H
#define SIGMA_COMPILED_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "sigma/sigma.h"

/* --- value.c: texts with wildcards --------------------------------------------------------------- */

/* Bytes that UTF-8 never has stand for the wildcards in a parsed text. */
enum { SIGMA_STAR = 0xFE, SIGMA_ONE = 0xFF };

/* Escapes and wildcards as the specification has them; the result is made of literal bytes, SIGMA_STAR and SIGMA_ONE. */
struct str sigma_value_parse(struct arena *arena, struct str text);

enum sigma_pattern_kind {
	PATTERN_ALL,    /* * */
	PATTERN_WHOLE,  /* abc */
	PATTERN_START,  /* abc* */
	PATTERN_END,    /* *abc */
	PATTERN_INSIDE, /* *abc* */
	PATTERN_WILD,   /* all others */
};

struct sigma_pattern {
	enum sigma_pattern_kind kind;
	/* what stands between the stars; may hold SIGMA_ONE when kind is PATTERN_WILD */
	struct str *runs;
	size_t run_count;
	bool open_start, open_end; /* a star at its beginning, its end */
};

/* From a parsed text; with open_start, open_end a star is put there. */
struct sigma_pattern
sigma_pattern_make(struct arena *arena, struct str parsed, bool open_start, bool open_end);
bool sigma_pattern_match(const struct sigma_pattern *pattern, struct str text);

/* --- fold.c: case ------------------------------------------------------------------------------- */

/* Simple case folding (CaseFolding.txt, C and S); what is not UTF-8 is copied. Appended to out. */
void sigma_fold(struct str text, struct buf *out);
/* May folding change this text? false is certain. */
bool sigma_fold_needed(struct str text);

/* --- regex.c ------------------------------------------------------------------------------------ */

enum { REGEX_CASELESS = 1, REGEX_MULTILINE = 2, REGEX_DOTALL = 4 };

/* regex_filter.c: pairs of bytes of which a text must hold one; count 0: nothing is known. */
enum { SIGMA_PAIRS_MAX = 8, SIGMA_DISTANCE_MAX = 31 };
struct sigma_pair {
	uint8_t first, second;
	uint8_t first_case, second_case; /* 0x20: a letter in either case */
	uint8_t distance;
};
struct sigma_filter {
	struct sigma_pair pairs[SIGMA_PAIRS_MAX];
	size_t count;
};
void sigma_filter_make(struct sigma_filter *filter, struct str pattern, bool caseless);

/* regex_look.c: the same as vectors. Does the text hold a pair, or the byte `also` (NUL: none)? */
enum { SIGMA_LOOK_BYTES = 32 };
struct sigma_look_pair {
	uint8_t first[SIGMA_LOOK_BYTES], second[SIGMA_LOOK_BYTES];
	uint8_t first_case[SIGMA_LOOK_BYTES], second_case[SIGMA_LOOK_BYTES];
	size_t distance;
};
struct sigma_look {
	struct sigma_look_pair pairs[SIGMA_PAIRS_MAX];
	size_t count;
};
void sigma_look_make(struct sigma_look *look, const struct sigma_filter *filter);
bool sigma_look_passes(const struct sigma_look *look, struct str text, char also);

struct sigma_regex {
	pcre2_code *code;
	struct sigma_filter filter;
	struct sigma_look look;
};
/* NULL with a diagnostic at. Freed by sigma_regex_free. */
struct sigma_regex *
sigma_regex_new(struct str pattern, unsigned flags, struct diag_at at, struct diags *diags);
void sigma_regex_free(struct sigma_regex *regex);

/* What matching needs and writes to; one for a matcher. */
struct sigma_regex_scratch {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};
enum sigma_result sigma_regex_match(
    const struct sigma_regex *regex, struct str text, struct sigma_regex_scratch *scratch);
void sigma_regex_scratch_release(struct sigma_regex_scratch *scratch);

/* --- cidr.c ------------------------------------------------------------------------------------- */

struct sigma_cidr {
	int family; /* AF_INET, AF_INET6 */
	unsigned bits;
	unsigned char address[16];
};
bool sigma_cidr_parse(struct str text, struct sigma_cidr *cidr);
bool sigma_cidr_match(const struct sigma_cidr *cidr, struct str address);

/* --- time_part.c: |minute … |year --------------------------------------------------------------- */

enum sigma_part { PART_ALL, PART_MINUTE, PART_HOUR, PART_DAY, PART_WEEK, PART_MONTH, PART_YEAR };

/*
 * The part of a time as the text has it: no zone is converted ("not designed to handle timezone or format conversions"). A date as
 * base/date.h reads it, a "T" or blanks, hh:mm. Weeks are ISO 8601's. false: the text has no such part.
 */
bool sigma_time_part(struct str text, enum sigma_part part, double *number);

/* --- the tree ----------------------------------------------------------------------------------- */

enum sigma_test_kind {
	TEST_PATTERN,
	TEST_NULL,
	TEST_HAS_VALUE, /* present and not null: half of |neq */
	TEST_EXISTS,    /* expect: true or false */
	TEST_REGEX,
	TEST_CIDR,
	TEST_LT,
	TEST_LTE,
	TEST_GT,
	TEST_GTE,
	TEST_EQUAL, /* a part of a time */
	TEST_FIELD, /* |fieldref */
};

enum { SIGMA_ANY_FIELD = UINT32_MAX }; /* a keyword: every field of the event */

struct sigma_test {
	enum sigma_test_kind kind;
	uint32_t field; /* index into the rule's fields, or SIGMA_ANY_FIELD */
	bool cased;
	bool expect;
	struct sigma_pattern pattern;
	const struct sigma_regex *regex;
	struct sigma_cidr cidr;
	double number;
	enum sigma_part part;            /* what of the value the number is compared with */
	uint32_t other;                  /* TEST_FIELD: index into the rule's fields */
	enum sigma_pattern_kind compare; /* TEST_FIELD: WHOLE, START, END, INSIDE */
};

enum sigma_node_kind { TREE_TEST, TREE_AND, TREE_OR, TREE_NOT };

struct sigma_node {
	enum sigma_node_kind kind;
	struct sigma_test *test;
	struct sigma_node **children;
	size_t count, room;
};

struct sigma_rule {
	struct arena arena;
	struct sigma_node *root;
	struct str *fields; /* distinct names, blanks taken out */
	size_t field_count, field_room;
	struct sigma_regex **regexes;
	size_t regex_count, regex_room;
	bool keywords;
	size_t tests;
};

/* Three values: undecided hangs no more on the answer than it must. */
static inline enum sigma_result
sigma_not(enum sigma_result result)
{
	return result == SIGMA_UNDECIDED ? result : result == SIGMA_YES ? SIGMA_NO : SIGMA_YES;
}
/* One more of several: stop is SIGMA_NO of an AND, SIGMA_YES of an OR. true: *result is known. */
static inline bool
sigma_settles(enum sigma_result one, enum sigma_result stop, enum sigma_result *result)
{
	if (one != SIGMA_UNDECIDED && one != stop)
		return false;
	*result = one;
	return one == stop;
}

/* match.c: one test of one value. */
enum sigma_result sigma_test_one(const struct sigma_test *test, const struct sigma_field *field,
    struct str folded, struct sigma_regex_scratch *regex);

/* While compiling. */
struct sigma_compile {
	struct sigma_rule *rule;
	struct str file;
	const struct sigma_options *options;
	bool own_names; /* fields are not mapped */
	struct diags *diags;
	bool failed;
};

struct sigma_node *sigma_node_new(struct sigma_compile *compile, enum sigma_node_kind kind);
void
sigma_node_add(struct sigma_compile *compile, struct sigma_node *parent, struct sigma_node *child);
void sigma_refuse(struct sigma_compile *compile, enum diag_code code, struct diag_at at,
    struct str a, struct str b);

/* detection.c: what stands under a search identifier. NULL with diagnostics. */
struct sigma_node *sigma_compile_search(struct sigma_compile *compile, const struct node *search);
/* modifier.c: one `field|modifiers: value` of a map; key at (line, column). NULL with diagnostics. */
struct sigma_node *sigma_compile_item(
    struct sigma_compile *compile, struct str key, struct diag_at at, const struct node *value);
/* A keyword or several (OR) without a key. */
struct sigma_node *sigma_compile_keyword(struct sigma_compile *compile, const struct node *value);

/* condition.c: names[i] is the search identifier that compiled to searches[i]. NULL with diagnostics. */
struct sigma_names {
	const struct str *names;
	struct sigma_node *const *nodes;
	size_t count;
};
struct sigma_node *sigma_compile_condition(
    struct sigma_compile *compile, const struct node *condition, const struct sigma_names *names);

#endif
