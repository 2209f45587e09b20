/* SPDX-License-Identifier: Apache-2.0 */
/* import/arrival.h: pages are counted however the pipe cuts the stream; of anything else the bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "import/arrival.h"
#include "base/scope.h"
#include "base/banned.h"

struct told {
	struct progress_step last;
	size_t times;
};

static void
on_progress(void *context, const struct progress_step *step)
{
	struct told *told = context;

	told->last = *step;
	told->times++;
}

/* So many bytes more each time. */
static struct told
listen(struct str text, size_t piece)
{
	struct told told = { 0 };
	struct sink sink = { .context = &told, .progress = on_progress };
	struct arrival arrival = { .sink = &sink };

	for (size_t len = piece; len < text.len + piece; len += piece)
		arrival_listen(&arrival, str_sub(text, 0, len));
	return told;
}

static void
test_pages(void **state)
{
	static const struct str stream = STR_INIT("%piacheck-pdf\npiacheck-pdf 1\npages 3\n"
						  "page 10 10\nt 0 0 1 1 page\npage 10 10\n"
						  "page 10 10\nend 3\n");

	(void)state;
	for (size_t piece = 1; piece <= stream.len; piece++) {
		struct told told = listen(stream, piece);

		assert_int_equal(told.last.unit, PROGRESS_PAGES);
		assert_int_equal(told.last.done, 2);
		assert_int_equal(told.last.total, 3);
		/* Before its first line is whole nobody knows what it is. */
		assert_true(told.times <=
		    (piece < sizeof "%piacheck-pdf" ? 3 + sizeof "%piacheck-pdf" : 3));
	}
}

static void
test_bytes(void **state)
{
	struct told told = listen(STR("page 1\npage 2\n"), 7);

	(void)state;
	assert_int_equal(told.last.unit, PROGRESS_BYTES);
	assert_int_equal(told.last.done, 14);
	assert_int_equal(told.last.total, 0);
	assert_int_equal(told.times, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_bytes),
	};

	return cmocka_run_group_tests_name("import/arrival", tests, NULL, NULL);
}
