/* SPDX-License-Identifier: Apache-2.0 */
/*
 * change/compare.c, apply.c, read_json.c, table_json.c: whatever is edited in a form, the difference in JSON applied to the old
 * version is the new one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "assess/sample.h"
#include "base/io.h"
#include "base/scope.h"
#include "change/inner.h"
#include "base/banned.h"

#include <fcntl.h>
#include <unistd.h>

static struct node *
city_form(const char *name, struct arena *arena)
{
	struct diags diags = { 0 };
	struct str bytes;
	struct buf path = { 0 };
	int fd;

	buf_addf(&path, PIACHECK_DATADIR "/assessments/%s", name);
	fd = open(path.ptr, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(io_read_all(fd, 1 << 20, arena, &bytes), IO_OK);
	close(fd);
	struct node *root = tree_of(DOC_YAML, bytes, arena, &diags);
	assert_non_null(root);
	diags_release(&diags);
	buf_release(&path);
	return root;
}

static void
make(struct assessment *assessment, const struct node *root, const struct forms *forms)
{
	struct diags diags = { 0 };

	if (!assess_from_node(assessment, root, STR("t"), forms, &diags) || diags.errors > 0) {
		diags_print(&diags);
		fail();
	}
	diags_release(&diags);
}

/* ---- random edits ------------------------------------------------------------------------------------------- */

struct editing {
	struct random random;
	struct arena *arena;
	const struct form *form;
	struct node *items;
};

static struct str
some_text(struct editing *e, struct str text)
{
	static const char *const pieces[] = { "ただし、", "年1回", "を記録する。", "\n・", "保健所",
		"5", "なし", "（暗号化）", "しない" };
	struct buf edited = { 0 };

	buf_add(&edited, text);
	for (uint32_t i = 1 + random_below(&e->random, 3); i > 0; i--)
		buf_adds(&edited, pieces[random_below(&e->random, COUNT_OF(pieces))]);
	struct str result = arena_str(e->arena, buf_str(&edited));
	buf_release(&edited);
	return result;
}

static void
edit_mark(struct editing *e, struct node *boxes)
{
	size_t i = random_below(&e->random, (uint32_t)boxes->count);
	struct node *state = boxes->items[i];

	if (state->type == NODE_MAP)
		boxes->items[i] = node_text(e->arena, STR("unchecked"));
	else
		*state = *node_text(
		    e->arena, str_is(state->text, "checked") ? STR("unchecked") : STR("checked"));
}

static void
edit_value(struct editing *e)
{
	size_t i = random_below(&e->random, (uint32_t)e->items->count);
	struct node *value = e->items->items[i];
	struct form_id id;

	assert_true(form_id_parse(e->form, e->items->keys[i], &id));
	if (id.item->group == change_change_table(e->form) || id.item->is_static)
		return;
	if (value->type == NODE_MAP) {
		edit_mark(e, value);
		return;
	}
	switch (id.item->type) {
	case FORM_CHOICE:
		value->text =
		    id.item->options[random_below(&e->random, (uint32_t)id.item->option_count)]
			.text;
		break;
	case FORM_COUNT:
		value->text = arena_printf(e->arena, "%u", random_below(&e->random, 9));
		break;
	case FORM_DATE:
		value->text =
		    arena_printf(e->arena, "令和8年%u月", 1 + random_below(&e->random, 12));
		break;
	case FORM_TEXT:
	case FORM_PERIOD:
		value->text = some_text(e, value->text);
		break;
	default:
		return;
	}
	value->style = NODE_QUOTED;
}

/* "I.2.system[2].1" with another number. */
static struct str
renumbered(struct editing *e, struct str key, unsigned n)
{
	struct form_id id;
	struct buf text = { 0 };

	assert_true(form_id_parse(e->form, key, &id));
	id.instance = n;
	form_id_write(&id, &text);
	struct str result = arena_str(e->arena, buf_str(&text));
	buf_release(&text);
	return result;
}

static bool
is_of_group(struct editing *e, size_t i, struct str group, struct form_id *id)
{
	return form_id_parse(e->form, e->items->keys[i], id) && id->item->group != NULL &&
	    str_eq(id->item->group->def, group);
}

