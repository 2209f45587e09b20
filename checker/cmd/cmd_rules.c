/* SPDX-License-Identifier: Apache-2.0 */
/* piacheck rules: list, show, test, lint, schema. */
#include <sodium.h>
#include <stdio.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/scope.h"
#include "base/text.h"
#include "cmd/data.h"
#include "base/banned.h"

struct rules_options {
	struct data_options data; /* first: see data.c */
};

struct action {
	const char *name;
	int (*run)(
	    struct cmd *cmd, const struct rules_options *options, struct str id, struct buf *out);
	bool takes_id;
};

static struct str
in_lang(struct text2 text, enum lang lang)
{
	return lang == LANG_EN ? text.en : text.ja;
}

static int
list_rules(struct cmd *cmd, const struct rules_options *options, struct str id, struct buf *out)
{
	struct rules rules = { 0 };
	bool good = data_read_rules(cmd, &options->data, true, &rules);
	size_t widest = 0;

	(void)id;
	for (size_t i = 0; i < rules.count; i++)
		widest = rules.list[i].head.id.len > widest ? rules.list[i].head.id.len : widest;
	for (size_t i = 0; i < rules.count; i++) {
		const struct finding_rule *rule = &rules.list[i].head;
		struct str title = in_lang(rule->title, cmd->lang);
		buf_addf(out, "%-7s  %-*.*s  %.*s%s\n", severity_name(rule->severity), (int)widest,
		    STR_ARG(rule->id), STR_ARG(title),
		    !rule->review              ? ""
			: cmd->lang == LANG_EN ? " (review)"
					       : "（要確認）");
	}
	buf_addf(out, cmd->lang == LANG_EN ? "%zu rules\n" : "%zu ルール\n", rules.count);
	rules_release(&rules);
	return good ? CMD_OK : CMD_BAD;
}

enum { WIDTH = 100, INDENT = 2 };

static void
show_field(struct buf *out, const char *name, struct str text)
{
	if (text.len == 0)
		return;
	buf_addf(out, "\n%s\n", name);
	text_wrap(text, WIDTH, INDENT, NULL, out);
}

/* SQL and detections as they stand in the file: their lines are their author's. */
static void
show_verbatim(struct buf *out, const char *name, struct str text)
{
	if (text.len == 0)
		return;
	buf_addf(out, "\n%s\n", name);
	for (struct str line; str_line(&text, &line);)
		buf_addf(out, "%*s%.*s\n", line.len > 0 ? INDENT : 0, "", STR_ARG(line));
}

static void
show_list(struct buf *out, const char *name, const struct str *list, size_t count)
{
	if (count == 0)
		return;
	buf_addf(out, "\n%s\n", name);
	for (size_t i = 0; i < count; i++)
		text_wrap(list[i], WIDTH, INDENT + 2, "- ", out);
}

static void
show_rule(const struct rule *rule, enum lang lang, struct buf *out)
{
	bool en = lang == LANG_EN;

	buf_addf(out, "%.*s  (%s%s)\n", STR_ARG(rule->head.id), severity_name(rule->head.severity),
	    rule->certain ? "" : ", review");
	text_wrap(in_lang(rule->head.title, lang), WIDTH, 0, NULL, out);
	show_field(out, en ? "Message" : "指摘の文", in_lang(rule->message, lang));
	show_field(out, en ? "Remedy" : "対応", in_lang(rule->head.remedy, lang));
	show_field(out, en ? "More" : "説明", in_lang(rule->head.help, lang));
	show_list(out, en ? "Basis" : "根拠", rule->head.basis, rule->head.basis_count);
	show_list(out, en ? "Promises" : "約束", rule->promises, rule->promise_count);
	show_verbatim(out, "SQL", rule->select);
	buf_addf(out, "\n%.*s:%u\n", STR_ARG(rule->file), rule->line);
}

/* What was meant: an id that is near, or the first that holds what was typed. */
static struct str
nearest_rule(const struct rules *rules, struct str id)
{
	struct str nearest = { 0 };
	size_t least = 6;

	for (size_t i = 0; i < rules->count; i++) {
		size_t distance = text_distance(rules->list[i].head.id, id, least);
		if (distance < least) {
			least = distance;
			nearest = rules->list[i].head.id;
		}
	}
	for (size_t i = 0; nearest.len == 0 && id.len > 0 && i < rules->count; i++)
		if (str_has(rules->list[i].head.id, id))
			nearest = rules->list[i].head.id;
	return nearest;
}

