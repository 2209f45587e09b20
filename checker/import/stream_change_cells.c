/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which piece of a row of 変更箇所 is 変更前 and which 変更後. What speaks for it: the form itself says what came after and does not
 * say what was before; the two begin alike; they are two options, or two dates. Columns are printed from left to right. All of it is
 * a proposal, and where nothing speaks the cells stay unknown.
 */
#include "base/buf.h"
#include "base/text.h"
#include "import/limits.h"
#include "import/stream_changes.h"

#include "base/banned.h"

enum { ALIKE_CHARS = 12, CONTAINED_CHARS = 10 };

struct str
change_body(const struct stream *s)
{
	struct buf buf = { 0 };

	buf_addc(&buf, '\n');
	for (size_t i = 0; i < s->count; i++) {
		const struct stream_token *token = &s->tokens[i];

		if (!s->pages[token->page].body || token->text.len == 0)
			continue;
		buf_add(&buf, text_key(s->arena, token->text));
		buf_addc(&buf, '\n');
	}
	struct str body = arena_str(s->arena, buf_str(&buf));
	buf_release(&buf);
	return body;
}

/* Does the form say this, of a short text as a whole? */
static bool
is_in_body(const struct stream *s, struct str body, struct str text)
{
	struct str key = text_key(s->arena, text);

	if (key.len == 0)
		return false;
	if (text_chars(key) < CONTAINED_CHARS)
		key = arena_printf(s->arena, "\n%.*s\n", STR_ARG(key));
	return str_has(body, key);
}

static bool
is_date(struct str text)
{
	struct date date;

	return date_parse(text, &date);
}

static bool
is_option(const struct stream *s, struct str text)
{
	return labels_have_option(s->labels, text_key(s->arena, text));
}

void
change_common(struct str a, struct str b, size_t *head, size_t *tail)
{
	size_t shorter = a.len < b.len ? a.len : b.len;

	*head = *tail = 0;
	while (*head < shorter && a.ptr[*head] == b.ptr[*head])
		++*head;
	while (*tail < shorter - *head && a.ptr[a.len - 1 - *tail] == b.ptr[b.len - 1 - *tail])
		++*tail;
}

/* Both begin, or begin and end, with the same words: two states of one text. */
static bool
are_alike(const struct stream *s, struct str a, struct str b)
{
	struct str x = text_key(s->arena, a), y = text_key(s->arena, b);
	size_t head, tail, shorter = x.len < y.len ? x.len : y.len;

	change_common(x, y, &head, &tail);
	return head >= (size_t)ALIKE_CHARS * 3 || (shorter > 0 && (head + tail) * 2 >= shorter);
}

static struct str
join_pieces(const struct stream *s, const struct change_row *row, size_t from, size_t to)
{
	struct str text = row->pieces[from].text;

	for (size_t i = from + 1; i < to; i++)
		text = arena_printf(
		    s->arena, "%.*s\n%.*s", STR_ARG(text), STR_ARG(row->pieces[i].text));
	return text;
}

static void
tie(struct change_row *row, struct str before, struct str after, const char *why)
{
	row->tied = true;
	row->before = before;
	row->after = after;
	row->why = why;
}

/* One line: one cell, or the two beside each other. */
static void
tie_line(const struct stream *s, struct str body, struct change_row *row)
{
	struct str line = row->pieces[0].text, left = { 0 }, right = { 0 };
	size_t ways = 0;

	if (is_in_body(s, body, line)) {
		tie(row, (struct str){ 0 }, line, "本文にある文だけの行である");
		return;
	}
	for (size_t at = 0;
	     row->pieces[0].one_line && (at = str_find_char(line, ' ', at)) != STR_NONE; at++) {
		struct str a = str_trim(str_sub(line, 0, at)), b = str_trim(str_from(line, at));

		if ((is_in_body(s, body, b) && !is_in_body(s, body, a)) ||
		    (is_option(s, a) && is_option(s, b)) || (is_date(a) && is_date(b))) {
			left = a;
			right = b;
			ways++;
		}
	}
	if (ways == 1)
		tie(row, left, right, "一行に並んだ二つの記載のうち、後のものが本文か選択肢にある");
}

static bool
are_in_body(
    const struct stream *s, struct str body, const struct change_row *row, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (!is_in_body(s, body, row->pieces[i].text))
			return false;
	return true;
}

