/* SPDX-License-Identifier: Apache-2.0 */
/* base/arena.h and base/buf.h: memory that is aligned, zeroed, moved whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdalign.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

#include "base/banned.h"

static void
test_alloc(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t size = 0; size < 10000; size += 37) {
		unsigned char *p = arena_alloc(&arena, size, 1);

		assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xAA, size);
	}
	assert_true(arena.used_bytes > 0);
	arena_release(&arena);
	assert_int_equal(arena.used_bytes, 0);
}

static void
test_texts(void **state)
{
	struct arena arena = { 0 };
	struct str copy = arena_str(&arena, STR("abc")), joined;

	(void)state;
	assert_string_equal(copy.ptr, "abc");
	assert_string_equal(arena_cstr(&arena, (struct str){ 0 }), "");
	assert_string_equal(arena_printf(&arena, "%d-%s", 7, "x").ptr, "7-x");
	joined = arena_join(&arena, copy, STR("d"));
	assert_string_equal(joined.ptr, "abcd");
	assert_int_equal(joined.len, 4);
	arena_release(&arena);
}

/* What moved over stays, and both go on. */
static void
test_adopt(void **state)
{
	struct arena a = { 0 }, b = { 0 }, empty = { 0 };
	struct str one, two;

	(void)state;
	two = arena_str(&b, STR("two"));
	arena_alloc(&b, 1 << 16, 1);
	arena_adopt(&a, &b);
	assert_null(b.first);
	one = arena_str(&a, STR("one"));
	arena_adopt(&a, &empty);
	arena_str(&b, STR("new"));
	arena_adopt(&a, &b);
	assert_true(str_is(two, "two"));
	assert_true(str_is(one, "one"));
	assert_true(str_is(arena_str(&a, STR("three")), "three"));
	arena_release(&a);
	arena_release(&b);
}

static void
test_buf(void **state)
{
	struct buf buf = { 0 };

	(void)state;
	assert_int_equal(buf_str(&buf).len, 0);
	for (int i = 0; i < 1000; i++)
		buf_addf(&buf, "%d,", i);
	assert_int_equal(buf.len, 10 * 2 + 90 * 3 + 900 * 4);
	assert_int_equal(strlen(buf.ptr), buf.len);
	buf_clear(&buf);
	assert_string_equal(buf.ptr, "");
	buf_addc(&buf, 'x');
	buf_add(&buf, (struct str){ 0 });
	buf_adds(&buf, "y");
	assert_string_equal(buf.ptr, "xy");
	buf_release(&buf);
	assert_null(buf.ptr);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alloc),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_adopt),
		cmocka_unit_test(test_buf),
	};

	return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
