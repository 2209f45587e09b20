/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ranges as the forms print them: "10人以上50人未満" is 10..49, "1,000人未満" 0..999, "30万人以上" from 300000, "1年" 1..1.
 * range_min(t) and range_max(t) are NULL when t is no range, range_max also when there is no upper end.
 */
#include "base/text.h"
#include "rule/sql_functions.h"
#include "base/banned.h"

struct range {
	int64_t min, max;
	bool open; /* no upper end */
};

/* Longest first where one begins with another. */
static const struct {
	const char *text;
	int64_t factor;
} scales[] = { { "億", 100000000 }, { "万", 10000 }, { "千", 1000 }, { "百", 100 } };

static const char *const units[] = { "か月", "ヶ月", "カ月", "箇月", "項目", "人", "年", "月", "日",
	"件", "回", "名", "歳" };

static bool
take(struct str *text, const char *word)
{
	if (!str_starts(*text, str_of(word)))
		return false;
	*text = str_from(*text, str_of(word).len);
	return true;
}

static bool
take_number(struct str *text, int64_t *number)
{
	enum { DIGITS_MAX = 12 };
	int64_t n = 0;
	size_t at = 0, digits = 0;

	for (; at < text->len; at++) {
		if (text->ptr[at] == ',' && digits > 0)
			continue;
		if (!str_is_digit(text->ptr[at]) || digits == DIGITS_MAX)
			break;
		n = n * 10 + (text->ptr[at] - '0');
		digits++;
	}
	if (digits == 0)
		return false;
	*text = str_from(*text, at);
	for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++)
		if (take(text, scales[i].text)) {
			n *= scales[i].factor;
			break;
		}
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (take(text, units[i]))
			break;
	*number = n;
	return true;
}

static bool
parse_range(struct str text, struct range *range)
{
	int64_t a, b;

	if (!take_number(&text, &a))
		return false;
	*range = (struct range){ .min = a, .max = a };
	if (text.len == 0)
		return true;
	if (take(&text, "未満")) {
		*range = (struct range){ .min = 0, .max = a - 1 };
		return text.len == 0;
	}
	if (take(&text, "以下") || take(&text, "以内")) {
		*range = (struct range){ .min = 0, .max = a };
		return text.len == 0;
	}
	if (take(&text, "超") || take(&text, "を超える"))
		range->min = a + 1;
	else if (!take(&text, "以上"))
		return false;
	range->open = true;
	take(&text, "、");
	if (text.len == 0)
		return true;
	range->open = false;
	if (!take_number(&text, &b))
		return false;
	range->max = b;
	if (take(&text, "未満"))
		range->max = b - 1;
	else if (!take(&text, "以下") && !take(&text, "以内"))
		return false;
	return text.len == 0 && range->max >= range->min;
}

static bool
read_range(sqlite3_context *context, sqlite3_value *value, struct range *range)
{
	struct str text;
	struct arena arena = { 0 };

	if (!argument_str(context, value, &text))
		return false;
	bool good = parse_range(text_key(&arena, text_cut(text, 200)), range);
	arena_release(&arena);
	if (!good)
		sqlite3_result_null(context);
	return good;
}

static void
call_range_min(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct range range;

	(void)count;
	if (read_range(context, values[0], &range))
		sqlite3_result_int64(context, range.min);
}

static void
call_range_max(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct range range;

	(void)count;
	if (!read_range(context, values[0], &range))
		return;
	if (range.open)
		sqlite3_result_null(context);
	else
		sqlite3_result_int64(context, range.max);
}

const struct sql_function functions_range[] = {
	{ "range_min", 1, call_range_min },
	{ "range_max", 1, call_range_max },
	{ NULL, 0, NULL },
};
