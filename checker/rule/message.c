/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of rules: {column} stands for a column of the result row; {{ is a {. */
#include "base/text.h"
#include "rule/evaluate.h"
#include "base/banned.h"

int
row_column(sqlite3_stmt *row, struct str name)
{
	int count = sqlite3_column_count(row);

	for (int i = 0; i < count; i++)
		if (str_eq_nocase(name, str_of(sqlite3_column_name(row, i))))
			return i;
	return -1;
}

struct str
row_str(sqlite3_stmt *row, const char *name)
{
	int column = row_column(row, str_of(name));

	return column < 0 ? (struct str){ 0 } : column_str(row, column);
}

uint32_t
row_line(sqlite3_stmt *row, const char *name)
{
	int column = row_column(row, str_of(name));
	int64_t line = column < 0 ? 0 : sqlite3_column_int64(row, column);

	return line > 0 && line <= UINT32_MAX ? (uint32_t)line : 0;
}

/*
 * The next part of a message: text up to a placeholder, or a placeholder (*column set). false at the end, or
 * when a { has no }: then *rest is not empty.
 */
static bool
next_part(struct str *rest, struct str *text, struct str *column)
{
	*text = *column = (struct str){ 0 };
	if (rest->len == 0)
		return false;
	if (str_starts(*rest, STR("{{"))) {
		*text = str_sub(*rest, 0, 1);
		*rest = str_from(*rest, 2);
		return true;
	}
	if (rest->ptr[0] == '{') {
		size_t end = str_find_char(*rest, '}', 1);

		if (end == STR_NONE)
			return false;
		*column = str_sub(*rest, 1, end - 1);
		*rest = str_from(*rest, end + 1);
		return true;
	}
	size_t end = str_find_char(*rest, '{', 0);
	*text = str_sub(*rest, 0, end);
	*rest = str_from(*rest, end == STR_NONE ? rest->len : end);
	return true;
}

bool
message_placeholders(
    struct str message, void *context, void (*each)(void *context, struct str column))
{
	struct str text, column;

	while (next_part(&message, &text, &column))
		if (text.len == 0)
			each(context, column);
	return message.len == 0;
}

void
message_render(struct str message, enum lang lang, sqlite3_stmt *row, struct buf *out)
{
	struct str text, column;

	while (next_part(&message, &text, &column)) {
		int at = text.len > 0 ? -1 : row_column(row, column);

		if (text.len > 0)
			buf_add(out, text);
		else if (at < 0 || sqlite3_column_type(row, at) == SQLITE_NULL)
			buf_adds(out, lang == LANG_JA ? "（不明）" : "(unknown)");
		else
			buf_add(out, column_str(row, at));
	}
	buf_add(out, message);
}

/* Where something stands is not what it is: a fingerprint survives moved lines and files. */
static bool
is_place(struct str column)
{
	return str_starts(column, STR("line")) || str_ends(column, STR("_line")) ||
	    str_is(column, "file") || str_is(column, "file2");
}

struct content {
	sqlite3_stmt *row;
	struct buf *out;
};

static void
add_content(void *context, struct str column)
{
	struct content *content = context;
	int at = row_column(content->row, column);

	if (at < 0 || is_place(column))
		return;
	buf_add(content->out, column);
	buf_addc(content->out, '=');
	buf_add(content->out, column_str(content->row, at));
	buf_addc(content->out, '\n');
}

void
message_content(struct str message, sqlite3_stmt *row, struct buf *out)
{
	struct content content = { row, out };

	message_placeholders(message, &content, add_content);
}
