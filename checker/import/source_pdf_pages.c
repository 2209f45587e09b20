/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is there because paper ends: page numbers, lines at the head and foot of every page, headings of a table printed again, and
 * rows that a page's end cut in two.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "import/source_pdf.h"

#include "base/banned.h"

enum {
	EDGE_PERCENT = 12,   /* of a page's height: where heads and feet stand */
	SAME_PLACE = 40,     /* tenths of a point */
	REPEATED_PAGES = 3,  /* a line on fewer pages may be a title */
	HEADER_ROWS_MAX = 3, /* headings of a table that are printed again */
};

static bool
is_at_edge(const struct pdf_row *row, const struct pdf_page *page)
{
	int edge = page->height / 100 * EDGE_PERCENT;

	return row->table == 0 && row->count == 1 &&
	    (row->at.y1 < edge || row->at.y0 > page->height - edge);
}

/* A number with what people put around it: "- 12 -", "12/20", "P.12", "12ページ". */
static bool
is_page_number(struct str text)
{
	static const char *const around[] = { "-", "－", "―", "–", "—", "‐", "(", ")", "（", "）",
		"/", "／", "P", "p", ".", "ページ", "頁", " " };
	unsigned digits = 0;

	for (size_t at = 0; at < text.len;) {
		struct str rest = str_from(text, at);
		size_t next = at;
		uint32_t c = text_next(text, &next);

		if ((c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19)) {
			digits++;
			at = next;
			continue;
		}
		size_t len = 0;
		for (size_t i = 0; len == 0 && i < COUNT_OF(around); i++)
			if (str_starts(rest, str_of(around[i])))
				len = str_of(around[i]).len;
		if (len == 0)
			return false;
		at += len;
	}
	return digits > 0 && digits <= 8;
}

/* The same line at the same place of so many other pages. Looked for near by: a foot is on each page. */
static bool
is_repeated(const struct pdf_rows *rows, size_t index)
{
	enum { PAGES_AROUND = 4 };
	const struct pdf_row *row = &rows->list[index];
	uint32_t seen = row->page;
	unsigned pages = 1;

	for (size_t i = index; i-- > 0;) {
		const struct pdf_row *other = &rows->list[i];

		if (other->page + PAGES_AROUND < row->page)
			break;
		if (other->page != seen && other->table == 0 && other->count == 1 &&
		    abs(other->at.y0 - row->at.y0) < SAME_PLACE &&
		    str_eq(other->cells[0].text, row->cells[0].text)) {
			seen = other->page;
			pages++;
		}
	}
	seen = row->page;
	for (size_t i = index + 1; i < rows->count; i++) {
		const struct pdf_row *other = &rows->list[i];

		if (other->page > row->page + PAGES_AROUND)
			break;
		if (other->page != seen && other->table == 0 && other->count == 1 &&
		    abs(other->at.y0 - row->at.y0) < SAME_PLACE &&
		    str_eq(other->cells[0].text, row->cells[0].text)) {
			seen = other->page;
			pages++;
		}
	}
	return pages >= REPEATED_PAGES;
}

static void
drop_edges(struct pdf_rows *rows, const struct pdf_page *sizes)
{
	bool *drop = mem_alloc(rows->count + 1, sizeof *drop);

	for (size_t i = 0; i < rows->count; i++) {
		const struct pdf_row *row = &rows->list[i];

		drop[i] = is_at_edge(row, &sizes[row->page]) &&
		    (is_page_number(row->cells[0].text) || is_repeated(rows, i));
	}
	for (size_t i = 0; i < rows->count; i++)
		rows->list[i].dropped = drop[i];
	free(drop);
}

/* ---- tables over page breaks ------------------------------------------------------------------------------- */

static bool
same_cells(const struct pdf_row *a, const struct pdf_row *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (abs(a->cells[i].at.x0 - b->cells[i].at.x0) > SAME_PLACE ||
		    abs(a->cells[i].at.x1 - b->cells[i].at.x1) > SAME_PLACE)
			return false;
	return true;
}

static bool
same_texts(const struct pdf_row *a, const struct pdf_row *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!str_eq(a->cells[i].text, b->cells[i].text))
			return false;
	return true;
}

/* The lowest cells of the table that ends with row last: index of the first row that has one. */
static size_t
table_begin(const struct pdf_rows *rows, size_t last)
{
	size_t first = last;

	while (first > 0 && rows->list[first - 1].page == rows->list[last].page &&
	    rows->list[first - 1].table == rows->list[last].table)
		first--;
	return first;
}

/* The cell of the rows first..last that reaches the end of the table in the place of *cell; NULL: none. */
static struct pdf_cell *
cell_above(struct pdf_rows *rows, size_t first, size_t last, const struct pdf_cell *cell)
{
	int end = 0;

	for (size_t r = first; r <= last; r++)
		for (size_t c = 0; c < rows->list[r].count; c++)
			if (rows->list[r].cells[c].at.y1 > end)
				end = rows->list[r].cells[c].at.y1;
	for (size_t r = last + 1; r-- > first;)
		for (size_t c = 0; c < rows->list[r].count; c++) {
			struct pdf_cell *above = &rows->list[r].cells[c];

			if (above->at.y1 + SAME_PLACE > end &&
			    abs(above->at.x0 - cell->at.x0) <= SAME_PLACE &&
			    abs(above->at.x1 - cell->at.x1) <= SAME_PLACE)
				return above;
		}
	return NULL;
}

static void
join_cell(struct pdf_cell *to, const struct pdf_cell *from, struct arena *arena)
{
	if (from->text.len == 0)
		return;
	if (to->text.len > 0)
		to->text = arena_printf(arena, "%.*s%s%.*s", STR_ARG(to->text),
		    to->full ? "" : "\n", STR_ARG(from->text));
	else
		to->text = from->text;
	to->full = from->full;
}

