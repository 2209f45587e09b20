/* SPDX-License-Identifier: Apache-2.0 */
/* The functions of rule SQL: which there are. */
#include "rule/sql_functions.h"

#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "base/banned.h"

static const struct sql_function *const groups[] = { functions_date, functions_text,
	functions_number, functions_range, functions_regexp };

/* SQLite's own that compute from their arguments alone. */
static const char *const builtin[] = { "abs", "avg", "char", "coalesce", "count", "dense_rank",
	"first_value", "glob", "group_concat", "ifnull", "iif", "instr", "lag", "last_value",
	"lead", "length", "like", "lower", "ltrim", "max", "min", "nth_value", "ntile", "nullif",
	"rank", "replace", "round", "row_number", "rtrim", "substr", "substring", "sum", "total",
	"trim", "typeof", "unicode", "upper" };

/* Ours that rules need not call: the view `match` does. */
static const char *const inner[] = { "current_rule" };

static void
call_as_of(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct buf iso = { 0 };

	(void)count;
	(void)values;
	date_iso(function_evidence(context)->as_of, &iso);
	result_str(context, buf_str(&iso));
	buf_release(&iso);
}

static void
call_current_rule(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	(void)values;
	result_str(context, function_evidence(context)->current_rule);
}

static const struct sql_function functions_run[] = {
	{ "as_of", 0, call_as_of },
	{ "current_rule", 0, call_current_rule },
	{ NULL, 0, NULL },
};

static void
add_group(struct evidence *evidence, const struct sql_function *group)
{
	enum { FLAGS = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS };

	for (; group->name != NULL; group++)
		if (sqlite3_create_function_v2(evidence->db, group->name, group->arguments, FLAGS,
			evidence, group->call, NULL, NULL, NULL) != SQLITE_OK)
			BUG(group->name);
}

void
sql_functions_add(struct evidence *evidence)
{
	add_group(evidence, functions_run);
	for (size_t i = 0; i < COUNT_OF(groups); i++)
		add_group(evidence, groups[i]);
}

static void
each_name(
    struct str name, void *context, void (*each)(void *context, struct str name, const char *known))
{
	for (size_t i = 0; i < COUNT_OF(builtin); i++)
		each(context, name, builtin[i]);
	for (size_t i = 0; i < COUNT_OF(inner); i++)
		each(context, name, inner[i]);
	each(context, name, "as_of");
	for (size_t i = 0; i < COUNT_OF(groups); i++)
		for (const struct sql_function *f = groups[i]; f->name != NULL; f++)
			each(context, name, f->name);
}

static void
equal(void *context, struct str name, const char *known)
{
	if (str_is_nocase(name, known))
		*(bool *)context = true;
}

bool
sql_function_allowed(struct str name)
{
	bool found = false;

	each_name(name, &found, equal);
	return found;
}

struct nearest {
	struct str name;
	size_t distance;
};

static void
nearer(void *context, struct str name, const char *known)
{
	struct nearest *nearest = context;
	size_t d = text_distance(str_of(known), name, nearest->distance);

	if (d < nearest->distance)
		*nearest = (struct nearest){ str_of(known), d };
}

struct str
sql_function_nearest(struct str name)
{
	struct nearest nearest = { .distance = 3 };

	each_name(name, &nearest, nearer);
	return nearest.name;
}

bool
argument_str(sqlite3_context *context, sqlite3_value *value, struct str *text)
{
	switch (sqlite3_value_type(value)) {
	case SQLITE_NULL:
		sqlite3_result_null(context);
		return false;
	case SQLITE_TEXT:
		/* As it lies in the table: sqlite3_value_text would copy it, to set a NUL behind it. */
		text->ptr = sqlite3_value_blob(value);
		text->len = (size_t)sqlite3_value_bytes(value);
		if (text->ptr == NULL)
			*text = STR("");
		return true;
	default:
		text->ptr = (const char *)sqlite3_value_text(value);
		text->len = text->ptr == NULL ? 0 : (size_t)sqlite3_value_bytes(value);
		if (text->ptr == NULL)
			sqlite3_result_error_nomem(context);
		return text->ptr != NULL;
	}
}

void
result_str(sqlite3_context *context, struct str text)
{
	sqlite3_result_text64(
	    context, text.len == 0 ? "" : text.ptr, text.len, SQLITE_TRANSIENT, SQLITE_UTF8);
}
