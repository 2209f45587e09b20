/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `field|modifiers: value`. The table says which modifiers there are and what may stand beside them; the modifiers become one
 * description, so their order changes nothing but where the specification wants one (i, m, s behind re).
 */
#include <string.h>

#include "base/node.h"
#include "base/scope.h"
#include "base/text.h"
#include "sigma/compiled.h"
#include "sigma/limits.h"
#include "sigma/item.h"
#include "base/banned.h"

struct modifier {
	const char *name;
	unsigned bit;    /* 0: the specification's, not supported yet */
	unsigned beside; /* what it may be combined with */
};

static const struct modifier modifiers[] = {
	{ "contains", MOD_CONTAINS, MOD_ALL | MOD_CASED | MOD_EXPAND | MOD_NEQ | MOD_FIELDREF },
	{ "startswith", MOD_STARTSWITH, MOD_ALL | MOD_CASED | MOD_EXPAND | MOD_NEQ | MOD_FIELDREF },
	{ "endswith", MOD_ENDSWITH, MOD_ALL | MOD_CASED | MOD_EXPAND | MOD_NEQ | MOD_FIELDREF },
	{ "all", MOD_ALL,
	    MOD_PLACES | MOD_CASED | MOD_RE | MOD_I | MOD_M | MOD_S | MOD_EXPAND | MOD_FIELDREF },
	{ "re", MOD_RE, MOD_ALL | MOD_NEQ | MOD_I | MOD_M | MOD_S | MOD_EXPAND },
	{ "i", MOD_I, MOD_RE | MOD_M | MOD_S | MOD_ALL | MOD_NEQ | MOD_EXPAND },
	{ "m", MOD_M, MOD_RE | MOD_I | MOD_S | MOD_ALL | MOD_NEQ | MOD_EXPAND },
	{ "s", MOD_S, MOD_RE | MOD_I | MOD_M | MOD_ALL | MOD_NEQ | MOD_EXPAND },
	{ "cased", MOD_CASED, MOD_PLACES | MOD_ALL | MOD_EXPAND | MOD_NEQ | MOD_FIELDREF },
	{ "cidr", MOD_CIDR, MOD_NEQ | MOD_EXPAND },
	{ "lt", MOD_LT, 0 },
	{ "lte", MOD_LTE, 0 },
	{ "gt", MOD_GT, 0 },
	{ "gte", MOD_GTE, 0 },
	{ "exists", MOD_EXISTS, 0 },
	{ "expand", MOD_EXPAND,
	    MOD_PLACES | MOD_ALL | MOD_CASED | MOD_NEQ | MOD_RE | MOD_I | MOD_M | MOD_S |
		MOD_CIDR },
	{ "fieldref", MOD_FIELDREF, MOD_PLACES | MOD_ALL | MOD_CASED | MOD_NEQ },
	{ "neq", MOD_NEQ,
	    MOD_PLACES | MOD_CASED | MOD_EXPAND | MOD_FIELDREF | MOD_RE | MOD_I | MOD_M | MOD_S |
		MOD_CIDR },
	{ "windash", 0, 0 },
	{ "base64", 0, 0 },
	{ "base64offset", 0, 0 },
	{ "utf16", 0, 0 },
	{ "utf16le", 0, 0 },
	{ "utf16be", 0, 0 },
	{ "wide", 0, 0 },
	{ "minute", 0, 0 },
	{ "hour", 0, 0 },
	{ "day", 0, 0 },
	{ "week", 0, 0 },
	{ "month", 0, 0 },
	{ "year", 0, 0 },
};

static const struct modifier *
modifier_find(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(modifiers); i++)
		if (str_is(name, modifiers[i].name))
			return &modifiers[i];
	return NULL;
}

/* The modifier in used that may not stand beside m. */
static const char *
conflict(const struct modifier *m, unsigned used)
{
	for (size_t i = 0; i < COUNT_OF(modifiers); i++)
		if ((modifiers[i].bit & used & ~m->beside) != 0)
			return modifiers[i].name;
	return NULL;
}

static bool
modifier_add(struct sigma_compile *compile, struct str name, struct diag_at at, unsigned *used)
{
	const struct modifier *m = modifier_find(name);

	if (m == NULL) {
		sigma_refuse(compile, DIAG_SIGMA_MODIFIER_UNKNOWN, at, name, (struct str){ 0 });
		return false;
	}
	if (m->bit == 0) {
		sigma_refuse(compile, DIAG_SIGMA_MODIFIER_UNSUPPORTED, at, name, (struct str){ 0 });
		return false;
	}
	const char *other = conflict(m, *used);
	if (other != NULL) {
		sigma_refuse(compile, DIAG_SIGMA_MODIFIER_CONFLICT, at, str_of(other), name);
		return false;
	}
	if ((m->bit & (MOD_I | MOD_M | MOD_S)) != 0 && (*used & MOD_RE) == 0) {
		sigma_refuse(compile, DIAG_SIGMA_MODIFIER_ORDER, at, name, STR("re"));
		return false;
	}
	*used |= m->bit;
	return true;
}

bool
sigma_modifiers_parse(struct sigma_compile *compile, struct str key, struct diag_at at,
    struct str *field, unsigned *used)
{
	struct str rest;

	*used = 0;
	*field = str_split(key, '|', &rest);
	if (field->len == key.len)
		return true;
	uint32_t column = at.column;
	size_t offset = field->len + 1;
	for (;;) {
		struct str next, name = str_split(rest, '|', &next);
		if (at.column > 0)
			at.column = column + (uint32_t)text_chars(str_sub(key, 0, offset));
		if (!modifier_add(compile, name, at, used))
			return false;
		if (name.len == rest.len)
			return true;
		offset += name.len + 1;
		rest = next;
	}
}
