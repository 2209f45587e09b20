/* SPDX-License-Identifier: Apache-2.0 */
/* What a text looks like: boxes, printed options, the answer to a choice, a dash for none. */
#include "base/buf.h"
#include "base/text.h"
#include "import/boxes.h"
#include "import/html.h"
#include "import/values.h"

#include "base/banned.h"

static struct str
join(struct arena *arena, const struct entry *entry, bool asides)
{
	struct buf buf = { 0 };

	for (size_t i = 0; i < entry->piece_count; i++) {
		if (entry->pieces[i].aside && !asides)
			continue;
		if (buf.len > 0)
			buf_addc(&buf, '\n');
		buf_add(&buf, entry->pieces[i].text);
	}
	struct str text = arena_str(arena, buf_str(&buf));
	buf_release(&buf);
	return text;
}

struct str
value_join(struct arena *arena, const struct entry *entry)
{
	return join(arena, entry, false);
}

struct str
value_join_all(struct arena *arena, const struct entry *entry)
{
	return join(arena, entry, true);
}

bool
value_has_box(struct str text)
{
	for (size_t at = 0; at < text.len;) {
		uint32_t c = text_next(text, &at);

		if ((c >= BOX_FIRST && c <= BOX_LAST) || c == '[' || c == 0xFF3B || c == 0x2610 ||
		    c == 0x2611 || c == 0x25A1 || c == 0x25A0)
			return true;
	}
	return false;
}

bool
value_is_options(const struct labels *labels, struct arena *arena, struct str text)
{
	struct str key = text_key(arena, text_cut(text, 4000)), rest = key;
	size_t options = 0;

	if (str_starts(rest, STR("<選択肢>")))
		rest = str_from(rest, sizeof "<選択肢>" - 1);
	else if (str_is(rest, "選択肢"))
		return true;
	if (rest.len == 0 && key.len > 0)
		return true;
	while (rest.len > 0) {
		size_t digits = 0;

		while (digits < rest.len && str_is_digit(rest.ptr[digits]))
			digits++;
		if (digits == 0 || digits > 2 || digits >= rest.len || rest.ptr[digits] != ')')
			return false;
		rest = str_from(rest, digits + 1);
		/* The longest piece that is an option: "4)5年" may follow it at once. */
		size_t len = 0;
		for (size_t at = 0; at <= rest.len; at++)
			if ((at == rest.len || str_is_digit(rest.ptr[at])) &&
			    labels_have_option(labels, str_sub(rest, 0, at)))
				len = at;
		if (len == 0)
			return false;
		rest = str_from(rest, len);
		options++;
	}
	return options > 0;
}

bool
value_is_choice(const struct labels *labels, struct arena *arena, struct str text)
{
	struct str key = text_key(arena, text_cut(text, 4000));

	if (value_is_options(labels, arena, text))
		return true;
	if (str_starts(key, STR("[")) && !str_starts(key, STR("[]"))) {
		size_t end = str_find_char(key, ']', 0);

		if (end != STR_NONE && labels_have_option(labels, str_sub(key, 1, end - 1)))
			return true;
	}
	return str_has(key, STR("<選択肢>"));
}

bool
value_is_marks_of(const struct known *known, struct arena *arena, struct str text)
{
	const struct form_item *item = known->item;
	struct boxes boxes = boxes_parse(arena, text);
	uint64_t seen = 0;

	if (boxes.count != item->mark_count || boxes.count == 0 || boxes.before.len > 0)
		return false;
	for (size_t i = 0; i < boxes.count; i++) {
		struct str rest;
		const struct form_mark *mark = boxes_mark(item, arena, boxes.list[i].label, &rest);

		if (mark == NULL || mark - item->marks > 63)
			return false;
		seen |= (uint64_t)1 << (mark - item->marks);
	}
	return seen ==
	    ((item->mark_count == 64) ? UINT64_MAX : ((uint64_t)1 << item->mark_count) - 1);
}

/* A key that is the same twice: once. */
static struct str
key_once(struct str key)
{
	size_t half = key.len / 2;

	return key.len % 2 == 0 && half > 0 && str_eq(str_sub(key, 0, half), str_from(key, half))
	    ? str_sub(key, 0, half)
	    : key;
}

bool
value_is_none(struct arena *arena, struct str text)
{
	static const char *const words[] = { "-", "—", "―", "–", "−", "ー", "なし" };
	struct str key = key_once(text_key(arena, text_cut(text, 60)));

	for (size_t i = 0; text.len <= 60 && i < sizeof words / sizeof words[0]; i++)
		if (str_is(key, words[i]))
			return true;
	return false;
}

struct str
value_none_once(struct arena *arena, struct str text)
{
	struct str key = text_key(arena, text), once = key_once(key);

	return once.len < key.len ? once : text;
}

/* The letters before or behind an offset, at most as many as a tag's name has. */
static struct str
letters_before(struct str text, size_t end)
{
	size_t from = end;

	while (from > 0 && end - from < 8 && str_is_alnum(text.ptr[from - 1]))
		from--;
	return str_sub(text, from, end - from);
}

static struct str
letters_behind(struct str text, size_t from)
{
	size_t end = from;

	while (end < text.len && end - from < 8 && str_is_alnum(text.ptr[end]))
		end++;
	return str_sub(text, from, end - from);
}

bool
value_has_tag(struct str text)
{
	for (size_t at = 0; at < text.len; at++) {
		bool closes = at + 1 < text.len && text.ptr[at + 1] == '/';

		/* "</td", "<br１": the end is lost; "br>": the beginning. */
		if (text.ptr[at] == '<' &&
		    html_tag_of(letters_behind(text, at + (closes ? 2 : 1))) != HTML_INLINE)
			return true;
		if (text.ptr[at] == '>' && html_tag_of(letters_before(text, at)) != HTML_INLINE)
			return true;
	}
	return str_has(text, STR("=\"")) &&
	    (str_has(text, STR("style")) || str_has(text, STR("type")));
}
