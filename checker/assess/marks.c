/* SPDX-License-Identifier: Apache-2.0 */
/* The boxes of an item: a map of labels or names to checked, unchecked or unknown, or to {mark:, text:}. */
#include "assess/item.h"

#include "assess/limits.h"
#include "base/text.h"
#include "base/banned.h"

static bool
parse_mark_state(const struct node *node, enum mark_state *state)
{
	if (node == NULL || !node_is_text(node))
		return false;
	for (int i = MARK_UNKNOWN; i <= MARK_UNCHECKED; i++)
		if (str_is(node->text, mark_state_name((enum mark_state)i))) {
			*state = (enum mark_state)i;
			return true;
		}
	return false;
}

/* checked, or {mark: checked, text: …}. */
static bool
read_mark(struct item_reader *reader, const struct node *node, const struct item *item,
    struct item_mark *mark)
{
	const struct node *state = node, *text = NULL;
	bool good = true;

	if (node->type == NODE_MAP) {
		state = node_find(node, "mark");
		text = node_find(node, "text");
		good = node->count == (size_t)(state != NULL) + (size_t)(text != NULL);
	}
	good = good && (text == NULL || text->type == NODE_NULL || node_is_text(text)) &&
	    parse_mark_state(state, &mark->state);
	if (!good) {
		item_complain(reader, DIAG_ASSESS_MARK_STATE, node, item, mark->mark->label,
		    (struct str){ 0 });
		return false;
	}
	return !node_is_text(text) || item_read_text(reader, text, item, &mark->text);
}

static struct str
mark_hint(struct item_reader *reader, const struct form_item *def, struct str label)
{
	struct str key = text_key(reader->arena, text_cut(label, 200)), nearest = { 0 };
	size_t best = 1 + text_chars(key) / 3;

	if (reader->hints++ >= ASSESS_HINTS_MAX)
		return nearest;
	for (size_t i = 0; i < def->mark_count; i++) {
		size_t distance = text_distance(def->marks[i].key, key, best);

		if (distance > best)
			continue;
		best = distance == 0 ? 0 : distance - 1;
		nearest = def->marks[i].label;
	}
	return item_hint(reader->arena, nearest);
}

static void
forget_mark(struct item_mark *mark)
{
	*mark = (struct item_mark){ .mark = mark->mark };
}

/* A bad box is unknown, the others hold. */
void
item_read_marks(struct item_reader *reader, const struct node *map, struct item *item)
{
	const struct form_item *def = item->id.item;
	bool *seen = ARENA_ARRAY(reader->arena, bool, def->mark_count);
	bool any = false;

	for (size_t i = 0; i < map->count; i++) {
		const struct form_mark *known = form_mark_find(def, map->keys[i]);
		struct diag_at at = { reader->file, map->key_lines[i], map->key_columns[i] };
		struct node where = { .line = at.line, .column = at.column };

		if (known == NULL) {
			item_complain(reader, DIAG_ASSESS_MARK, &where, item, map->keys[i],
			    mark_hint(reader, def, map->keys[i]));
			continue;
		}
		size_t place = (size_t)(known - def->marks);
		struct item_mark *mark = &item->marks[place];
		bool twice = seen[place];
		seen[place] = true;
		if (twice)
			item_complain(reader, DIAG_ASSESS_MARK_TWICE, &where, item, known->label,
			    (struct str){ 0 });
		if (twice || !read_mark(reader, map->items[i], item, mark))
			forget_mark(mark);
		mark->line = at.line;
	}
	for (size_t i = 0; i < def->mark_count; i++)
		any |= item->marks[i].state != MARK_UNKNOWN || item->marks[i].text.len > 0;
	/* Boxes of which none is known say nothing. */
	if (item->state == ITEM_READ && !any)
		item->state = ITEM_UNKNOWN;
}
