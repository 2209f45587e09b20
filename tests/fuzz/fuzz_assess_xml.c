/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an assessment in XML, with and without the schema's leave: the parent trusts no worker. */
#include <stdint.h>

#include "assess/schema.h"
#include "assess_fuzz.h"
#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = { (const char *)data, size };
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct sink sink = { .context = &diags, .row = fuzz_row, .diag = fuzz_diag };
	struct assessment assessment = { 0 };
	const struct node *root = fuzz_parse(DOC_XML, bytes, &arena, &diags);

	if (root != NULL) {
		schema_check(bytes, STR("f"), &sink);
		if (assess_from_xml(&assessment, root, STR("f"), fuzz_forms(), &diags)) {
			fuzz_use(&assessment);
			assess_release(&assessment);
		}
	}
	diags_release(&diags);
	arena_release(&arena);
	return 0;
}
