/* SPDX-License-Identifier: Apache-2.0 */
/* The evidence table change_item: each row of 変更箇所 held against the rows before it, the body and its own reason. */
#include "base/scope.h"
#include "base/text.h"
#include "change/inner.h"
#include "base/banned.h"

SINK_SHAPE(change_item_shape, "change_item", "no", "item", "how", "label", "important", "nature",
    "ground", "newest", "previous", "chain", "chain_text", "body", "body_text", "is_option",
    "misfit", "described", "fault", "written", "printed", "older_text", "file", "line",
    "source_line");

struct emitter {
	const struct assessment *assessment;
	const struct sink *sink;
	struct change_rows rows;
	struct arena arena; /* texts of one row */
	struct diff_budget budget, older_budget;
	bool undated; /* some row has no date: then no row is surely the newest */
};

/* ---- one row and one item ----------------------------------------------------------------------------------- */

/* "①保健所②保健所長" of a row that names two items: what stands behind the n-th number. The whole text of one that names one. */
static struct str
part_of(struct emitter *e, const struct change_row *row, size_t which, struct str text)
{
	struct str key = row->named.how == NAMED_SEVERAL ? text_key(&e->arena, text) : text;
	size_t number = 0, from = 0;

	if (row->named.how != NAMED_SEVERAL)
		return text;
	for (size_t at = str_find_char(key, '<', 0); at != STR_NONE;
	     at = str_find_char(key, '<', at + 1)) {
		size_t digits = str_digits(key, at + 1);

		if (digits == 0 || at + 1 + digits >= key.len || key.ptr[at + 1 + digits] != '>')
			continue;
		if (number == which + 1)
			return str_sub(key, from, at - from);
		number++;
		from = at + digits + 2;
	}
	/* Without as many numbers as items nobody knows which part is whose. */
	return number == row->named.count && number == which + 1 ? str_from(key, from)
								 : (struct str){ 0 };
}

/* The newest row before this one that names the same item; NULL: none. */
static const struct change_row *
row_before(const struct emitter *e, const struct change_row *row, const struct form_id *id)
{
	if (row->date.year == 0)
		return NULL;
	for (size_t i = row->rank; i-- > 0;)
		if (change_row_names(e->rows.in_time[i], id))
			return e->rows.in_time[i];
	return NULL;
}

/* No later row can speak of the item. */
static bool
is_newest(const struct emitter *e, const struct change_row *row, const struct form_id *id)
{
	if (row->date.year == 0 || e->undated)
		return false;
	for (size_t i = row->rank + 1; i < e->rows.dated; i++) {
		const struct change_named *named = &e->rows.in_time[i]->named;

		if (change_row_names(e->rows.in_time[i], id) || named->how == NAMED_UNSURE)
			return false;
		for (size_t k = 0; k < named->count && named->how == NAMED_HEADING; k++)
			if (named->ids[k].item->top == id->item->top)
				return false;
	}
	return true;
}

static size_t
place_of(const struct change_row *row, const struct form_id *id)
{
	for (size_t i = 0; i < row->named.count; i++)
		if (form_id_cmp(&row->named.ids[i], id) == 0)
			return i;
	return 0;
}

static enum agreement
chain_of(struct emitter *e, const struct change_row *row, const struct change_row *before,
    const struct form_id *id, struct str *where)
{
	struct str stated, there;

	if (!change_is_sure(row->before) || !change_is_sure(before->after))
		return UNCLEAR;
	stated = part_of(e, row, place_of(row, id), change_cell_text(row->before));
	there = part_of(e, before, place_of(before, id), change_cell_text(before->after));
	if (stated.len == 0 || there.len == 0)
		return UNCLEAR;
	return change_agree(&e->arena, &e->budget, id->item, there, stated, true, where);
}

static enum agreement
body_of(
    struct emitter *e, const struct change_row *row, const struct form_id *id, struct str *where)
{
	const struct item *item = assess_find_id(e->assessment, id);
	struct str stated, there;

