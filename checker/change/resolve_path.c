/* SPDX-License-Identifier: Apache-2.0 */
/* 項目 without signs, the labels of the form in the same way, and how much of the path an item's labels cover. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "change/resolve.h"
#include "base/banned.h"

static struct char_set
chars_of(struct str text)
{
	struct char_set set = { { 0 } };

	for (size_t at = 0; at < text.len;) {
		uint32_t hash = text_next(text, &at) * UINT32_C(2654435761) >> 24;

		set.bits[hash >> 6] |= UINT64_C(1) << (hash & 63);
	}
	return set;
}

static bool
has_chars(const struct char_set *all, const struct char_set *wanted)
{
	uint64_t missing = 0;

	for (size_t i = 0; i < COUNT_OF(all->bits); i++)
		missing |= wanted->bits[i] & ~all->bits[i];
	return missing == 0;
}

/* ---- bare text ---------------------------------------------------------------------------------------------- */

/* <1> of ①, and (1): numbers of their own, which must not run into what stands before. */
static size_t
own_number(struct str key, size_t at)
{
	char close = key.ptr[at] == '<' ? '>' : key.ptr[at] == '(' ? ')' : '\0';
	size_t digits = close == '\0' ? 0 : str_digits(key, at + 1);

	return digits > 0 && digits < 3 && at + 1 + digits < key.len &&
		key.ptr[at + 1 + digits] == close
	    ? digits
	    : 0;
}

/* The key without signs: 「リスク1:目的外の入手」 and 「リスク１　目的外の入手」 are the same. ① and (1) are #1. */
static struct str
bare(struct arena *arena, struct str text)
{
	static const struct str signs =
	    STR_INIT(":.,、。・()[]{}<>「」『』【】-‐−―—_/\"'*＊※→;；~#");
	struct buf out = { 0 };
	struct str key = text_key(arena, text);
	bool dropped = false;

	for (size_t at = 0; at < key.len;) {
		size_t from = at, digits = own_number(key, at);

		if (digits > 0) {
			buf_addc(&out, '#');
			buf_add(&out, str_sub(key, at + 1, digits));
			at += digits + 2;
			continue;
		}
		text_next(key, &at);
		if (str_has(signs, str_sub(key, from, at - from))) {
			dropped = true;
			continue;
		}
		/* 「2）１．」 are two numbers. */
		if (dropped && str_is_digit(key.ptr[from]) && out.len > 0 &&
		    str_is_digit(out.ptr[out.len - 1]))
			buf_addc(&out, '#');
		buf_add(&out, str_sub(key, from, at - from));
		dropped = false;
	}
	struct str result = arena_str(arena, buf_str(&out));
	buf_release(&out);
	return result;
}

/* The number that a label's key begins with: <4> of ④, 4. of ４．; 0: none. */
static unsigned
leading_number(struct str key, bool *circled)
{
	size_t from = str_starts(key, STR("<")) ? 1 : 0, digits = str_digits(key, from);
	int64_t n = 0;

	*circled = from == 1;
	if (digits == 0 || digits > 3 || !str_parse_i64(str_sub(key, from, digits), &n))
		return 0;
	return str_starts(str_from(key, from + digits), from == 1 ? STR(">") : STR("."))
	    ? (unsigned)n
	    : 0;
}

static struct str
plain_label(const struct form_item *item)
{
	size_t star = str_find(item->label, STR("※"), 0);

	return star == STR_NONE ? item->label : str_sub(item->label, 0, star);
}

static void
make_label(struct resolver *r, const struct form_item *item, struct resolver_label *label)
{
	static const struct str place = STR_INIT("{n}");
	struct str text = plain_label(item);
	size_t n = str_find(text, place, 0);

	label->number = leading_number(text_key(&r->arena, text), &label->circled);
	if (n != STR_NONE) {
		label->has_n = true;
		text = str_sub(text, 0, n);
	}
	/* form_key takes the number off; its ※ is gone already. */
	label->key = bare(&r->arena, form_key(&r->arena, text));
	if (item->parent == NULL && str_is(item->def, "cover"))
		label->key = STR("表紙");
	label->chars = chars_of(label->key);
}

