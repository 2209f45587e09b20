/* SPDX-License-Identifier: Apache-2.0 */
/* One step of a heading, from the label as the form prints it. */
#include "form/heading.h"

#include "base/text.h"
#include "form/form.h"
#include "base/banned.h"

/* "リスク1:…" → リスク1; the only risk of its heading ("リスク:…") adds nothing. */
static bool
is_risk(struct str key, struct str *step)
{
	static const struct str risk = STR_INIT("リスク");

	if (!str_starts(key, risk))
		return false;
	size_t n = str_digits(key, risk.len), end = risk.len + n;
	if (end == key.len || key.ptr[end] != ':')
		return false;
	*step = n == 0 ? (struct str){ 0 } : str_sub(key, 0, end);
	return true;
}

/* "(別添1)…" → 別添1 */
static bool
is_annex(struct str key, struct str *step)
{
	size_t end = str_find_char(key, ')', 0);

	if (!str_starts(key, STR("(別添")) || end == STR_NONE)
		return false;
	*step = str_sub(key, 1, end - 1);
	return true;
}

struct str
heading_step(struct str label, struct str key)
{
	struct str rest = form_key_of(key), step;
	size_t number = str_digits(key, 0), first = 0;

	if (is_risk(key, &step) || is_annex(key, &step))
		return step;
	if (number > 0 && number < key.len && key.ptr[number] == '.')
		return str_sub(key, 0, number + 1);
	/* ① and Ⅱ are one character of the label; in the key they have become <1> and II. */
	if (rest.len < key.len && !str_starts(key, rest) && label.len > 0) {
		text_next(label, &first);
		return str_sub(label, 0, first);
	}
	return rest;
}
