/* SPDX-License-Identifier: Apache-2.0 */
/* base/doc_place.h: a place in words, in both languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/doc_place.h"
#include "base/scope.h"
#include "base/banned.h"

static const struct words_case {
	const char *file;
	uint32_t line;
	struct doc_place place;
	const char *ja, *en;
} cases[] = {
	{ "a.txt", 12, { 0 }, "a.txt:12", "a.txt:12" },
	{ "a.txt", 0, { 0 }, "a.txt", "a.txt" },
	{ "", 12, { .page = 3 }, "", "" },
	{ "a.pdf", 12, { .page = 3 }, "a.pdf: 3ページ 12行", "a.pdf: page 3, row 12" },
	{ "a.pdf", 0, { .page = 3 }, "a.pdf: 3ページ", "a.pdf: page 3" },
	{ "a.xlsx", 12, { .sheet = STR_INIT("Ⅱ") }, "a.xlsx: シート「Ⅱ」 12行",
	    "a.xlsx: sheet \"Ⅱ\", row 12" },
	{ "a.xlsx", 12, { .sheet = STR_INIT("Ⅱ\033"), .cell = STR_INIT("C12") },
	    "a.xlsx: シート「Ⅱ<U+001B>」 C12", "a.xlsx: sheet \"Ⅱ<U+001B>\", C12" },
};

static void
test_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		for (int lang = LANG_JA; lang <= LANG_EN; lang++) {
			struct buf out = { 0 };
			const char *wanted = lang == LANG_JA ? cases[i].ja : cases[i].en;

			doc_place_write(str_of(cases[i].file), cases[i].line, &cases[i].place,
			    (enum lang)lang, &out);
			if (!str_is(buf_str(&out), wanted))
				fail_msg("%.*s, not %s", STR_ARG(buf_str(&out)), wanted);
			buf_release(&out);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests_name("base/doc_place", tests, NULL, NULL);
}
