/* SPDX-License-Identifier: Apache-2.0 */
/* piacheck/assessment/1: the form as understood, every item that it asks for, for other programs. */
#include "assess/assess.h"

#include "assess/item.h"
#include "base/json.h"
#include "base/banned.h"

static void
put_marks(struct json *json, const struct slot *slot)
{
	const struct form_item *def = slot->id.item;

	json_object(json);
	for (size_t i = 0; i < def->mark_count; i++) {
		enum mark_state state =
		    slot->item == NULL ? MARK_UNKNOWN : slot->item->marks[i].state;

		json_key_str(json, def->marks[i].label);
		json_strz(json, mark_state_name(state));
	}
	json_object_end(json);
}

static void
put_choice(struct json *json, const struct item *item)
{
	json_object(json);
	json_key(json, "n");
	if (item->option != NULL && item->option->number > 0)
		json_int(json, item->option->number);
	else
		json_null(json);
	json_kv(json, "text", item->option != NULL ? item->option->text : item->text);
	json_object_end(json);
}

static void
put_date(struct json *json, const struct item *item)
{
	struct buf iso = { 0 };

	json_object(json);
	json_kv(json, "text", item->text);
	json_key(json, "iso");
	if (item->date.year > 0) {
		date_iso(item->date, &iso);
		json_str(json, buf_str(&iso));
	} else {
		json_null(json);
	}
	json_object_end(json);
	buf_release(&iso);
}

/* A proposed "none" has a text and no count. */
static bool
has_count(const struct item *item)
{
	return item->text.len > 0 && item_plain_state(item) == ITEM_READ &&
	    (item->state == ITEM_READ || item->state == ITEM_PROPOSED);
}

static void
put_value(struct json *json, const struct slot *slot)
{
	const struct item *item = slot->item;
	enum form_type type = slot->id.item->type;

	if (type == FORM_MARKS)
		put_marks(json, slot);
	else if (item == NULL || (item->text.len == 0 && item->state != ITEM_BLANK))
		json_null(json);
	else if (type == FORM_TEXT)
		json_str(json, item->text);
	else if (item->text.len == 0)
		json_null(json);
	else if (type == FORM_CHOICE)
		put_choice(json, item);
	else if (type == FORM_DATE || type == FORM_PERIOD)
		put_date(json, item);
	else if (has_count(item))
		json_int(json, item->count);
	else
		json_null(json);
}

static uint32_t
slot_line(const struct slot *slot)
{
	if (slot->item == NULL)
		return 0;
	return slot->item->source_line > 0 ? slot->item->source_line : slot->item->line;
}

static void
put_slot(struct json *json, const struct slot *slot)
{
	struct buf id = { 0 }, label = { 0 };

	form_id_write(&slot->id, &id);
	form_label_write(slot->id.item->label, slot->id.instance, &label);
	json_object(json);
	json_kv(json, "id", buf_str(&id));
	json_kv(json, "label", buf_str(&label));
	json_kvz(json, "type", form_type_name(slot->id.item->type));
	json_kvz(json, "state", item_state_name(slot_state(slot)));
	json_key(json, "value");
	put_value(json, slot);
	json_key(json, "line");
	if (slot_line(slot) > 0)
		json_int(json, slot_line(slot));
	else
		json_null(json);
	if (slot->item != NULL && slot->item->source_place.page > 0)
		json_kv_int(json, "page", slot->item->source_place.page);
	if (slot->item != NULL && slot->item->source_place.sheet.len > 0)
		json_kv(json, "sheet", slot->item->source_place.sheet);
	if (slot->item != NULL && slot->item->source_place.cell.len > 0)
		json_kv(json, "cell", slot->item->source_place.cell);
	json_object_end(json);
	buf_release(&id);
	buf_release(&label);
}

void
assess_show_json(const struct assessment *assessment, struct buf *out)
{
	struct json json = { .out = out, .indent = true };
	struct arena scratch = { 0 };
	struct slot *slots;
	size_t count = assess_slots(assessment, &scratch, &slots);

	json_object(&json);
	json_kvz(&json, "schema", "piacheck/assessment/1");
	json_kv(&json, "form", assessment->form->number);
	json_key(&json, "items");
	json_array(&json);
	for (size_t i = 0; i < count; i++)
		put_slot(&json, &slots[i]);
	json_array_end(&json);
	json_object_end(&json);
	buf_addc(out, '\n');
	arena_release(&scratch);
}
