/* SPDX-License-Identifier: Apache-2.0 */
/* An assessment as XML (assess/assessment.rng), in form order; it says the same as the YAML. */
#include "assess/assess.h"

#include "assess/item.h"
#include "doc/doc.h"
#include "base/text.h"
#include "base/banned.h"

static void
attribute(struct buf *out, const char *name, struct str value)
{
	buf_addf(out, " %s=\"", name);
	text_xml(value, true, out);
	buf_addc(out, '"');
}

static void
write_mark(const struct item_mark *mark, struct buf *out)
{
	buf_adds(out, "    <mark");
	attribute(out, "label", mark->mark->label);
	attribute(out, "state", str_of(mark_state_name(mark->state)));
	if (mark->text.len == 0) {
		buf_adds(out, "/>\n");
		return;
	}
	buf_addc(out, '>');
	text_xml(mark->text, false, out);
	buf_adds(out, "</mark>\n");
}

static bool
has_marks(const struct item *item)
{
	return item->id.item->type == FORM_MARKS && item->text.len == 0 &&
	    (item->state == ITEM_READ || item->state == ITEM_PROPOSED);
}

void
assess_write_xml_item(const struct item *item, struct buf *out)
{
	struct buf id = { 0 };

	form_id_write(&item->id, &id);
	buf_adds(out, "  <item");
	attribute(out, "id", buf_str(&id));
	buf_release(&id);
	if (item->state != item_plain_state(item))
		attribute(out, "state", str_of(item_state_name(item->state)));
	if (item->why.len > 0)
		attribute(out, "why", item->why);
	if (item->source_line > 0)
		buf_addf(out, " line=\"%u\"", item->source_line);
	if (item->source_place.page > 0)
		buf_addf(out, " page=\"%u\"", item->source_place.page);
	if (item->source_place.sheet.len > 0)
		attribute(out, "sheet", item->source_place.sheet);
	if (item->source_place.cell.len > 0)
		attribute(out, "cell", item->source_place.cell);
	if (has_marks(item)) {
		buf_adds(out, ">\n");
		for (size_t i = 0; i < item->id.item->mark_count; i++)
			write_mark(&item->marks[i], out);
		buf_adds(out, "  </item>\n");
	} else if (item->text.len > 0) {
		buf_addc(out, '>');
		text_xml(item->text, false, out);
		buf_adds(out, "</item>\n");
	} else {
		buf_adds(out, "/>\n");
	}
}

void
assess_write_xml(const struct assessment *assessment, struct buf *out)
{
	buf_adds(out,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<assessment xmlns=\"urn:piacheck:assessment:1\"");
	attribute(out, "form", assessment->form->number);
	if (assessment->form->edition.len > 0)
		attribute(out, "edition", assessment->form->edition);
	buf_adds(out, ">\n");
	if (assessment->source.len > 0) {
		buf_adds(out, "  <source");
		attribute(out, "file", assessment->source);
		buf_adds(out, "/>\n");
	}
	for (size_t i = 0; i < assessment->count; i++)
		assess_write_xml_item(&assessment->items[i], out);
	buf_adds(out, "</assessment>\n");
}

void
assess_write(const struct assessment *assessment, bool xml, struct buf *out)
{
	if (xml)
		assess_write_xml(assessment, out);
	else
		assess_write_yaml(assessment, out);
}
