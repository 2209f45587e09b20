/* SPDX-License-Identifier: Apache-2.0 */
/* A form on its way from open to settled: reading it, applying answers, and writing it without losing anything. */
#include <unistd.h>

#include "base/io.h"
#include "confirm/inner.h"
#include "confirm/limits.h"
#include "base/banned.h"

/* The file as it is now, into buf. */
static bool
read_file(struct str file, struct buf *bytes, struct diags *diags)
{
	struct arena arena = { 0 };
	struct str read = { 0 };
	struct diag_at at = { .file = file };
	int fd = io_open(file, diags);

	if (fd < 0)
		return false;
	enum io_result result = io_read_all(fd, CONFIRM_BYTES_MAX, &arena, &read);
	close(fd);
	buf_clear(bytes);
	buf_add(bytes, read);
	arena_release(&arena);
	if (result == IO_TOO_LARGE)
		diag_addz(diags, DIAG_FILE_TOO_LARGE, at, "64 MiB", NULL, NULL);
	else if (result == IO_FAILED)
		diag_addz(diags, DIAG_FILE_READ, at, "", NULL, NULL);
	return result == IO_OK;
}

bool
confirm_open(
    struct confirm_form *form, struct str file, const struct forms *forms, struct diags *diags)
{
	size_t before = diags->errors;

	*form = (struct confirm_form){ .file = file, .forms = forms };
	if (!read_file(file, &form->bytes, diags))
		return false;
	buf_add(&form->saved, buf_str(&form->bytes));
	form->kind = assess_guess(file, str_sub(buf_str(&form->bytes), 0, 4096));
	if (!assess_read_bytes(buf_str(&form->bytes), file, forms, &form->assessment, diags))
		return false;
	form->faults = diags->errors - before;
	return true;
}

void
confirm_close(struct confirm_form *form)
{
	buf_release(&form->bytes);
	buf_release(&form->saved);
	assess_release(&form->assessment);
	*form = (struct confirm_form){ 0 };
}

static void
set_bytes(struct buf *buf, struct str bytes)
{
	buf_clear(buf);
	buf_add(buf, bytes);
}

bool
confirm_restore(struct confirm_form *form, struct str bytes, struct diags *diags)
{
	struct assessment earlier = { 0 };

	if (!assess_read_bytes(bytes, form->file, form->forms, &earlier, diags)) {
		assess_release(&earlier);
		return false;
	}
	assess_release(&form->assessment);
	form->assessment = earlier;
	set_bytes(&form->bytes, bytes);
	return true;
}

/* Has anyone else written into it since we did? */
static bool
is_untouched(const struct confirm_form *form, struct diags *diags)
{
	struct buf now = { 0 };
	bool same = read_file(form->file, &now, diags);

	if (same && !str_eq(buf_str(&now), buf_str(&form->saved))) {
		diag_add(diags, DIAG_CONFIRM_CHANGED, (struct diag_at){ .file = form->file },
		    (struct str){ 0 }, (struct str){ 0 }, (struct str){ 0 });
		same = false;
	}
	buf_release(&now);
	return same;
}

bool
confirm_save(struct confirm_form *form, struct str path, struct diags *diags)
{
	bool own = str_eq(path, form->file) && !str_is(path, "-");
	bool xml = str_ends(path, STR(".xml"));
	bool yaml = str_ends(path, STR(".yaml")) || str_ends(path, STR(".yml"));
	struct buf out = { 0 };

	if (own && !is_untouched(form, diags))
		return false;
	if (!own && xml && form->kind == ASSESS_YAML)
		assess_write_xml(&form->assessment, &out);
	else if (!own && yaml && form->kind == ASSESS_XML)
		assess_write_yaml(&form->assessment, &out);
	else
		buf_add(&out, buf_str(&form->bytes));
	bool good = io_write_file(path, buf_str(&out), diags);
	if (good && own)
		set_bytes(&form->saved, buf_str(&out));
	buf_release(&out);
	return good;
}

/* --- applying -------------------------------------------------------------------------------- */

static bool
is_same_item(const struct item *a, const struct item *b)
{
	bool same = form_id_cmp(&a->id, &b->id) == 0 && a->state == b->state &&
	    str_eq(a->text, b->text) && a->option == b->option && str_eq(a->why, b->why) &&
	    a->source_line == b->source_line && doc_place_eq(&a->source_place, &b->source_place);

	if (!same || a->id.item->type != FORM_MARKS)
		return same;
	for (size_t i = 0; i < a->id.item->mark_count; i++)
		same = same && a->marks[i].state == b->marks[i].state &&
		    str_eq(a->marks[i].text, b->marks[i].text);
	return same;
}

static bool
is_same(const struct assessment *a, const struct assessment *b)
{
	bool same = a->form == b->form && a->count == b->count && str_eq(a->source, b->source);

	for (size_t i = 0; same && i < a->count; i++)
		same = is_same_item(&a->items[i], &b->items[i]);
	return same;
}

/* Do these bytes say what is meant, and no more? Then they are the form's. */
static bool
adopt(struct confirm_form *form, struct str bytes, const struct assessment *meant)
{
	struct assessment read = { 0 };
	struct diags said = { 0 };
	bool good = assess_read_bytes(bytes, form->file, form->forms, &read, &said) &&
	    said.errors <= form->faults && is_same(&read, meant);

	if (good) {
		form->faults = said.errors;
		set_bytes(&form->bytes, bytes);
		assess_release(&form->assessment);
		form->assessment = read;
	} else {
		assess_release(&read);
	}
	diags_release(&said);
	return good;
}

/* Written anew, a form loses its comments and what could not be read of it. */
static bool
can_rewrite(const struct confirm_form *form)
{
	static const struct str remark = STR_INIT("<!--");
	struct str bytes = buf_str(&form->bytes);

	if (form->faults > 0 || str_starts(str_trim(bytes), STR("{")))
		return false;
	return form->kind == ASSESS_XML ? !str_has(bytes, remark)
					: str_find_char(bytes, '#', 0) == STR_NONE;
}

static bool
put_in(struct confirm_form *form, const struct merged *merged)
{
	struct buf bytes = { 0 };
	bool good =
	    splice_items(form, merged, &bytes) && adopt(form, buf_str(&bytes), &merged->assessment);

	if (!good && can_rewrite(form)) {
		buf_clear(&bytes);
		assess_write(&merged->assessment, form->kind == ASSESS_XML, &bytes);
		good = adopt(form, buf_str(&bytes), &merged->assessment);
	}
	buf_release(&bytes);
	return good;
}

bool
confirm_apply(struct confirm_form *form, const struct assessment *answers, size_t *confirmed,
    struct diags *diags)
{
	struct merged merged;
	bool good = merge_answers(form, answers, &merged, diags);

	*confirmed = good ? merged.changed_count : 0;
	if (good && merged.changed_count > 0 && !put_in(form, &merged)) {
		diag_add(diags, DIAG_CONFIRM_NOTATION, (struct diag_at){ .file = form->file },
		    (struct str){ 0 }, (struct str){ 0 }, (struct str){ 0 });
		good = false;
	}
	assess_release(&merged.assessment);
	return good;
}
