/* SPDX-License-Identifier: Apache-2.0 */
/* assess/write_yaml.c, write_xml.c, from_xml.c: YAML and XML say the same, both ways, whatever the texts are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "assess/sample.h"
#include "assess/schema.h"
#include "base/scope.h"
#include "support/sinks.h"
#include "base/banned.h"

enum { ROUNDS = 150 };

static void
expect_same(
    const struct assessment *a, const struct assessment *b, struct str written, unsigned seed)
{
	struct arena arena = { 0 };
	struct str difference = sample_difference(a, b, &arena);

	if (difference.len > 0)
		fail_msg("seed %u: %.*s\n%.*s", seed, STR_ARG(difference), STR_ARG(written));
	arena_release(&arena);
}

static void
expect_no_fault(const struct diags *diags, unsigned seed)
{
	if (diags->count == 0)
		return;
	diags_print(diags);
	fail_msg("seed %u", seed);
}

/* Writes, reads, compares; and what was read writes the same bytes. */
static void
round_trip(const struct assessment *first, enum doc_format format, const struct forms *forms,
    struct assessment *second, unsigned seed)
{
	void (*write)(const struct assessment *, struct buf *) =
	    format == DOC_XML ? assess_write_xml : assess_write_yaml;
	struct buf once = { 0 }, again = { 0 };
	struct diags diags = { 0 };
	struct sink sink = sink_keeping_diags(&diags);

	write(first, &once);
	sample_read(second, format, buf_str(&once), forms, &diags);
	if (format == DOC_XML)
		assert_true(schema_check(buf_str(&once), STR("t"), &sink));
	expect_no_fault(&diags, seed);
	expect_same(first, second, buf_str(&once), seed);
	write(second, &again);
	assert_true(str_eq(buf_str(&once), buf_str(&again)));
	buf_release(&once);
	buf_release(&again);
	diags_release(&diags);
}

static void
test_random(void **state)
{
	const struct forms *forms = *state;

	for (unsigned seed = 0; seed < ROUNDS; seed++) {
		struct random random = { seed };
		struct arena arena = { 0 };
		struct diags diags = { 0 };
		struct assessment first, yaml, xml, back;
		const struct form *form = &forms->list[seed % forms->count];
		const struct node *root = sample_random(&random, form, &arena);

		assert_true(assess_from_node(&first, root, STR("t"), forms, &diags));
		expect_no_fault(&diags, seed);
		round_trip(&first, DOC_YAML, forms, &yaml, seed);
		round_trip(&yaml, DOC_XML, forms, &xml, seed);
		round_trip(&xml, DOC_YAML, forms, &back, seed);
		assess_release(&first);
		assess_release(&yaml);
		assess_release(&xml);
		assess_release(&back);
		diags_release(&diags);
		arena_release(&arena);
	}
}

/* The random assessments must hold what the test is about. */
static void
test_random_is_rich(void **state)
{
	const struct forms *forms = *state;
	size_t states[5] = { 0 }, types[FORM_TABLE + 1] = { 0 }, with_why = 0, second_file = 0;

	for (unsigned seed = 0; seed < ROUNDS; seed++) {
		struct random random = { seed };
		struct arena arena = { 0 };
		struct diags diags = { 0 };
		struct assessment assessment;

		assert_true(assess_from_node(&assessment,
		    sample_random(&random, &forms->list[seed % forms->count], &arena), STR("t"),
		    forms, &diags));
		for (size_t i = 0; i < assessment.count; i++) {
			const struct item *item = &assessment.items[i];

			states[item->state]++;
			if (item->state == ITEM_READ)
				types[item->id.item->type]++;
			with_why += item->why.len > 0;
			second_file += item->id.file_no == 2;
		}
		assess_release(&assessment);
		diags_release(&diags);
		arena_release(&arena);
	}
	for (size_t i = 0; i < COUNT_OF(states); i++)
		assert_true(states[i] > 100);
	/* A form has one item of a period, and many of each other type. */
	for (int type = FORM_TEXT; type <= FORM_DATE; type++)
		assert_true(types[type] > 20);
	assert_true(types[FORM_PERIOD] > 2);
	assert_true(with_why > 100 && second_file > 100);
}

/* The sample as the hand wrote it, and the shapes on paper. */
static void
test_sample(void **state)
{
	struct assessment assessment, xml;
	struct diags diags = { 0 };
	struct buf text = { 0 };

	sample_read(&assessment, DOC_YAML, str_of(sample_yaml), *state, &diags);
	assert_int_equal(diags.count, 1);
	assert_int_equal(diags.list[0].code, DIAG_ASSESS_MARK);
	round_trip(&assessment, DOC_XML, *state, &xml, 0);
	assess_write_xml(&assessment, &text);
	assert_non_null(strstr(text.ptr, "<source file=\"midori.txt\"/>\n"));
	assert_non_null(
	    strstr(text.ptr, "  <item id=\"II.3.1\" state=\"unknown\" line=\"84\"/>\n"));
	assert_non_null(
	    strstr(text.ptr, "    <mark label=\"その他\" state=\"checked\">番号連携</mark>\n"));
	assert_non_null(strstr(text.ptr,
	    "  <item id=\"II.2.3\" state=\"proposed\" why=\"印がない\" line=\"83\">市民</item>\n"));
	buf_clear(&text);
	assess_write_yaml(&xml, &text);
	assert_non_null(strstr(text.ptr, "\n  cover.name: 予防接種の実施に関する事務\n"));
	assert_non_null(
	    strstr(text.ptr, "\n  I.1.2: |\n    予防接種を実施し、\n    記録を管理する。\n"));
	assert_non_null(strstr(text.ptr, "\n  II.3.1: {state: unknown, line: 84}\n"));
	assess_release(&assessment);
	assess_release(&xml);
	diags_release(&diags);
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_random_is_rich),
		cmocka_unit_test(test_sample),
	};

	return cmocka_run_group_tests_name("assess/roundtrip", tests, forms_setup, forms_teardown);
}
