/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Number formats (ISO/IEC 29500-1, 18.8.31): a number or a text as Excel shows it, for that is what the published form says.
 * Sections with conditions are used in forms to show an option's text for its number: [=1]"実施する".
 */
#include <stdio.h>
#include <string.h>

#include "base/scope.h"
#include "base/text.h"
#include "import/xlsx/book.h"
#include "import/xlsx/format.h"
#include "base/banned.h"

#define ERA_LONG "[$-411]ggge\"年\"m\"月\"d\"日\""
#define ERA_SHORT "[$-411]ge.m.d"
#define YEAR_MONTH "yyyy\"年\"m\"月\""
#define MONTH_DAY "m\"月\"d\"日\""

/* Of those from 27 on, what Excel in Japanese shows: the number is all that a file has. */
static const char *const builtins[] = {
	[1] = "0",
	[2] = "0.00",
	[3] = "#,##0",
	[4] = "#,##0.00",
	[5] = "\"¥\"#,##0",
	[6] = "\"¥\"#,##0",
	[7] = "\"¥\"#,##0.00",
	[8] = "\"¥\"#,##0.00",
	[9] = "0%",
	[10] = "0.00%",
	[14] = "yyyy/m/d",
	[15] = "d-mmm-yy",
	[16] = "d-mmm",
	[17] = "mmm-yy",
	[18] = "h:mm AM/PM",
	[19] = "h:mm:ss AM/PM",
	[20] = "h:mm",
	[21] = "h:mm:ss",
	[22] = "yyyy/m/d h:mm",
	[27] = ERA_SHORT,
	[28] = ERA_LONG,
	[29] = ERA_LONG,
	[30] = "m/d/yy",
	[31] = "yyyy\"年\"m\"月\"d\"日\"",
	[32] = "h\"時\"mm\"分\"",
	[33] = "h\"時\"mm\"分\"ss\"秒\"",
	[34] = YEAR_MONTH,
	[35] = MONTH_DAY,
	[36] = ERA_SHORT,
	[37] = "#,##0;-#,##0",
	[38] = "#,##0;-#,##0",
	[39] = "#,##0.00;-#,##0.00",
	[40] = "#,##0.00;-#,##0.00",
	[45] = "mm:ss",
	[46] = "[h]:mm:ss",
	[47] = "mm:ss",
	[49] = "@",
	[50] = ERA_SHORT,
	[51] = ERA_LONG,
	[52] = YEAR_MONTH,
	[53] = MONTH_DAY,
	[54] = ERA_LONG,
	[55] = YEAR_MONTH,
	[56] = MONTH_DAY,
	[57] = ERA_SHORT,
	[58] = ERA_LONG,
};

struct str
format_builtin(int64_t id)
{
	if (id < 0 || id >= (int64_t)COUNT_OF(builtins))
		return (struct str){ 0 };
	return str_of(builtins[id]);
}

/* What follows the opening sign at *at up to its closing one, or to the end. */
static struct str
take_until(struct str code, size_t *at, char closing)
{
	size_t from = *at + 1, end = str_find_char(code, closing, from);

	if (end == STR_NONE)
		end = code.len;
	*at = end < code.len ? end + 1 : code.len;
	return str_sub(code, from, end - from);
}

static struct format_token
take_letters(struct str code, size_t *at)
{
	char letter = str_lower(code.ptr[*at]);
	size_t from = *at;

	if (str_eq_nocase(str_sub(code, from, 5), STR("AM/PM"))) {
		*at += 5;
		return (struct format_token){ FORMAT_SIGN, str_sub(code, from, 5) };
	}
	if (str_eq_nocase(str_sub(code, from, 7), STR("General"))) {
		*at += 7;
		return (struct format_token){ FORMAT_SIGN, STR("General") };
	}
	if (letter == 'e' && from + 1 < code.len &&
	    (code.ptr[from + 1] == '+' || code.ptr[from + 1] == '-')) {
		*at += 2;
		return (struct format_token){ FORMAT_SIGN, STR("E+") };
	}
	while (*at < code.len && str_lower(code.ptr[*at]) == letter)
		(*at)++;
	return (struct format_token){ FORMAT_LETTER, str_sub(code, from, *at - from) };
}

