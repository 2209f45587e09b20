/* SPDX-License-Identifier: Apache-2.0 */
/* The form as it was: changes taken back from the table, the newest first. */
#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "change/inner.h"
#include "base/banned.h"

/* What an item said at the moment now looked at. */
struct moment {
	struct form_id id;
	const struct item *item; /* as it is now; NULL: not stated */
	struct str text;         /* as the table writes it */
	bool touched;
	const char *unknown; /* why its value is not known; NULL: it is */
};

struct replay {
	const struct assessment *now;
	struct change_rows rows;
	struct moment
	    *list; /* one for each item stated now, in their order, then others that rows name */
	size_t count, room, stated;
	struct arena arena;
	struct diags *diags;
};

static const char why_undated[] = "変更日の分からない変更がある";
static const char why_other[] = "変更後の記載が、その時の記載と合わない";
static const char why_many[] = "項目を一つに決められない変更がある";
static const char why_value[] = "変更前の記載を、この項目の値として読めない";

static struct moment *
moment_of(struct replay *r, const struct form_id *id)
{
	const struct item *item = assess_find_id(r->now, id);

	if (item != NULL)
		return &r->list[item - r->now->items];
	for (size_t i = r->stated; i < r->count; i++)
		if (form_id_cmp(&r->list[i].id, id) == 0)
			return &r->list[i];
	if (r->count == r->room)
		return NULL;
	r->list[r->count] = (struct moment){ .id = *id };
	return &r->list[r->count++];
}

static void
start(struct replay *r)
{
	r->stated = r->now->count;
	/* Each row names at most so many items that are not stated now. */
	r->room = r->stated + CHANGE_NAMED_MAX * r->rows.count;
	r->list = ARENA_ARRAY(&r->arena, struct moment, r->room + 1);
	for (size_t i = 0; i < r->stated; i++) {
		const struct item *item = &r->now->items[i];

		r->list[r->count++] = (struct moment){
			.id = item->id, .item = item, .text = change_value(&r->arena, item)
		};
	}
}

static bool
is_below(const struct form_item *item, const struct form_item *heading)
{
	while (item != NULL && item != heading)
		item = item->parent;
	return item != NULL;
}

/* All that a heading holds: which of it changed is not known. */
static void
forget_heading(struct replay *r, const struct form_id *heading, const char *why)
{
	for (size_t i = 0; i < r->stated; i++)
		if (is_below(r->list[i].id.item, heading->item) &&
		    (heading->instance == 0 || r->list[i].id.instance == heading->instance ||
			heading->item->type == FORM_TABLE)) {
			r->list[i].touched = true;
			r->list[i].unknown = why;
		}
}

static void
forget(struct replay *r, const struct form_id *id, const char *why)
{
	struct moment *moment;

	if (!form_item_is_asked(id->item)) {
		forget_heading(r, id, why);
		return;
	}
	moment = moment_of(r, id);
	if (moment != NULL) {
		moment->touched = true;
		moment->unknown = why;
	}
}

/* Without （追記） and the line end behind it: what stands in the form itself. */
static struct str
without_mark(struct str text)
{
	static const char *const marks[] = { "（追記）", "(追記)", "（追加）", "(追加)", "（新規）",
		"(新規)", "（削除）", "(削除)" };

	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (str_starts(text, str_of(marks[i])))
			return str_trim(str_from(text, str_of(marks[i]).len));
	return text;
}

/* text with its only `part` put in the place of another. */
static bool
put_back(struct arena *arena, struct str text, struct str part, struct str with, struct str *result)
{
	size_t at = str_find(text, part, 0);

	if (part.len == 0 || at == STR_NONE || str_find(text, part, at + 1) != STR_NONE)
		return false;
	*result = arena_printf(arena, "%.*s%.*s%.*s", (int)at, text.ptr, STR_ARG(with),
	    STR_ARG(str_from(text, at + part.len)));
	return true;
}

