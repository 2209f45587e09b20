/* SPDX-License-Identifier: Apache-2.0 */
/* Values that stand inside of the cell of another item: （ ）件 beside 委託の有無, （手数料額、納付方法： ）. */
#include "base/text.h"
#include "import/limits.h"
#include "import/values.h"

#include "base/banned.h"

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
	struct str key = text_key(found->arena, value_join_all(found->arena, &parent));
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

static bool
is_bracket(uint32_t c, char ascii, uint32_t wide)
{
	return c == (uint32_t)ascii || c == wide;
}

/* The length of the beginning of text whose key is this; STR_NONE: it begins otherwise. */
static size_t
length_of_key(struct str text, struct str key)
{
	struct arena arena = { 0 };
	size_t length = STR_NONE, at = 0;

	text = text_cut(text, IMPORT_LABEL_MAX_BYTES);
	if (str_starts(text_key(&arena, text), key))
		while (length == STR_NONE && at < text.len) {
			(void)text_next(text, &at);
			if (str_eq(text_key(&arena, str_sub(text, 0, at)), key))
				length = at;
		}
	arena_release(&arena);
	return length;
}

/* The offset behind "（手数料額、納付方法：" as it is printed, of which opening is the key; STR_NONE: it is not there. */
static size_t
behind_opening(struct str text, struct str opening)
{
	for (size_t at = 0; at < text.len;) {
		size_t from = at, length;

		if (!is_bracket(text_next(text, &at), '(', 0xFF08))
			continue;
		length = length_of_key(str_from(text, from), opening);
		if (length != STR_NONE)
			return from + length;
	}
	return STR_NONE;
}

/* "1" and what stands behind the bracket in "1) 有料": a printed option, which closes no bracket. */
static bool
is_option(const struct form_item *item, struct arena *arena, struct str number, struct str behind)
{
	struct str wording = text_key(arena, text_cut(behind, IMPORT_LABEL_MAX_BYTES));
	int64_t n;

	if (!text_parse_count(number, &n))
		return false;
	for (size_t i = 0; i < item->option_count; i++)
		if (item->options[i].number == n && str_starts(wording, item->options[i].key))
			return true;
	return false;
}

/* Up to the bracket that closes it, behind those that are opened in it; false: none does. */
static bool
take_to_closing(
    const struct form_item *item, struct arena *arena, struct str text, struct str *inner)
{
	size_t depth = 1, number = 0; /* where the digits begin that stand before */

	for (size_t at = 0; at < text.len;) {
		size_t from = at;
		uint32_t c = text_next(text, &at);

		*inner = str_sub(text, 0, from);
		if (is_bracket(c, '(', 0xFF08))
			depth++;
		else if (is_bracket(c, ')', 0xFF09) &&
		    !is_option(
			item, arena, str_sub(text, number, from - number), str_from(text, at)) &&
		    --depth == 0)
			return true;
		if (!(c >= '0' && c <= '9') && !(c >= 0xFF10 && c <= 0xFF19))
			number = at;
	}
	return false;
}

static void
read_bracket_text(struct found *found, const struct known *known, const struct entry *parent_entry)
{
	struct entry parent = *parent_entry;
	struct str label = known->label.key, inner;
	struct str opening = str_sub(label, 0, label.len - 1); /* "(手数料額、納付方法:" */
	struct str text = value_join_all(found->arena, &parent);
	size_t from = behind_opening(text, opening);

	if (from == STR_NONE ||
	    !take_to_closing(parent.known->item, found->arena, str_from(text, from), &inner))
		return;
	size_t index = found_add(found, known, parent.file_no, parent.instance, parent.line);
	struct entry *entry = &found->entries[index];
	entry->text = blocks_plain(found->arena, inner);
	entry->state = entry->text.len == 0 ? ITEM_BLANK : ITEM_READ;
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
