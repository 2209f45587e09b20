/* SPDX-License-Identifier: Apache-2.0 */
/* Check digits, and finding 個人番号 in any text: one pass, nothing remembered but where a group of digits began. */
#include "base/number.h"

#include <stdint.h>
#include <string.h>

#include "base/date.h"
#include "base/banned.h"

enum { INDIVIDUAL_DIGITS = 12, CORPORATE_DIGITS = 13 };

static bool
all_digits(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!str_is_digit(text.ptr[i]))
			return false;
	return true;
}

bool
number_is_individual(struct str digits)
{
	/* Weights from the left; 第5条 counts them from the right: 2..7, 2..6. */
	static const int weights[] = { 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 };
	int sum = 0, any = 0;

	if (digits.len != INDIVIDUAL_DIGITS || !all_digits(digits))
		return false;
	for (size_t i = 0; i < sizeof weights / sizeof weights[0]; i++) {
		sum += (digits.ptr[i] - '0') * weights[i];
		any |= digits.ptr[i] - '0';
	}
	int check = sum % 11 <= 1 ? 0 : 11 - sum % 11;
	return any != 0 && digits.ptr[11] - '0' == check;
}

bool
number_is_corporate(struct str digits)
{
	int sum = 0;

	if (digits.len != CORPORATE_DIGITS || !all_digits(digits))
		return false;
	for (size_t i = 1; i < CORPORATE_DIGITS; i++)
		sum += (digits.ptr[i] - '0') * (i % 2 == 0 ? 1 : 2);
	return digits.ptr[0] - '0' == 9 - sum % 9;
}

/* Length in bytes of the digit at p, ASCII or full-width, its value in *digit; 0: none. */
static size_t
digit_at(struct str text, size_t at, char *digit)
{
	if (at >= text.len)
		return 0;
	const unsigned char *p = (const unsigned char *)text.ptr + at;
	if (p[0] >= '0' && p[0] <= '9') {
		*digit = (char)p[0];
		return 1;
	}
	if (text.len - at >= 3 && p[0] == 0xEF && p[1] == 0xBC && p[2] >= 0x90 && p[2] <= 0x99) {
		*digit = (char)('0' + (p[2] - 0x90));
		return 3;
	}
	return 0;
}

/* What may part groups of digits: blank, hyphen, no-break space, dashes U+2010..2015, minus, full-width blank and hyphen. */
static const struct str separators[] = {
	STR_INIT(" "),
	STR_INIT("-"),
	STR_INIT("\xC2\xA0"),
	STR_INIT("\xE2\x80\x90"),
	STR_INIT("\xE2\x80\x91"),
	STR_INIT("\xE2\x80\x92"),
	STR_INIT("\xE2\x80\x93"),
	STR_INIT("\xE2\x80\x94"),
	STR_INIT("\xE2\x80\x95"),
	STR_INIT("\xE2\x88\x92"),
	STR_INIT("\xE3\x80\x80"),
	STR_INIT("\xEF\xBC\x8D"),
	/* What is typed for a hyphen: the long vowel, full-width and half-width, and the ruled line. */
	STR_INIT("\xE3\x83\xBC"),
	STR_INIT("\xEF\xBD\xB0"),
	STR_INIT("\xE2\x94\x80"),
};

static size_t
separator_at(struct str text, size_t at)
{
	for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++)
		if (str_starts(str_from(text, at), separators[i]))
			return separators[i].len;
	return 0;
}

static bool
digit_ends_at(struct str text, size_t end)
{
	char digit;

	return (end >= 1 && str_is_digit(text.ptr[end - 1])) ||
	    (end >= 3 && digit_at(text, end - 3, &digit) == 3);
}

/* Another group of digits before this place, parted by one separator. */
static bool
joined_before(struct str text, size_t at)
{
	struct str head = { text.ptr, at };

	for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++)
		if (str_ends(head, separators[i]))
			return digit_ends_at(text, at - separators[i].len);
	return false;
}

static bool
joined_behind(struct str text, size_t end)
{
	size_t n = separator_at(text, end);
	char digit;

	return n > 0 && digit_at(text, end + n, &digit) > 0;
}

struct run {
	char digits[INDIVIDUAL_DIGITS];
	unsigned groups[INDIVIDUAL_DIGITS]; /* digits in each group */
	char gaps[INDIVIDUAL_DIGITS];       /* behind each group: the first byte of what parts it */
	unsigned count, group_count;
	size_t first_end; /* where the first group ends, though it be longer than 12 */
	size_t end;
};

/* The groups from here on, until 12 digits are together. true: 12, and the last group ends with them. */
static bool
read_run(struct str text, size_t at, struct run *run)
{
	char digit;
	size_t n;

	*run = (struct run){ 0 };
	for (;;) {
		unsigned group = 0;

		while ((n = digit_at(text, at, &digit)) > 0 && run->count < INDIVIDUAL_DIGITS) {
			run->digits[run->count++] = digit;
			group++;
			at += n;
		}
		run->groups[run->group_count++] = group;
		bool longer = n > 0;
		if (run->group_count == 1) {
			for (run->first_end = at; (n = digit_at(text, run->first_end, &digit)) > 0;)
				run->first_end += n;
		}
		run->end = at;
		if (run->count == INDIVIDUAL_DIGITS)
			return !longer;
		size_t gap = separator_at(text, at);
		if (gap == 0 || digit_at(text, at + gap, &digit) == 0)
			return false;
		run->gaps[run->group_count - 1] = text.ptr[at];
		at += gap;
	}
}

