/* SPDX-License-Identifier: Apache-2.0 */
/* One row: its label, its value, or what it adds to the item before it. */
#include "base/mem.h"
#include "base/text.h"
#include "import/boxes.h"
#include "import/walk.h"
#include "import/limits.h"

#include "base/banned.h"

static void
add_orphan(struct walk *w, bool choice, uint32_t line, struct str text)
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
static bool
take_bare_marks(struct walk *w, struct str text, uint32_t line)
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
static bool
take_bare_grid(struct walk *w, const struct row *row, size_t from)
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
static void
take_value(struct walk *w, size_t index, uint32_t line, struct str text, bool own)
{
	struct entry *entry = &w->found->entries[index];
	enum form_type type = entry->known->item->type;

	if (type == FORM_GROUP || type == FORM_TABLE) {
		if (!take_bare_marks(w, text, line))
			add_orphan(w, value_is_choice(w->labels, w->arena, text), line, text);
	} else if ((form_type_is_text(type) || type == FORM_DATE || type == FORM_COUNT) &&
	    value_is_options(w->labels, w->arena, text)) {
		entry->damaged = true;
	} else if (form_type_is_text(type) && own && value_is_choice(w->labels, w->arena, text)) {
		entry->damaged = true;
		add_orphan(w, true, line, text);
	} else {
		struct piece *piece = found_piece(w->found, index, line, text, own);

		piece->cells = w->cells;
		piece->cell_count = w->cell_count;
		piece->aside =
		    !own && type == FORM_CHOICE && value_is_aside(w->found, entry->known, text);
	}
}

/* The value of a row: its cells from one on. */
static void
take_row_value(struct walk *w, size_t index, const struct row *row, size_t from)
{
	w->cells = row->cells + from;
	w->cell_count = row->count - from;
	if (w->found->entries[index].value_column == 0)
		w->found->entries[index].value_column = row->cells[from].column;
	take_value(w, index, row->line, blocks_join_row(w->arena, row, from), true);
	w->cells = NULL;
}

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
static void
take_loose(struct walk *w, const struct row *row)
{
	struct str text = blocks_join_row(w->arena, row, 0);

	if (w->current == STR_NONE) {
		found_loose(w->found, row->line, text);
		if (!w->lost)
			return;
		if (value_is_choice(w->labels, w->arena, text) &&
		    !value_is_options(w->labels, w->arena, text))
			add_orphan(w, true, row->line, text);
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
			add_orphan(w, choice, row->line, text);
		return;
	}
	/* What looks like the value of another right below a label: the label's own cell is not known to be blank. */
	if ((options || choice) && entry->piece_count == 0 && type != FORM_MARKS &&
	    type != FORM_GROUP)
		entry->damaged = true;
	if (options)
		return;
	if (choice && !(type == FORM_MARKS && value_has_box(text)))
		add_orphan(w, true, row->line, text);
	else if (take_bare_marks(w, text, row->line) || take_bare_grid(w, row, 0))
		return;
	else if (type == FORM_MARKS && !value_has_box(text) && !is_more_grid(w, entry, row))
		add_orphan(w, false, row->line, text);
	else if (type == FORM_DATE && entry->piece_count > 0)
		add_orphan(w, false, row->line, text);
	else if (type != FORM_GROUP && type != FORM_MARKS && entry->has_cell && row->count > 1 &&
	    row->cells[0].text.len == 0 && !is_beside_its_label(row))
		add_orphan(w, false, row->line, text); /* a row of its own, whose label is lost */
	else {
		size_t index = w->current, before = entry->piece_count;
		size_t from = value_from(entry, row);

		w->cells = row->cells + from;
		w->cell_count = row->count - from;
		take_value(w, index, row->line, text, is_beside_its_label(row));
		w->cells = NULL;
		entry = &w->found->entries[index];
		if (entry->piece_count > before)
			entry->pieces[before].apart =
			    (before > 0 && row->gap > 0) || walk_filled(row) > 1;
	}
}

