/* SPDX-License-Identifier: Apache-2.0 */
/* From what was found to the tree in the shape of assess/assess.h. */
#include "base/buf.h"
#include "base/text.h"
#include "import/found.h"

#include "base/banned.h"

static struct node *
plain(struct arena *arena, struct str text)
{
	struct node *node = node_text(arena, text);

	node->style = NODE_PLAIN;
	return node;
}

static const char *
state_name(enum item_state state)
{
	switch (state) {
	case ITEM_READ:
		return "read";
	case ITEM_PROPOSED:
		return "proposed";
	case ITEM_NONE:
		return "none";
	case ITEM_BLANK:
		return "blank";
	case ITEM_UNKNOWN:
		break;
	}
	return "unknown";
}

static const char *
mark_name(enum mark_state state)
{
	return state == MARK_CHECKED  ? "checked"
	    : state == MARK_UNCHECKED ? "unchecked"
				      : "unknown";
}

static struct node *
marks_node(const struct entry *entry, struct arena *arena)
{
	struct node *marks = node_new(arena, NODE_MAP, 0, 0);

	for (size_t i = 0; i < entry->known->item->mark_count; i++) {
		const struct item_mark *mark = &entry->marks[i];
		struct node *state = plain(arena, str_of(mark_name(mark->state)));
		struct node *value = state;

		if (mark->text.len > 0) {
			value = node_new(arena, NODE_MAP, 0, 0);
			node_put(arena, value, STR("mark"), state);
			node_put(arena, value, STR("text"), node_text(arena, mark->text));
		}
		node_put(arena, marks, mark->mark->label, value);
	}
	return marks;
}

static struct node *
value_node(const struct entry *entry, struct arena *arena)
{
	int64_t n;

	if (entry->state == ITEM_UNKNOWN || entry->state == ITEM_BLANK)
		return NULL;
	if (entry->known->item->type == FORM_MARKS)
		return entry->marks != NULL ? marks_node(entry, arena) : NULL;
	if (entry->known->item->type == FORM_COUNT && text_parse_count(entry->text, &n))
		return plain(arena, arena_printf(arena, "%lld", (long long)n));
	return node_text(arena, entry->text);
}

static void
put_place(const struct found *found, uint32_t line, struct str text, struct node *node)
{
	struct doc_place place;

	line = blocks_place(found->blocks, line, text, &place);
	item_put_source(found->arena, node, line, &place);
}

static struct node *
entry_node(const struct found *found, const struct entry *entry)
{
	struct arena *arena = found->arena;
	struct node *node = node_new(arena, NODE_MAP, 0, 0);
	struct node *value = value_node(entry, arena);

	if (value != NULL)
		node_put(arena, node, STR("value"), value);
	if (entry->state != ITEM_READ)
		node_put(arena, node, STR("state"), plain(arena, str_of(state_name(entry->state))));
	if (entry->why != NULL)
		node_put(arena, node, STR("why"), node_text(arena, str_of(entry->why)));
	/* Where the value stands; of what has none, where its label does. */
	const struct piece *first = entry->piece_count > 0 ? &entry->pieces[0] : NULL;
	put_place(found, first != NULL ? first->line : entry->line,
	    first != NULL ? first->text : (struct str){ 0 }, node);
	return node;
}

static bool
is_emitted(const struct entry *entry)
{
	enum form_type type = entry->known->item->type;

	/* A table has rows; a record of 記録項目 is a row without columns. */
	return type != FORM_GROUP && (type != FORM_TABLE || entry->instance > 0);
}

static struct node *
items_node(const struct found *found, struct arena *arena)
{
	struct node *items = node_new(arena, NODE_MAP, 0, 0);
	struct buf id = { 0 };

	for (size_t i = 0; i < found->count; i++) {
		const struct entry *entry = &found->entries[i];
		struct form_id form_id = { entry->known->item, entry->file_no, entry->instance };

		if (!is_emitted(entry))
			continue;
		buf_clear(&id);
		form_id_write(&form_id, &id);
		if (node_find_str(items, buf_str(&id)) == NULL)
			node_put(arena, items, buf_str(&id), entry_node(found, entry));
	}
	buf_release(&id);
	return items;
}

static struct node *
loose_node(const struct found *found, struct arena *arena)
{
	struct node *list = node_new(arena, NODE_SEQUENCE, 0, 0);

	for (size_t i = 0; i < found->loose_count; i++) {
		struct node *loose = node_new(arena, NODE_MAP, 0, 0);

		put_place(found, found->loose[i].line, found->loose[i].text, loose);
		node_put(arena, loose, STR("text"), node_text(arena, found->loose[i].text));
		node_push(arena, list, loose);
	}
	return list;
}

struct node *
emit_tree(const struct found *found, struct str file)
{
	struct arena *arena = found->arena;
	const struct form *form = found->labels->form;
	struct node *root = node_new(arena, NODE_MAP, 0, 0);
	struct node *assessment = node_new(arena, NODE_MAP, 0, 0);
	struct node *source = node_new(arena, NODE_MAP, 0, 0);

	node_put(arena, assessment, STR("piacheck"), plain(arena, STR("assessment/1")));
	node_put(arena, assessment, STR("form"), node_text(arena, form->number));
	if (form->edition.len > 0)
		node_put(arena, assessment, STR("edition"), node_text(arena, form->edition));
	node_put(arena, source, STR("file"), node_text(arena, file));
	node_put(arena, assessment, STR("source"), source);
	node_put(arena, assessment, STR("items"), items_node(found, arena));
	node_put(arena, root, STR("assessment"), assessment);
	node_put(arena, root, STR("loose"), loose_node(found, arena));
	return root;
}
