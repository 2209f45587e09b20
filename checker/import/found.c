/* SPDX-License-Identifier: Apache-2.0 */
/* The collection of what was found. */
#include <stdlib.h>

#include "base/mem.h"
#include "import/found.h"
#include "import/limits.h"

#include "base/banned.h"

size_t
found_add(struct found *found, const struct known *known, unsigned file_no, unsigned instance,
    uint32_t line)
{
	struct entry *entry = ARRAY_ADD(found->entries, found->count, found->room);

	entry->known = known;
	entry->file_no = file_no;
	entry->instance = instance;
	entry->line = line;
	return found->count - 1;
}

struct entry *
found_get(const struct found *found, size_t index)
{
	BUG_IF(found->entries == NULL || index >= found->count);
	return &found->entries[index];
}

struct entry *
found_find(
    const struct found *found, const struct form_item *item, unsigned file_no, unsigned instance)
{
	for (size_t i = 0; i < found->count; i++) {
		struct entry *entry = &found->entries[i];

		if (entry->known->item == item && entry->file_no == file_no &&
		    entry->instance == instance)
			return entry;
	}
	return NULL;
}

struct piece *
found_piece(struct found *found, size_t index, uint32_t line, struct str text, bool own)
{
	struct entry *entry = &found->entries[index];
	struct piece *piece = ARRAY_ADD(entry->pieces, entry->piece_count, entry->piece_room);

	*piece = (struct piece){ .line = line, .text = text, .own = own };
	return piece;
}

void
found_loose(struct found *found, uint32_t line, struct str text)
{
	if (found->loose_count >= IMPORT_LOOSE_MAX || text.len == 0)
		return;
	struct import_loose_line *loose =
	    ARRAY_ADD(found->loose, found->loose_count, found->loose_room);
	loose->line = line;
	loose->text = text;
}

void
found_release(struct found *found)
{
	for (size_t i = 0; i < found->count; i++)
		free(found->entries[i].pieces);
	free(found->entries);
	free(found->orphans);
	free(found->loose);
	*found = (struct found){ 0 };
}