void
resolver_init(struct resolver *r, const struct assessment *assessment)
{
	const struct form *form = assessment->form;

	*r = (struct resolver){ .assessment = assessment, .files = 1 };
	r->labels = ARENA_ARRAY(&r->arena, struct resolver_label, form->count + 1);
	for (size_t i = 0; i < form->count; i++) {
		make_label(r, &form->items[i], &r->labels[i]);
		if (form_type_is_text(form->items[i].type))
			r->labels[i].context = change_question_before(form, &form->items[i]);
	}
	for (size_t i = 0; i < assessment->count; i++)
		if (assessment->items[i].id.file_no > r->files)
			r->files = assessment->items[i].id.file_no;
}

void
resolver_release(struct resolver *r)
{
	arena_release(&r->arena);
}

/* ---- where labels stand in the path ------------------------------------------------------------------------- */

unsigned
path_number_at(struct str text, size_t at, size_t *end)
{
	size_t digits = str_digits(text, at);
	int64_t n = 0;

	*end = at + digits;
	return digits > 0 && digits < 5 && str_parse_i64(str_sub(text, at, digits), &n)
	    ? (unsigned)n
	    : 0;
}

static void
find_label(const struct path *path, const struct char_set *chars, struct resolver_label *label)
{
	label->at = label->end = STR_NONE;
	label->n = 0;
	if (label->key.len == 0 || !has_chars(chars, &label->chars))
		return;
	for (size_t at = str_find(path->text, label->key, 0); at != STR_NONE;
	     at = str_find(path->text, label->key, at + 1)) {
		size_t end = at + label->key.len;
		unsigned n = label->has_n ? path_number_at(path->text, end, &end) : 0;

		if (label->has_n && n == 0)
			continue;
		label->at = at;
		label->end = end;
		label->n = n;
	}
}

/* リスク1 without its title, of a heading that has one. */
static void
find_risk(const struct path *path, struct resolver_label *label)
{
	static const struct str word = STR_INIT("リスク");
	size_t digits = str_digits(label->key, word.len), len = word.len + digits;

	if (label->at != STR_NONE || digits == 0 || !str_starts(label->key, word))
		return;
	struct str short_form = str_sub(label->key, 0, len);
	for (size_t at = str_find(path->text, short_form, 0); at != STR_NONE;
	     at = str_find(path->text, short_form, at + 1))
		if (str_digits(path->text, at + len) == 0) {
			label->at = at;
			label->end = at + len;
		}
}

void
path_find_labels(const struct path *path)
{
	const struct form *form = path->r->assessment->form;
	struct char_set chars = chars_of(path->text);

	for (size_t i = 0; i < form->count; i++)
		find_label(path, &chars, &path->r->labels[i]);
	for (size_t i = 0; i < form->count; i++)
		if (form->items[i].type == FORM_GROUP)
			find_risk(path, &path->r->labels[i]);
}

struct resolver_label *
path_label(const struct path *path, const struct form_item *item)
{
	return &path->r->labels[item->order];
}

static void
cover(const struct path *path, const struct resolver_label *label)
{
	for (size_t i = label->at; i < label->end && label->at != STR_NONE; i++)
		path->covered[i] = true;
}

/* Is the number before the label another than the form's? Offices number wrongly, so it only decides between equals. */
int
path_number_fit(const struct path *path, const struct resolver_label *label)
{
	size_t at = label->at, end;

	while (at > 0 && str_is_digit(path->text.ptr[at - 1]))
		at--;
	unsigned n = path_number_at(path->text, at, &end);
	if (at == label->at || label->number == 0)
		return 0;
	return n == label->number ? 3 : -3;
}

/* 「６．リスク1」: of a heading that is left out its number may stand there still. */
bool
path_has_number(const struct path *path, const struct resolver_label *label, size_t before)
{
	size_t at = before, end;

	while (at > 0 && str_is_digit(path->text.ptr[at - 1]))
		at--;
	return at < before && label->number > 0 &&
	    path_number_at(path->text, at, &end) == label->number;
}

