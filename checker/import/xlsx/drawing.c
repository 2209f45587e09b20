/* SPDX-License-Identifier: Apache-2.0 */
/* The drawing of a sheet: text boxes with their place, and the captions of form controls. Pictures and charts have no text. */
#include "base/mem.h"
#include "import/xlsx/limits.h"
#include "import/xlsx/sheet.h"
#include "base/banned.h"

struct reading {
	struct sheet *sheet;
	/* of the anchor */
	bool has_place;
	struct corner from, to;
	struct corner *corner; /* which is being read */
	/* of the shape */
	bool in_shape, is_hidden, in_t;
	int64_t control; /* the number of the control that it is; 0: none */
	struct buf text, number;
};

static void
start_shape(struct reading *r)
{
	r->in_shape = true;
	r->is_hidden = false;
	r->control = 0;
	buf_clear(&r->text);
}

/* a14:compatExt spid="_x0000_s1025" */
static int64_t
control_number(const struct part_tag *tag)
{
	struct str id = part_attribute(tag, "spid");
	size_t at = id.len;
	int64_t number;

	while (at > 0 && str_is_digit(id.ptr[at - 1]))
		at--;
	return str_parse_i64(str_from(id, at), &number) ? number : 0;
}

static void
on_start(void *context, const struct part_tag *tag)
{
	struct reading *r = context;

	buf_clear(&r->number);
	if (tag->space == SPACE_SHEET_DRAWING) {
		if (str_ends(tag->name, STR("Anchor"))) {
			r->from = r->to = (struct corner){ 0 };
			r->has_place = false;
		} else if (str_is(tag->name, "from")) {
			r->corner = &r->from;
			r->has_place = true;
		} else if (str_is(tag->name, "to")) {
			r->corner = &r->to;
		} else if (str_is(tag->name, "sp")) {
			start_shape(r);
		} else if (str_is(tag->name, "cNvPr") && r->in_shape) {
			r->is_hidden = part_true(part_attribute(tag, "hidden"));
		}
	} else if (str_is(tag->name, "compatExt") && r->in_shape) {
		r->control = control_number(tag);
	} else if (part_is(tag, SPACE_DRAWING, "t")) {
		r->in_t = r->in_shape;
	} else if (part_is(tag, SPACE_DRAWING, "br")) {
		buf_addc(&r->text, '\n');
	}
}

static void
on_text(void *context, struct str text)
{
	struct reading *r = context;

	if (r->in_t && r->text.len + text.len < XLSX_TEXT_MAX_BYTES)
		buf_add(&r->text, text);
	else if (r->corner != NULL && r->number.len < 20)
		buf_add(&r->number, text_cut(text, 20));
}

static void
end_number(struct reading *r, struct str name)
{
	int64_t n;

	if (!str_parse_i64(str_trim(buf_str(&r->number)), &n) || n < 0 || n > INT32_MAX)
		return;
	if (str_is(name, "col"))
		r->corner->column = (uint32_t)n;
	else if (str_is(name, "row"))
		r->corner->row = (uint32_t)n;
	else if (str_is(name, "colOff"))
		r->corner->right = n;
	else if (str_is(name, "rowOff"))
		r->corner->down = n;
}

static void
end_shape(struct reading *r)
{
	struct str text = str_trim(buf_str(&r->text));
	struct shape *shape;

	r->in_shape = false;
	if (text.len == 0 || (r->control == 0 && r->is_hidden))
		return;
	shape = sheet_shape(r->sheet, r->control);
	if (shape == NULL || (shape->text.len > 0 && shape->has_place))
		return;
	shape->text = arena_str(r->sheet->book->package->arena, text);
	if (shape->kind == SHAPE_NONE && r->control == 0)
		shape->kind = SHAPE_TEXT;
	if (!shape->has_place) {
		shape->from = r->from;
		shape->to = r->to;
		shape->has_place = r->has_place;
	}
}

static void
on_end(void *context, const struct part_tag *tag)
{
	struct reading *r = context;

	if (tag->space == SPACE_SHEET_DRAWING) {
		if (r->corner != NULL)
			end_number(r, tag->name);
		if (str_is(tag->name, "from") || str_is(tag->name, "to"))
			r->corner = NULL;
		else if (str_is(tag->name, "sp") && r->in_shape)
			end_shape(r);
	} else if (part_is(tag, SPACE_DRAWING, "t")) {
		r->in_t = false;
	} else if (part_is(tag, SPACE_DRAWING, "p")) {
		buf_addc(&r->text, '\n');
	}
}

bool
drawing_read(struct sheet *sheet, struct str part)
{
	struct reading r = { .sheet = sheet };
	const struct part_reader reader = {
		.context = &r, .start = on_start, .end = on_end, .text = on_text
	};
	bool good = part_read(sheet->book->package, part, &reader);

	buf_release(&r.text);
	buf_release(&r.number);
	return good && !sheet->book->package->failed;
}
