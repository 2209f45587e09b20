/* SPDX-License-Identifier: Apache-2.0 */
/* Titles of sections, the list of them on the cover, and the annexes, whose rows are tables of their own. */
#include "import/walk.h"
#include "import/limits.h"

#include "base/banned.h"

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

void
walk_end_annex(struct walk *w)
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

/* The first of the sections that are filled in for each file: there a file begins. */
static const struct form_item *
first_of_file(const struct walk *w)
{
	for (const struct known *k = w->labels->list; k < w->labels->list + w->labels->count; k++)
		if (k->item->parent == NULL && k->item->per_file)
			return k->item;
	return NULL;
}

/* The file whose section of this kind comes next; 0: of a title printed twice, all files have theirs. */
static unsigned
next_file(const struct walk *w, const struct form_item *section)
{
	const struct form_item *first = first_of_file(w);
	unsigned n = 1;

	while (section->per_file && n < FORM_INSTANCE_MAX &&
	    found_find(w->found, section, n, 0) != NULL)
		n++;
	return n > 1 && section != first && found_find(w->found, first, n, 0) == NULL ? 0 : n;
}

/* A heading of another section in the rows of an annex: the title of that section is lost, and the annex has ended. */
bool
walk_leaves_annex(const struct walk *w, const struct row *row)
{
	unsigned n;

	if (w->annex == NULL || row->count == 0 || row->cells[0].text.len > IMPORT_LABEL_MAX_BYTES)
		return false;
	struct label label = label_parse(w->arena, row->cells[0].text);
	if (label.kind != LABEL_HEADING)
		return false;
	for (size_t i = 0; i < w->labels->count; i++) {
		const struct known *known = &w->labels->list[i];

		if (known->section != w->section && known->label.kind == LABEL_HEADING &&
		    known->label.number == label.number && label_is(known, label.key, &n))
			return true;
	}
	return false;
}

static void
enter_section(struct walk *w, const struct known *section, uint32_t line)
{
	walk_end_annex(w);
	w->file_no = next_file(w, section->item);
	w->section = section->item;
	w->at = section;
	w->instance = 0;
	w->lost = false;
	w->in_toc = false;
	w->header_count = 0;
	size_t index = found_add(w->found, section, w->file_no, 0, line);
	walk_close_orphans(w, index);
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
	if (!section->item->per_file || count == 0 || rest[0].count == 0 ||
	    next_file(w, section->item) == 0)
		return false;
	return label_is(section + 1, label_parse(w->arena, rest[0].cells[0].text).key, &n) &&
	    w->at->item != section->item;
}

/* Has another section been filled in for the next file already? */
static bool
has_next_file(const struct walk *w, const struct form_item *section)
{
	for (const struct known *k = w->labels->list; k < w->labels->list + w->labels->count; k++)
		if (k->item->parent == NULL && k->item->per_file && k->item != section &&
		    found_find(w->found, k->item, w->file_no + 1, 0) != NULL)
			return true;
	return false;
}

/* The title of the annex that is being read, once more: the next file's annex, or the same one on its next page. */
static bool
is_annex_again(const struct walk *w, const struct known *section)
{
	return w->annex != NULL && w->section == section->item;
}

/* Three titles in a row are the list of titles, whose own title is lost. */
static bool
begins_toc(const struct walk *w, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < 3; i++)
		if (i >= count || walk_filled(&rows[i]) != 1 ||
		    find_section(w, blocks_join_row(w->arena, &rows[i], 0)) == NULL)
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

/* A title that was not listed yet; one listed twice, or a line of a page, before such a title. */
static bool
toc_goes_on(const struct walk *w, const struct known *section, const struct row *rest, size_t count)
{
	if (section != NULL && !toc_has(w, section->item))
		return true;
	for (size_t i = 0; i < 2 && i < count && walk_filled(&rest[i]) == 1; i++) {
		const struct known *next = find_section(w, blocks_join_row(w->arena, &rest[i], 0));

		if (next != NULL && next != section && !toc_has(w, next->item))
			return true;
	}
	return false;
}

/* Rows of 項目一覧 and titles of sections. */
bool
walk_take_section(struct walk *w, const struct row *row, size_t count)
{
	if (walk_filled(row) != 1)
		return false;
	struct str text = blocks_join_row(w->arena, row, 0);
	const struct known *section = find_section(w, text);
	if (section != NULL && !w->in_toc && w->toc_count == 0 && w->section->order == 0 &&
	    section->item->order != 0 && begins_toc(w, row, count)) {
		w->in_toc = true;
		w->current = STR_NONE;
	}
	if (w->in_toc) {
		if (toc_goes_on(w, section, row + 1, count - 1)) {
			if (section != NULL && !toc_has(w, section->item) && w->toc_count < 32)
				w->toc_seen[w->toc_count++] = section->item;
			return true;
		}
		w->in_toc = false;
		if (section == NULL)
			return false;
	}
	if (section != NULL && is_annex_again(w, section)) {
		if (section->item->per_file && has_next_file(w, section->item))
			enter_section(w, section, row->line);
		return true;
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