/* All numbers of a group get a new order: systems, contractors, 記録項目. */
static void
shuffle(struct editing *e, struct str group)
{
	unsigned numbers[64], last = 0;
	struct form_id id;

	for (size_t i = 0; i < e->items->count; i++)
		if (is_of_group(e, i, group, &id) && id.instance > last)
			last = id.instance;
	for (unsigned n = 1; n <= last; n++)
		numbers[n] = n;
	for (unsigned n = last; n > 1; n--) {
		unsigned other = 1 + random_below(&e->random, n), kept = numbers[n];

		numbers[n] = numbers[other];
		numbers[other] = kept;
	}
	for (size_t i = 0; i < e->items->count; i++)
		if (is_of_group(e, i, group, &id))
			e->items->keys[i] = renumbered(e, e->items->keys[i], numbers[id.instance]);
}

/* The last of a group goes; or a new one, called otherwise, comes behind it. */
static void
drop_or_add(struct editing *e, struct str group)
{
	unsigned last = 0;
	struct form_id id;
	size_t count = e->items->count;
	bool add = random_below(&e->random, 2) == 0;

	for (size_t i = 0; i < count; i++)
		if (is_of_group(e, i, group, &id) && id.instance > last)
			last = id.instance;
	if (last == 0 || (add && last >= 15) || (!add && last == 1))
		return;
	for (size_t i = 0; i < count; i++) {
		if (!is_of_group(e, i, group, &id) || id.instance != last)
			continue;
		if (!add) {
			node_drop(e->items, arena_cstr(e->arena, e->items->keys[i]));
			i--, count--;
			continue;
		}
		struct node *copy = ARENA_NEW(e->arena, struct node);
		*copy = *e->items->items[i];
		if (copy->type == NODE_SCALAR && form_type_is_text(id.item->type) &&
		    copy->text.len > 0)
			copy->text = arena_printf(e->arena, "別の%u%.*s",
			    random_below(&e->random, 100000), STR_ARG(copy->text));
		node_put(e->arena, e->items, renumbered(e, e->items->keys[i], last + 1), copy);
	}
}

static void
edit(struct editing *e)
{
	static const char *const groups[] = { "I.2.system[]", "II.4.delegation[]",
		"II.5.provision[]", NULL };
	const char *name = groups[random_below(&e->random, COUNT_OF(groups))];
	struct str group = name != NULL ? str_of(name) : change_record_table(e->form)->def;

	switch (random_below(&e->random, 6)) {
	case 0:
		shuffle(e, group);
		break;
	case 1:
		drop_or_add(e, group);
		break;
	default:
		edit_value(e);
		break;
	}
}

/* ---- there and back ------------------------------------------------------------------------------------------ */

/* What a table cannot tell: a blank of a new group, the form's own table and 公表日, what the form prints. */
static bool
is_told(const struct item *item, const struct form *form)
{
	return item->id.item->group != change_change_table(form) && !item->id.item->is_static &&
	    !str_is(item->id.item->question, "cover.published") && item->state != ITEM_BLANK;
}

static void
expect_all(const struct assessment *a, const struct assessment *b, const char *what, unsigned seed)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct item *item = &a->items[i], *other = assess_find_id(b, &item->id);
		struct buf id = { 0 };

		if (!is_told(item, a->form) ||
		    (other != NULL && change_equal(item, other) == EQUAL_EXACTLY))
			continue;
		form_id_write(&item->id, &id);
		fail_msg("seed %u: %s: %s", seed, what, id.ptr);
	}
}

