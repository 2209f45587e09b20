/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page of 変更箇所 as printed: a 項目 begins with the title of a section, 提出時期 ends a row, dates and headings of columns stand
 * between. What comes between belongs together.
 */
#include "base/scope.h"
#include "base/text.h"
#include "import/limits.h"
#include "import/stream_changes.h"

#include "base/banned.h"

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

static bool
is_change_column(const struct known *known)
{
	const struct form_item *table = known->item->parent;

	return table != NULL && table->type == FORM_TABLE && table->parent != NULL &&
	    known->section == table->parent && str_ends(table->def, STR("change[]"));
}

/* "変更前の記載 変更後の記載 提出時期変更日", "（別添２）変更箇所": printed on every page, in any order. */
static bool
is_heading(const struct stream *s, struct str text)
{
	struct str key = text_key(s->arena, text_cut(text, IMPORT_LABEL_MAX_BYTES));

	if (text.len > IMPORT_LABEL_MAX_BYTES)
		return false;
	while (key.len > 0) {
		size_t longest = 0;

		for (size_t k = 0; k < s->labels->count; k++) {
			const struct known *known = &s->labels->list[k];
			bool title = known->item->parent == NULL && k + 2 < s->labels->count &&
			    is_change_column(&known[2]);

			if ((title || is_change_column(known)) && known->label.key.len > longest &&
			    str_starts(key, known->label.key))
				longest = known->label.key.len;
		}
		if (longest == 0)
			return false;
		key = str_from(key, longest);
	}
	return true;
}

/* Where the word 事前 or 事後 stands alone in the line: at its end, or before 提出時期に係る説明. STR_NONE: nowhere. */
static size_t
find_timing(struct str text, bool *before)
{
	static const char *const words[] = { "事後", "事前" };

	for (size_t i = 0; i < 2; i++)
		for (size_t at = 0; (at = str_find(text, str_of(words[i]), at)) != STR_NONE;
		     at += sizeof "事後" - 1) {
			size_t end = at + sizeof "事後" - 1;

			if ((at > 0 && text.ptr[at - 1] != ' ') ||
			    (end < text.len && text.ptr[end] != ' '))
				continue;
			*before = i == 1;
			return at;
		}
	return STR_NONE;
}

/* What only 提出時期に係る説明 says. */
static bool
reads_as_reason(const struct stream *s, struct str text)
{
	static const char *const words[] = { "重要な変更", "形式的な変更", "義務付けられ",
		"軽微な変更", "事前の提出", "事前に提出", "その他の項目", "該当しない",
		"明らかに軽減" };
	struct str key = text_key(s->arena, text_cut(text, 400));

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_has(key, str_of(words[i])))
			return true;
	return false;
}

/* "システム4", "リスク1:目的外…": the first number of a word; 0: none. */
static unsigned
number_in(struct str word)
{
	unsigned n = 0;

	for (size_t i = 0; i < word.len; i++)
		if (str_is_digit(word.ptr[i]) && n < 100)
			n = n * 10 + (unsigned)(word.ptr[i] - '0');
		else if (n != 0)
			break;
	return n;
}

/* The place in the form of what a line of a path names. */
static void
rank_line(const struct stream *s, struct str line, unsigned *rank)
{
	struct label whole = label_parse(s->arena, line);

	if (whole.kind == LABEL_ROMAN && rank[0] == 0)
		rank[0] = whole.number;
	for (struct str rest = line, word; rest.len > 0;) {
		word = str_split(rest, ' ', &rest);
		struct label label = label_parse(s->arena, word);
		unsigned *part = label.kind == LABEL_HEADING ? &rank[1]
		    : label.kind == LABEL_CIRCLED            ? &rank[3]
							     : &rank[2];
		if (*part == 0 && label.kind != LABEL_ROMAN)
			*part = part == &rank[2] ? number_in(label.key) : label.number;
	}
}

/* ---- from line to line --------------------------------------------------------------------------------------- */

struct page_reader {
	const struct stream *s;
	struct change_page *page;
	struct change_row *row; /* the row or part that is open; NULL: none */
	bool in_path;           /* the line above is of a path */
	bool in_reason;
	bool in_piece;
};

static struct change_row *
add_row(struct page_reader *r, bool path, uint32_t line)
{
	struct change_page *page = r->page;
	size_t *count = path ? &page->row_count : &page->part_count;

	if (*count == PAGE_ROWS_MAX) {
		page->overflow = true;
		return NULL;
	}
	struct change_row *row = path ? &page->rows[(*count)++] : &page->parts[(*count)++];
	*row = (struct change_row){ .line = line };
	return row;
}

static void
add_path_line(struct page_reader *r, struct str text)
{
	r->row->path = r->row->path.len == 0 ? text : arena_join(r->s->arena, r->row->path, text);
	rank_line(r->s, text, r->row->rank);
}

