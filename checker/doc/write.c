/* SPDX-License-Identifier: Apache-2.0 */
/* Writing scalars of YAML and text of XML so that any reader of the format gets the same text back. */
#include "doc/doc.h"

#include "base/text.h"
#include "base/banned.h"

/* What YAML 1.1 or 1.2 readers take for something other than text; compared without case. */
static const char *const words[] = { "null", "true", "false", "yes", "no", "on", "off", "y", "n" };

static bool
is_word(struct str text)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_eq_nocase(text, str_of(words[i])))
			return true;
	return false;
}

/* Characters that stand for themselves in every YAML style; line feed and tab are looked at apart. */
static bool
is_plain_character(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF)
		return false;
	return c != 0xFFFE && c != 0xFFFF;
}

struct survey {
	bool special; /* needs escapes */
	bool lines;   /* holds line feeds */
};

static struct survey
survey(struct str text)
{
	struct survey s = { 0 };

	for (size_t at = 0; at < text.len;) {
		uint32_t c = text_next(text, &at);

		if (c == '\n')
			s.lines = true;
		else if (!is_plain_character(c) ||
		    (c == 0xFFFD && text_utf8_fault(text) != STR_NONE))
			s.special = true;
	}
	return s;
}

static bool
can_be_plain(struct str text)
{
	static const char flow[] = "?,[]{}\"'\\&*!|>%@`";
	unsigned char first = text.len == 0 ? 0 : (unsigned char)text.ptr[0];

	if (!str_is_alpha((char)first) && first < 0x80)
		return false;
	if (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == ':' || is_word(text))
		return false;
	for (const char *p = flow; *p != '\0'; p++)
		if (str_find_char(text, *p, 0) != STR_NONE)
			return false;
	/* A colon before anything but a blank would do, but not in every reader. */
	return !str_has(text, STR(": ")) && !str_has(text, STR(" #"));
}

static bool
can_be_block(struct str text, int indent)
{
	char first = text.ptr[0];

	return indent > 0 && first != '\n' && first != ' ' && first != '\t' &&
	    !str_ends(text, STR("\n\n"));
}

static void
put_block(struct buf *out, struct str text, int indent)
{
	struct str line;

	buf_addc(out, '|');
	if (str_ends(text, STR("\n")))
		text.len--;
	else
		buf_addc(out, '-');
	for (bool more = true; more;) {
		more = str_find_char(text, '\n', 0) != STR_NONE;
		line = str_split(text, '\n', &text);
		buf_addc(out, '\n');
		for (int i = 0; i < indent && line.len > 0; i++)
			buf_addc(out, ' ');
		buf_add(out, line);
	}
}

static void
put_double(struct buf *out, struct str text)
{
	buf_addc(out, '"');
	for (size_t at = 0; at < text.len;) {
		size_t from = at;
		uint32_t c = text_next(text, &at);

		if (c == '"' || c == '\\')
			buf_addf(out, "\\%c", (char)c);
		else if (c == '\n')
			buf_adds(out, "\\n");
		else if (c == '\t')
			buf_adds(out, "\\t");
		else if (c == 0xFFFD)
			text_put(out, c);
		else if (is_plain_character(c))
			buf_add(out, str_sub(text, from, at - from));
		else
			buf_addf(out, c < 0x100 ? "\\x%02X" : "\\u%04X", (unsigned)c);
	}
	buf_addc(out, '"');
}

static void
put_single(struct buf *out, struct str text)
{
	buf_addc(out, '\'');
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\'')
			buf_addc(out, '\'');
		buf_addc(out, text.ptr[i]);
	}
	buf_addc(out, '\'');
}

void
doc_yaml_scalar(struct buf *out, struct str text, int indent)
{
	struct survey s = survey(text);

	if (s.special)
		put_double(out, text);
	else if (s.lines && can_be_block(text, indent))
		put_block(out, text, indent);
	else if (s.lines)
		put_double(out, text);
	else if (can_be_plain(text))
		buf_add(out, text);
	else
		put_single(out, text);
}
