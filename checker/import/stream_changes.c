/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 変更箇所 of a text layer: its columns are streams of their own. As many dates as 提出時期 on a page are its rows; which text is of
 * which row is lost, so that a date or 提出時期 is read only where the whole page has the same one.
 */
#include "base/date.h"
#include "base/text.h"
#include "import/limits.h"
#include "import/stream.h"

#include "base/banned.h"

enum { PAGE_ROWS_MAX = 200 };

struct change_page {
	struct str dates[PAGE_ROWS_MAX];
	uint32_t lines[PAGE_ROWS_MAX];
	size_t date_count;
	size_t before, after; /* 事前, 事後 */
	struct str items[PAGE_ROWS_MAX];
	uint32_t item_lines[PAGE_ROWS_MAX];
	size_t item_count;
};

static bool
ends_with_word(struct str text, struct str word)
{
	return str_eq(text, word) ||
	    (text.len > word.len && str_ends(text, word) &&
		text.ptr[text.len - word.len - 1] == ' ');
}

/* Dates of the column 変更日 are all written alike: by the era, or all by numbers. */
static bool
is_era_date(struct str text)
{
	struct date date;

	return date_parse(text, &date) && !str_is_digit(text_cut(text, 4).ptr[0]);
}

/* A block that begins with the title of a section: "Ⅱ特定個人情報ファイルの概要…". */
static bool
begins_path(const struct stream *s, struct str text)
{
	struct label label = label_parse(s->arena, text);

	for (size_t k = 0; k < s->labels->count && label.kind == LABEL_ROMAN; k++) {
		const struct known *known = &s->labels->list[k];
		struct str key = known->label.key;

		if (known->item->parent == NULL && known->label.kind == LABEL_ROMAN &&
		    known->label.number == label.number &&
		    (str_starts(key, label.key) || str_starts(label.key, key) ||
			label_distance(known, label.key) != STR_NONE))
			return true;
	}
	return false;
}

static void
read_page(const struct stream *s, size_t p, bool era, struct change_page *page)
{
	const struct blocks *blocks = s->blocks;
	bool in_path = false;

	*page = (struct change_page){ 0 };
	for (size_t r = 0; r < blocks->count; r++) {
		const struct row *row = &blocks->rows[r];
		struct str text = stream_row_text(row);
		struct date date;

		if (row->page != p)
			continue;
		if (date_parse(text, &date) && is_era_date(text) == era &&
		    page->date_count < PAGE_ROWS_MAX) {
			page->lines[page->date_count] = row->line;
			page->dates[page->date_count++] = text;
		}
		page->after += ends_with_word(text, STR("事後"));
		page->before += ends_with_word(text, STR("事前"));
		if (in_path && row->gap == 0) {
			struct str *path = &page->items[page->item_count - 1];

			*path = arena_join(s->arena, *path, text);
			continue;
		}
		in_path = begins_path(s, text) && page->item_count < PAGE_ROWS_MAX;
		if (in_path) {
			page->item_lines[page->item_count] = row->line;
			page->items[page->item_count++] = text;
		}
	}
}

static const struct known *
change_column(const struct stream *s, const char *field)
{
	for (size_t k = 0; k < s->labels->count; k++) {
		const struct known *known = &s->labels->list[k];
		const struct form_item *table = known->item->parent;

		if (table != NULL && table->type == FORM_TABLE &&
		    str_ends(table->def, STR("change[]")) &&
		    str_ends(known->item->def, str_of(field)))
			return known;
	}
	return NULL;
}

static void
put(struct stream *s, const char *field, unsigned row, uint32_t line, struct str text,
    const char *why)
{
	const struct known *known = change_column(s, field);

	if (known == NULL)
		return;
	size_t index = found_add(s->found, known, 1, row, line);
	struct entry *entry = found_get(s->found, index);
	entry->is_decided = true;
	entry->state = text.len == 0 ? ITEM_UNKNOWN : why == NULL ? ITEM_READ : ITEM_PROPOSED;
	entry->text = text;
	entry->why = text.len == 0 ? NULL : why;
}

static void
sort_dates(struct change_page *page)
{
	for (size_t i = 1; i < page->date_count; i++)
		for (size_t k = i; k > 0; k--) {
			struct date a, b;
			struct str text = page->dates[k];

			if (!date_parse(page->dates[k - 1], &a) || !date_parse(text, &b) ||
			    date_cmp(a, b) <= 0)
				break;
			page->dates[k] = page->dates[k - 1];
			page->dates[k - 1] = text;
		}
}

/* Its rows are certain: as many dates as 提出時期. */
static bool
is_whole(const struct change_page *page)
{
	return page->date_count > 0 && page->date_count == page->before + page->after;
}

static void
put_page(struct stream *s, struct change_page *page, unsigned first)
{
	sort_dates(page);
	bool one_date = str_eq(page->dates[0], page->dates[page->date_count - 1]);
	bool one_timing = page->before == 0 || page->after == 0;
	bool items = one_date && page->item_count == page->date_count;

	for (size_t i = 0; i < page->date_count; i++) {
		unsigned row = first + (unsigned)i;

		put(s, ".date", row, page->lines[i], page->dates[i],
		    one_date ? NULL : "この頁の変更日を日付の順に並べた");
		put(s, ".item", row, items ? page->item_lines[i] : page->lines[i],
		    items ? page->items[i] : (struct str){ 0 }, "この頁の行の順は失われている");
		put(s, ".timing", row, page->lines[i],
		    !one_timing            ? (struct str){ 0 }
			: page->before > 0 ? STR("事前")
					   : STR("事後"),
		    NULL);
	}
}

void
stream_changes(struct stream *s)
{
	struct change_page *page = ARENA_NEW(s->arena, struct change_page);

	for (int era = 1; era >= 0; era--) {
		size_t rows = 0;
		bool whole = true, dated = false;

		for (size_t p = 0; p < s->page_count; p++) {
			if (!s->pages[p].changes)
				continue;
			read_page(s, p, era != 0, page);
			whole = whole && is_whole(page);
			dated = dated || page->date_count > 0;
			rows += page->date_count;
		}
		/* Numbers are values of the changes where the dates of the rows are by the era. */
		if (era == 1 && dated && !whole)
			return;
		if (!whole || rows == 0 || rows > IMPORT_RECORDS_MAX)
			continue;
		unsigned first = 1;
		for (size_t p = 0; p < s->page_count; p++) {
			if (!s->pages[p].changes)
				continue;
			read_page(s, p, era != 0, page);
			put_page(s, page, first);
			first += (unsigned)page->date_count;
		}
		return;
	}
}
