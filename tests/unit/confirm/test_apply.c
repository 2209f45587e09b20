/* SPDX-License-Identifier: Apache-2.0 */
/* confirm/: answers go into any form's bytes, in YAML and XML, and nothing else changes; limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "assess/sample.h"
#include "base/scope.h"
#include "confirm/confirm.h"
#include "confirm/limits.h"
#include "base/banned.h"

enum { ROUNDS = 40 };

/* A form in memory, as confirm_open makes it of a file. */
static void
open_bytes(
    struct confirm_form *form, struct str bytes, enum assess_kind kind, const struct forms *forms)
{
	struct diags diags = { 0 };

	*form = (struct confirm_form){ .file = STR("t"), .forms = forms, .kind = kind };
	buf_add(&form->bytes, bytes);
	if (!assess_read_bytes(bytes, form->file, forms, &form->assessment, &diags)) {
		diags_print(&diags);
		fail_msg("not read:\n%.*s", STR_ARG(bytes));
	}
	form->faults = diags.errors;
	diags_release(&diags);
}

static struct node *
answers_root(struct arena *arena, const struct form *form, struct node *answers)
{
	struct node *root = node_new(arena, NODE_MAP, 1, 1);

	node_put(arena, root, STR("piacheck"), node_text(arena, STR("confirm/1")));
	node_put(arena, root, STR("form"), node_text(arena, form->number));
	node_put(arena, root, STR("answers"), answers);
	return root;
}

/* --- random forms, random answers ------------------------------------------------------------ */

/* Remarks between the lines of a YAML form and behind short items, numbered; how many. */
static unsigned
with_remarks(struct random *random, struct str yaml, struct buf *out)
{
	struct str line, rest = yaml;
	unsigned count = 0;

	while (str_line(&rest, &line)) {
		bool item = line.len > 3 && str_starts(line, STR("  ")) && line.ptr[2] != ' ' &&
		    (str_starts(line, STR("  I")) || str_starts(line, STR("  V")) ||
			str_starts(line, STR("  cover")) || str_starts(line, STR("  app")));

		if (item && random_below(random, 4) == 0)
			buf_addf(out, "  # remark %u.\n", count++);
		buf_add(out, line);
		if (item && str_ends(line, STR("}")) && str_has(line, STR("{state: ")) &&
		    random_below(random, 2) == 0)
			buf_addf(out, "  # remark %u.", count++);
		buf_addc(out, '\n');
	}
	return count;
}

static void
expect_remarks(struct str bytes, unsigned count, unsigned seed)
{
	for (unsigned i = 0; i < count; i++) {
		struct buf remark = { 0 };

		buf_addf(&remark, "# remark %u.", i);
		if (!str_has(bytes, buf_str(&remark)))
			fail_msg("seed %u: %.*s is lost", seed, STR_ARG(buf_str(&remark)));
		buf_release(&remark);
	}
}

static bool
is_settled(const struct item *item)
{
	return item->state == ITEM_READ || item->state == ITEM_NONE || item->state == ITEM_BLANK;
}

static struct node *
value_of(struct arena *arena, const struct item *item)
{
	struct node *map = node_new(arena, NODE_MAP, 1, 1);

	if (item->id.item->type == FORM_MARKS && item->text.len == 0 && item->state == ITEM_READ) {
		for (size_t i = 0; i < item->id.item->mark_count; i++) {
			const struct item_mark *mark = &item->marks[i];
			struct node *pair = node_new(arena, NODE_MAP, 1, 1);

			node_put(arena, pair, STR("mark"),
			    node_text(arena,
				mark->state == MARK_CHECKED       ? STR("checked")
				    : mark->state == MARK_UNKNOWN ? STR("unknown")
								  : STR("unchecked")));
			node_put(arena, pair, STR("text"), node_text(arena, mark->text));
			node_put(arena, map, mark->mark->label, pair);
		}
		return map;
	}
	if (item->state == ITEM_READ || item->text.len > 0)
		node_put(arena, map, STR("value"), node_text(arena, item->text));
	node_put(arena, map, STR("state"),
	    node_text(arena,
		item->state == ITEM_READ       ? STR("read")
		    : item->state == ITEM_NONE ? STR("none")
					       : STR("blank")));
	return map;
}

/* From the items of another form, those that are open in this one. */
static struct node *
make_answers(struct arena *arena, const struct assessment *open, const struct assessment *other)
{
	struct node *answers = node_new(arena, NODE_MAP, 1, 1);

	for (size_t i = 0; i < other->count; i++) {
		const struct item *item = &other->items[i], *old = assess_find_id(open, &item->id);
		struct buf id = { 0 };

		if (!is_settled(item) || (old != NULL && is_settled(old)) ||
		    (old != NULL && old->state == ITEM_PROPOSED &&
			item->id.item->type == FORM_MARKS))
			continue;
		form_id_write(&item->id, &id);
		node_put(arena, answers, buf_str(&id), value_of(arena, item));
		buf_release(&id);
	}
	return answers;
}

