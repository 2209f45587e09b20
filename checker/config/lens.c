/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts are parsed with aug_text_store and taken out with aug_to_xml: in libaugeas 1.14 that is the only call that
 * gives a whole tree with its spans in one walk; aug_match with aug_span walks from the root for every node.
 */
#include "config/lens.h"

#include <augeas.h>
#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/banned.h"

#define AT_TEXT "/raw/text"
#define AT_TREE "/parsed"
#define AT_FAULT "/augeas/text" AT_TREE "/error/pos"

/* Reason: the walk recurses; no lens of ours is deeper than 8. */
enum { TREE_DEPTH_MAX = 64 };

/* Reason: each is a parse of the whole beginning; sections of real units are shorter. */
enum { REFINE_LINES_MAX = 32 };

SCOPE_RELEASE(xmlNode, xmlFreeNode);

struct lens_set {
	struct augeas *augeas;
};

struct lens_set *
lens_set_new(void)
{
	struct augeas *augeas = aug_init(
	    "/", NULL, AUG_NO_MODL_AUTOLOAD | AUG_NO_LOAD | AUG_ENABLE_SPAN | AUG_NO_ERR_CLOSE);

	if (augeas == NULL)
		return NULL;
	if (aug_error(augeas) != AUG_NOERROR) {
		aug_close(augeas);
		return NULL;
	}
	struct lens_set *set = mem_alloc(1, sizeof *set);
	set->augeas = augeas;
	return set;
}

void
lens_set_free(struct lens_set *set)
{
	if (set == NULL)
		return;
	aug_close(set->augeas);
	free(set);
}

static bool
is(const xmlNode *element, const char *name)
{
	return element->type == XML_ELEMENT_NODE && strcmp((const char *)element->name, name) == 0;
}

static struct str
attribute(const xmlNode *element, const char *name)
{
	for (const xmlAttr *a = element->properties; a != NULL; a = a->next)
		if (strcmp((const char *)a->name, name) == 0 && a->children != NULL)
			return str_of((const char *)a->children->content);
	return (struct str){ 0 };
}

static size_t
offset_attribute(const xmlNode *element, const char *name, size_t limit)
{
	int64_t n = 0;

	if (!str_parse_i64(attribute(element, name), &n) || n < 0)
		return 0;
	return (uint64_t)n > limit ? limit : (size_t)n;
}

static bool
is_wanted(const xmlNode *element)
{
	struct str label = attribute(element, "label");

	return is(element, "node") &&
	    !(label.len > 0 && label.ptr[0] == '#' &&
		(str_starts(label, STR("#comment")) || str_is(label, "#empty")));
}

static struct lens_node *
tree_of(const xmlNode *element, struct str text, struct arena *arena, int depth)
{
	struct lens_node *node = ARENA_NEW(arena, struct lens_node);
	size_t children = 0;

	node->label = arena_str(arena, attribute(element, "label"));
	for (const xmlNode *e = element->children; e != NULL; e = e->next) {
		if (is(e, "value") && e->children != NULL) {
			node->value = arena_str(arena, str_of((const char *)e->children->content));
			node->has_value = true;
		} else if (is(e, "span") && str_is(attribute(e, "for"), "node")) {
			node->start = offset_attribute(e, "start", text.len);
			node->end = offset_attribute(e, "end", text.len);
		} else if (is_wanted(e)) {
			children++;
		}
	}
	if (node->end < node->start)
		node->end = node->start;
	if (children == 0 || depth >= TREE_DEPTH_MAX)
		return node;
	node->children = ARENA_ARRAY(arena, struct lens_node *, children);
	for (const xmlNode *e = element->children; e != NULL; e = e->next)
		if (is_wanted(e))
			node->children[node->count++] = tree_of(e, text, arena, depth + 1);
	return node;
}

/* Spans are in document order but for a few lenses: one cursor that goes back when it must. */
struct cursor {
	struct str text;
	size_t offset;
	uint32_t line;
};

