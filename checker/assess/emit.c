/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence rows of an assessment: the tables assessment, item, mark, record_item and change of rule/evidence.sql. */
#include "assess/assess.h"

#include "assess/item.h"
#include "base/text.h"
#include "base/banned.h"

SINK_SHAPE(assessment_shape, "assessment", "file", "line", "form", "edition", "no", "name",
    "agency", "published", "source");
SINK_SHAPE(item_shape, "item", "id", "def", "question", "section", "heading", "label", "type",
    "file_no", "instance", "state", "text", "norm", "n", "date", "required", "important_change",
    "why", "file", "line", "source_line", "source_page", "source_sheet", "source_cell");
SINK_SHAPE(mark_shape, "mark", "item", "def", "question", "file_no", "instance", "key", "label",
    "state", "text", "file", "line", "source_line");
SINK_SHAPE(record_shape, "record_item", "no", "file_no", "heading", "num", "name", "state", "file",
    "line", "source_line");
SINK_SHAPE(change_shape, "change", "no", "date", "item", "before", "after", "timing", "reason",
    "date_state", "before_state", "after_state", "timing_state", "reason_state", "file", "line",
    "source_line");

/* What the rows of one assessment share. */
struct emitter {
	const struct assessment *assessment;
	const struct sink *sink;
	struct arena arena; /* texts of the rows */
	struct slot *slots;
	size_t count;
};

static struct value
number_or_null(uint32_t n)
{
	return n == 0 ? value_null() : value_integer(n);
}

static struct value
date_value(struct emitter *emitter, const struct item *item)
{
	struct buf iso = { 0 };

	if (item == NULL || item->date.year == 0)
		return value_null();
	date_iso(item->date, &iso);
	struct value value = value_text(arena_str(&emitter->arena, buf_str(&iso)));
	buf_release(&iso);
	return value;
}

/* As written; of a choice the option's text. */
static struct str
shown_text(const struct item *item)
{
	if (item == NULL)
		return (struct str){ 0 };
	return item->option != NULL ? item->option->text : item->text;
}

static struct value
text_value(const struct slot *slot)
{
	return slot == NULL ? value_null() : value_text_or_null(shown_text(slot->item));
}

static struct value
norm_value(struct emitter *emitter, const struct item *item)
{
	struct str text = shown_text(item);

	if (text.len == 0)
		return value_null();
	return value_text_or_null(text_key(&emitter->arena, text));
}

static struct value
n_value(const struct item *item)
{
	if (item == NULL)
		return value_null();
	if (item->option != NULL && item->option->number > 0)
		return value_integer(item->option->number);
	bool has_count = item->id.item->type == FORM_COUNT && item->text.len > 0 &&
	    item->state != ITEM_NONE && item_plain_state(item) == ITEM_READ;
	return has_count ? value_integer(item->count) : value_null();
}

static struct value
with_number(struct emitter *emitter, struct str label, unsigned instance)
{
	struct buf text = { 0 };

	if (label.len == 0)
		return value_null();
	form_label_write(label, instance, &text);
	struct value value = value_text(arena_str(&emitter->arena, buf_str(&text)));
	buf_release(&text);
	return value;
}

static struct value
id_value(struct emitter *emitter, const struct form_id *id)
{
	struct buf text = { 0 };

	form_id_write(id, &text);
	struct value value = value_text(arena_str(&emitter->arena, buf_str(&text)));
	buf_release(&text);
	return value;
}

static const struct slot *
find_question(const struct emitter *emitter, const char *question)
{
	for (size_t i = 0; i < emitter->count; i++)
		if (str_is(emitter->slots[i].id.item->question, question))
			return &emitter->slots[i];
	return NULL;
}

static void
emit_assessment(struct emitter *emitter)
{
	const struct assessment *assessment = emitter->assessment;
	const struct slot *published = find_question(emitter, "cover.published");
	const struct value values[] = {
		value_text(assessment->file),
		value_null(),
		value_text(assessment->form->number),
		value_text_or_null(assessment->form->edition),
		text_value(find_question(emitter, "cover.no")),
		text_value(find_question(emitter, "cover.name")),
		text_value(find_question(emitter, "cover.agency")),
		date_value(emitter, published == NULL ? NULL : published->item),
		value_text_or_null(assessment->source),
	};

	sink_row(emitter->sink, &assessment_shape, values);
}

static void
emit_item(struct emitter *emitter, const struct slot *slot)
{
	const struct form_item *def = slot->id.item;
	const struct item *item = slot->item;
	const struct value values[] = {
		id_value(emitter, &slot->id),
		value_text(def->def),
		value_text_or_null(def->question),
		value_text(def->section),
		with_number(emitter, def->heading, slot->id.instance),
		with_number(emitter, def->label, slot->id.instance),
		value_text(str_of(form_type_name(def->type))),
		value_integer(slot->id.file_no),
		number_or_null(slot->id.instance),
		value_text(str_of(item_state_name(slot_state(slot)))),
		value_text_or_null(shown_text(item)),
		norm_value(emitter, item),
		n_value(item),
		date_value(emitter, item),
		value_integer(def->required == FORM_REQUIRED),
		value_integer(def->important_change),
		value_text_or_null(item == NULL ? (struct str){ 0 } : item->why),
		value_text(emitter->assessment->file),
		number_or_null(item == NULL ? 0 : item->line),
		number_or_null(item == NULL ? 0 : item->source_line),
		number_or_null(item == NULL ? 0 : item->source_place.page),
		value_text_or_null(item == NULL ? (struct str){ 0 } : item->source_place.sheet),
		value_text_or_null(item == NULL ? (struct str){ 0 } : item->source_place.cell),
	};

	sink_row(emitter->sink, &item_shape, values);
}

