/* SPDX-License-Identifier: Apache-2.0 */
/* Options by tables, over getopt_long. */
#include "cmd/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "base/banned.h"

enum { FIRST_LONG_ONLY = 256 };

static bool
set_lang(struct cmd *cmd, void *options, struct str value)
{
	(void)options;
	if (str_is(value, "ja") || str_is(value, "en")) {
		cmd->lang = str_is(value, "en") ? LANG_EN : LANG_JA;
		return true;
	}
	diag_add(&cmd->diags, DIAG_CMD_BAD_VALUE, (struct diag_at){ 0 }, STR("--lang"), value,
	    STR("ja, en"));
	return false;
}

static bool
set_quiet(struct cmd *cmd, void *options, struct str value)
{
	(void)options;
	(void)value;
	cmd->quiet = true;
	return true;
}

static bool
set_verbose(struct cmd *cmd, void *options, struct str value)
{
	(void)options;
	(void)value;
	cmd->verbose = true;
	return true;
}

static const struct cmd_option common_rows[] = {
	{ "lang", 0, "ja|en", "表示言語（既定はロケール）", "language (default: the locale's)",
	    set_lang },
	{ "quiet", 'q', NULL, "標準エラーにはエラーだけを出す", "only errors on standard error",
	    set_quiet },
	{ "verbose", 'v', NULL, "詳しく表示する", "say more", set_verbose },
	{ "help", 'h', NULL, "この説明を表示する", "this help", NULL },
};
static const struct cmd_options common = { common_rows, COUNT_OF(common_rows) };

static size_t
count_rows(const struct cmd_options *tables, size_t table_count)
{
	size_t count = common.count;

	for (size_t i = 0; i < table_count; i++)
		count += tables[i].count;
	return count;
}

static const struct cmd_option *
row_at(const struct cmd_options *tables, size_t table_count, size_t n)
{
	for (size_t i = 0; i < table_count; i++) {
		if (n < tables[i].count)
			return &tables[i].rows[n];
		n -= tables[i].count;
	}
	return &common.rows[n];
}

/* The nearest option name to what was typed, for "did you mean". */
static const char *
nearest(const struct cmd_options *tables, size_t table_count, struct str typed)
{
	const char *best = NULL;
	size_t least = 4;

	for (size_t i = 0; i < count_rows(tables, table_count); i++) {
		const char *name = row_at(tables, table_count, i)->name;
		size_t distance = text_distance(str_of(name), typed, least);
		if (distance < least) {
			least = distance;
			best = name;
		}
	}
	return best;
}

static void
say_unknown(struct cmd *cmd, const struct cmd_options *tables, size_t table_count, char **argv)
{
	struct buf what = { 0 }, hint = { 0 };

	if (optopt > 0 && optopt < FIRST_LONG_ONLY) {
		buf_addf(&what, "-%c", optopt);
	} else {
		struct str typed = str_of(argv[optind - 1]), rest;
		typed = str_split(typed, '=', &rest);
		buf_add(&what, typed);
		const char *near = nearest(tables, table_count, str_from(typed, 2));
		if (near != NULL)
			buf_addf(&hint, " → --%s ?", near);
	}
	diag_add(&cmd->diags, DIAG_CMD_UNKNOWN_OPTION, (struct diag_at){ 0 }, buf_str(&what),
	    str_of(cmd->name), buf_str(&hint));
	buf_release(&what);
	buf_release(&hint);
}

struct getopt_tables {
	struct option *longs;
	char *letters;
};

static struct getopt_tables
make_tables(const struct cmd_options *tables, size_t table_count, struct arena *arena)
{
	size_t count = count_rows(tables, table_count);
	struct getopt_tables made = { ARENA_ARRAY(arena, struct option, count + 1), NULL };
	struct buf letters = { 0 };

	buf_addc(&letters, ':');
	for (size_t i = 0; i < count; i++) {
		const struct cmd_option *row = row_at(tables, table_count, i);
		made.longs[i] = (struct option){ row->name,
			row->argument == NULL ? no_argument : required_argument, NULL,
			FIRST_LONG_ONLY + (int)i };
		if (row->letter != 0)
			buf_addf(&letters, "%c%s", row->letter, row->argument == NULL ? "" : ":");
	}
	made.letters = arena_cstr(arena, buf_str(&letters));
	buf_release(&letters);
	return made;
}

static const struct cmd_option *
row_of_code(const struct cmd_options *tables, size_t table_count, int code)
{
	size_t count = count_rows(tables, table_count);

	if (code >= FIRST_LONG_ONLY && (size_t)(code - FIRST_LONG_ONLY) < count)
		return row_at(tables, table_count, (size_t)(code - FIRST_LONG_ONLY));
	for (size_t i = 0; i < count; i++)
		if (row_at(tables, table_count, i)->letter == code)
			return row_at(tables, table_count, i);
	return NULL;
}