	/* What stands in the body as a proposal, or in a cell that was lost, proves nothing. */
	if (!change_is_sure(item) || !change_is_sure(row->after))
		return UNCLEAR;
	stated = part_of(e, row, place_of(row, id), change_cell_text(row->after));
	there = change_value(&e->arena, item);
	if (stated.len > 0)
		return change_agree(&e->arena, &e->budget, id->item, stated, there, false, where);
	/* It was deleted: what stood there must be gone. */
	stated = change_clean(&e->arena, change_cell_text(row->before));
	*where = arena_printf(&e->arena, "「%.*s」", STR_ARG(text_cut(stated, 120)));
	if (row->named.how != NAMED_ITEM || stated.len == 0)
		return UNCLEAR;
	return str_has(change_clean(&e->arena, there), stated) ? DIFFERS : AGREES;
}

/* "接続先情報の修正" tells what was done, and not what the form says now. */
static bool
is_described(const struct change_row *row)
{
	static const char *const ends[] = { "修正", "微修正", "変更", "更新", "見直し", "整理",
		"を削除", "を追加", "の追加", "の削除" };
	struct arena arena = { 0 };
	struct str key = change_clean(&arena, change_cell_text(row->after));
	bool described = false;

	if (change_is_sure(row->before) && change_is_sure(row->after) &&
	    change_cell_text(row->before).len == 0 && text_chars(key) <= 30)
		for (size_t i = 0; i < COUNT_OF(ends); i++)
			described |= str_ends(key, str_of(ends[i]));
	arena_release(&arena);
	return described;
}

static struct value
option_value(const struct change_row *row, const struct form_item *def)
{
	struct str before = change_cell_text(row->before), after = change_cell_text(row->after);
	bool first = true, second = true;

	if (def->type != FORM_CHOICE || row->named.how != NAMED_ITEM ||
	    (before.len == 0 && after.len == 0))
		return value_null();
	if (before.len > 0 && row->before->state == ITEM_READ)
		change_cell_option(def, before, &first);
	if (after.len > 0 && row->after->state == ITEM_READ)
		change_cell_option(def, after, &second);
	return value_integer(first && second);
}

/* ---- what the row as a whole says --------------------------------------------------------------------------- */

/* ※ of what is named: 1 all of it, 0 none of it, NULL some of it or nobody knows. */
static struct value
important_value(const struct emitter *e, const struct form_id *id)
{
	const struct form *form = e->assessment->form;
	size_t important = 0, all = 0, doubtful = 0;

	if (id->item == NULL)
		return value_null();
	if (form_item_is_asked(id->item))
		return id->item->doubtful ? value_null()
					  : value_integer(id->item->important_change);
	for (size_t i = 0; i < form->count; i++) {
		const struct form_item *item = &form->items[i], *up = item;

		while (up != NULL && up != id->item)
			up = up->parent;
		if (up == NULL || !form_item_is_asked(item))
			continue;
		all++;
		important += item->important_change && !item->doubtful;
		doubtful += item->doubtful;
	}
	if (all == 0 || doubtful > 0 || (important > 0 && important < all))
		return value_null();
	return value_integer(important == all);
}

static struct value
agreement_value(enum agreement agreement)
{
	static const char *const names[] = { "agrees", "differs", "unknown" };

	return value_text(str_of(names[agreement]));
}

static struct value
place(uint32_t n)
{
	return n == 0 ? value_null() : value_integer(n);
}

static struct str
id_or_label(struct emitter *e, const struct form_id *id, bool label)
{
	struct buf text = { 0 };

	if (label)
		form_label_write(id->item->label, id->instance, &text);
	else
		form_id_write(id, &text);
	struct str result = arena_str(&e->arena, buf_str(&text));
	buf_release(&text);
	return result;
}

/* What an import proposes is no proof, but kinds of change can be told of it: a rule that uses them says so. */
static bool
is_shown(const struct item *item)
{
	return change_is_sure(item) || (item != NULL && item->state == ITEM_PROPOSED);
}

