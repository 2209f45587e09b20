/* SPDX-License-Identifier: Apache-2.0 */
/* A run of rules over evidence and assessments written in the test. */
#include "rule/trial.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "doc/doc.h"

const char trial_imported[] =
    "piacheck: assessment/1\nform: \"3\"\nsource: {file: form.txt}\nitems:\n"
    "  cover.published: {value: 令和6年7月2日, line: 3}\n"
    "  I.1.1: {value: 架空健診の事務, line: 12}\n"
    "  I.1.2: {value: 記録を扱う。, line: 13}\n";

void
trial_open(struct trial *t, const char *as_of)
{
	struct date day;

	rule_set_open(&t->set, as_of);
	assert_true(date_parse(str_of(as_of), &day));
	t->run = (struct rule_run){ &t->set.rules, t->set.evidence, day, &t->out, &t->set.diags,
		NULL, 1, false };
	rule_run_prepare(&t->run);
}

void
trial_form(struct trial *t, const char *file)
{
	struct node *form = doc_read_file(DOC_YAML, str_of(file), &t->set.arena, &t->set.diags);

	assert_non_null(form);
	assert_true(forms_add(&t->forms, form, str_of(file), &t->set.diags));
}

void
trial_named(struct trial *t, const char *file, const char *yaml)
{
	struct assessment assessment = { 0 };

	if (t->forms.count == 0)
		trial_form(t, "rules/forms/jyuten.yaml");
	assert_true(assess_from_node(
	    &assessment, rule_set_tree(&t->set, yaml), str_of(file), &t->forms, &t->set.diags));
	rule_run_assessment(&t->run, &assessment);
	assess_release(&assessment);
}

void
trial_assessment(struct trial *t, const char *yaml)
{
	trial_named(t, "a.yaml", yaml);
}

void
trial_close(struct trial *t)
{
	finding_run_release(&t->out);
	rule_set_release(&t->set);
	forms_release(&t->forms);
}

const struct finding *
trial_finding(const struct trial *t, const char *rule)
{
	for (size_t i = 0; i < t->out.count; i++)
		if (str_is(t->out.list[i].rule->id, rule))
			return &t->out.list[i];
	fail_msg("no finding of %s", rule);
	return NULL;
}

const struct no_evidence *
trial_lack(const struct trial *t, const char *rule)
{
	for (size_t i = 0; i < t->out.no_evidence_count; i++)
		if (str_is(t->out.no_evidence[i].rule->id, rule))
			return &t->out.no_evidence[i];
	return NULL;
}
