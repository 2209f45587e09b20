/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any two assessments in YAML, parted by a line of ====: their difference in every format, the difference in JSON read back and applied to
 * the old one, their tables' rows, and the form of a day. What is applied is, in meaning, the new one.
 */
#include <stdint.h>

#include "assess_fuzz.h"
#include "change/change.h"
#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static bool
read_one(struct assessment *assessment, struct str text, struct diags *diags)
{
	struct arena arena = { 0 };
	const struct node *root = fuzz_parse(DOC_YAML, text, &arena, diags);
	bool good =
	    root != NULL && assess_from_node(assessment, root, STR("f"), fuzz_forms(), diags);

	arena_release(&arena);
	return good;
}

/* The same difference again must be none: but for what a table cannot tell (blanks of new groups, what is not known). */
static void
expect_none(const struct assessment *old, const struct assessment *new)
{
	struct change_list changes;
	struct diags diags = { 0 };

	if (!change_compare(old, new, (struct date){ 0 }, &changes, &diags))
		abort();
	for (size_t i = 0; i < changes.count; i++)
		if (change_is_row(&changes.list[i]))
			abort();
	change_list_release(&changes);
	diags_release(&diags);
}

static void
there_and_back(const struct assessment *old, const struct assessment *new)
{
	static const char *const formats[] = { "text", "md", "csv", "html", "json" };
	struct change_list changes, read = { 0 };
	struct assessment result = { 0 };
	struct diags diags = { 0 };
	struct arena arena = { 0 };
	struct buf out = { 0 };

	if (change_compare(old, new, (struct date){ 0 }, &changes, &diags)) {
		for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
			buf_clear(&out);
			change_format_find(str_of(formats[i]))
			    ->write(&changes, LANG_JA, true, &out);
		}
		const struct node *root = fuzz_parse(DOC_JSON, buf_str(&out), &arena, &diags);
		if (root == NULL || !change_read_json(root, STR("d"), old, &read, &diags))
			abort();
		if (change_apply(old, &read, false, fuzz_forms(), &result, &diags))
			expect_none(new, &result);
		assess_release(&result);
	}
	change_list_release(&changes);
	change_list_release(&read);
	diags_release(&diags);
	arena_release(&arena);
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = { (const char *)data, size };
	struct assessment old = { 0 }, new = { 0 }, then = { 0 };
	struct diags diags = { 0 };
	struct sink sink = { .context = NULL, .row = fuzz_row, .diag = fuzz_diag };
	size_t at = str_find(bytes, STR("\n====\n"), 0);

	if (at != STR_NONE && read_one(&old, str_sub(bytes, 0, at), &diags) &&
	    read_one(&new, str_from(bytes, at + 6), &diags)) {
		there_and_back(&old, &new);
		change_emit(&new, &sink);
		change_replay(&new, (struct date){ 2025, 6, 1 }, fuzz_forms(), &then, &diags);
	}
	assess_release(&old);
	assess_release(&new);
	assess_release(&then);
	diags_release(&diags);
	return 0;
}
