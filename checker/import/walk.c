/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The walk through a form that reached us as rows in their order: each label is looked for in the definition, ahead of
 * the place where we are and inside of the groups that are open, so that その他の措置の内容 is the one of this リスク. A
 * label that cannot be placed closes the item before it and makes us lost until the next label that exists once.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "import/found.h"
#include "import/limits.h"

#include "base/banned.h"

enum place { PLACE_NO, PLACE_YES, PLACE_IGNORE, PLACE_LOST };

struct walk {
	struct found *found;
	const struct labels *labels;
	struct arena *arena;
	const struct known *at; /* the furthest item reached; NULL before the first label */
	const struct form_item *section;
	unsigned file_no, instance;
	size_t current; /* entry that takes what follows; STR_NONE: none */
	bool lost;
	/* 項目一覧: titles of sections, each once */
	bool in_toc;
	const struct form_item *toc_seen[32];
	size_t toc_count;
	/* a row of labels whose values stand in the next row, column by column */
	size_t header[8];
	size_t header_column[8];
	size_t header_count;
	/* rows of an annex */
	const struct known *annex;
	struct row *annex_rows;
	size_t annex_count, annex_room;
	/* cells of a table inside of a cell, which are printed once more behind it */
	const struct cell *echo;
};

static struct str
join_cells(struct arena *arena, const struct row *row, size_t from)
{
	struct buf buf = { 0 };

	for (size_t i = from; i < row->count; i++) {
		if (row->cells[i].text.len == 0)
			continue;
		if (buf.len > 0)
			buf_addc(&buf, ' ');
		buf_add(&buf, row->cells[i].text);
	}
	struct str text = arena_str(arena, buf_str(&buf));
	buf_release(&buf);
	return text;
}

static size_t
filled_cells(const struct row *row)
{
	size_t n = 0;

	for (size_t i = 0; i < row->count; i++)
		if (row->cells[i].text.len > 0)
			n++;
	return n;
}

/* ---- placing labels ---------------------------------------------------------------------------------------- */

static unsigned
instance_of(const struct walk *w, const struct known *known)
{
	return known->repeat != NULL ? w->instance : 0;
}

static bool
is_open(const struct walk *w, const struct form_item *item)
{
	return w->at != NULL && item_encloses(item, w->at->item);
}

/* A numbered group may begin wherever its parent is open or ahead, once per number. */
static bool
reaches_instance(const struct walk *w, const struct known *known, unsigned n)
{
	if (known->repeat != known->item || w->at == NULL)
		return false;
	if (known->item->repeat_max > 0 && n > (unsigned)known->item->repeat_max)
		return false;
	if (found_find(w->found, known->item, w->file_no, n) != NULL)
		return false;
	return is_open(w, known->item->parent) ||
	    (known->heading == w->at->heading && known->item->order > w->at->item->order);
}

static bool
is_visited(const struct walk *w, const struct known *known)
{
	return found_find(w->found, known->item, w->file_no, instance_of(w, known)) != NULL;
}

static bool
reaches(const struct walk *w, const struct known *known)
{
	const struct form_item *item = known->item;

	if (known->section != w->section || w->at == NULL || item->parent == NULL)
		return false;
	if (known->repeat != NULL && known->repeat != item && !is_open(w, known->repeat))
		return false;
	if (is_visited(w, known))
		return false;
	if (item->order > w->at->item->order) {
		if (is_open(w, item->parent))
			return true;
		return known->unique;
	}
	/* A row that slipped below its neighbour: only where it cannot be another. */
	return known->unique && known->heading != NULL && known->heading == w->at->heading &&
	    (known->repeat == NULL || is_open(w, known->repeat));
}

static bool
number_fits(const struct known *known, const struct label *label)
{
	/* A number is printed that this item does not have: it is the other one of this wording. */
	if (label->kind != LABEL_PLAIN && known->label.kind == LABEL_PLAIN && !known->unique)
		return false;
	if (label->kind == LABEL_PLAIN || known->label.kind == LABEL_PLAIN)
		return label->kind != LABEL_ROMAN && known->label.kind != LABEL_ROMAN;
	if (label->kind != known->label.kind)
		return false;
	if (label->number == known->label.number)
		return true;
	/* Another edition or a slip of the pen counts differently; the wording decides when there is one such item. */
	return known->unique && text_chars(known->label.key) >= 5;
}