static void
say_no_rule(struct cmd *cmd, const struct rules *rules, struct str id)
{
	struct str nearest = nearest_rule(rules, id);
	struct str hint = nearest.len > 0
	    ? arena_printf(&cmd->arena, "→ %.*s ?", STR_ARG(nearest))
	    : STR(DIAG_BOTH("piacheck rules list で一覧を表示します。",
		  "piacheck rules list names them all."));
	diag_add(&cmd->diags, DIAG_CMD_NO_RULE, (struct diag_at){ 0 }, id, hint, (struct str){ 0 });
}

static int
show_one(struct cmd *cmd, const struct rules_options *options, struct str id, struct buf *out)
{
	struct rules rules = { 0 };

	data_read_rules(cmd, &options->data, true, &rules);
	const struct rule *rule = rules_find(&rules, id);
	if (rule == NULL)
		say_no_rule(cmd, &rules, id);
	else
		show_rule(rule, cmd->lang, out);
	rules_release(&rules);
	return rule == NULL ? CMD_BAD : CMD_OK;
}

static int
test_rules(struct cmd *cmd, const struct rules_options *options, struct str id, struct buf *out)
{
	struct rules rules = { 0 };
	struct forms forms = { 0 };
	int status = CMD_BAD;

	(void)id;
	if (data_read_forms(cmd, &forms) && data_read_rules(cmd, &options->data, true, &rules)) {
		struct rule_test_result result =
		    rules_test(&rules, &forms, cmd->lang, cmd->verbose, out, &cmd->diags);
		buf_addf(out,
		    cmd->lang == LANG_EN ? "%zu rules: %zu tests passed, %zu failed\n"
					 : "%zu ルール: テスト %zu 件合格、%zu 件不合格\n",
		    rules.count, result.passed, result.failed);
		status = result.failed == 0 ? CMD_OK : CMD_FINDINGS;
	}
	rules_release(&rules);
	forms_release(&forms);
	return status;
}

static int
lint_rules(struct cmd *cmd, const struct rules_options *options, struct str id, struct buf *out)
{
	struct rules rules = { 0 };
	bool good = data_read_rules(cmd, &options->data, true, &rules);
	size_t faults = rules_lint(&rules, &cmd->diags);

	(void)id;
	buf_addf(out,
	    cmd->lang == LANG_EN ? "%zu rules: %zu faults\n" : "%zu ルール: 不備 %zu 件\n",
	    rules.count, faults);
	rules_release(&rules);
	return good && faults == 0 ? CMD_OK : CMD_BAD;
}

static int
print_schema(struct cmd *cmd, const struct rules_options *options, struct str id, struct buf *out)
{
	(void)cmd;
	(void)options;
	(void)id;
	buf_add(out, rule_schema());
	return CMD_OK;
}

/* Of the standard rules: --rules names folders that are read as they are. */
static int
pack_rules(struct cmd *cmd, const struct rules_options *options, struct str file, struct buf *out)
{
	(void)options;
	(void)out;
	return rule_pack_write(data_rules_dir(cmd), file, &cmd->diags) ? CMD_OK : CMD_BAD;
}

static const struct action actions[] = {
	{ "list", list_rules, false },
	{ "show", show_one, true },
	{ "test", test_rules, false },
	{ "lint", lint_rules, false },
	{ "schema", print_schema, false },
	{ "pack", pack_rules, true },
};

static const struct action *
find_action(const struct str *operands, size_t count)
{
	for (size_t i = 0; count > 0 && i < COUNT_OF(actions); i++)
		if (str_is(operands[0], actions[i].name) && count == 1u + actions[i].takes_id)
			return &actions[i];
	return NULL;
}

int
cmd_rules(struct cmd *cmd, int argc, char **argv)
{
	struct rules_options options = { 0 };
	struct str *operands;
	size_t count;
	struct buf out = { 0 };
	int status;

	if (sodium_init() < 0)
		BUG("sodium_init");
	if (cmd_parse(
		cmd, &data_option_table, 1, &options, argc, argv, &operands, &count, &status)) {
		const struct action *action = find_action(operands, count);

		if (action == NULL)
			diag_addz(&cmd->diags, DIAG_CMD_BAD_OPERANDS, (struct diag_at){ 0 },
			    "rules", "list|show ID|test|lint|schema|pack FILE", NULL);
		else
			status = action->run(
			    cmd, &options, count > 1 ? operands[1] : (struct str){ 0 }, &out);
	}
	/* Rules' SQL and tests are shown as they are written; a 個人番号 in them is not. */
	if (out.len > 0 &&
	    !io_write_file(STR("-"), number_masked(&cmd->arena, buf_str(&out)), &cmd->diags))
		status = CMD_BAD;
	buf_release(&out);
	data_options_release(&options.data);
	return status;
}
