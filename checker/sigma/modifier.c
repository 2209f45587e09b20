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
	unsigned bit;
	unsigned beside; /* what it may be combined with */
};

enum {
	TEXT_MODS = MOD_PLACES | MOD_ALL | MOD_CASED | MOD_EXPAND | MOD_NEQ,
	REGEX_MODS = MOD_RE | MOD_I | MOD_M | MOD_S,
	BASE64_MODS = MOD_BASE64 | MOD_BASE64OFFSET,
	PLACE_MODS = MOD_ALL | MOD_CASED | MOD_EXPAND | MOD_NEQ | MOD_FIELDREF | MOD_ENCODE,
	PART_MODS = MOD_ORDER | MOD_NEQ,
};

static const struct modifier modifiers[] = {
	{ "contains", MOD_CONTAINS, PLACE_MODS },
	{ "startswith", MOD_STARTSWITH, PLACE_MODS },
	{ "endswith", MOD_ENDSWITH, PLACE_MODS },
	{ "all", MOD_ALL,
	    MOD_PLACES | MOD_CASED | REGEX_MODS | MOD_EXPAND | MOD_FIELDREF | MOD_ENCODE },
	{ "re", MOD_RE, MOD_ALL | MOD_NEQ | REGEX_MODS | MOD_EXPAND },
	{ "i", MOD_I, REGEX_MODS | MOD_ALL | MOD_NEQ | MOD_EXPAND },
	{ "m", MOD_M, REGEX_MODS | MOD_ALL | MOD_NEQ | MOD_EXPAND },
	{ "s", MOD_S, REGEX_MODS | MOD_ALL | MOD_NEQ | MOD_EXPAND },
	{ "cased", MOD_CASED,
	    MOD_PLACES | MOD_ALL | MOD_EXPAND | MOD_NEQ | MOD_FIELDREF | MOD_ENCODE },
	{ "cidr", MOD_CIDR, MOD_NEQ | MOD_EXPAND },
	{ "lt", MOD_LT, MOD_PARTS },
	{ "lte", MOD_LTE, MOD_PARTS },
	{ "gt", MOD_GT, MOD_PARTS },
	{ "gte", MOD_GTE, MOD_PARTS },
	{ "exists", MOD_EXISTS, 0 },
	{ "expand", MOD_EXPAND, TEXT_MODS | REGEX_MODS | MOD_CIDR | MOD_ENCODE },
	{ "fieldref", MOD_FIELDREF, MOD_PLACES | MOD_ALL | MOD_CASED | MOD_NEQ },
	{ "neq", MOD_NEQ,
	    MOD_PLACES | MOD_CASED | MOD_EXPAND | MOD_FIELDREF | REGEX_MODS | MOD_CIDR |
		MOD_ENCODE | MOD_PARTS },
	{ "windash", MOD_WINDASH, TEXT_MODS | MOD_UTF16S | BASE64_MODS },
	{ "base64", MOD_BASE64, TEXT_MODS | MOD_WINDASH | MOD_UTF16S },
	{ "base64offset", MOD_BASE64OFFSET, TEXT_MODS | MOD_WINDASH | MOD_UTF16S },
	{ "utf16", MOD_UTF16, TEXT_MODS | MOD_WINDASH | BASE64_MODS },
	{ "utf16le", MOD_UTF16LE, TEXT_MODS | MOD_WINDASH | BASE64_MODS },
	{ "wide", MOD_UTF16LE, TEXT_MODS | MOD_WINDASH | BASE64_MODS },
	{ "utf16be", MOD_UTF16BE, TEXT_MODS | MOD_WINDASH | BASE64_MODS },
	{ "minute", MOD_MINUTE, PART_MODS },
	{ "hour", MOD_HOUR, PART_MODS },
	{ "day", MOD_DAY, PART_MODS },
	{ "week", MOD_WEEK, PART_MODS },
	{ "month", MOD_MONTH, PART_MODS },
	{ "year", MOD_YEAR, PART_MODS },
};

/* Modifiers are applied from left to right: what must stand before another. */
static const struct order {
	unsigned later, earlier;
} orders[] = {
	{ MOD_UTF16S, MOD_WINDASH },
	{ BASE64_MODS, MOD_WINDASH },
	{ BASE64_MODS, MOD_UTF16S },
	{ MOD_ORDER | MOD_NEQ, MOD_PARTS },
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

struct str
sigma_modifier_name(unsigned bits)
{
	for (size_t i = 0; i < COUNT_OF(modifiers); i++)
		if ((modifiers[i].bit & bits) != 0)
			return str_of(modifiers[i].name);
	return (struct str){ 0 };
}

static bool
modifier_add(struct sigma_compile *compile, struct str name, struct diag_at at, unsigned *used)
{
	const struct modifier *m = modifier_find(name);

	if (m == NULL) {
		sigma_refuse(compile, DIAG_SIGMA_MODIFIER_UNKNOWN, at, name, (struct str){ 0 });
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
	for (size_t i = 0; i < COUNT_OF(orders); i++) {
		if ((m->bit & orders[i].earlier) == 0 || (*used & orders[i].later) == 0)
			continue;
		sigma_refuse(compile, DIAG_SIGMA_MODIFIER_LATE, at, name,
		    sigma_modifier_name(*used & orders[i].later));
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
