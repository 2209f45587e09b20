/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the file of a ledger, and as a difference to be applied: refused or understood, and what is understood is written. */
#include <stdint.h>

#include "assess_fuzz.h"
#include "change/change.h"
#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char old_form[] = "piacheck: assessment/1\nform: \"3\"\nitems:\n  I.6.1: 保健課\n"
			       "  I.2.system[1].1: 検診システム\n  I.2.system[2].1: 宛名システム\n"
			       "  app1.record[1].name: 氏名\n";

static void
apply(const struct node *root, struct diags *diags)
{
	struct arena arena = { 0 };
	struct assessment old = { 0 }, result = { 0 };
	struct change_list changes = { 0 };
	const struct node *form = fuzz_parse(DOC_YAML, str_of(old_form), &arena, diags);

	if (form == NULL || !assess_from_node(&old, form, STR("f"), fuzz_forms(), diags))
		abort();
	if (change_read_json(root, STR("d"), &old, &changes, diags))
		change_apply(&old, &changes, true, fuzz_forms(), &result, diags);
	change_list_release(&changes);
	assess_release(&old);
	assess_release(&result);
	arena_release(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct ledger ledger = { .lock = -1 };
	struct buf out = { 0 };
	const struct node *root =
	    fuzz_parse(DOC_JSON, (struct str){ (const char *)data, size }, &arena, &diags);

	if (root != NULL) {
		if (ledger_read(&ledger, root, STR("l"), &diags)) {
			ledger_write(&ledger, false, LANG_JA, &out);
			ledger_write(&ledger, true, LANG_EN, &out);
		}
		apply(root, &diags);
	}
	ledger_close(&ledger);
	buf_release(&out);
	arena_release(&arena);
	diags_release(&diags);
	return 0;
}
