/* SPDX-License-Identifier: Apache-2.0 */
/* -f md: the official table as GitHub-flavoured Markdown. All texts are escaped. */
#include "base/text.h"
#include "change/table.h"
#include "base/banned.h"

/* A cell is one line: its lines are parted by <br>, the only HTML there is. */
static void
put_cell(struct str text, struct buf *out)
{
	struct str line;

	for (bool first = true; str_line(&text, &line); first = false) {
		if (!first)
			buf_adds(out, "<br>");
		text_md(line, out);
	}
}

static void
put_words(const struct diff_parts *parts, enum diff_op op, struct buf *out)
{
	const char *mark = op == DIFF_DELETED ? "~~" : "**";

	for (size_t i = 0; i < parts->count; i++) {
		const struct diff_part *part = &parts->list[i];
		struct str text = part->text;
		/* Emphasis over a line end or blanks at its end would show its signs. */
		bool marked = part->op == op && str_trim(text).len == text.len &&
		    str_find_char(text, '\n', 0) == STR_NONE && !str_starts(text, STR("　")) &&
		    !str_ends(text, STR("　"));

		if (part->op != DIFF_SAME && part->op != op)
			continue;
		buf_adds(out, marked ? mark : "");
		/* str_line leaves out an empty last line: a line end between two parts is kept so. */
		put_cell(text, out);
		if (str_ends(text, STR("\n")) && i + 1 < parts->count)
			buf_adds(out, "<br>");
		buf_adds(out, marked ? mark : "");
	}
}

static void
put_row(
    const struct change_list *changes, const struct change *change, enum lang lang, struct buf *out)
{
	struct buf scratch = { 0 };

	for (int column = 0; column <= COLUMN_CLASS; column++) {
		struct str text =
		    table_cell(changes, change, (enum table_column)column, lang, &scratch);

		buf_adds(out, column == 0 ? "| " : " | ");
		if (column == COLUMN_BEFORE && change->parts.count > 1)
			put_words(&change->parts, DIFF_DELETED, out);
		else if (column == COLUMN_AFTER && change->parts.count > 1)
			put_words(&change->parts, DIFF_INSERTED, out);
		else
			put_cell(text, out);
	}
	buf_adds(out, " |\n");
	buf_release(&scratch);
}

static void
write_md(const struct change_list *changes, enum lang lang, bool all, struct buf *out)
{
	buf_adds(out, "# 変更箇所\n\n");
	text_md(changes->old->file, out);
	buf_adds(out, " → ");
	text_md(changes->new->file, out);
	buf_adds(out, lang == LANG_EN ? ": " : "　");
	table_summary(changes, all, lang, out);
	buf_adds(out, "\n\n");
	for (int column = 0; column <= COLUMN_CLASS; column++)
		buf_addf(out, "%s%s", column == 0 ? "| " : " | ",
		    table_title((enum table_column)column, lang));
	buf_adds(out, " |\n");
	for (int column = 0; column <= COLUMN_CLASS; column++)
		buf_adds(out, "|---");
	buf_adds(out, "|\n");
	for (size_t i = 0; i < changes->count; i++)
		if (table_shows(&changes->list[i], all))
			put_row(changes, &changes->list[i], lang, out);
	if (changes->effect_count > 0)
		buf_addf(out, "\n## %s\n\n",
		    lang == LANG_EN ? "What this sets off" : "この変更に伴って必要なこと");
	for (size_t i = 0; i < changes->effect_count; i++) {
		buf_adds(out, "- ");
		text_md(table_effect(&changes->effects[i], lang), out);
		buf_addc(out, '\n');
	}
	if (changes->unclear_count > 0)
		buf_addf(out, "\n## %s\n\n",
		    lang == LANG_EN ? "Could not be compared" : "比べられない項目");
	for (size_t i = 0; i < changes->unclear_count; i++) {
		buf_adds(out, "- ");
		text_md(changes->unclear[i].item, out);
		buf_addf(out, "（%s）\n", table_unclear(&changes->unclear[i], lang));
	}
}

const struct change_format change_format_md = { "md", write_md };
