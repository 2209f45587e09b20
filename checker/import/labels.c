/* SPDX-License-Identifier: Apache-2.0 */
/* Labels of the form definition against labels as read. */
#include "base/text.h"
#include "import/labels.h"
#include "import/limits.h"

#include "base/banned.h"

enum { ROMAN_MAX = 12, NUMBER_MAX = 99 };

/* Digits at the beginning of a text: their number and how many bytes. */
static unsigned
leading_number(struct str text, size_t *len)
{
	unsigned n = 0;

	*len = 0;
	while (*len < text.len && str_is_digit(text.ptr[*len]) && n <= NUMBER_MAX)
		n = n * 10 + (unsigned)(text.ptr[(*len)++] - '0');
	return n;
}

/* I..XII before anything but a Latin letter or a digit; 0: none. */
static unsigned
leading_roman(struct str text, size_t *len)
{
	static const char *const numerals[ROMAN_MAX] = { "I", "II", "III", "IV", "V", "VI", "VII",
		"VIII", "IX", "X", "XI", "XII" };

	*len = 0;
	while (*len < text.len &&
	    (text.ptr[*len] == 'I' || text.ptr[*len] == 'V' || text.ptr[*len] == 'X'))
		(*len)++;
	if (*len == 0 || *len == text.len || str_is_alnum(text.ptr[*len]))
		return 0;
	for (unsigned i = 0; i < ROMAN_MAX; i++)
		if (str_is(str_sub(text, 0, *len), numerals[i]))
			return i + 1;
	return 0;
}

/* "…※" and "…※(7.<2>を除く。)": only at the end is it the form's mark. */
static struct str
strip_mark(struct str key)
{
	size_t at = STR_NONE, next = 0;

	while ((next = str_find(key, STR("※"), next)) != STR_NONE) {
		at = next;
		next += sizeof "※" - 1;
	}
	if (at == STR_NONE)
		return key;
	struct str tail = str_from(key, at + sizeof "※" - 1);
	if (tail.len == 0 || (tail.ptr[0] == '(' && str_ends(tail, STR(")"))))
		return str_sub(key, 0, at);
	return key;
}

/* "１　基本情報", "2、入手方法": a number that blanks or a comma part from the wording. Of a key the blanks are gone: the text tells. */
static bool
is_parted(struct str text)
{
	bool digit = false;

	for (size_t at = 0; at < text.len;) {
		uint32_t c = text_next(text, &at);

		if ((c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19))
			digit = true;
		else if (c != ' ' && c != 0x3000 && c != 0xA0)
			return digit && c == 0x3001;
		else if (digit)
			return true;
	}
	return false;
}

static bool
strip_number(struct str *key, struct label *label, struct str text)
{
	size_t len = 0, open = 0;
	bool angled = str_starts(*key, STR("<")), bracketed = str_starts(*key, STR("("));

	if (angled || bracketed)
		open = 1;
	unsigned n = leading_number(str_from(*key, open), &len);
	char close = len > 0 && open + len < key->len ? key->ptr[open + len] : 0;
	bool circled = (angled && close == '>') || (!angled && close == ')');
	size_t behind = open + len + 1;

	if (len == 0 || n == 0 || n > NUMBER_MAX || behind >= key->len)
		return false;
	if (!circled && (open == 1 || close != '.')) {
		if (open == 1 || !is_parted(text))
			return false;
		struct str comma = STR("、");
		behind = str_starts(str_from(*key, len), comma) ? len + comma.len : len;
	}
	label->kind = circled ? LABEL_CIRCLED : LABEL_HEADING;
	label->number = n;
	*key = str_from(*key, behind);
	return true;
}

struct label
label_parse(struct arena *arena, struct str text)
{
	struct label label = { .kind = LABEL_PLAIN };
	struct str key = text_key(arena, text_cut(text, IMPORT_LABEL_MAX_BYTES * 2));
	size_t len = 0;

	while (str_starts(key, STR("**")) && str_ends(key, STR("**")) && key.len > 4)
		key = str_sub(key, 2, key.len - 4);
	key = strip_mark(key);
	if (!strip_number(&key, &label, text)) {
		unsigned roman = leading_roman(key, &len);

		if (roman != 0) {
			label.kind = LABEL_ROMAN;
			label.number = roman;
			key = str_from(key, len);
		}
	}
	label.key = key;
	return label;
}

bool
item_encloses(const struct form_item *a, const struct form_item *b)
{
	for (; b != NULL; b = b->parent)
		if (a == b)
			return true;
	return false;
}