static void
take_back(struct replay *r, const struct change_row *row)
{
	struct moment *moment = moment_of(r, &row->named.ids[0]);
	struct str before = without_mark(change_cell_text(row->before));
	struct str after = without_mark(change_cell_text(row->after)), result;

	if (moment == NULL || moment->unknown != NULL)
		return;
	moment->touched = true;
	if (!change_is_sure(row->before) || !change_is_sure(row->after) ||
	    (moment->item != NULL && !change_is_sure(moment->item))) {
		moment->unknown = why_other;
		return;
	}
	struct str a = change_clean(&r->arena, after), b = change_clean(&r->arena, moment->text);
	if (str_eq(a, b)) {
		moment->text = before;
	} else if (form_type_is_text(moment->id.item->type) &&
	    put_back(&r->arena, moment->text, after, before, &result)) {
		moment->text = result;
	} else if (moment->id.item->type == FORM_DATE || moment->id.item->type == FORM_CHOICE ||
	    moment->id.item->type == FORM_COUNT) {
		struct diff_budget budget = { 0 };
		struct str where;

		if (change_agree(&r->arena, &budget, moment->id.item, after, moment->text, false,
			&where) == AGREES)
			moment->text = before;
		else
			moment->unknown = why_other;
	} else {
		moment->unknown = why_other;
	}
}

/* A row of a form with room for more. */
static bool
is_blank_row(const struct change_row *row)
{
	const struct item *const cells[] = { row->item, row->before, row->after };

	for (size_t i = 0; i < COUNT_OF(cells); i++)
		if (cells[i] != NULL && cells[i]->state != ITEM_BLANK)
			return false;
	return true;
}

/* What a row that cannot be taken back names is unknown; one that names nothing is said. */
static void
give_up(struct replay *r, const struct change_row *row, const char *why)
{
	struct buf number = { 0 };

	for (size_t i = 0; i < row->named.count; i++)
		forget(r, &row->named.ids[i], why);
	if (row->named.count > 0 || is_blank_row(row))
		return;
	buf_addf(&number, "%u", row->no);
	diag_add(r->diags, DIAG_CHANGE_ROW_ITEM, (struct diag_at){ r->now->file, row->line, 0 },
	    buf_str(&number), change_cell_text(row->item), (struct str){ 0 });
	buf_release(&number);
}

static void
undo(struct replay *r, const struct change_row *row)
{
	if (row->named.how == NAMED_ITEM && row->named.count == 1)
		take_back(r, row);
	else
		give_up(r, row, why_many);
}

static void
take_all_back(struct replay *r, struct date day)
{
	for (size_t i = 0; i < r->rows.count; i++)
		if (r->rows.list[i].date.year == 0)
			give_up(r, &r->rows.list[i], why_undated);
	for (size_t i = r->rows.dated; i-- > 0;)
		if (date_cmp(r->rows.in_time[i]->date, day) > 0)
			undo(r, r->rows.in_time[i]);
}

/* ---- the tree ----------------------------------------------------------------------------------------------- */

static struct node *
unknown_node(struct arena *arena, const char *why)
{
	struct node *map = node_new(arena, NODE_MAP, 0, 0);

	node_put(arena, map, STR("state"), node_text(arena, STR("unknown")));
	if (why != NULL)
		node_put(arena, map, STR("why"), node_text(arena, str_of(why)));
	return map;
}

/* Can the item hold the text? What a table says in words of its own is no value. */
static struct node *
value_node(struct arena *arena, const struct form_item *def, struct str text)
{
	const struct form_option *option;
	struct date date;
	bool exact;

	if (text.len == 0)
		return node_text(arena, text);
	switch (def->type) {
	case FORM_CHOICE:
		option = change_cell_option(def, text, &exact);
		return exact ? node_text(arena, option->text) : NULL;
	case FORM_DATE:
		return date_parse(text, &date) ? node_text(arena, text) : NULL;
	case FORM_COUNT:
		return str_digits(text, 0) == text.len ? node_text(arena, text) : NULL;
	case FORM_MARKS:
		return str_starts(text, STR("[")) ? change_value_node(arena, def, text) : NULL;
	default:
		return node_text(arena, text);
	}
}

