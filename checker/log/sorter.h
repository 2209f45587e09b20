/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What correlations count, put into their order: by correlation, then as a run wants it. As many as the logs are long, so what goes beyond
 * some memory is written, sorted, to a file without a name, and read back piece by piece beside the others.
 */
#ifndef LOG_SORTER_H
#define LOG_SORTER_H

#include <stdint.h>

#include "sigma/sigma.h"

struct sorter_item {
	uint32_t correlation; /* index into the job's */
	struct sigma_occurrence occurrence;
};

/*
 *   struct sorter *sorter = sorter_new(memory);      bytes; 0: LOG_SORT_MEMORY_BYTES
 *   sorter_add(sorter, &item)                        the texts are copied
 *   for (; (item = sorter_peek(sorter)) != NULL; sorter_pop(sorter))
 *   sorter_error(sorter)                             0, or the errno that made it end too early
 *   sorter_free(sorter)
 *
 * Nothing is added behind the first peek; an item is good until it is popped. Where no file can be made, all stays in memory.
 */
struct sorter;
struct sorter *sorter_new(uint64_t memory);
void sorter_add(struct sorter *sorter, const struct sorter_item *item);
const struct sorter_item *sorter_peek(struct sorter *sorter);
void sorter_pop(struct sorter *sorter);
int sorter_error(const struct sorter *sorter);
void sorter_free(struct sorter *sorter); /* takes NULL */
int sorter_item_cmp(const struct sorter_item *a, const struct sorter_item *b);

#endif