struct format_token
format_next(struct str code, size_t *at)
{
	struct str text;
	size_t from = *at;

	if (from >= code.len)
		return (struct format_token){ FORMAT_END, (struct str){ 0 } };
	char c = code.ptr[from];
	if (str_is_alpha(c))
		return take_letters(code, at);
	if (c == '"') {
		text = take_until(code, at, '"');
		return (struct format_token){ FORMAT_LITERAL, text };
	}
	if (c == '[') {
		text = take_until(code, at, ']');
		return (struct format_token){ FORMAT_BRACKET, text };
	}
	if (c == '\\' || c == '_' || c == '*') {
		/* An escaped character; the width of one; one that fills the cell. */
		size_t next = ++*at;
		if (next < code.len)
			(void)text_next(code, at);
		text = c == '\\' ? str_sub(code, next, *at - next) : c == '_' ? STR(" ") : STR("");
		return (struct format_token){ FORMAT_LITERAL, text };
	}
	(void)text_next(code, at);
	text = str_sub(code, from, *at - from);
	if (c == ';')
		return (struct format_token){ FORMAT_END, text };
	if (c == '0' || c == '#' || c == '?')
		return (struct format_token){ FORMAT_DIGIT, text };
	if (str_find_char(STR(".,%/@"), c, 0) != STR_NONE)
		return (struct format_token){ FORMAT_SIGN, text };
	return (struct format_token){ FORMAT_LITERAL, text };
}

enum { SECTIONS_MAX = 4 };

struct sections {
	struct str list[SECTIONS_MAX];
	size_t count;
	bool conditional; /* some have a condition */
};

/* "=1", ">=100", "<>0" in brackets. */
static bool
condition_parse(struct str text, struct str *sign, double *limit)
{
	size_t at = 0;

	while (at < text.len && at < 2 && str_find_char(STR("<>="), text.ptr[at], 0) != STR_NONE)
		at++;
	*sign = str_sub(text, 0, at);
	return at > 0 && str_parse_double(str_from(text, at), limit);
}

static bool
condition_holds(struct str sign, double value, double limit)
{
	bool less = str_has(sign, STR("<")), more = str_has(sign, STR(">")),
	     equal = str_has(sign, STR("="));

	if (less && more)
		return value < limit || value > limit;
	return (less && value < limit) || (more && value > limit) ||
	    (equal && !(value < limit || value > limit));
}

static bool
section_condition(struct str section, struct str *sign, double *limit)
{
	struct format_token token;
	size_t at = 0;

	while ((token = format_next(section, &at)).kind == FORMAT_BRACKET)
		if (condition_parse(token.text, sign, limit))
			return true;
	return false;
}

static struct sections
sections_of(struct str code)
{
	struct sections sections = { 0 };
	struct format_token token;
	struct str sign;
	double limit;

	for (size_t at = 0, from = 0; sections.count < SECTIONS_MAX; from = at) {
		while ((token = format_next(code, &at)).kind != FORMAT_END)
			continue;
		struct str section = str_sub(code, from, at - from - token.text.len);
		sections.list[sections.count++] = section;
		sections.conditional =
		    sections.conditional || section_condition(section, &sign, &limit);
		if (token.text.len == 0)
			break;
	}
	return sections;
}

/* The section for a number; *own_sign: it shows what is negative by itself. NULL: none fits. */
static const struct str *
section_for(const struct sections *sections, double value, bool *own_sign)
{
	struct str sign;
	double limit;

	*own_sign = false;
	if (sections->conditional) {
		for (size_t i = 0; i < sections->count; i++)
			if (!section_condition(sections->list[i], &sign, &limit) ||
			    condition_holds(sign, value, limit))
				return &sections->list[i];
		return NULL;
	}
	if (value < 0 && sections->count > 1) {
		*own_sign = true;
		return &sections->list[1];
	}
	return sections->count > 2 && !(value > 0) ? &sections->list[2] : &sections->list[0];
}

/* What the placeholders of a section ask for. */
struct shape {
	size_t whole, decimals; /* zeros before the point; places behind it */
	size_t percents, thousands;
	bool grouped, is_general, is_plain; /* is_plain: nothing here that is not understood */
};

