/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 記録項目: a list with a bullet per line, or running text with a number before each item that counts from 1 in every group.
 * A list in another shape cannot be counted for certain and is left to a person.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "import/found.h"
#include "import/limits.h"

#include "base/banned.h"

struct record {
	uint32_t line;
	struct str heading; /* of its group */
	unsigned number;    /* printed before it; 0: none */
	struct str name;
};

struct list {
	struct arena *arena;
	struct str heading;
	struct record *records;
	size_t count, room;
};

static void
list_add(struct list *list, uint32_t line, unsigned number, struct str name)
{
	struct record *record = ARRAY_ADD(list->records, list->count, list->room);

	*record = (struct record){ line, list->heading, number, name };
}

/* "- ・個人番号" → "個人番号"; false: no bullet. */
static bool
strip_bullet(struct str *text)
{
	static const char *const bullets[] = { "- ", "・", "･", "○", "●", "* ", "‐ ", "◦", "•" };
	bool stripped = false, again = true;

	while (again) {
		again = false;
		for (size_t i = 0; i < sizeof bullets / sizeof bullets[0]; i++)
			if (str_starts(*text, str_of(bullets[i]))) {
				*text = str_trim(str_from(*text, str_of(bullets[i]).len));
				stripped = again = true;
			}
	}
	return stripped;
}

static bool
is_heading(struct str text)
{
	return str_starts(text, STR("【")) || str_starts(text, STR("<")) ||
	    str_starts(text, STR("＜"));
}

/* A comma outside of brackets: the line names several items, or one with a remark; nobody can say. */
static bool
names_several(struct str text)
{
	int depth = 0;

	for (size_t at = 0; at < text.len;) {
		uint32_t c = text_next(text, &at);

		if (c == '(' || c == 0xFF08)
			depth++;
		else if (c == ')' || c == 0xFF09)
			depth--;
		else if (depth <= 0 && (c == 0x3001 || c == 0xFF0C || c == ','))
			return true;
	}
	return false;
}

static bool
read_bullets(struct list *list, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct str text = blocks_join_row(list->arena, &rows[i], 0);

		if (strip_bullet(&text)) {
			if (names_several(text) || text.len == 0)
				return false;
			list_add(list, rows[i].line, 0, text);
		} else if (is_heading(text) || (rows[i].gap > 0 && i + 1 < count)) {
			list->heading = text;
		} else {
			return false;
		}
	}
	return list->count > 0;
}

static bool
is_separator(char c)
{
	return c == ' ' || c == '\n' || c == ',';
}

/* The offset of "n" with its separator before it, or STR_NONE; *end is behind number and point. */
static size_t
find_number(struct str text, size_t from, unsigned n, bool pointed, size_t *end)
{
	struct buf digits = { 0 };
	size_t found = STR_NONE;

	buf_addf(&digits, "%u", n);
	for (size_t at = from; found == STR_NONE; at++) {
		at = str_find(text, buf_str(&digits), at);
		if (at == STR_NONE)
			break;
		size_t behind = at + digits.len;
		bool begins = at == 0 || is_separator(text.ptr[at - 1]) ||
		    (at >= 3 &&
			(str_is(str_sub(text, at - 3, 3), "、") ||
			    str_is(str_sub(text, at - 3, 3), "】")));
		bool point =
		    behind < text.len && (text.ptr[behind] == '.' || text.ptr[behind] == ')');
		bool digit = behind < text.len && str_is_digit(text.ptr[behind]);

		if (!begins || digit || point != pointed || behind >= text.len)
			continue;
		found = at;
		*end = behind + (point ? 1 : 0);
	}
	buf_release(&digits);
	return found;
}

static struct str
trim_separators(struct str text)
{
	text = str_trim(text);
	for (;;) {
		if (str_ends(text, STR("、")))
			text = str_trim(str_sub(text, 0, text.len - 3));
		else if (str_ends(text, STR(",")))
			text = str_trim(str_sub(text, 0, text.len - 1));
		else
			return text;
	}
}

