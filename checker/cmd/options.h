/* SPDX-License-Identifier: Apache-2.0 */
/* Command-line options as tables: parsing (GNU style, getopt_long) and help from the same rows. */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include "base/date.h"
#include "cmd/cmd.h"

struct cmd_option {
	const char *name;     /* "only", without -- */
	char letter;          /* 'a', or 0 */
	const char *argument; /* "GLOB"; NULL: a flag */
	const char *help_ja, *help_en;
	/* Sets it; false after a diagnostic when the value is not one. value is empty for a flag. */
	bool (*set)(struct cmd *cmd, void *options, struct str value);
};

/* A list of option tables: what several commands share stands in one. */
struct cmd_options {
	const struct cmd_option *rows;
	size_t count;
};

/*
 * Reads the options of tables[0..table_count) into *options; *operands are what is left, in order. --help, --lang, --quiet and
 * --verbose are every command's and are not in the tables. false: *status is what the command ends with (the help was asked for, or
 * a diagnostic says what is wrong); true: it is CMD_BAD, until the command has done its work.
 */
bool cmd_parse(struct cmd *cmd, const struct cmd_options *tables, size_t table_count, void *options,
    int argc, char **argv, struct str **operands, size_t *operand_count, int *status);

/* The help of one command to standard output. */
void cmd_help(const struct cmd *cmd, const struct cmd_options *tables, size_t table_count);

/* Into the file of -o; empty: to standard output. false after a diagnostic. */
bool cmd_write(struct cmd *cmd, struct str output, const struct buf *bytes);

/* The value of -f where there are text and json; false after a diagnostic. */
bool cmd_read_format(struct cmd *cmd, struct str value, bool *json);

/* A whole day, as --as-of takes it; false after a diagnostic. */
bool cmd_read_date(struct cmd *cmd, const char *option, struct str value, struct date *date);

/* A growing list of texts in an options struct. */
struct str_list {
	struct str *list;
	size_t count, room;
};
void str_list_add(struct str_list *list, struct str text);
void str_list_release(struct str_list *list);

/* The same for a command of one operand, with one table. usage: what stands behind the command's name. */
bool cmd_parse_one(struct cmd *cmd, const struct cmd_options *table, void *options, int argc,
    char **argv, const char *usage, struct str *operand, int *status);

#endif