static void
expect_item(
    const struct assessment *now, const struct item *value, const struct item *place, unsigned seed)
{
	const struct item *item = assess_find_id(now, &value->id);
	bool good = item != NULL && item->state == value->state &&
	    (item->option == NULL ? str_eq(item->text, value->text)
				  : item->option == value->option) &&
	    item->source_line == (place == NULL ? 0 : place->source_line);

	for (size_t i = 0; good && i < value->id.item->mark_count; i++)
		good = item->marks[i].state == value->marks[i].state &&
		    str_eq(item->marks[i].text, value->marks[i].text);
	if (!good) {
		struct buf id = { 0 };

		form_id_write(&value->id, &id);
		fail_msg("seed %u: %.*s", seed, STR_ARG(buf_str(&id)));
	}
}

static void
expect_answered(const struct assessment *before, const struct assessment *other,
    const struct assessment *now, const struct node *answers, unsigned seed)
{
	size_t added = 0;

	for (size_t i = 0; i < before->count; i++) {
		struct buf id = { 0 };

		form_id_write(&before->items[i].id, &id);
		if (node_find_str(answers, buf_str(&id)) == NULL)
			expect_item(now, &before->items[i], &before->items[i], seed);
		buf_release(&id);
	}
	for (size_t i = 0; i < answers->count; i++) {
		const struct item *item = assess_find(other, answers->keys[i]);
		const struct item *old = assess_find_id(before, &item->id);

		added += old == NULL;
		expect_item(now, item, old, seed);
	}
	assert_int_equal(now->count, before->count + added);
}

static void
round_of(const struct forms *forms, unsigned seed, enum assess_kind kind)
{
	struct random random = { seed };
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	const struct form *form = &forms->list[seed % forms->count];
	struct assessment first, other, answers, before = { 0 };
	struct confirm_form open;
	struct buf bytes = { 0 }, remarked = { 0 };
	unsigned remarks = 0;
	size_t confirmed;

	assert_true(assess_from_node(
	    &first, sample_random(&random, form, &arena), STR("t"), forms, &diags));
	assert_true(assess_from_node(
	    &other, sample_random(&random, form, &arena), STR("t"), forms, &diags));
	(kind == ASSESS_XML ? assess_write_xml : assess_write_yaml)(&first, &bytes);
	if (kind == ASSESS_XML)
		buf_add(&remarked, buf_str(&bytes));
	else
		remarks = with_remarks(&random, buf_str(&bytes), &remarked);
	open_bytes(&open, buf_str(&remarked), kind, forms);
	assert_true(assess_read_bytes(buf_str(&remarked), STR("t"), forms, &before, &diags));

	struct node *list = make_answers(&arena, &before, &other);
	if (!confirm_answers_from_node(
		&open, answers_root(&arena, form, list), STR("a"), &answers, &diags) ||
	    !confirm_apply(&open, &answers, &confirmed, &diags)) {
		diags_print(&diags);
		fail_msg("seed %u:\n%.*s", seed, STR_ARG(buf_str(&remarked)));
	}
	expect_answered(&before, &other, &open.assessment, list, seed);
	expect_remarks(buf_str(&open.bytes), remarks, seed);
	/* A second time it changes nothing. */
	struct str once = arena_str(&arena, buf_str(&open.bytes));
	assert_true(confirm_apply(&open, &answers, &confirmed, &diags));
	assert_int_equal(confirmed, 0);
	assert_true(str_eq(once, buf_str(&open.bytes)));

	confirm_close(&open);
	assess_release(&first);
	assess_release(&other);
	assess_release(&answers);
	assess_release(&before);
	buf_release(&bytes);
	buf_release(&remarked);
	diags_release(&diags);
	arena_release(&arena);
}

static void
test_random(void **state)
{
	for (unsigned seed = 0; seed < ROUNDS; seed++) {
		round_of(*state, seed, ASSESS_YAML);
		round_of(*state, seed, ASSESS_XML);
	}
}

/* --- boxes ----------------------------------------------------------------------------------- */

