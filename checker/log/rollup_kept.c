/* SPDX-License-Identifier: Apache-2.0 */
/* Rows rolled up that are kept, for rules that name the same columns again, and found by one of them. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "log/rollup.h"
#include "base/banned.h"

struct rolled *
rolled_get(struct log_store *store, unsigned columns)
{
	enum { JOIN_ROWS = 500000 };
	size_t joined = JOIN_ROWS;
	struct roller roller;

	for (struct rolled *r = store->rolled; r != NULL; r = r->next)
		if (r->columns == columns)
			return r;
	struct rolled *rolled = mem_alloc(1, sizeof *rolled);
	roller_init(&roller, store, columns, false, NULL);
	for (size_t at = 0; at < store->day_count;) {
		roller_day(&roller, &at, rolled);
		if (!roller.by_day && rolled->count > joined) {
			rolled_join_days(rolled);
			joined = rolled->count * 2 < JOIN_ROWS ? JOIN_ROWS : rolled->count * 2;
		}
	}
	roller_end(&roller, rolled);
	roller_release(&roller);
	rolled->columns = columns;
	rolled->next = store->rolled;
	store->rolled = rolled;
	return rolled;
}

void
rolled_index(struct log_store *store, struct rolled *rolled, unsigned column)
{
	size_t ranks = store->texts[column].dict.count;
	struct packing packing;

	if (rolled->indexed == column + 1)
		return;
	packing_make(store, rolled->columns, &packing);
	free(rolled->starts);
	free(rolled->order);
	rolled->starts = mem_alloc(ranks + 2, sizeof *rolled->starts);
	rolled->order = mem_alloc(rolled->count + 1, sizeof *rolled->order);
	for (size_t i = 0; i < rolled->count; i++)
		rolled->starts[unpack(&packing, column, &rolled->rows[i]) + 2]++;
	for (size_t i = 2; i < ranks + 2; i++)
		rolled->starts[i] += rolled->starts[i - 1];
	for (size_t i = 0; i < rolled->count; i++)
		rolled->order[rolled->starts[unpack(&packing, column, &rolled->rows[i]) + 1]++] =
		    (uint32_t)i;
	rolled->indexed = column + 1;
}

void
store_rolled_release(struct log_store *store)
{
	while (store->rolled != NULL) {
		struct rolled *next = store->rolled->next;
		free(store->rolled->rows);
		free(store->rolled->starts);
		free(store->rolled->order);
		free(store->rolled);
		store->rolled = next;
	}
	for (unsigned c = 0; c < PART_COLUMNS; c++) {
		free(store->texts[c].by_rank);
		store->texts[c].by_rank = NULL;
	}
	memset(store->streamed, 0, sizeof store->streamed);
	free(store->by_user.starts);
	free(store->by_user.list);
	store->by_user = (struct by_user){ 0 };
	store->sorted = false;
}