static void
add_piece(struct page_reader *r, struct str text, uint32_t line, bool goes_on)
{
	struct change_row *row = r->row;

	if (goes_on && r->in_reason && row != NULL) {
		row->reason = arena_join(r->s->arena, row->reason, text);
		return;
	}
	r->in_reason = false;
	if (goes_on && r->in_piece && row != NULL && row->piece_count > 0) {
		struct change_piece *piece = &row->pieces[row->piece_count - 1];

		piece->text = arena_join(r->s->arena, piece->text, text);
		piece->one_line = false;
		return;
	}
	if (row != NULL && row->closed && row->reason.len == 0 && reads_as_reason(r->s, text)) {
		row->reason = text;
		r->in_reason = true;
		return;
	}
	if (row == NULL || row->closed)
		row = r->row = add_row(r, false, line);
	r->in_piece = true;
	if (row == NULL)
		return;
	if (row->piece_count == ROW_PIECES_MAX) {
		row->overflow = true;
		return;
	}
	row->pieces[row->piece_count++] = (struct change_piece){ text, true };
}

static void
close_row(struct page_reader *r, uint32_t line, struct str behind)
{
	if (r->row == NULL || r->row->closed)
		r->row = add_row(r, false, line);
	r->in_piece = r->in_reason = false;
	if (r->row == NULL)
		return;
	r->row->closed = true;
	r->row->reason = behind;
	r->in_reason = behind.len > 0;
}

static void
read_line(struct page_reader *r, const struct row *line, bool era)
{
	struct str text = stream_row_text(line);
	struct change_page *page = r->page;
	bool goes_on = line->gap == 0 && (r->in_path || r->in_piece || r->in_reason);
	struct date date;
	bool before = false;
	size_t at;

	if (date_parse(text, &date) && is_era_date(text) == era &&
	    page->date_count < PAGE_ROWS_MAX) {
		page->lines[page->date_count] = line->line;
		page->dates[page->date_count++] = text;
		r->row = NULL;
		r->in_path = r->in_piece = r->in_reason = false;
		return;
	}
	if (r->in_path && goes_on && r->row != NULL) {
		add_path_line(r, text);
		return;
	}
	r->in_path = !goes_on && begins_path(r->s, text);
	if (r->in_path) {
		r->in_piece = r->in_reason = false;
		r->row = add_row(r, true, line->line);
		if (r->row != NULL)
			add_path_line(r, text);
		return;
	}
	if (!goes_on && is_heading(r->s, text)) {
		r->row = NULL;
		r->in_piece = r->in_reason = false;
		return;
	}
	at = find_timing(text, &before);
	if (at == STR_NONE) {
		add_piece(r, text, line->line, goes_on);
		return;
	}
	page->before += before;
	page->after += !before;
	if (at > 0)
		add_piece(r, str_trim(str_sub(text, 0, at)), line->line, goes_on);
	close_row(r, line->line, str_trim(str_from(text, at + sizeof "事後" - 1)));
}

int
change_rank_cmp(const struct change_row *a, const struct change_row *b)
{
	for (size_t i = 0; i < RANK_PARTS; i++)
		if (a->rank[i] != b->rank[i])
			return a->rank[i] < b->rank[i] ? -1 : 1;
	return 0;
}

/* Stable, of few rows. */
static void
sort_rows(struct change_page *page)
{
	for (size_t i = 1; i < page->row_count; i++)
		for (size_t k = i; k > 0 && change_rank_cmp(&page->rows[k - 1], &page->rows[k]) > 0;
		     k--) {
			struct change_row row = page->rows[k];

			page->rows[k] = page->rows[k - 1];
			page->rows[k - 1] = row;
		}
}

static void
sort_dates(struct change_page *page)
{
	for (size_t i = 1; i < page->date_count; i++)
		for (size_t k = i; k > 0; k--) {
			struct date a, b;
			struct str text = page->dates[k];
			uint32_t line = page->lines[k];

			if (!date_parse(page->dates[k - 1], &a) || !date_parse(text, &b) ||
			    date_cmp(a, b) <= 0)
				break;
			page->dates[k] = page->dates[k - 1];
			page->lines[k] = page->lines[k - 1];
			page->dates[k - 1] = text;
			page->lines[k - 1] = line;
		}
}

void
change_page_read(const struct stream *s, size_t p, bool era, struct change_page *page)
{
	struct page_reader reader = { .s = s, .page = page };

	*page = (struct change_page){ 0 };
	for (size_t r = 0; r < s->blocks->count; r++)
		if (s->blocks->rows[r].page == p)
			read_line(&reader, &s->blocks->rows[r], era);
	sort_rows(page);
	sort_dates(page);
}
