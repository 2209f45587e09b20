/* SPDX-License-Identifier: Apache-2.0 */
/* A row without a label: more of the item before it, or a value whose label is lost. */
#include "base/text.h"
#include "import/boxes.h"
#include "import/walk.h"

#include "base/banned.h"

/* Where the values of this entry begin in another row. */
static size_t
value_from(const struct entry *entry, const struct row *row)
{
	size_t from = 0;

	while (from < row->count && row->cells[from].column < entry->value_column &&
	    row->cells[from].text.len == 0)
		from++;
	return from;
}

/* More boxes and labels in cells of their own, below those of the row above. */
static bool
is_more_grid(const struct walk *w, const struct entry *entry, const struct row *row)
{
	const struct form_item *item = entry->known->item;
	struct str rest;

	for (size_t c = 0; c < row->count; c++)
		if (row->cells[c].text.len > 0 && !value_is_sign(row->cells[c].text) &&
		    boxes_mark(item, w->arena, row->cells[c].text, &rest) != NULL)
			return true;
	return false;
}

/* "[2]": an option of this item by its number, and nothing else. */
static bool
is_number_answer(const struct form_item *item, struct arena *arena, struct str text)
{
	struct str key = text_key(arena, text_cut(text, 20));
	int64_t n;

	if (key.len < 3 || key.ptr[0] != '[' || key.ptr[key.len - 1] != ']' ||
	    !str_parse_i64(str_sub(key, 1, key.len - 2), &n))
		return false;
	for (size_t i = 0; i < item->option_count; i++)
		if (item->options[i].number == n && n > 0)
			return true;
	return false;
}

/* Nothing but its printed options has been seen of a choice. */
static bool
is_unanswered(const struct walk *w, const struct entry *entry)
{
	for (size_t i = 0; i < entry->piece_count; i++)
		if (!value_is_options(w->labels, w->arena, entry->pieces[i].text))
			return false;
	return true;
}

/* The cell before its first text goes on from the row above: a label that covers both rows. */
static bool
is_beside_its_label(const struct row *row)
{
	for (size_t c = 0; c < row->count; c++)
		if (row->cells[c].text.len > 0)
			return c > 0 && row->cells[c - 1].above;
	return false;
}

/* A row without a label: more of the item before it, or an orphan. */
void
walk_loose(struct walk *w, const struct row *row)
{
	struct str text = blocks_join_row(w->arena, row, 0);

	if (w->current == STR_NONE) {
		found_loose(w->found, row->line, text);
		if (w->found->count > 0)
			w->found->entries[w->found->count - 1].loose_behind = true;
		if (!w->lost)
			return;
		if (value_is_choice(w->labels, w->arena, text) &&
		    !value_is_options(w->labels, w->arena, text))
			walk_orphan(w, true, row->line, text);
		return;
	}
	struct entry *entry = &w->found->entries[w->current];
	enum form_type type = entry->known->item->type;
	bool options = value_is_options(w->labels, w->arena, text);
	bool choice = value_is_choice(w->labels, w->arena, text);

	if (type == FORM_CHOICE) {
		bool empty = is_unanswered(w, entry);
		if (options ||
		    (empty && (choice || is_number_answer(entry->known->item, w->arena, text))))
			found_piece(w->found, w->current, row->line, text, false);
		else if (value_is_aside(w->found, entry->known, text))
			found_piece(w->found, w->current, row->line, text, false)->aside = true;
		else
			walk_orphan(w, choice, row->line, text);
		return;
	}
	/* What looks like the value of another right below a label: the label's own cell is not known to be blank. */
	if ((options || choice) && entry->piece_count == 0 && type != FORM_MARKS &&
	    type != FORM_GROUP)
		entry->damaged = true;
	if (options)
		return;
	if (choice && !(type == FORM_MARKS && value_has_box(text)))
		walk_orphan(w, true, row->line, text);
	else if (walk_bare_marks(w, text, row->line) || walk_bare_grid(w, row, 0))
		return;
	else if (type == FORM_MARKS && !value_has_box(text) && !is_more_grid(w, entry, row))
		walk_orphan(w, false, row->line, text);
	else if (type == FORM_DATE && entry->piece_count > 0)
		walk_orphan(w, false, row->line, text);
	else if (type != FORM_GROUP && type != FORM_MARKS && entry->has_cell && row->count > 1 &&
	    row->cells[0].text.len == 0 && !is_beside_its_label(row))
		walk_orphan(w, false, row->line, text); /* a row of its own, whose label is lost */
	else {
		size_t index = w->current, before = entry->piece_count;
		size_t from = value_from(entry, row);

		w->cells = row->cells + from;
		w->cell_count = row->count - from;
		walk_value(w, index, row->line, text, is_beside_its_label(row));
		w->cells = NULL;
		entry = &w->found->entries[index];
		if (entry->piece_count > before)
			entry->pieces[before].apart =
			    (before > 0 && row->gap > 0) || walk_filled(row) > 1;
	}
}