static void
number_lines(struct lens_node *node, struct cursor *cursor)
{
	if (node->start < cursor->offset) {
		cursor->offset = 0;
		cursor->line = 1;
	}
	/* Some spans begin with the line ends before the entry. */
	while (node->start < node->end && str_is_space(cursor->text.ptr[node->start]))
		node->start++;
	for (; cursor->offset < node->start; cursor->offset++)
		if (cursor->text.ptr[cursor->offset] == '\n')
			cursor->line++;
	node->line = cursor->line;
	for (size_t i = 0; i < node->count; i++)
		number_lines(node->children[i], cursor);
}

static size_t
fault_offset(struct augeas *augeas, size_t limit)
{
	const char *pos = NULL;
	int64_t n = 0;

	if (aug_get(augeas, AT_FAULT, &pos) != 1 || !str_parse_i64(str_of(pos), &n) || n < 0)
		return 0;
	return (uint64_t)n > limit ? limit : (size_t)n;
}

/* Without the tree of the text before: libaugeas 1.14 leaks the span of a root that it writes over. */
static int
store(struct lens_set *set, const char *lens, const char *text)
{
	aug_rm(set->augeas, AT_TREE);
	if (aug_set(set->augeas, AT_TEXT, text) < 0)
		return -1;
	return aug_text_store(set->augeas, lens, AT_TEXT, AT_TREE);
}

static bool
takes(struct lens_set *set, const char *lens, struct str text, struct arena *arena)
{
	return store(set, lens, arena_cstr(arena, text)) >= 0;
}

/*
 * libaugeas says where the last whole record ended, which for sections is their first line. The line at fault is the
 * first from there on with which the text is no longer one of the lens.
 */
static size_t
refine_fault(
    struct lens_set *set, const char *lens, struct str text, struct arena *arena, size_t fault)
{
	for (int tries = 0; tries < REFINE_LINES_MAX; tries++) {
		size_t end = str_find_char(text, '\n', fault);
		if (end == STR_NONE || end + 1 >= text.len ||
		    !takes(set, lens, str_sub(text, 0, end + 1), arena))
			break;
		fault = end + 1;
	}
	return fault;
}

bool
lens_load(struct lens_set *set, const char *lens)
{
	(void)store(set, lens, "\n");
	/* A lens that refuses an empty line is there all the same. */
	return aug_error(set->augeas) == AUG_NOERROR;
}

struct lens_node *
lens_parse(
    struct lens_set *set, const char *lens, struct str text, struct arena *arena, size_t *fault)
{
	SCOPED(xmlNode) document = NULL;

	*fault = 0;
	if (!takes(set, lens, text, arena)) {
		*fault = refine_fault(set, lens, text, arena, fault_offset(set->augeas, text.len));
		return NULL;
	}
	if (aug_to_xml(set->augeas, AT_TREE, &document, 0) < 0 || document == NULL)
		return NULL;
	for (const xmlNode *e = document->children; e != NULL; e = e->next) {
		if (!is(e, "node"))
			continue;
		struct lens_node *root = tree_of(e, text, arena, 0);
		struct cursor cursor = { .text = text, .line = 1 };
		root->start = 0;
		for (size_t i = 0; i < root->count; i++)
			number_lines(root->children[i], &cursor);
		return root;
	}
	return ARENA_NEW(arena, struct lens_node); /* an empty text has no tree */
}

const struct lens_node *
lens_child(const struct lens_node *node, const char *label)
{
	for (size_t i = 0; i < node->count; i++)
		if (str_is(node->children[i]->label, label))
			return node->children[i];
	return NULL;
}

struct str
lens_value(const struct lens_node *node, const char *label)
{
	const struct lens_node *child = lens_child(node, label);

	return child == NULL ? (struct str){ 0 } : child->value;
}

struct str
lens_text(const struct lens_node *node, struct str text)
{
	return str_trim(str_sub(text, node->start, node->end - node->start));
}