/* Several pieces: where 変更後 begins. */
static void
tie_pieces(const struct stream *s, struct str body, struct change_row *row)
{
	size_t n = row->piece_count, best = 0, ways = 0;
	unsigned most = 0;

	for (size_t k = 1; k < n; k++) {
		bool left = are_in_body(s, body, row, 0, k);
		bool right = are_in_body(s, body, row, k, n);
		bool alike = are_alike(s, row->pieces[0].text, row->pieces[k].text);
		unsigned score = (right && !left ? 1U : 0) + (alike ? 2U : 0);

		/* What was before stands in the form, what came after does not, and it is another text: nobody can say. */
		if (score == 0 || score < most)
			continue;
		ways = score > most ? 1 : ways + 1;
		most = score;
		best = k;
	}
	if (ways == 1)
		tie(row, join_pieces(s, row, 0, best), join_pieces(s, row, best, n),
		    most == 2 ? "始まりの同じ二つの文を、印字の順に変更前・変更後とした"
			      : "続く二つの文のうち、本文にあるものを変更後とした");
}

static void
tie_row(const struct stream *s, struct str body, struct change_row *row)
{
	if (row->overflow || row->piece_count == 0)
		return;
	if (row->piece_count == 1)
		tie_line(s, body, row);
	else
		tie_pieces(s, body, row);
}

/* ---- rows whose 項目 stands elsewhere on the page ------------------------------------------------------------- */

/* The item of the form that says this; NULL: none, or several. */
static const struct entry *
entry_with(const struct stream *s, struct str text)
{
	struct str key = text_key(s->arena, text);
	const struct entry *only = NULL;

	for (size_t i = 0; i < s->found->count; i++) {
		const struct entry *entry = &s->found->entries[i];

		if (!form_type_is_text(entry->known->item->type) || entry->text.len == 0 ||
		    entry->state == ITEM_UNKNOWN || !str_eq(text_key(s->arena, entry->text), key))
			continue;
		if (only != NULL)
			return NULL;
		only = entry;
	}
	return only;
}

/* A part without 項目 whose 変更後 is the text of an item: the row that names this item and has no cells. */
static void
adopt_by_item(const struct stream *s, struct change_page *page, struct change_row *part)
{
	const struct entry *entry = entry_with(s, part->after);
	struct change_row *only = NULL;
	size_t rows = 0;

	for (size_t i = 0; entry != NULL && i < page->row_count; i++)
		if (page->rows[i].piece_count == 0 && !page->rows[i].tied &&
		    changes_path_names(s->found, entry, text_key(s->arena, page->rows[i].path))) {
			only = &page->rows[i];
			rows++;
		}
	if (rows != 1)
		return;
	tie(only, part->before, part->after, "変更後の文が、本文のこの項目にある");
	only->closed = true;
	only->reason = part->reason;
	part->used = true;
}

/* One row has half of its cells, and one part is left: two dates are before and after, whichever was printed first. */
static void
adopt_last(struct change_page *page)
{
	struct change_row *row = NULL, *part = NULL;
	size_t rows = 0, parts = 0;

	for (size_t i = 0; i < page->row_count; i++)
		if (!page->rows[i].tied) {
			row = &page->rows[i];
			rows++;
		}
	for (size_t i = 0; i < page->part_count; i++)
		if (!page->parts[i].used && page->parts[i].piece_count > 0) {
			part = &page->parts[i];
			parts++;
		}
	if (rows != 1 || parts != 1 || row->piece_count != 1 || part->piece_count != 1 ||
	    !is_date(row->pieces[0].text) || !is_date(part->pieces[0].text) || part->reason.len > 0)
		return;
	tie(row, row->pieces[0].text, part->pieces[0].text,
	    "この頁に残った日付と行が一つずつである");
	part->used = true;
}

/* Every text of the page is a cell of a row, and every row has its cells. */
static bool
is_accounted(const struct change_page *page)
{
	bool all = !page->overflow && page->row_count == page->date_count;

	for (size_t i = 0; i < page->row_count; i++)
		all = all && page->rows[i].tied;
	/* 提出時期 alone is that of a row which was parted from it. */
	for (size_t i = 0; i < page->part_count; i++)
		all = all && (page->parts[i].used || page->parts[i].piece_count == 0) &&
		    (page->parts[i].used || page->parts[i].reason.len == 0);
	return all;
}

void
change_cells_tie(const struct stream *s, struct str body, struct change_page *page)
{
	for (size_t i = 0; i < page->row_count; i++)
		tie_row(s, body, &page->rows[i]);
	for (size_t i = 0; i < page->part_count; i++) {
		tie_row(s, body, &page->parts[i]);
		if (page->parts[i].tied && page->parts[i].closed)
			adopt_by_item(s, page, &page->parts[i]);
	}
	adopt_last(page);
	page->accounted = is_accounted(page);
}
