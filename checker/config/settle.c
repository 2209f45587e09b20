/* SPDX-License-Identifier: Apache-2.0 */
/* Order of the files, masked files, last value wins; and the writing of the rows. */
#include "config/settle.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/banned.h"

SINK_SHAPE(setting_shape, "setting", "host", "kind", "section", "entry", "key", "value", "number",
    "effective", "seq", "file", "line");

static struct str
group_of(const struct gathered_file *file)
{
	if (file->kind == NULL || file->kind->group == NULL)
		return (struct str){ 0 };
	return file->kind->group(file->path);
}

static int
stage_of(const struct gathered_file *file)
{
	return file->kind == NULL ? 0 : file->kind->patterns[file->pattern].stage;
}

/* kind, group, stage, name, strength of the folder, path: a total order, so that the output is the same every time. */
static int
by_reading(const void *left, const void *right)
{
	const struct gathered_file *a = left, *b = right;
	int order = str_cmp(a->kind_name, b->kind_name);

	if (order == 0)
		order = str_cmp(group_of(a), group_of(b));
	if (order == 0)
		order = stage_of(a) - stage_of(b);
	if (order == 0 && a->kind != NULL)
		order = str_cmp(str_base_name(a->path), str_base_name(b->path));
	if (order == 0 && a->pattern != b->pattern)
		order = a->pattern < b->pattern ? -1 : 1;
	return order != 0 ? order : str_cmp(a->path, b->path);
}

static bool
masks(const struct gathered_file *a, const struct gathered_file *b)
{
	return a->kind != NULL && a->kind == b->kind && a->pattern != b->pattern &&
	    stage_of(a) == stage_of(b) && str_eq(str_base_name(a->path), str_base_name(b->path)) &&
	    str_eq(group_of(a), group_of(b));
}

void
settle_order(struct gathered *gathered)
{
	if (gathered->count > 0)
		qsort(gathered->files, gathered->count, sizeof *gathered->files, by_reading);
	for (size_t i = 1; i < gathered->count; i++) {
		struct gathered_file *file = &gathered->files[i];
		/* The strongest of the same name stands right before the others. */
		file->is_masked = masks(&gathered->files[i - 1], file);
		for (size_t k = 0; file->is_masked && k < file->row_count; k++)
			file->rows[k].effective = EFFECTIVE_NO;
	}
}

/* One setting that may be overridden, for sorting: those of the same name stand together, in reading order. */
struct ranked {
	struct gathered_row *row;
	const struct gathered_file *file;
	size_t order;
};

static int
by_name(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;
	int order = str_cmp(a->row->section, b->row->section);

	if (order == 0)
		order = str_cmp(a->row->key, b->row->key);
	if (order == 0 && a->order != b->order)
		order = a->order < b->order ? -1 : 1;
	return order;
}

static bool
is_same_name(const struct ranked *a, const struct ranked *b)
{
	return str_eq(a->row->section, b->row->section) && str_eq(a->row->key, b->row->key);
}

/*
 * The last of the run [from, to) counts. Of systemd's units a key that one file sets twice is a list (Environment,
 * ExecStartPre): which of its values hold depends on the key.
 */
static void
settle_run(struct ranked *run, size_t count, bool may_be_list)
{
	bool is_list = false;

	for (size_t i = 1; i < count; i++)
		if (run[i].file == run[i - 1].file)
			is_list = may_be_list;
	for (size_t i = 0; i < count; i++)
		run[i].row->effective = is_list ? EFFECTIVE_DEPENDS
		    : i + 1 == count            ? EFFECTIVE_YES
						: EFFECTIVE_NO;
}

/* Files [from, to) are one group. A refused file among them: what it sets is unknown, so nothing is certain. */
static void
settle_group(struct gathered *gathered, size_t from, size_t to)
{
	struct ranked *ranked = NULL;
	size_t count = 0, room = 0;
	bool refused = false;

	for (size_t i = from; i < to; i++) {
		struct gathered_file *file = &gathered->files[i];
		refused = refused || (file->is_refused && !file->is_masked);
		for (size_t k = 0; !file->is_masked && k < file->row_count; k++) {
			struct ranked *one = ARRAY_ADD(ranked, count, room);
			*one = (struct ranked){ &file->rows[k], file, count };
		}
	}
	if (count > 0)
		qsort(ranked, count, sizeof *ranked, by_name);
	for (size_t i = 0; i < count && !refused;) {
		size_t end = i + 1;
		while (end < count && is_same_name(&ranked[i], &ranked[end]))
			end++;
		settle_run(&ranked[i], end - i, gathered->files[from].kind->order == CONFIG_UNITS);
		i = end;
	}
	free(ranked);
}

void
settle_last_wins(struct gathered *gathered)
{
	for (size_t i = 0; i < gathered->count;) {
		const struct gathered_file *first = &gathered->files[i];
		size_t end = i + 1;

		while (end < gathered->count && gathered->files[end].kind == first->kind &&
		    str_eq(group_of(&gathered->files[end]), group_of(first)))
			end++;
		if (first->kind != NULL &&
		    (first->kind->order == CONFIG_LAST_WINS || first->kind->order == CONFIG_UNITS))
			settle_group(gathered, i, end);
		i = end;
	}
}

void
settle_write_row(struct gathered *gathered, const struct gathered_file *file,
    const struct gathered_row *row, int64_t entry_base)
{
	enum {
		HOST,
		KIND,
		SECTION,
		ENTRY,
		KEY,
		VALUE,
		NUMBER,
		EFFECTIVE,
		SEQ,
		FILE_NAME,
		LINE,
		COUNT
	};

	if (!str_eq(gathered->seq_kind, file->kind_name)) {
		gathered->seq_kind = file->kind_name;
		gathered->seq = 0;
	}
	struct value values[COUNT] = {
		[HOST] = value_text(gathered->host),
		[KIND] = value_text(file->kind_name),
		[SECTION] = value_text_or_null(row->section),
		[ENTRY] = row->entry > 0 ? value_integer(entry_base + row->entry) : value_null(),
		[KEY] = value_text(row->key),
		[VALUE] = row->value,
		[NUMBER] = row->number,
		[EFFECTIVE] = row->effective == EFFECTIVE_DEPENDS ? value_null()
								  : value_integer(row->effective),
		[SEQ] = value_integer(++gathered->seq),
		[FILE_NAME] = value_text(file->name),
		[LINE] = row->line > 0 ? value_integer(row->line) : value_null(),
	};
	sink_row(gathered->sink, &setting_shape, values);
}

void
settle_write_file(struct gathered *gathered, const struct gathered_file *file)
{
	int64_t last = 0;

	if (!str_eq(gathered->seq_kind, file->kind_name))
		gathered->entry_base = 0;
	for (size_t i = 0; i < file->row_count; i++) {
		settle_write_row(gathered, file, &file->rows[i], gathered->entry_base);
		if (file->rows[i].entry > last)
			last = file->rows[i].entry;
	}
	gathered->entry_base += last;
}

struct gathered_file *
gathered_find(struct gathered *gathered, struct str path)
{
	for (size_t i = 0; i < gathered->count; i++)
		if (str_eq(gathered->files[i].path, path))
			return &gathered->files[i];
	return NULL;
}
