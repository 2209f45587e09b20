/* SPDX-License-Identifier: Apache-2.0 */
/* base/passage.h: sentences, their normal form, shingles in writing, differences, and finding the nearest of many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/passage.h"
#include "base/scope.h"
#include "base/text.h"

#include "base/banned.h"

static const char model[] = "貸出の記録は、利用者が本を返した日に自動で消去することにより、読書の秘"
			    "密を守る仕組みになっている。";

static struct passage
read_one(struct arena *arena, const char *text)
{
	struct str rest = str_of(text);
	struct passage passage;

	assert_true(passage_next(&rest, arena, &passage));
	return passage;
}

static void
test_normal_form(void **state)
{
	static const char *const same[] = {
		"貸出の記録は，利用者が本を返した日に自動で消去することにより，読書の秘密を守る仕組"
		"みになっている",
		"① "
		"貸出の記録は、利用者が本を返した日に、自動で消去することにより「読書の秘密」を守る"
		"仕組みになっている",
		"１．貸出の記録は、利用者が "
		"本を返した日に自動で消去することにより、読書の\t秘密を守る仕組みになっている",
		"(3)"
		"貸出の記録は、利用者が本を返した日に自動で消去することにより、読書の秘密を守る仕組"
		"みになっている。",
	};
	struct arena arena = { 0 };
	struct passage a = read_one(&arena, model);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(same); i++) {
		struct passage b = read_one(&arena, same[i]);
		size_t differences;

		assert_int_equal(
		    passage_compare(&b, a.shingles, a.shingle_count, NULL, 0, &differences), 1000);
		assert_int_equal(differences, 0);
	}
	arena_release(&arena);
}

static void
test_sentences(void **state)
{
	struct arena arena = { 0 };
	struct str rest = STR(
	    "＜図書館における措置＞貸出の記録は、利用者が本を返した日に自動で消去する。短い文。\n"
	    "書庫に入る者の名と時刻を記録し、五年の間保存することとしている");
	struct passage passage;

	(void)state;
	assert_true(passage_next(&rest, &arena, &passage));
	assert_true(str_is(passage.text, "貸出の記録は、利用者が本を返した日に自動で消去する"));
	assert_true(passage_next(&rest, &arena, &passage));
	assert_true(str_starts(passage.text, STR("書庫に入る")));
	assert_false(passage_next(&rest, &arena, &passage));
	arena_release(&arena);
}

static void
test_differences(void **state)
{
	static const struct {
		const char *text, *here;
		size_t known_letters, count;
	} cases[] = {
		{ "貸出の記録は、利用者が本を返した日に自動消去することにより、読書の秘密を守る仕組"
		  "みになっている",
		    "", 1, 1 },
		{ "貸出の記録は、利用者が本を返した日に自動で削除することにより、読書の秘密を守る仕"
		  "組みになっている",
		    "削除", 2, 1 },
		{ "貸出の記録は、利用者が本を返した日にには自動で消去することにより、読書の秘密を守"
		  "る仕組みになっている",
		    "には", 0, 1 },
		{ "貸出の記録は、利用者が本を返した日に自動で消去することにより、読書の秘密を守る仕"
		  "組",
		    "", 7, 1 },
		{ "貸出記録は、利用者が本を返した日に自動で消去することにより、読書の秘密を守る仕組"
		  "みとなっている",
		    "貸出", 3, 2 },
	};
	struct arena arena = { 0 };
	struct passage known = read_one(&arena, model);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct passage_difference list[2] = { 0 };
		struct passage passage = read_one(&arena, cases[i].text);
		size_t count;
		unsigned same = passage_compare(
		    &passage, known.shingles, known.shingle_count, list, COUNT_OF(list), &count);

		print_message("  %s: %u\n", cases[i].text, same);
		assert_in_range(same, 500, 999);
		assert_int_equal(count, cases[i].count);
		if (!str_eq(list[0].here, str_of(cases[i].here)))
			fail_msg("here: %.*s", STR_ARG(list[0].here));
		assert_int_equal(list[0].known_letters, cases[i].known_letters);
	}
	arena_release(&arena);
}

static void
test_writing(void **state)
{
	struct arena arena = { 0 };
	struct passage passage = read_one(&arena, model);
	struct buf text = { 0 };
	uint32_t *shingles;
	size_t count;

	(void)state;
	passage_write(passage.shingles, passage.shingle_count, &text);
	assert_true(passage_parse(buf_str(&text), &arena, &shingles, &count));
	assert_int_equal(count, passage.shingle_count);
	assert_memory_equal(shingles, passage.shingles, count * sizeof *shingles);
	assert_false(passage_parse(STR("AAA"), &arena, &shingles, &count));
	assert_false(passage_parse(STR("AA=A"), &arena, &shingles, &count));
	assert_false(passage_parse(STR(""), &arena, &shingles, &count));
	buf_release(&text);
	arena_release(&arena);
}

/* The last of several that are equally near; none when nothing is shared. */
static void
test_library(void **state)
{
	struct arena arena = { 0 };
	struct passage a = read_one(&arena, model);
	struct passage b =
	    read_one(&arena, "書庫に入る者の名と時刻を記録し、五年の間保存することとしている");
	struct passage other =
	    read_one(&arena, "窓口では、身分を証する書類の提示を受けて本人であることを確かめる");
	struct passage_known list[] = { { a.shingles, a.shingle_count },
		{ b.shingles, b.shingle_count }, { a.shingles, a.shingle_count } };
	struct passage_library library;

	(void)state;
	passage_library_init(&library, list, COUNT_OF(list));
	assert_int_equal(passage_library_find(&library, &a), 2);
	assert_int_equal(passage_library_find(&library, &b), 1);
	assert_true(passage_library_find(&library, &other) == SIZE_MAX);
	passage_library_release(&library);
	passage_library_init(&library, NULL, 0);
	assert_true(passage_library_find(&library, &a) == SIZE_MAX);
	passage_library_release(&library);
	arena_release(&arena);
}

/* A sentence longer than the limit is cut there. */
static void
test_limit(void **state)
{
	struct arena arena = { 0 };
	struct buf text = { 0 };

	(void)state;
	for (size_t i = 0; i < PASSAGE_LETTERS_MAX + 100; i++)
		buf_adds(&text, i % 2 == 0 ? "本" : "館");
	struct passage passage = read_one(&arena, text.ptr);
	assert_int_equal(passage.count, PASSAGE_LETTERS_MAX);
	buf_release(&text);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_normal_form),
		cmocka_unit_test(test_sentences),
		cmocka_unit_test(test_differences),
		cmocka_unit_test(test_writing),
		cmocka_unit_test(test_library),
		cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
