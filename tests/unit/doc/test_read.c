/* SPDX-License-Identifier: Apache-2.0 */
/* doc/: many files through workers: in order, the bad ones named, the good ones read all the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

static void
keep_one(void *context, struct doc *doc)
{
	struct got *got = context;

	got->kept = doc->arena;
	got->root = doc->root;
	doc->arena = (struct arena){ 0 };
}

/* The key is gone wherever it stood; its value is parsed only where it cannot be told what belongs to it. */
static void
test_leave_out(void **state)
{
	static const struct {
		const char *text;
		const char *keys; /* those handed on; NULL: refused */
		const char *a;
	} cases[] = {
		{ "a: 1\ntests:\n  - x: 1\n", "a", "1" },
		{ "a: 1\ntests:\n- x: 1\n# end\n\n- y\n", "a", "1" },
		{ "a: 1\ntests:\n  - not: [parsed\n", "a", "1" },
		{ "a: 1\r\ntests:\r\n  - x: 1\r\n\r\n", "a", "1" },
		{ "a: 1\ntests:\n  - x: 1\nb: 2\n", "ab", "1" },
		{ "tests:\n  - x: 1\na: 1\n", "a", "1" },
		{ "a: 1\ntests: [x]\n", "a", "1" },
		{ "a: 1\ntestsuite:\n  - x\n", "at", "1" },
		{ "a: |\n  tests:\n   x\nb: 2\n", "ab", "tests:\n x\n" },
		{ "a: \"1\ntests:\n  2\"\n", "a", "1 tests: 2" },
		{ "a: 1\ntests:\n  - x: 1\ntests:\n  - x: 2\n", NULL, NULL },
		{ "a: 1\ntests:\n  - x: 1\n---\nb: 2\n", NULL, NULL },
		{ "a: [1\ntests:\n  - x: 1\n", NULL, NULL },
		{ "# only\ntests:\n  - x: 1\n", "", NULL },
	};
	const struct doc_reading reading = { .format = DOC_YAML, .leave_out = "tests" };
	char path[] = "/tmp/piacheck-test-XXXXXX";
	struct str file;

	(void)state;
	close(mkstemp(path));
	file = str_of(path);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct got got = { 0 };
		struct diags diags = { 0 };
		const char *keys = cases[i].keys;

		write_text(path, cases[i].text);
		assert_int_equal(
		    doc_read_files(&reading, &file, 1, keep_one, &got, &diags), keys != NULL);
		assert_int_equal(diags.count, keys == NULL);
		for (size_t k = 0; keys != NULL && k < got.root->count; k++)
			assert_int_equal(got.root->keys[k].ptr[0], keys[k]);
		if (keys != NULL)
			assert_int_equal(got.root->count, strlen(keys));
		if (cases[i].a != NULL)
			assert_true(str_is(node_find(got.root, "a")->text, cases[i].a));
		arena_release(&got.kept);
		diags_release(&diags);
	}
	unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many_files),
		cmocka_unit_test(test_one_file),
		cmocka_unit_test(test_leave_out),
	};

	return cmocka_run_group_tests_name("doc/read", tests, NULL, NULL);
}
