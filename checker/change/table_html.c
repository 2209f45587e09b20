/* SPDX-License-Identifier: Apache-2.0 */
/*
 * -f html: the official table on a page of its own, without scripts and without anything from elsewhere; the words that changed
 * stand in <del> and <ins>. All texts are escaped.
 */
#include "base/text.h"
#include "change/table.h"
#include "base/banned.h"

static const char style[] =
    "body{font-family:sans-serif;margin:2em;color:#111;background:#fff}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #555;padding:.4em;vertical-align:top;text-align:left}"
    "th{background:#eee}td{white-space:pre-wrap;overflow-wrap:anywhere}"
    "del{background:#fdd;color:#700}ins{background:#dfd;color:#040;text-decoration:underline}"
    "tr.important td:last-child{font-weight:bold}"
    "@media print{body{margin:0}}";

static void
put_text(struct str text, struct buf *out)
{
	struct buf visible = { 0 };

	text_visible_lines(text, &visible);
	text_xml(buf_str(&visible), false, out);
	buf_release(&visible);
}

static void
put_words(const struct diff_parts *parts, enum diff_op op, struct buf *out)
{
	const char *tag = op == DIFF_DELETED ? "del" : "ins";

	for (size_t i = 0; i < parts->count; i++) {
		const struct diff_part *part = &parts->list[i];

		if (part->op == DIFF_SAME) {
			put_text(part->text, out);
		} else if (part->op == op) {
			buf_addf(out, "<%s>", tag);
			put_text(part->text, out);
			buf_addf(out, "</%s>", tag);
		}
	}
}

static void
put_row(
    const struct change_list *changes, const struct change *change, enum lang lang, struct buf *out)
{
	struct buf scratch = { 0 };

	buf_addf(out, "<tr class=\"%s\">", change_class_name(change->class));
	for (int column = 0; column <= COLUMN_CLASS; column++) {
		struct str text =
		    table_cell(changes, change, (enum table_column)column, lang, &scratch);

		buf_adds(out, "<td>");
		if (column == COLUMN_BEFORE && change->parts.count > 0)
			put_words(&change->parts, DIFF_DELETED, out);
		else if (column == COLUMN_AFTER && change->parts.count > 0)
			put_words(&change->parts, DIFF_INSERTED, out);
		else
			put_text(text, out);
		buf_adds(out, "</td>");
	}
	buf_adds(out, "</tr>\n");
	buf_release(&scratch);
}

static void
put_rest(const struct change_list *changes, enum lang lang, struct buf *out)
{
	bool en = lang == LANG_EN;

	if (changes->effect_count > 0)
		buf_addf(out, "<h2>%s</h2>\n<ul>\n",
		    en ? "What this sets off" : "この変更に伴って必要なこと");
	for (size_t i = 0; i < changes->effect_count; i++) {
		buf_adds(out, "<li>");
		put_text(table_effect(&changes->effects[i], lang), out);
		buf_adds(out, "</li>\n");
	}
	buf_adds(out, changes->effect_count > 0 ? "</ul>\n" : "");
	if (changes->unclear_count > 0)
		buf_addf(
		    out, "<h2>%s</h2>\n<ul>\n", en ? "Could not be compared" : "比べられない項目");
	for (size_t i = 0; i < changes->unclear_count; i++) {
		buf_adds(out, "<li>");
		put_text(changes->unclear[i].item, out);
		buf_addf(out, "（%s）</li>\n", table_unclear(&changes->unclear[i], lang));
	}
	buf_adds(out, changes->unclear_count > 0 ? "</ul>\n" : "");
}

static void
write_html(const struct change_list *changes, enum lang lang, bool all, struct buf *out)
{
	buf_addf(out,
	    "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
	    "'unsafe-inline'\">\n<title>変更箇所</title>\n<style>%s</style>\n</head>\n<body>\n"
	    "<h1>変更箇所</h1>\n<p>",
	    lang == LANG_EN ? "en" : "ja", style);
	put_text(changes->old->file, out);
	buf_adds(out, " → ");
	put_text(changes->new->file, out);
	buf_adds(out, lang == LANG_EN ? ": " : "　");
	table_summary(changes, all, lang, out);
	buf_adds(out, "</p>\n<table>\n<thead><tr>");
	for (int column = 0; column <= COLUMN_CLASS; column++)
		buf_addf(
		    out, "<th scope=\"col\">%s</th>", table_title((enum table_column)column, lang));
	buf_adds(out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < changes->count; i++)
		if (table_shows(&changes->list[i], all))
			put_row(changes, &changes->list[i], lang, out);
	buf_adds(out, "</tbody>\n</table>\n");
	put_rest(changes, lang, out);
	buf_adds(out, "</body>\n</html>\n");
}

const struct change_format change_format_html = { "html", write_html };
