/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The legacy drawing (VML), where Excel keeps form controls. Its captions are HTML, with tags that nothing closes: what a text
 * belongs to is told by the tags that begin, never by those that end. Notes (comments) are no part of the form.
 */
#include "base/mem.h"
#include "import/xlsx/limits.h"
#include "import/xlsx/sheet.h"
#include "base/banned.h"

enum field {
	FIELD_NONE,
	FIELD_CAPTION,
	FIELD_ANCHOR,
	FIELD_CHECKED,
	FIELD_LINK,
	FIELD_CHOICE,
	FIELD_MANY,
	FIELD_LIST,
};

struct reading {
	struct sheet *sheet;
	struct shape shape; /* the one that is open */
	bool is_open, many; /* many: a list in which several may be chosen */
	enum field field;
	struct buf text, caption;
};

enum { EMU_PER_PIXEL = 9525 };

/* "_x0000_s1025": 1025. */
static int64_t
shape_number(struct str id)
{
	size_t at = id.len;
	int64_t number = 0;

	while (at > 0 && str_is_digit(id.ptr[at - 1]))
		at--;
	if (at == 0 || id.ptr[at - 1] != 's' || !str_parse_i64(str_from(id, at), &number))
		return 0;
	return number;
}

/* "1, 15, 2, 3, 3, 20, 4, 5": column, pixels, row, pixels of both corners. */
static bool
anchor_parse(struct str text, struct shape *shape)
{
	int64_t n[8];
	struct str rest = text;

	for (size_t i = 0; i < 8; i++) {
		struct str piece = str_trim(str_split(rest, ',', &rest));
		if (!str_parse_i64(piece, &n[i]) || n[i] < 0 || n[i] > XLSX_ROWS)
			return false;
	}
	if (n[0] >= XLSX_COLUMNS || n[4] >= XLSX_COLUMNS)
		return false;
	shape->from = (struct corner){ (uint32_t)n[2], (uint32_t)n[0], n[3] * EMU_PER_PIXEL,
		n[1] * EMU_PER_PIXEL };
	shape->to = (struct corner){ (uint32_t)n[6], (uint32_t)n[4], n[7] * EMU_PER_PIXEL,
		n[5] * EMU_PER_PIXEL };
	return true;
}

static void
end_field(struct reading *r)
{
	struct arena *arena = r->sheet->book->package->arena;
	struct str text = str_trim(buf_str(&r->text));

	if (r->field == FIELD_ANCHOR)
		r->shape.has_place = anchor_parse(text, &r->shape);
	else if (r->field == FIELD_CHECKED)
		r->shape.state = str_is(text, "1") ? SHAPE_CHECKED
		    : str_is(text, "0")            ? SHAPE_EMPTY
						   : SHAPE_UNSURE;
	else if (r->field == FIELD_LINK)
		r->shape.link = arena_str(arena, text);
	else if (r->field == FIELD_LIST)
		r->shape.list = arena_str(arena, text);
	else if (r->field == FIELD_MANY)
		r->many = !str_is_nocase(text, "Single");
	else if (r->field == FIELD_CHOICE) {
		r->shape.has_state = true;
		if (!str_parse_i64(text, &r->shape.choice))
			r->shape.choice = -1;
	}
	if (r->field != FIELD_CAPTION)
		buf_clear(&r->text);
}

static void
end_shape(struct reading *r)
{
	const struct shape *own = &r->shape;
	struct arena *arena = r->sheet->book->package->arena;

	end_field(r);
	r->field = FIELD_NONE;
	if (r->is_open && own->kind != SHAPE_NONE) {
		struct shape *shape = sheet_shape(r->sheet, own->id);

		if (shape == NULL)
			return;
		if (shape->kind == SHAPE_NONE)
			shape->kind = own->kind;
		if (own->kind == SHAPE_CHECK)
			shape_set_state(shape, own->state);
		/* Where only the control's part says what is chosen, that holds. */
		if (own->kind == SHAPE_LIST && (own->has_state || r->many || !shape->has_state))
			shape_set_choice(shape, r->many ? -1 : own->choice);
		if (shape->list.len == 0)
			shape->list = own->list;
		shape->numbered = own->numbered;
		if (shape->link.len == 0)
			shape->link = own->link;
		shape->text = arena_str(arena, str_trim(buf_str(&r->caption)));
		shape->from = own->from;
		shape->to = own->to;
		shape->has_place = own->has_place;
	}
	r->is_open = false;
	buf_clear(&r->caption);
}

static void
start_field(struct reading *r, const struct part_tag *tag)
{
	end_field(r);
	r->field = str_is(tag->name, "Anchor") ? FIELD_ANCHOR
	    : str_is(tag->name, "Checked")     ? FIELD_CHECKED
	    : str_is(tag->name, "FmlaLink")    ? FIELD_LINK
	    : str_is(tag->name, "Sel")         ? FIELD_CHOICE
	    : str_is(tag->name, "SelType")     ? FIELD_MANY
	    : str_is(tag->name, "FmlaRange")   ? FIELD_LIST
					       : FIELD_NONE;
	if (str_is(tag->name, "ClientData"))
		control_kind(part_attribute(tag, "ObjectType"), &r->shape);
}

static void
on_start(void *context, const struct part_tag *tag)
{
	struct reading *r = context;

	if (tag->space == SPACE_EXCEL_VML) {
		start_field(r, tag);
	} else if (tag->space == SPACE_VML) {
		if (str_is(tag->name, "shape") || str_is(tag->name, "rect")) {
			end_shape(r);
			r->shape = (struct shape){ .id = shape_number(part_attribute(tag, "id")) };
			r->is_open = true;
			r->many = false;
		} else if (str_is(tag->name, "textbox")) {
			r->field = FIELD_CAPTION;
		}
	} else if (r->field == FIELD_CAPTION &&
	    (str_is(tag->name, "br") || str_is(tag->name, "div"))) {
		buf_addc(&r->caption, '\n');
	}
}

static void
on_text(void *context, struct str text)
{
	struct reading *r = context;
	struct buf *buf = r->field == FIELD_CAPTION ? &r->caption : &r->text;

	if (r->is_open && r->field != FIELD_NONE && buf->len + text.len < XLSX_TEXT_MAX_BYTES)
		buf_add(buf, text);
}

bool
vml_read(struct sheet *sheet, struct str part)
{
	struct reading r = { .sheet = sheet };
	const struct part_reader reader = {
		.context = &r, .start = on_start, .text = on_text, .lenient = true
	};
	bool good = part_read(sheet->book->package, part, &reader);

	if (good)
		end_shape(&r);
	buf_release(&r.text);
	buf_release(&r.caption);
	return good && !sheet->book->package->failed;
}
