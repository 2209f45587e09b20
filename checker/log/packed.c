/* SPDX-License-Identifier: Apache-2.0 */
/* Packed rows: their layout and their extents. */
#include "log/packed.h"

#include "base/banned.h"

static size_t
row_bytes(const struct packed *packed)
{
	size_t bits = 0;

	for (size_t i = 0; i < PACKED_COLUMNS_MAX; i++)
		bits += packed->bits[i];
	return bits == 0 ? 1 : (bits + 7) / 8;
}

bool
packed_fields_of(const struct packed *packed, struct packed_fields *fields)
{
	unsigned at = 0;

	for (size_t i = 0; i < PACKED_COLUMNS_MAX; i++) {
		unsigned bits = packed->bits[i];
		if (bits > PACKED_BITS_MAX)
			return false;
		fields->of[i] = (struct packed_field){ (uint8_t)(at / 8), at % 8,
			(uint32_t)((UINT64_C(1) << bits) - 1) };
		at += bits;
	}
	fields->bytes = row_bytes(packed);
	return true;
}

static uint64_t
rows_in(uint64_t bytes, size_t row)
{
	return bytes < PACKED_SLACK ? 0 : (bytes - PACKED_SLACK) / row;
}

uint64_t
packed_walk_next(struct packed_walk *walk, const unsigned char **rows)
{
	while (walk->next != 0 && walk->seen < walk->count) {
		const struct packed_extent *extent =
		    REGION_GET(walk->region, struct packed_extent, walk->next, 1);
		if (extent == NULL)
			return 0;
		const uint64_t from = walk->next + sizeof *extent;
		*rows = region_get(walk->region, from, extent->bytes, 1);
		if (*rows == NULL)
			return 0;
		/* A chain leads on only: one that turns back would never end, one that stays takes the square of its length. */
		walk->next = extent->next >= from + extent->bytes ? extent->next : 0;
		uint64_t left = walk->count - walk->seen,
			 count = rows_in(extent->bytes, walk->bytes);
		count = count < left ? count : left;
		walk->seen += count;
		if (count > 0)
			return count;
	}
	return 0;
}

uint32_t
packed_greatest(
    const unsigned char *rows, uint64_t count, size_t bytes, const struct packed_field *field)
{
	const struct packed_field f = *field;
	uint32_t greatest = 0;

	for (uint64_t i = 0; i < count; i++, rows += bytes) {
		uint32_t number = packed_get(rows, &f);
		greatest = number > greatest ? number : greatest;
	}
	return greatest;
}

/* --- writing ------------------------------------------------------------------------------------- */

/* Room for all rows: what the extents lack, and if there were some, a quarter more of all, for it may go on so. */
static void
make_room(struct region *region, struct packed *packed, size_t row)
{
	uint64_t *link = &packed->at, have = 0, bytes = 0;

	while (*link != 0) {
		struct packed_extent *extent = region_at(region, *link);
		have += rows_in(extent->bytes, row);
		bytes += extent->bytes;
		link = &extent->next;
	}
	if (have >= packed->count)
		return;
	uint64_t more = (packed->count - have) * row + PACKED_SLACK;
	more = more < bytes / 4 ? bytes / 4 : more;
	uint64_t at = region_alloc(region, sizeof(struct packed_extent) + more);
	((struct packed_extent *)region_at(region, at))->bytes = more;
	*link = at;
}

struct packed_writer
packed_begin(struct region *region, struct packed *packed, uint64_t count)
{
	size_t bytes = row_bytes(packed);

	packed->count = count;
	make_room(region, packed, bytes);
	return (struct packed_writer){ region, packed->at, count, bytes };
}

uint64_t
packed_next(struct packed_writer *w, unsigned char **to)
{
	uint64_t count = 0;

	while (w->left > 0 && count == 0) {
		struct packed_extent *extent = region_at(w->region, w->next);
		uint64_t rows = rows_in(extent->bytes, w->bytes);
		count = rows < w->left ? rows : w->left;
		*to = (unsigned char *)(extent + 1);
		w->next = extent->next;
	}
	w->left -= count;
	return count;
}