/* Two rows of one group with the same label (具体的な方法): ours only right behind the item that it explains. */
static bool
is_next_of_twins(const struct walk *w, const struct known *known)
{
	bool twin = false;

	for (size_t i = 0; i < w->labels->count; i++) {
		const struct known *other = &w->labels->list[i];

		if (other != known && other->item->parent == known->item->parent &&
		    str_eq(other->label.key, known->label.key) && !is_visited(w, other))
			twin = true;
	}
	return !twin || known == w->at + 1;
}

static const struct known *
find_exact(const struct walk *w, const struct label *label, unsigned *n, bool *known_label)
{
	const struct known *best = NULL;

	*known_label = false;
	for (size_t i = 0; i < w->labels->count; i++) {
		const struct known *known = &w->labels->list[i];
		unsigned number;

		if (!label_is(known, label->key, &number))
			continue;
		*known_label = true;
		if (known->item->parent == NULL || !number_fits(known, label))
			continue;
		if (known->numbered ? !reaches_instance(w, known, number) : !reaches(w, known))
			continue;
		if (w->lost && !known->unique && known->item->type != FORM_GROUP)
			continue;
		bool ahead = w->at == NULL || known->item->order > w->at->item->order;
		bool best_ahead = best != NULL && best->item->order > w->at->item->order;
		if (best == NULL || (ahead && !best_ahead)) {
			best = known;
			*n = number;
		}
	}
	return best != NULL && is_next_of_twins(w, best) ? best : NULL;
}

static const struct known *
find_misread(const struct walk *w, const struct label *label)
{
	const struct known *best = NULL;
	size_t best_distance = STR_NONE;
	bool tie = false;

	for (size_t i = 0; i < w->labels->count; i++) {
		const struct known *known = &w->labels->list[i];

		if (known->numbered || !reaches(w, known) || known->heading == NULL)
			continue;
		if (label->kind != known->label.kind || label->number != known->label.number)
			continue;
		if (known->item->order < w->at->item->order ||
		    (known->heading != w->at->heading && known->item != known->heading))
			continue;
		size_t distance = label_distance(known, label->key);
		if (distance == STR_NONE)
			continue;
		tie = distance == best_distance;
		if (best == NULL || distance < best_distance) {
			best = known;
			best_distance = distance;
		}
	}
	return tie ? NULL : best;
}

/* The heading where we are, printed again at the top of a page. */
static bool
is_repeated_heading(const struct walk *w, const struct label *label)
{
	unsigned n;

	for (const struct form_item *at = w->at != NULL ? w->at->item : NULL; at != NULL;
	     at = at->parent) {
		const struct known *known = labels_of(w->labels, at);

		if (at->type == FORM_GROUP && at->repeat_max == 0 &&
		    label_is(known, label->key, &n) && number_fits(known, label))
			return true;
	}
	return false;
}

/* What is at the end of the pieces: orphans between the last entry and this one know where they end. */
static void
close_orphans(struct walk *w, size_t before)
{
	for (size_t i = w->found->orphan_count; i-- > 0;) {
		if (w->found->orphans[i].before != STR_NONE)
			break;
		w->found->orphans[i].before = before;
	}
}

static void
enter(struct walk *w, const struct known *known, unsigned n, uint32_t line)
{
	if (known->numbered)
		w->instance = n;
	else if (known->repeat == NULL &&
	    !(w->at != NULL && known->item->order < w->at->item->order))
		w->instance = 0;
	bool backward =
	    !known->numbered && w->at != NULL && known->item->order < w->at->item->order;
	w->current = found_add(w->found, known, w->file_no, instance_of(w, known), line);
	if (!backward)
		w->at = known;
	w->lost = false;
	close_orphans(w, w->current);
	/* "委託事項1 | 名称": the label of a group is that of its name, too. */
	if (known->numbered && known->item->type == FORM_GROUP &&
	    known + 1 < w->labels->list + w->labels->count) {
		const struct known *name = known + 1;

		if (name->item->parent == known->item &&
		    str_eq(name->label.key, known->label.key)) {
			w->current = found_add(w->found, name, w->file_no, n, line);
			w->at = name;
		}
	}
}

