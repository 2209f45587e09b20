/* SPDX-License-Identifier: Apache-2.0 */
/* -f text: row by row, with the words that changed as [-deleted-] and {+inserted+}; long stretches that stayed are shortened. */
#include "base/text.h"
#include "change/table.h"
#include "base/banned.h"

enum {
	WIDTH = 100,
	INDENT = 12,
	CONTEXT_CHARS = 24, /* of what stayed, on each side of a change */
};

/* The first or last characters of a text. */
static struct str
some_chars(struct str text, size_t count, bool from_end)
{
	size_t chars = text_chars(text), skip = chars > count ? chars - count : 0, at = 0;

	if (skip == 0)
		return text;
	for (size_t i = 0; i < (from_end ? skip : count); i++)
		text_next(text, &at);
	return from_end ? str_from(text, at) : str_sub(text, 0, at);
}

static void
put_same(const struct diff_parts *parts, size_t i, struct buf *out)
{
	struct str text = parts->list[i].text;
	bool first = i == 0, last = i + 1 == parts->count;

	if (text_chars(text) <= 2 * CONTEXT_CHARS + 2) {
		buf_add(out, text);
		return;
	}
	if (!first)
		buf_add(out, some_chars(text, CONTEXT_CHARS, false));
	buf_adds(out, "…");
	if (!last)
		buf_add(out, some_chars(text, CONTEXT_CHARS, true));
}

static void
put_words(const struct diff_parts *parts, struct buf *out)
{
	for (size_t i = 0; i < parts->count; i++) {
		const struct diff_part *part = &parts->list[i];

		if (part->op == DIFF_SAME) {
			put_same(parts, i, out);
			continue;
		}
		buf_adds(out, part->op == DIFF_DELETED ? "[-" : "{+");
		buf_add(out, part->text);
		buf_adds(out, part->op == DIFF_DELETED ? "-]" : "+}");
	}
}

static bool
has_common(const struct diff_parts *parts)
{
	for (size_t i = 0; i < parts->count; i++)
		if (parts->list[i].op == DIFF_SAME && text_chars(parts->list[i].text) > 4)
			return true;
	return false;
}

/* A label and its text; lines of the text stay lines. */
static void
put_field(const char *label, struct str text, struct buf *out)
{
	struct str rest = text.len == 0 ? STR("―") : text, line;
	struct buf head = { 0 };

	buf_addf(&head, "    %s", label);
	for (size_t width = text_width(buf_str(&head)); width < INDENT; width++)
		buf_addc(&head, ' ');
	for (bool first = true; str_line(&rest, &line); first = false)
		text_wrap(line, WIDTH, INDENT, first ? head.ptr : NULL, out);
	buf_release(&head);
}

static void
put_change(const struct change_list *changes, const struct change *change, size_t number,
    enum lang lang, struct buf *out)
{
	bool en = lang == LANG_EN;
	struct buf text = { 0 };

	buf_addf(&text, "%-4zu", number);
	text_wrap(change->item, WIDTH, 4, text.ptr, out);
	buf_clear(&text);
	buf_addf(out, "    %s", table_class(change->class, lang));
	if (change->nature != NATURE_SUBSTANCE)
		buf_addf(out, "（%s）", table_nature(change->nature, lang));
	buf_addf(out, "  %.*s  ", STR_ARG(change->timing));
	buf_add(out, table_cell(changes, change, COLUMN_ID, lang, &text));
	buf_addc(out, '\n');
	if (has_common(&change->parts)) {
		buf_clear(&text);
		put_words(&change->parts, &text);
		put_field(en ? "change" : "変更", buf_str(&text), out);
	} else {
		put_field(en ? "before" : "変更前", change->before, out);
		put_field(en ? "after" : "変更後", change->after, out);
	}
	put_field(en ? "reason" : "説明", change->reason, out);
	buf_addc(out, '\n');
	buf_release(&text);
}

static void
put_rest(const struct change_list *changes, enum lang lang, struct buf *out)
{
	enum { SHOWN = 12 };
	bool en = lang == LANG_EN;

	if (changes->effect_count > 0)
		buf_adds(out, en ? "What this sets off\n" : "この変更に伴って必要なこと\n");
	for (size_t i = 0; i < changes->effect_count; i++) {
		text_wrap(table_effect(&changes->effects[i], lang), WIDTH, 4, "  ・", out);
	}
	if (changes->unclear_count > 0)
		buf_addf(out,
		    en ? "Could not be compared: %zu items\n" : "比べられない項目 %zu件\n",
		    changes->unclear_count);
	for (size_t i = 0; i < changes->unclear_count && i < SHOWN; i++) {
		buf_addf(out, "  ・%.*s（%s）\n", STR_ARG(changes->unclear[i].item),
		    table_unclear(&changes->unclear[i], lang));
	}
	if (changes->unclear_count > SHOWN)
		buf_adds(out, "  …\n");
}

static void
write_text(const struct change_list *changes, enum lang lang, bool all, struct buf *out)
{
	struct buf text = { 0 };
	size_t number = 0;

	text_visible(changes->old->file, out);
	buf_adds(out, " → ");
	text_visible(changes->new->file, out);
	buf_adds(out, lang == LANG_EN ? "\n変更箇所: " : "\n変更箇所 ");
	table_summary(changes, all, lang, out);
	if (changes->date.year != 0) {
		buf_adds(out, lang == LANG_EN ? ", 変更日 " : "  変更日 ");
		date_era(changes->date, out);
	}
	buf_adds(out, "\n\n");
	for (size_t i = 0; i < changes->count; i++)
		if (table_shows(&changes->list[i], all))
			put_change(changes, &changes->list[i], ++number, lang, out);
	put_rest(changes, lang, out);
	buf_release(&text);
}

const struct change_format change_format_text = { "text", write_text };
