/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two published versions against the newer one's table: what changed and is in no row, rows that tell of another past, and rows of
 * the past that were rewritten. The form alone cannot show these.
 */
#include "base/scope.h"
#include "base/text.h"
#include "change/inner.h"
#include "base/banned.h"

#define TEXT2(japanese, english)                                                                   \
	{                                                                                          \
		.ja = STR_INIT(japanese), .en = STR_INIT(english)                                  \
	}

static const struct str basis[] = { STR_INIT("番号法 第28条第1項"),
	STR_INIT("特定個人情報保護評価に関する規則 第14条"), STR_INIT("様式 変更箇所") };

enum { WITHOUT_ROW, ROW_AGAINST, REWRITTEN, SAME_DAY };

const struct finding_rule change_audit_rules[CHANGE_AUDIT_RULES] = {
	[WITHOUT_ROW] = {
		.id = STR_INIT("change/without-row"),
		.family = STR_INIT("change"),
		.severity = SEVERITY_ERROR,
		.title = TEXT2("変更箇所に行のない変更", "A change without a row in the table"),
		.remedy = TEXT2("変更箇所に行を加える。※の項目なら、事前に評価を再実施したかを確かめる",
		    "Add the row; of an item with ※ see whether it was assessed before"),
		.basis = (struct str *)basis,
		.basis_count = COUNT_OF(basis),
	},
	[ROW_AGAINST] = {
		.id = STR_INIT("change/row-against-version"),
		.family = STR_INIT("change"),
		.severity = SEVERITY_WARNING,
		.title = TEXT2("変更前の記載が、前の版の記載と違う",
		    "What a row gives as before is not what the former version said"),
		.remedy = TEXT2("変更前の記載を前の版のとおりに直す", "Write what the former version said"),
		.basis = (struct str *)basis,
		.basis_count = COUNT_OF(basis),
		.review = true,
	},
	[REWRITTEN] = {
		.id = STR_INIT("change/table-rewritten"),
		.family = STR_INIT("change"),
		.severity = SEVERITY_WARNING,
		.title = TEXT2("前の版の変更箇所の行が書き換えられている",
		    "Rows of the former version's table were rewritten"),
		.remedy = TEXT2("前の版の行を元に戻すか、書き換えた理由を残す",
		    "Restore the rows, or keep a record of why they were changed"),
		.basis = (struct str *)basis,
		.basis_count = COUNT_OF(basis),
		.review = true,
	},
	[SAME_DAY] = {
		.id = STR_INIT("change/same-day"),
		.family = STR_INIT("change"),
		.severity = SEVERITY_WARNING,
		.title = TEXT2("公表日が同じで内容の違う版がある",
		    "Two versions with one 公表日 differ"),
		.remedy = TEXT2("修正して公表した日に公表日を改める", "Give the day on which it was corrected and published"),
		.basis = (struct str *)basis,
		.basis_count = COUNT_OF(basis),
		.review = true,
	},
};

struct audit {
	const struct assessment *old, *new;
	struct finding_run *run;
	struct change_list changes;
	struct change_rows old_rows, new_rows;
	struct arena arena;
	struct diff_budget budget;
	struct str title;
};

static void
report(struct audit *a, int rule, enum severity severity, const struct form_id *id, uint32_t line,
    struct str ja, struct str en)
{
	struct buf text = { 0 }, label = { 0 };
	struct finding finding = { .rule = &change_audit_rules[rule],
		.severity = severity,
		.message = { ja, en },
		.assessment = a->new->file,
		.assessment_name = a->title,
		.file = a->new->file,
		.line = line };

	if (id != NULL && id->item != NULL) {
		form_id_write(id, &text);
		change_heading_write(a->new->form, id, &label);
		finding.item = arena_str(&a->arena, buf_str(&text));
		finding.item_label = arena_str(&a->arena, buf_str(&label));
	}
	finding_run_add(a->run, &finding);
	buf_release(&text);
	buf_release(&label);
}

/* ---- rows that both versions have --------------------------------------------------------------------------- */

static bool
same_cell(const struct item *x, const struct item *y)
{
	struct arena arena = { 0 };
	bool same = str_eq(
	    change_clean(&arena, change_cell_text(x)), change_clean(&arena, change_cell_text(y)));

	arena_release(&arena);
	return same;
}