bool
cmd_parse(struct cmd *cmd, const struct cmd_options *tables, size_t table_count, void *options,
    int argc, char **argv, struct str **operands, size_t *operand_count, int *status)
{
	struct getopt_tables made = make_tables(tables, table_count, &cmd->arena);
	bool good = true, help = false;
	int code;

	optind = 1;
	opterr = 0;
	while ((code = getopt_long(argc, argv, made.letters, made.longs, NULL)) != -1) {
		const struct cmd_option *row = row_of_code(tables, table_count, code);

		if (code == ':') {
			diag_addz(&cmd->diags, DIAG_CMD_NO_VALUE, (struct diag_at){ 0 },
			    argv[optind - 1], cmd->name, NULL);
			good = false;
		} else if (code == '?' || row == NULL) {
			say_unknown(cmd, tables, table_count, argv);
			good = false;
		} else if (row->set == NULL) {
			help = true;
		} else if (!row->set(cmd, options, str_of(row->argument == NULL ? "" : optarg))) {
			good = false;
		}
	}
	*operand_count = (size_t)(argc - optind);
	*operands = ARENA_ARRAY(&cmd->arena, struct str, *operand_count);
	for (size_t i = 0; i < *operand_count; i++)
		(*operands)[i] = str_of(argv[(size_t)optind + i]);
	if (help)
		cmd_help(cmd, tables, table_count);
	*status = help ? CMD_OK : CMD_BAD;
	return good && !help;
}

bool
cmd_parse_one(struct cmd *cmd, const struct cmd_options *table, void *options, int argc,
    char **argv, const char *usage, struct str *operand, int *status)
{
	struct str *operands;
	size_t count;

	if (!cmd_parse(cmd, table, 1, options, argc, argv, &operands, &count, status))
		return false;
	if (count != 1) {
		diag_addz(&cmd->diags, DIAG_CMD_BAD_OPERANDS, (struct diag_at){ 0 }, cmd->name,
		    usage, NULL);
		return false;
	}
	*operand = operands[0];
	return true;
}

static const struct command *
command_of(const char *name)
{
	const struct command *command = commands;

	while (command->name != NULL && strcmp(command->name, name) != 0)
		command++;
	return command;
}

void
cmd_help(const struct cmd *cmd, const struct cmd_options *tables, size_t table_count)
{
	const struct command *command = command_of(cmd->name);
	bool en = cmd->lang == LANG_EN;

	printf("%s: piacheck %s %s\n%s\n\n%s:\n", en ? "usage" : "使い方", cmd->name,
	    command->arguments, en ? command->summary_en : command->summary_ja,
	    en ? "options" : "オプション");
	for (size_t i = 0; i < count_rows(tables, table_count); i++) {
		const struct cmd_option *row = row_at(tables, table_count, i);
		char names[64];
		int width = snprintf(names, sizeof names, "%c%c%s --%s%s%s",
		    row->letter == 0 ? ' ' : '-', row->letter == 0 ? ' ' : row->letter,
		    row->letter == 0 ? " " : ",", row->name, row->argument == NULL ? "" : " ",
		    row->argument == NULL ? "" : row->argument);
		printf("  %s%*s  %s\n", names, width < 30 ? 30 - width : 0, "",
		    en ? row->help_en : row->help_ja);
	}
}

bool
cmd_write(struct cmd *cmd, struct str output, const struct buf *bytes)
{
	return io_write_file(output.len == 0 ? STR("-") : output, buf_str(bytes), &cmd->diags);
}

bool
cmd_read_date(struct cmd *cmd, const char *option, struct str value, struct date *date)
{
	if (date_parse(value, date) && date_is_full(*date))
		return true;
	diag_add(&cmd->diags, DIAG_CMD_BAD_VALUE, (struct diag_at){ 0 }, str_of(option), value,
	    STR("2025-04-01, 令和7年4月1日"));
	return false;
}

bool
cmd_read_format(struct cmd *cmd, struct str value, bool *json)
{
	*json = str_is(value, "json");
	if (*json || str_is(value, "text"))
		return true;
	diag_add(&cmd->diags, DIAG_CMD_BAD_VALUE, (struct diag_at){ 0 }, STR("-f"), value,
	    STR("text, json"));
	return false;
}

void
str_list_add(struct str_list *list, struct str text)
{
	*ARRAY_ADD(list->list, list->count, list->room) = text;
}

void
str_list_release(struct str_list *list)
{
	free(list->list);
	*list = (struct str_list){ 0 };
}
