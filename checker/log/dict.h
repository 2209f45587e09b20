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

/* The first and the last eight bytes of a text, shorter ones behind zeros: with its length, up to 16 bytes that is all of it. */
struct dict_key {
	uint64_t first, last;
};

struct dict_entry {
	const char *text;
	uint64_t hash;
	struct dict_key key;
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

static inline struct dict_key
dict_key_of(struct str text)
{
	struct dict_key key = { 0, 0 };

	if (text.len > 8)
		return (struct dict_key){ hash_load(text.ptr, 8),
			hash_load(text.ptr + text.len - 8, 8) };
	if (text.len > 0)
		memcpy((char *)&key.first + 8 - text.len, text.ptr, text.len);
	return key;
}
/* The same, not for an empty text: at least 8 bytes behind its beginning are readable. */
static inline struct dict_key
dict_key_wide(struct str text)
{
	uint64_t first = hash_load(text.ptr, 8);

	if (text.len > 8)
		return (struct dict_key){ first, hash_load(text.ptr + text.len - 8, 8) };
	return (struct dict_key){ first << (64 - text.len * 8), 0 };
}
/* Is the entry's text this one? key: the text's. */
static inline bool
dict_is_key(const struct dict_entry *entry, struct str text, struct dict_key key)
{
	return entry->key.first == key.first && entry->key.last == key.last &&
	    entry->len == text.len &&
	    (text.len <= 16 || hash_same(entry->text, text.ptr, text.len));
}

/* Adds; returns its entry. */
struct dict_entry *dict_add(struct dict *dict, struct str text, uint64_t hash);
void dict_clear(struct dict *dict);

/* The entry of the text; NULL: not known, *hash is for dict_add. */
static inline struct dict_entry *
dict_find(struct dict *dict, struct str text, uint64_t *hash)
{
	const struct dict_key key = dict_key_of(text);

	*hash = hash_bytes(text.ptr, text.len, dict->seed);
	if (dict->slot_room == 0)
		return NULL;
	for (size_t at = *hash & (dict->slot_room - 1); dict->slots[at] != 0;
	     at = (at + 1) & (dict->slot_room - 1)) {
		struct dict_entry *entry = &dict->entries[dict->slots[at] - 1];
		if (entry->hash == *hash && dict_is_key(entry, text, key))
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
/* NULL: not known. */
static inline const struct number_entry *
numbers_find(const struct numbers *numbers, uint64_t key)
{
	if (numbers->room == 0)
		return NULL;
	size_t at = hash_words(key, 0, numbers->seed) & (numbers->room - 1);
	while (numbers->slots[at].key != key && numbers->slots[at].used)
		at = (at + 1) & (numbers->room - 1);
	return numbers->slots[at].used ? &numbers->slots[at] : NULL;
}
/* Always inline: gcc 12 takes a function that only prefetches for one without effect, and leaves the call out. */
static inline __attribute__((always_inline)) void
numbers_prefetch(const struct numbers *numbers, uint64_t key)
{
	if (numbers->room != 0)
		__builtin_prefetch(
		    &numbers->slots[hash_words(key, 0, numbers->seed) & (numbers->room - 1)]);
}
void numbers_clear(struct numbers *numbers);

#endif