static enum place
place(struct walk *w, struct str text, uint32_t line)
{
	unsigned n = 0;
	bool known_label;

	if (text.len == 0 || text.len > IMPORT_LABEL_MAX_BYTES)
		return PLACE_NO;
	struct label label = label_parse(w->arena, text);
	if (label.key.len == 0)
		return PLACE_NO;
	const struct known *known = find_exact(w, &label, &n, &known_label);
	if (known == NULL && !known_label && !value_has_box(text))
		known = find_misread(w, &label);
	if (known != NULL) {
		enter(w, known, n, line);
		return PLACE_YES;
	}
	if (labels_placeholder(w->labels, label.key))
		return PLACE_IGNORE;
	if (is_repeated_heading(w, &label))
		return PLACE_IGNORE;
	return known_label ? PLACE_LOST : PLACE_NO;
}

/* ---- sections ---------------------------------------------------------------------------------------------- */

static const struct known *
find_section(const struct walk *w, struct str text)
{
	unsigned n;

	if (text.len == 0 || text.len > IMPORT_LABEL_MAX_BYTES)
		return NULL;
	struct label label = label_parse(w->arena, text);
	for (size_t i = 0; i < w->labels->count; i++) {
		const struct known *known = &w->labels->list[i];

		if (known->item->parent != NULL || label.kind != known->label.kind ||
		    label.number != known->label.number)
			continue;
		if (label_is(known, label.key, &n) ||
		    (label.kind == LABEL_ROMAN && label_distance(known, label.key) != STR_NONE))
			return known;
	}
	return NULL;
}

static void
end_annex(struct walk *w)
{
	if (w->annex == NULL)
		return;
	const struct known *table = w->annex;
	bool has_dates = false;
	for (const struct known *k = table + 1; k < w->labels->list + w->labels->count; k++)
		has_dates =
		    has_dates || (k->item->parent == table->item && k->item->type == FORM_DATE);
	if (has_dates)
		changes_read(w->found, table, w->annex_rows, w->annex_count);
	else
		records_read(w->found, table, w->file_no, w->annex_rows, w->annex_count);
	w->annex = NULL;
	w->annex_count = 0;
}

/* The table of an annex: 記録項目, 変更箇所; NULL for other sections. */
static const struct known *
annex_table(const struct walk *w, const struct known *section)
{
	for (const struct known *k = section + 1; k < w->labels->list + w->labels->count; k++)
		if (k->item->parent == section->item && k->item->type == FORM_TABLE)
			return k;
	return NULL;
}

static void
enter_section(struct walk *w, const struct known *section, uint32_t line)
{
	end_annex(w);
	w->file_no = 1;
	while (section->item->per_file &&
	    found_find(w->found, section->item, w->file_no, 0) != NULL &&
	    w->file_no < FORM_INSTANCE_MAX)
		w->file_no++;
	w->section = section->item;
	w->at = section;
	w->instance = 0;
	w->lost = false;
	w->in_toc = false;
	w->header_count = 0;
	size_t index = found_add(w->found, section, w->file_no, 0, line);
	close_orphans(w, index);
	w->current = index;
	w->annex = annex_table(w, section);
}

/* May this title begin a section here? Forward, or once more for the next file, of which the name comes first. */
static bool
section_follows(
    const struct walk *w, const struct known *section, const struct row *rest, size_t count)
{
	unsigned n;

	if (w->section == NULL || section->item->order > w->section->order)
		return true;
	if (!section->item->per_file || count == 0 || rest[0].count == 0)
		return false;
	return label_is(section + 1, label_parse(w->arena, rest[0].cells[0].text).key, &n) &&
	    w->at->item != section->item;
}