static bool
same_row(const struct change_row *x, const struct change_row *y)
{
	return date_cmp(x->date, y->date) == 0 && x->date.year == y->date.year &&
	    same_cell(x->item, y->item) && same_cell(x->before, y->before) &&
	    same_cell(x->after, y->after) && same_cell(x->timing, y->timing) &&
	    same_cell(x->reason, y->reason);
}

static bool
has_row(const struct change_rows *rows, const struct change_row *row)
{
	for (size_t i = 0; i < rows->count; i++)
		if (same_row(&rows->list[i], row))
			return true;
	return false;
}

static void
find_rewritten(struct audit *a)
{
	/* A table that was lost by the import is no table that was rewritten. */
	if (a->new_rows.count == 0)
		return;
	for (size_t i = 0; i < a->old_rows.count; i++) {
		const struct change_row *row = &a->old_rows.list[i];

		if (has_row(&a->new_rows, row))
			continue;
		struct str item = change_cell_text(row->item);
		report(a, REWRITTEN, SEVERITY_WARNING, NULL, 0,
		    arena_printf(&a->arena,
			"前の版の変更箇所%u行目「%.*s」が、新しい版にそのままの形でない", row->no,
			STR_ARG(item)),
		    arena_printf(&a->arena,
			"row %u of the former table (\"%.*s\") is not in the new one as it was",
			row->no, STR_ARG(item)));
	}
}

/* ---- changes and their rows --------------------------------------------------------------------------------- */

static bool
is_below(const struct form_item *item, const struct form_item *heading)
{
	while (item != NULL && item != heading)
		item = item->parent;
	return item != NULL;
}

/* Could the row speak of the item? Headings speak of all below, and what cannot be told may. */
static bool
may_name(const struct change_row *row, const struct form_id *id)
{
	if (change_row_names(row, id))
		return true;
	if (row->named.how == NAMED_ITEM || row->named.how == NAMED_SEVERAL)
		return false;
	for (size_t i = 0; i < row->named.count; i++)
		if (is_below(id->item, row->named.ids[i].item) ||
		    form_id_cmp(&row->named.ids[i], id) == 0)
			return true;
	return row->named.how != NAMED_HEADING && row->named.count == 0;
}

/* A new row of the newer version that can be this change's. */
static const struct change_row *
row_of(const struct audit *a, const struct change *change)
{
	const struct form_id *ids[] = { &change->new_id, &change->old_id };

	for (size_t i = 0; i < a->new_rows.count; i++) {
		const struct change_row *row = &a->new_rows.list[i];

		if (has_row(&a->old_rows, row))
			continue;
		for (size_t k = 0; k < COUNT_OF(ids); k++) {
			struct form_id id = *ids[k];

			if (id.item == NULL)
				continue;
			/* Names in a row are those of the new version's form. */
			id.item = form_find(a->new->form, id.item->def);
			if (id.item == NULL)
				continue;
			if (change->kind == CHANGE_RECORDS)
				id = (struct form_id){ id.item->top, id.file_no, 0 };
			if (may_name(row, &id))
				return row;
		}
	}
	return NULL;
}

/* A whole new group is told by one row of it. */
static bool
has_sister_row(const struct audit *a, const struct change *change)
{
	const struct form_id *id = change->new_id.item != NULL ? &change->new_id : &change->old_id;

	if (change->kind != CHANGE_ADDED && change->kind != CHANGE_REMOVED)
		return false;
	for (size_t i = 0; i < a->changes.count; i++) {
		const struct change *other = &a->changes.list[i];
		const struct form_id *o =
		    other->new_id.item != NULL ? &other->new_id : &other->old_id;

		if (other->kind == change->kind && o->item->group == id->item->group &&
		    o->file_no == id->file_no && o->instance == id->instance &&
		    row_of(a, other) != NULL)
			return true;
	}
	return false;
}

