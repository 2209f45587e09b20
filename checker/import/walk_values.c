/* SPDX-License-Identifier: Apache-2.0 */
/* What a text in the place of a value is: the item's own, boxes of the next one, or a value whose label is lost. */
#include "base/mem.h"
#include "import/walk.h"

#include "base/banned.h"

void
walk_orphan(struct walk *w, bool choice, uint32_t line, struct str text)
{
	struct orphan *orphan =
	    ARRAY_ADD(w->found->orphans, w->found->orphan_count, w->found->orphan_room);

	*orphan = (struct orphan){ .choice = choice,
		.line = line,
		.text = text,
		.after = w->found->count == 0 ? STR_NONE : w->found->count - 1,
		.before = STR_NONE };
}

/* Marks that stand without a label: "[] 委託しない" beside a heading or below it. */
bool
walk_bare_marks(struct walk *w, struct str text, uint32_t line)
{
	if (!value_has_box(text) || w->at == NULL)
		return false;
	for (size_t i = 0; i < w->labels->count; i++) {
		const struct known *known = &w->labels->list[i];

		if (known->item->type != FORM_MARKS || !walk_reaches(w, known) ||
		    known->item->order < w->at->item->order ||
		    !walk_is_open(w, known->item->parent) ||
		    !value_is_marks_of(known, w->arena, text))
			continue;
		walk_enter(w, known, 0, line);
		found_piece(w->found, w->current, line, text, true);
		w->found->entries[w->current].has_cell = true;
		return true;
	}
	return false;
}

/* The same with each box and each label in a cell of its own: "○ | 委託しない" or "委託しない | ○". */
bool
walk_bare_grid(struct walk *w, const struct row *row, size_t from)
{
	if (w->at == NULL)
		return false;
	for (size_t i = 0; i < w->labels->count; i++) {
		const struct known *known = &w->labels->list[i];

		if (known->item->type != FORM_MARKS || !walk_reaches(w, known) ||
		    known->item->order < w->at->item->order ||
		    !walk_is_open(w, known->item->parent) ||
		    !value_is_grid_of(known, w->arena, row->cells + from, row->count - from))
			continue;
		walk_enter(w, known, 0, row->line);
		struct piece *piece = found_piece(
		    w->found, w->current, row->line, blocks_join_row(w->arena, row, from), true);
		piece->cells = row->cells + from;
		piece->cell_count = row->count - from;
		w->found->entries[w->current].has_cell = true;
		return true;
	}
	return false;
}

/* A cell of a labelled row that is its value. */
void
walk_value(struct walk *w, size_t index, uint32_t line, struct str text, bool own)
{
	struct entry *entry = &w->found->entries[index];
	enum form_type type = entry->known->item->type;

	/* "その他の措置の内", "容": the label went on in the next line. */
	if (entry->label_rest.len > 0 && str_starts(text, entry->label_rest) &&
	    entry->piece_count == 0)
		text = str_trim(str_from(text, entry->label_rest.len));
	entry->label_rest = (struct str){ 0 };
	if (text.len == 0)
		return;
	if (type == FORM_GROUP || type == FORM_TABLE) {
		if (!walk_bare_marks(w, text, line))
			walk_orphan(w, value_is_choice(w->labels, w->arena, text), line, text);
	} else if ((form_type_is_text(type) || type == FORM_DATE || type == FORM_COUNT) &&
	    value_is_options(w->labels, w->arena, text)) {
		entry->damaged = true;
	} else if (form_type_is_text(type) && own && value_is_choice(w->labels, w->arena, text)) {
		entry->damaged = true;
		walk_orphan(w, true, line, text);
	} else {
		struct piece *piece = found_piece(w->found, index, line, text, own);

		piece->cells = w->cells;
		piece->cell_count = w->cell_count;
		piece->aside =
		    !own && type == FORM_CHOICE && value_is_aside(w->found, entry->known, text);
	}
}

/* The value of a row: its cells from one on. */
void
walk_row_value(struct walk *w, size_t index, const struct row *row, size_t from)
{
	w->cells = row->cells + from;
	w->cell_count = row->count - from;
	if (w->found->entries[index].value_column == 0)
		w->found->entries[index].value_column = row->cells[from].column;
	walk_value(w, index, row->line, blocks_join_row(w->arena, row, from), true);
	w->cells = NULL;
}
