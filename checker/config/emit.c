/* SPDX-License-Identifier: Apache-2.0 */
/* What a format answers with, and the reader that the worker runs for each file. */
#include <errno.h>

#include "base/io.h"
#include "base/scope.h"
#include "base/text.h"
#include "config/format.h"
#include "config/lens.h"
#include "config/limits.h"
#include "config/secrets.h"
#include "base/banned.h"

SINK_SHAPE(sent_setting, "setting", "section", "entry", "key", "value", "number", "line");
SINK_SHAPE(sent_file, "config_file", "kind", "status", "line");
SINK_SHAPE(sent_account, "os_account", "user", "uid", "gid", "home", "shell", "password",
    "password_scheme", "changed_on", "max_days", "min_days", "inactive_days", "expires_on", "line");
SINK_SHAPE(sent_member, "os_group_member", "grp", "gid", "user", "line");

const struct sink_shape *const config_sent[SENT_TABLE_COUNT] = {
	[SENT_SETTING] = &sent_setting,
	[SENT_FILE] = &sent_file,
	[SENT_ACCOUNT] = &sent_account,
	[SENT_MEMBERSHIP] = &sent_member,
};

/* Plain decimals only: 0640 and 027 are modes, 0x1F and inf are words. */
static bool
is_decimal(struct str text)
{
	size_t i = 0, dots = 0;

	if (text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+'))
		i = 1;
	if (i >= text.len || !str_is_digit(text.ptr[i]) ||
	    (text.ptr[i] == '0' && i + 1 < text.len && text.ptr[i + 1] != '.'))
		return false;
	for (; i < text.len; i++) {
		if (text.ptr[i] == '.')
			dots++;
		else if (!str_is_digit(text.ptr[i]))
			return false;
	}
	return dots <= 1 && text.len <= 32;
}

static struct value
number_of(const struct config_setting *setting)
{
	struct value value = { .type = VALUE_REAL, .real = setting->number };

	if (setting->has_number)
		return value;
	if (setting->no_value || setting->is_text || !is_decimal(setting->value) ||
	    !str_parse_double(setting->value, &value.real))
		return value_null();
	return value;
}

void
config_emit(struct config_out *out, struct config_setting setting)
{
	if (out->refused)
		return;
	if (out->rows++ >= CONFIG_ROWS_MAX) {
		config_refuse(out, DIAG_CONFIG_ROWS, setting.line, 0,
		    arena_printf(out->arena, "%d", CONFIG_ROWS_MAX), (struct str){ 0 });
		return;
	}
	struct str shown = secrets_mask(out->arena, setting.key, setting.value);
	if (!str_eq(shown, setting.value))
		setting.has_number = false;
	setting.value = shown;
	struct value values[SENT_SETTING_COUNT] = {
		[SENT_SECTION] = value_text_or_null(setting.section),
		[SENT_ENTRY] = setting.entry > 0 ? value_integer(setting.entry) : value_null(),
		[SENT_KEY] = value_text(setting.key),
		[SENT_VALUE] = setting.no_value ? value_null() : value_text(shown),
		[SENT_NUMBER] = number_of(&setting),
		[SENT_LINE] = setting.line > 0 ? value_integer(setting.line) : value_null(),
	};
	sink_row(&out->out->sink, &sent_setting, values);
}

void
config_refuse(struct config_out *out, enum diag_code code, uint32_t line, uint32_t column,
    struct str a, struct str b)
{
	if (out->refused)
		return;
	out->refused = true;
	out->refused_line = line;
	sink_diag(&out->out->sink, code, (struct diag_at){ out->file, line, column }, a, b,
	    (struct str){ 0 });
}

void
config_refuse_syntax(struct config_out *out, struct str text, size_t offset)
{
	uint32_t line = 0, column = 0;

	text_position(text, offset, &line, &column);
	config_refuse(out, DIAG_CONFIG_SYNTAX, line, column, str_of(out->kind->name),
	    str_of(out->kind->check));
}

static void
document_diag(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	struct config_out *out = context;

	if (diag_severity(code) == DIAG_ERROR && !out->refused) {
		out->refused = true;
		out->refused_line = at.line;
	}
	sink_diag(&out->out->sink, code, at, a, b, c);
}

struct sink
config_document_sink(struct config_out *out)
{
	return (struct sink){ .context = out, .diag = document_diag };
}

/* Decodes, and refuses what is no text. The lenses want a line end behind the last line. */
static bool
text_of(struct config_out *out, struct str bytes, struct str *text)
{
	enum text_encoding encoding;
	size_t fault = str_find_char(bytes, '\0', 0);
	uint32_t line = 0, column = 0, length = 0;

	if (text_is_utf16(bytes)) {
		config_refuse(out, DIAG_TEXT_UTF16, 0, 0, (struct str){ 0 }, (struct str){ 0 });
		return false;
	}
	if (fault != STR_NONE) {
		text_position(bytes, fault, &line, &column);
		config_refuse(
		    out, DIAG_TEXT_NUL, line, column, (struct str){ 0 }, (struct str){ 0 });
		return false;
	}
	if (!text_decode(bytes, out->arena, text, &encoding, &fault)) {
		text_position(bytes, fault, &line, &column);
		config_refuse(
		    out, DIAG_TEXT_NOT_CP932, line, column, (struct str){ 0 }, (struct str){ 0 });
		return false;
	}
	line = 1;
	for (size_t i = 0; i < text->len; i++) {
		if (text->ptr[i] == '\n') {
			length = 0;
			line++;
		} else if (++length > CONFIG_LINE_MAX_BYTES) {
			config_refuse(out, DIAG_CONFIG_LINE, line, 0,
			    arena_printf(out->arena, "%d", CONFIG_LINE_MAX_BYTES),
			    (struct str){ 0 });
			return false;
		}
	}
	if (text->len == 0 || text->ptr[text->len - 1] != '\n')
		*text = arena_join(out->arena, *text, STR("\n"));
	return true;
}

static bool
fits_lens(struct config_out *out, struct str text)
{
	struct str rest = text, line;
	size_t lines = 0;

	while (str_line(&rest, &line))
		lines++;
	if (lines <= CONFIG_LENS_MAX_LINES && text.len <= CONFIG_LENS_MAX_BYTES)
		return true;
	config_refuse(out, DIAG_FILE_TOO_LARGE, 0, 0,
	    arena_printf(out->arena, "%d KiB, %d lines", CONFIG_LENS_MAX_BYTES / 1024,
		CONFIG_LENS_MAX_LINES),
	    (struct str){ 0 });
	return false;
}

void
config_read_text(struct config_out *out, struct lens_set *lenses, struct str bytes)
{
	struct str text;
	size_t fault = 0;

	if (!text_of(out, bytes, &text))
		return;
	if (out->kind->lens == NULL) {
		out->kind->format(out, text);
		return;
	}
	if (!fits_lens(out, text))
		return;
	const struct lens_node *root =
	    lens_parse(lenses, out->kind->lens, text, out->arena, &fault);
	if (root == NULL)
		config_refuse_syntax(out, text, fault);
	else
		out->kind->shape(out, root, text);
}

static bool
read_bytes(struct config_out *out, int fd, size_t limit, struct str *bytes)
{
	switch (io_read_all(fd, limit, out->arena, bytes)) {
	case IO_OK:
		return true;
	case IO_TOO_LARGE:
		config_refuse(out, DIAG_FILE_TOO_LARGE, 0, 0,
		    arena_printf(out->arena, "%zu KiB", limit / 1024), (struct str){ 0 });
		return false;
	case IO_FAILED:
		break;
	}
	config_refuse(out, DIAG_FILE_READ, 0, 0, arena_printf(out->arena, "errno %d", errno),
	    (struct str){ 0 });
	return false;
}

void
config_worker_read(
    void *context, const struct worker_input *input, const struct worker_out *worker_out)
{
	const struct config_input *what = input->user;
	struct arena arena = { 0 };
	struct config_out out = {
		.out = worker_out, .file = input->file, .kind = what->kind, .arena = &arena
	};
	struct str bytes;

	if (what->kind == NULL) {
		if (read_bytes(&out, input->fd, CONFIG_DOCUMENT_MAX_BYTES, &bytes))
			config_read_document(&out, bytes);
	} else if (read_bytes(&out, input->fd, CONFIG_FILE_MAX_BYTES, &bytes)) {
		config_read_text(&out, context, bytes);
	}
	struct value row[SENT_FILE_COUNT] = {
		[SENT_KIND] =
		    value_text(out.kind == NULL ? out.document_kind : str_of(out.kind->name)),
		[SENT_STATUS] = value_text(out.refused ? STR("refused") : STR("understood")),
		[SENT_FILE_LINE] =
		    out.refused_line > 0 ? value_integer(out.refused_line) : value_null(),
	};
	sink_row(&worker_out->sink, &sent_file, row);
	arena_release(&arena);
}
