/* SPDX-License-Identifier: Apache-2.0 */
/* What the tags of a page mean for a form. */
#include <libxml/HTMLparser.h>

#include "base/buf.h"
#include "base/scope.h"
#include "base/text.h"
#include "import/html.h"

#include "base/banned.h"

enum { NAME_MAX_BYTES = 20 };

static const struct {
	const char *name;
	enum html_tag tag;
} tags[] = {
	{ "table", HTML_TABLE },
	{ "tr", HTML_ROW },
	{ "td", HTML_CELL },
	{ "th", HTML_CELL },
	{ "input", HTML_INPUT },
	{ "img", HTML_IMAGE },
	{ "option", HTML_OPTION },
	{ "head", HTML_HIDDEN },
	{ "script", HTML_HIDDEN },
	{ "style", HTML_HIDDEN },
	{ "template", HTML_HIDDEN },
	{ "noscript", HTML_HIDDEN },
	{ "object", HTML_HIDDEN },
	{ "rt", HTML_HIDDEN }, /* furigana */
	{ "rp", HTML_HIDDEN },
	{ "br", HTML_BREAK },
	{ "p", HTML_BREAK },
	{ "div", HTML_BREAK },
	{ "li", HTML_BREAK },
	{ "ul", HTML_BREAK },
	{ "ol", HTML_BREAK },
	{ "dl", HTML_BREAK },
	{ "dt", HTML_BREAK },
	{ "dd", HTML_BREAK },
	{ "h1", HTML_BREAK },
	{ "h2", HTML_BREAK },
	{ "h3", HTML_BREAK },
	{ "h4", HTML_BREAK },
	{ "h5", HTML_BREAK },
	{ "h6", HTML_BREAK },
	{ "hr", HTML_BREAK },
	{ "pre", HTML_BREAK },
	{ "section", HTML_BREAK },
	{ "article", HTML_BREAK },
	{ "header", HTML_BREAK },
	{ "footer", HTML_BREAK },
	{ "main", HTML_BREAK },
	{ "nav", HTML_BREAK },
	{ "figure", HTML_BREAK },
	{ "caption", HTML_BREAK },
	{ "form", HTML_BREAK },
	{ "fieldset", HTML_BREAK },
	{ "blockquote", HTML_BREAK },
	{ "center", HTML_BREAK },
	{ "body", HTML_BREAK },
};

enum html_tag
html_tag_of(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(tags); i++)
		if (str_eq_nocase(name, str_of(tags[i].name)))
			return tags[i].tag;
	return HTML_INLINE;
}

/* Of HTML 5, or of libxml2's older list, or of a namespace ("o:p"), or a custom element ("x-y"). */
static bool
is_element(struct str name)
{
	struct buf lower = { 0 };
	bool known = html_tag_of(name) != HTML_INLINE || str_find_char(name, ':', 0) != STR_NONE ||
	    str_find_char(name, '-', 0) != STR_NONE || str_eq_nocase(name, STR("ruby"));

	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		buf_addc(&lower, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
	}
	buf_addc(&lower, '\0');
	known = known || htmlTagLookup((const xmlChar *)lower.ptr) != NULL;
	buf_release(&lower);
	return known;
}

bool
html_begins_element(struct str text)
{
	size_t at = 1;

	if (text.len < 2)
		return false;
	if (text.ptr[1] == '!' || text.ptr[1] == '?')
		return true;
	if (text.ptr[at] == '/')
		at++;
	size_t from = at;
	while (at < text.len && at - from <= NAME_MAX_BYTES &&
	    (str_is_alnum(text.ptr[at]) || text.ptr[at] == ':' || text.ptr[at] == '-'))
		at++;
	struct str name = str_sub(text, from, at - from);
	if (name.len == 0 || !str_is_alpha(name.ptr[0]) || at >= text.len)
		return false;
	char next = text.ptr[at];
	return (next == '>' || next == '/' || str_is_space(next)) && is_element(name);
}

/* The tag that begins here, to its >. */
static struct str
tag_at(struct str text, size_t at)
{
	size_t end = str_find_char(text, '>', at);

	return str_sub(text, at, (end == STR_NONE ? text.len : end + 1) - at);
}

static bool
has_word(struct str tag, struct str word)
{
	for (size_t i = 1; i + word.len <= tag.len; i++)
		if (str_is_space(tag.ptr[i - 1]) && str_eq_nocase(str_sub(tag, i, word.len), word))
			return true;
	return false;
}

/* "[" is the last thing before this place, blanks aside. */
static bool
behind_bracket(struct str text, size_t at)
{
	while (at > 0 && str_is_space(text.ptr[at - 1]))
		at--;
	return (at >= 1 && text.ptr[at - 1] == '[') ||
	    (at >= 3 && str_is(str_sub(text, at - 3, 3), "［"));
}

bool
html_boxes_are_plain(struct str text)
{
	static const char *const circles[] = { "○", "〇", "◯", "●" };
	bool checked = false;

	for (size_t at = 0; (at = str_find_char(text, '<', at)) != STR_NONE; at++) {
		struct str name = str_sub(text, at + 1, 5);

		if (name.len < 5 || !str_eq_nocase(name, STR("input")))
			continue;
		if (behind_bracket(text, at))
			return false;
		checked = checked || has_word(tag_at(text, at), STR("checked"));
	}
	for (size_t i = 0; checked && i < COUNT_OF(circles); i++)
		for (size_t at = 0; (at = str_find(text, str_of(circles[i]), at)) != STR_NONE; at++)
			if (behind_bracket(text, at))
				return false;
	return checked;
}
