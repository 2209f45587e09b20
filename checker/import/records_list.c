/* SPDX-License-Identifier: Apache-2.0 */
/* The list of 記録項目, and what tells an item from a heading. */
#include "base/mem.h"
#include "base/text.h"
#include "import/limits.h"
#include "import/records.h"

#include "base/banned.h"

void
records_add(struct records *list, uint32_t line, unsigned number, struct str name)
{
	struct record *record = ARRAY_ADD(list->records, list->count, list->room);

	*record = (struct record){ line, list->heading, number, name };
	list->heading = (struct str){ 0 };
}

bool
records_is_heading(struct str text)
{
	return str_starts(text, STR("【")) || str_starts(text, STR("<")) ||
	    str_starts(text, STR("＜"));
}

/* A comma outside of brackets: the line names several items, or one with a remark; nobody can say. */
bool
records_names_several(struct str text)
{
	int depth = 0;

	for (size_t at = 0; at < text.len;) {
		uint32_t c = text_next(text, &at);

		if (c == '(' || c == 0xFF08)
			depth++;
		else if (c == ')' || c == 0xFF09)
			depth--;
		else if (depth <= 0 && (c == 0x3001 || c == 0xFF0C || c == ','))
			return true;
	}
	return false;
}

/* May this line without a number be the heading of what follows, and not the rest of the line above? */
bool
records_may_head(const struct records *list, struct str text, bool apart)
{
	if (text.len == 0 || text.len > IMPORT_LABEL_MAX_BYTES || str_is_digit(text.ptr[0]))
		return false;
	return records_is_heading(text) ||
	    ((apart || !list->wrapped) && !records_names_several(text));
}
