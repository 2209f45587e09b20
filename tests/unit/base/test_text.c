/* SPDX-License-Identifier: Apache-2.0 */
/* base/text.h: encodings, normalisation, what is shown, places, distances, counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/scope.h"
#include "base/text.h"

#include "base/banned.h"

static void
test_utf8_fault(void **state)
{
	static const struct {
		const char *text;
		size_t fault;
	} cases[] = {
		{ "", STR_NONE },
		{ "plain", STR_NONE },
		{ "eight888日本\xF0\xA0\xAE\xB7", STR_NONE },
		{ "\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF4\x8F\xBF\xBF", STR_NONE },
		{ "ab\x80", 2 },
		{ "12345678\xFF", 8 },
		{ "\xC0\x80", 0 }, /* overlong */
		{ "\xC1\xBF", 0 },
		{ "\xE0\x9F\xBF", 0 },
		{ "\xF0\x8F\xBF\xBF", 0 },
		{ "\xED\xA0\x80", 0 },     /* surrogate */
		{ "\xF4\x90\x80\x80", 0 }, /* beyond U+10FFFF */
		{ "\xF5\x80\x80\x80", 0 },
		{ "x\xE3\x81", 1 }, /* cut off */
		{ "x\xF0\xA0\xAE", 1 },
		{ "\xE3\x81x", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(text_utf8_fault(str_of(cases[i].text)), cases[i].fault);
}

/* Every character goes out and comes back; none of them is a fault. */
static void
test_every_character(void **state)
{
	struct buf all = { 0 };
	size_t at = 0, count = 0;

	(void)state;
	for (uint32_t c = 1; c <= 0x10FFFF; c++)
		if (c < 0xD800 || c > 0xDFFF) {
			text_put(&all, c);
			count++;
		}
	assert_int_equal(text_utf8_fault(buf_str(&all)), STR_NONE);
	assert_int_equal(text_chars(buf_str(&all)), count);
	for (uint32_t c = 1; c <= 0x10FFFF; c++)
		if (c < 0xD800 || c > 0xDFFF)
			if (text_next(buf_str(&all), &at) != c)
				fail_msg("U+%04X", (unsigned)c);
	buf_clear(&all);
	text_put(&all, 0xD800);
	text_put(&all, 0x110000);
	assert_string_equal(all.ptr, "\xEF\xBF\xBD\xEF\xBF\xBD");
	buf_release(&all);
}

static void
test_cut(void **state)
{
	const struct str text = STR("日本x");

	(void)state;
	assert_int_equal(text_cut(text, 99).len, 7);
	assert_int_equal(text_cut(text, 7).len, 7);
	assert_int_equal(text_cut(text, 6).len, 6);
	assert_int_equal(text_cut(text, 5).len, 3);
	assert_int_equal(text_cut(text, 2).len, 0);
	assert_int_equal(text_cut(text, 0).len, 0);
	assert_int_equal(text_cut(STR("\x80\x80\x80\x80\x80\x80"), 5).len, 5);
}

static const struct decode_case {
	const char *bytes, *text; /* text NULL: neither encoding */
	enum text_encoding encoding;
	size_t fault;
} decode_cases[] = {
	{ "abc", "abc", TEXT_UTF8, 0 },
	{ "日本", "日本", TEXT_UTF8, 0 },
	{ "\xEF\xBB\xBFx", "x", TEXT_UTF8, 0 },
	{ "\x93\xFA\x96\x7B", "日本", TEXT_CP932, 0 },
	{ "a\x87\x40\xFB\xFC", "a①髙", TEXT_CP932, 1 },
	{ "\xB1\xB2", "ｱｲ", TEXT_CP932, 0 },
	{ "\x81\x60\x81\x7C", "～－", TEXT_CP932, 0 }, /* Microsoft's table, not JIS's */
	{ "x\x93", NULL, TEXT_CP932, 1 },
	{ "\xEF\xBB\xBF\x93\xFA", NULL, TEXT_CP932, 3 },
	{ "\xFF\xFE", NULL, TEXT_CP932, 0 },
};

static void
test_decode(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(decode_cases); i++) {
		const struct decode_case *c = &decode_cases[i];
		struct arena arena = { 0 };
		enum text_encoding encoding;
		struct str text;
		size_t fault = 0;

		assert_int_equal(text_decode(str_of(c->bytes), &arena, &text, &encoding, &fault),
		    c->text != NULL);
		assert_int_equal(encoding, c->encoding);
		assert_int_equal(fault, c->fault);
		if (c->text != NULL)
			assert_true(str_is(text, c->text));
		arena_release(&arena);
	}
}

