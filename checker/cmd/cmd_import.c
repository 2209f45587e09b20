/* SPDX-License-Identifier: Apache-2.0 */
/* piacheck import: a published form → a structured assessment. */
#include <stdio.h>

#include "assess/assess.h"
#include "base/scope.h"
#include "base/text.h"
#include "cmd/data.h"
#include "cmd/load.h"
#include "base/banned.h"

struct import_options {
	struct str output, to;
	struct load_wishes wishes;
};

static bool
set_output(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	((struct import_options *)to)->output = value;
	return true;
}

static bool
set_to(struct cmd *cmd, void *to, struct str value)
{
	((struct import_options *)to)->to = value;
	if (str_is(value, "yaml") || str_is(value, "xml"))
		return true;
	diag_add(&cmd->diags, DIAG_CMD_BAD_VALUE, (struct diag_at){ 0 }, STR("--to"), value,
	    STR("yaml, xml"));
	return false;
}

static bool
set_form(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	((struct import_options *)to)->wishes.form_number = value;
	return true;
}

static bool
set_no_progress(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	(void)value;
	((struct import_options *)to)->wishes.no_progress = true;
	return true;
}

static const struct cmd_option rows[] = {
	{ "output", 'o', "OUT", "出力先（.xml ならXML。既定は標準出力）",
	    "where to (XML when it ends in .xml; default standard output)", set_output },
	{ "to", 0, "yaml|xml", "出力形式", "output format", set_to },
	{ "form", 0, "2|3|4", "様式（既定は題名で判断）", "the form (default: by its title)",
	    set_form },
	{ "no-progress", 0, NULL, "進み具合を表示しない", "no progress display", set_no_progress },
};

static void
say_report(
    const struct cmd *cmd, const struct import_report *report, const struct assessment *assessment)
{
	bool en = cmd->lang == LANG_EN;

	if (cmd->quiet)
		return;
	fprintf(stderr,
	    en ? "%.*s: %zu items read, %zu proposed (to be confirmed), %zu none, %zu blank, %zu "
		 "unknown.\n"
	       : "%.*s: 読取 %zu 項目、候補（要確認） %zu、なし %zu、空欄 %zu、不明 %zu。\n",
	    STR_ARG(assessment->form->name), report->read, report->proposed, report->none,
	    report->blank, report->unknown);
	for (size_t i = 0; i < report->section_count; i++) {
		const struct import_section *s = &report->sections[i];
		struct str label = s->section->label;
		size_t mark = str_find(label, STR("※"), 0);

		label = str_trim(mark == STR_NONE ? label : str_sub(label, 0, mark));
		if (str_ends(label, STR("　")))
			label = str_sub(label, 0, label.len - (sizeof "　" - 1));
		fprintf(stderr,
		    en ? "  %.*s: %zu read, %zu proposed, %zu none, %zu blank, %zu unknown\n"
		       : "  %.*s: 読取 %zu、候補 %zu、なし %zu、空欄 %zu、不明 %zu\n",
		    STR_ARG(s->section->order == 0 ? en ? STR("Cover") : STR("表紙") : label),
		    s->read, s->proposed, s->none, s->blank, s->unknown);
	}
	if (report->loose_count > 0)
		fprintf(stderr,
		    en ? "%zu lines belong to no item%s\n" : "どの項目にも当てはまらない行 %zu%s\n",
		    report->loose_count,
		    cmd->verbose ? ":"
			: en     ? " (-v lists them)."
				 : "（-v で一覧）。");
	for (size_t i = 0; cmd->verbose && i < report->loose_count; i++) {
		struct buf text = { 0 };
		const struct import_loose *loose = &report->loose[i];

		buf_adds(&text, "  ");
		doc_place_write_within(loose->line, &loose->place, cmd->lang, &text);
		buf_adds(&text, ": ");
		text_visible(loose->text, &text);
		fprintf(stderr, "%s\n", text.ptr);
		buf_release(&text);
	}
}

static bool
write_assessment(
    struct cmd *cmd, const struct import_options *options, const struct assessment *assessment)
{
	struct buf out = { 0 };
	bool xml = options->to.len > 0 ? str_is(options->to, "xml")
				       : str_ends(options->output, STR(".xml"));

	assess_write(assessment, xml, &out);
	bool good = cmd_write(cmd, options->output, &out);
	buf_release(&out);
	return good;
}

int
cmd_import(struct cmd *cmd, int argc, char **argv)
{
	const struct cmd_options table = { rows, COUNT_OF(rows) };
	struct import_options options = { 0 };
	struct assessment assessment = { 0 };
	struct import_report report = { 0 };
	struct forms forms = { 0 };
	struct str file;
	int status;

	if (!cmd_parse_one(cmd, &table, &options, argc, argv, "FILE [-o OUT]", &file, &status))
		return status;
	status = CMD_BAD;
	if (data_read_forms(cmd, &forms) &&
	    load_published(cmd, file, &options.wishes, &forms, &assessment, &report)) {
		if (write_assessment(cmd, &options, &assessment)) {
			say_report(cmd, &report, &assessment);
			status = CMD_OK;
		}
	}
	assess_release(&assessment);
	forms_release(&forms);
	return status;
}
