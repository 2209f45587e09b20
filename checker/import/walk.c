/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The walk through a form that reached us as rows in their order: each label is looked for in the definition, ahead of
 * the place where we are and inside of the groups that are open, so that その他の措置の内容 is the one of this リスク. A
 * label that cannot be placed closes the item before it and makes us lost until the next label that exists once.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "import/walk.h"
#include "import/limits.h"

#include "base/banned.h"

size_t
walk_filled(const struct row *row)
{
	size_t n = 0;

	for (size_t i = 0; i < row->count; i++)
		if (row->cells[i].text.len > 0)
			n++;
	return n;
}

static bool
echo_has(const struct cell *table, struct str key)
{
	for (size_t r = 0; r < table->inner_count; r++)
		for (size_t c = 0; c < table->inner[r].count; c++)
			if (str_eq(table->inner[r].cells[c].key, key))
				return true;
	return str_eq(table->key, key);
}

/* The content of an inner table once more, as cells behind it or as rows below it. */
static bool
is_echo(const struct walk *w, const struct row *row, size_t from)
{
	size_t filled = 0;

	if (w->echo == NULL)
		return false;
	for (size_t c = from; c < row->count; c++) {
		struct str key = row->cells[c].key;

		if (key.len == 0)
			continue;
		filled++;
		if (!echo_has(w->echo, key))
			return false;
	}
	return filled > 0;
}

/* Rows of labels and values, and not the list of options of a choice. */
static bool
holds_items(const struct walk *w, const struct cell *cell)
{
	for (size_t r = 0; r < cell->inner_count; r++) {
		const struct cell *first = cell->inner[r].cells;

		if (first->text.len > 0 && first->text.len <= IMPORT_LABEL_MAX_BYTES &&
		    labels_have(w->labels, label_parse(w->arena, first->text).key))
			return true;
	}
	return false;
}

static void
walk_expanded(struct walk *w, const struct row *row, size_t table)
{
	const struct cell *cell = &row->cells[table];
	struct row head = *row;

	head.count = table;
	if (walk_filled(&head) > 0)
		walk_row(w, &head);
	for (size_t r = 0; r < cell->inner_count; r++) {
		struct row inner = cell->inner[r];

		if (inner.line == 0)
			inner.line = row->line;
		if (walk_filled(&inner) > 0)
			walk_row(w, &inner);
	}
}

static void
walk_body(struct walk *w, struct row *row)
{
	if (is_echo(w, row, 0))
		return;
	w->echo = NULL;
	for (size_t c = 0; c < row->count; c++) {
		if (row->cells[c].inner_count == 0)
			continue;
		w->echo = &row->cells[c];
		for (size_t k = c + 1; k < row->count; k++)
			if (echo_has(w->echo, row->cells[k].key))
				row->cells[k] = (struct cell){ 0 };
		if (holds_items(w, &row->cells[c])) {
			walk_expanded(w, row, c);
			return;
		}
	}
	walk_row(w, row);
}

/* The row above once more: of a label, or of several cells, that is a slip of the extraction. */
static bool
is_doubled(const struct walk *w, const struct row *above, const struct row *row)
{
	enum { SENTENCE_CHARS = 15 };
	const struct cell *only = NULL;

	if (above->count != row->count)
		return false;
	for (size_t c = 0; c < row->count; c++) {
		if (!str_eq(above->cells[c].text, row->cells[c].text))
			return false;
		if (row->cells[c].text.len > 0)
			only = &row->cells[c];
	}
	return only != NULL &&
	    (walk_filled(row) > 1 || text_chars(only->text) > SENTENCE_CHARS ||
		labels_have(w->labels, label_parse(w->arena, only->text).key));
}

static uint32_t
width_of(const struct row *row)
{
	if (row->count == 0)
		return 0;
	const struct cell *last = &row->cells[row->count - 1];
	return last->column + (last->span > 1 ? last->span : 1);
}

/* Fewer columns than the rows above and below it, which agree: a cell was lost with its border. */
static bool
is_short(const struct blocks *blocks, size_t i)
{
	const struct row *row = &blocks->rows[i];

	bool above = i > 0 && row->gap == 0 && row[-1].count > 1;
	bool below = i + 1 < blocks->count && row[1].gap == 0 && row[1].count > 1;
	const struct row *a = above ? row - 1 : row + 2, *b = below ? row + 1 : row - 2;

	/* At an end of its table: the two rows next to it. */
	if (!(above || below) || row->count == 0 || a < blocks->rows || b < blocks->rows ||
	    a >= blocks->rows + blocks->count || b >= blocks->rows + blocks->count ||
	    (!above && a->gap > 0) || (!below && row[-1].gap > 0))
		return false;
	return width_of(a) == width_of(b) && width_of(row) < width_of(a);
}

static bool
is_toc_title(const struct walk *w, const struct row *row)
{
	struct str key;

	if (walk_filled(row) != 1)
		return false;
	key = label_parse(w->arena, blocks_join_row(w->arena, row, 0)).key;
	for (size_t i = 0; i < w->labels->count; i++) {
		const struct known *known = &w->labels->list[i];

		if (known->item->is_static && known->item->type == FORM_GROUP &&
		    str_eq(known->label.key, key))
			return true;
	}
	return false;
}

enum { TELL_ROWS = 500 };

void
walk_blocks(struct found *found, const struct blocks *blocks)
{
	struct walk w = { .found = found,
		.labels = found->labels,
		.arena = found->arena,
		.file_no = 1,
		.current = STR_NONE };

	if (w.labels->count == 0)
		return;
	w.section = w.labels->list[0].item;
	w.at = &w.labels->list[0];
	const bool *of_page = page_lines(w.arena, w.labels, blocks);
	for (size_t i = 0; i < blocks->count; i++) {
		struct row *row = &blocks->rows[i];

		if (i % TELL_ROWS == 0)
			sink_progress(found->sink,
			    &(struct progress_step){
				.unit = PROGRESS_ROWS, .done = i, .total = blocks->count });
		if (of_page[i] || (i > 0 && is_doubled(&w, row - 1, row)))
			continue;
		if (walk_take_section(&w, row, blocks->count - i))
			continue;
		if (is_toc_title(&w, row)) {
			w.in_toc = true;
			w.toc_count = 0;
			w.current = STR_NONE;
			continue;
		}
		if (walk_leaves_annex(&w, row)) {
			walk_end_annex(&w);
			w.current = STR_NONE;
			w.lost = true;
		}
		if (w.annex != NULL) {
			*ARRAY_ADD(w.annex_rows, w.annex_count, w.annex_room) = *row;
			continue;
		}
		w.is_short = is_short(blocks, i);
		walk_body(&w, row);
	}
	walk_end_annex(&w);
	free(w.annex_rows);
}