/* The item that comes next and has a row of its own; NULL at the end. */
static const struct known *
next_known(const struct walk *w)
{
	const struct known *next = w->at + 1, *end = w->labels->list + w->labels->count;

	while (next < end && next->inside)
		next++;
	return next < end ? next : NULL;
}

/* "⑦再委託の有無 ※ [再委託しない] …" in one cell: the label up to the first bracket or box. */
static bool
take_merged(struct walk *w, const struct cell *cell, uint32_t line)
{
	struct str text = cell->text;

	for (size_t at = 0, cuts = 0; at < text.len && at < IMPORT_LABEL_MAX_BYTES && cuts < 12;) {
		size_t from = at;
		uint32_t c = text_next(text, &at);
		bool box = c == '[' || (c >= BOX_FIRST && c <= BOX_LAST);

		if (from == 0 || !(box || c == ' ' || c == '\n'))
			continue;
		cuts++;
		struct str head = str_sub(text, 0, from);
		struct str rest = str_trim(str_from(text, box ? from : at));
		if (str_starts(rest, STR("※")))
			rest = str_trim(str_from(rest, sizeof "※" - 1));
		struct label label = label_parse(w->arena, head);
		bool opens = str_starts(rest, STR("[")) || value_has_box(text_cut(rest, BOX_BYTES));
		unsigned n;
		bool known_label;

		/* Without a number only where the form has this label next. */
		bool next = next_known(w) != NULL && !next_known(w)->numbered &&
		    text_chars(label.key) >= 6 && label_is(next_known(w), label.key, &n);
		if (!opens && label.kind != LABEL_CIRCLED && !next)
			continue;
		const struct known *known = walk_find(w, &label, &n, &known_label);
		if (known == NULL || known->item->type == FORM_GROUP ||
		    (!opens && !(next && known == next_known(w)) &&
			(known->label.kind != LABEL_CIRCLED ||
			    known->label.number != label.number)))
			continue;
		walk_enter(w, known, n, line);
		w->found->entries[w->current].has_cell = true;
		take_value(w, w->current, line, rest, true);
		return true;
	}
	return false;
}

/* "[令和6年10月 様式4]": printed whole; another edition has another month. */
static bool
take_printed(struct walk *w, const struct cell *cell, uint32_t line)
{
	if (!str_starts(cell->key, STR("[")) || cell->key.len > IMPORT_LABEL_MAX_BYTES)
		return false;
	for (size_t i = 0; i < w->labels->count; i++) {
		const struct known *known = &w->labels->list[i];
		struct str key = known->label.key;
		size_t form = str_find(key, STR("様式"), 0);

		if (!known->item->is_static || !form_type_is_text(known->item->type) ||
		    !str_starts(key, STR("[")) || form == STR_NONE ||
		    !str_ends(cell->key, str_from(key, form)) || walk_is_visited(w, known))
			continue;
		size_t index = found_add(w->found, known, 1, 0, line);
		found_piece(w->found, index, line, cell->text, true);
		w->current = STR_NONE;
		return true;
	}
	return false;
}

static const struct cell *
cell_in_column(const struct row *row, size_t column)
{
	for (size_t i = 0; i < row->count; i++)
		if (row->cells[i].column == column)
			return &row->cells[i];
	return NULL;
}

/* The values below a row of labels. */
static bool
take_header_values(struct walk *w, const struct row *row)
{
	size_t count = w->header_count, values = 0;
	struct label first;
	bool known_label;
	unsigned n;

	w->header_count = 0;
	if (count == 0 || walk_filled(row) > count)
		return false;
	for (size_t k = 0; k < count; k++) {
		const struct cell *cell = cell_in_column(row, w->header_column[k]);

		if (cell == NULL)
			return false;
		values += cell->text.len > 0;
		first = label_parse(w->arena, cell->text);
		if (cell->text.len > 0 && walk_find(w, &first, &n, &known_label) != NULL)
			return false;
	}
	if (values != walk_filled(row))
		return false;
	for (size_t k = 0; k < count; k++) {
		const struct cell *cell = cell_in_column(row, w->header_column[k]);

		w->found->entries[w->header[k]].has_cell = true;
		if (cell->text.len > 0)
			found_piece(w->found, w->header[k], row->line, cell->text, true);
	}
	w->current = STR_NONE;
	return true;
}

