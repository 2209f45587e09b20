/* SPDX-License-Identifier: Apache-2.0 */
/* finding/waiver_*.c: any bytes as a file of waivers, YAML or CSV, and what they make of a run. */
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "finding/waiver.h"
#include "support/sinks.h"
#include "base/banned.h"

static const struct finding_rule rule = {
	.id = STR_INIT("law/old-citation"),
	.family = STR_INIT("law"),
	.severity = SEVERITY_ERROR,
};
static const struct finding_rule *const rules[] = { &rule };

/* Applied, every waiver leaves the finding there, and none is waived without its reason. */
static void
apply(struct waivers *waivers)
{
	struct finding_run run = { .rules = (const struct finding_rule **)rules, .rule_count = 1 };
	const struct finding f = {
		.rule = &rule,
		.severity = SEVERITY_ERROR,
		.message = { STR("古い引用"), STR("old citation") },
		.assessment = STR("a.yaml"),
		.item = STR("I.1"),
		.file = STR("a.yaml"),
		.line = 4,
	};

	finding_run_add(&run, &f);
	waivers_apply(waivers, &run, (struct date){ 2026, 1, 15 });
	finding_run_finish(&run);
	size_t found = 0;
	for (size_t i = 0; i < run.count; i++) {
		found += run.list[i].rule == &rule;
		BUG_IF(run.list[i].status == FINDING_WAIVED && run.list[i].waiver_reason.len == 0);
	}
	BUG_IF(found != 1);
	finding_run_release(&run);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct waivers waivers = { 0 };
	const struct sink sink = sink_keeping_diags(&diags);
	struct str bytes = { (const char *)data, size };
	struct node *root = waiver_parse(bytes, STR("waivers"), &arena, &sink);

	BUG_IF(root == NULL && diags.errors == 0);
	if (root != NULL) {
		waivers_from_node(&waivers, root, STR("waivers"), &diags);
		apply(&waivers);
	}
	waivers_release(&waivers);
	diags_release(&diags);
	arena_release(&arena);
	return 0;
}