static void
known_init(struct known *known, const struct form_item *item, struct arena *arena)
{
	known->item = item;
	known->label = label_parse(arena, item->label);
	known->variant_count = item->variant_count;
	known->variants = ARENA_ARRAY(arena, struct str, item->variant_count);
	for (size_t i = 0; i < item->variant_count; i++)
		known->variants[i] = label_parse(arena, item->variants[i]).key;
	for (const struct form_item *at = item; at != NULL; at = at->parent) {
		if (at->parent == NULL)
			known->section = at;
		else if (at->parent->parent == NULL)
			known->heading = at;
		if (at->repeat_max != 0 && at->parent != NULL && known->repeat == NULL)
			known->repeat = at;
	}
	known->inside = item->type == FORM_COUNT ||
	    (form_type_is_text(item->type) && str_starts(known->label.key, STR("(")) &&
		str_ends(known->label.key, STR(":)")));
	size_t n = str_find(known->label.key, STR("{n}"), 0);
	known->numbered = n != STR_NONE;
	if (known->numbered) {
		known->before = str_sub(known->label.key, 0, n);
		known->after = str_from(known->label.key, n + 3);
	}
}

void
labels_init(struct labels *labels, const struct form *form, struct arena *arena)
{
	labels->form = form;
	labels->count = form->count;
	labels->list = ARENA_ARRAY(arena, struct known, form->count);
	for (size_t i = 0; i < form->count; i++)
		known_init(&labels->list[i], &form->items[i], arena);
	for (size_t i = 0; i < form->count; i++) {
		struct known *a = &labels->list[i];

		a->unique = true;
		for (size_t k = 0; k < form->count; k++) {
			const struct known *b = &labels->list[k];

			if (k != i && b->section == a->section &&
			    str_eq(a->label.key, b->label.key))
				a->unique = false;
		}
	}
}

const struct known *
labels_of(const struct labels *labels, const struct form_item *item)
{
	return &labels->list[item - labels->form->items];
}

bool
label_is(const struct known *known, struct str key, unsigned *n)
{
	*n = 0;
	if (known->numbered) {
		size_t len, around = known->before.len + known->after.len;

		if (key.len <= around || !str_starts(key, known->before) ||
		    !str_ends(key, known->after))
			return false;
		struct str digits = str_sub(key, known->before.len, key.len - around);
		*n = leading_number(digits, &len);
		return len == digits.len && *n > 0 && *n <= NUMBER_MAX;
	}
	if (str_eq(known->label.key, key))
		return true;
	for (size_t i = 0; i < known->variant_count; i++)
		if (str_eq(known->variants[i], key))
			return true;
	return false;
}

bool
labels_have(const struct labels *labels, struct str key)
{
	unsigned n;

	for (size_t i = 0; i < labels->count; i++)
		if (label_is(&labels->list[i], key, &n))
			return true;
	return false;
}

bool
labels_placeholder(const struct labels *labels, struct str key)
{
	for (size_t i = 0; i < labels->count; i++) {
		const struct known *known = &labels->list[i];
		size_t first_len, last_len;

		if (!known->numbered || !str_starts(key, known->before) ||
		    !str_ends(key, known->after))
			continue;
		struct str range = str_from(key, known->before.len);
		unsigned first = leading_number(range, &first_len);
		struct str rest = str_from(range, first_len);
		if (first_len == 0 || rest.len == 0 || str_is_digit(rest.ptr[0]))
			continue;
		size_t at = 0;
		uint32_t c = text_next(rest, &at);
		if (c != '~' && c != '-' && c != 0x2013 && c != 0x2014 && c != 0x2212)
			continue;
		unsigned last = leading_number(str_from(rest, at), &last_len);
		if (last_len > 0 && last > first)
			return true;
	}
	return false;
}

/* Both have the same digits in the same order: a misread character is no other リスク. */
static bool
same_digits(struct str a, struct str b)
{
	size_t i = 0, k = 0;

	for (;;) {
		while (i < a.len && !str_is_digit(a.ptr[i]))
			i++;
		while (k < b.len && !str_is_digit(b.ptr[k]))
			k++;
		if (i == a.len || k == b.len)
			return i == a.len && k == b.len;
		if (a.ptr[i++] != b.ptr[k++])
			return false;
	}
}

size_t
label_distance(const struct known *known, struct str key)
{
	size_t chars = text_chars(known->label.key);
	size_t limit = chars < 5 ? 0 : chars / 8 + 1;

	if (limit > 6)
		limit = 6;
	if (limit == 0 || known->numbered || key.len > IMPORT_LABEL_MAX_BYTES)
		return STR_NONE;
	size_t key_chars = text_chars(key);
	if (key_chars > chars + limit || key_chars + limit < chars ||
	    !same_digits(known->label.key, key))
		return STR_NONE;
	size_t distance = text_distance(known->label.key, key, limit);
	return distance <= limit ? distance : STR_NONE;
}

bool
labels_have_option(const struct labels *labels, struct str key)
{
	for (size_t i = 0; i < labels->count; i++) {
		const struct form_item *item = labels->list[i].item;

		for (size_t k = 0; k < item->option_count; k++)
			if (str_eq(item->options[k].key, key))
				return true;
	}
	return false;
}
