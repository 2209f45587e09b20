/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 変更箇所 of a text layer: its columns are streams of their own. As many dates as 提出時期 on a page are its rows. A date or
 * 提出時期 is read only where the whole page has the same one; what else can be tied to its row is proposed, the rest is unknown.
 */
#include "base/text.h"
#include "import/limits.h"
#include "import/stream_changes.h"

#include "base/banned.h"

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
put(struct stream *s, const char *field, unsigned row, uint32_t line, enum item_state state,
    struct str text, const char *why)
{
	const struct known *known = change_column(s, field);

	if (known == NULL)
		return;
	size_t index = found_add(s->found, known, 1, row, line);
	struct entry *entry = found_get(s->found, index);
	entry->is_decided = true;
	entry->state = state;
	entry->text = text;
	entry->why = state == ITEM_PROPOSED ? why : NULL;
}

/* Its rows are certain: as many dates as 提出時期. */
static bool
is_whole(const struct change_page *page)
{
	return page->date_count > 0 && page->date_count == page->before + page->after;
}

static bool
has_one_date(const struct change_page *page)
{
	return page->date_count > 0 && str_eq(page->dates[0], page->dates[page->date_count - 1]);
}

static void
put_timing(struct stream *s, const struct change_page *page, unsigned row, uint32_t line)
{
	bool one = page->before == 0 || page->after == 0;

	put(s, ".timing", row, line, one ? ITEM_READ : ITEM_UNKNOWN,
	    !one                   ? (struct str){ 0 }
		: page->before > 0 ? STR("事前")
				   : STR("事後"),
	    NULL);
}

/* Nobody knows which 項目 is of which date. */
static void
put_dates(struct stream *s, const struct change_page *page, unsigned first)
{
	bool one = has_one_date(page);

	for (size_t i = 0; i < page->date_count; i++) {
		unsigned row = first + (unsigned)i;

		put(s, ".date", row, page->lines[i], one ? ITEM_READ : ITEM_PROPOSED,
		    page->dates[i], "この頁の変更日を日付の順に並べた");
		put(s, ".item", row, page->lines[i], ITEM_UNKNOWN, (struct str){ 0 }, NULL);
		put_timing(s, page, row, page->lines[i]);
	}
}

static void
put_cells(
    struct stream *s, const struct change_page *page, const struct change_row *row, unsigned n)
{
	/* An empty cell is believed where no text of the page could be its. */
	bool before = row->before.len > 0 || page->accounted;

	if (row->tied) {
		put(s, ".before", n, row->line, before ? ITEM_PROPOSED : ITEM_UNKNOWN, row->before,
		    row->why);
		put(s, ".after", n, row->line, ITEM_PROPOSED, row->after, row->why);
	}
	if (row->reason.len > 0)
		put(s, ".reason", n, row->line, ITEM_PROPOSED, row->reason,
		    "提出時期のすぐ後にあり、その説明の語を含む");
	else if (page->accounted)
		put(s, ".reason", n, row->line, ITEM_PROPOSED, row->reason,
		    "この頁の文はすべてほかの欄のもので、説明の文がない");
}

static void
put_rows(struct stream *s, const struct change_page *page, unsigned first)
{
	for (size_t i = 0; i < page->row_count; i++) {
		const struct change_row *row = &page->rows[i];
		unsigned n = first + (unsigned)i;

		put(s, ".date", n, row->line,
		    row->date.len == 0   ? ITEM_UNKNOWN
			: row->date_sure ? ITEM_READ
					 : ITEM_PROPOSED,
		    row->date, "様式の順と、同じ言葉の置き換えから推定した");
		put(s, ".item", n, row->line, ITEM_PROPOSED, row->path,
		    "この頁の行の順は失われている");
		put_timing(s, page, n, row->line);
		put_cells(s, page, row, n);
	}
}

/* ---- all pages ------------------------------------------------------------------------------------------------ */

struct change_pages {
	struct stream *s;
	struct change_page *now, *next;
	struct str body;
	bool era;
	struct date newest; /* the newest date that is certain to be that of a row; year 0: none */
	size_t rows;
};

/* The next page of the table behind p; page_count: none. */
static size_t
next_page(const struct stream *s, size_t p)
{
	for (p++; p < s->page_count; p++)
		if (s->pages[p].changes)
			return p;
	return s->page_count;
}

static size_t
first_page(const struct stream *s)
{
	return s->page_count > 0 && s->pages[0].changes ? 0 : next_page(s, 0);
}

/* Are the rows of all pages certain? *dated: some page has dates of this style. */
static bool
are_whole(struct change_pages *pages, bool *dated)
{
	struct stream *s = pages->s;
	bool whole = true;

	pages->rows = 0;
	pages->newest = (struct date){ 0 };
	*dated = false;
	for (size_t p = first_page(s); p < s->page_count; p = next_page(s, p)) {
		struct date date;

		change_page_read(s, p, pages->era, pages->now);
		whole = whole && is_whole(pages->now);
		*dated = *dated || pages->now->date_count > 0;
		pages->rows += pages->now->date_count;
		if (has_one_date(pages->now) && date_parse(pages->now->dates[0], &date) &&
		    date_cmp(date, pages->newest) > 0)
			pages->newest = date;
	}
	return whole;
}

/* The rows' 項目 are shown where no date is lost by it that the law of the form is read from. */
static bool
shows_rows(const struct change_pages *pages, const struct change_page *page)
{
	struct date date;

	return !page->overflow && page->row_count == page->date_count &&
	    (page->rows[0].date.len > 0 ||
		(date_parse(page->dates[page->date_count - 1], &date) &&
		    date_cmp(date, pages->newest) <= 0));
}

static void
put_pages(struct change_pages *pages)
{
	struct stream *s = pages->s;
	unsigned first = 1;

	pages->body = change_body(s);
	for (size_t p = first_page(s); p < s->page_count; p = next_page(s, p)) {
		struct change_page *page = pages->now;
		size_t next = next_page(s, p);
		const struct change_row *behind = NULL;

		change_page_read(s, p, pages->era, page);
		if (next < s->page_count) {
			change_page_read(s, next, pages->era, pages->next);
			if (has_one_date(pages->next) && pages->next->row_count > 0 &&
			    str_eq(pages->next->dates[0], page->dates[page->date_count - 1]))
				behind = &pages->next->rows[0];
		}
		change_cells_tie(s, pages->body, page);
		change_dates_tie(s->arena, page, behind);
		if (shows_rows(pages, page))
			put_rows(s, page, first);
		else
			put_dates(s, page, first);
		first += (unsigned)page->date_count;
	}
}

void
stream_changes(struct stream *s)
{
	struct change_pages pages = { .s = s };

	pages.now = ARENA_NEW(s->arena, struct change_page);
	pages.next = ARENA_NEW(s->arena, struct change_page);
	for (int era = 1; era >= 0; era--) {
		bool dated;

		pages.era = era != 0;
		bool whole = are_whole(&pages, &dated);
		if (whole && pages.rows > 0 && pages.rows <= IMPORT_RECORDS_MAX) {
			put_pages(&pages);
			return;
		}
		/* Numbers are values of the changes where the dates of the rows are by the era. */
		if (era == 1 && dated)
			return;
	}
}
