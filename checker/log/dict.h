/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that come again: each gets a number, and a place for what was found out about it. */
#ifndef LOG_DICT_H
#define LOG_DICT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/str.h"

enum { DICT_NO_NUMBER = UINT32_MAX };

enum { DICT_PADDING = 8 }; /* readable bytes behind each text */

struct dict_entry {
	const char *text;
	uint64_t hash;
	uint32_t len;
	uint32_t number; /* DICT_NO_NUMBER: not asked for yet */
	uint16_t class;
	bool classed;
};

/* Zero-initialise but for seed. */
struct dict {
	uint64_t seed;
	struct dict_entry *entries; /* entry pointers are good until the next dict_add */
	uint32_t *slots;
	size_t count, room, slot_room;
	struct arena arena;
};

/* Adds; returns its entry. */
struct dict_entry *dict_add(struct dict *dict, struct str text, uint64_t hash);
void dict_clear(struct dict *dict);

static inline bool
dict_is(const struct dict_entry *entry, struct str text)
{
	return entry->len == text.len && hash_same(entry->text, text.ptr, text.len);
}

/* The entry of the text; NULL: not known, *hash is for dict_add. */
static inline struct dict_entry *
dict_find(struct dict *dict, struct str text, uint64_t *hash)
{
	*hash = hash_bytes(text.ptr, text.len, dict->seed);
	if (dict->slot_room == 0)
		return NULL;
	for (size_t at = *hash & (dict->slot_room - 1); dict->slots[at] != 0;
	     at = (at + 1) & (dict->slot_room - 1)) {
		struct dict_entry *entry = &dict->entries[dict->slots[at] - 1];
		if (entry->hash == *hash && dict_is(entry, text))
			return entry;
	}
	return NULL;
}

/* The same for numbers: subjects, which are many. */
struct number_entry {
	uint64_t key;
	uint32_t number;
	uint16_t class;
	bool used, classed;
};
struct numbers {
	uint64_t seed;
	struct number_entry *slots;
	size_t count, room;
};
/* Its entry, a new one with used false when it was not known; good until the next call. */
struct number_entry *numbers_add(struct numbers *numbers, uint64_t key);
static inline struct number_entry *
numbers_get(struct numbers *numbers, uint64_t key)
{
	if (numbers->room == 0)
		return numbers_add(numbers, key);
	struct number_entry *slot =
	    &numbers->slots[hash_words(key, 0, numbers->seed) & (numbers->room - 1)];
	return slot->used && slot->key == key ? slot : numbers_add(numbers, key);
}
static inline void
numbers_prefetch(const struct numbers *numbers, uint64_t key)
{
	if (numbers->room != 0)
		__builtin_prefetch(
		    &numbers->slots[hash_words(key, 0, numbers->seed) & (numbers->room - 1)]);
}
void numbers_clear(struct numbers *numbers);

#endif
