/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Form controls. One check box is written at three places: its own part (state), the legacy drawing (state, place, caption) and
 * the drawing (place, caption); the shape's number ties them. Where two states differ, none is believed.
 */
#include "base/mem.h"
#include "base/scope.h"
#include "import/xlsx/limits.h"
#include "import/xlsx/sheet.h"
#include "base/banned.h"

/* objectType of a control's part, ObjectType of a VML shape. */
static const struct control_name {
	const char *name;
	enum shape_kind kind;
	bool numbered;
} names[] = {
	{ "CheckBox", SHAPE_CHECK, false },
	{ "Radio", SHAPE_CHECK, true },
	{ "Drop", SHAPE_LIST, true },
	{ "List", SHAPE_LIST, true },
	{ "EditBox", SHAPE_TEXT, false },
	{ "Edit", SHAPE_TEXT, false },
	{ "Label", SHAPE_TEXT, false },
	{ "GBox", SHAPE_TEXT, false },
	{ "Rect", SHAPE_TEXT, false },
	{ "Text", SHAPE_TEXT, false },
	{ "Shape", SHAPE_TEXT, false },
};

void
control_kind(struct str word, struct shape *shape)
{
	shape->kind = SHAPE_NONE;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_is_nocase(word, names[i].name)) {
			shape->kind = names[i].kind;
			shape->numbered = names[i].numbered;
		}
}

void
shape_set_choice(struct shape *shape, int64_t choice)
{
	shape->choice = shape->has_state && shape->choice != choice ? -1 : choice;
	shape->has_state = true;
}

struct shape *
sheet_shape(struct sheet *sheet, int64_t id)
{
	for (size_t i = 0; id != 0 && i < sheet->shape_count; i++)
		if (sheet->shapes[i].id == id)
			return &sheet->shapes[i];
	if (sheet->shape_count == XLSX_SHAPES_MAX) {
		package_fail(sheet->book->package, DIAG_XLSX_MANY, STR("shape"), STR("5,000"));
		return NULL;
	}
	struct shape *shape = ARRAY_ADD(sheet->shapes, sheet->shape_count, sheet->shape_room);
	shape->id = id;
	return shape;
}

void
shape_set_state(struct shape *shape, enum shape_state state)
{
	shape->state = shape->has_state && shape->state != state ? SHAPE_UNSURE : state;
	shape->has_state = true;
}

struct reading {
	struct sheet *sheet;
	struct shape *shape;
};

static void
on_start(void *context, const struct part_tag *tag)
{
	struct reading *r = context;
	struct str checked = part_attribute(tag, "checked");

	if (!part_is(tag, SPACE_SHEET_2010, "formControlPr"))
		return;
	control_kind(part_attribute(tag, "objectType"), r->shape);
	r->shape->link = arena_str(r->sheet->book->package->arena, part_attribute(tag, "fmlaLink"));
	if (r->shape->kind == SHAPE_LIST) {
		struct str selected = part_attribute(tag, "sel");
		struct str many = part_attribute(tag, "selType");
		int64_t choice = 0;

		r->shape->list =
		    arena_str(r->sheet->book->package->arena, part_attribute(tag, "fmlaRange"));
		if ((selected.len > 0 && !str_parse_i64(selected, &choice)) ||
		    (many.len > 0 && !str_is(many, "single")))
			choice = -1;
		shape_set_choice(r->shape, choice);
	}
	if (r->shape->kind == SHAPE_CHECK)
		shape_set_state(r->shape,
		    str_is(checked, "Checked")     ? SHAPE_CHECKED
			: str_is(checked, "Mixed") ? SHAPE_UNSURE
						   : SHAPE_EMPTY);
}

bool
control_read(struct sheet *sheet, struct shape *shape)
{
	struct reading r = { .sheet = sheet, .shape = shape };
	const struct part_reader reader = { .context = &r, .start = on_start };
	const struct relation *relation = relations_find(&sheet->relations, shape->relation);

	if (relation == NULL || relation->external)
		return true;
	if (str_is(relation->type, "ctrlProp"))
		return part_read(sheet->book->package, relation->part, &reader);
	/* ActiveX: its state is a stream of its maker's. */
	shape->kind = SHAPE_LOST;
	sheet->book->activex++;
	return true;
}
