/* SPDX-License-Identifier: Apache-2.0 */
/* Ids of items: "II@2.4.delegation[1].4" taken apart, written, ordered; and the nearest known one. */
#include "form/form.h"

#include <string.h>

#include "base/text.h"
#include "base/banned.h"

/* A number from 1 as ids have it: ASCII digits, no zero in front. Moves *at behind it; 0: none, or too large. */
static unsigned
parse_number(struct str id, size_t *at, unsigned max)
{
	unsigned n = 0;

	if (*at < id.len && id.ptr[*at] == '0')
		return 0;
	for (; *at < id.len && str_is_digit(id.ptr[*at]); (*at)++) {
		n = n * 10 + (unsigned)(id.ptr[*at] - '0');
		if (n > max)
			return 0;
	}
	return n;
}

/* What an id says, before it is looked up. */
struct parts {
	char def[FORM_ID_MAX_BYTES];
	size_t len;
	unsigned file_no, instance; /* 0: not written */
};

static bool
take_apart(struct str id, struct parts *parts)
{
	bool in_section = true;

	*parts = (struct parts){ 0 };
	if (id.len == 0 || id.len > FORM_ID_MAX_BYTES)
		return false;
	for (size_t at = 0; at < id.len;) {
		char c = id.ptr[at++];

		if (c == '@') {
			parts->file_no = in_section ? parse_number(id, &at, FORM_FILES_MAX) : 0;
			if (parts->file_no == 0 || (at < id.len && id.ptr[at] != '.'))
				return false;
			continue;
		}
		parts->def[parts->len++] = c;
		if (c == '.')
			in_section = false;
		if (c != '[')
			continue;
		if (parts->instance != 0)
			return false;
		parts->instance = parse_number(id, &at, FORM_INSTANCE_MAX);
		if (parts->instance == 0 || at == id.len || id.ptr[at] != ']')
			return false;
	}
	return true;
}

bool
form_id_parse(const struct form *form, struct str id, struct form_id *out)
{
	struct parts parts;

	if (!take_apart(id, &parts))
		return false;
	const struct form_item *item = form_find(form, (struct str){ parts.def, parts.len });
	if (item == NULL || (parts.file_no != 0 && !item->per_file))
		return false;
	if ((item->group != NULL) != (parts.instance != 0))
		return false;
	if (item->group != NULL && item->group->repeat_max > 0 &&
	    parts.instance > (unsigned)item->group->repeat_max)
		return false;
	*out = (struct form_id){ item, parts.file_no == 0 ? 1 : parts.file_no, parts.instance };
	return true;
}

void
form_id_write(const struct form_id *id, struct buf *out)
{
	struct str def = id->item->def;
	size_t section = str_find_char(def, '.', 0);
	size_t bracket = str_find_char(def, '[', 0);

	if (section == STR_NONE)
		section = def.len;
	buf_add(out, str_sub(def, 0, section));
	if (id->file_no > 1)
		buf_addf(out, "@%u", id->file_no);
	if (bracket == STR_NONE) {
		buf_add(out, str_from(def, section));
		return;
	}
	buf_add(out, str_sub(def, section, bracket + 1 - section));
	buf_addf(out, "%u", id->instance);
	buf_add(out, str_from(def, bracket + 1));
}

static int
order(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

int
form_id_cmp(const struct form_id *a, const struct form_id *b)
{
	const struct form_item *x = a->item, *y = b->item;
	const struct form_item *x_group = x->group == NULL ? x : x->group;
	const struct form_item *y_group = y->group == NULL ? y : y->group;
	int c = order(x->top->order, y->top->order);

	if (c == 0)
		c = order(a->file_no, b->file_no);
	if (c == 0)
		c = order(x_group->order, y_group->order);
	if (c == 0)
		c = order(a->instance, b->instance);
	return c != 0 ? c : order(x->order, y->order);
}

void
form_label_write(struct str label, unsigned instance, struct buf *out)
{
	static const struct str place = STR_INIT("{n}");
	size_t at = str_find(label, place, 0);

	if (at == STR_NONE || instance == 0) {
		buf_add(out, label);
		return;
	}
	buf_add(out, str_sub(label, 0, at));
	buf_addf(out, "%u", instance);
	buf_add(out, str_from(label, at + place.len));
}

/* The id as a def, whatever stands in its brackets. */
static struct str
as_def(struct str id, char def[FORM_ID_MAX_BYTES])
{
	size_t len = 0;
	bool skipping = false;

	for (size_t i = 0; i < id.len; i++) {
		char c = id.ptr[i];

		if (c == ']' || c == '.')
			skipping = false;
		if (!skipping && c != '@')
			def[len++] = c;
		if (c == '[' || c == '@')
			skipping = true;
	}
	return (struct str){ def, len };
}

struct str
form_nearest(const struct form *form, struct str id)
{
	char def[FORM_ID_MAX_BYTES];
	struct str nearest = { 0 };

	if (id.len == 0 || id.len > FORM_ID_MAX_BYTES)
		return nearest;
	struct str wanted = as_def(id, def);
	size_t limit = wanted.len / 4 < 3 ? 1 + wanted.len / 4 : 3;
	for (size_t i = 0; i < form->count; i++) {
		size_t distance = text_distance(form->items[i].def, wanted, limit);

		if (distance > limit)
			continue;
		nearest = form->items[i].def;
		if (distance == 0)
			break;
		limit = distance - 1;
	}
	return nearest;
}
