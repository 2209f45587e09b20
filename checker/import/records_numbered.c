/* SPDX-License-Identifier: Apache-2.0 */
/* 記録項目 with a number before each: one to a line, or in running text. */
#include "base/buf.h"
#include "base/scope.h"
#include "base/text.h"
#include "import/limits.h"
#include "import/records.h"

#include "base/banned.h"

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
    const struct records *list, struct str text, unsigned *first, bool *pointed, size_t *end)
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
read_numbered(struct records *list, struct str paragraph, uint32_t line)
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
	/* One more than there may be is taken: so records_read sees that there are too many. */
	for (size_t at = 0; at != STR_NONE && list->count <= IMPORT_RECORDS_MAX; number++) {
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
		records_add(list, line, own, trim_separators(found));
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
	    records_is_heading(blocks_join_row(arena, &rows[i], 0)) ||
	    records_is_heading(blocks_join_row(arena, &rows[i + 1], 0));
}

bool
records_paragraphs(struct records *list, const struct row *rows, size_t count)
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

/* Each line begins with the number that continues the list, or is a heading. */
bool
records_each_line(struct records *list, const struct row *rows, size_t count)
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
				    !records_may_head(
					list, text, apart || (first && !list->wrapped)))
					return false;
				/* Inside of a cell only a heading in brackets is one: else the line was broken. */
				if (!first && !records_is_heading(text))
					return false;
				list->heading = line;
				headed = true;
			}
			first = false;
		}
	}
	return list->count > 0 && !headed;
}
