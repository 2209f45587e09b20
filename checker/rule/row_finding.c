/* SPDX-License-Identifier: Apache-2.0 */
/* From a row of a rule's SQL to a finding: the columns with a meaning of piacheck-rule(5), and the message. */
#include "base/number.h"
#include "base/text.h"
#include "rule/evaluate.h"
#include "base/banned.h"

enum { EXCERPT_BYTES = 240, EVIDENCE_MAX = 3 };

static uint32_t
line_of(sqlite3_stmt *row, int column)
{
	int64_t line = sqlite3_column_int64(row, column);

	return line > 0 && line <= UINT32_MAX ? (uint32_t)line : 0;
}

void
subject_form_read(struct evidence *evidence, struct arena *arena, struct subject_form *form)
{
	sqlite3_stmt *row = evidence_statement(evidence, &evidence->find_assessment,
	    "SELECT file, line, form, name, published, source FROM main.assessment");
	struct buf title = { 0 };
	struct date published;

	*form = (struct subject_form){ 0 };
	if (sqlite3_step(row) == SQLITE_ROW) {
		struct str name = column_str(row, 3), day = column_str(row, 4);

		form->file = arena_str(arena, column_str(row, 0));
		form->line = line_of(row, 1);
		form->source = arena_str(arena, column_str(row, 5));
		buf_add(&title, name.len > 0 ? name : form->file);
		buf_addf(&title, "（様式%.*s、", STR_ARG(column_str(row, 2)));
		if (date_parse(day, &published)) {
			buf_adds(&title, "公表 ");
			date_era(published, &title);
		} else {
			buf_adds(&title, "公表日不明");
		}
		buf_adds(&title, "）");
		form->title = arena_str(arena, buf_str(&title));
	}
	buf_release(&title);
	sqlite3_reset(row);
}

static void
add_evidence(struct finding *finding, struct str file, uint32_t line, const struct doc_place *place,
    struct str text, struct arena *arena)
{
	/* Cut first, a number at the end would be no number any more, and its first digits would come out. */
	text = text_cut(number_masked(arena, text), EXCERPT_BYTES);
	if (file.len == 0 || finding->evidence_count == EVIDENCE_MAX)
		return;
	for (size_t i = 0; i < finding->evidence_count; i++)
		if (str_eq(finding->evidence[i].file, file) && finding->evidence[i].line == line &&
		    doc_place_eq(&finding->evidence[i].place, place))
			return;
	finding->evidence[finding->evidence_count++] =
	    (struct finding_evidence){ .file = file, .line = line, .place = *place, .text = text };
}

/* The item's place is the finding's; what stands in the published text (or here) is the first evidence. */
static void
place_at_item(struct evidence *evidence, const struct subject_form *form, struct str id,
    struct str text, struct arena *arena, struct finding *finding)
{
	sqlite3_stmt *row = evidence_statement(evidence, &evidence->find_item,
	    "SELECT file, line, source_line, heading, label, text, state, source_page, "
	    "source_sheet, source_cell FROM main.item WHERE id = ?1");

	finding->item = id;
	sqlite3_bind_text64(row, 1, id.ptr, id.len, SQLITE_STATIC, SQLITE_UTF8);
	if (sqlite3_step(row) == SQLITE_ROW) {
		struct str heading = column_str(row, 3), label = column_str(row, 4);
		struct str shown = text.len > 0 ? text : arena_str(arena, column_str(row, 5));
		uint32_t source_line = line_of(row, 2);
		const struct doc_place place = { .page = line_of(row, 7),
			.sheet = arena_str(arena, column_str(row, 8)),
			.cell = arena_str(arena, column_str(row, 9)) };

		finding->file = arena_str(arena, column_str(row, 0));
		finding->line = line_of(row, 1);
		finding->review = str_is(column_str(row, 6), "proposed");
		/* A published text that is checked as it is has no other lines. */
		if (finding->line == 0 && str_eq(finding->file, form->source)) {
			finding->line = source_line;
			finding->place = place;
		}
		finding->item_label = heading.len == 0
		    ? arena_str(arena, label)
		    : arena_printf(arena, "%.*s %.*s", STR_ARG(heading), STR_ARG(label));
		if (form->source.len > 0 && source_line > 0)
			add_evidence(finding, form->source, source_line, &place, shown, arena);
		else if (shown.len > 0)
			add_evidence(
			    finding, finding->file, finding->line, &finding->place, shown, arena);
	}
	sqlite3_reset(row);
}

static void
place_at_columns(sqlite3_stmt *row, const struct subject_form *form, struct arena *arena,
    struct finding *finding)
{
	static const struct doc_place nowhere = { 0 };
	struct str file = row_str(row, "file");
	uint32_t line = row_line(row, "line");

	if (finding->file.len == 0) {
		finding->file = file.len > 0 ? file : form->file;
		finding->line = file.len > 0 ? line : form->line;
	}
	if (file.len > 0 && !(finding->item.len > 0 && str_eq(file, form->file)))
		add_evidence(finding, file, line, &nowhere, row_str(row, "text"), arena);
	add_evidence(finding, row_str(row, "file2"), row_line(row, "line2"), &nowhere,
	    row_str(row, "text2"), arena);
}

void
row_finding(struct evidence *evidence, const struct rule *rule, const struct subject_form *form,
    sqlite3_stmt *row, struct finding_run *out)
{
	struct arena arena = { 0 };
	struct finding_evidence pieces[EVIDENCE_MAX];
	struct finding finding = { .rule = &rule->head,
		.severity = rule->head.severity,
		.assessment = form->file,
		.assessment_name = form->title,
		.subject = row_str(row, "subject"),
		.evidence = pieces };
	struct str item = row_str(row, "item"), severity = row_str(row, "severity");
	struct buf ja = { 0 }, en = { 0 }, content = { 0 };

	if (severity.len > 0)
		severity_parse(severity, &finding.severity);
	if (item.len > 0)
		place_at_item(evidence, form, item, row_str(row, "text"), &arena, &finding);
	finding.review |= row_line(row, "review") != 0;
	/* What rests on what the import only proposed asserts nothing. */
	if (finding.review && finding.severity == SEVERITY_ERROR)
		finding.severity = SEVERITY_WARNING;
	place_at_columns(row, form, &arena, &finding);
	message_render(rule->message.ja, LANG_JA, row, &ja);
	message_render(rule->message.en, LANG_EN, row, &en);
	message_content(rule->message.ja, row, &content);
	finding.message = (struct text2){ buf_str(&ja), buf_str(&en) };
	finding.content = buf_str(&content);
	finding_run_add(out, &finding);
	buf_release(&ja);
	buf_release(&en);
	buf_release(&content);
	arena_release(&arena);
}
