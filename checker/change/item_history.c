/* SPDX-License-Identifier: Apache-2.0 */
/* One item's history: the rows that name it in time, whether each goes on from the one before, and what the form says now. */
#include "base/json.h"
#include "base/text.h"
#include "change/inner.h"
#include "base/banned.h"

struct telling {
	const struct assessment *assessment;
	struct form_id id;
	struct change_rows rows;
	const struct change_row **list; /* those that name the item; without a date at the end */
	size_t count;
	struct arena arena;
	struct diff_budget budget;
	struct str heading, value;
};

static const char *const agreement_names[] = { "agrees", "differs", "unknown" };

static enum agreement
agree(struct telling *t, struct str stated, struct str there, bool excerpts)
{
	struct str where;

	return change_agree(&t->arena, &t->budget, t->id.item, stated, there, excerpts, &where);
}

/* Does the row go on from the one before it? */
static enum agreement
chain(struct telling *t, size_t i)
{
	if (i == 0 || t->list[i]->date.year == 0 || !change_is_sure(t->list[i]->before) ||
	    !change_is_sure(t->list[i - 1]->after) || t->list[i]->named.how != NAMED_ITEM ||
	    t->list[i - 1]->named.how != NAMED_ITEM)
		return UNCLEAR;
	return agree(
	    t, change_cell_text(t->list[i]->before), change_cell_text(t->list[i - 1]->after), true);
}

static enum agreement
body(struct telling *t)
{
	const struct item *item = assess_find_id(t->assessment, &t->id);
	const struct change_row *last = t->count > 0 ? t->list[t->count - 1] : NULL;

	if (last == NULL || last->date.year == 0 || last->named.how != NAMED_ITEM ||
	    !change_is_sure(last->after) || !change_is_sure(item))
		return UNCLEAR;
	return agree(t, change_cell_text(last->after), t->value, false);
}

static void
gather(struct telling *t)
{
	struct buf heading = { 0 };

	change_rows_read(&t->rows, t->assessment);
	t->list = ARENA_ARRAY(&t->arena, const struct change_row *, t->rows.count + 1);
	for (size_t i = 0; i < t->rows.dated; i++)
		if (change_row_names(t->rows.in_time[i], &t->id))
			t->list[t->count++] = t->rows.in_time[i];
	for (size_t i = 0; i < t->rows.count; i++)
		if (t->rows.list[i].date.year == 0 && change_row_names(&t->rows.list[i], &t->id))
			t->list[t->count++] = &t->rows.list[i];
	change_heading_write(t->assessment->form, &t->id, &heading);
	t->heading = arena_str(&t->arena, buf_str(&heading));
	t->value = change_value(&t->arena, assess_find_id(t->assessment, &t->id));
	buf_release(&heading);
}

static void
put_cell(const char *label, struct str text, struct buf *out)
{
	struct str rest = text.len == 0 ? STR("―") : text, line;

	for (bool first = true; str_line(&rest, &line); first = false)
		text_wrap(line, 100, 12, first ? label : NULL, out);
}

static void
write_text(struct telling *t, enum lang lang, struct buf *out)
{
	bool en = lang == LANG_EN;

	text_wrap(t->heading, 100, 0, NULL, out);
	for (size_t i = 0; i < t->count; i++) {
		const struct change_row *row = t->list[i];

		buf_addc(out, '\n');
		if (row->date.year != 0)
			date_era(row->date, out);
		else
			buf_adds(out, en ? "date not known" : "変更日不明");
		buf_addf(out, en ? "  row %u  %.*s%s\n" : "  %u行目  %.*s%s\n", row->no,
		    STR_ARG(change_cell_text(row->timing)),
		    chain(t, i) == DIFFERS
			? (en ? "  [not what the row before left]" : "  【前の行の変更後と違う】")
			: "");
		put_cell(en ? "  before    " : "  変更前    ", change_cell_text(row->before), out);
		put_cell(en ? "  after     " : "  変更後    ", change_cell_text(row->after), out);
		put_cell(en ? "  reason    " : "  説明      ", change_cell_text(row->reason), out);
	}
	if (t->count == 0)
		buf_adds(out,
		    en ? "\nNo row of the table names it.\n"
		       : "\nこの項目の変更は表にありません。\n");
	buf_addf(out, "\n%s%s\n", en ? "Now" : "現在の記載",
	    body(t) == DIFFERS ? (en ? " [not what the last row says]" : "【最後の変更後と違う】")
			       : "");
	put_cell("            ", t->value, out);
}

static void
write_row(struct telling *t, size_t i, struct json *json)
{
	const struct change_row *row = t->list[i];
	struct buf date = { 0 };

	json_object(json);
	json_kv_int(json, "row", row->no);
	json_key(json, "date");
	if (row->date.year != 0) {
		date_iso(row->date, &date);
		json_str(json, buf_str(&date));
	} else {
		json_null(json);
	}
	json_kv(json, "before", change_cell_text(row->before));
	json_kv(json, "after", change_cell_text(row->after));
	json_kv(json, "timing", change_cell_text(row->timing));
	json_kv(json, "reason", change_cell_text(row->reason));
	json_kvz(json, "chain", agreement_names[chain(t, i)]);
	json_object_end(json);
	buf_release(&date);
}

static void
write_json(struct telling *t, struct buf *out)
{
	struct json json = { .out = out, .indent = true };
	struct buf id = { 0 };

	form_id_write(&t->id, &id);
	json_object(&json);
	json_kvz(&json, "schema", "piacheck/item-history/1");
	json_kv(&json, "file", t->assessment->file);
	json_kv(&json, "id", buf_str(&id));
	json_kv(&json, "item", t->heading);
	json_key(&json, "rows");
	json_array(&json);
	for (size_t i = 0; i < t->count; i++)
		write_row(t, i, &json);
	json_array_end(&json);
	json_kv(&json, "now", t->value);
	json_kvz(&json, "body", agreement_names[body(t)]);
	json_object_end(&json);
	buf_addc(out, '\n');
	buf_release(&id);
}

bool
change_item_history(const struct assessment *assessment, struct str id, bool json, enum lang lang,
    struct buf *out, struct diags *diags)
{
	struct telling t = { .assessment = assessment };

	if (!form_id_parse(assessment->form, id, &t.id) || !form_item_is_asked(t.id.item)) {
		diag_add(diags, DIAG_CHANGE_NO_ITEM, (struct diag_at){ .file = assessment->file },
		    id, assessment->form->name, form_nearest(assessment->form, id));
		return false;
	}
	gather(&t);
	if (json)
		write_json(&t, out);
	else
		write_text(&t, lang, out);
	change_rows_release(&t.rows);
	arena_release(&t.arena);
	return true;
}
