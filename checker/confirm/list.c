/* SPDX-License-Identifier: Apache-2.0 */
/* The open questions as a file of answers: ids to fill in, and what helps to fill them in as comments above them. */
#include "confirm/confirm.h"

#include "base/text.h"
#include "confirm/limits.h"
#include "doc/doc.h"
#include "base/banned.h"

static void
add_visible(struct str text, struct buf *out)
{
	struct str cut = text_cut(text, CONFIRM_SHOWN_BYTES);

	text_visible(cut, out);
	if (cut.len < text.len)
		buf_adds(out, "…");
}

void
confirm_write_title(const struct form_id *id, struct buf *out)
{
	struct buf title = { 0 };

	form_label_write(id->item->heading, id->instance, &title);
	if (title.len > 0)
		buf_addc(&title, ' ');
	form_label_write(id->item->label, id->instance, &title);
	text_visible(buf_str(&title), out);
	buf_release(&title);
	if (id->file_no > 1)
		buf_addf(out, " (%u)", id->file_no);
}

/* [紙, その他: 番号連携サーバ, フラッシュメモリ?]: what is checked, and what is not known. */
static void
write_boxes(const struct item *item, struct buf *out)
{
	bool any = false;

	buf_addc(out, '[');
	for (size_t i = 0; i < item->id.item->mark_count; i++) {
		const struct item_mark *mark = &item->marks[i];

		if (mark->state == MARK_UNCHECKED)
			continue;
		buf_adds(out, any ? ", " : "");
		any = true;
		text_visible(mark->mark->label, out);
		if (mark->state == MARK_UNKNOWN)
			buf_addc(out, '?');
		if (mark->text.len > 0) {
			buf_adds(out, ": ");
			add_visible(mark->text, out);
		}
	}
	buf_addc(out, ']');
}

void
confirm_write_value(const struct item *item, struct buf *out)
{
	if (item->id.item->type == FORM_MARKS && item->text.len == 0 &&
	    (item->state == ITEM_READ || item->state == ITEM_PROPOSED)) {
		write_boxes(item, out);
		return;
	}
	if (item->option != NULL && item->option->number > 0)
		buf_addf(out, "%d) ", item->option->number);
	add_visible(item->option != NULL ? item->option->text : item->text, out);
}

static void
write_choices(const struct form_item *def, enum lang lang, struct buf *out)
{
	if (def->option_count > 0) {
		buf_adds(out, "  #  ");
		for (size_t i = 0; i < def->option_count; i++) {
			buf_adds(out, " ");
			if (def->options[i].number > 0)
				buf_addf(out, "%d) ", def->options[i].number);
			text_visible(def->options[i].text, out);
		}
		buf_addc(out, '\n');
	}
	if (def->mark_count > 0) {
		buf_adds(out, lang == LANG_EN ? "  #   boxes:" : "  #   印:");
		for (size_t i = 0; i < def->mark_count; i++) {
			buf_adds(out, i == 0 ? " " : " / ");
			text_visible(def->marks[i].label, out);
			buf_adds(out, def->marks[i].free_text ? "（　）" : "");
		}
		buf_addc(out, '\n');
	}
}

static void
write_known(const struct confirm_question *question, enum lang lang, struct buf *out)
{
	const struct item *item = question->item;
	bool en = lang == LANG_EN, proposed = confirm_is_proposed(question);

	if (item == NULL || item->state == ITEM_UNKNOWN)
		return;
	buf_adds(out,
	    proposed ? (en ? "  #   proposed" : "  #   候補")
		     : (en ? "  #   so far" : "  #   読み取れたもの"));
	if (item->why.len > 0) {
		buf_adds(out, "（");
		add_visible(item->why, out);
		buf_adds(out, "）");
	}
	buf_adds(out, ": ");
	confirm_write_value(item, out);
	buf_addc(out, '\n');
}

