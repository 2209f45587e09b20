/* SPDX-License-Identifier: Apache-2.0 */
/* 個人番号 and 法人番号 in rule SQL: check digits (base/number.h). Full-width digits and grouping blanks or hyphens count. */
#include "base/number.h"

#include "base/text.h"
#include "rule/sql_functions.h"
#include "base/banned.h"

/* The digits alone; what is longer than any number comes back empty. */
static struct str
digits_of(struct arena *arena, struct str text)
{
	enum { LONG_BYTES = 128 };

	if (text.len > LONG_BYTES)
		return (struct str){ 0 };
	struct str key = text_key(arena, text);
	char *digits = arena_cstr(arena, key);
	size_t n = 0;
	for (size_t i = 0; i < key.len; i++)
		if (key.ptr[i] != '-')
			digits[n++] = key.ptr[i];
	return (struct str){ digits, n };
}

static void
check(sqlite3_context *context, sqlite3_value *value, bool (*is)(struct str digits))
{
	struct str text;
	struct arena arena = { 0 };

	if (argument_str(context, value, &text))
		sqlite3_result_int(context, is(digits_of(&arena, text)));
	arena_release(&arena);
}

static void
call_number_individual(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	check(context, values[0], number_is_individual);
}

static void
call_number_corporate(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	check(context, values[0], number_is_corporate);
}

static void
call_has_individual_number(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct str text;
	size_t at, len;

	(void)count;
	if (argument_str(context, values[0], &text))
		sqlite3_result_int(context, number_find(text, 0, &at, &len));
}

const struct sql_function functions_number[] = {
	{ "number_individual", 1, call_number_individual },
	{ "number_corporate", 1, call_number_corporate },
	{ "has_individual_number", 1, call_has_individual_number },
	{ NULL, 0, NULL },
};
