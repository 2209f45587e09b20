/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 記録項目: a table of numbers and names, a list with a bullet or a number per line, or running text with a number before each
 * item that counts from 1 in every group or through all of them. A list in another shape cannot be counted for certain and is left
 * to a person.
 */
#include <stdlib.h>

#include "base/scope.h"
#include "import/limits.h"
#include "import/records.h"

#include "base/banned.h"

/* White space between two words that have no Latin letters: no name of ours has it. */
static bool
has_blank(struct str name)
{
	for (size_t i = 1; i + 1 < name.len; i++)
		if ((name.ptr[i] == ' ' || name.ptr[i] == '\n') && (name.ptr[i - 1] & 0x80) != 0 &&
		    (name.ptr[i + 1] & 0x80) != 0)
			return true;
	return false;
}

/* Does the list count from 1 on, in each group or through all of them? Tables side by side count down their columns. */
static bool
counts_up(const struct records *list)
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

/* Two of them ran together: "死亡日 <費用> 15 生活保護の受給の有無", "連絡先 - ・世帯主氏名". */
static bool
holds_another(struct str name)
{
	static const char *const starts[] = { " ・", "\n・", " -", "\n-", " ●", " ○", "<", "＜",
		"【" };

	for (size_t i = 0; i < COUNT_OF(starts); i++)
		if (name.len > 0 && str_find(name, str_of(starts[i]), 1) != STR_NONE)
			return true;
	return false;
}

/* How many of the names have a blank inside. Where hardly one has, it may be two lines that ran together. */
static size_t
count_blanks(const struct records *list)
{
	size_t blanks = 0;

	for (size_t i = 0; i < list->count; i++)
		blanks += has_blank(list->records[i].name);
	return blanks;
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
    const struct record *record, bool blanks_are_rare)
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
		if (str_ends(id, STR(".name")) &&
		    (holds_another(value) || (blanks_are_rare && has_blank(value)))) {
			found->entries[index].state = ITEM_PROPOSED;
			found->entries[index].why = "空白があり、別の行と続いたのかもしれない";
		}
	}
}

static const struct {
	bool (*read)(struct records *list, const struct row *rows, size_t count);
	bool counts;
} shapes[] = {
	{ records_table, true },
	{ records_bullets, false },
	{ records_each_line, true },
	{ records_paragraphs, true },
};

void
records_read(struct found *found, const struct known *table, unsigned file_no,
    const struct row *rows, size_t count)
{
	struct records list = { .arena = found->arena };
	bool ok = false;

	/* What is too much in one shape is no shorter list in another. */
	for (size_t i = 0; i < COUNT_OF(shapes) && !ok && list.count <= IMPORT_RECORDS_MAX; i++) {
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
	bool rare = count_blanks(&list) * 8 <= list.count;
	for (size_t i = 0; i < list.count; i++)
		add_record(found, table, file_no, (unsigned)i + 1, &list.records[i], rare);
	free(list.records);
}
