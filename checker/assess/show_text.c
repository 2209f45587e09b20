/* SPDX-License-Identifier: Apache-2.0 */
/* The form as understood, for people: by heading, label and value, and what is not known said as such. */
#include "assess/assess.h"

#include "assess/item.h"
#include "base/number.h"
#include "base/text.h"
#include "base/banned.h"

/* What stands in the place of a value, or behind one. */
static const char *
state_words(enum item_state state, enum lang lang)
{
	static const char *const words[][2] = {
		[ITEM_UNKNOWN] = { "（不明）", "(unknown)" },
		[ITEM_READ] = { "", "" },
		[ITEM_PROPOSED] = { "（候補。要確認）", "(proposed, to be confirmed)" },
		[ITEM_NONE] = { "（なし）", "(none)" },
		[ITEM_BLANK] = { "（空欄）", "(blank)" },
	};

	return words[state][lang];
}

enum { WIDTH = 100, INDENT = 6 };

/* Behind used columns and a blank, when the first line fits there; the rest, or all of it, stands below. No line end behind. */
static void
put_lines(struct str text, size_t used, struct buf *out)
{
	struct buf below = { 0 };
	struct str first, rest = text;

	if (str_line(&rest, &first) && used + text_width(first) <= WIDTH) {
		buf_addc(out, ' ');
		text_visible(first, out);
		text = rest;
	}
	text_wrap(text, WIDTH, INDENT, NULL, &below);
	if (below.len > 0) {
		buf_addc(out, '\n');
		buf_add(out, str_sub(buf_str(&below), 0, below.len - 1));
	}
	buf_release(&below);
}

static void
put_marks(const struct item *item, struct buf *out)
{
	static const char *const boxes[] = {
		[MARK_UNKNOWN] = "[?]",
		[MARK_CHECKED] = "[○]",
		[MARK_UNCHECKED] = "[ ]",
	};

	for (size_t i = 0; i < item->id.item->mark_count; i++) {
		const struct item_mark *mark = &item->marks[i];

		buf_addf(out, "\n      %s ", boxes[mark->state]);
		text_visible(mark->mark->label, out);
		if (mark->text.len == 0)
			continue;
		buf_adds(out, "（");
		text_visible(mark->text, out);
		buf_adds(out, "）");
	}
}

static void
put_value(const struct item *item, size_t used, struct buf *out)
{
	struct buf iso = { 0 };

	if (item->id.item->type == FORM_MARKS && item->text.len == 0) {
		put_marks(item, out);
		return;
	}
	if (item->option != NULL) {
		buf_addc(out, ' ');
		if (item->option->number > 0)
			buf_addf(out, "%d) ", item->option->number);
		text_visible(item->option->text, out);
	} else {
		put_lines(item->text, used, out);
	}
	if (item->date.year > 0) {
		date_iso(item->date, &iso);
		if (!str_eq(item->text, buf_str(&iso)))
			buf_addf(out, " (%.*s)", STR_ARG(buf_str(&iso)));
		buf_release(&iso);
	}
}

static bool
has_value(const struct item *item)
{
	if (item == NULL)
		return false;
	if (item->id.item->type == FORM_MARKS && item->text.len == 0)
		return item->state == ITEM_READ || item->state == ITEM_PROPOSED;
	return item->text.len > 0;
}

static void
put_slot(const struct slot *slot, enum lang lang, struct buf *out)
{
	const struct item *item = slot->item;
	enum item_state state = slot_state(slot);
	struct buf label = { 0 };

	form_label_write(slot->id.item->label, slot->id.instance, &label);
	buf_adds(out, "  ");
	text_visible(buf_str(&label), out);
	buf_adds(out, ":");
	if (has_value(item))
		put_value(item, 4 + text_width(buf_str(&label)), out);
	if (state != ITEM_READ && !(state == ITEM_NONE && has_value(item)))
		buf_addf(out, " %s", state_words(state, lang));
	if (item != NULL && item->why.len > 0) {
		buf_adds(out, "\n      →");
		put_lines(item->why, INDENT + 2, out);
	}
	buf_addc(out, '\n');
	buf_release(&label);
}

static void
put_heading(const struct slot *slot, struct buf *out)
{
	struct buf heading = { 0 };

	form_label_write(slot->id.item->heading, slot->id.instance, &heading);
	buf_addc(out, '\n');
	text_visible(buf_str(&heading), out);
	if (slot->id.file_no > 1)
		buf_addf(out, "  (%u)", slot->id.file_no);
	buf_addc(out, '\n');
	buf_release(&heading);
}

static bool
is_same_heading(const struct slot *a, const struct slot *b)
{
	return str_eq(a->id.item->heading, b->id.item->heading) &&
	    a->id.instance == b->id.instance && a->id.file_no == b->id.file_no;
}

void
assess_show_text(const struct assessment *assessment, enum lang lang, struct buf *out)
{
	struct arena scratch = { 0 };
	struct slot *slots;
	size_t count = assess_slots(assessment, &scratch, &slots);

	text_visible(assessment->form->name, out);
	buf_addc(out, ' ');
	text_visible(assessment->form->kind, out);
	buf_adds(out, "  ");
	text_visible(number_masked(&scratch, assessment->file), out);
	buf_addf(out, lang == LANG_JA ? "\n%zu 項目、うち不明 %zu\n" : "\n%zu items, %zu unknown\n",
	    count, assessment->unknown_count);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || !is_same_heading(&slots[i - 1], &slots[i]))
			put_heading(&slots[i], out);
		put_slot(&slots[i], lang, out);
	}
	arena_release(&scratch);
}
