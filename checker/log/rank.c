/* SPDX-License-Identifier: Apache-2.0 */
/* Texts in order: their ranks, and keys made of ranks. Groups in the order of their keys. */
#include <stdlib.h>

#include "base/mem.h"
#include "log/rollup.h"
#include "base/banned.h"

enum { RADIX_BITS = 11 };

static int
compare_entries(const void *x, const void *y, void *context)
{
	const struct log_store *store = ((void **)context)[0];
	unsigned column = *(unsigned *)((void **)context)[1];

	return str_cmp(store_text(store, column, *(const uint32_t *)x),
	    store_text(store, column, *(const uint32_t *)y));
}

static void
make_ranks(struct log_store *store, unsigned column)
{
	struct stored_texts *texts = &store->texts[column];
	size_t count = texts->dict.count;
	void *context[2] = { store, &column };
	uint32_t *rank = mem_alloc(count + 1, sizeof *rank);

	free(texts->by_rank);
	texts->by_rank = mem_alloc(count + 1, sizeof *texts->by_rank);
	for (size_t i = 0; i < count; i++)
		texts->by_rank[i] = (uint32_t)i;
	if (count > 0)
		qsort_r(texts->by_rank, count, sizeof *texts->by_rank, compare_entries, context);
	for (size_t i = 0; i < count; i++)
		rank[texts->by_rank[i]] = (uint32_t)i;
	for (size_t i = 0; i < store->part_count; i++) {
		struct stored_part *p = &store->parts[i];
		free(p->ranks[column]);
		p->ranks[column] = mem_alloc(p->counts[column], sizeof *p->ranks[column]);
		for (uint32_t k = 0; k < p->counts[column]; k++)
			p->ranks[column][k] = rank[p->numbers[column][k]];
	}
	free(rank);
}

static int
compare_days(const void *x, const void *y)
{
	const struct stored_day *a = x, *b = y;

	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

void
store_settle(struct log_store *store)
{
	if (store->sorted)
		return;
	if (store->day_count > 0)
		qsort(store->days, store->day_count, sizeof *store->days, compare_days);
	for (unsigned c = 0; c < PART_COLUMNS; c++)
		make_ranks(store, c);
	store->sorted = true;
}

void
log_store_settle(struct log_store *store)
{
	store_settle(store);
}

bool
store_rank(const struct log_store *store, unsigned column, struct str text, uint32_t *rank)
{
	const struct stored_texts *texts = &store->texts[column];
	size_t from = 0, to = texts->dict.count;

	while (from < to) {
		size_t middle = (from + to) / 2;
		int c = str_cmp(store_text(store, column, texts->by_rank[middle]), text);
		if (c == 0) {
			*rank = (uint32_t)middle;
			return true;
		}
		if (c < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return false;
}

void
packing_make(const struct log_store *store, unsigned columns, struct packing *packing)
{
	unsigned at = 0;

	*packing = (struct packing){ 0 };
	for (unsigned c = LOG_KEY_DAY; c-- > 0;) {
		uint64_t values = c == LOG_KEY_NUMBER_ACCESSED ? 3 : store->texts[c].dict.count;
		packing->shift[c] = at;
		if ((columns & 1U << c) == 0)
			continue;
		while (values > 0 && (values - 1) >> packing->bits[c] != 0)
			packing->bits[c]++;
		/* A column does not stand across the two words. */
		if (at < 64 && at + packing->bits[c] > 64)
			at = 64;
		packing->shift[c] = at;
		at += packing->bits[c];
	}
	packing->total = at;
}

/* --- sorting ------------------------------------------------------------------------------------- */

void
keyed_reserve(struct keyed_list *keys, size_t count)
{
	if (count <= keys->room)
		return;
	keys->room = count * 2;
	keys->list = mem_grow(keys->list, keys->room, sizeof *keys->list);
	keys->other = mem_grow(keys->other, keys->room, sizeof *keys->other);
}

void
keyed_release(struct keyed_list *keys)
{
	free(keys->list);
	free(keys->other);
	*keys = (struct keyed_list){ 0 };
}

static void
radix_pass(struct keyed_list *keys, unsigned shift)
{
	uint32_t counts[1 << RADIX_BITS] = { 0 }, from = 0;
	const unsigned mask = (1U << RADIX_BITS) - 1;

#define DIGIT(k) ((shift >= 64 ? (k)->high >> (shift - 64) : (k)->low >> shift) & mask)
	for (size_t i = 0; i < keys->count; i++)
		counts[DIGIT(&keys->list[i])]++;
	for (size_t i = 0; i < 1U << RADIX_BITS; i++) {
		uint32_t n = counts[i];
		counts[i] = from;
		from += n;
	}
	for (size_t i = 0; i < keys->count; i++)
		keys->other[counts[DIGIT(&keys->list[i])]++] = keys->list[i];
#undef DIGIT
	struct keyed *swap = keys->list;
	keys->list = keys->other;
	keys->other = swap;
}

static int
compare_keyed(const void *x, const void *y)
{
	const struct keyed *a = x, *b = y;

	if (a->high != b->high)
		return a->high < b->high ? -1 : 1;
	return a->low < b->low ? -1 : a->low > b->low;
}

void
keyed_sort(struct keyed_list *keys, const struct packing *packing)
{
	enum { VERY_FEW = 24, FEW = 256 };

	if (keys->count < VERY_FEW) {
		for (size_t i = 1; i < keys->count; i++) {
			const struct keyed one = keys->list[i];
			size_t at = i;
			for (; at > 0 && compare_keyed(&keys->list[at - 1], &one) > 0; at--)
				keys->list[at] = keys->list[at - 1];
			keys->list[at] = one;
		}
		return;
	}
	if (keys->count < FEW) {
		qsort(keys->list, keys->count, sizeof *keys->list, compare_keyed);
		return;
	}
	unsigned low = packing->total < 64 ? packing->total : 64;
	for (unsigned shift = 0; shift < low; shift += RADIX_BITS)
		radix_pass(keys, shift);
	for (unsigned shift = 64; shift < packing->total; shift += RADIX_BITS)
		radix_pass(keys, shift);
}
