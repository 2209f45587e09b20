/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a configuration format provides, and what it answers with. Formats run in a confined worker, one file at
 * a time: text in, settings out. What the settings of several files mean together (which one counts, what
 * an Include draws in) is settled in the parent, over validated rows (config/settle.h).
 *
 * Text     UTF-8 (CP932 has been converted), no NUL, ends with a line feed
 * Memory   all str may point into the text or into out->arena; both live until the format returns
 * Errors   config_refuse: a diagnostic with its line; the file is then "no evidence" and its rows are dropped.
 *          Never a word of the file itself in a diagnostic, but for names of keys: a line may hold a secret.
 */
#ifndef CONFIG_FORMAT_H
#define CONFIG_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/sink.h"
#include "base/str.h"
#include "confine/confine.h"

/* One setting as it stands in a file. */
struct config_setting {
	struct str section; /* empty: none */
	int64_t entry;      /* number of the record or block within the file, from 1; 0: none */
	struct str key;
	struct str value;
	bool no_value; /* a word that stands alone: the value column is NULL */
	/* number is set by the format; else it is taken from the value when it is one */
	bool has_number;
	double number;
	bool is_text; /* never a number, though it looks like one ("0644" in quotes) */
	uint32_t line;
};

struct config_out {
	const struct worker_out *out;
	struct str file;
	const struct config_kind *kind;
	struct arena *arena;
	size_t rows;
	bool refused;
	uint32_t refused_line;
	struct str document_kind; /* of a document: what it was recognised as */
};

/* Secrets are taken out here (config/secrets.h). Past CONFIG_ROWS_MAX the file is refused. */
void config_emit(struct config_out *out, struct config_setting setting);
/* Only the first refusal of a file is said. line 0: not known. */
void config_refuse(struct config_out *out, enum diag_code code, uint32_t line, uint32_t column,
    struct str a, struct str b);
/* CONFIG_SYNTAX at a byte offset of the text, with what the kind's table says is to be done. */
void config_refuse_syntax(struct config_out *out, struct str text, size_t offset);

struct lens_node;
typedef void config_shape_fn(struct config_out *out, const struct lens_node *root, struct str text);
typedef void config_format_fn(struct config_out *out, struct str text);

/* A pattern of paths, relative to the root; * and ? and [] as in fnmatch, never across a slash. */
struct config_pattern {
	const char *glob;
	/*
	 * The order in which the program reads: stages one after another; within a stage by name of the
	 * file, whichever its folder, and a name that an earlier pattern of the stage has given already is
	 * masked (as sysctl.d, modprobe.d and systemd do it).
	 */
	int stage;
};

enum { CONFIG_PATTERNS_MAX = 24 };

/* How settings that stand several times are settled. */
enum config_order {
	CONFIG_DEPENDS,   /* each stands for itself: effective is NULL */
	CONFIG_LAST_WINS, /* the last of the same section and key */
	CONFIG_UNITS, /* systemd: the last within a unit; a key repeated in a file is a list: NULL */
	CONFIG_SSHD,  /* first wins, Include, Match: config/settle_sshd.c */
	CONFIG_ACCOUNTS, /* passwd, shadow and group joined: config/settle_accounts.c */
};

/* A kind of configuration: one row of the table in config/lenses.c or config/formats.c. */
struct config_kind {
	const char *name;         /* the kind column */
	const char *lens;         /* "Login_defs.lns"; NULL: no lens */
	config_shape_fn *shape;   /* with a lens */
	config_format_fn *format; /* without */
	enum config_order order;
	const char *check; /* the program's own check of its file, for the user; NULL: none */
	/* The files whose settings belong together ("15/main"): NULL: all of the kind. A view into path. */
	struct str (*group)(struct str path);
	struct config_pattern patterns[CONFIG_PATTERNS_MAX];
};

/* Both tables in one view, index from 0; NULL behind the last. */
const struct config_kind *config_kind_at(size_t index);

extern const struct config_kind config_lenses[];
extern const size_t config_lens_count;
extern const struct config_kind config_formats[];
extern const size_t config_format_count;

/*
 * YAML, JSON and XML. The kind is known only by the content: it is sent with the file's row. bytes as they
 * are in the file.
 */
void config_read_document(struct config_out *out, struct str bytes);
/* The sink for doc/'s parsers: passes diagnostics on, and one of them refuses the file. */
struct sink config_document_sink(struct config_out *out);
/* Is the name one of a document? By its ending. */
bool config_is_document(struct str path);

struct lens_set;
/* A file of a kind, its bytes as they are: decoded, parsed, shaped. lenses: with the kind's lens loaded. */
void config_read_text(struct config_out *out, struct lens_set *lenses, struct str bytes);

/* The reader that runs in the worker: job->read of confine/confine.h; input->user is a struct config_input. */
struct config_input {
	const struct config_kind *kind; /* NULL: a document */
	struct str path;                /* relative to the root */
};
/* context: the struct lens_set, loaded. */
void
config_worker_read(void *context, const struct worker_input *input, const struct worker_out *out);

/* What a worker sends: the shapes, and their columns. The parent adds host, file, effective and seq. */
enum { SENT_SETTING, SENT_FILE, SENT_ACCOUNT, SENT_MEMBERSHIP, SENT_TABLE_COUNT };
extern const struct sink_shape *const config_sent[SENT_TABLE_COUNT];

enum { SENT_SECTION, SENT_ENTRY, SENT_KEY, SENT_VALUE, SENT_NUMBER, SENT_LINE, SENT_SETTING_COUNT };
enum { SENT_KIND, SENT_STATUS, SENT_FILE_LINE, SENT_FILE_COUNT };
/* Halves of accounts: of passwd (password NULL: in shadow) and of shadow (uid NULL). */
enum {
	SENT_USER,
	SENT_UID,
	SENT_GID,
	SENT_HOME,
	SENT_SHELL,
	SENT_PASSWORD,
	SENT_SCHEME,
	SENT_CHANGED,
	SENT_MAX_DAYS,
	SENT_MIN_DAYS,
	SENT_INACTIVE,
	SENT_EXPIRES,
	SENT_ACCOUNT_LINE,
	SENT_ACCOUNT_COUNT
};
/* A group (user NULL) and each of its members. */
enum { SENT_GRP, SENT_GRP_GID, SENT_MEMBER, SENT_MEMBER_LINE, SENT_MEMBER_COUNT };

#endif
