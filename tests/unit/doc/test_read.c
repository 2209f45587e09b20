/* SPDX-License-Identifier: Apache-2.0 */
/* doc/: many files through workers: in order, the bad ones named, the good ones read all the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/scope.h"
#include "doc/doc.h"

#include "base/banned.h"

enum { FILES = 600 };

struct got {
	size_t count;
	size_t last; /* index of the last file, to see the order */
	struct arena kept;
	struct node *root;
};

static void
on_each(void *context, struct doc *doc)
{
	struct got *got = context;
	int64_t n;

	assert_non_null(doc->root);
	assert_true(got->count == 0 || doc->input > got->last || doc->number > 0);
	assert_true(node_get_integer(node_find(doc->root, "n"), &n));
	assert_int_equal(n, doc->input * 10 + doc->number);
	got->last = doc->input;
	got->count++;
	if (doc->input == 7) {
		arena_release(&got->kept);
		got->kept = doc->arena;
		got->root = doc->root;
		doc->arena = (struct arena){ 0 };
	}
}

static void
write_text(const char *path, const char *text)
{
	struct diags diags = { 0 };

	assert_true(io_write_file(str_of(path), str_of(text), &diags));
	diags_release(&diags);
}

/* Every 100th file is wrong in its own way. */
static void
make_files(const char *dir, struct arena *arena, struct str *files)
{
	for (size_t i = 0; i < FILES; i++) {
		char text[64];

		files[i] = arena_printf(arena, "%s/%zu.yaml", dir, i);
		snprintf(text, sizeof text, "n: %zu\n---\nn: %zu\n", i * 10, i * 10 + 1);
		if (i == 100)
			continue;
		else if (i == 200)
			assert_int_equal(mkdir(files[i].ptr, 0700), 0);
		else
			write_text(files[i].ptr, i == 300 ? "" : i == 400 ? "a: [" : text);
	}
}

static void
test_many_files(void **state)
{
	static const struct {
		size_t file;
		enum diag_code code;
	} faults[] = { { 100, DIAG_FILE_OPEN }, { 200, DIAG_FILE_IS_DIRECTORY },
		{ 300, DIAG_FILE_EMPTY }, { 400, DIAG_YAML_FLOW } };
	char dir[] = "/tmp/piacheck-test-XXXXXX";
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct got got = { 0 };
	struct str *files = ARENA_ARRAY(&arena, struct str, FILES);

	(void)state;
	assert_non_null(mkdtemp(dir));
	make_files(dir, &arena, files);
	assert_false(doc_read_files(&(struct doc_reading){ .format = DOC_YAML, .multiple = true },
	    files, FILES, on_each, &got, &diags));
	assert_int_equal(got.count, 2 * (FILES - COUNT_OF(faults)));
	assert_int_equal(diags.count, COUNT_OF(faults));
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		bool found = false;

		for (size_t j = 0; j < diags.count; j++)
			found = found ||
			    (diags.list[j].code == faults[i].code &&
				str_eq(diags.list[j].file, files[faults[i].file]));
		assert_true(found);
	}
	/* What was taken over is still there. */
	assert_true(str_is(node_find(got.root, "n")->text, "71"));
	for (size_t i = 0; i < FILES; i++)
		(void)!remove(files[i].ptr);
	rmdir(dir);
	arena_release(&got.kept);
	arena_release(&arena);
	diags_release(&diags);
}

static void
test_one_file(void **state)
{
	char path[] = "/tmp/piacheck-test-XXXXXX";
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct node *root;
	struct str before;

	(void)state;
	close(mkstemp(path));
	write_text(path, "{\"a\": \"x\"}");
	before = arena_str(&arena, STR("before"));
	root = doc_read_file(DOC_JSON, str_of(path), &arena, &diags);
	assert_non_null(root);
	assert_true(str_is(node_find(root, "a")->text, "x"));
	assert_true(str_is(before, "before"));
	assert_true(str_is(arena_str(&arena, STR("behind")), "behind"));
	write_text(path, "a: 1\n---\nb: 2\n");
	assert_null(doc_read_file(DOC_YAML, str_of(path), &arena, &diags));
	assert_int_equal(diags.count, 1);
	assert_int_equal(diags.list[0].code, DIAG_DOC_MULTIPLE);
	unlink(path);
	arena_release(&arena);
	diags_release(&diags);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many_files),
		cmocka_unit_test(test_one_file),
	};

	return cmocka_run_group_tests_name("doc/read", tests, NULL, NULL);
}
