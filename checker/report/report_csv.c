/* SPDX-License-Identifier: Apache-2.0 */
/*
 * -f csv: for a spreadsheet. UTF-8 with a byte order mark and CRLF, so that Excel reads Japanese; a cell that a spreadsheet
 * would take for a formula begins with an apostrophe; a row for each finding and for each rule without evidence.
 */
#include "base/csv.h"
#include "base/scope.h"
#include "base/text.h"
#include "report/inner.h"
#include "report/words.h"
#include "base/banned.h"

static const enum word columns[] = { WORD_STATUS, WORD_SEVERITY, WORD_RULE, WORD_FAMILY, WORD_TITLE,
	WORD_MESSAGE, WORD_REMEDY, WORD_BASIS, WORD_ASSESSMENT, WORD_ITEM, WORD_ITEM_LABEL,
	WORD_FILE, WORD_LINE, WORD_COLUMN, WORD_SUBJECT, WORD_EVIDENCE, WORD_FINGERPRINT,
	WORD_REASON, WORD_APPROVER, WORD_UNTIL };

/* One row being written. */
struct row {
	struct buf *out;
	size_t cells;
};

static void
cell(struct row *row, struct str text)
{
	struct buf visible = { 0 };

	if (row->cells++ > 0)
		buf_addc(row->out, ',');
	text_visible(text, &visible);
	csv_write_field(row->out, buf_str(&visible), true);
	buf_release(&visible);
}

static void
cell_place(struct row *row, uint32_t n)
{
	if (row->cells++ > 0)
		buf_addc(row->out, ',');
	if (n > 0)
		buf_addf(row->out, "%u", n);
}

static void
end_row(struct row *row)
{
	while (row->cells < COUNT_OF(columns))
		cell(row, (struct str){ 0 });
	buf_adds(row->out, "\r\n");
	row->cells = 0;
}

static void
cell_basis(struct row *row, const struct finding_rule *rule, enum lang lang)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < rule->basis_count; i++) {
		buf_adds(&text, i > 0 ? word(WORD_LIST_SEPARATOR, lang) : "");
		buf_add(&text, rule->basis[i]);
	}
	cell(row, buf_str(&text));
	buf_release(&text);
}

static void
cell_evidence(struct row *row, const struct finding *f, enum lang lang)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < f->evidence_count; i++) {
		buf_adds(&text, i > 0 ? " | " : "");
		doc_place_write(
		    f->evidence[i].file, f->evidence[i].line, &f->evidence[i].place, lang, &text);
		if (f->evidence[i].text.len > 0)
			buf_addf(&text, " %.*s", STR_ARG(f->evidence[i].text));
	}
	cell(row, str_trim(buf_str(&text)));
	buf_release(&text);
}

static void
put_rule(struct row *row, const struct finding_rule *rule, bool review, enum lang lang)
{
	struct buf title = { 0 };

	buf_add(&title, finding_text(&rule->title, lang));
	if (review)
		buf_addf(&title, lang == LANG_JA ? "（%s）" : " (%s)", word(WORD_REVIEW, lang));
	cell(row, rule->id);
	cell(row, rule->family);
	cell(row, buf_str(&title));
	buf_release(&title);
}

static void
put_finding(struct row *row, const struct finding *f, enum lang lang)
{
	cell(row, str_of(word(word_status(f->status), lang)));
	cell(row, str_of(word(word_severity(f->severity), lang)));
	put_rule(row, f->rule, finding_review(f), lang);
	cell(row, finding_text(&f->message, lang));
	cell(row, finding_text(&f->rule->remedy, lang));
	cell_basis(row, f->rule, lang);
	cell(row, f->assessment);
	cell(row, f->item);
	cell(row, f->item_label);
	cell(row, f->file);
	cell_place(row, f->line);
	cell_place(row, f->column);
	cell(row, f->subject);
	cell_evidence(row, f, lang);
	cell(row, str_of(f->fingerprint));
	cell(row, f->waiver_reason);
	cell(row, f->waiver_approver);
	cell(row, f->waiver_until);
	end_row(row);
}

static void
put_missing(struct row *row, const struct no_evidence *n, enum lang lang)
{
	struct buf message = { 0 };

	if (n->scope.len > 0)
		buf_addf(&message, "%.*s%s", STR_ARG(n->scope), word(WORD_COLON, lang));
	buf_add(&message, finding_text(&n->reason, lang));
	cell(row, str_of(word(WORD_NO_EVIDENCE, lang)));
	cell(row, (struct str){ 0 });
	put_rule(row, n->rule, false, lang);
	cell(row, buf_str(&message));
	cell(row, (struct str){ 0 });
	cell_basis(row, n->rule, lang);
	cell(row, n->assessment);
	end_row(row);
	buf_release(&message);
}

static void
write_csv(const struct finding_run *run, const struct report_options *options, struct buf *out)
{
	struct row row = { .out = out };

	buf_adds(out, "\xEF\xBB\xBF");
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		cell(&row, str_of(word(columns[i], options->lang)));
	end_row(&row);
	for (size_t i = 0; i < run->count; i++)
		put_finding(&row, &run->list[i], options->lang);
	for (size_t i = 0; i < run->no_evidence_count; i++)
		put_missing(&row, &run->no_evidence[i], options->lang);
}

const struct report_format report_format_csv = { .name = "csv", .write = write_csv };
