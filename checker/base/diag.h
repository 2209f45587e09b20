/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Diagnostics as data: what is wrong with an input, where, and what to do. Written once, where it is
 * known; printed by cmd/ and report/ only. The texts stand in base/diag_codes.h, Japanese and
 * English side by side; {0} {1} {2} are the arguments.
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

enum lang { LANG_JA, LANG_EN };

enum diag_severity {
	DIAG_NOTE,    /* said, of no consequence */
	DIAG_WARNING, /* something was left out or is doubtful; the exit status stays */
	DIAG_ERROR,   /* an input, or a part of it, is refused: exit status 2 */
};

enum diag_code {
#define DIAG(name, severity, ja, en) DIAG_##name,
#include "base/diag_codes.h"
#undef DIAG
	DIAG_CODE_COUNT
};

enum { DIAG_ARGS = 3 };

struct diag {
	enum diag_code code;
	struct str file; /* as the user named it, 個人番号 masked; empty when there is none */
	uint32_t line, column; /* from 1; 0 = not known. Column counts characters, not bytes */
	struct str args[DIAG_ARGS];
};

/* Zero-initialise. Everything in it belongs to its arena. */
struct diags {
	struct arena arena;
	struct diag *list;
	size_t count, room;
	size_t errors;
	size_t dropped; /* beyond DIAG_MAX: counted, not kept */
};

/* Reason: a file with a fault in every line must not fill the memory or the screen. */
enum { DIAG_MAX = 10000, DIAG_ARG_MAX_BYTES = 300 };

/*
 * An argument in both languages, from two literals: DIAG_BOTH("日付", "a date"). The text in the reader's language is
 * chosen when the diagnostic is put into words.
 */
#define DIAG_BOTH(ja, en) ja "\x1f" en

struct diag_at {
	struct str file;
	uint32_t line, column;
};

/* Adds a row; copies all texts. Arguments are cut to DIAG_ARG_MAX_BYTES and 個人番号 in all texts masked. */
void diag_add(struct diags *diags, enum diag_code code, struct diag_at at, struct str a,
    struct str b, struct str c);
/* The same with NUL-terminated arguments; NULL = empty. */
void diag_addz(struct diags *diags, enum diag_code code, struct diag_at at, const char *a,
    const char *b, const char *c);

enum diag_severity diag_severity(enum diag_code code);
/* The stable name for machines: "yaml-syntax" of DIAG_YAML_SYNTAX. Appended to buf. */
void diag_code_name(enum diag_code code, struct buf *buf);
/* The code of that name in upper case with _ ("YAML_SYNTAX"), or DIAG_CODE_COUNT. */
enum diag_code diag_code_find(struct str name);
/* The text with its arguments put in, without file and line; appended to buf. */
void diag_text(const struct diag *diag, enum lang lang, struct buf *buf);
/* "file:line:column: error: text" and a line end; appended to buf. */
void diag_line(const struct diag *diag, enum lang lang, struct buf *buf);

void diags_release(struct diags *diags);

#endif