/* yyyy-mm-dd or yyyymmdd with more behind it: a date and a time, or two dates. */
static bool
looks_like_date(const struct run *run)
{
	const char *d = run->digits;
	int month = (d[4] - '0') * 10 + d[5] - '0', day = (d[6] - '0') * 10 + d[7] - '0';
	bool shape = (run->groups[0] == 4 && run->groups[1] == 2 && run->groups[2] == 2) ||
	    (run->group_count > 1 && run->groups[0] == 8);

	return shape && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/*
 * "6667 2025-04-01", "12 2025-04-01 10": a day as ISO 8601 writes it, in someone's lifetime, that only blanks part from
 * what stands beside it. Who parts a number otherwise than in fours does not hyphenate just these digits of it.
 */
static bool
holds_day(const struct run *run)
{
	const char *d = run->digits;

	for (unsigned i = 0; i + 2 < run->group_count; d += run->groups[i++]) {
		struct date date;

		if (run->groups[i] != 4 || run->groups[i + 1] != 2 || run->groups[i + 2] != 2 ||
		    run->gaps[i] != '-' || run->gaps[i + 1] != '-' ||
		    (i > 0 && run->gaps[i - 1] != ' ') ||
		    (i + 3 < run->group_count && run->gaps[i + 2] != ' '))
			continue;
		const char day[] = { d[0], d[1], d[2], d[3], '-', d[4], d[5], '-', d[6], d[7] };
		if (date_parse((struct str){ day, sizeof day }, &date) && date.year >= 1900 &&
		    date.year < 2100)
			return true;
	}
	return false;
}

/*
 * One group of 12 counts wherever it stands, and so do even groups of three digits or more. Other shapes count only
 * when no further group of digits adjoins them: a row of dates or amounts is no 個人番号.
 */
static bool
shape_counts(struct str text, size_t at, const struct run *run)
{
	bool even = true;

	for (unsigned i = 1; i < run->group_count; i++)
		even = even && run->groups[i] == run->groups[0];
	if (even && run->groups[0] >= 3)
		return true;
	return !joined_before(text, at) && !joined_behind(text, run->end) &&
	    !looks_like_date(run) && !holds_day(run);
}

/* Is one of the eight bytes a digit, or 0xEF, with which a full-width one begins? */
static bool
may_begin_digit(const char *bytes)
{
	const uint64_t each = UINT64_C(0x0101010101010101), tops = each * 0x80;
	uint64_t word;

	memcpy(&word, bytes, sizeof word);
	uint64_t low = word & ~tops, wide = word ^ each * 0xEF;
	uint64_t from_0 = low + each * (0x80 - '0'), over_9 = low + each * (0x7F - '9');
	return (((from_0 & ~over_9 & ~word) | ((wide - each) & ~wide)) & tops) != 0;
}

/* Eight bytes at a time past what holds no digit: most of any text. */
static size_t
past_others(struct str text, size_t at)
{
	while (text.len - at >= sizeof(uint64_t) && !may_begin_digit(text.ptr + at))
		at += sizeof(uint64_t);
	return at;
}

bool
number_find(struct str text, size_t from, size_t *at, size_t *len)
{
	struct run run;
	char digit;
	size_t n;

	/* From the middle of a group: what is left of it is not a group. */
	if (from > 0 && from <= text.len && digit_ends_at(text, from))
		while ((n = digit_at(text, from, &digit)) > 0)
			from += n;
	for (size_t i = from; i < text.len;) {
		unsigned char c = (unsigned char)text.ptr[i];

		if ((c < '0' || c > '9') && (c != 0xEF || digit_at(text, i, &digit) == 0)) {
			i = past_others(text, i + 1);
			continue;
		}
		if (read_run(text, i, &run) && shape_counts(text, i, &run) &&
		    number_is_individual((struct str){ run.digits, INDIVIDUAL_DIGITS })) {
			*at = i;
			*len = run.end - i;
			return true;
		}
		i = run.first_end;
	}
	return false;
}

size_t
number_mask(struct str text, struct buf *buf)
{
	size_t done = 0, count = 0, at, len;

	while (number_find(text, done, &at, &len)) {
		buf_add(buf, str_sub(text, done, at - done));
		buf_adds(buf, NUMBER_MASK);
		done = at + len;
		count++;
	}
	buf_add(buf, str_from(text, done));
	return count;
}

struct str
number_masked(struct arena *arena, struct str text)
{
	struct buf masked = { 0 };
	size_t at, len;

	if (!number_find(text, 0, &at, &len))
		return text;
	number_mask(text, &masked);
	text = arena_str(arena, buf_str(&masked));
	buf_release(&masked);
	return text;
}