/* Longer than the decoder's own buffer, with characters across its bounds. */
static void
test_decode_long(void **state)
{
	struct arena arena = { 0 };
	struct buf bytes = { 0 };
	enum text_encoding encoding;
	struct str text;
	size_t fault;

	(void)state;
	buf_addc(&bytes, 'x');
	for (int i = 0; i < 20000; i++)
		buf_adds(&bytes, "\x93\xFA");
	assert_true(text_decode(buf_str(&bytes), &arena, &text, &encoding, &fault));
	assert_int_equal(text.len, 1 + 3 * 20000);
	assert_int_equal(text_utf8_fault(text), STR_NONE);
	buf_release(&bytes);
	arena_release(&arena);
}

static void
test_normal_forms(void **state)
{
	static const struct {
		const char *text, *nfkc, *kept, *key;
	} cases[] = {
		{ "plain", "plain", "plain", "plain" },
		{ "漢字かなカナ", "漢字かなカナ", "漢字かなカナ", "漢字かなカナ" },
		{ "ＡＢＣ　１２", "ABC 12", "ABC 12", "ABC12" },
		{ "ｶﾞｷﾞ", "ガギ", "ガギ", "ガギ" },
		{ "か\xE3\x82\x99", "が", "が", "が" },
		{ "㈱①⑳", "(株)120", "(株)<1><20>", "(株)<1><20>" },
		{ "リスク1⑨", "リスク19", "リスク1<9>", "リスク1<9>" },
		{ "a〜b～c", "a〜b~c", "a〜b~c", "a~b~c" },
		{ " a\t\n b\xE2\x80\x8B ", " a\t\n b\xE2\x80\x8B ", " a\t\n b\xE2\x80\x8B ", "ab" },
		{ "x\xFFy", "x\xEF\xBF\xBDy", "x\xEF\xBF\xBDy", "x\xEF\xBF\xBDy" },
		{ "", "", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena arena = { 0 };
		struct str text = str_of(cases[i].text);

		if (!str_is(text_nfkc(&arena, text, false), cases[i].nfkc) ||
		    !str_is(text_nfkc(&arena, text, true), cases[i].kept) ||
		    !str_is(text_key(&arena, text), cases[i].key))
			fail_msg("\"%s\"", cases[i].text);
		arena_release(&arena);
	}
}

static void
test_width(void **state)
{
	(void)state;
	assert_int_equal(text_width(STR("abc")), 3);
	assert_int_equal(text_width(STR("日本")), 4);
	assert_int_equal(text_width(STR("ｱｲ")), 2);
	assert_int_equal(text_width(STR("か\xE3\x82\x99")), 2);
	assert_int_equal(text_width(STR("\x1b\n")), 0);
}

static void
test_visible(void **state)
{
	static const struct {
		const char *text, *shown, *lines;
	} cases[] = {
		{ "abc 日本", "abc 日本", "abc 日本" }, { "a\nb\tc", "a b c", "a\nb c" },
		{ "\x1b[31mred", "<U+001B>[31mred", "<U+001B>[31mred" },
		{ "a\rb", "a<U+000D>b", "a<U+000D>b" },
		{ "\x7F\xC2\x9B", "<U+007F><U+009B>", "<U+007F><U+009B>" },
		{ "x\xE2\x80\xAEy", "x<U+202E>y", "x<U+202E>y" },
		{ "\xE2\x81\xA6\xE2\x80\x8B\xEF\xBB\xBF", "<U+2066><U+200B><U+FEFF>",
		    "<U+2066><U+200B><U+FEFF>" },
		{ "\xE2\x80\xA8", "<U+2028>", "<U+2028>" },
		{ "\xF3\xA0\x80\xA1", "<U+E0021>", "<U+E0021>" },
		{ "\xFF\xE3\x81", "<FF><E3><81>", "<FF><E3><81>" },
		{ "葛\xF3\xA0\x84\x80", "葛\xF3\xA0\x84\x80",
		    "葛\xF3\xA0\x84\x80" }, /* a variant of a name's character */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buf out = { 0 };

		text_visible(str_of(cases[i].text), &out);
		assert_string_equal(out.ptr, cases[i].shown);
		buf_clear(&out);
		text_visible_lines(str_of(cases[i].text), &out);
		assert_string_equal(out.ptr, cases[i].lines);
		buf_release(&out);
	}
}

static void
test_position(void **state)
{
	const struct str text = STR("ab\n日本x\n");
	static const struct {
		size_t offset;
		uint32_t line, column;
	} cases[] = { { 0, 1, 1 }, { 2, 1, 3 }, { 3, 2, 1 }, { 6, 2, 2 }, { 9, 2, 3 }, { 10, 2, 4 },
		{ 11, 3, 1 }, { 99, 3, 1 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		uint32_t line, column;

		text_position(text, cases[i].offset, &line, &column);
		assert_int_equal(line, cases[i].line);
		assert_int_equal(column, cases[i].column);
	}
}

/* Characters of one to four bytes, and bytes that are none. */
static struct str
random_text(uint32_t *seed, char *bytes, size_t most, bool broken)
{
	static const char *const pieces[] = { "a", "b", "7", "\xC3\xA9", "日", "本", "の",
		"\xEE\x80\x80", "\xED\x9F\xBF", "\xF0\xA0\x80\x8B", "\xE3\x81", "\xED\xA0\x80",
		"\xE0\x80\x80", "\xFF", "\xE6" };
	size_t len = 0;

	for (size_t n = (*seed = *seed * 1664525 + 1013904223) >> 8 & 15; n > 0; n--) {
		*seed = *seed * 1664525 + 1013904223;
		struct str piece = str_of(pieces[(*seed >> 8) % (broken ? COUNT_OF(pieces) : 10)]);

		if (len + piece.len > most)
			break;
		memcpy(bytes + len, piece.ptr, piece.len);
		len += piece.len;
	}
	return (struct str){ bytes, len };
}

/* The table of all prefixes, without any short cut. */
static size_t
plain_distance(struct str a, struct str b)
{
	size_t table[32][32], n = 1, m = 0;

	for (size_t k = 0; k <= text_chars(b); k++)
		table[0][k] = k;
	for (size_t i = 0; i < a.len; n++) {
		uint32_t c = text_next(a, &i);

		table[n][0] = n;
		m = 1;
		for (size_t k = 0; k < b.len; m++) {
			size_t change = table[n - 1][m - 1] + (text_next(b, &k) != c);
			size_t skip = 1 +
			    (table[n - 1][m] < table[n][m - 1] ? table[n - 1][m] : table[n][m - 1]);
			table[n][m] = change < skip ? change : skip;
		}
	}
	return table[n - 1][text_chars(b)];
}

static void
test_random_distances(void **state)
{
	uint32_t seed = 20260115;
	char x[64], y[64];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct str a = random_text(&seed, x, sizeof x, false);
		struct str b = random_text(&seed, y, sizeof y, false);
		size_t limit = seed >> 12 & 7, plain = plain_distance(a, b);

		assert_int_equal(text_distance(a, b, limit), plain > limit ? limit + 1 : plain);
	}
}

/* A text that begins behind another one's fault is whole again; what is no character counts one. */
static void
test_random_bytes(void **state)
{
	uint32_t seed = 7;
	char x[64];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct str text = random_text(&seed, x, sizeof x, true);
		size_t count = 0, fault = STR_NONE;

		for (size_t at = 0; at < text.len; count++) {
			size_t from = at;

			if (text_next(text, &at) == 0xFFFD && fault == STR_NONE)
				fault = from;
		}
		assert_int_equal(text_chars(text), count);
		assert_int_equal(text_utf8_fault(text), fault);
	}
}

