/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the rows of all files of a root mean together: which setting counts, what sshd's Include draws in, which
 * lines of passwd and shadow are one account. Runs in the parent, over rows that were validated; it parses nothing.
 */
#ifndef CONFIG_SETTLE_H
#define CONFIG_SETTLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/sink.h"
#include "base/str.h"
#include "base/value.h"
#include "config/format.h"
#include "config/root.h"

enum effective { EFFECTIVE_DEPENDS = -1, EFFECTIVE_NO = 0, EFFECTIVE_YES = 1 };

struct gathered_row {
	struct str section;
	int64_t entry; /* 0: none; unique within its kind once settled */
	struct str key;
	struct value value, number; /* texts in the arena */
	uint32_t line;
	enum effective effective;
};

struct gathered_account {
	struct value field[SENT_ACCOUNT_COUNT];
};

struct gathered_member {
	struct value field[SENT_MEMBER_COUNT];
};

struct gathered_file {
	const struct config_kind *kind; /* NULL: a document */
	size_t pattern;                 /* of the kind, that found it */
	struct str path;                /* relative to the root */
	struct str name;                /* as the user named it */
	struct str kind_name;           /* as the worker answered */
	bool is_read, is_refused, is_masking;
	bool is_masked; /* a file of that name in a stronger folder hides it */
	uint32_t refused_line;
	struct gathered_row *rows;
	size_t row_count, row_room;
	struct gathered_account *accounts;
	size_t account_count, account_room;
	struct gathered_member *members;
	size_t member_count, member_room;
};

struct gathered {
	struct root *root;
	struct arena *arena;
	struct gathered_file *files; /* in the order in which they are read */
	size_t count, room;
	size_t row_count;
	struct str host;
	const struct sink *sink;
	struct diags *diags;
	int64_t seq; /* of the kind now written */
	struct str seq_kind;
	int64_t entry_base; /* makes entry numbers unique within the kind */
};

/* The order in which the programs read: kind, stage, name. Then masks what is hidden. */
void settle_order(struct gathered *gathered);
/* Sets effective of all rows of the kinds that are CONFIG_LAST_WINS or CONFIG_UNITS. */
void settle_last_wins(struct gathered *gathered);
/* Writes the rows of one file with the host, file and seq columns. */
void settle_write_file(struct gathered *gathered, const struct gathered_file *file);
void settle_write_row(struct gathered *gathered, const struct gathered_file *file,
    const struct gathered_row *row, int64_t entry_base);
/* The next number of seq within the kind. */
void settle_write_accounts(struct gathered *gathered); /* settle_accounts.c */
void settle_write_sshd(struct gathered *gathered);     /* settle_sshd.c */

/* The file of that path, or NULL. */
struct gathered_file *gathered_find(struct gathered *gathered, struct str path);

/*
 * sshd: Include patterns of files already read that no file gathered answers; their paths are added. Called until
 * nothing is added. Patterns of the row values; relative ones are below etc/ssh.
 */
size_t
settle_sshd_includes(struct gathered *gathered, struct str **paths, size_t *count, size_t *room);

#endif
