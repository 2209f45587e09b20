/* SPDX-License-Identifier: Apache-2.0 */
/* One question on a screen. */
#include <stdio.h>

#include "base/text.h"
#include "cmd/confirm_ask.h"
#include "base/banned.h"

/* Of the lines around, what tells where one is. */
enum { WIDTH = 78, LINES_AROUND = 2, LINE_BYTES = 900, AROUND_BYTES = 150 };

static void
write_head(const struct confirm_form *form, size_t at, size_t count, bool en, struct buf *out)
{
	text_visible(form->assessment.form->name, out);
	buf_adds(out, "  ");
	text_visible(form->file, out);
	buf_addf(out, en ? "   %zu of %zu open\n\n" : "   未確定 %zu / %zu\n\n", at, count);
}

static void
write_asked(const struct confirm_question *question, bool en, struct buf *out)
{
	const struct form_item *def = question->id.item;

	confirm_write_title(&question->id, out);
	buf_adds(out, "   [");
	form_id_write(&question->id, out);
	buf_adds(out, "]\n");
	if (def->when.len > 0) {
		buf_adds(out, en ? "  asked when: " : "  条件: ");
		text_visible(def->when, out);
		buf_addc(out, '\n');
	}
	if (def->important_change)
		buf_adds(out,
		    en ? "  a change of it is a 重要な変更 (※)\n"
		       : "  変更すると重要な変更に当たる項目（※）\n");
	if (def->unsure)
		buf_adds(out,
		    en ? "  its wording is not verified against the official form\n"
		       : "  文言は公式の様式と未照合\n");
}

/* The lines around the one that it was read in, which is marked. */
static void
write_source(const struct confirm_source *source, const struct confirm_form *form,
    const struct item *item, bool en, struct buf *out)
{
	uint32_t line = item == NULL ? 0 : item->source_line;

	if (line == 0)
		return;
	buf_adds(out, en ? "\nsource " : "\n原文 ");
	doc_place_write(
	    form->assessment.source, line, &item->source_place, en ? LANG_EN : LANG_JA, out);
	buf_addc(out, '\n');
	/* Lines are of text alone. */
	if (doc_place_is_known(&item->source_place))
		return;
	uint32_t first = line > LINES_AROUND ? line - LINES_AROUND : 1;
	for (uint32_t i = first; i <= line + LINES_AROUND; i++) {
		struct str text = str_trim(confirm_source_line(source, i));
		char number[24];

		if (text.len == 0)
			continue;
		snprintf(number, sizeof number, "%s%6u ", i == line ? ">" : " ", i);
		text_wrap(
		    text_cut(text, i == line ? LINE_BYTES : AROUND_BYTES), WIDTH, 8, number, out);
	}
}

static void
write_options(const struct form_item *def, struct buf *out)
{
	if (def->option_count + def->mark_count > 0)
		buf_addc(out, '\n');
	for (size_t i = 0; i < def->option_count; i++) {
		int number = def->options[i].number;

		buf_addf(out, number > 0 ? "  %2d) " : "   -  ", number);
		text_visible(def->options[i].text, out);
		buf_addc(out, '\n');
	}
	for (size_t i = 0; i < def->mark_count; i++) {
		buf_addf(out, "  %2zu) ", i + 1);
		text_visible(def->marks[i].label, out);
		buf_adds(out, def->marks[i].free_text ? "（　）\n" : "\n");
	}
}

static const char *
how_to(enum form_type type, bool en)
{
	switch (type) {
	case FORM_CHOICE:
		return en ? "the option's number or text" : "選択肢の番号又は文字";
	case FORM_MARKS:
		return en ? "numbers of the checked boxes (1 3 7=text in its brackets), 0 for none"
			  : "○のある印の番号（1 3 7=括弧内の文字）、一つもなければ 0";
	case FORM_DATE:
		return en ? "a date: 令和6年7月2日, 2024-07-02"
			  : "日付（令和6年7月2日、2024-07-02）";
	case FORM_COUNT:
		return en ? "a number" : "件数";
	case FORM_PERIOD:
		return en ? "a date or a period, as printed: 令和6年7月2日から令和6年8月1日まで"
			  : "日付又は期間（令和6年7月2日から令和6年8月1日まで）";
	case FORM_TEXT:
	case FORM_GROUP:
	case FORM_TABLE:
		break;
	}
	return en ? "the text; a \\ at the end of a line goes on in the next"
		  : "文字。行の最後を \\ にすると次の行に続く";
}

static void
write_known(const struct confirm_question *question, bool en, struct buf *out)
{
	const struct item *item = question->item;
	struct buf value = { 0 };

	if (item == NULL || item->state == ITEM_UNKNOWN)
		return;
	buf_adds(out,
	    confirm_is_proposed(question) ? (en ? "\nproposed" : "\n候補")
					  : (en ? "\nso far" : "\n読み取れたもの"));
	if (item->why.len > 0) {
		buf_adds(out, "（");
		text_visible(item->why, out);
		buf_adds(out, "）");
	}
	buf_adds(out, ":\n");
	confirm_write_value(item, &value);
	text_wrap(buf_str(&value), WIDTH, 4, NULL, out);
	buf_release(&value);
}

void
confirm_write_screen(const struct confirm_form *form, const struct confirm_source *source,
    const struct confirm_question *question, size_t at, size_t count, enum lang lang,
    struct buf *out)
{
	bool en = lang == LANG_EN;

	write_head(form, at, count, en, out);
	write_asked(question, en, out);
	write_source(source, form, question->item, en, out);
	write_options(question->id.item, out);
	write_known(question, en, out);
	buf_addf(
	    out, en ? "\nAnswer: %s\n" : "\n答え方: %s\n", how_to(question->id.item->type, en));
	buf_adds(out,
	    en ? "  -  none    :b blank    :s later    :u undo    :q quit\n"
	       : "  -  なし    :b 空欄    :s 後で    :u 一つ戻す    :q 終わる\n");
}
