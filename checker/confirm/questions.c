/* SPDX-License-Identifier: Apache-2.0 */
/* What is open in a form, and the lines of its source. */
#include "confirm/confirm.h"

#include <unistd.h>

#include "base/io.h"
#include "base/text.h"
#include "confirm/inner.h"
#include "confirm/limits.h"
#include "base/banned.h"

static bool
has_unknown_mark(const struct item *item)
{
	if (item->id.item->type != FORM_MARKS || item->text.len > 0)
		return false;
	for (size_t i = 0; i < item->id.item->mark_count; i++)
		if (item->marks[i].state == MARK_UNKNOWN)
			return true;
	return false;
}

bool
confirm_is_open(const struct item *item)
{
	return item == NULL || item->state == ITEM_UNKNOWN || item->state == ITEM_PROPOSED ||
	    (item->state == ITEM_READ && has_unknown_mark(item));
}

bool
confirm_is_proposed(const struct confirm_question *question)
{
	return question->item != NULL && question->item->state == ITEM_PROPOSED;
}

/* A cell of a long table that the form may leave empty, and of which the document shows nothing: no one has to fill it in. */
static bool
is_idle(const struct form_item *def, const struct item *item)
{
	return item == NULL && def->required == FORM_OPTIONAL && def->group != NULL &&
	    def->group->repeat_max < 0;
}

size_t
confirm_questions(
    const struct assessment *assessment, struct arena *arena, struct confirm_question **questions)
{
	struct form_id *ids;
	size_t count = assess_ids(assessment, arena, &ids), open = 0;

	*questions = ARENA_ARRAY(arena, struct confirm_question, count);
	for (size_t i = 0; i < count; i++) {
		const struct item *item = assess_find_id(assessment, &ids[i]);

		if (form_item_is_asked(ids[i].item) && confirm_is_open(item) &&
		    !is_idle(ids[i].item, item))
			(*questions)[open++] = (struct confirm_question){ ids[i], item };
	}
	return open;
}

static size_t
count_lines(struct str text)
{
	struct str line;
	size_t count = 0;

	while (str_line(&text, &line))
		count++;
	return count;
}

bool
confirm_source_open(struct confirm_source *source, struct str file, struct diags *diags)
{
	static const struct str mark = STR_INIT("\xEF\xBB\xBF");
	struct str text = { 0 };
	int fd = io_open(file, diags);

	*source = (struct confirm_source){ .file = file };
	if (fd < 0)
		return false;
	enum io_result result = io_read_all(fd, CONFIRM_BYTES_MAX, &source->arena, &text);
	close(fd);
	if (result != IO_OK || text_utf8_fault(text) != STR_NONE ||
	    str_find_char(text, '\0', 0) != STR_NONE) {
		diag_add(diags, DIAG_CONFIRM_SOURCE, (struct diag_at){ .file = file },
		    (struct str){ 0 }, (struct str){ 0 }, (struct str){ 0 });
		return false;
	}
	if (str_starts(text, mark))
		text = str_from(text, mark.len);
	source->lines = ARENA_ARRAY(&source->arena, struct str, count_lines(text));
	while (str_line(&text, &source->lines[source->count]))
		source->count++;
	return true;
}

void
confirm_source_close(struct confirm_source *source)
{
	arena_release(&source->arena);
	*source = (struct confirm_source){ 0 };
}

struct str
confirm_source_line(const struct confirm_source *source, uint32_t line)
{
	if (source == NULL || line == 0 || line > source->count)
		return (struct str){ 0 };
	return source->lines[line - 1];
}
