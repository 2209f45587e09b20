/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 記録項目: a table of numbers and names, a list with a bullet or a number per line, or running text with a number before each
 * item that counts from 1 in every group or through all of them. A list in another shape cannot be counted for certain and is left
 * to a person.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/scope.h"
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
	struct str heading; /* of the records that follow; empty: none since the last one */
	struct record *records;
	size_t count, room;
	unsigned next; /* the number that continues the list */
	bool wrapped;  /* a line may be the rest of the one above it */
};

static void
list_add(struct list *list, uint32_t line, unsigned number, struct str name)
{
	struct record *record = ARRAY_ADD(list->records, list->count, list->room);

	*record = (struct record){ line, list->heading, number, name };
	list->heading = (struct str){ 0 };
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

/* "予診の結果 <費用>" before the next number: the heading that ends a name is the next one's. */
static struct str
split_heading(struct str name, struct str *heading)
{
	static const char *const opening[] = { " <", " 【", "\n<", "\n【" };
	static const char *const closing[] = { ">", "】", ">", "】" };

	for (size_t i = 0; i < COUNT_OF(opening); i++) {
		size_t at = str_find(name, str_of(opening[i]), 0);

		if (at == STR_NONE || at == 0 || !str_ends(name, str_of(closing[i])))
			continue;
		*heading = str_from(name, at + 1);
		return str_trim(str_sub(name, 0, at));
	}
	return name;
}

/* The first number of the text, at its very beginning: the one that continues the list, or 1. */
static bool
begins_numbered(
    const struct list *list, struct str text, unsigned *first, bool *pointed, size_t *end)
{
	const unsigned tries[] = { list->next, 1 };

	for (size_t i = 0; i < COUNT_OF(tries); i++)
		for (int points = 1; points >= 0; points--)
			if (find_number(text, 0, tries[i], points != 0, end) == 0) {
				*first = tries[i];
				*pointed = points != 0;
				return true;
			}
	return false;
}

/* "1宛名番号、2氏名、…" of one line or paragraph; false: not in this shape. */
static bool
read_numbered(struct list *list, struct str paragraph, uint32_t line)
{
	struct str text = text_nfkc(list->arena, paragraph, true), heading = { 0 };
	size_t end, closing;
	bool pointed;
	unsigned number;

	/* "<基本情報> 1 宛名番号 …": a heading on the same line. */
	if (str_starts(text, STR("<")) || str_starts(text, STR("【"))) {
		bool angled = text.ptr[0] == '<';

		closing = str_find(text, angled ? STR(">") : STR("】"), 0);
		closing = closing == STR_NONE ? STR_NONE : closing + (angled ? 1 : sizeof "】" - 1);
		if (closing != STR_NONE && closing < text.len) {
			heading = str_sub(text, 0, closing);
			text = str_trim(str_from(text, closing));
		}
	}
	if (!begins_numbered(list, text, &number, &pointed, &end))
		return false;
	if (heading.len > 0)
		list->heading = heading;
	for (size_t at = 0; at != STR_NONE && list->count < IMPORT_RECORDS_MAX; number++) {
		size_t behind = 0, name = end;

		at = find_number(text, end, number + 1, pointed, &behind);
		/* Groups that count from 1 each, in one line. */
		if (at == STR_NONE && number > 1) {
			size_t again = find_number(text, end, 1, pointed, &behind);
			struct str before =
			    str_trim(str_sub(text, end, (again == STR_NONE ? end : again) - end));

			if (again != STR_NONE &&
			    (str_ends(before, STR(">")) || str_ends(before, STR("】")))) {
				at = again;
				number = 0;
			}
		}
		unsigned own = at != STR_NONE && number == 0 ? list->next : number;
		heading = (struct str){ 0 };
		struct str raw = str_sub(text, name, (at == STR_NONE ? text.len : at) - name);
		struct str found = at == STR_NONE ? raw : split_heading(str_trim(raw), &heading);
		list_add(list, line, own, trim_separators(found));
		list->heading = heading;
		list->next = number + 1;
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
		if (read_numbered(list, paragraph, rows[first].line)) {
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

/* May this line without a number be the heading of what follows, and not the rest of the line above? */
static bool
may_head(const struct list *list, struct str text, bool apart)
{
	if (text.len == 0 || text.len > IMPORT_LABEL_MAX_BYTES || str_is_digit(text.ptr[0]))
		return false;
	return is_heading(text) || ((apart || !list->wrapped) && !names_several(text));
}

/* Each line begins with the number that continues the list, or is a heading. */
static bool
read_each_line(struct list *list, const struct row *rows, size_t count)
{
	bool headed = false;

	for (size_t i = 0; i < count; i++) {
		struct str rest = blocks_join_row(list->arena, &rows[i], 0), line;
		bool first = true;

		while (str_line(&rest, &line)) {
			line = str_trim(line);
			if (line.len == 0)
				continue;
			struct str text = text_nfkc(list->arena, line, true);
			if (read_numbered(list, text, rows[i].line)) {
				headed = false;
			} else {
				bool apart =
				    first && (i == 0 || rows[i].gap > 0 || rows[i].count > 1);

				if (headed ||
				    !may_head(list, text, apart || (first && !list->wrapped)))
					return false;
				/* Inside of a cell only a heading in brackets is one: else the line was broken. */
				if (!first && !is_heading(text))
					return false;
				list->heading = line;
				headed = true;
			}
			first = false;
		}
	}
	return list->count > 0 && !headed;
}

/* 番号 or 項目名, as tables of records are headed. */
static bool
is_column_title(struct str key)
{
	static const char *const titles[] = { "番号", "項番", "No", "No.", "NO", "NO.", "№",
		"項目名", "項目", "記録項目", "記録項目名", "データ項目", "データ項目名", "名称" };

	for (size_t i = 0; i < COUNT_OF(titles); i++)
		if (str_is(key, titles[i]))
			return true;
	return false;
}

/* A row of a table: number and name once or several times side by side; false: another row. */
static bool
read_table_row(struct list *list, const struct row *row)
{
	struct str number = { 0 };
	size_t pairs = 0;

	for (size_t c = 0; c < row->count; c++) {
		const struct cell *cell = &row->cells[c];
		int64_t n;

		if (cell->text.len == 0)
			continue;
		if (number.len == 0) {
			if (!text_parse_count(cell->text, &n) || n < 1 || n > IMPORT_RECORDS_MAX)
				return false;
			number = cell->text;
			continue;
		}
		if (!text_parse_count(number, &n))
			return false;
		list_add(list, row->line, (unsigned)n, str_trim(cell->text));
		number = (struct str){ 0 };
		pairs++;
	}
	return pairs > 0 && number.len == 0;
}

static bool
read_table(struct list *list, const struct row *rows, size_t count)
{
	size_t numbered = 0;

	for (size_t i = 0; i < count; i++) {
		size_t filled = 0, titles = 0;
		struct str only = { 0 };

		for (size_t c = 0; c < rows[i].count; c++)
			if (rows[i].cells[c].text.len > 0) {
				filled++;
				titles += is_column_title(rows[i].cells[c].key);
				only = rows[i].cells[c].text;
			}
		if (filled >= 2 && titles == filled)
			continue;
		if (filled >= 2 && read_table_row(list, &rows[i])) {
			numbered++;
		} else if (filled == 1 && i + 1 < count && may_head(list, only, true)) {
			if (list->heading.len > 0)
				return false;
			list->heading = only;
		} else if (filled > 0) {
			return false;
		}
	}
	return numbered > 0 && list->heading.len == 0;
}

/* Does the list count from 1 on, in each group or through all of them? Tables side by side count down their columns. */
static bool
counts_up(const struct list *list)
{
	unsigned last = 0;

	for (size_t i = 0; i < list->count; i++) {
		unsigned n = list->records[i].number;

		if (n != last + 1 && n != 1)
			return false;
		last = n;
	}
	return list->count > 0;
}

/* "【検診】" → "検診": the brackets say that it is a heading. */
static struct str
without_brackets(struct str heading)
{
	static const char *const pairs[][2] = { { "<", ">" }, { "＜", "＞" }, { "【", "】" } };

	for (size_t i = 0; i < COUNT_OF(pairs); i++) {
		struct str open = str_of(pairs[i][0]), close = str_of(pairs[i][1]);

		if (str_starts(heading, open) && str_ends(heading, close))
			return str_trim(
			    str_sub(heading, open.len, heading.len - open.len - close.len));
	}
	return heading;
}

/* One record: its columns, or the row itself where the form knows none. What is not printed of it is blank. */
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
			value = without_brackets(record->heading);
		else if (str_ends(id, STR(".name")))
			value = record->name;
		else if (str_ends(id, STR(".num")) && record->number != 0)
			value = arena_printf(arena, "%u", record->number);
		size_t index = found_add(found, k, file_no, n, record->line);
		found->entries[index].is_decided = true;
		found->entries[index].state = value.len > 0 ? ITEM_READ : ITEM_BLANK;
		found->entries[index].text = blocks_plain(arena, value);
	}
}

static const struct {
	bool (*read)(struct list *list, const struct row *rows, size_t count);
	bool counts;
} shapes[] = {
	{ read_table, true },
	{ read_bullets, false },
	{ read_each_line, true },
	{ read_paragraphs, true },
};

void
records_read(struct found *found, const struct known *table, unsigned file_no,
    const struct row *rows, size_t count)
{
	struct list list = { .arena = found->arena };
	bool ok = false;

	for (size_t i = 0; i < COUNT_OF(shapes) && !ok; i++) {
		list.count = 0;
		list.heading = (struct str){ 0 };
		list.next = 1;
		list.wrapped = found->wrapped;
		ok = shapes[i].read(&list, rows, count) && list.count <= IMPORT_RECORDS_MAX &&
		    (!shapes[i].counts || counts_up(&list));
	}
	if (!ok) {
		for (size_t i = 0; i < count; i++)
			found_loose(
			    found, rows[i].line, blocks_join_row(found->arena, &rows[i], 0));
		list.count = 0;
	}
	for (size_t i = 0; i < list.count; i++)
		add_record(found, table, file_no, (unsigned)i + 1, &list.records[i]);
	free(list.records);
}
