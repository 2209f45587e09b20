/* SPDX-License-Identifier: Apache-2.0 */
/* What a person types for an item, as the answer that a file would hold. */
#include "base/text.h"
#include "cmd/confirm_ask.h"
#include "base/banned.h"

/* The next word: parted by blanks, commas and their wide sisters; 、 parts only before a "=". */
static bool
next_word(struct str *rest, struct str *word)
{
	bool has_text = false;
	size_t at = 0, from;

	for (;;) {
		from = at;
		if (at >= rest->len)
			return false;
		uint32_t c = text_next(*rest, &at);
		if (c != ' ' && c != ',' && c != '\t' && c != 0x3000 && c != 0xFF0C && c != 0x3001)
			break;
	}
	size_t end = at;
	for (at = from; at < rest->len; end = at) {
		uint32_t c = text_next(*rest, &at);

		if (c == ' ' || c == ',' || c == '\t' || c == 0x3000 || c == 0xFF0C ||
		    (c == 0x3001 && !has_text)) {
			*word = str_sub(*rest, from, end - from);
			*rest = str_from(*rest, at);
			return true;
		}
		has_text = has_text || c == '=' || c == 0xFF1D;
	}
	*word = str_sub(*rest, from, rest->len - from);
	*rest = (struct str){ 0 };
	return true;
}

/* The box of a number from 1, or of its label. */
static const struct form_mark *
box_of(const struct form_item *def, struct str word)
{
	int64_t number;

	if (text_parse_count(word, &number))
		return number >= 1 && (uint64_t)number <= def->mark_count ? &def->marks[number - 1]
									  : NULL;
	return form_mark_find(def, word);
}

/* "1 3 その他=番号連携サーバ", "0" for none. */
static struct node *
boxes(struct arena *arena, const struct form_item *def, struct str typed)
{
	static const struct str wide = STR_INIT("＝");
	struct node *list = node_new(arena, NODE_SEQUENCE, 0, 0);
	struct str word;
	int64_t number;

	if (text_parse_count(typed, &number) && number == 0)
		return list;
	while (next_word(&typed, &word)) {
		size_t at = str_find_char(word, '=', 0), len = 1;

		if (at == STR_NONE && (at = str_find(word, wide, 0)) != STR_NONE)
			len = wide.len;
		const struct form_mark *mark =
		    box_of(def, at == STR_NONE ? word : str_sub(word, 0, at));
		if (mark == NULL)
			return NULL;
		struct node *entry = node_text(arena, mark->label);
		if (at != STR_NONE) {
			entry = node_new(arena, NODE_MAP, 0, 0);
			node_put(
			    arena, entry, mark->label, node_text(arena, str_from(word, at + len)));
		}
		node_push(arena, list, entry);
	}
	return list;
}

struct node *
confirm_typed(struct arena *arena, const struct form_item *def, struct str typed)
{
	if (def->type == FORM_MARKS && typed.len > 0 && !str_is(typed, "="))
		return boxes(arena, def, typed);
	return node_text(arena, typed);
}
