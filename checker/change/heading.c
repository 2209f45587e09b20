/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 項目 as offices write it: the printed headings from the part down to the item, without ※. A heading that only holds
 * numbered ones together (再委託, above ④再委託の有無) is left out, as the tables that offices publish do.
 */
#include "base/text.h"
#include "change/inner.h"
#include "base/banned.h"

static const struct str star = STR_INIT("※");

/* Without the ※ and what stands behind it, and without blanks at the ends. */
static struct str
plain(struct str label)
{
	static const struct str wide = STR_INIT("　");
	size_t at = str_find(label, star, 0);

	if (at != STR_NONE)
		label = str_sub(label, 0, at);
	label = str_trim(label);
	while (str_ends(label, wide))
		label = str_trim(str_sub(label, 0, label.len - wide.len));
	return label;
}

/* Is it more than a word that holds others together: an item, or with a number (①, １．, Ⅱ, リスク１, システム{n})? */
static bool
is_numbered(const struct form_item *item)
{
	struct arena arena = { 0 };
	struct str key = text_key(&arena, item->label);
	bool numbered = item->type != FORM_GROUP || item->repeat_max != 0 || item->parent == NULL ||
	    item->parent == item->top || str_starts(key, STR("<")) || str_digits(key, 0) > 0 ||
	    str_starts(key, STR("リスク"));

	arena_release(&arena);
	return numbered;
}

static void
write_step(
    const struct form_id *id, const struct form_item *step, struct buf *out, struct str *last)
{
	struct str label =
	    plain(step->parent == NULL && step->section.len > 0 && str_is(step->def, "cover")
		    ? STR("表紙")
		    : step->label);

	if (label.len == 0 || str_eq(label, *last))
		return;
	if (out->len > 0 && out->ptr[out->len - 1] != '\n')
		buf_adds(out, "　");
	form_label_write(label, id->instance, out);
	if (step->per_file && step->parent == NULL && id->file_no > 1)
		buf_addf(out, "（ファイル%u）", id->file_no);
	*last = label;
}

const struct form_item *
change_question_before(const struct form *form, const struct form_item *item)
{
	for (size_t i = item->order; i-- > 0;) {
		const struct form_item *other = &form->items[i];

		if (other->parent != item->parent)
			return NULL;
		if (other->type == FORM_CHOICE)
			return other;
	}
	return NULL;
}

/* 具体的な方法 stands several times under one heading of 様式4: the question before it tells which is meant. */
static const struct form_item *
needed_question(const struct form *form, const struct form_item *item)
{
	for (size_t i = item->top->order; i < form->count && form->items[i].top == item->top; i++) {
		const struct form_item *other = &form->items[i];

		if (other != item && other->parent == item->parent &&
		    str_eq(other->label, item->label))
			return change_question_before(form, item);
	}
	return NULL;
}

void
change_heading_write(const struct form *form, const struct form_id *id, struct buf *out)
{
	const struct form_item *steps[16];
	const struct form_item *question = needed_question(form, id->item);
	size_t count = 0;
	struct str last = { 0 };
	struct buf path = { 0 };

	for (const struct form_item *i = id->item; i != NULL && count < 14; i = i->parent) {
		if (i == id->item || is_numbered(i))
			steps[count++] = i;
		if (i == id->item && question != NULL)
			steps[count++] = question;
	}
	while (count > 0)
		write_step(id, steps[--count], &path, &last);
	buf_add(out, buf_str(&path));
	buf_release(&path);
}
