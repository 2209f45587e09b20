/* SPDX-License-Identifier: Apache-2.0 */
/* Texts in rule SQL: normal form, distance, globs. NULL gives NULL. */
#include "base/text.h"
#include "rule/limits.h"
#include "rule/sql_functions.h"
#include "base/banned.h"

/* The same normal form as item.norm, so that nfkc(x) = i.norm holds for equal texts. */
static void
call_nfkc(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct str text;
	struct arena arena = { 0 };

	(void)count;
	if (argument_str(context, values[0], &text))
		result_str(context, text_key(&arena, text));
	arena_release(&arena);
}

static void
call_edit_distance(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct str a, b;

	(void)count;
	if (!argument_str(context, values[0], &a) || !argument_str(context, values[1], &b))
		return;
	a = text_cut(a, RULE_DISTANCE_TEXT_MAX_BYTES);
	b = text_cut(b, RULE_DISTANCE_TEXT_MAX_BYTES);
	sqlite3_result_int64(context, (sqlite3_int64)text_distance(a, b, RULE_DISTANCE_MAX));
}

static void
call_glob_match(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct str pattern, text;

	(void)count;
	if (argument_str(context, values[0], &pattern) && argument_str(context, values[1], &text))
		sqlite3_result_int(context, finding_glob(pattern, text));
}

const struct sql_function functions_text[] = {
	{ "nfkc", 1, call_nfkc },
	{ "edit_distance", 2, call_edit_distance },
	{ "glob_match", 2, call_glob_match },
	{ NULL, 0, NULL },
};
