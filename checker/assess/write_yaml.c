/* SPDX-License-Identifier: Apache-2.0 */
/* An assessment as YAML, in form order; a value stands bare unless a state, a reason or a line goes with it. */
#include "assess/assess.h"

#include "assess/item.h"
#include "doc/doc.h"
#include "base/banned.h"

static void
indent(struct buf *out, int columns)
{
	for (int i = 0; i < columns; i++)
		buf_addc(out, ' ');
}

static void
put(struct buf *out, int columns, const char *key, struct str text)
{
	indent(out, columns);
	buf_adds(out, key);
	buf_adds(out, ": ");
	doc_yaml_scalar(out, text, columns + 2);
	buf_addc(out, '\n');
}

static void
write_mark(const struct item_mark *mark, int columns, struct buf *out)
{
	indent(out, columns);
	doc_yaml_scalar(out, mark->mark->label, columns + 2);
	if (mark->text.len == 0) {
		buf_addf(out, ": %s\n", mark_state_name(mark->state));
		return;
	}
	buf_adds(out, ":\n");
	put(out, columns + 2, "mark", str_of(mark_state_name(mark->state)));
	put(out, columns + 2, "text", mark->text);
}

static bool
has_marks(const struct item *item)
{
	return item->id.item->type == FORM_MARKS && item->text.len == 0 &&
	    (item->state == ITEM_READ || item->state == ITEM_PROPOSED);
}

static bool
has_value(const struct item *item)
{
	return has_marks(item) || item->text.len > 0;
}

/* Behind "key:" : the value, on the same line or below it. */
static void
write_value(const struct item *item, int columns, struct buf *out)
{
	const struct form_item *def = item->id.item;

	if (has_marks(item)) {
		buf_addc(out, '\n');
		for (size_t i = 0; i < def->mark_count; i++)
			write_mark(&item->marks[i], columns, out);
		return;
	}
	buf_addc(out, ' ');
	doc_yaml_scalar(out, item->text, columns);
	buf_addc(out, '\n');
}

/* {state: unknown, line: 84, page: 3}: all that there is to say fits the line. */
static void
write_short(const struct item *item, struct buf *out)
{
	buf_addf(out, " {state: %s", item_state_name(item->state));
	if (item->source_line > 0)
		buf_addf(out, ", line: %u", item->source_line);
	if (item->source_place.page > 0)
		buf_addf(out, ", page: %u", item->source_place.page);
	buf_adds(out, "}\n");
}

void
assess_write_yaml_item(const struct item *item, int columns, struct buf *out)
{
	bool plain = item->state == item_plain_state(item);
	int below = columns + 2;

	indent(out, columns);
	form_id_write(&item->id, out);
	buf_addc(out, ':');
	if (plain && item->source_line == 0 && item->why.len == 0 &&
	    !doc_place_is_known(&item->source_place)) {
		write_value(item, below, out);
		return;
	}
	if (!has_value(item) && item->why.len == 0 && item->source_place.sheet.len == 0) {
		write_short(item, out);
		return;
	}
	buf_addc(out, '\n');
	if (has_value(item)) {
		indent(out, below);
		buf_adds(out, "value:");
		write_value(item, below + 2, out);
	}
	if (!plain || !has_value(item))
		put(out, below, "state", str_of(item_state_name(item->state)));
	if (item->why.len > 0)
		put(out, below, "why", item->why);
	if (item->source_line > 0) {
		indent(out, below);
		buf_addf(out, "line: %u\n", item->source_line);
	}
	if (item->source_place.page > 0) {
		indent(out, below);
		buf_addf(out, "page: %u\n", item->source_place.page);
	}
	if (item->source_place.sheet.len > 0)
		put(out, below, "sheet", item->source_place.sheet);
	if (item->source_place.cell.len > 0)
		put(out, below, "cell", item->source_place.cell);
}

void
assess_write_yaml(const struct assessment *assessment, struct buf *out)
{
	buf_adds(out, "piacheck: assessment/1\nform: ");
	buf_addf(out, "\"%.*s\"\n", STR_ARG(assessment->form->number));
	if (assessment->form->edition.len > 0)
		put(out, 0, "edition", assessment->form->edition);
	if (assessment->source.len > 0) {
		buf_adds(out, "source:\n");
		put(out, 2, "file", assessment->source);
	}
	buf_adds(out, assessment->count == 0 ? "items: {}\n" : "items:\n");
	for (size_t i = 0; i < assessment->count; i++)
		assess_write_yaml_item(&assessment->items[i], 2, out);
}