static struct shape
shape_of(struct str section)
{
	struct shape shape = { .is_plain = true };
	struct format_token token;
	bool point = false, digits = false;
	size_t commas = 0;

	for (size_t at = 0; (token = format_next(section, &at)).kind != FORMAT_END;) {
		if (token.kind == FORMAT_DIGIT) {
			shape.grouped = shape.grouped || (commas > 0 && digits && !point);
			commas = 0;
			digits = true;
			shape.decimals += point;
			shape.whole += !point && token.text.ptr[0] == '0';
		} else if (token.kind == FORMAT_SIGN) {
			point = point || str_is(token.text, ".");
			commas += str_is(token.text, ",") && digits;
			shape.percents += str_is(token.text, "%");
			shape.is_general = shape.is_general || str_is(token.text, "General");
			if (str_is(token.text, "/") || str_is(token.text, "E+"))
				shape.is_plain = false;
		} else if (token.kind == FORMAT_LETTER) {
			shape.is_plain = false;
		}
	}
	shape.thousands = commas;
	return shape;
}

static void
put_general(struct buf *out, double value)
{
	char text[64];

	snprintf(text, sizeof text, "%.15g", value);
	buf_adds(out, text);
}

static void
put_digits(struct buf *out, const struct shape *shape, double value)
{
	char text[400];

	for (size_t i = 0; i < shape->percents && i < 4; i++)
		value *= 100;
	for (size_t i = 0; i < shape->thousands && i < 4; i++)
		value /= 1000;
	if (shape->is_general || !(value < 1e15 && value > -1e15)) {
		put_general(out, value);
		return;
	}
	int decimals = shape->decimals > 15 ? 15 : (int)shape->decimals;
	snprintf(text, sizeof text, "%.*f", decimals, value);
	size_t digits = str_digits(str_of(text), 0);
	if (shape->whole == 0 && digits == 1 && text[0] == '0' && decimals > 0)
		digits = 0;
	for (size_t i = digits; i < shape->whole && i < 30; i++)
		buf_addc(out, '0');
	for (size_t i = 0; i < digits; i++) {
		buf_addc(out, text[i]);
		if (shape->grouped && digits - i > 1 && (digits - i) % 3 == 1)
			buf_addc(out, ',');
	}
	buf_adds(out, text + str_digits(str_of(text), 0));
}

static void
put_number(struct buf *out, struct str section, double value)
{
	struct shape shape = shape_of(section);
	struct format_token token;
	bool done = false;

	if (!shape.is_plain) {
		put_general(out, value);
		return;
	}
	for (size_t at = 0; (token = format_next(section, &at)).kind != FORMAT_END;) {
		bool digit = token.kind == FORMAT_DIGIT ||
		    (token.kind == FORMAT_SIGN &&
			(str_is(token.text, "General") || str_is(token.text, "@")));

		if (digit && !done)
			put_digits(out, &shape, value);
		done = done || digit;
		if (token.kind == FORMAT_LITERAL || str_is(token.text, "%"))
			buf_add(out, token.text);
	}
}

struct str
format_number(struct arena *arena, struct str raw, double value, struct str format, bool date1904)
{
	struct sections sections = sections_of(format);
	bool own_sign;
	const struct str *section = section_for(&sections, value, &own_sign);
	struct buf out = { 0 };

	if (format.len == 0 || str_is_nocase(format, "General") || str_is(format, "@")) {
		/* "12" is what it is; 0.10000000000000001 is not what anyone typed. */
		if (str_digits(raw, 0) == raw.len && raw.len <= 15)
			return raw;
		put_general(&out, value);
	} else if (section == NULL) {
		put_general(&out, value);
	} else if (format_is_date(*section)) {
		if (!format_date(&out, *section, value, date1904))
			put_general(&out, value);
	} else {
		if (value < 0 && !own_sign && !sections.conditional)
			buf_addc(&out, '-');
		put_number(&out, *section, value < 0 ? -value : value);
	}
	struct str text = arena_str(arena, buf_str(&out));
	buf_release(&out);
	return text;
}

struct str
format_text(struct arena *arena, struct str text, struct str format)
{
	struct sections sections = sections_of(format);
	struct str section = sections.list[sections.count == SECTIONS_MAX ? SECTIONS_MAX - 1 : 0];
	struct format_token token;
	struct buf out = { 0 };
	bool has_text = false;

	for (size_t at = 0; (token = format_next(section, &at)).kind != FORMAT_END;) {
		if (token.kind == FORMAT_LITERAL)
			buf_add(&out, token.text);
		if (token.kind == FORMAT_SIGN && str_is(token.text, "@")) {
			buf_add(&out, text);
			has_text = true;
		}
	}
	struct str result =
	    has_text && out.len != text.len ? arena_str(arena, buf_str(&out)) : text;
	buf_release(&out);
	return result;
}
