/* SPDX-License-Identifier: Apache-2.0 */
/* What the workers sent, taken as what it must be: anything else is nothing. */
#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "config/limits.h"
#include "config/reading.h"
#include "base/banned.h"

static struct value
sent_text(const struct value *value, struct arena *arena)
{
	return value->type == VALUE_TEXT ? value_text(arena_str(arena, value->text)) : value_null();
}

static struct value
sent_integer(const struct value *value)
{
	return value->type == VALUE_INTEGER ? *value : value_null();
}

static uint32_t
sent_line(const struct value *value)
{
	return value->type == VALUE_INTEGER && value->integer > 0 && value->integer <= UINT32_MAX
	    ? (uint32_t)value->integer
	    : 0;
}

static void
take_setting(struct gathered *gathered, struct gathered_file *file, const struct value *values)
{
	if (gathered->row_count >= CONFIG_ROOT_ROWS_MAX || file->row_count >= CONFIG_ROWS_MAX) {
		if (!file->is_refused)
			diag_add(gathered->diags, DIAG_CONFIG_ROWS,
			    (struct diag_at){ .file = file->name },
			    arena_printf(gathered->arena, "%d", CONFIG_ROOT_ROWS_MAX),
			    (struct str){ 0 }, (struct str){ 0 });
		file->is_refused = true;
		return;
	}
	struct gathered_row *row = ARRAY_ADD(file->rows, file->row_count, file->row_room);
	struct value number = values[SENT_NUMBER];
	int64_t entry = values[SENT_ENTRY].type == VALUE_INTEGER ? values[SENT_ENTRY].integer : 0;

	gathered->row_count++;
	*row = (struct gathered_row){
		.section = sent_text(&values[SENT_SECTION], gathered->arena).text,
		.entry = entry > 0 && entry <= CONFIG_ROWS_MAX ? entry : 0,
		.key = sent_text(&values[SENT_KEY], gathered->arena).text,
		.value = sent_text(&values[SENT_VALUE], gathered->arena),
		.number = number.type == VALUE_REAL ? number : value_null(),
		.line = sent_line(&values[SENT_LINE]),
		.effective = EFFECTIVE_DEPENDS,
	};
}

static void
take_account(struct gathered *gathered, struct gathered_file *file, const struct value *values)
{
	struct gathered_account *account =
	    ARRAY_ADD(file->accounts, file->account_count, file->account_room);

	for (size_t i = 0; i < SENT_ACCOUNT_COUNT; i++)
		account->field[i] = values[i].type == VALUE_TEXT
		    ? sent_text(&values[i], gathered->arena)
		    : sent_integer(&values[i]);
	if (account->field[SENT_USER].type != VALUE_TEXT)
		file->account_count--;
}

static void
take_member(struct gathered *gathered, struct gathered_file *file, const struct value *values)
{
	struct gathered_member *member =
	    ARRAY_ADD(file->members, file->member_count, file->member_room);

	for (size_t i = 0; i < SENT_MEMBER_COUNT; i++)
		member->field[i] = values[i].type == VALUE_TEXT
		    ? sent_text(&values[i], gathered->arena)
		    : sent_integer(&values[i]);
	if (member->field[SENT_GRP].type != VALUE_TEXT)
		file->member_count--;
}

static const char *const document_kinds[] = { "compose", "kubernetes", "terraform", "yaml", "json",
	"xml" };

static void
take_file(struct gathered_file *file, const struct value *values)
{
	file->is_read = true;
	if (!str_is(values[SENT_STATUS].text, "understood"))
		file->is_refused = true;
	file->refused_line = sent_line(&values[SENT_FILE_LINE]);
	if (file->kind != NULL)
		return;
	for (size_t i = 0; i < COUNT_OF(document_kinds); i++)
		if (str_is(values[SENT_KIND].text, document_kinds[i]))
			file->kind_name = str_of(document_kinds[i]);
}

static bool
is_shape(const struct sink_shape *shape, const struct sink_shape *wanted)
{
	if (strcmp(shape->table, wanted->table) != 0 || shape->column_count != wanted->column_count)
		return false;
	for (size_t i = 0; i < wanted->column_count; i++)
		if (strcmp(shape->columns[i], wanted->columns[i]) != 0)
			return false;
	return true;
}

void
reading_take_row(
    void *context, size_t input, const struct sink_shape *shape, const struct value *values)
{
	struct reading *reading = context;
	struct gathered *gathered = &reading->gathered;
	struct gathered_file *file = &gathered->files[reading->batch[input]];

	if (is_shape(shape, config_sent[SENT_SETTING]))
		take_setting(gathered, file, values);
	else if (is_shape(shape, config_sent[SENT_ACCOUNT]))
		take_account(gathered, file, values);
	else if (is_shape(shape, config_sent[SENT_MEMBERSHIP]))
		take_member(gathered, file, values);
	else if (is_shape(shape, config_sent[SENT_FILE]))
		take_file(file, values);
	else
		file->is_refused = true;
}