static void
write_place(const struct confirm_question *question, const struct confirm_source *source,
    struct str file, enum lang lang, struct buf *out)
{
	static const struct doc_place nowhere = { 0 };
	uint32_t line = question->item == NULL ? 0 : question->item->source_line;
	const struct doc_place *place =
	    question->item == NULL ? &nowhere : &question->item->source_place;
	struct str text = { 0 };

	if (line == 0)
		return;
	if (!doc_place_is_known(place))
		text = confirm_source_line(source, line);
	buf_adds(out, lang == LANG_EN ? "  #   source " : "  #   原文 ");
	doc_place_write(file, line, place, lang, out);
	if (text.len > 0) {
		buf_adds(out, ": ");
		add_visible(str_trim(text), out);
	}
	buf_addc(out, '\n');
}

static void
write_question(const struct confirm_form *form, const struct confirm_question *question,
    const struct confirm_source *source, enum lang lang, struct buf *out)
{
	const struct form_item *def = question->id.item;
	bool en = lang == LANG_EN;

	buf_adds(out, "\n  # ");
	confirm_write_title(&question->id, out);
	if (def->required == FORM_OPTIONAL)
		buf_adds(out, en ? "  (may be blank)" : "（空欄可）");
	if (def->unsure)
		buf_adds(out, en ? "  (wording not verified)" : "（文言は公式の様式と未照合）");
	buf_addc(out, '\n');
	if (def->when.len > 0) {
		buf_adds(out, en ? "  #   asked when: " : "  #   条件: ");
		text_visible(def->when, out);
		buf_addc(out, '\n');
	}
	write_place(question, source, form->assessment.source, lang, out);
	write_choices(def, lang, out);
	write_known(question, lang, out);
	buf_adds(out, "  ");
	form_id_write(&question->id, out);
	buf_adds(out, ":\n");
}

static void
write_head(
    const struct confirm_form *form, size_t count, size_t proposed, enum lang lang, struct buf *out)
{
	const struct form *kind = form->assessment.form;
	bool en = lang == LANG_EN;

	buf_adds(out, "# ");
	text_visible(kind->name, out);
	buf_addc(out, ' ');
	text_visible(kind->kind, out);
	buf_adds(out, "  ");
	text_visible(form->file, out);
	buf_addf(out,
	    en ? "\n# %zu open: %zu unknown, %zu proposed. Write answers behind the ids, then:\n"
	       : "\n# 未確定 %zu 項目（不明 %zu、候補 "
		 "%zu）。答えを「:」の後に書き、次で反映する。\n",
	    count, count - proposed, proposed);
	buf_adds(out, "#   piacheck confirm ");
	text_visible(form->file, out);
	buf_adds(out,
	    en ? " --apply THIS-FILE\n"
		 "# left empty: stays open    = the proposal holds    '' blank    なし none\n"
		 "# boxes: [the checked ones, その他: text in its brackets]; [] when none is "
		 "checked. The others count as unchecked.\n"
	       : " --apply このファイル\n"
		 "# 何も書かない: 未確定のまま　 = 候補のとおり　 '' 空欄　 なし なし\n"
		 "# 印: ○のあるものを [ ] に並べる（[紙, その他: 括弧内の文字]）。一つもなければ "
		 "[]。書かなかった印は○なしになる。\n");
	buf_addf(out, "piacheck: confirm/1\nform: \"%.*s\"\n", STR_ARG(kind->number));
	buf_adds(out, count == 0 ? "answers: {}\n" : "answers:\n");
}

void
confirm_write_list(const struct confirm_form *form, const struct confirm_source *source,
    enum lang lang, struct buf *out)
{
	struct arena arena = { 0 };
	struct confirm_question *questions;
	size_t count = confirm_questions(&form->assessment, &arena, &questions), proposed = 0;

	for (size_t i = 0; i < count; i++)
		proposed += confirm_is_proposed(&questions[i]);
	write_head(form, count, proposed, lang, out);
	for (size_t i = 0; i < count; i++)
		write_question(form, &questions[i], source, lang, out);
	arena_release(&arena);
}