/* Three titles in a row are the list of titles, whose own title is lost. */
static bool
begins_toc(const struct walk *w, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < 3; i++)
		if (i >= count || filled_cells(&rows[i]) != 1 ||
		    find_section(w, join_cells(w->arena, &rows[i], 0)) == NULL)
			return false;
	return true;
}

static bool
toc_has(const struct walk *w, const struct form_item *section)
{
	for (size_t i = 0; i < w->toc_count; i++)
		if (w->toc_seen[i] == section)
			return true;
	return false;
}

/* Rows of 項目一覧 and titles of sections. */
static bool
take_section(struct walk *w, const struct row *row, size_t count)
{
	if (filled_cells(row) != 1)
		return false;
	struct str text = join_cells(w->arena, row, 0);
	const struct known *section = find_section(w, text);
	if (section != NULL && !w->in_toc && w->toc_count == 0 && w->section->order == 0 &&
	    section->item->order != 0 && begins_toc(w, row, count)) {
		w->in_toc = true;
		w->current = STR_NONE;
	}
	if (w->in_toc) {
		if (section == NULL) {
			w->in_toc = false;
			return false;
		}
		if (!toc_has(w, section->item) && w->toc_count < 32) {
			w->toc_seen[w->toc_count++] = section->item;
			return true;
		}
	}
	if (section == NULL || !section_follows(w, section, row + 1, count - 1))
		return false;
	if (section->item->order == 0) {
		/* The title of the form: the cover, which may come behind a first label. */
		return true;
	}
	enter_section(w, section, row->line);
	return true;
}

/* ---- rows -------------------------------------------------------------------------------------------------- */

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

		if (known->item->type != FORM_MARKS || !reaches(w, known) ||
		    known->item->order < w->at->item->order || !is_open(w, known->item->parent) ||
		    !value_is_marks_of(known, w->arena, text))
			continue;
		enter(w, known, 0, line);
		found_piece(w->found, w->current, line, text, true);
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
	} else if ((type == FORM_TEXT || type == FORM_DATE || type == FORM_COUNT) &&
	    value_is_options(w->labels, w->arena, text)) {
		entry->damaged = true;
	} else if (type == FORM_TEXT && own && value_is_choice(w->labels, w->arena, text)) {
		entry->damaged = true;
		add_orphan(w, true, line, text);
	} else {
		found_piece(w->found, index, line, text, own);
	}
}

/* A row without a label: more of the item before it, or an orphan. */
static void
take_loose(struct walk *w, const struct row *row)
{
	struct str text = join_cells(w->arena, row, 0);

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
		bool empty = entry->piece_count == 0;
		if (options || (empty && choice))
			found_piece(w->found, w->current, row->line, text, false);
		else
			add_orphan(w, choice, row->line, text);
		return;
	}
	if (options)
		return;
	if (choice && !(type == FORM_MARKS && value_has_box(text)))
		add_orphan(w, true, row->line, text);
	else if (take_bare_marks(w, text, row->line))
		return;
	else if (type == FORM_MARKS && !value_has_box(text))
		add_orphan(w, false, row->line, text);
	else if (type == FORM_DATE && entry->piece_count > 0)
		add_orphan(w, false, row->line, text);
	else if (type != FORM_GROUP && type != FORM_MARKS && entry->has_cell && row->count > 1 &&
	    row->cells[0].text.len == 0)
		add_orphan(w, false, row->line, text); /* a row of its own, whose label is lost */
	else {
		size_t index = w->current, before = entry->piece_count;

		take_value(w, index, row->line, text, false);
		entry = &w->found->entries[index];
		if (entry->piece_count > before)
			entry->pieces[before].apart =
			    (before > 0 && row->gap > 0) || filled_cells(row) > 1;
	}
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
		struct label label = label_parse(w->arena, head);
		bool opens = str_starts(rest, STR("[")) || value_has_box(text_cut(rest, BOX_BYTES));
		unsigned n;
		bool known_label;

		if (!opens && label.kind != LABEL_CIRCLED)
			continue;
		const struct known *known = find_exact(w, &label, &n, &known_label);
		if (known == NULL || known->item->type == FORM_GROUP ||
		    (!opens &&
			(known->label.kind != LABEL_CIRCLED ||
			    known->label.number != label.number)))
			continue;
		enter(w, known, n, line);
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

		if (!known->item->is_static || known->item->type != FORM_TEXT ||
		    !str_starts(key, STR("[")) || form == STR_NONE ||
		    !str_ends(cell->key, str_from(key, form)) || is_visited(w, known))
			continue;
		size_t index = found_add(w->found, known, 1, 0, line);
		found_piece(w->found, index, line, cell->text, true);
		w->current = STR_NONE;
		return true;
	}
	return false;
}