/* This cell is the label of the very next item, and so is each behind it: a row of labels. */
static bool
is_header_cell(const struct walk *w, const struct cell *cell)
{
	const struct known *next = next_known(w);
	unsigned n;

	return next != NULL && cell->key.len > 0 && !next->numbered &&
	    label_is(next, label_parse(w->arena, cell->text).key, &n);
}

/* The cell of this row from c on that is the label of the item that comes next, or the end of the row. */
static size_t
next_label(const struct walk *w, const struct row *row, size_t c)
{
	for (; c < row->count; c++)
		if (is_header_cell(w, &row->cells[c]))
			return c;
	return row->count;
}

void
walk_row(struct walk *w, const struct row *row)
{
	size_t target = STR_NONE; /* the entry whose value the rest of the row is */
	size_t label_column = 0;
	bool placed = false, ignored = false;

	if (take_header_values(w, row))
		return;
	/* One empty cell below a label that has the row for itself: its value, which is blank. */
	if (walk_filled(row) == 0) {
		if (row->count == 1 && w->current != STR_NONE)
			w->found->entries[w->current].has_cell = true;
		return;
	}
	for (size_t c = 0; c < row->count; c++) {
		const struct cell *cell = &row->cells[c];

		if (cell->text.len == 0)
			continue;
		if (target != STR_NONE &&
		    w->found->entries[target].known->item->type != FORM_GROUP) {
			if (c == label_column + 1 && is_header_cell(w, cell) &&
			    w->header_count < 7) {
				if (w->header_count == 0) {
					w->header[0] = target;
					w->header_column[0] = row->cells[label_column].column;
					w->header_count = 1;
				}
				walk_enter(w, next_known(w), 0, row->line);
				target = w->current;
				label_column = c;
				w->header[w->header_count] = target;
				w->header_column[w->header_count++] = cell->column;
				continue;
			}
			size_t end = next_label(w, row, c);
			/* Boxes of their own come first where they are empty: "", "紙", "○", "電子メール". */
			size_t from = c;
			while (from > label_column + 1 && row->cells[from - 1].text.len == 0)
				from--;
			struct row values = *row;
			values.count = end;
			if (from < end)
				take_row_value(w, target, &values, from);
			if (end == row->count)
				break;
			/* "公表日 | 令和6年4月1日 | 評価実施機関名 | …": another label in the same row. */
			target = STR_NONE;
			c = end - 1;
			continue;
		}
		if (target != STR_NONE && take_bare_grid(w, row, label_column + 1))
			break;
		if (ignored)
			break;
		enum place result = take_printed(w, cell, row->line)
		    ? PLACE_IGNORE
		    : walk_place(w, cell->text, row->line);
		if (result == PLACE_YES) {
			target = w->current;
			label_column = c;
			placed = true;
			if (row->count > c + 1)
				w->found->entries[target].has_cell = true;
		} else if (result == PLACE_IGNORE) {
			ignored = true;
		} else if (result == PLACE_LOST) {
			w->lost = true;
			w->current = STR_NONE;
			struct row rest = *row;
			rest.cells = row->cells + c + 1;
			rest.count = row->count - c - 1;
			if (walk_filled(&rest) > 0)
				take_loose(w, &rest);
			return;
		} else if (take_merged(w, cell, row->line)) {
			target = w->current;
			label_column = c;
			placed = true;
		} else if (target != STR_NONE) {
			take_row_value(w, target, row, c);
			break;
		} else {
			take_loose(w, row);
			break;
		}
	}
	if (!placed)
		w->header_count = 0;
}
