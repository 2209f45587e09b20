/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The XML shape brought into the YAML shape, element by element, so that values have one reader only. The worker has
 * held the document against assessment.rng already; here nothing is taken for granted.
 */
#include "assess/assess.h"

#include "base/mem.h"
#include "base/banned.h"

struct converter {
	struct arena *arena;
	struct str file;
	struct diags *diags;
};

/* Without the prefix of its namespace. */
static struct str
local_name(const struct node *element)
{
	const struct node *name = node_find(element, "name");

	if (!node_is_text(name))
		return (struct str){ 0 };
	size_t colon = str_find_char(name->text, ':', 0);
	return colon == STR_NONE ? name->text : str_from(name->text, colon + 1);
}

static struct str
attribute(const struct node *element, const char *name)
{
	const struct node *value = node_find(node_find(element, "attributes"), name);

	return node_is_text(value) ? value->text : (struct str){ 0 };
}

static bool
has_attribute(const struct node *element, const char *name)
{
	return node_is_text(node_find(node_find(element, "attributes"), name));
}

static struct node *
text_at(
    struct converter *converter, struct str text, const struct node *place, enum node_style style)
{
	struct node *node = node_text(converter->arena, text);

	node->line = node->end_line = place->line;
	node->column = place->column;
	node->style = style;
	return node;
}

static struct node *
map_at(struct converter *converter, const struct node *place)
{
	return node_new(converter->arena, NODE_MAP, place->line, place->column);
}

static void
say_element(struct converter *converter, const struct node *element)
{
	diag_add(converter->diags, DIAG_ASSESS_XML_ELEMENT, node_at(element, converter->file),
	    local_name(element), (struct str){ 0 }, (struct str){ 0 });
}

/* The text of an element, whatever pieces it came in. */
static struct node *
text_content(struct converter *converter, const struct node *element)
{
	const struct node *children = node_find(element, "children");
	struct buf text = { 0 };

	for (size_t i = 0; children != NULL && i < children->count; i++)
		if (node_is_text(children->items[i]))
			buf_add(&text, children->items[i]->text);
	struct node *node = text_at(converter, buf_str(&text), element, NODE_QUOTED);
	buf_release(&text);
	return node;
}

/* <mark label="その他" state="checked">番号連携</mark> */
static struct node *
mark_content(struct converter *converter, const struct node *element)
{
	struct node *text = text_content(converter, element);
	struct node *state = text_at(converter, attribute(element, "state"), element, NODE_QUOTED);

	if (text->text.len == 0)
		return state;
	struct node *map = map_at(converter, element);
	node_put(converter->arena, map, STR("mark"), state);
	node_put(converter->arena, map, STR("text"), text);
	return map;
}

/* The boxes of an item; NULL: it has none. */
static struct node *
marks_content(struct converter *converter, const struct node *item)
{
	const struct node *children = node_find(item, "children");
	struct node *map = NULL;

	for (size_t i = 0; children != NULL && i < children->count; i++) {
		const struct node *child = children->items[i];

		if (child->type != NODE_MAP)
			continue;
		if (!str_is(local_name(child), "mark")) {
			say_element(converter, child);
			continue;
		}
		if (map == NULL)
			map = map_at(converter, item);
		node_put(converter->arena, map, attribute(child, "label"),
		    mark_content(converter, child));
	}
	return map;
}

static void
put_item(struct converter *converter, struct node *items, const struct node *element)
{
	static const char *const words[] = { "state", "why", "sheet", "cell" };
	static const char *const numbers[] = { "line", "page" };
	struct node *map = map_at(converter, element);
	struct node *value = marks_content(converter, element);

	if (value == NULL)
		value = text_content(converter, element);
	/* An empty element that names its state holds no value; one that does not is an empty cell. */
	if (value->type == NODE_MAP || value->text.len > 0 || !has_attribute(element, "state"))
		node_put(converter->arena, map, STR("value"), value);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (has_attribute(element, words[i]))
			node_put(converter->arena, map, str_of(words[i]),
			    text_at(converter, attribute(element, words[i]), element, NODE_QUOTED));
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		if (has_attribute(element, numbers[i]))
			node_put(converter->arena, map, str_of(numbers[i]),
			    text_at(
				converter, attribute(element, numbers[i]), element, NODE_PLAIN));
	node_put(converter->arena, items, attribute(element, "id"), map);
}

static struct node *
document(struct converter *converter, const struct node *root)
{
	const struct node *children = node_find(root, "children");
	struct node *map = map_at(converter, root), *items = map_at(converter, root);

	node_put(converter->arena, map, STR("piacheck"),
	    text_at(converter, STR("assessment/1"), root, NODE_PLAIN));
	if (has_attribute(root, "form"))
		node_put(converter->arena, map, STR("form"),
		    text_at(converter, attribute(root, "form"), root, NODE_QUOTED));
	if (has_attribute(root, "edition"))
		node_put(converter->arena, map, STR("edition"),
		    text_at(converter, attribute(root, "edition"), root, NODE_QUOTED));
	for (size_t i = 0; children != NULL && i < children->count; i++) {
		const struct node *child = children->items[i];
		struct str name = local_name(child);

		if (str_is(name, "item")) {
			put_item(converter, items, child);
		} else if (str_is(name, "source") && node_find(map, "source") == NULL) {
			struct node *source = map_at(converter, child);
			node_put(converter->arena, source, STR("file"),
			    text_at(converter, attribute(child, "file"), child, NODE_QUOTED));
			node_put(converter->arena, map, STR("source"), source);
		} else if (child->type == NODE_MAP) {
			say_element(converter, child);
		}
	}
	node_put(converter->arena, map, STR("items"), items);
	return map;
}

bool
assess_from_xml(struct assessment *assessment, const struct node *root, struct str file,
    const struct forms *forms, struct diags *diags)
{
	struct arena arena = { 0 };
	struct converter converter = { &arena, file, diags };

	*assessment = (struct assessment){ 0 };
	if (!str_is(local_name(root), "assessment")) {
		diag_addz(diags, DIAG_ASSESS_NOT, node_at(root, file), NULL, NULL, NULL);
		return false;
	}
	bool good = assess_from_node(assessment, document(&converter, root), file, forms, diags);
	arena_release(&arena);
	return good;
}
