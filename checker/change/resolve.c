/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 項目, as offices write it, to items of the form. They leave out steps, number them otherwise and drop signs, so labels are
 * looked for by their wording without signs, and the item whose own label ends the path and whose headings cover most of it is
 * the one that is named; where two are as good, neither is.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "change/inner.h"
#include "base/banned.h"

struct resolver_label {
	struct str
	    key; /* without signs, number and ※; of "システム{n}" what stands before the number */
	bool has_n;      /* a number must follow */
	unsigned number; /* ① or １． of the label; 0: none */
	bool circled;
	const struct form_item *context; /* the question that 具体的な方法 answers; NULL: none */
	/* of the path now looked at: where the last occurrence begins and ends; STR_NONE: nowhere */
	size_t at, end;
	unsigned n;
};

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
}

void
resolver_init(struct resolver *r, const struct assessment *assessment)
{
	const struct form *form = assessment->form;

	*r = (struct resolver){ .assessment = assessment, .files = 1 };
	r->labels = ARENA_ARRAY(&r->arena, struct resolver_label, form->count + 1);
	for (size_t i = 0; i < form->count; i++) {
		make_label(r, &form->items[i], &r->labels[i]);
		if (form->items[i].type == FORM_TEXT)
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

struct path {
	struct resolver *r;
	struct str text;    /* bare, without the part's number */
	struct str section; /* "II"; empty: not said */
	unsigned file_no;   /* 0: not said */
	bool *covered;      /* scratch: one for each byte */
	bool bad_section;   /* a part that the form does not have */
};

static unsigned
number_at(struct str text, size_t at, size_t *end)
{
	size_t digits = str_digits(text, at);
	int64_t n = 0;

	*end = at + digits;
	return digits > 0 && digits < 5 && str_parse_i64(str_sub(text, at, digits), &n)
	    ? (unsigned)n
	    : 0;
}

static void
find_label(const struct path *path, struct resolver_label *label)
{
	label->at = label->end = STR_NONE;
	label->n = 0;
	if (label->key.len == 0)
		return;
	for (size_t at = str_find(path->text, label->key, 0); at != STR_NONE;
	     at = str_find(path->text, label->key, at + 1)) {
		size_t end = at + label->key.len;
		unsigned n = label->has_n ? number_at(path->text, end, &end) : 0;

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

static void
find_labels(const struct path *path)
{
	const struct form *form = path->r->assessment->form;

	for (size_t i = 0; i < form->count; i++)
		find_label(path, &path->r->labels[i]);
	for (size_t i = 0; i < form->count; i++)
		if (form->items[i].type == FORM_GROUP)
			find_risk(path, &path->r->labels[i]);
}

static struct resolver_label *
label_of(const struct path *path, const struct form_item *item)
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
static int
number_fit(const struct path *path, const struct resolver_label *label)
{
	size_t at = label->at, end;

	while (at > 0 && str_is_digit(path->text.ptr[at - 1]))
		at--;
	unsigned n = number_at(path->text, at, &end);
	if (at == label->at || label->number == 0)
		return 0;
	return n == label->number ? 3 : -3;
}

/* 「６．リスク1」: of a heading that is left out its number may stand there still. */
static bool
stands_number(const struct path *path, const struct resolver_label *label, size_t before)
{
	size_t at = before, end;

	while (at > 0 && str_is_digit(path->text.ptr[at - 1]))
		at--;
	return at < before && label->number > 0 && number_at(path->text, at, &end) == label->number;
}

/* How well the path names the item; below 0: not at all. */
static int
score(const struct path *path, const struct form_item *item)
{
	const struct resolver_label *own = label_of(path, item);
	int missing = 0, covered = 0, numbers = 0;
	size_t first = own->at;

	if (own->at == STR_NONE)
		return -1;
	memset(path->covered, 0, path->text.len);
	cover(path, own);
	for (const struct form_item *up = item->parent; up != NULL; up = up->parent) {
		const struct resolver_label *label = label_of(path, up);

		if (label->at == STR_NONE || label->at >= own->end) {
			missing += up->repeat_max != 0 ? 6 : 1;
			numbers += stands_number(path, label, first);
			continue;
		}
		cover(path, label);
		if (label->at < first)
			first = label->at;
	}
	if (own->key.len > 0 && label_of(path, item)->context != NULL) {
		const struct resolver_label *label = label_of(path, own->context);

		if (label->at != STR_NONE && label->end <= own->at)
			cover(path, label);
	}
	for (size_t i = 0; i < path->text.len; i++)
		covered += path->covered[i];
	/* What stands behind the label speaks against it. */
	int tail = (int)(path->text.len - own->end);
	return 2 * covered - 2 * missing + 3 * numbers + number_fit(path, own) - tail +
	    (form_item_is_asked(item) ? 1 : 0);
}

/* Does the label end the path, but for a word or two (の変更)? */
static bool
ends_path(const struct path *path, const struct form_item *item)
{
	enum { TAIL_CHARS = 6 };
	const struct resolver_label *own = label_of(path, item);

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
		unsigned number = number_at(text, sizeof "別添" - 1, &end);

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
		unsigned n = number_at(path->text, at + word.len, &end);

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

static bool
is_in_section(const struct path *path, const struct form_item *item)
{
	return path->section.len == 0 || str_eq(path->section, item->section);
}

static void
start_path(struct resolver *r, struct str text, struct path *path)
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

/* ---- numbers alone: Ⅱ2③ ------------------------------------------------------------------------------------- */

/* Every numbered heading from the part down to the item, in order, is what the path says. */
static bool
numbers_fit(const struct path *path, const struct form_item *item, const unsigned *numbers,
    const bool *circled, size_t count)
{
	size_t left = count;

	for (const struct form_item *up = item; up != NULL && up->parent != NULL; up = up->parent) {
		const struct resolver_label *label = label_of(path, up);

		if (label->number == 0)
			continue;
		if (left == 0 || numbers[left - 1] != label->number ||
		    circled[left - 1] != label->circled)
			return false;
		left--;
	}
	return left == 0 && label_of(path, item)->number != 0;
}

static const struct form_item *
find_by_numbers(const struct path *path, struct str text)
{
	const struct form *form = path->r->assessment->form;
	struct str key = text_key(&path->r->arena, text);
	unsigned numbers[4];
	bool circled[4];
	size_t count = 0, at = path->section.len;

	if (path->section.len == 0 || !str_starts(key, path->section))
		return NULL;
	while (at < key.len) {
		size_t end;

		circled[count < 4 ? count : 3] = key.ptr[at] == '<';
		if (key.ptr[at] == '<' || key.ptr[at] == '.' || key.ptr[at] == '>' ||
		    key.ptr[at] == '-') {
			bool opens = key.ptr[at] == '<';
			at++;
			if (!opens)
				continue;
		}
		if (count == 4 || (numbers[count] = number_at(key, at, &end)) == 0)
			return NULL;
		count++;
		at = end;
	}
	for (size_t i = 0; count > 0 && i < form->count; i++)
		if (is_in_section(path, &form->items[i]) &&
		    numbers_fit(path, &form->items[i], numbers, circled, count))
			return &form->items[i];
	return NULL;
}

/* ---- the answer --------------------------------------------------------------------------------------------- */

static void
add_id(struct change_named *named, const struct form_id *id)
{
	if (named->count < CHANGE_NAMED_MAX)
		named->ids[named->count++] = *id;
}

static bool
is_stated(const struct assessment *assessment, const struct form_item *group, unsigned file_no,
    unsigned n)
{
	for (size_t i = 0; i < assessment->count; i++) {
		const struct form_id *id = &assessment->items[i].id;

		if (id->item->group == group && id->file_no == file_no && id->instance == n)
			return true;
	}
	return false;
}

/* The numbers that the path does not say: the only one there is, or all that there are. Returns how many. */
static size_t
add_instances(const struct path *path, const struct form_item *item, unsigned file_no,
    struct change_named *named)
{
	const struct assessment *assessment = path->r->assessment;
	struct form_id id = { item, file_no, 0 };
	size_t before = named->count;

	if (item->group == NULL || item->group->type == FORM_TABLE) {
		id.instance = item->group == NULL ? 0 : 1;
		add_id(named, &id);
		return 1;
	}
	id.instance = label_of(path, item->group)->n;
	if (id.instance == 0)
		id.instance = label_of(path, item)->n;
	if (id.instance > 0) {
		if (item->group->repeat_max < 0 || id.instance <= (unsigned)item->group->repeat_max)
			add_id(named, &id);
		return named->count - before;
	}
	for (unsigned n = 1; n <= 20; n++)
		if (is_stated(assessment, item->group, file_no, n)) {
			id.instance = n;
			add_id(named, &id);
		}
	return named->count - before;
}

static void
add_item(const struct path *path, const struct form_item *item, struct change_named *named)
{
	unsigned first = path->file_no > 0 ? path->file_no : 1;
	unsigned last = path->file_no > 0 ? path->file_no : path->r->files;

	if (!item->per_file)
		first = last = 1;
	for (unsigned f = first; f <= last; f++)
		add_instances(path, item, f, named);
}

/* ①部署 ②所属長の役職名: a sister of the item, with its number, before it. */
static bool
is_named_too(const struct path *path, const struct form_item *item, const struct form_item *best)
{
	const struct resolver_label *label = label_of(path, item), *own = label_of(path, best);

	return item != best && item->parent == best->parent && item->group == best->group &&
	    form_item_is_asked(item) && label->number > 0 && label->at != STR_NONE &&
	    label->end <= own->at && number_fit(path, label) > 0 &&
	    label->circled == own->circled && own->number > 0;
}

static void
answer(const struct path *path, const struct form_item *best, struct change_named *named)
{
	const struct form *form = path->r->assessment->form;
	bool heading = !form_item_is_asked(best) && !best->is_static;
	size_t others = 0;

	for (size_t i = 0; i < form->count && !heading; i++)
		if (is_named_too(path, &form->items[i], best)) {
			add_item(path, &form->items[i], named);
			others++;
		}
	add_item(path, best, named);
	if (named->count == 0)
		named->how = NAMED_UNSURE;
	else if (heading)
		named->how = NAMED_HEADING;
	else if (others > 0)
		named->how = NAMED_SEVERAL;
	else
		named->how = named->count == 1 ? NAMED_ITEM : NAMED_UNSURE;
}

/* The only item that a heading holds stands for it: ６．保管・消去 of 様式3 is 保管場所. */
static const struct form_item *
only_item(const struct form *form, const struct form_item *heading)
{
	const struct form_item *found = NULL;

	if (heading->type == FORM_TABLE || heading->parent == NULL || heading->repeat_max != 0)
		return NULL;
	for (size_t i = heading->order + 1; i < form->count; i++) {
		const struct form_item *up = form->items[i].parent;

		while (up != NULL && up != heading)
			up = up->parent;
		if (up == NULL)
			break;
		if (form_item_is_asked(&form->items[i])) {
			if (found != NULL)
				return NULL;
			found = &form->items[i];
		}
	}
	return found;
}

struct choice {
	const struct form_item *best;
	int score;
	bool tied;
};

static void
consider(const struct path *path, const struct form_item *item, struct choice *choice)
{
	int points = ends_path(path, item) ? score(path, item) : -1;

	if (points < 0)
		return;
	/* 再委託の有無 ends in 委託の有無, too: of two that end at one place the longer is meant. */
	const struct resolver_label *own = label_of(path, item);
	const struct resolver_label *other =
	    choice->best == NULL ? NULL : label_of(path, choice->best);
	bool longer = other != NULL && own->end == other->end && own->at < other->at;
	if (other != NULL && own->end == other->end && own->at > other->at)
		return;
	if (points < choice->score && !longer)
		return;
	choice->tied = points == choice->score && choice->best != NULL && !longer;
	choice->best = item;
	choice->score = points;
}

/* Is anything but the item's own label there that tells it from others of that label? */
static bool
is_told_apart(const struct path *path, const struct form_item *item)
{
	const struct form *form = path->r->assessment->form;
	const struct resolver_label *own = label_of(path, item);

	if (own->context != NULL && label_of(path, own->context)->at != STR_NONE)
		return true;
	if (number_fit(path, own) > 0)
		return true;
	for (const struct form_item *up = item->parent; up != NULL && up != item->top;
	     up = up->parent)
		if (label_of(path, up)->at != STR_NONE ||
		    stands_number(path, label_of(path, up), own->at))
			return true;
	for (size_t i = 0; i < form->count; i++)
		if (&form->items[i] != item && form_item_is_asked(&form->items[i]) &&
		    is_in_section(path, &form->items[i]) &&
		    str_eq(path->r->labels[i].key, own->key))
			return false;
	return true;
}

/* A part alone: Ⅲ, （別添２）変更箇所, 表紙. */
static const struct form_item *
section_head(const struct path *path)
{
	const struct form *form = path->r->assessment->form;

	for (size_t i = 0; i < form->count; i++) {
		const struct form_item *item = &form->items[i];

		if (item->parent == NULL && str_eq(item->section, path->section) &&
		    (path->text.len == 0 || ends_path(path, item)))
			return item;
	}
	return NULL;
}

/* How many bytes at the ends of both are the same, in whole characters. */
static size_t
common_end(struct str a, struct str b)
{
	size_t n = 0;

	while (n < a.len && n < b.len && a.ptr[a.len - 1 - n] == b.ptr[b.len - 1 - n])
		n++;
	/* Not within a character: those begin with a byte that is no continuation. */
	while (n > 0 && ((unsigned char)a.ptr[a.len - n] & 0xC0) == 0x80)
		n--;
	return n;
}

/* A label with a slip in it, or without its first words: the end of the path is nearly it. */
static void
consider_nearly(const struct path *path, const struct form_item *item, struct choice *choice)
{
	enum { LEAST_CHARS = 6 };
	struct resolver_label *label = label_of(path, item);
	size_t chars = text_chars(label->key), all = text_chars(path->text), at = 0;
	size_t limit = chars / 6 + 1, common = common_end(label->key, path->text);
	size_t common_chars = text_chars(str_from(label->key, label->key.len - common));

	if (chars < LEAST_CHARS || label->has_n || label->at != STR_NONE)
		return;
	for (size_t i = 0; i + chars < all; i++)
		text_next(path->text, &at);
	if (common_chars >= LEAST_CHARS && 2 * common_chars >= chars)
		at = path->text.len - common;
	else if (all < chars || text_distance(str_from(path->text, at), label->key, limit) > limit)
		return;
	label->at = at;
	label->end = path->text.len;
	consider(path, item, choice);
	/* Of the one that is chosen the place stays, for what is asked about it later. */
	if (choice->best != item)
		label->at = label->end = STR_NONE;
}

/* The nearest heading that the path names somewhere, when its end names nothing. */
static const struct form_item *
heading_within(const struct path *path)
{
	const struct form *form = path->r->assessment->form;
	const struct form_item *best = NULL;
	int most = 0;

	for (size_t i = 0; i < form->count; i++) {
		const struct form_item *item = &form->items[i];
		const struct resolver_label *label = label_of(path, item);

		if (item == item->top || item->type != FORM_GROUP || label->at == STR_NONE ||
		    !is_in_section(path, item))
			continue;
		/* What stands behind it counts not against it here. */
		int points = score(path, item) + (int)(path->text.len - label->end);
		if (points > most) {
			most = points;
			best = item;
		}
	}
	return best;
}

void
resolver_find(struct resolver *r, struct str text, struct change_named *named)
{
	const struct form *form = r->assessment->form;
	struct choice choice = { .score = 0 };
	const struct form_item *found;
	struct path path;

	*named = (struct change_named){ .how = NAMED_NOTHING };
	start_path(r, text, &path);
	if (path.bad_section || (path.text.len == 0 && path.section.len == 0))
		return;
	find_labels(&path);
	found = find_by_numbers(&path, text);
	for (size_t i = 0; found == NULL && i < form->count; i++)
		if (is_in_section(&path, &form->items[i]))
			consider(&path, &form->items[i], &choice);
	bool exact = found != NULL || choice.best != NULL;
	for (size_t i = 0; !exact && i < form->count; i++)
		if (is_in_section(&path, &form->items[i]))
			consider_nearly(&path, &form->items[i], &choice);
	if (found == NULL)
		found = choice.best;
	if (found == NULL || (found->parent != NULL && choice.score == 0 && choice.best != NULL))
		found = section_head(&path);
	if (found == NULL && (found = heading_within(&path)) != NULL) {
		named->how = NAMED_UNSURE;
		add_id(named, &(struct form_id){ found, 1, label_of(&path, found)->n });
		return;
	}
	if (found == NULL)
		return;
	if (found == choice.best &&
	    (choice.tied || (form_item_is_asked(found) && !is_told_apart(&path, found)))) {
		named->how = NAMED_UNSURE;
		return;
	}
	if (!form_item_is_asked(found) && only_item(form, found) != NULL)
		found = only_item(form, found);
	answer(&path, found, named);
}