static void
find_without_row(struct audit *a)
{
	for (size_t i = 0; i < a->changes.count; i++) {
		const struct change *change = &a->changes.list[i];
		bool important = change->class == CLASS_IMPORTANT || change->class == CLASS_EXEMPT;

		if (!change_is_row(change) || row_of(a, change) != NULL ||
		    has_sister_row(a, change))
			continue;
		const struct form_id *id = change->new_id.item != NULL ? &change->new_id : NULL;
		const struct item *item = id == NULL ? NULL : assess_find_id(a->new, id);
		/* 番号法第28条: of an item with ※ it is an error; of others the table is incomplete. */
		enum severity severity = !important ? SEVERITY_WARNING
		    : change->class == CLASS_IMPORTANT && change->nature == NATURE_SUBSTANCE
		    ? SEVERITY_ERROR
		    : SEVERITY_WARNING;
		report(a, WITHOUT_ROW, severity, id, item == NULL ? 0 : item->line,
		    arena_printf(&a->arena,
			"「%.*s」が前の版から変わっているが、変更箇所に行がない（前「%.*s」、今「%."
			"*s」）",
			STR_ARG(change->item), STR_ARG(text_cut(change->before, 120)),
			STR_ARG(text_cut(change->after, 120))),
		    arena_printf(&a->arena,
			"\"%.*s\" changed since the former version, but no row tells it (was "
			"\"%.*s\", is \"%.*s\")",
			STR_ARG(change->item), STR_ARG(text_cut(change->before, 120)),
			STR_ARG(text_cut(change->after, 120))));
	}
}

/* 変更前 of a new row against what the former version said. */
static void
find_against(struct audit *a)
{
	for (size_t i = 0; i < a->changes.count; i++) {
		const struct change *change = &a->changes.list[i];
		const struct change_row *row;
		struct str where;

		if (change->kind != CHANGE_VALUE || !change_is_row(change))
			continue;
		row = row_of(a, change);
		if (row == NULL || row->named.how != NAMED_ITEM || !change_is_sure(row->before) ||
		    change_cell_text(row->before).len == 0)
			continue;
		if (change_agree(&a->arena, &a->budget, change->def, change_cell_text(row->before),
			change->before, false, &where) != DIFFERS)
			continue;
		report(a, ROW_AGAINST, SEVERITY_WARNING, &change->new_id, row->line,
		    arena_printf(&a->arena,
			"変更箇所%u行目の変更前の記載が、前の版と違う（変更前と前の版: %.*s）",
			row->no, STR_ARG(where)),
		    arena_printf(&a->arena,
			"what row %u gives as before is not what the former version said (%.*s)",
			row->no, STR_ARG(where)));
	}
}

static const struct item *
published(const struct assessment *assessment)
{
	struct form_id id = { form_find(assessment->form, STR("cover.published")), 1, 0 };

	return id.item == NULL ? NULL : assess_find_id(assessment, &id);
}

static void
find_same_day(struct audit *a)
{
	const struct item *x = published(a->old), *y = published(a->new);
	size_t rows = 0;

	for (size_t i = 0; i < a->changes.count; i++)
		rows += change_is_row(&a->changes.list[i]);
	if (rows == 0 || !change_is_sure(x) || !change_is_sure(y) || !date_is_full(x->date) ||
	    !date_is_full(y->date) || date_cmp(x->date, y->date) != 0)
		return;
	struct form_id id = y->id;
	report(a, SAME_DAY, SEVERITY_WARNING, &id, y->line,
	    arena_printf(&a->arena, "公表日（%.*s）が前の版と同じだが、%zu項目が違う",
		STR_ARG(y->text), rows),
	    arena_printf(&a->arena, "公表日 (%.*s) is the former version's, but %zu items differ",
		STR_ARG(y->text), rows));
}

void
change_audit(const struct assessment *old, const struct assessment *new, struct finding_run *run)
{
	struct audit a = { .old = old, .new = new, .run = run };
	struct diags diags = { 0 };
	struct form_id name = { form_find(new->form, STR("cover.name")), 1, 0 };

	if (name.item != NULL)
		a.title = change_value(&a.arena, assess_find_id(new, &name));
	if (change_compare(old, new, (struct date){ 0 }, &a.changes, &diags)) {
		change_rows_read(&a.old_rows, old);
		change_rows_read(&a.new_rows, new);
		find_without_row(&a);
		find_against(&a);
		find_rewritten(&a);
		find_same_day(&a);
		change_rows_release(&a.old_rows);
		change_rows_release(&a.new_rows);
	}
	change_list_release(&a.changes);
	diags_release(&diags);
	arena_release(&a.arena);
}