/* A group of which nothing is left was not there yet. */
static bool
is_group_gone(const struct replay *r, const struct form_id *id)
{
	if (id->item->group == NULL)
		return false;
	for (size_t i = 0; i < r->count; i++) {
		const struct moment *m = &r->list[i];

		if (m->id.item->group == id->item->group && m->id.file_no == id->file_no &&
		    m->id.instance == id->instance && (m->unknown != NULL || m->text.len > 0))
			return false;
	}
	return true;
}

static bool
is_later_row(const struct replay *r, const struct form_id *id, struct date day)
{
	const struct form_item *table = change_change_table(r->now->form);

	if (table == NULL || id->item->group != table)
		return false;
	for (size_t i = 0; i < r->rows.count; i++)
		if (r->rows.list[i].no == id->instance)
			return r->rows.list[i].date.year != 0 &&
			    date_cmp(r->rows.list[i].date, day) > 0;
	return false;
}

/* 公表日 of that time: the day of the last change until then, as a proposal. */
static struct node *
published_node(struct replay *r, struct date day)
{
	struct node *map = node_new(&r->arena, NODE_MAP, 0, 0);
	struct buf text = { 0 };

	for (size_t i = r->rows.dated; i-- > 0 && text.len == 0;)
		if (date_cmp(r->rows.in_time[i]->date, day) <= 0)
			date_era(r->rows.in_time[i]->date, &text);
	if (text.len == 0)
		return unknown_node(&r->arena, "最初の変更より前の公表日は表から分からない");
	node_put(&r->arena, map, STR("value"), node_text(&r->arena, buf_str(&text)));
	node_put(&r->arena, map, STR("state"), node_text(&r->arena, STR("proposed")));
	node_put(&r->arena, map, STR("why"),
	    node_text(&r->arena, STR("その日までの最後の変更日を公表日とした")));
	buf_release(&text);
	return map;
}

static struct node *
moment_node(struct replay *r, struct moment *m, bool any_later, struct date day)
{
	struct node *node = NULL;

	if (str_is(m->id.item->question, "cover.published") && any_later)
		return published_node(r, day);
	if (!m->touched)
		return m->item == NULL ? NULL : change_item_node(&r->arena, m->item);
	if (m->unknown == NULL)
		node = value_node(&r->arena, m->id.item, m->text);
	return node != NULL ? node
			    : unknown_node(&r->arena, m->unknown != NULL ? m->unknown : why_value);
}

static struct node *
items_node(struct replay *r, struct date day)
{
	struct node *items = node_new(&r->arena, NODE_MAP, 0, 0);
	bool any_later =
	    r->rows.dated > 0 && date_cmp(r->rows.in_time[r->rows.dated - 1]->date, day) > 0;

	for (size_t i = 0; i < r->count; i++) {
		struct moment *m = &r->list[i];
		struct buf id = { 0 };

		if (is_later_row(r, &m->id, day) || (m->touched && is_group_gone(r, &m->id)))
			continue;
		struct node *node = moment_node(r, m, any_later, day);
		form_id_write(&m->id, &id);
		if (node != NULL)
			node_put(&r->arena, items, buf_str(&id), node);
		buf_release(&id);
	}
	return items;
}

bool
change_replay(const struct assessment *now, struct date day, const struct forms *forms,
    struct assessment *result, struct diags *diags)
{
	struct replay r = { .now = now, .diags = diags };

	change_rows_read(&r.rows, now);
	start(&r);
	take_all_back(&r, day);
	struct node *root = node_new(&r.arena, NODE_MAP, 0, 0);
	node_put(&r.arena, root, STR("piacheck"), node_text(&r.arena, STR("assessment/1")));
	node_put(&r.arena, root, STR("form"), node_text(&r.arena, now->form->number));
	if (now->form->edition.len > 0)
		node_put(&r.arena, root, STR("edition"), node_text(&r.arena, now->form->edition));
	node_put(&r.arena, root, STR("items"), items_node(&r, day));
	bool good = assess_from_node(result, root, now->file, forms, diags);
	change_rows_release(&r.rows);
	arena_release(&r.arena);
	return good;
}
