/* SPDX-License-Identifier: Apache-2.0 */
/* Limits of rules, each with its reason. */
#ifndef RULE_LIMITS_H
#define RULE_LIMITS_H

enum {
	/* Rule files: far more than anyone reads; a wrong --rules directory must not be read for minutes. */
	RULE_FILES_MAX = 5000,
	/* Sigma documents: SigmaHQ has 4,000 of them. */
	SIGMA_FILES_MAX = 20000,
	/* The pack of the standard rules: a hundred times what it is. */
	RULE_PACK_MAX_BYTES = 64 * 1024 * 1024,
	/* Text of one select: a screen or two; the parser's memory grows with it. */
	RULE_SQL_MAX_BYTES = 32 * 1024,
	/* Nesting of an expression: SQLite's parser recurses once a level. */
	RULE_SQL_DEPTH_MAX = 200,
	RULE_SQL_COMPOUND_MAX = 50,
	RULE_SQL_COLUMNS_MAX = 200,
	/* Instructions of a compiled select: no select that a person wrote comes near it. */
	RULE_SQL_OPS_MAX = 50000,
	/* One value: the longest text of a real form is under 100 KB; replace() and group_concat() must not multiply it. */
	RULE_VALUE_MAX_BYTES = 16 * 1024 * 1024,

	/*
	 * Steps of SQLite's machine that one evaluation may take: a part that is always free and a part for each row of
	 * evidence, so that a loop over a small office ends soon and a large office is not refused.
	 */
	RULE_STEPS_FREE = 30 * 1000 * 1000,
	RULE_STEPS_PER_ROW = 2000,
	/* Steps between two looks at the budget: often enough for the deadline, too seldom to cost anything. */
	RULE_STEPS_BETWEEN_LOOKS = 2000,
	/*
	 * Whatever the steps say: nobody waits longer for one rule. Of the processor's time, so that a machine that is busy with other things stops no
	 * rule; and so many times that by the clock, for one that waits for its files.
	 */
	RULE_DEADLINE_MSEC = 20 * 1000,
	RULE_WAIT_TIMES = 3,
	/* Memory that one evaluation may take beyond the evidence itself (sorting, recursion). */
	RULE_HEAP_MAX_BYTES = 256 * 1024 * 1024,
	/* Findings of one rule in one evaluation: nobody reads more, and a wrong join makes millions. */
	RULE_ROWS_MAX = 10000,

	/*
	 * Groups and matches of logs from which on several processes judge: the processes take some 5 ms to be there, and so much is judged in 10 ms.
	 * More of them than RULE_JOBS_MAX would each roll up for themselves what others have, too.
	 */
	RULE_SHARED_FROM = 300 * 1000,
	RULE_JOBS_MAX = 4,
	/* Memory that one evaluation may take in one of these: a rule that needs more is judged again by the parent, which may take more. */
	RULE_SHARED_HEAP_BYTES = 64 * 1024 * 1024,
	/*
	 * Temporary files that one of these is lent. Two for each sorting and one for each table of a statement's own that has no room in SQLite's
	 * cache, all at once: the standard rules have five.
	 */
	RULE_SPILL_FILES = 16,

	/* Regular expressions: backtracking is bounded, what exceeds it names the rule. */
	RULE_REGEX_PATTERN_MAX_BYTES = 4096,
	RULE_REGEX_MATCH_MAX = 1000 * 1000,
	RULE_REGEX_DEPTH_MAX = 20 * 1000,
	RULE_REGEX_HEAP_MAX_KIB = 16 * 1024,
	RULE_REGEX_PARENS_MAX = 50,
	/* Text after which a pattern is made machine code: until then that costs more than it saves. */
	RULE_REGEX_JIT_BYTES = 2 * 1024,
	/* Compiled expressions kept: more than all shipped rules have; patterns made of data beyond it are compiled each time. */
	RULE_REGEX_CACHE = 1024,
	/* Rows of one call of a function that gives rows: a form has some hundred places of anything. */
	RULE_TABLE_ROWS_MAX = 5000,
	/* edit_distance() counts no further: its time grows with the product of the lengths. */
	RULE_DISTANCE_MAX = 100,
	RULE_DISTANCE_TEXT_MAX_BYTES = 3000,

	/* Reference tables: laws' timelines and lists, not databases. */
	RULE_DATA_ROWS_MAX = 20000,
};

/* Of a rule: what it sorts beyond some megabytes is written to temporary files of at most so much: the records of a very large log. */
#define RULE_SPILL_MAX_BYTES ((int64_t)2 << 30)

#endif
