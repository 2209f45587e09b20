/* SPDX-License-Identifier: Apache-2.0 */
/* Parts put together: pieces sorted by log and range, and each log taken in as if its workers had run here. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "log/part_file.h"
#include "log/take_in.h"
#include "base/banned.h"

static int
compare_pieces(const void *x, const void *y)
{
	const struct part_piece *a = x, *b = y;
	int c = log_name_cmp(a->file, b->file);

	if (c != 0)
		return c;
	return a->range.from < b->range.from ? -1 : a->range.from > b->range.from;
}

/* From the first byte to the last, each once. */
static bool
is_whole(const struct part_piece *pieces, size_t count, struct diags *diags)
{
	uint64_t at = 0;
	size_t i = 0;
	char shown[24];

	for (; i < count && pieces[i].range.from == at; i++)
		at = pieces[i].range.to;
	if (at == UINT64_MAX && i == count)
		return true;
	snprintf(shown, sizeof shown, "%llu",
	    (unsigned long long)(i < count && at == UINT64_MAX ? pieces[i].range.from : at));
	diag_addz(
	    diags, DIAG_LOG_PART_GAP, (struct diag_at){ pieces[0].file, 0, 0 }, shown, NULL, NULL);
	return false;
}

static bool
take_log(struct part_piece *pieces, size_t count, const struct log_job *job,
    struct log_store *store, const struct sink *sink, struct diags *diags)
{
	struct region *regions = mem_alloc(count, sizeof *regions);
	bool good = is_whole(pieces, count, diags);

	for (size_t i = 0; i < count; i++) {
		regions[i] = pieces[i].region;
		pieces[i].region = (struct region){ 0 };
	}
	good = good && take_in_log(store, pieces[0].file, regions, count, job, sink, diags);
	for (size_t i = 0; i < count; i++)
		region_release(&regions[i]);
	free(regions);
	return good;
}

bool
log_merge(const struct str *parts, size_t count, const struct log_job *job, struct log_store *store,
    const struct sink *sink, struct diags *diags, void *context, log_each *each)
{
	struct part_piece *pieces = NULL;
	size_t piece_count = 0, room = 0;
	struct arena arena = { 0 };
	bool all = true;

	for (size_t i = 0; i < count; i++)
		all &= part_file_read(
		    PART_SCAN, parts[i], job, &arena, &pieces, &piece_count, &room, NULL, diags);
	if (piece_count > 0)
		qsort(pieces, piece_count, sizeof *pieces, compare_pieces);
	for (size_t i = 0, n; i < piece_count; i += n) {
		for (n = 1; i + n < piece_count && str_eq(pieces[i + n].file, pieces[i].file); n++)
			continue;
		struct str file = pieces[i].file;
		bool good = take_log(&pieces[i], n, job, store, sink, diags);
		all &= good;
		each(context, file, good, true);
	}
	free(pieces);
	arena_release(&arena);
	return all;
}