static void
test_distance(void **state)
{
	(void)state;
	assert_int_equal(text_distance(STR("select"), STR("select"), 2), 0);
	assert_int_equal(text_distance(STR("select"), STR("selct"), 2), 1);
	assert_int_equal(text_distance(STR("kitten"), STR("sitting"), 5), 3);
	assert_int_equal(text_distance(STR("kitten"), STR("sitting"), 2), 3);
	assert_int_equal(text_distance(STR("日本"), STR("日木"), 2), 1);
	assert_int_equal(text_distance(STR(""), STR("abc"), 2), 3);
	assert_int_equal(text_distance(STR(""), STR(""), 2), 0);
}

static void
test_count(void **state)
{
	static const struct {
		const char *text;
		int64_t value; /* -1: not a number */
	} cases[] = {
		{ "0", 0 },
		{ "1234", 1234 },
		{ "１，２３４", 1234 },
		{ "1,234,567", 1234567 },
		{ "三十", 30 },
		{ "十", 10 },
		{ "二十五", 25 },
		{ "百一", 101 },
		{ "千二百", 1200 },
		{ "二千二十四", 2024 },
		{ "二〇二四", 2024 },
		{ "一万", 10000 },
		{ "3万5千", 35000 },
		{ "12億3456万7890", 1234567890 },
		{ " ３０ ", 30 },
		{ "　30　", 30 },
		{ "9223372036854775807", INT64_MAX },
		{ "", -1 },
		{ " ", -1 },
		{ "9223372036854775808", -1 },
		{ "1,23", -1 },
		{ "1,2345", -1 },
		{ ",123", -1 },
		{ "1,234,", -1 },
		{ "30人", -1 },
		{ "万", -1 },
		{ "百千", -1 },
		{ "一万二億", -1 },
		{ "1 2", -1 },
		{ "-1", -1 },
		{ "9999999999999999兆", -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int64_t value = -1;

		if (!text_parse_count(str_of(cases[i].text), &value))
			value = -1;
		if (value != cases[i].value)
			fail_msg("\"%s\" gives %lld", cases[i].text, (long long)value);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf8_fault),
		cmocka_unit_test(test_every_character),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_decode_long),
		cmocka_unit_test(test_normal_forms),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_visible),
		cmocka_unit_test(test_position),
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_random_distances),
		cmocka_unit_test(test_random_bytes),
		cmocka_unit_test(test_count),
	};

	return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
