/* SPDX-License-Identifier: Apache-2.0 */
/* The pack: what comes back is what went in, when SQL is compiled, and a pack that says what is not so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/io.h"
#include "rule/evaluate.h"
#include "rule/pack.h"
#include "rule/rule_set.h"
#include "base/banned.h"

#define HEAD                                                                                       \
	"severity: warning\ntitle: {ja: 題, en: title}\nmessage: {ja: 文, en: text}\n"           \
	"remedy: {ja: 対応, en: remedy}\nbasis: [根拠]\ntests: []\n"

/* A folder of rules, and its pack. */
struct folder {
	struct arena arena;
	struct diags diags;
	struct str dir, pack;
};

static struct str
below(struct folder *f, const char *name)
{
	return arena_printf(&f->arena, "%.*s/%s", STR_ARG(f->dir), name);
}

static void
put(struct folder *f, const char *name, const char *text)
{
	assert_true(io_write_file(below(f, name), str_of(text), &f->diags));
}

static int
make_folder(void **state)
{
	static const char *const parts[] = { "law", "access", "data", "forms", "profiles" };
	struct folder *f = calloc(1, sizeof *f);
	char dir[] = "/tmp/piacheck-pack-XXXXXX";

	assert_non_null(f);
	assert_non_null(mkdtemp(dir));
	f->dir = arena_str(&f->arena, str_of(dir));
	f->pack = arena_printf(&f->arena, "%s.pack", dir);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		assert_int_equal(mkdir(below(f, parts[i]).ptr, 0700), 0);
	put(f, "law/a.yaml", "id: law/a\n" HEAD "select: SELECT id AS item FROM item, law_name\n");
	put(f, "law/b.yaml", "id: law/b\n" HEAD "select: SELECT kind FROM source\n");
	put(f, "access/c.yaml",
	    "id: access/c\n" HEAD "detection: {a: {operation: 出力}, condition: a}\n");
	put(f, "data/d.yaml", "table: law_name\ncolumns: [a]\nrows: [[旧法]]\n");
	put(f, "forms/e.yaml", "form: '3'\n");
	put(f, "profiles/f.yaml", "profile: f\n");
	*state = f;
	return 0;
}

