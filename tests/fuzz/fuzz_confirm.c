/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a form, and after a NUL as answers to it: what is answered is in the form afterwards, or nothing changed. The
 * splicing runs in the parent on outside bytes, so it may not stumble over any.
 */
#include <stdint.h>

#include "assess_fuzz.h"
#include "confirm/confirm.h"
#include "confirm/inner.h"
#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static bool
open_form(struct confirm_form *form, struct str bytes, struct arena *arena, struct diags *diags)
{
	form->kind = assess_guess(STR("f.yaml"), bytes);
	if (form->kind == ASSESS_PUBLISHED)
		return false;
	enum doc_format format = form->kind == ASSESS_XML ? DOC_XML : DOC_YAML;
	const struct node *root = fuzz_parse(format, bytes, arena, diags);

	form->file = STR("f");
	form->forms = fuzz_forms();
	buf_add(&form->bytes, bytes);
	return root != NULL &&
	    (format == DOC_XML ? assess_from_xml : assess_from_node)(
		&form->assessment, root, STR("f"), fuzz_forms(), diags);
}

static void
answer(struct confirm_form *form, struct str bytes, struct arena *arena, struct diags *diags)
{
	const struct node *root = fuzz_parse(DOC_YAML, bytes, arena, diags);
	struct assessment answers = { 0 };
	struct merged merged;
	struct buf out = { 0 };

	if (root != NULL && confirm_answers_from_node(form, root, STR("a"), &answers, diags)) {
		if (merge_answers(form, &answers, &merged, diags) && merged.changed_count > 0)
			splice_items(form, &merged, &out);
		assess_release(&merged.assessment);
	}
	assess_release(&answers);
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str all = { (const char *)data, size };
	size_t cut = str_find_char(all, '\0', 0);
	struct str bytes = cut == STR_NONE ? all : str_sub(all, 0, cut);
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct confirm_form form = { 0 };
	struct buf list = { 0 };

	if (open_form(&form, bytes, &arena, &diags)) {
		confirm_write_list(&form, NULL, LANG_JA, &list);
		/* The list itself is a file of answers that answers nothing. */
		if (fuzz_parse(DOC_YAML, buf_str(&list), &arena, &diags) == NULL)
			abort();
		if (cut != STR_NONE)
			answer(&form, str_from(all, cut + 1), &arena, &diags);
	}
	buf_release(&list);
	confirm_close(&form);
	diags_release(&diags);
	arena_release(&arena);
	return 0;
}