/* The values below a row of labels. */
static bool
take_header_values(struct walk *w, const struct row *row)
{
	size_t count = w->header_count;

	w->header_count = 0;
	if (count == 0 || filled_cells(row) > count || row->count <= w->header_column[count - 1])
		return false;
	for (size_t i = 0; i < row->count; i++) {
		bool column = false;

		for (size_t k = 0; k < count; k++)
			column = column || w->header_column[k] == i;
		if (!column && row->cells[i].text.len > 0)
			return false;
	}
	for (size_t k = 0; k < count; k++) {
		const struct cell *cell = &row->cells[w->header_column[k]];

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
	unsigned n;

	if (w->at + 1 >= w->labels->list + w->labels->count)
		return false;
	return cell->key.len > 0 &&
	    label_is(w->at + 1, label_parse(w->arena, cell->text).key, &n) && !w->at[1].numbered;
}

static void
walk_row(struct walk *w, const struct row *row)
{
	size_t target = STR_NONE; /* the entry whose value the rest of the row is */
	size_t label_column = 0;
	bool placed = false, ignored = false;

	if (take_header_values(w, row))
		return;
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
					w->header_column[0] = label_column;
					w->header_count = 1;
				}
				enter(w, w->at + 1, 0, row->line);
				target = w->current;
				label_column = c;
				w->header[w->header_count] = target;
				w->header_column[w->header_count++] = c;
				continue;
			}
			struct str rest = join_cells(w->arena, row, c);
			take_value(w, target, row->line, rest, true);
			break;
		}
		if (ignored)
			break;
		enum place result = take_printed(w, cell, row->line)
		    ? PLACE_IGNORE
		    : place(w, cell->text, row->line);
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
			if (filled_cells(&rest) > 0)
				take_loose(w, &rest);
			return;
		} else if (take_merged(w, cell, row->line)) {
			target = w->current;
			label_column = c;
			placed = true;
		} else if (target != STR_NONE) {
			take_value(w, target, row->line, join_cells(w->arena, row, c), true);
			break;
		} else {
			take_loose(w, row);
			break;
		}
	}
	if (!placed)
		w->header_count = 0;
}

/* ---- tables inside of cells -------------------------------------------------------------------------------- */

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
	if (filled_cells(&head) > 0)
		walk_row(w, &head);
	for (size_t r = 0; r < cell->inner_count; r++) {
		struct row inner = cell->inner[r];

		inner.line = row->line;
		if (filled_cells(&inner) > 0)
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

static bool
is_toc_title(const struct walk *w, const struct row *row)
{
	struct str key;

	if (filled_cells(row) != 1)
		return false;
	key = label_parse(w->arena, join_cells(w->arena, row, 0)).key;
	for (size_t i = 0; i < w->labels->count; i++) {
		const struct known *known = &w->labels->list[i];

		if (known->item->is_static && known->item->type == FORM_GROUP &&
		    str_eq(known->label.key, key))
			return true;
	}
	return false;
}

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
	for (size_t i = 0; i < blocks->count; i++) {
		struct row *row = &blocks->rows[i];

		if (take_section(&w, row, blocks->count - i))
			continue;
		if (is_toc_title(&w, row)) {
			w.in_toc = true;
			w.toc_count = 0;
			w.current = STR_NONE;
			continue;
		}
		if (w.annex != NULL) {
			*ARRAY_ADD(w.annex_rows, w.annex_count, w.annex_room) = *row;
			continue;
		}
		walk_body(&w, row);
	}
	end_annex(&w);
	free(w.annex_rows);
}
