/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics: collecting them, and putting one into words. */
#include "base/diag.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "base/text.h"
#include "base/banned.h"

struct text_row {
	const char *name;
	enum diag_severity severity;
	const char *text[2]; /* by enum lang */
};

static const struct text_row rows[] = {
#define DIAG(name, severity, ja, en) { #name, DIAG_##severity, { ja, en } },
#include "base/diag_codes.h"
#undef DIAG
};

enum diag_severity
diag_severity(enum diag_code code)
{
	BUG_IF((size_t)code >= DIAG_CODE_COUNT);
	return rows[code].severity;
}

void
diag_code_name(enum diag_code code, struct buf *buf)
{
	for (const char *p = rows[code].name; *p != '\0'; p++)
		buf_addc(buf, *p == '_' ? '-' : str_lower(*p));
}

enum diag_code
diag_code_find(struct str name)
{
	for (size_t i = 0; i < DIAG_CODE_COUNT; i++)
		if (str_is(name, rows[i].name))
			return (enum diag_code)i;
	return DIAG_CODE_COUNT;
}

static struct str
keep_arg(struct diags *diags, struct str arg)
{
	struct buf masked = { 0 };

	if (arg.len == 0)
		return (struct str){ 0 };
	number_mask(arg, &masked);
	struct str kept = arena_str(&diags->arena, text_cut(buf_str(&masked), DIAG_ARG_MAX_BYTES));
	buf_release(&masked);
	return kept;
}

/* A file may be named after a person's number: masked like any text, never cut. */
static struct str
keep_file(struct diags *diags, struct str file)
{
	struct buf masked = { 0 };

	number_mask(file, &masked);
	struct str kept = arena_str(&diags->arena, buf_str(&masked));
	buf_release(&masked);
	return kept;
}

void
diag_add(struct diags *diags, enum diag_code code, struct diag_at at, struct str a, struct str b,
    struct str c)
{
	BUG_IF((size_t)code >= DIAG_CODE_COUNT);
	if (diag_severity(code) == DIAG_ERROR)
		diags->errors++;
	if (diags->count >= DIAG_MAX) {
		diags->dropped++;
		return;
	}
	struct diag *diag = ARRAY_ADD(diags->list, diags->count, diags->room);
	diag->code = code;
	diag->file = keep_file(diags, at.file);
	diag->line = at.line;
	diag->column = at.column;
	diag->args[0] = keep_arg(diags, a);
	diag->args[1] = keep_arg(diags, b);
	diag->args[2] = keep_arg(diags, c);
}

void
diag_addz(struct diags *diags, enum diag_code code, struct diag_at at, const char *a, const char *b,
    const char *c)
{
	diag_add(diags, code, at, str_of(a), str_of(b), str_of(c));
}

static struct str
arg_in(struct str arg, enum lang lang)
{
	struct str en, ja = str_split(arg, '\x1f', &en);

	return lang == LANG_EN && en.len > 0 ? en : ja;
}

void
diag_text(const struct diag *diag, enum lang lang, struct buf *buf)
{
	for (const char *p = rows[diag->code].text[lang]; *p != '\0'; p++) {
		if (p[0] == '{' && p[1] >= '0' && p[1] < '0' + DIAG_ARGS && p[2] == '}') {
			text_visible(arg_in(diag->args[p[1] - '0'], lang), buf);
			p += 2;
		} else {
			buf_addc(buf, *p);
		}
	}
}

void
diag_line(const struct diag *diag, enum lang lang, struct buf *buf)
{
	static const char *const words[][2] = {
		[DIAG_NOTE] = { "参考", "note" },
		[DIAG_WARNING] = { "警告", "warning" },
		[DIAG_ERROR] = { "エラー", "error" },
	};

	if (diag->file.len > 0) {
		text_visible(diag->file, buf);
		if (diag->line > 0)
			buf_addf(buf, ":%u", diag->line);
		if (diag->line > 0 && diag->column > 0)
			buf_addf(buf, ":%u", diag->column);
		buf_adds(buf, ": ");
	}
	buf_adds(buf, words[diag_severity(diag->code)][lang]);
	buf_adds(buf, ": ");
	diag_text(diag, lang, buf);
	buf_addc(buf, '\n');
}

void
diags_release(struct diags *diags)
{
	arena_release(&diags->arena);
	free(diags->list);
	*diags = (struct diags){ 0 };
}