static void
emit_one(struct emitter *e, const struct change_row *row, const struct form_id *id)
{
	static const char *const how[] = { "item", "several", "heading", "unsure", "none" };
	static const char *const faults[] = { NULL, "number", "two", "name" };
	const char *fault = faults[row->fault.kind];
	bool sure = row->named.how == NAMED_ITEM || row->named.how == NAMED_SEVERAL;
	const struct change_row *before = sure ? row_before(e, row, id) : NULL;
	bool newest = sure && is_newest(e, row, id);
	struct str was = change_cell_text(row->before), is = change_cell_text(row->after);
	struct str chain_text = { 0 }, body_text = { 0 }, misfit = { 0 }, older_text = { 0 };
	struct value nature = value_null(), ground = value_null();
	enum agreement chain = UNCLEAR, body = UNCLEAR;
	struct diff_parts parts;

	if (before != NULL)
		chain = chain_of(e, row, before, id, &chain_text);
	if (newest)
		body = body_of(e, row, id, &body_text);
	bool older = sure && !newest && !e->undated && change_is_sure(row->after) &&
	    change_is_sure(assess_find_id(e->assessment, id)) &&
	    change_older(&e->arena, &e->older_budget, &e->rows, row, id,
		change_value(&e->arena, assess_find_id(e->assessment, id)), &older_text) == DIFFERS;
	if (row->reason != NULL && row->reason->state == ITEM_READ)
		ground =
		    value_text(str_of(change_ground_name(change_ground_of(row->reason->text))));
	if ((sure || row->named.how == NAMED_HEADING) && was.len > 0 && is.len > 0 &&
	    is_shown(row->before) && is_shown(row->after)) {
		change_text_diff(&e->arena, was, is, &e->budget, &parts);
		enum change_nature found = change_nature_of(id->item, was, is, &parts);

		nature = value_text(str_of(change_nature_name(found)));
		if (ground.type != VALUE_NULL && sure && change_is_sure(row->before) &&
		    change_is_sure(row->after))
			misfit = change_misfit(&e->arena, id->item,
			    change_ground_of(row->reason->text), was, is, &parts, found);
	}
	const struct value values[] = {
		value_integer(row->no),
		id->item == NULL ? value_null() : value_text(id_or_label(e, id, false)),
		value_text(str_of(how[row->named.how])),
		id->item == NULL ? value_null() : value_text(id_or_label(e, id, true)),
		important_value(e,
		    row->named.how == NAMED_UNSURE && row->named.count > 0 ? &row->named.ids[0]
									   : id),
		nature,
		ground,
		value_integer(newest),
		before == NULL ? value_null() : value_integer(before->no),
		before == NULL ? value_null() : agreement_value(chain),
		chain == DIFFERS ? value_text(chain_text) : value_null(),
		newest ? agreement_value(body) : value_null(),
		body == DIFFERS ? value_text(body_text) : value_null(),
		id->item == NULL ? value_null() : option_value(row, id->item),
		value_text_or_null(misfit),
		value_integer(is_described(row)),
		fault == NULL ? value_null() : value_text(str_of(fault)),
		value_text_or_null(row->fault.written),
		value_text_or_null(row->fault.printed),
		older ? value_text(older_text) : value_null(),
		value_text(e->assessment->file),
		place(row->line),
		place(row->source_line),
	};
	sink_row(e->sink, &change_item_shape, values);
	arena_release(&e->arena);
}

static void
emit_row(struct emitter *e, const struct change_row *row)
{
	static const struct form_id nothing = { 0 };
	bool each = row->named.how == NAMED_ITEM || row->named.how == NAMED_SEVERAL ||
	    row->named.how == NAMED_HEADING;

	/* A row without 項目 names nothing, and is not the resolver's to judge. */
	if (!each) {
		emit_one(e, row, &nothing);
		return;
	}
	for (size_t i = 0; i < row->named.count; i++)
		emit_one(e, row, &row->named.ids[i]);
}

void
change_emit(const struct assessment *assessment, const struct sink *sink)
{
	struct emitter e = { .assessment = assessment, .sink = sink };

	change_rows_read(&e.rows, assessment);
	for (size_t i = 0; i < e.rows.count; i++)
		e.undated |= e.rows.list[i].date.year == 0;
	for (size_t i = 0; i < e.rows.count; i++)
		emit_row(&e, &e.rows.list[i]);
	change_rows_release(&e.rows);
}