static int
remove_folder(void **state)
{
	struct folder *f = *state;
	static const char *const names[] = { "law/a.yaml", "law/b.yaml", "access/c.yaml",
		"data/d.yaml", "forms/e.yaml", "profiles/f.yaml", "law", "access", "data", "forms",
		"profiles", "" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		assert_int_equal(remove(below(f, names[i]).ptr), 0);
	unlink(f->pack.ptr);
	diags_release(&f->diags);
	arena_release(&f->arena);
	free(f);
	return 0;
}

static const struct rule_pack *
write_and_open(struct folder *f)
{
	assert_true(rule_pack_write(f->dir, f->pack, &f->diags));
	assert_int_equal(f->diags.count, 0);
	const struct rule_pack *pack = rule_pack_open(f->pack, f->dir, &f->arena);
	assert_non_null(pack);
	return pack;
}

static void
count_form(void *context, struct str path, const struct node *root)
{
	assert_true(str_ends(path, STR("/forms/e.yaml")));
	assert_true(str_is(node_find(root, "form")->text, "3"));
	++*(size_t *)context;
}

static void
test_same(void **state)
{
	struct folder *f = *state;
	const struct rule_pack *pack = write_and_open(f);
	struct rules of_files = { 0 }, of_pack = { 0 };
	size_t forms = 0;

	assert_true(rules_read(&of_files, &f->dir, 1, false, NULL, NULL, &f->diags));
	assert_true(rules_read(&of_pack, &f->dir, 1, false, pack, NULL, &f->diags));
	assert_int_equal(of_pack.count, 3);
	assert_int_equal(of_pack.count, of_files.count);
	assert_int_equal(of_pack.data_count, 1);
	assert_true(str_eq(of_pack.digest, of_files.digest));
	for (size_t i = 0; i < of_pack.count; i++) {
		assert_true(str_eq(of_pack.list[i].head.id, of_files.list[i].head.id));
		assert_true(str_eq(of_pack.list[i].file, of_files.list[i].file));
		assert_non_null(of_pack.list[i].reads);
		assert_null(of_files.list[i].reads);
	}
	rule_pack_each(pack, STR("forms/"), &forms, count_form);
	assert_int_equal(forms, 1);
	rules_release(&of_pack);
	/* With tests, and of another folder, the files are read. */
	assert_true(rules_read(&of_pack, &f->dir, 1, true, pack, NULL, &f->diags));
	assert_null(of_pack.list[0].reads);
	assert_non_null(of_pack.list[0].tests);
	rules_release(&of_pack);
	rules_release(&of_files);
}

/* What is known to lack its evidence is not compiled; what is run, is. */
static void
test_late(void **state)
{
	struct folder *f = *state;
	const struct rule_pack *pack = write_and_open(f);
	const struct date day = { 2026, 1, 15 };
	struct rules rules = { 0 };
	struct finding_run found = { 0 };

	assert_true(rules_read(&rules, &f->dir, 1, false, pack, NULL, &f->diags));
	struct evidence *evidence = evidence_new(&rules, day, &f->diags);
	struct rule_run run = { &rules, evidence, day, &found, &f->diags, NULL, 1, false };
	rule_run_prepare(&run);
	for (size_t i = 0; i < rules.count; i++)
		assert_null(evidence->prepared[i].statement);
	size_t a = (size_t)(rules_find(&rules, STR("law/a")) - rules.list);
	size_t b = (size_t)(rules_find(&rules, STR("law/b")) - rules.list);
	assert_true(evidence->prepared[a].per_assessment);
	assert_false(evidence->prepared[b].per_assessment);
	rule_run_rest(&run);
	assert_null(evidence->prepared[a].statement);
	assert_non_null(evidence->prepared[b].statement);
	assert_int_equal(found.no_evidence_count, 2);
	assert_int_equal(f->diags.count, 0);
	finding_run_release(&found);
	evidence_free(evidence);
	rules_release(&rules);
}

/* Made by hand: law/b is said to read nothing. It is refused, and no pass. */
static void
test_false(void **state)
{
	struct folder *f = *state;
	struct rule_pack *pack = (struct rule_pack *)write_and_open(f);
	const struct date day = { 2026, 1, 15 };
	struct rules rules = { 0 };
	struct finding_run found = { 0 };

	for (size_t i = 0; i < pack->count; i++)
		if (str_is(pack->files[i].inside, "law/b.yaml"))
			pack->files[i].reads = node_new(&f->arena, NODE_SEQUENCE, 0, 0);
	assert_true(rules_read(&rules, &f->dir, 1, false, pack, NULL, &f->diags));
	struct evidence *evidence = evidence_new(&rules, day, &f->diags);
	struct rule_run run = { &rules, evidence, day, &found, &f->diags, NULL, 1, false };
	rule_run_prepare(&run);
	rule_run_rest(&run);
	assert_int_equal(f->diags.count, 1);
	assert_int_equal(f->diags.list[0].code, DIAG_RULE_PACK);
	assert_int_equal(found.rules_passed, 0);
	finding_run_release(&found);
	evidence_free(evidence);
	rules_release(&rules);
}

/* Not of these files any more, not a pack, or a rule that is refused. */
static void
test_unused(void **state)
{
	struct folder *f = *state;

	assert_null(rule_pack_open(f->pack, f->dir, &f->arena));
	write_and_open(f);
	put(f, "law/b.yaml", "id: law/b\n" HEAD "select: SELECT kind, file FROM source\n");
	assert_null(rule_pack_open(f->pack, f->dir, &f->arena));
	write_and_open(f);
	put(f, "law/g.yaml", "id: law/g\n" HEAD "select: SELECT 1\n");
	assert_null(rule_pack_open(f->pack, f->dir, &f->arena));
	assert_int_equal(unlink(below(f, "law/g.yaml").ptr), 0);
	assert_non_null(rule_pack_open(f->pack, f->dir, &f->arena));
	assert_null(rule_pack_open(f->dir, f->dir, &f->arena));
	assert_null(rule_pack_open(below(f, "law/a.yaml"), f->dir, &f->arena));
	put(f, "law/b.yaml", "id: law/b\n" HEAD "select: SELECT kind FROM nowhere\n");
	assert_false(rule_pack_write(f->dir, f->pack, &f->diags));
	assert_int_equal(f->diags.list[0].code, DIAG_RULE_SQL_TABLE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_same, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(test_late, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(test_false, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(test_unused, make_folder, remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
