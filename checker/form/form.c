/* SPDX-License-Identifier: Apache-2.0 */
/* Finding things in form definitions: forms, items, options and marks, all by what people write. */
#include "form/form.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/text.h"
#include "base/banned.h"

const char *
form_type_name(enum form_type type)
{
	static const char *const names[] = {
		[FORM_GROUP] = "group",
		[FORM_TEXT] = "text",
		[FORM_CHOICE] = "choice",
		[FORM_MARKS] = "marks",
		[FORM_COUNT] = "count",
		[FORM_DATE] = "date",
		[FORM_PERIOD] = "period",
		[FORM_TABLE] = "table",
	};

	return names[type];
}

/* ※, or ※(7.②を除く。): the mark of 重要な変更 behind a label. */
static struct str
without_mark(struct str key)
{
	static const struct str mark = STR_INIT("※"), except = STR_INIT("を除く。)");
	size_t at = STR_NONE;

	for (size_t next = 0; (next = str_find(key, mark, next)) != STR_NONE; next += mark.len)
		at = next;
	if (at == STR_NONE || at == 0)
		return key;
	struct str tail = str_from(key, at + mark.len);
	bool is_mark = tail.len == 0 || (str_starts(tail, STR("(")) && str_ends(tail, except));
	return is_mark ? str_sub(key, 0, at) : key;
}

/* Length of the number at the head of a key: <3>, "3.", or a Roman numeral before a Japanese title. */
static size_t
number_len(struct str key)
{
	size_t at = 0, n;

	if (key.len > 0 && key.ptr[0] == '<') {
		n = str_digits(key, 1);
		return n > 0 && n + 1 < key.len && key.ptr[n + 1] == '>' ? n + 2 : 0;
	}
	n = str_digits(key, 0);
	if (n > 0)
		return n < key.len && key.ptr[n] == '.' ? n + 1 : 0;
	while (at < key.len && (key.ptr[at] == 'I' || key.ptr[at] == 'V' || key.ptr[at] == 'X'))
		at++;
	if (at == 0 || at == key.len)
		return 0;
	if (key.ptr[at] == '.')
		return at + 1;
	return (unsigned char)key.ptr[at] >= 0x80 ? at : 0;
}

struct str
form_key_of(struct str key)
{
	key = without_mark(key);
	return str_from(key, number_len(key));
}

struct str
form_key(struct arena *arena, struct str label)
{
	return form_key_of(text_key(arena, label));
}

/* -1, 0, 1 by the date in the edition; without one it is the oldest. */
static int
edition_cmp(struct str a, struct str b)
{
	struct date x = { 0 }, y = { 0 };
	size_t at, len;
	bool has_x = date_find(a, 0, &x, &at, &len), has_y = date_find(b, 0, &y, &at, &len);

	if (!has_x || !has_y)
		return has_x - has_y;
	return date_cmp(x, y);
}

static bool
is_named(const struct form *form, struct str key, struct arena *scratch)
{
	return str_eq(key, text_key(scratch, form->number)) ||
	    str_eq(key, text_key(scratch, form->name)) ||
	    str_eq(key, text_key(scratch, form->kind)) ||
	    str_eq(key, text_key(scratch, form->title));
}

const struct form *
forms_find(const struct forms *forms, struct str name, struct str edition)
{
	struct arena scratch = { 0 };
	struct str key = text_key(&scratch, name), wanted = text_key(&scratch, edition);
	const struct form *found = NULL;

	for (size_t i = 0; i < forms->count; i++) {
		const struct form *form = &forms->list[i];

		if (!is_named(form, key, &scratch))
			continue;
		if (edition.len > 0 && !str_eq(wanted, text_key(&scratch, form->edition)))
			continue;
		if (found == NULL || edition_cmp(form->edition, found->edition) > 0)
			found = form;
	}
	arena_release(&scratch);
	return found;
}

void
forms_release(struct forms *forms)
{
	arena_release(&forms->arena);
	*forms = (struct forms){ 0 };
}

static int
compare_def(const void *key, const void *element)
{
	const struct form_item *const *item = element;

	return str_cmp(*(const struct str *)key, (*item)->def);
}

const struct form_item *
form_find(const struct form *form, struct str def)
{
	const struct form_item **found =
	    bsearch(&def, form->by_def, form->count, sizeof *form->by_def, compare_def);

	return found == NULL ? NULL : *found;
}

/* The number at the head of "4", "4)" or "4)再委託していない"; *rest is what follows. 0: none. */
static int
leading_number(struct str key, struct str *rest)
{
	size_t n = str_digits(key, 0);
	int64_t number;

	*rest = key;
	if (n == 0 || !str_parse_i64(str_sub(key, 0, n), &number) || number > 1000)
		return 0;
	if (n < key.len && key.ptr[n] != ')')
		return 0;
	*rest = str_from(key, n == key.len ? n : n + 1);
	return (int)number;
}

const struct form_option *
form_option_find(const struct form_item *item, struct str text, bool by_number)
{
	struct arena scratch = { 0 };
	struct str key = text_key(&scratch, text), rest;
	int number = leading_number(key, &rest);
	const struct form_option *found = NULL;

	for (size_t i = 0; i < item->option_count && found == NULL; i++) {
		const struct form_option *option = &item->options[i];
		bool same_number = number > 0 && number == option->number;

		if (str_eq(key, option->key) || (same_number && str_eq(rest, option->key)) ||
		    (by_number && same_number && rest.len == 0))
			found = option;
	}
	arena_release(&scratch);
	return found;
}

static bool
is_mark(const struct form_mark *mark, struct str text, struct str key)
{
	if (str_eq(text, mark->name) || str_eq(key, mark->key))
		return true;
	for (size_t i = 0; i < mark->variant_count; i++)
		if (str_eq(key, mark->variants[i]))
			return true;
	return false;
}

const struct form_mark *
form_mark_find(const struct form_item *item, struct str label_or_name)
{
	struct arena scratch = { 0 };
	struct str key = text_key(&scratch, label_or_name);
	const struct form_mark *found = NULL;

	for (size_t i = 0; i < item->mark_count && found == NULL; i++)
		if (is_mark(&item->marks[i], label_or_name, key))
			found = &item->marks[i];
	arena_release(&scratch);
	return found;
}
