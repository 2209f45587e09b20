/* SPDX-License-Identifier: Apache-2.0 */
/* Rule files and reference tables: whatever a file holds, it is read or refused with a diagnostic, and lint says what it lacks. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "doc/doc.h"
#include "rule/evidence.h"
#include "rule/read.h"
#include "support/sinks.h"
#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct rules rules = { 0 };
	const struct sink sink = sink_keeping_diags(&diags);
	struct str file = STR("rules/law/a.yaml");
	struct node *root =
	    doc_parse(DOC_YAML, (struct str){ (const char *)data, size }, file, &arena, &sink);

	if (root != NULL) {
		bool is_data = node_find(root, "table") != NULL;
		bool good = is_data ? rules_add_data(&rules, root, file, &diags)
				    : rules_add(&rules, root, file, &diags);

		if (!good && diags.errors == 0)
			abort(); /* refused without a word */
		size_t errors = diags.errors;
		if (good && !rules_finish(&rules, &diags) && diags.errors == errors)
			abort();
		if (good) {
			rules_lint(&rules, &diags);
		}
	}
	rules_release(&rules);
	diags_release(&diags);
	arena_release(&arena);
	return 0;
}