/* What II.3.2 is, and the answer; what comes of it ("紙 ○, 専用線 -"), or NULL: it contradicts. */
static void
test_boxes(void **state)
{
	static const struct {
		const char *form, *answer, *after;
		bool open;
	} cases[] = {
		{ "{state: unknown}", "{紙: checked}", "paper checked", true },
		{ "{紙: checked, 専用線: unknown}", "{専用線: checked}", "paper checked", true },
		{ "{紙: checked}", "{紙: unchecked}", NULL, true },
		{ "{紙: unchecked}", "[紙]", NULL, true },
		{ "{紙: checked}", "[紙]", "paper checked", false },
		{ "{value: {紙: checked}, state: proposed}", "=", "paper checked", true },
		{ "{value: {紙: checked}, state: proposed}", "[専用線]", "paper unchecked", false },
		{ "{value: {紙: checked}, state: proposed}", "{専用線: checked}", "paper proposed",
		    true },
		{ "なし", "[紙]", NULL, false },
		{ "''", "''", "blank", false },
		{ "{state: unknown}", "なし", "none", false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buf yaml = { 0 }, text = { 0 };
		struct arena arena = { 0 };
		struct diags diags = { 0 };
		struct confirm_form form;
		struct assessment answers;
		size_t confirmed;

		buf_addf(&yaml, "piacheck: assessment/1\nform: \"3\"\nitems:\n  II.3.2: %s\n",
		    cases[i].form);
		buf_addf(&text, "piacheck: confirm/1\nform: \"3\"\nanswers:\n  II.3.2: %s\n",
		    cases[i].answer);
		open_bytes(&form, buf_str(&yaml), ASSESS_YAML, *state);
		const struct node *root = tree_of(DOC_YAML, buf_str(&text), &arena, &diags);
		assert_true(confirm_answers_from_node(&form, root, STR("a"), &answers, &diags));
		bool good = confirm_apply(&form, &answers, &confirmed, &diags);
		if (good != (cases[i].after != NULL))
			fail_msg("case %zu", i);
		if (!good) {
			assert_int_equal(diags_count(&diags, DIAG_CONFIRM_SETTLED), 1);
			assert_true(str_eq(buf_str(&yaml), buf_str(&form.bytes)));
		} else {
			const struct item *item = assess_find(&form.assessment, STR("II.3.2"));
			const char *is = item->state == ITEM_BLANK ? "blank"
			    : item->state == ITEM_NONE             ? "none"
			    : item->state == ITEM_PROPOSED         ? "paper proposed"
			    : item->marks[0].state == MARK_CHECKED ? "paper checked"
								   : "paper unchecked";
			assert_string_equal(is, cases[i].after);

			struct confirm_question *questions;
			size_t count = confirm_questions(&form.assessment, &arena, &questions);
			bool open = false;
			for (size_t k = 0; k < count; k++)
				open |= questions[k].item == item;
			if (open != cases[i].open)
				fail_msg("case %zu: open %d", i, open);
		}
		confirm_close(&form);
		assess_release(&answers);
		buf_release(&yaml);
		buf_release(&text);
		diags_release(&diags);
		arena_release(&arena);
	}
}

/* --- limits ---------------------------------------------------------------------------------- */

static void
test_too_large(void **state)
{
	char path[] = "/tmp/piacheck-confirm-XXXXXX";
	struct diags diags = { 0 };
	struct confirm_form form;
	struct confirm_source source;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)CONFIRM_BYTES_MAX + 1), 0);
	close(fd);
	assert_false(confirm_open(&form, str_of(path), *state, &diags));
	assert_int_equal(diags_count(&diags, DIAG_FILE_TOO_LARGE), 1);
	confirm_close(&form);
	assert_false(confirm_source_open(&source, str_of(path), &diags));
	assert_int_equal(diags_count(&diags, DIAG_CONFIRM_SOURCE), 1);
	confirm_source_close(&source);
	unlink(path);
	diags_release(&diags);
}

/* A long value is cut where it is shown, not where it is kept. */
static void
test_shown(void **state)
{
	struct buf text = { 0 }, yaml = { 0 }, shown = { 0 };
	struct confirm_form form;

	for (int i = 0; i < CONFIRM_SHOWN_BYTES; i++)
		buf_adds(&text, "あ");
	buf_addf(&yaml,
	    "piacheck: assessment/1\nform: \"3\"\nitems:\n  I.1.2: {value: %s, state: proposed}\n",
	    text.ptr);
	open_bytes(&form, buf_str(&yaml), ASSESS_YAML, *state);
	confirm_write_value(&form.assessment.items[0], &shown);
	assert_int_equal(shown.len, CONFIRM_SHOWN_BYTES + strlen("…"));
	confirm_close(&form);
	buf_release(&text);
	buf_release(&yaml);
	buf_release(&shown);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_boxes),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_shown),
	};

	return cmocka_run_group_tests_name("confirm/apply", tests, forms_setup, forms_teardown);
}