static void
there_and_back(const struct assessment *old, const struct assessment *new,
    const struct forms *forms, unsigned seed)
{
	struct change_list changes, read = { 0 }, none;
	struct assessment result = { 0 };
	struct diags diags = { 0 };
	struct arena arena = { 0 };
	struct buf json = { 0 };

	assert_true(change_compare(old, new, (struct date){ 0 }, &changes, &diags));
	change_format_find(STR("json"))->write(&changes, LANG_JA, false, &json);
	struct node *root = tree_of(DOC_JSON, buf_str(&json), &arena, &diags);
	if (root == NULL || !change_read_json(root, STR("d"), old, &read, &diags) ||
	    !change_apply(old, &read, false, forms, &result, &diags)) {
		diags_print(&diags);
		fail_msg("seed %u: not applied\n%.*s", seed, STR_ARG(buf_str(&json)));
	}
	expect_all(new, &result, "missing in the result", seed);
	expect_all(&result, new, "only in the result", seed);
	assert_true(change_compare(new, &result, (struct date){ 0 }, &none, &diags));
	for (size_t i = 0; i < none.count; i++)
		if (change_is_row(&none.list[i]))
			fail_msg("seed %u: %.*s", seed, STR_ARG(none.list[i].item));
	change_list_release(&none);
	change_list_release(&changes);
	change_list_release(&read);
	assess_release(&result);
	diags_release(&diags);
	arena_release(&arena);
	buf_release(&json);
}

static void
test_random_edits(void **state)
{
	static const char *const names[] = { "good/12-health.yaml", "good/03-vaccination.yaml",
		"history/12-health.yaml" };

	for (unsigned seed = 0; seed < 90; seed++) {
		struct arena arena = { 0 }, edited = { 0 };
		const char *name = names[seed % COUNT_OF(names)];
		struct node *before = city_form(name, &arena), *after = city_form(name, &edited);
		struct assessment old = { 0 }, new = { 0 };

		make(&old, before, *state);
		struct editing e = { { seed }, &edited, old.form, node_find(after, "items") };
		for (uint32_t n = 1 + random_below(&e.random, 12); n > 0; n--)
			edit(&e);
		make(&new, after, *state);
		there_and_back(&old, &new, *state, seed);
		there_and_back(&new, &old, *state, seed);
		assess_release(&old);
		assess_release(&new);
		arena_release(&arena);
		arena_release(&edited);
	}
}

/* The rows that an assessment's own table has behind the first `from`, each as date, item, before, after, timing, reason. */
static void
expect_own_table(const struct assessment *old, const struct assessment *new)
{
	static const char *const cells[] = { "item", "before", "after", "timing", "reason" };
	const struct form_item *table = change_change_table(new->form);
	unsigned row = change_last_row(old, change_change_table(old->form), 1);
	unsigned last = change_last_row(new, table, 1);
	struct change_list changes;
	struct diags diags = { 0 };
	struct arena arena = { 0 };

	assert_true(last > row);
	assert_true(change_compare(old, new, (struct date){ 0 }, &changes, &diags));
	for (size_t i = 0; i < changes.count; i++) {
		const struct change *change = &changes.list[i];
		const struct str texts[] = { change->item, change->before, change->after,
			change->timing, change->reason };

		if (!change_is_row(change))
			continue;
		row++;
		for (size_t k = 0; k < COUNT_OF(cells); k++)
			if (!str_eq(change_value(&arena, change_cell(new, table, 1, row, cells[k])),
				texts[k]))
				fail_msg("row %u, %s: %.*s", row, cells[k], STR_ARG(texts[k]));
		const struct item *date = change_cell(new, table, 1, row, "date");
		assert_int_equal(date_cmp(date->date, changes.date), 0);
	}
	assert_int_equal(row, last);
	change_list_release(&changes);
	arena_release(&arena);
}

/* The newer versions of the fictional city carry the table that the comparison makes. */
static void
test_city(void **state)
{
	static const char *const names[] = { "12-health.yaml", "03-vaccination.yaml" };

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct arena arena = { 0 };
		struct assessment old = { 0 }, new = { 0 };

		make(
		    &old, city_form(arena_printf(&arena, "good/%s", names[i]).ptr, &arena), *state);
		make(&new, city_form(arena_printf(&arena, "history/%s", names[i]).ptr, &arena),
		    *state);
		expect_own_table(&old, &new);
		assess_release(&old);
		assess_release(&new);
		arena_release(&arena);
	}
}

