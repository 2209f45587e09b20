/* SPDX-License-Identifier: Apache-2.0 */
/* -f json: piacheck/diff/1. Every difference, also of notation alone: with it and the old version the new one can be made (--apply). */
#include "base/json.h"
#include "change/table.h"
#include "base/banned.h"

static void
put_id(struct json *json, const char *key, const struct form_id *id)
{
	struct buf text = { 0 };

	if (id->item == NULL) {
		json_key(json, key);
		json_null(json);
		return;
	}
	form_id_write(id, &text);
	json_kv(json, key, buf_str(&text));
	buf_release(&text);
}

static void
put_words(struct json *json, const struct diff_parts *parts)
{
	static const char *const ops[] = { "=", "-", "+" };

	json_key(json, "words");
	json_array(json);
	for (size_t i = 0; i < parts->count; i++) {
		json_array(json);
		json_strz(json, ops[parts->list[i].op]);
		json_str(json, parts->list[i].text);
		json_array_end(json);
	}
	json_array_end(json);
}

static void
put_records(struct json *json, const struct change *change)
{
	json_key(json, "records");
	json_array(json);
	for (size_t i = 0; i < change->record_count; i++) {
		json_array(json);
		for (size_t k = 0; k < 3; k++)
			json_str(json, change->records[3 * i + k]);
		json_array_end(json);
	}
	json_array_end(json);
}

static void
put_row(struct json *json, const struct change *change)
{
	json_object(json);
	json_kvz(json, "kind", change_kind_name(change->kind));
	put_id(json, "old_id", &change->old_id);
	put_id(json, "new_id", &change->new_id);
	json_kv(json, "item", change->item);
	json_kv(json, "before", change->before);
	json_kv(json, "after", change->after);
	json_kv(json, "timing", change->timing);
	json_kv(json, "reason", change->reason);
	json_kvz(json, "class", change_class_name(change->class));
	json_kvz(json, "nature", change_nature_name(change->nature));
	put_words(json, &change->parts);
	if (change->kind == CHANGE_RECORDS)
		put_records(json, change);
	json_object_end(json);
}

static void
put_unclear(struct json *json, const struct change_list *changes)
{
	json_key(json, "unclear");
	json_array(json);
	for (size_t i = 0; i < changes->unclear_count; i++) {
		const struct change_unclear *unclear = &changes->unclear[i];

		json_object(json);
		put_id(json, "id", &unclear->id);
		json_kv(json, "item", unclear->item);
		json_kv_bool(json, "unknown_in_old", unclear->in_old);
		json_kv_bool(json, "unknown_in_new", unclear->in_new);
		json_object_end(json);
	}
	json_array_end(json);
}

static void
write_json(const struct change_list *changes, enum lang lang, bool all, struct buf *out)
{
	struct json json = { .out = out, .indent = true };
	struct buf date = { 0 };
	size_t important, count = table_count(changes, false, &important);

	(void)all;
	if (changes->date.year != 0)
		date_iso(changes->date, &date);
	json_object(&json);
	json_kvz(&json, "schema", "piacheck/diff/1");
	json_kv(&json, "form", changes->new->form->number);
	json_kv(&json, "old", changes->old->file);
	json_kv(&json, "new", changes->new->file);
	if (date.len > 0)
		json_kv(&json, "date", buf_str(&date));
	json_kv(&json, "published", changes->published);
	json_kv_int(&json, "changes", (int64_t)count);
	json_kv_int(&json, "important", (int64_t)important);
	json_key(&json, "rows");
	json_array(&json);
	for (size_t i = 0; i < changes->count; i++)
		put_row(&json, &changes->list[i]);
	json_array_end(&json);
	json_key(&json, "effects");
	json_array(&json);
	for (size_t i = 0; i < changes->effect_count; i++) {
		json_object(&json);
		json_kvz(&json, "code", changes->effects[i].code);
		json_kv(&json, "text", table_effect(&changes->effects[i], lang));
		json_object_end(&json);
	}
	json_array_end(&json);
	put_unclear(&json, changes);
	json_object_end(&json);
	buf_addc(out, '\n');
	buf_release(&date);
}

const struct change_format change_format_json = { "json", write_json };
