/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an assessment in YAML: what is understood of them is written, read again and the same. */
#include <stdint.h>

#include "assess_fuzz.h"
#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct assessment assessment = { 0 };
	const struct node *root =
	    fuzz_parse(DOC_YAML, (struct str){ (const char *)data, size }, &arena, &diags);

	if (root != NULL && assess_from_node(&assessment, root, STR("f"), fuzz_forms(), &diags)) {
		fuzz_use(&assessment);
		assess_release(&assessment);
	}
	diags_release(&diags);
	arena_release(&arena);
	return 0;
}
