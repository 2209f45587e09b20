/* SPDX-License-Identifier: Apache-2.0 */
/* matches(pattern, text): every place where a regular expression is found; its first group is the value. */
#include "rule/sql_functions.h"
#include "rule/table_functions.h"
#include "base/banned.h"

static bool
add(void *context, struct str whole, struct str group)
{
	struct table_rows *rows = context;

	if (!table_may_add(rows))
		return false;
	table_number(rows, (int64_t)(rows->count / rows->width) + 1);
	table_text(rows, group);
	table_text(rows, whole);
	return true;
}

static void
fill_matches(struct table_rows *rows, const struct str *arguments)
{
	if (!regex_each(rows->evidence, arguments[0], arguments[1], rows, add))
		rows->fault = "regular expression";
}

const struct table_function functions_matches[] = {
	{ "matches", "no, value, whole", 2, fill_matches },
	{ NULL, NULL, 0, NULL },
};
