/* SPDX-License-Identifier: Apache-2.0 */
/* Values whose label is lost. */
#include "base/buf.h"
#include "base/text.h"
#include "import/boxes.h"
#include "import/values.h"

#include "base/banned.h"

static bool
is_free(const struct found *found, const struct known *known, unsigned file_no, unsigned instance)
{
	const struct entry *entry = found_find(found, known->item, file_no, instance);

	return entry == NULL ||
	    (entry->state == ITEM_UNKNOWN && entry->piece_count == 0 && !entry->damaged &&
		!entry->has_cell);
}

/* The only free item between the two entries that could hold the orphan; NULL: none, or several. */
static const struct known *
orphan_owner(
    const struct found *found, const struct orphan *orphan, const struct form_option **option)
{
	const struct entry *after = found_get(found, orphan->after);
	const struct entry *before =
	    orphan->before == STR_NONE ? NULL : found_get(found, orphan->before);
	const struct known *owner = NULL;
	size_t last = before != NULL && before->known->heading == after->known->heading
	    ? before->known->item->order
	    : SIZE_MAX;

	for (size_t i = 0; i < found->labels->count; i++) {
		const struct known *known = &found->labels->list[i];
		enum form_type type = known->item->type;

		if (known->heading != after->known->heading || known->heading == NULL ||
		    known->item->order <= after->known->item->order || known->item->order > last ||
		    known->item->is_static || known->repeat != after->known->repeat)
			continue;
		if ((orphan->choice ? type != FORM_CHOICE : !form_type_is_text(type)) ||
		    !is_free(found, known, after->file_no, after->instance))
			continue;
		if (orphan->choice) {
			struct choice choice =
			    choice_parse(known->item, found->arena, orphan->text);

			if (choice.value == NULL || choice.several || choice.foreign)
				continue;
			*option = choice.value;
		}
		if (owner != NULL)
			return NULL;
		owner = known;
	}
	return owner;
}

static void
orphan_settle(struct found *found, const struct orphan *orphan, struct str text)
{
	const struct form_option *option = NULL;
	const struct known *owner =
	    orphan->after == STR_NONE ? NULL : orphan_owner(found, orphan, &option);

	if (owner == NULL) {
		found_loose(found, orphan->line, blocks_plain(found->arena, text));
		return;
	}
	const struct entry *after = found_get(found, orphan->after);
	unsigned file_no = after->file_no, instance = owner->repeat != NULL ? after->instance : 0;
	struct entry *entry = found_find(found, owner->item, file_no, instance);
	if (entry == NULL) {
		size_t index = found_add(found, owner, file_no, instance, orphan->line);

		entry = &found->entries[index];
	}
	entry->line = orphan->line;
	if (orphan->choice) {
		choice_set(entry, option, ITEM_PROPOSED, "見出しがなく、選択肢と順序から推定した");
	} else {
		entry->state = ITEM_PROPOSED;
		entry->text = blocks_plain(found->arena, text);
		entry->why = "見出しがなく、順序から推定した";
	}
}

/* Lines of running text that follow each other belong together. */
void
orphans_settle(struct found *found)
{
	for (size_t i = 0; i < found->orphan_count; i++) {
		struct orphan first = found->orphans[i];
		struct buf text = { 0 };

		buf_add(&text, first.text);
		while (!first.choice && i + 1 < found->orphan_count &&
		    !found->orphans[i + 1].choice && found->orphans[i + 1].after == first.after) {
			buf_addc(&text, '\n');
			buf_add(&text, found->orphans[++i].text);
		}
		orphan_settle(found, &first, arena_str(found->arena, buf_str(&text)));
		buf_release(&text);
	}
}
