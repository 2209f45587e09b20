/* SPDX-License-Identifier: Apache-2.0 */
/* Breaking lines by columns: at blanks, and between wide characters as Japanese typesetting (禁則) allows. */
#include "base/text.h"
#include "base/banned.h"

/* Not at the head of a line, and not at its end. */
static const struct str no_head = STR_INIT(
    "、。，．,.・：；:;？！?!）)］]」』】〉》〕}｝ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ％%");
static const struct str no_tail = STR_INIT("（([［「『【〈《〔{｛第");

static bool
among(struct str set, struct str character)
{
	return str_has(set, character);
}

static struct str
character_at(struct str text, size_t at)
{
	size_t end = at;

	text_next(text, &end);
	return str_sub(text, at, end - at);
}

/* May a line end between these two neighbours? */
static bool
may_break(struct str before, struct str behind)
{
	if (str_is(before, " "))
		return true;
	if (before.len == 1 && behind.len == 1)
		return false;
	return !among(no_head, behind) && !among(no_tail, before);
}

/* Length in bytes of the next line: what fits into width, cut where it may be. At least one character. */
static size_t
line_len(struct str text, int width)
{
	size_t at = 0, last_break = 0, used = 0;
	struct str before = { 0 };

	while (at < text.len) {
		struct str c = character_at(text, at);

		if (at > 0 && may_break(before, c))
			last_break = at;
		used += text_width(c);
		if (used > (size_t)width && !str_is(c, " "))
			break;
		before = c;
		at += c.len;
	}
	if (at == text.len)
		return at;
	if (last_break > 0)
		return last_break;
	return at > 0 ? at : character_at(text, 0).len;
}

static void
blanks(int n, struct buf *out)
{
	for (int i = 0; i < n; i++)
		buf_addc(out, ' ');
}

static void
wrap_line(struct str line, int width, int indent, const char *first, struct buf *out)
{
	do {
		size_t n = line_len(line, width);
		int lead = first != NULL ? (int)text_width(str_of(first)) : 0;

		blanks(indent - lead, out);
		if (first != NULL)
			buf_adds(out, first);
		first = NULL;
		buf_add(out, str_trim(str_sub(line, 0, n)));
		buf_addc(out, '\n');
		line = str_from(line, n);
		while (line.len > 0 && line.ptr[0] == ' ')
			line = str_from(line, 1);
	} while (line.len > 0);
}

void
text_wrap(struct str text, int width, int indent, const char *first, struct buf *out)
{
	struct buf visible = { 0 };
	int columns = width - indent > 20 ? width - indent : 20;

	text_visible_lines(text, &visible);
	struct str rest = buf_str(&visible), line;
	while (str_line(&rest, &line)) {
		wrap_line(line, columns, indent, first, out);
		first = NULL;
	}
	buf_release(&visible);
}
