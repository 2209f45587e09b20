/* SPDX-License-Identifier: Apache-2.0 */
/*
 * YAML by libyaml's events. The depth is counted on the events: they come while libyaml scans (it looks ahead 1024
 * characters at most), so a bomb of brackets ends before libyaml's quadratic nesting is felt.
 */
#include "doc/parse.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/banned.h"

struct reading {
	struct doc_tree tree;
	yaml_parser_t parser;
	struct str text;
	bool multiple;
	struct node **documents;
	size_t count, room;
};

/* libyaml's words (the beginning of its problem) and ours. */
static const struct {
	const char *problem;
	enum diag_code code;
} problems[] = {
	{ "mapping values are not allowed", DIAG_YAML_COLON },
	{ "did not find expected key", DIAG_YAML_INDENT },
	{ "did not find expected '-'", DIAG_YAML_INDENT },
	{ "block sequence entries are not allowed", DIAG_YAML_INDENT },
	{ "mapping keys are not allowed", DIAG_YAML_INDENT },
	{ "could not find expected ':'", DIAG_YAML_INDENT },
	{ "found a tab character", DIAG_YAML_TAB },
	{ "did not find expected ',' or", DIAG_YAML_FLOW },
	{ "did not find expected node content", DIAG_YAML_FLOW },
	{ "did not find expected <document start>", DIAG_DOC_TRAILING },
	{ "found unexpected end of stream", DIAG_DOC_ENDS_EARLY },
	{ "found unexpected document indicator", DIAG_DOC_ENDS_EARLY },
	{ "found unknown escape character", DIAG_DOC_ESCAPE },
	{ "did not find expected hexdecimal", DIAG_DOC_ESCAPE },
	{ "found invalid Unicode character", DIAG_DOC_ESCAPE },
	{ "control characters are not allowed", DIAG_DOC_CHARACTER },
	{ "found character that cannot start", DIAG_YAML_CHARACTER },
};

static bool
fail_at(struct reading *r, enum diag_code code, yaml_mark_t mark, struct str a)
{
	return doc_tree_fail(&r->tree, code, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1, a,
	    (struct str){ 0 });
}

static enum diag_code
code_of(const struct reading *r)
{
	const char *problem = r->parser.problem == NULL ? "" : r->parser.problem;

	if (str_starts(str_of(problem), STR("found character that cannot start")) &&
	    r->parser.problem_mark.index < r->text.len) {
		/* The index counts characters: look at the place itself. */
		size_t at = 0;
		for (size_t i = 0; i < r->parser.problem_mark.index && at < r->text.len; i++)
			text_next(r->text, &at);
		if (at < r->text.len && r->text.ptr[at] == '\t')
			return DIAG_YAML_TAB;
	}
	for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++)
		if (str_starts(str_of(problem), str_of(problems[i].problem)))
			return problems[i].code;
	return DIAG_DOC_MALFORMED;
}

static bool
fail_syntax(struct reading *r)
{
	yaml_mark_t mark = r->parser.problem_mark;
	enum diag_code code = code_of(r);

	if (r->parser.error == YAML_MEMORY_ERROR)
		mem_exhausted(r->text.len);
	if (r->parser.error == YAML_READER_ERROR) {
		uint32_t line, column;

		text_position(r->text, r->parser.problem_offset, &line, &column);
		return doc_tree_fail(&r->tree, code, line, column, STR("YAML"), (struct str){ 0 });
	}
	/* An open quote or bracket is missed at the end of the file: where it was opened helps more. */
	if (r->parser.context != NULL &&
	    (code == DIAG_DOC_ENDS_EARLY || mark.index >= text_chars(r->text)))
		mark = r->parser.context_mark;
	return fail_at(r, code, mark, STR("YAML"));
}

static bool
is_null(struct str text)
{
	return text.len == 0 || str_is(text, "~") || str_is(text, "null") || str_is(text, "Null") ||
	    str_is(text, "NULL");
}

static bool
waits_for_key(const struct doc_tree *tree)
{
	const struct doc_frame *frame = tree->depth == 0 ? NULL : &tree->frames[tree->depth - 1];

	return frame != NULL && frame->node->type == NODE_MAP && !frame->has_key;
}

