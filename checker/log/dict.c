/* SPDX-License-Identifier: Apache-2.0 */
/* Open addressing, at most half full. */
#include "log/dict.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/banned.h"

static void
slots_grow(struct dict *dict)
{
	free(dict->slots);
	dict->slot_room = dict->slot_room == 0 ? 64 : dict->slot_room * 2;
	dict->slots = mem_alloc(dict->slot_room, sizeof *dict->slots);
	for (size_t i = 0; i < dict->count; i++) {
		size_t at = dict->entries[i].hash & (dict->slot_room - 1);
		while (dict->slots[at] != 0)
			at = (at + 1) & (dict->slot_room - 1);
		dict->slots[at] = (uint32_t)i + 1;
	}
}

struct dict_entry *
dict_add(struct dict *dict, struct str text, uint64_t hash)
{
	if (dict->count * 2 >= dict->slot_room)
		slots_grow(dict);
	size_t at = hash & (dict->slot_room - 1);
	while (dict->slots[at] != 0)
		at = (at + 1) & (dict->slot_room - 1);
	struct dict_entry *entry = ARRAY_ADD(dict->entries, dict->count, dict->room);
	entry->text = arena_str(&dict->arena, text).ptr;
	entry->key = dict_key_of(text);
	entry->len = (uint32_t)text.len;
	entry->hash = hash;
	entry->number = DICT_NO_NUMBER;
	dict->slots[at] = (uint32_t)dict->count;
	return entry;
}

void
dict_clear(struct dict *dict)
{
	free(dict->entries);
	free(dict->slots);
	arena_release(&dict->arena);
	*dict = (struct dict){ .seed = dict->seed };
}

static void
numbers_grow(struct numbers *numbers)
{
	struct number_entry *old = numbers->slots;
	size_t room = numbers->room;

	numbers->room = room == 0 ? 1024 : room * 2;
	numbers->slots = mem_alloc(numbers->room, sizeof *numbers->slots);
	mem_spread(numbers->slots, numbers->room * sizeof *numbers->slots);
	for (size_t i = 0; i < room; i++) {
		if (!old[i].used)
			continue;
		size_t at = hash_words(old[i].key, 0, numbers->seed) & (numbers->room - 1);
		while (numbers->slots[at].used)
			at = (at + 1) & (numbers->room - 1);
		numbers->slots[at] = old[i];
	}
	free(old);
}

struct number_entry *
numbers_add(struct numbers *numbers, uint64_t key)
{
	if (numbers->count * 4 >= numbers->room * 3)
		numbers_grow(numbers);
	size_t at = hash_words(key, 0, numbers->seed) & (numbers->room - 1);
	while (numbers->slots[at].used && numbers->slots[at].key != key)
		at = (at + 1) & (numbers->room - 1);
	if (!numbers->slots[at].used) {
		numbers->slots[at].key = key;
		numbers->count++; /* the caller sets used */
	}
	return &numbers->slots[at];
}

void
numbers_clear(struct numbers *numbers)
{
	free(numbers->slots);
	*numbers = (struct numbers){ .seed = numbers->seed };
}
