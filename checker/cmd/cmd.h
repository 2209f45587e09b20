/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commands: what the user typed → calls of the rooms below → exit status. One file per command, one line each in
 * main.c. Only here and in report/ is anything written to a stream.
 */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/str.h"

/* DESIGN section 4. */
enum cmd_exit { CMD_OK = 0, CMD_FINDINGS = 1, CMD_BAD = 2, CMD_FAULT = 3 };

struct rule_pack;

/* What every command is given. */
struct cmd {
	const char *name; /* "check" */
	enum lang lang;
	struct arena arena;           /* for the command's whole life */
	const struct rule_pack *pack; /* data.c's: of the standard rules; NULL: none */
	bool pack_looked_for;
	struct diags diags; /* printed to standard error at the end by main */
	bool quiet, verbose, colour_stderr;
};

/* Those of the list that are not said already; said: one for each, NULL: none is. */
void cmd_say_diags(const struct cmd *cmd, const bool *said);

struct command {
	const char *name;
	const char *arguments; /* "[-a FORM]… [options]" */
	const char *summary_ja, *summary_en;
	int (*run)(struct cmd *cmd, int argc, char **argv); /* argv[0] is the command's name */
};

int cmd_changes(struct cmd *cmd, int argc, char **argv);
int cmd_check(struct cmd *cmd, int argc, char **argv);
int cmd_scan(struct cmd *cmd, int argc, char **argv);
int cmd_merge(struct cmd *cmd, int argc, char **argv);
int cmd_confirm(struct cmd *cmd, int argc, char **argv);
int cmd_convert(struct cmd *cmd, int argc, char **argv);
int cmd_corpus(struct cmd *cmd, int argc, char **argv);
int cmd_explain(struct cmd *cmd, int argc, char **argv);
int cmd_diff(struct cmd *cmd, int argc, char **argv);
int cmd_history(struct cmd *cmd, int argc, char **argv);
int cmd_import(struct cmd *cmd, int argc, char **argv);
int cmd_rules(struct cmd *cmd, int argc, char **argv);
int cmd_show(struct cmd *cmd, int argc, char **argv);

/* The table, in the order of the help; ends with a row without name. */
extern const struct command commands[];

#endif