static bool
take_scalar(struct reading *r, const yaml_event_t *event)
{
	struct str text = { (const char *)event->data.scalar.value, event->data.scalar.length };
	yaml_mark_t from = event->start_mark, to = event->end_mark;
	uint32_t line = (uint32_t)from.line + 1, column = (uint32_t)from.column + 1;
	enum node_style style = NODE_QUOTED;

	if (event->data.scalar.tag != NULL)
		return fail_at(r, DIAG_YAML_TAG, from, str_of((char *)event->data.scalar.tag));
	if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
		style = NODE_PLAIN;
	else if (event->data.scalar.style == YAML_LITERAL_SCALAR_STYLE ||
	    event->data.scalar.style == YAML_FOLDED_SCALAR_STYLE)
		style = NODE_BLOCK;
	if (waits_for_key(&r->tree)) {
		if (style == NODE_PLAIN && text.len == 0)
			return fail_at(r, DIAG_DOC_KEY_NOT_TEXT, from, (struct str){ 0 });
		return doc_tree_key(&r->tree, text, line, column);
	}
	/* A block scalar ends where the next line begins. */
	uint32_t end = (uint32_t)to.line + 1;
	if (end > line && to.column == 0)
		end--;
	enum node_type type = style == NODE_PLAIN && is_null(text) ? NODE_NULL : NODE_SCALAR;
	return doc_tree_scalar(&r->tree, type, style, text, line, column, end);
}

static bool
take_open(struct reading *r, const yaml_event_t *event, enum node_type type, const yaml_char_t *tag)
{
	yaml_mark_t from = event->start_mark;

	if (tag != NULL)
		return fail_at(r, DIAG_YAML_TAG, from, str_of((const char *)tag));
	if (waits_for_key(&r->tree))
		return fail_at(r, DIAG_DOC_KEY_NOT_TEXT, from, (struct str){ 0 });
	return doc_tree_open(&r->tree, type, (uint32_t)from.line + 1, (uint32_t)from.column + 1);
}

static bool
take_close(struct reading *r, const yaml_event_t *event)
{
	/* The end of a block collection is the next token's place, with no length. */
	bool is_flow = event->end_mark.index > event->start_mark.index;

	return doc_tree_close(&r->tree, is_flow ? (uint32_t)event->end_mark.line + 1 : 0);
}

static bool
take_document(struct reading *r, const yaml_event_t *event)
{
	if (r->count > 0 && !r->multiple)
		return fail_at(r, DIAG_DOC_MULTIPLE, event->start_mark, (struct str){ 0 });
	r->tree.root = NULL;
	return true;
}

static bool
take_event(struct reading *r, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		return take_document(r, event);
	case YAML_DOCUMENT_END_EVENT:
		*ARRAY_ADD(r->documents, r->count, r->room) = r->tree.root;
		return true;
	case YAML_ALIAS_EVENT:
		return fail_at(r, DIAG_DOC_ALIASES, event->start_mark,
		    str_of((const char *)event->data.alias.anchor));
	case YAML_SCALAR_EVENT:
		return take_scalar(r, event);
	case YAML_SEQUENCE_START_EVENT:
		return take_open(r, event, NODE_SEQUENCE, event->data.sequence_start.tag);
	case YAML_MAPPING_START_EVENT:
		return take_open(r, event, NODE_MAP, event->data.mapping_start.tag);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return take_close(r, event);
	default:
		return true;
	}
}

static bool
read_stream(struct reading *r)
{
	for (;;) {
		yaml_event_t event;
		bool good, ended;

		if (!yaml_parser_parse(&r->parser, &event))
			return fail_syntax(r);
		ended = event.type == YAML_STREAM_END_EVENT;
		good = take_event(r, &event);
		yaml_event_delete(&event);
		if (!good || ended)
			return good;
	}
}

size_t
doc_parse_yaml(struct str text, struct str file, bool multiple, struct arena *arena,
    const struct sink *sink, struct node ***documents)
{
	struct reading r = {
		.tree = { .arena = arena, .sink = sink, .file = file, .depth_max = DOC_DEPTH_MAX },
		.text = text,
		.multiple = multiple,
	};
	size_t count = 0;

	if (!yaml_parser_initialize(&r.parser))
		mem_exhausted(sizeof r.parser);
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)text.ptr, text.len);
	if (read_stream(&r)) {
		count = r.count;
		if (count == 0) /* comments only */
			sink_diag(sink, DIAG_FILE_EMPTY, (struct diag_at){ .file = file },
			    (struct str){ 0 }, (struct str){ 0 }, (struct str){ 0 });
		*documents = ARENA_ARRAY(arena, struct node *, count);
		if (count > 0)
			memcpy(*documents, r.documents, count * sizeof **documents);
	}
	yaml_parser_delete(&r.parser);
	doc_tree_release(&r.tree);
	free(r.documents);
	return count;
}
