/* SPDX-License-Identifier: Apache-2.0 */
/* Cells as offices write them: 和暦, full-width digits, ○ for yes, 5年 for a period. */
#include "register/cell.h"

#include "base/buf.h"
#include "base/diag.h"
#include "base/date.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/text.h"
#include "base/banned.h"

static const struct {
	const char *text;
	bool yes;
} bool_words[] = {
	{ "1", true },
	{ "0", false },
	{ "○", true },
	{ "〇", true },
	{ "◯", true },
	{ "×", false },
	{ "有", true },
	{ "無", false },
	{ "あり", true },
	{ "なし", false },
	{ "済", true },
	{ "未", false },
	{ "はい", true },
	{ "いいえ", false },
	{ "可", true },
	{ "不可", false },
	{ "する", true },
	{ "しない", false },
	{ "修了", true },
	{ "未修了", false },
	{ "受講", true },
	{ "未受講", false },
	{ "true", true },
	{ "false", false },
	{ "yes", true },
	{ "no", false },
	{ "y", true },
	{ "n", false },
	{ "レ", true },
	{ "✓", true },
};

static bool
parse_bool(struct str key, struct value *value)
{
	for (size_t i = 0; i < COUNT_OF(bool_words); i++)
		if (str_eq_nocase(key, str_of(bool_words[i].text))) {
			*value = value_integer(bool_words[i].yes);
			return true;
		}
	return false;
}

/* Days of a period: a year is 365.25 days (5年 = 1826), a month a twelfth of it, rounded down. */
static bool
parse_days(struct str key, struct value *value)
{
	static const struct {
		const char *unit;
		int64_t days_x100;
	} units[] = { { "年間", 36525 }, { "年", 36525 }, { "か月", 3043 }, { "ヶ月", 3043 },
		{ "ケ月", 3043 }, { "カ月", 3043 }, { "箇月", 3043 }, { "月", 3043 },
		{ "日間", 100 }, { "日", 100 }, { "", 100 } };

	for (size_t i = 0; i < COUNT_OF(units); i++) {
		struct str unit = str_of(units[i].unit);
		int64_t n, days;

		if (!str_ends(key, unit) ||
		    !text_parse_count(str_sub(key, 0, key.len - unit.len), &n))
			continue;
		if (n < 0 || __builtin_mul_overflow(n, units[i].days_x100, &days))
			return false;
		*value = value_integer(days / 100);
		return true;
	}
	return false;
}

static bool
parse_date(struct str text, struct arena *arena, struct value *value)
{
	struct date date;
	struct buf iso = { 0 };

	if (!date_parse(text, &date))
		return false;
	date_iso(date, &iso);
	*value = value_text(arena_str(arena, buf_str(&iso)));
	buf_release(&iso);
	return true;
}

static bool
parse_integer(struct str key, struct value *value)
{
	static const char *const units[] = { "人", "件", "名", "項目", "回", "個" };
	int64_t n;

	for (size_t i = 0; i < COUNT_OF(units); i++)
		if (str_ends(key, str_of(units[i])))
			key.len -= str_of(units[i]).len;
	if (!text_parse_count(key, &n))
		return false;
	*value = value_integer(n);
	return true;
}

static struct value
subject_value(struct str text, const struct pseudonym *pseudonym, struct arena *arena)
{
	char out[PSEUDONYM_TEXT_BYTES + 1];

	if (pseudonym == NULL || pseudonym->reveal)
		return value_text(arena_str(arena, text));
	pseudonym_of(pseudonym, text, out);
	return value_text(arena_str(arena, str_of(out)));
}

bool
cell_parse(enum column_type type, struct str text, const struct pseudonym *pseudonym,
    struct arena *arena, struct value *value)
{
	struct str key = text_key(arena, text);

	if (key.len == 0 || str_is(key, "-") || str_is(key, "―") || str_is(key, "—") ||
	    str_is(key, "ー")) {
		*value = value_null();
		return true;
	}
	switch (type) {
	case COLUMN_DATE:
		return parse_date(text, arena, value);
	case COLUMN_INTEGER:
		return parse_integer(key, value);
	case COLUMN_BOOL:
		return parse_bool(key, value);
	case COLUMN_DAYS:
		return parse_days(key, value);
	case COLUMN_SUBJECT:
		*value = subject_value(str_trim(text), pseudonym, arena);
		return true;
	case COLUMN_TEXT:
		*value = value_text(arena_str(arena, str_trim(text)));
		return true;
	}
	BUG("column type");
}

const char *
cell_type_words(enum column_type type)
{
	static const char *const words[] = {
		[COLUMN_TEXT] = DIAG_BOTH("文字列", "a text"),
		[COLUMN_DATE] =
		    DIAG_BOTH("日付（例 令和6年4月1日、2024-04-01）", "a date such as 2024-04-01"),
		[COLUMN_INTEGER] = DIAG_BOTH("整数", "a whole number"),
		[COLUMN_BOOL] =
		    DIAG_BOTH("○×（有無、済未、1と0も可）", "yes or no (○ or ×, 1 or 0)"),
		[COLUMN_DAYS] =
		    DIAG_BOTH("期間（例 5年、6か月、90日）", "a period such as 5年, 6か月 or 90日"),
		[COLUMN_SUBJECT] = DIAG_BOTH("宛名番号", "a subject"),
	};

	return words[type];
}
