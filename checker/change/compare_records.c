/* SPDX-License-Identifier: Apache-2.0 */
/* 記録項目 of two versions: a set, known by the heading that holds for an entry and its name. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "change/compare.h"
#include "base/banned.h"

struct record {
	struct str cells[3]; /* heading, num, name */
	struct str key;      /* what it is known by: the heading that holds for it, and its name */
	bool common;
};
static const char *const record_cells[] = { "heading", "num", "name" };

struct records {
	struct record *list;
	size_t count;
	bool sure;
};

static struct records
read_records(struct change_list *out, const struct assessment *assessment, unsigned file_no)
{
	const struct form_item *table = change_record_table(assessment->form);
	struct records records = { .sure = true };
	struct str above = { 0 };

	if (table == NULL || file_no == 0)
		return (struct records){ 0 };
	records.count = change_last_row(assessment, table, file_no);
	records.list = ARENA_ARRAY(&out->arena, struct record, records.count + 1);
	for (size_t i = 0; i < records.count; i++) {
		struct record *record = &records.list[i];

		for (size_t k = 0; k < 3; k++) {
			const struct item *cell = change_cell(
			    assessment, table, file_no, (unsigned)i + 1, record_cells[k]);

			record->cells[k] = change_value(&out->arena, cell);
			if (k == 2)
				records.sure &= change_is_sure(cell);
		}
		if (record->cells[0].len > 0)
			above = text_key(&out->arena, record->cells[0]);
		record->key = arena_printf(&out->arena, "%.*s\n%.*s", STR_ARG(above),
		    STR_ARG(text_key(&out->arena, record->cells[2])));
	}
	return records;
}

static int
by_key(const void *a, const void *b)
{
	return str_cmp((*(struct record *const *)a)->key, (*(struct record *const *)b)->key);
}

static struct record **
sorted(struct change_list *out, const struct records *records)
{
	struct record **list = ARENA_ARRAY(&out->arena, struct record *, records->count + 1);

	for (size_t i = 0; i < records->count; i++)
		list[i] = &records->list[i];
	if (records->count > 0)
		qsort(list, records->count, sizeof *list, by_key);
	return list;
}

static void
mark_common(struct change_list *out, const struct records *old, const struct records *new)
{
	struct record **a = sorted(out, old), **b = sorted(out, new);

	for (size_t i = 0, j = 0; i < old->count && j < new->count;) {
		int c = str_cmp(a[i]->key, b[j]->key);

		if (c == 0)
			a[i]->common = b[j]->common = true;
		i += c <= 0;
		j += c >= 0;
	}
}

/* Those that the other version does not have, a line each. */
static struct str
list_records(struct change_list *out, const struct records *records, size_t *others)
{
	struct buf text = { 0 };
	struct str above = { 0 };

	*others = 0;
	for (size_t i = 0; i < records->count; i++) {
		const struct record *record = &records->list[i];

		if (record->cells[0].len > 0)
			above = record->cells[0];
		if (record->common)
			continue;
		if ((*others)++ > 0)
			buf_addc(&text, '\n');
		if (above.len > 0)
			buf_addf(&text, "・%.*s：", STR_ARG(above));
		else
			buf_adds(&text, "・");
		buf_add(&text, record->cells[2]);
	}
	struct str result = arena_str(&out->arena, buf_str(&text));
	buf_release(&text);
	return result;
}

static bool
same_cells(const struct records *old, const struct records *new)
{
	if (old->count != new->count)
		return false;
	for (size_t i = 0; i < old->count; i++)
		for (size_t k = 0; k < 3; k++)
			if (!str_eq(old->list[i].cells[k], new->list[i].cells[k]))
				return false;
	return true;
}

void
compare_records(struct comparing *c, unsigned new_file)
{
	struct change_list *out = c->out;
	const struct form_item *table = change_record_table(out->new->form);
	unsigned old_file = c->pairs.old_file_of_new[new_file];
	size_t removed, added;

	if (table == NULL)
		return;
	struct records old = read_records(out, out->old, old_file);
	struct records new = read_records(out, out->new, new_file);
	struct form_id id = { table, new_file, 1 };
	if (same_cells(&old, &new))
		return;
	if (!old.sure || !new.sure || (old.count == 0) != (new.count == 0)) {
		/* An annex that one version does not show at all is lost, not empty. */
		struct change_unclear *unclear =
		    ARRAY_ADD(out->unclear, out->unclear_count, out->unclear_room);

		*unclear = (struct change_unclear){ .id = id,
			.item = compare_heading(out, &id),
			.in_old = !old.sure || old.count == 0,
			.in_new = !new.sure || new.count == 0 };
		return;
	}
	mark_common(out, &old, &new);
	struct change *change = compare_add(out, CHANGE_RECORDS);
	change->old_id = (struct form_id){ change_record_table(out->old->form), old_file, 1 };
	change->new_id = id;
	change->before = list_records(out, &old, &removed);
	change->after = list_records(out, &new, &added);
	if (removed == 0 && added > 0)
		change->after = arena_join(&out->arena, STR("（追記）\n"), change->after);
	if (added == 0 && removed > 0)
		change->after = STR("（削除）");
	change->record_count = new.count;
	change->records = ARENA_ARRAY(&out->arena, struct str, 3 * new.count + 1);
	for (size_t i = 0; i < new.count; i++)
		for (size_t k = 0; k < 3; k++)
			change->records[3 * i + k] = new.list[i].cells[k];
	compare_complete(out, change, removed == 0 && added == 0);
	if (change->nature != NATURE_NOTATION)
		change->nature = NATURE_SUBSTANCE;
	/* The annex's heading says what it is; its rows are no part of it. */
	struct form_id annex = { table->top, new_file, 0 };
	change->item = compare_heading(out, &annex);
}
