/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Items of a YAML assessment in their lines. In block style an item begins in the line of its key and goes on through all
 * lines that are indented deeper. What was spliced is read again and compared, so a notation that is not
 * understood here is refused, never spoilt.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "confirm/inner.h"
#include "base/banned.h"

struct lines {
	struct str bytes;
	size_t *starts; /* one more than there are lines: the end */
	size_t count, room;
};

static struct lines
lines_of(struct str bytes)
{
	struct lines lines = { .bytes = bytes };
	size_t at = 0;

	while (at < bytes.len) {
		size_t end = str_find_char(bytes, '\n', at);

		*ARRAY_ADD(lines.starts, lines.count, lines.room) = at;
		at = end == STR_NONE ? bytes.len : end + 1;
	}
	*ARRAY_ADD(lines.starts, lines.count, lines.room) = bytes.len;
	lines.count--;
	return lines;
}

static struct str
line_at(const struct lines *lines, size_t i)
{
	return str_sub(lines->bytes, lines->starts[i], lines->starts[i + 1] - lines->starts[i]);
}

static size_t
indent_of(struct str line)
{
	size_t n = 0;

	while (n < line.len && line.ptr[n] == ' ')
		n++;
	return n;
}

static bool
is_empty(struct str line)
{
	return str_trim(line).len == 0;
}

/* Does a literal or folded block begin behind this line? "key: |", "key: >-" */
static bool
opens_block(struct str line)
{
	struct str text = str_trim(line);

	while (text.len > 0 &&
	    (text.ptr[text.len - 1] == '-' || text.ptr[text.len - 1] == '+' ||
		str_is_digit(text.ptr[text.len - 1])))
		text.len--;
	return text.len > 2 && (text.ptr[text.len - 1] == '|' || text.ptr[text.len - 1] == '>') &&
	    text.ptr[text.len - 2] == ' ';
}

struct region {
	size_t first, end; /* lines */
	size_t indent;
};

/* false: the item does not begin its line. */
static bool
find_region(const struct lines *lines, const struct item *item, struct region *region)
{
	size_t line = item->line;

	if (line == 0 || line > lines->count)
		return false;
	region->first = line - 1;
	region->indent = indent_of(line_at(lines, region->first));
	if (region->indent + 1 != item->column)
		return false;
	region->end = line;
	for (size_t i = line; i < lines->count; i++) {
		struct str text = line_at(lines, i);

		if (is_empty(text))
			continue;
		if (indent_of(text) <= region->indent)
			break;
		region->end = i + 1;
	}
	return true;
}

static void
add_comment(struct buf *out, size_t indent, struct str comment)
{
	for (size_t i = 0; i < indent; i++)
		buf_addc(out, ' ');
	buf_add(out, str_trim(comment));
	buf_addc(out, '\n');
}

/* A quote opens a scalar only where one can begin. */
static bool
can_open(struct str line, size_t at)
{
	return at == 0 || str_find_char(STR(" [{,:"), line.ptr[at - 1], 0) != STR_NONE;
}

/* A comment behind a value: "I.5.1: {state: unknown} # …". *quote: the scalar in quotes that goes on over the line's end. */
static struct str
comment_behind(struct str line, char *quote)
{
	for (size_t i = 0; i < line.len; i++) {
		char c = line.ptr[i];

		if (*quote == '"' && c == '\\')
			i++;
		else if (*quote != 0)
			*quote = c == *quote ? 0 : *quote;
		else if ((c == '"' || c == '\'') && can_open(line, i))
			*quote = c;
		else if (c == '#' && i > 0 && str_is_space(line.ptr[i - 1]))
			return str_from(line, i);
	}
	return (struct str){ 0 };
}

/* What its author remarked inside of an item stands above it afterwards. */
static void
keep_comments(const struct lines *lines, const struct region *region, struct buf *out)
{
	size_t block = STR_NONE;
	char quote = 0;

	for (size_t i = region->first; i < region->end; i++) {
		struct str line = line_at(lines, i), text = str_trim(line), comment;
		size_t indent = indent_of(line);

		if (text.len == 0 || (block != STR_NONE && indent > block))
			continue;
		block = quote == 0 && opens_block(line) ? indent : STR_NONE;
		if (quote == 0 && text.ptr[0] == '#')
			comment = text;
		else
			comment = comment_behind(line, &quote);
		if (comment.len > 0)
			add_comment(out, region->indent, comment);
	}
}

/* Behind the item before it, or before the first one. */
static bool
insert(const struct confirm_form *form, const struct item *item, const struct item *before,
    const struct lines *lines, struct edits *edits)
{
	struct region region;
	size_t at;

	if (form->assessment.count == 0 ||
	    !find_region(lines, before == NULL ? &form->assessment.items[0] : before, &region))
		return false;
	at = before == NULL ? lines->starts[region.first] : lines->starts[region.end];
	struct edit *edit = edits_add(edits, at, at);
	if (at > 0 && lines->bytes.ptr[at - 1] != '\n')
		buf_addc(&edit->text, '\n');
	assess_write_yaml_item(item, (int)region.indent, &edit->text);
	return true;
}

static bool
replace(
    const struct item *old, const struct item *item, const struct lines *lines, struct edits *edits)
{
	struct region region;

	if (!find_region(lines, old, &region))
		return false;
	struct edit *edit =
	    edits_add(edits, lines->starts[region.first], lines->starts[region.end]);
	keep_comments(lines, &region, &edit->text);
	assess_write_yaml_item(item, (int)region.indent, &edit->text);
	return true;
}

bool
splice_yaml(const struct confirm_form *form, const struct merged *merged, struct edits *edits)
{
	struct lines lines = lines_of(buf_str(&form->bytes));
	const struct item *before = NULL;
	bool good = true;

	for (size_t i = 0; good && i < merged->assessment.count; i++) {
		const struct item *item = &merged->assessment.items[i];
		const struct item *old = assess_find_id(&form->assessment, &item->id);

		if (merged->changed[i])
			good = old == NULL ? insert(form, item, before, &lines, edits)
					   : replace(old, item, &lines, edits);
		if (old != NULL)
			before = old;
	}
	free(lines.starts);
	return good;
}