/* Cells of the first row of a page, each with the one above the cut (NULL: none). */
struct cut {
	struct pdf_row *row;
	struct pdf_cell **above;
};

/* Has a date: a row of its own, however full the one before was. */
static bool
is_dated(struct str text)
{
	return str_starts(text, STR("令和")) || str_starts(text, STR("平成"));
}

/* A value without its label, which stands above: the row goes on. cells[0..label] are empty, label is beside the value. */
static bool
goes_on_without_label(const struct cut *cut)
{
	size_t value = 0;
	bool full = false;

	while (value < cut->row->count && cut->row->cells[value].text.len == 0)
		value++;
	if (value == 0 || value == cut->row->count)
		return false;
	const struct pdf_cell *label = cut->above[value - 1], *above = cut->above[value];
	/* A label of a group of rows began higher: then this is the group's next row. */
	if (label == NULL || above == NULL || label->text.len == 0 ||
	    abs(label->at.y0 - above->at.y0) > SAME_PLACE)
		return false;
	for (size_t i = value; i < cut->row->count; i++)
		full = full ||
		    (cut->row->cells[i].text.len > 0 && cut->above[i] != NULL &&
			cut->above[i]->full);
	return value + 1 == cut->row->count || full;
}

/*
 * Label and value were both cut: the label's line was full, and so is every line that another cell ended with, unless the cell has
 * nothing more.
 */
static bool
goes_on_in_words(const struct cut *cut)
{
	const struct pdf_cell *first = &cut->row->cells[0];
	int end = 0;

	if (cut->row->count < 2 || first->text.len == 0 || is_dated(first->text))
		return false;
	for (size_t i = 0; i < cut->row->count; i++) {
		if (cut->above[i] == NULL)
			return false;
		end = cut->above[i]->text_end > end ? cut->above[i]->text_end : end;
	}
	if (cut->above[0]->text.len == 0 || !cut->above[0]->brimful || pdf_is_item(first->text))
		return false;
	for (size_t i = 0; i < cut->row->count; i++)
		if (cut->row->cells[i].text.len > 0 && cut->above[i]->text_end + SAME_PLACE < end)
			return false;
	return true;
}

/*
 * Joins the first row of a page with the table that the page before ended with. Cells that are open at the cut are one cell. Where
 * all is ruled, the texts have to say it.
 */
static void
join_row(struct pdf_rows *rows, size_t last, size_t at, struct arena *arena)
{
	struct pdf_row *row = &rows->list[at];
	size_t first = table_begin(rows, last), kept = 0;
	struct cut cut = { row, ARENA_ARRAY(arena, struct pdf_cell *, row->count) };

	for (size_t i = 0; i < row->count; i++)
		cut.above[i] = cell_above(rows, first, last, &row->cells[i]);
	bool whole = goes_on_without_label(&cut) || goes_on_in_words(&cut);
	for (size_t i = 0; i < row->count; i++) {
		struct pdf_cell *to = cut.above[i];

		if (to != NULL && (whole || (to->open_below && row->cells[i].open_above)))
			join_cell(to, &row->cells[i], arena);
		else
			row->cells[kept++] = row->cells[i];
	}
	row->count = kept;
	row->dropped = kept == 0;
}

static size_t
next_row(const struct pdf_rows *rows, size_t from)
{
	while (from < rows->count && rows->list[from].dropped)
		from++;
	return from;
}

/* The tables are one table that a page's end cut: where it stands, and nothing between. */
static bool
is_continued(const struct pdf_row *last, const struct pdf_row *first)
{
	return last->table != 0 && first->table != 0 && first->page == last->page + 1 &&
	    abs(last->at.x0 - first->at.x0) <= SAME_PLACE &&
	    abs(last->at.x1 - first->at.x1) <= SAME_PLACE;
}

/* Drops the headings of the table begun at head, when they stand again at row at. The next row that is left. */
static size_t
drop_headings(struct pdf_rows *rows, size_t head, size_t at)
{
	unsigned table = rows->list[at].table;
	size_t top = head;

	for (unsigned n = 0; n < HEADER_ROWS_MAX; n++) {
		if (at >= rows->count || rows->list[at].table != table || top >= at ||
		    !same_texts(&rows->list[top], &rows->list[at]) ||
		    !same_cells(&rows->list[top], &rows->list[at]))
			break;
		rows->list[at].dropped = true;
		at = next_row(rows, at + 1);
		top = next_row(rows, top + 1);
	}
	return at;
}

void
pdf_join_pages(struct pdf_rows *rows, const struct pdf_page *pages, struct arena *arena)
{
	size_t before = STR_NONE, head = 0;

	drop_edges(rows, pages);
	for (size_t i = next_row(rows, 0); i < rows->count; i = next_row(rows, i + 1)) {
		if (before != STR_NONE && is_continued(&rows->list[before], &rows->list[i])) {
			/* All pages of one table have the number of its beginning. */
			unsigned number = rows->list[i].table;
			size_t at = drop_headings(rows, head, i);

			if (at >= rows->count)
				break;
			if (rows->list[at].table == number) {
				join_row(rows, before, at, arena);
				at = next_row(rows, at);
			}
			for (size_t k = at; k < rows->count && rows->list[k].table == number; k++)
				rows->list[k].table = rows->list[before].table;
			if (at >= rows->count)
				break;
			i = at;
		} else if (before == STR_NONE || rows->list[before].table != rows->list[i].table) {
			head = i;
		}
		before = i;
	}
}