/* How well the path names the item; below 0: not at all. */
int
path_score(const struct path *path, const struct form_item *item)
{
	const struct resolver_label *own = path_label(path, item);
	int missing = 0, covered = 0, numbers = 0;
	size_t first = own->at;

	if (own->at == STR_NONE)
		return -1;
	memset(path->covered, 0, path->text.len);
	cover(path, own);
	for (const struct form_item *up = item->parent; up != NULL; up = up->parent) {
		const struct resolver_label *label = path_label(path, up);

		if (label->at == STR_NONE || label->at >= own->end) {
			missing += up->repeat_max != 0 ? 6 : 1;
			numbers += path_has_number(path, label, first);
			continue;
		}
		cover(path, label);
		if (label->at < first)
			first = label->at;
	}
	if (own->key.len > 0 && path_label(path, item)->context != NULL) {
		const struct resolver_label *label = path_label(path, own->context);

		if (label->at != STR_NONE && label->end <= own->at)
			cover(path, label);
	}
	for (size_t i = 0; i < path->text.len; i++)
		covered += path->covered[i];
	/* What stands behind the label speaks against it. */
	int tail = (int)(path->text.len - own->end);
	return 2 * covered - 2 * missing + 3 * numbers + path_number_fit(path, own) - tail +
	    (form_item_is_asked(item) ? 1 : 0);
}

/* Does the label end the path, but for a word or two (の変更)? */
bool
path_ends(const struct path *path, const struct form_item *item)
{
	enum { TAIL_CHARS = 6 };
	const struct resolver_label *own = path_label(path, item);

	return own->at != STR_NONE && text_chars(str_from(path->text, own->end)) <= TAIL_CHARS;
}

/* ---- the path ----------------------------------------------------------------------------------------------- */

/* "III…" → III; 表紙, 別添2 → cover, app2. What follows it is left in *rest. */
static struct str
take_section(struct resolver *r, struct str text, struct str *rest)
{
	size_t n = 0, end;

	*rest = text;
	while (n < text.len && (text.ptr[n] == 'I' || text.ptr[n] == 'V' || text.ptr[n] == 'X'))
		n++;
	if (n > 0 && n < 5) {
		*rest = str_from(text, n);
		return str_sub(text, 0, n);
	}
	if (str_starts(text, STR("表紙")))
		return STR("cover");
	if (str_starts(text, STR("別添"))) {
		unsigned number = path_number_at(text, sizeof "別添" - 1, &end);

		if (number > 0 && number < 10)
			return arena_printf(&r->arena, "app%u", number);
	}
	return (struct str){ 0 };
}

/* The "（ファイル2）" behind a part, as change_heading_write puts it. */
static void
take_file(struct path *path)
{
	static const struct str word = STR_INIT("ファイル");

	for (size_t at = str_find(path->text, word, 0); at != STR_NONE;
	     at = str_find(path->text, word, at + 1)) {
		size_t end;
		unsigned n = path_number_at(path->text, at + word.len, &end);

		if (n > 1 && n <= path->r->files)
			path->file_no = n;
	}
}

static bool
has_section(const struct form *form, struct str section)
{
	for (size_t i = 0; i < form->count; i++)
		if (str_eq(form->items[i].section, section))
			return true;
	return false;
}

bool
path_is_in_section(const struct path *path, const struct form_item *item)
{
	return path->section.len == 0 || str_eq(path->section, item->section);
}

void
path_start(struct resolver *r, struct str text, struct path *path)
{
	struct str rest;
	size_t chars = text_chars(text), at = 0;

	if (chars > CHANGE_PATH_MAX_CHARS) {
		for (size_t i = 0; i < CHANGE_PATH_MAX_CHARS; i++)
			text_next(text, &at);
		text = str_sub(text, 0, at);
	}
	*path = (struct path){ .r = r, .text = bare(&r->arena, text) };
	path->section = take_section(r, path->text, &rest);
	path->bad_section =
	    path->section.len > 0 && !has_section(r->assessment->form, path->section);
	path->text = rest;
	path->covered = ARENA_ARRAY(&r->arena, bool, rest.len + 1);
	take_file(path);
}