/* Random forms of texts that writers stumble over, with unknown and proposed values: no fault, and what is applied is sure. */
static void
test_random_forms(void **state)
{
	const struct forms *forms = *state;

	for (unsigned seed = 0; seed < 60; seed++) {
		struct random random = { seed + 1000 };
		struct arena arena = { 0 };
		struct diags diags = { 0 };
		struct assessment old = { 0 }, new = { 0 };
		const struct form *form = &forms->list[seed % forms->count];
		struct change_list changes;
		struct buf out = { 0 };

		if (assess_from_node(
			&old, sample_random(&random, form, &arena), STR("a"), forms, &diags) &&
		    assess_from_node(
			&new, sample_random(&random, form, &arena), STR("b"), forms, &diags)) {
			static const char *const formats[] = { "text", "md", "csv", "html",
				"json" };

			assert_true(
			    change_compare(&old, &new, (struct date){ 0 }, &changes, &diags));
			for (size_t i = 0; i < COUNT_OF(formats); i++)
				change_format_find(str_of(formats[i]))
				    ->write(&changes, LANG_EN, true, &out);
			change_list_release(&changes);
		}
		assess_release(&old);
		assess_release(&new);
		diags_release(&diags);
		arena_release(&arena);
		buf_release(&out);
	}
}

/* Another old version than the one that the difference was made from, and what is no difference. */
static void
test_refused(void **state)
{
	static const char *const texts[] = {
		"{}",
		"{\"schema\": \"piacheck/diff/2\", \"form\": \"3\", \"rows\": []}",
		"{\"schema\": \"piacheck/diff/1\", \"form\": \"4\", \"rows\": []}",
		"{\"schema\": \"piacheck/diff/1\", \"form\": \"3\", \"rows\": [1]}",
		"{\"schema\": \"piacheck/diff/1\", \"form\": \"3\", \"rows\": [{\"kind\": "
		"\"value\", "
		"\"old_id\": \"I.9\", \"new_id\": \"I.9\"}]}",
		"{\"schema\": \"piacheck/diff/1\", \"form\": \"3\", \"rows\": [{\"kind\": "
		"\"value\", "
		"\"old_id\": \"I\", \"new_id\": \"I\"}]}",
		"{\"schema\": \"piacheck/diff/1\", \"form\": \"3\", \"rows\": [{\"kind\": "
		"\"value\", "
		"\"old_id\": \"I.1.1\", \"new_id\": \"I.1.1\", \"before\": \"別の事務\", "
		"\"after\": \"x\"}]}",
		"{\"schema\": \"piacheck/diff/1\", \"form\": \"3\", \"rows\": [{\"kind\": "
		"\"added\", "
		"\"new_id\": \"II.3.1\", \"before\": \"\", \"after\": \"[○]ない欄\"}]}",
		"{\"schema\": \"piacheck/diff/1\", \"form\": \"3\", \"rows\": [{\"kind\": "
		"\"records\", "
		"\"new_id\": \"I.1.1\", \"records\": []}]}",
		"{\"schema\": \"piacheck/diff/1\", \"form\": \"3\", \"rows\": [{\"kind\": "
		"\"records\", "
		"\"new_id\": \"app1.record[1]\", \"records\": [[\"a\"]]}]}",
	};
	struct arena arena = { 0 };
	struct assessment old = { 0 };

	make(&old, city_form("good/12-health.yaml", &arena), *state);
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct diags diags = { 0 };
		struct change_list changes = { 0 };
		struct assessment result = { 0 };
		struct node *root = tree_of(DOC_JSON, str_of(texts[i]), &arena, &diags);

		assert_non_null(root);
		if (change_read_json(root, STR("d"), &old, &changes, &diags) &&
		    change_apply(&old, &changes, false, *state, &result, &diags))
			fail_msg("taken: %s", texts[i]);
		assert_true(diags.errors > 0);
		change_list_release(&changes);
		assess_release(&result);
		diags_release(&diags);
	}
	assess_release(&old);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_edits),
		cmocka_unit_test(test_city),
		cmocka_unit_test(test_random_forms),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests_name("change/apply", tests, forms_setup, forms_teardown);
}