/* "1宛名番号、2氏名、…" of one paragraph; false: not in this shape. */
static bool
read_numbered(struct list *list, struct str paragraph, uint32_t line, unsigned *next)
{
	struct str text = text_nfkc(list->arena, paragraph, true);
	size_t end;
	bool pointed = true;
	size_t at = find_number(text, 0, *next, pointed, &end);

	if (at != 0)
		at = find_number(text, 0, *next, pointed = false, &end);
	if (at != 0) {
		*next = 1;
		at = find_number(text, 0, 1, pointed = true, &end);
		if (at != 0)
			at = find_number(text, 0, 1, pointed = false, &end);
	}
	if (at != 0)
		return false;
	while (at != STR_NONE && list->count < IMPORT_RECORDS_MAX) {
		size_t behind = 0, name = end;

		unsigned number = *next;

		at = find_number(text, end, ++*next, pointed, &behind);
		list_add(list, line, number,
		    trim_separators(str_sub(text, name, (at == STR_NONE ? text.len : at) - name)));
		end = behind;
	}
	return true;
}

static bool
ends_paragraph(struct arena *arena, const struct row *rows, size_t i, size_t count)
{
	return i + 1 == count || rows[i + 1].gap > 0 ||
	    is_heading(blocks_join_row(arena, &rows[i], 0)) ||
	    is_heading(blocks_join_row(arena, &rows[i + 1], 0));
}

static bool
read_paragraphs(struct list *list, const struct row *rows, size_t count)
{
	unsigned next = 1;
	size_t without = 0;

	for (size_t i = 0, first = 0; i < count; i++) {
		struct buf text = { 0 };

		if (!ends_paragraph(list->arena, rows, i, count))
			continue;
		for (size_t k = first; k <= i; k++)
			buf_add(&text, blocks_join_row(list->arena, &rows[k], 0));
		struct str paragraph = arena_str(list->arena, buf_str(&text));
		buf_release(&text);
		/* One paragraph without numbers is the heading of the next; two are running text. */
		if (read_numbered(list, paragraph, rows[first].line, &next)) {
			without = 0;
		} else {
			list->heading = paragraph;
			if (++without > 1 || i + 1 == count)
				return false;
		}
		first = i + 1;
	}
	return list->count > 0;
}

/* One record: its columns, or the row itself where the form knows none. */
static void
add_record(struct found *found, const struct known *table, unsigned file_no, unsigned n,
    const struct record *record)
{
	const struct known *end = found->labels->list + found->labels->count;
	struct arena *arena = found->arena;

	for (const struct known *k = table + 1; k < end; k++) {
		struct str id = k->item->def, value = { 0 };

		if (k->item->parent != table->item)
			continue;
		if (str_ends(id, STR(".heading")))
			value = record->heading;
		else if (str_ends(id, STR(".name")))
			value = record->name;
		else if (str_ends(id, STR(".num")) && record->number != 0)
			value = arena_printf(arena, "%u", record->number);
		if (value.len == 0)
			continue;
		size_t index = found_add(found, k, file_no, n, record->line);
		found->entries[index].is_decided = true;
		found->entries[index].state = ITEM_READ;
		found->entries[index].text = blocks_plain(arena, value);
	}
}

void
records_read(struct found *found, const struct known *table, unsigned file_no,
    const struct row *rows, size_t count)
{
	struct list list = { .arena = found->arena };
	bool ok = read_bullets(&list, rows, count);

	if (!ok) {
		list.count = 0;
		ok = read_paragraphs(&list, rows, count);
	}
	if (!ok || list.count > IMPORT_RECORDS_MAX) {
		for (size_t i = 0; i < count; i++)
			found_loose(
			    found, rows[i].line, blocks_join_row(found->arena, &rows[i], 0));
		list.count = 0;
	}
	for (size_t i = 0; i < list.count; i++)
		add_record(found, table, file_no, (unsigned)i + 1, &list.records[i]);
	free(list.records);
}
