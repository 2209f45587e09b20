/* SPDX-License-Identifier: Apache-2.0 */
/* Cells that hold more than a label: a label with its value behind it, what the form prints with its edition. */
#include "base/text.h"
#include "import/walk.h"
#include "import/limits.h"

#include "base/banned.h"

/* "⑦再委託の有無 ※ [再委託しない] …" in one cell: the label up to the first bracket or box. */
bool
walk_merged(struct walk *w, const struct cell *cell, uint32_t line)
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
		bool next = walk_next(w) != NULL && !walk_next(w)->numbered &&
		    text_chars(label.key) >= 6 && label_is(walk_next(w), label.key, &n);
		if (!opens && label.kind != LABEL_CIRCLED && !next)
			continue;
		const struct known *known = walk_find(w, &label, &n, &known_label);
		if (known == NULL || known->item->type == FORM_GROUP ||
		    (!opens && !(next && known == walk_next(w)) &&
			(known->label.kind != LABEL_CIRCLED ||
			    known->label.number != label.number)))
			continue;
		walk_enter(w, known, n, line);
		w->found->entries[w->current].has_cell = true;
		walk_value(w, w->current, line, rest, true);
		return true;
	}
	return false;
}

/* "[令和6年10月 様式4]": printed whole; another edition has another month. */
bool
walk_printed(struct walk *w, const struct cell *cell, uint32_t line)
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
