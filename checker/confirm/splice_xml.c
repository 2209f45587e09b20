/* SPDX-License-Identifier: Apache-2.0 */
/* Items of an XML assessment: the elements <item>, found by their tags; what stands between them is left alone. */
#include <stdlib.h>

#include "base/mem.h"
#include "confirm/inner.h"
#include "base/banned.h"

struct element {
	struct form_id id;
	size_t from, to;
};

struct elements {
	struct element *list;
	size_t count, room;
};

/* Behind the end mark, or STR_NONE. */
static size_t
behind(struct str bytes, struct str mark, size_t from)
{
	size_t at = str_find(bytes, mark, from);

	return at == STR_NONE ? at : at + mark.len;
}

/* Behind the > of a tag; a > in an attribute's quotes is none. */
static size_t
end_of_tag(struct str bytes, size_t at)
{
	char quote = 0;

	for (; at < bytes.len; at++) {
		char c = bytes.ptr[at];

		if (quote != 0)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			return at + 1;
	}
	return STR_NONE;
}

static size_t
skip_space(struct str text, size_t at)
{
	while (at < text.len && str_is_space(text.ptr[at]))
		at++;
	return at;
}

/* The value of id="…" in a tag; blanks may stand around the =. */
static struct str
id_of(struct str tag)
{
	static const struct str name = STR_INIT("id");

	for (size_t at = 0; (at = str_find(tag, name, at)) != STR_NONE; at += name.len) {
		size_t sign = skip_space(tag, at + name.len), quote = skip_space(tag, sign + 1);

		if (at == 0 || !str_is_space(tag.ptr[at - 1]) || quote >= tag.len ||
		    tag.ptr[sign] != '=')
			continue;
		size_t end = str_find_char(tag, tag.ptr[quote], quote + 1);
		if (end != STR_NONE && (tag.ptr[quote] == '"' || tag.ptr[quote] == '\''))
			return str_sub(tag, quote + 1, end - quote - 1);
	}
	return (struct str){ 0 };
}

/* The item whose tag begins at from: *end is behind it. false: not understood, or something is remarked inside. */
static bool
take_item(
    const struct form *form, struct str bytes, size_t from, struct elements *elements, size_t *end)
{
	static const struct str close = STR_INIT("</item>"), remark = STR_INIT("<!");
	struct form_id id;
	size_t tag_end = end_of_tag(bytes, from);

	if (tag_end == STR_NONE ||
	    !form_id_parse(form, id_of(str_sub(bytes, from, tag_end - from)), &id))
		return false;
	*end = bytes.ptr[tag_end - 2] == '/' ? tag_end : behind(bytes, close, tag_end);
	if (*end == STR_NONE || str_has(str_sub(bytes, from, *end - from), remark))
		return false;
	*ARRAY_ADD(elements->list, elements->count, elements->room) =
	    (struct element){ id, from, *end };
	return true;
}

static bool
find_items(const struct form *form, struct str bytes, struct elements *elements)
{
	static const struct str comment = STR_INIT("<!--"), comment_end = STR_INIT("-->");
	static const struct str item = STR_INIT("<item");
	size_t at = 0;

	while (at != STR_NONE && (at = str_find_char(bytes, '<', at)) != STR_NONE) {
		struct str rest = str_from(bytes, at);

		if (str_starts(rest, comment))
			at = behind(bytes, comment_end, at);
		else if (str_starts(rest, item) && rest.len > item.len &&
		    str_is_space(rest.ptr[item.len])) {
			if (!take_item(form, bytes, at, elements, &at))
				return false;
		} else {
			at++;
		}
	}
	return elements->count > 0;
}

static int
compare_elements(const void *a, const void *b)
{
	return form_id_cmp(&((const struct element *)a)->id, &((const struct element *)b)->id);
}

static const struct element *
find_element(const struct elements *elements, const struct form_id *id)
{
	const struct element wanted = { .id = *id };

	return bsearch(
	    &wanted, elements->list, elements->count, sizeof *elements->list, compare_elements);
}

/* As the writer has it, without its indent and line end. */
static void
write_element(const struct item *item, struct buf *out)
{
	struct buf text = { 0 };

	assess_write_xml_item(item, &text);
	buf_add(out, str_trim(buf_str(&text)));
	buf_release(&text);
}

/* Behind the item before it, or before the first one. */
static bool
insert(const struct item *item, const struct item *before, const struct elements *elements,
    struct edits *edits)
{
	const struct element *element =
	    before == NULL ? &elements->list[0] : find_element(elements, &before->id);
	size_t at;

	if (element == NULL)
		return false;
	at = before == NULL ? element->from : element->to;
	struct edit *edit = edits_add(edits, at, at);
	if (before != NULL)
		buf_adds(&edit->text, "\n  ");
	write_element(item, &edit->text);
	if (before == NULL)
		buf_adds(&edit->text, "\n  ");
	return true;
}

bool
splice_xml(const struct confirm_form *form, const struct merged *merged, struct edits *edits)
{
	struct elements elements = { 0 };
	const struct item *before = NULL;
	bool good = find_items(form->assessment.form, buf_str(&form->bytes), &elements);

	/* In form order, as the items are. */
	if (good)
		qsort(elements.list, elements.count, sizeof *elements.list, compare_elements);
	for (size_t i = 0; good && i < merged->assessment.count; i++) {
		const struct item *item = &merged->assessment.items[i];
		const struct element *element = find_element(&elements, &item->id);

		if (merged->changed[i] && element != NULL)
			write_element(item, &edits_add(edits, element->from, element->to)->text);
		else if (merged->changed[i])
			good = insert(item, before, &elements, edits);
		if (element != NULL)
			before = assess_find_id(&form->assessment, &item->id);
	}
	free(elements.list);
	return good;
}
