/* SPDX-License-Identifier: Apache-2.0 */
/* assess/read.c, schema.c: files through the worker, good and bad beside each other, in their order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "assess/limits.h"
#include "assess/sample.h"
#include "assess/schema.h"
#include "base/io.h"
#include "base/scope.h"
#include "base/banned.h"

#define HEAD "piacheck: assessment/1\nform: '3'\nitems:\n"
#define XML "<assessment xmlns=\"urn:piacheck:assessment:1\" form=\"3\">\n"

struct fixture {
	struct forms forms;
	char dir[64];
};

static int
setup(void **state)
{
	static struct fixture fixture;

	forms_read_all(&fixture.forms);
	snprintf(fixture.dir, sizeof fixture.dir, "/tmp/piacheck-assess-XXXXXX");
	assert_non_null(mkdtemp(fixture.dir));
	*state = &fixture;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *fixture = *state;

	forms_release(&fixture->forms);
	return rmdir(fixture->dir);
}

/* What the callback saw: "index:name " for each. */
struct seen {
	struct buf text;
};

static void
on_each(void *context, size_t index, struct assessment *assessment)
{
	struct seen *seen = context;
	const struct item *name = assess_find(assessment, STR("cover.name"));

	buf_addf(&seen->text, "%zu:%.*s ", index, STR_ARG(name == NULL ? STR("?") : name->text));
}

static struct str
put_file(const struct fixture *fixture, const char *name, struct str bytes, struct arena *arena)
{
	struct str path = arena_printf(arena, "%s/%s", fixture->dir, name);
	struct diags diags = { 0 };

	assert_true(io_write_file(path, bytes, &diags));
	diags_release(&diags);
	return path;
}

static void
remove_files(const struct str *files, size_t count, struct arena *arena)
{
	for (size_t i = 0; i < count; i++)
		unlink(arena_cstr(arena, files[i]));
}

static void
test_order(void **state)
{
	const struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct seen seen = { 0 };
	struct str files[] = {
		put_file(fixture, "a.yaml", STR(HEAD "  cover.name: a\n"), &arena),
		put_file(fixture, "b.xml", STR(XML "<item id='cover.name'>b</item></assessment>"),
		    &arena),
		arena_printf(&arena, "%s/missing.yaml", fixture->dir),
		put_file(fixture, "d.txt", STR("評価書番号\t評価書名\n"), &arena),
		put_file(fixture, "e", STR(HEAD "  cover.name: e\n  cover.nane: x\n"), &arena),
		put_file(fixture, "f",
		    STR("<?xml version=\"1.0\"?>" XML
			"<item id='cover.name'>f</item></assessment>"),
		    &arena),
		/* What says another encoding is read as what it is. */
		put_file(fixture, "g.xml",
		    STR("\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-16\"?>" XML
			"<item id='cover.name'>市&amp;町</item></assessment>"),
		    &arena),
		put_file(fixture, "h.xml",
		    STR("<?xml version=\"1.0\" encoding=\"none\"?>" XML
			"<item id='cover.name'>h</item></assessment>"),
		    &arena),
	};

	assert_false(
	    assess_read_files(files, COUNT_OF(files), &fixture->forms, on_each, &seen, &diags));
	if (diags.count != 3)
		diags_print(&diags);
	assert_string_equal(seen.text.ptr, "0:a 1:b 4:e 5:f 6:市&町 7:h ");
	assert_int_equal(diags.count, 3);
	assert_int_equal(diags_count(&diags, DIAG_FILE_OPEN), 1);
	assert_int_equal(diags_count(&diags, DIAG_ASSESS_PUBLISHED), 1);
	assert_int_equal(diags_find(&diags, DIAG_ASSESS_ITEM_UNKNOWN)->line, 5);
	remove_files(files, COUNT_OF(files), &arena);
	buf_release(&seen.text);
	diags_release(&diags);
	arena_release(&arena);
}

