/* SPDX-License-Identifier: Apache-2.0 */
/* Edits of a form's bytes: gathered, put in order, applied. */
#include <stdlib.h>

#include "base/mem.h"
#include "confirm/inner.h"
#include "base/banned.h"

struct edit *
edits_add(struct edits *edits, size_t from, size_t to)
{
	struct edit *edit = ARRAY_ADD(edits->list, edits->count, edits->room);

	*edit = (struct edit){ .from = from, .to = to, .order = edits->count };
	return edit;
}

/* What is put in at a place stands before what begins there. */
static int
compare_edits(const void *a, const void *b)
{
	const struct edit *x = a, *y = b;
	bool x_replaces = x->to > x->from, y_replaces = y->to > y->from;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x_replaces != y_replaces)
		return x_replaces ? 1 : -1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* The texts have LF; a file with CR LF keeps it. */
static void
add_text(struct buf *out, struct str text, bool crlf)
{
	for (size_t i = 0; i < text.len; i++) {
		if (crlf && text.ptr[i] == '\n')
			buf_addc(out, '\r');
		buf_addc(out, text.ptr[i]);
	}
}

static bool
apply(const struct edits *edits, struct str bytes, struct buf *out)
{
	size_t first = str_find_char(bytes, '\n', 0), at = 0;
	bool crlf = first != STR_NONE && first > 0 && bytes.ptr[first - 1] == '\r';

	for (size_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->list[i];

		if (edit->from < at || edit->to > bytes.len)
			return false;
		buf_add(out, str_sub(bytes, at, edit->from - at));
		add_text(out, buf_str(&edit->text), crlf);
		at = edit->to;
	}
	buf_add(out, str_from(bytes, at));
	return true;
}

bool
splice_items(const struct confirm_form *form, const struct merged *merged, struct buf *out)
{
	struct edits edits = { 0 };
	bool good = form->kind == ASSESS_XML ? splice_xml(form, merged, &edits)
					     : splice_yaml(form, merged, &edits);

	if (edits.count > 0)
		qsort(edits.list, edits.count, sizeof *edits.list, compare_edits);
	good = good && apply(&edits, buf_str(&form->bytes), out);
	for (size_t i = 0; i < edits.count; i++)
		buf_release(&edits.list[i].text);
	free(edits.list);
	return good;
}