static void
emit_mark(struct emitter *emitter, const struct slot *slot, size_t i)
{
	static const struct item_mark unknown = { 0 };
	const struct form_item *def = slot->id.item;
	const struct item *item = slot->item;
	const struct item_mark *mark = item == NULL ? &unknown : &item->marks[i];
	const struct value values[] = {
		id_value(emitter, &slot->id),
		value_text(def->def),
		value_text_or_null(def->question),
		value_integer(slot->id.file_no),
		number_or_null(slot->id.instance),
		value_text(def->marks[i].name),
		value_text(def->marks[i].label),
		value_text(str_of(mark_state_name(mark->state))),
		value_text_or_null(mark->text),
		value_text(emitter->assessment->file),
		number_or_null(mark->line > 0 ? mark->line
			: item == NULL        ? 0
					      : item->line),
		number_or_null(item == NULL ? 0 : item->source_line),
	};

	sink_row(emitter->sink, &mark_shape, values);
}

/* The cells of one row of a table, by the last part of their question. */
struct row {
	const struct slot *first;
	size_t count;
};

static const struct slot *
cell(const struct row *row, const char *name)
{
	for (size_t i = 0; i < row->count; i++) {
		struct str question = row->first[i].id.item->question;
		size_t dot = str_find(question, STR("]."), 0);

		if (dot != STR_NONE && str_is(str_from(question, dot + 2), name))
			return &row->first[i];
	}
	return NULL;
}

static struct value
cell_text(const struct row *row, const char *name)
{
	return text_value(cell(row, name));
}

static struct value
cell_state(const struct row *row, const char *name)
{
	const struct slot *slot = cell(row, name);

	return value_text(str_of(item_state_name(slot == NULL ? ITEM_UNKNOWN : slot_state(slot))));
}

/* Where the row begins: the first of its cells that is stated. */
static void
row_place(const struct row *row, struct value *line, struct value *source_line)
{
	*line = *source_line = value_null();
	for (size_t i = 0; i < row->count; i++) {
		const struct item *item = row->first[i].item;

		if (item == NULL)
			continue;
		if (line->type == VALUE_NULL)
			*line = number_or_null(item->line);
		if (source_line->type == VALUE_NULL)
			*source_line = number_or_null(item->source_line);
	}
}

static void
emit_record(struct emitter *emitter, const struct row *row)
{
	struct value line, source_line;

	row_place(row, &line, &source_line);
	const struct value values[] = {
		value_integer(row->first->id.instance),
		value_integer(row->first->id.file_no),
		cell_text(row, "heading"),
		cell_text(row, "num"),
		cell_text(row, "name"),
		cell_state(row, "name"),
		value_text(emitter->assessment->file),
		line,
		source_line,
	};

	sink_row(emitter->sink, &record_shape, values);
}

static void
emit_change(struct emitter *emitter, const struct row *row)
{
	const struct slot *date = cell(row, "date");
	struct value line, source_line;

	row_place(row, &line, &source_line);
	const struct value values[] = {
		value_integer(row->first->id.instance),
		date_value(emitter, date == NULL ? NULL : date->item),
		cell_text(row, "item"),
		cell_text(row, "before"),
		cell_text(row, "after"),
		cell_text(row, "timing"),
		cell_text(row, "reason"),
		cell_state(row, "date"),
		cell_state(row, "before"),
		cell_state(row, "after"),
		cell_state(row, "timing"),
		cell_state(row, "reason"),
		value_text(emitter->assessment->file),
		line,
		source_line,
	};

	sink_row(emitter->sink, &change_shape, values);
}

static bool
is_same_row(const struct form_id *a, const struct form_id *b)
{
	return a->item->group == b->item->group && a->file_no == b->file_no &&
	    a->instance == b->instance;
}

/* One row of an annex, which takes up several slots; returns how many. */
static size_t
emit_row(struct emitter *emitter, size_t from)
{
	const struct form_item *table = emitter->slots[from].id.item->group;
	struct row row = { &emitter->slots[from], 1 };

	while (from + row.count < emitter->count &&
	    is_same_row(&row.first->id, &emitter->slots[from + row.count].id))
		row.count++;
	if (str_is(table->question, "app1.record[]"))
		emit_record(emitter, &row);
	else if (str_is(table->question, "app2.change[]"))
		emit_change(emitter, &row);
	return row.count;
}

void
assess_emit(const struct assessment *assessment, const struct sink *sink)
{
	struct emitter emitter = { .assessment = assessment, .sink = sink };
	struct arena slots = { 0 };

	emitter.count = assess_slots(assessment, &slots, &emitter.slots);
	emit_assessment(&emitter);
	for (size_t i = 0; i < emitter.count;) {
		const struct slot *slot = &emitter.slots[i];
		const struct form_item *group = slot->id.item->group;

		if (group != NULL && group->type == FORM_TABLE) {
			i += emit_row(&emitter, i);
		} else {
			emit_item(&emitter, slot);
			for (size_t k = 0; k < slot->id.item->mark_count; k++)
				emit_mark(&emitter, slot, k);
			i++;
		}
		/* The sink has copied the row. */
		arena_release(&emitter.arena);
	}
	arena_release(&slots);
}