/* Each alone: refused, with its reason and place. */
static void
test_refused(void **state)
{
	static const struct {
		const char *name;
		struct str bytes;
		enum diag_code code;
		uint32_t line;
	} cases[] = {
		{ "a", STR_INIT(""), DIAG_FILE_EMPTY, 0 },
		{ "a.yaml", STR_INIT(""), DIAG_FILE_EMPTY, 0 },
		{ "a",
		    STR_INIT("\x7f"
			     "ELF\0\0\0"),
		    DIAG_TEXT_BINARY, 0 },
		{ "a.txt", STR_INIT("<p>評価書</p>"), DIAG_ASSESS_PUBLISHED, 0 },
		{ "a.yaml", STR_INIT("form: '3'\n"), DIAG_ASSESS_NOT, 1 },
		{ "a.xml", STR_INIT("<html/>"), DIAG_ASSESS_XML_SHAPE, 1 },
		{ "a.xml", STR_INIT("<assessment form='3'/>"), DIAG_ASSESS_XML_SHAPE, 1 },
		{ "a.xml", STR_INIT("<!DOCTYPE a [<!ENTITY x 'y'>]>" XML "</assessment>"),
		    DIAG_DOC_DOCTYPE, 1 },
		{ "a.xml", STR_INIT(XML "<item/></assessment>"), DIAG_ASSESS_XML_ATTRIBUTE, 2 },
		{ "a.xml", STR_INIT(XML "<item id='cover.no' state='red'/></assessment>"),
		    DIAG_ASSESS_XML_ATTRIBUTE, 2 },
		{ "a.xml", STR_INIT(XML "\n<item id='cover.no' line='x'/></assessment>"),
		    DIAG_ASSESS_XML_ATTRIBUTE, 3 },
		{ "a.xml", STR_INIT(XML "<item id='cover.no' lin='1'/></assessment>"),
		    DIAG_ASSESS_XML_ATTRIBUTE, 2 },
		{ "a.xml",
		    STR_INIT(XML "<item id='III.4.none'>a<mark label='b' state='checked'/></item>"
				 "</assessment>"),
		    DIAG_ASSESS_XML_SHAPE, 2 },
		{ "a.xml", STR_INIT(XML "<item id='cover.no'/>\n<source file='a'/></assessment>"),
		    DIAG_ASSESS_XML_SHAPE, 3 },
		{ "a.xml", STR_INIT(XML "<other/></assessment>"), DIAG_ASSESS_XML_SHAPE, 2 },
	};
	const struct fixture *fixture = *state;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena arena = { 0 };
		struct diags diags = { 0 };
		struct seen seen = { 0 };
		struct str file = put_file(fixture, cases[i].name, cases[i].bytes, &arena);
		bool good = assess_read_files(&file, 1, &fixture->forms, on_each, &seen, &diags);
		const struct diag *diag = diags_find(&diags, cases[i].code);

		if (good || diag == NULL || diag->line != cases[i].line || seen.text.len > 0) {
			diags_print(&diags);
			fail_msg("%.*s", STR_ARG(cases[i].bytes));
		}
		assert_true(str_eq(diag->file, file));
		remove_files(&file, 1, &arena);
		diags_release(&diags);
		arena_release(&arena);
	}
}

/* More files than are opened at once. */
static void
test_many(void **state)
{
	enum { MANY = ASSESS_OPEN_MAX * 2 + 3 };
	const struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct seen seen = { 0 };
	struct buf wanted = { 0 };
	struct str files[MANY];

	for (unsigned i = 0; i < MANY; i++) {
		char name[16];
		struct str text = arena_printf(&arena, HEAD "  cover.name: n%u\n", i);

		snprintf(name, sizeof name, "%u.yaml", i);
		files[i] = put_file(fixture, name, text, &arena);
		buf_addf(&wanted, "%u:n%u ", i, i);
	}
	assert_true(assess_read_files(files, MANY, &fixture->forms, on_each, &seen, &diags));
	assert_string_equal(seen.text.ptr, wanted.ptr);
	remove_files(files, MANY, &arena);
	buf_release(&seen.text);
	buf_release(&wanted);
	diags_release(&diags);
	arena_release(&arena);
}

static void
take(void *context, size_t index, struct assessment *assessment)
{
	struct assessment *taken = context;

	(void)index;
	*taken = *assessment;
	*assessment = (struct assessment){ 0 };
}

/* The callee may keep an assessment beyond the call. */
static void
test_taken(void **state)
{
	const struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct assessment taken = { 0 };
	struct str file = put_file(fixture, "s.yaml", str_of(sample_yaml), &arena);

	assert_true(assess_read_files(&file, 1, &fixture->forms, take, &taken, &diags));
	assert_true(str_is(assess_find(&taken, STR("cover.agency"))->text, "緑ヶ浜市長"));
	assert_true(str_eq(taken.file, file));
	assess_release(&taken);
	remove_files(&file, 1, &arena);
	diags_release(&diags);
	arena_release(&arena);
}

/* Every cut of a good document is refused or read with faults, and never a crash. */
static void
test_every_prefix(void **state)
{
	const struct fixture *fixture = *state;
	struct assessment whole;
	struct diags diags = { 0 };
	struct buf xml = { 0 };

	sample_read(&whole, DOC_YAML, str_of(sample_yaml), &fixture->forms, &diags);
	assess_write_xml(&whole, &xml);
	for (size_t n = 0; n < xml.len; n++) {
		struct arena arena = { 0 };
		const struct node *root =
		    tree_of(DOC_XML, str_sub(buf_str(&xml), 0, n), &arena, &diags);

		if (root != NULL) /* only the last line feed is missing */
			assert_int_equal(n, xml.len - 1);
		arena_release(&arena);
	}
	for (size_t n = 0; n < strlen(sample_yaml); n++) {
		struct arena arena = { 0 };
		struct assessment cut = { 0 };
		const struct node *root =
		    tree_of(DOC_YAML, str_sub(str_of(sample_yaml), 0, n), &arena, &diags);

		if (root != NULL)
			assess_from_node(&cut, root, STR("t"), &fixture->forms, &diags);
		assert_true(cut.count <= whole.count + 1);
		assess_release(&cut);
		arena_release(&arena);
	}
	assess_release(&whole);
	buf_release(&xml);
	diags_release(&diags);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_taken),
		cmocka_unit_test(test_every_prefix),
	};

	return cmocka_run_group_tests_name("assess/read", tests, setup, teardown);
}
