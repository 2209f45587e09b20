/* SPDX-License-Identifier: Apache-2.0 */
/* Values that stand inside of the cell of another item: （ ）件 beside 委託の有無, （手数料額、納付方法： ）. */
#include "base/text.h"
#include "import/found.h"

#include "base/banned.h"

static struct str
cell_key(struct arena *arena, const struct entry *entry)
{
	struct str key = { 0 };

	for (size_t i = 0; i < entry->piece_count; i++)
		key = arena_join(arena, key, text_key(arena, entry->pieces[i].text));
	return key;
}

/* The text in "prefix(…)suffix"; false: not there, or not exactly once. */
static bool
find_bracket(struct str key, struct str prefix, struct str suffix, struct str *inner)
{
	bool found = false;

	for (size_t at = 0; (at = str_find(key, prefix, at)) != STR_NONE; at++) {
		struct str rest = str_from(key, at + prefix.len);
		size_t end = str_find_char(rest, ')', 0);

		if (rest.len == 0 || rest.ptr[0] != '(' || end == STR_NONE ||
		    !str_starts(str_from(rest, end + 1), suffix))
			continue;
		if (found)
			return false;
		found = true;
		*inner = str_sub(rest, 1, end - 1);
	}
	return found;
}

/* Is the box beside this count empty for certain? Then an empty count is blank and not lost. */
static bool
box_is_empty(const struct entry *parent, struct str prefix)
{
	for (size_t i = 0; parent->marks != NULL && i < parent->known->item->mark_count; i++)
		if (str_eq(parent->marks[i].mark->key, prefix))
			return parent->marks[i].state == MARK_UNCHECKED;
	return false;
}

static void
read_count(struct found *found, const struct known *known, const struct entry *parent_entry)
{
	struct entry parent = *parent_entry;
	struct str label = known->label.key, inner;
	size_t open = str_find(label, STR("()"), 0);

	if (open == STR_NONE)
		return;
	struct str prefix = str_sub(label, 0, open), suffix = str_from(label, open + 2);
	struct str key = cell_key(found->arena, &parent);
	if (!find_bracket(key, prefix, suffix, &inner))
		return;
	size_t index = found_add(found, known, parent.file_no, parent.instance, parent.line);
	struct entry *entry = &found->entries[index];
	int64_t n;
	if (text_parse_count(inner, &n)) {
		entry->state = ITEM_READ;
		entry->text = inner;
	} else if (inner.len == 0 && box_is_empty(&parent, prefix)) {
		entry->state = ITEM_BLANK;
	}
}

static void
read_bracket_text(struct found *found, const struct known *known, const struct entry *parent_entry)
{
	struct entry parent = *parent_entry;
	struct str label = known->label.key;
	struct str opening = str_sub(label, 0, label.len - 1); /* "(手数料額、納付方法:" */
	struct str key = cell_key(found->arena, &parent);
	size_t at = str_find(key, opening, 0);

	if (at == STR_NONE)
		return;
	struct str rest = str_from(key, at + opening.len);
	size_t end = str_find_char(rest, ')', 0);
	if (end == STR_NONE)
		return;
	size_t index = found_add(found, known, parent.file_no, parent.instance, parent.line);
	struct entry *entry = &found->entries[index];
	entry->text = str_sub(rest, 0, end);
	entry->state = end == 0 ? ITEM_BLANK : ITEM_READ;
}

bool
value_is_aside(const struct found *found, const struct known *known, struct str text)
{
	struct str key = text_key(found->arena, text_cut(text, 400));

	for (const struct known *child = known + 1;
	     child < found->labels->list + found->labels->count; child++) {
		struct str label = child->label.key;
		size_t open = str_find_char(label, '(', 0);

		if (child->item->parent != known->item || !child->inside || open == STR_NONE)
			continue;
		struct str opening = child->item->type == FORM_COUNT
		    ? str_sub(label, 0, open + 1)
		    : str_sub(label, 0, label.len - 1);
		struct str ending =
		    child->item->type == FORM_COUNT ? str_from(label, open + 1) : STR(")");
		if (key.len >= opening.len + ending.len && str_starts(key, opening) &&
		    str_ends(key, ending))
			return true;
	}
	return false;
}

void
values_inline(struct found *found)
{
	for (size_t i = 0; i < found->count; i++) {
		const struct entry *entry = &found->entries[i];
		const struct known *known = entry->known;
		enum form_type type = known->item->type;

		if (type != FORM_CHOICE && type != FORM_MARKS)
			continue;
		for (size_t k = 0; k < found->labels->count; k++) {
			const struct known *child = &found->labels->list[k];
			struct str key = child->label.key;

			if (child->item->parent != known->item ||
			    found_find(found, child->item, entry->file_no, entry->instance) != NULL)
				continue;
			if (child->item->type == FORM_COUNT)
				read_count(found, child, &found->entries[i]);
			else if (form_type_is_text(child->item->type) &&
			    str_starts(key, STR("(")) && str_ends(key, STR(":)")))
				read_bracket_text(found, child, &found->entries[i]);
			entry = &found->entries[i];
		}
	}
}
