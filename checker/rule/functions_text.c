/* SPDX-License-Identifier: Apache-2.0 */
/* Texts in rule SQL: normal form, distance, globs. NULL gives NULL. */
#include "base/scope.h"
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

/* What says the form of a company and not which: offices write 株式会社, (株), or nothing. In NFKC, as ㈱ is (株) there. */
static const char *const legal_forms[] = { "特定非営利活動法人", "一般社団法人", "一般財団法人",
	"公益社団法人", "公益財団法人", "株式会社", "有限会社", "合同会社", "合資会社", "合名会社",
	"(株)", "(有)", "(同)", "(資)", "(名)", "(一社)", "(一財)", "(公社)", "(公財)" };

/* company_name(t): the normal form without the legal form before or behind; a name that is nothing else stays. */
static void
call_company_name(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct str text;
	struct arena arena = { 0 };

	(void)count;
	if (argument_str(context, values[0], &text)) {
		text = text_key(&arena, text);
		for (size_t i = 0; i < COUNT_OF(legal_forms); i++) {
			struct str form = str_of(legal_forms[i]);

			if (text.len > form.len && str_starts(text, form))
				text = str_from(text, form.len);
			else if (text.len > form.len && str_ends(text, form))
				text = str_sub(text, 0, text.len - form.len);
		}
		result_str(context, text);
	}
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
	{ "company_name", 1, call_company_name },
	{ "edit_distance", 2, call_edit_distance },
	{ "glob_match", 2, call_glob_match },
	{ NULL, 0, NULL },
};
