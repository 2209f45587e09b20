/* SPDX-License-Identifier: Apache-2.0 */
/* form/id.c: every kind of id, right and wrong; order; the nearest known one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/scope.h"
#include "form/forms.h"
#include "base/banned.h"

static void
test_parse(void **state)
{
	static const struct {
		const char *id, *normal; /* NULL: not an id */
	} cases[] = {
		{ "I.1.1", "I.1.1" },
		{ "II.4.delegation[2].4", "II.4.delegation[2].4" },
		{ "II@2.4.delegation[1].4", "II@2.4.delegation[1].4" },
		{ "II@1.1", "II.1" },
		{ "app1@3.record[5000].name", "app1@3.record[5000].name" },
		{ "II.4.delegation[20].name", "II.4.delegation[20].name" },
		{ "II@100.1", "II@100.1" },
		{ "II.4.delegation[21].name", NULL },
		{ "app1.record[5001].name", NULL },
		{ "II@101.1", NULL },
		{ "II@0.1", NULL },
		{ "II@.1", NULL },
		{ "II@2", "II@2" },
		{ "II@02.1", NULL },
		{ "II@2x.1", NULL },
		{ "II.4@2.has", NULL },
		{ "I@2.1.1", NULL },
		{ "II.4.delegation[].4", NULL },
		{ "II.4.delegation[0].4", NULL },
		{ "II.4.delegation[01].4", NULL },
		{ "II.4.delegation[-1].4", NULL },
		{ "II.4.delegation[1", NULL },
		{ "II.4.delegation[99999999999999999999].4", NULL },
		{ "II.4.delegation[1].4[1]", NULL },
		{ "II.4.delegation.4", NULL },
		{ "I.1.1[1]", NULL },
		{ "I.1.1.", NULL },
		{ "I.1.9", NULL },
		{ "", NULL },
		{ "[", NULL },
		{ "@", NULL },
		{ "@1", NULL },
		{ "Ⅱ.1", NULL },
	};
	const struct form *form = forms_find(*state, STR("3"), (struct str){ 0 });

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct form_id id;
		struct buf text = { 0 };
		bool good = form_id_parse(form, str_of(cases[i].id), &id);

		if (good != (cases[i].normal != NULL))
			fail_msg("%s", cases[i].id);
		if (good) {
			form_id_write(&id, &text);
			assert_string_equal(text.ptr, cases[i].normal);
		}
		buf_release(&text);
	}
}

/* Each item's id, written and read; each cut of it is no fault of memory, and never the same item. */
static void
test_every_item(void **state)
{
	const struct forms *forms = *state;

	for (size_t f = 0; f < forms->count; f++)
		for (size_t i = 0; i < forms->list[f].count; i++) {
			const struct form_item *item = &forms->list[f].items[i];
			struct form_id id = { item, item->per_file ? 7 : 1, item->group != NULL };
			struct form_id again;
			struct buf text = { 0 };

			form_id_write(&id, &text);
			assert_true(form_id_parse(&forms->list[f], buf_str(&text), &again));
			assert_int_equal(form_id_cmp(&id, &again), 0);
			for (size_t n = 0; n < text.len; n++)
				if (form_id_parse(
					&forms->list[f], str_sub(buf_str(&text), 0, n), &again))
					assert_true(form_id_cmp(&id, &again) != 0);
			buf_release(&text);
		}
}

/* As on paper: each file's Ⅱ as a whole, each 委託事項 as a whole. */
static void
test_order(void **state)
{
	static const char *const ids[] = { "cover.no", "I.1.1", "I.2.system[1].1",
		"I.2.system[1].3", "I.2.system[2].1", "I.3", "II.1", "II.4.has",
		"II.4.delegation[1].name", "II.4.delegation[1].6", "II.4.delegation[2].name",
		"II.4.delegation[10].name", "II.5.has", "II@2.1", "II@2.4.delegation[1].name",
		"app1.record[2].name", "app1@2.record[1].name", "III.1", "III@2.1", "IV.1.1",
		"app2.change[1].date" };
	const struct form *form = forms_find(*state, STR("3"), (struct str){ 0 });
	struct form_id parsed[COUNT_OF(ids)];

	for (size_t i = 0; i < COUNT_OF(ids); i++)
		assert_true(form_id_parse(form, str_of(ids[i]), &parsed[i]));
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		for (size_t j = 0; j < COUNT_OF(ids); j++) {
			int c = form_id_cmp(&parsed[i], &parsed[j]);

			assert_true(i < j ? c < 0 : i > j ? c > 0 : c == 0);
		}
}

static void
test_nearest(void **state)
{
	static const struct {
		const char *id, *nearest;
	} cases[] = {
		{ "cover.nam", "cover.name" },
		{ "cover.pubilshed", "cover.published" },
		{ "II.4.delegatoin[3].4", "II.4.delegation[].4" },
		{ "II@2.4.delegation[3].4x", "II.4.delegation[].4" },
		{ "III.3.risk2.autn", "III.3.risk2.auth" },
		{ "nothing.at.all.like.it", "" },
		{ "", "" },
	};
	const struct form *form = forms_find(*state, STR("3"), (struct str){ 0 });

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct str nearest = form_nearest(form, str_of(cases[i].id));

		if (!str_is(nearest, cases[i].nearest))
			fail_msg("%s gives %.*s", cases[i].id, STR_ARG(nearest));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_every_item),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_nearest),
	};

	return cmocka_run_group_tests_name("form/id", tests, forms_setup, forms_teardown);
}
