/* SPDX-License-Identifier: Apache-2.0 */
/*
 * passages(texts, library): which sentences are copies of known passages, and where they differ. Several rules ask the same of one
 * assessment, and all assessments of one library: both are kept for the next call.
 *
 *   texts     NAME char(31) TEXT, parted by char(30)
 *   library   a line for each known passage: ID and its shingles in writing (base/passage.h), parted by a blank
 *   row       for each difference, or one without: name, passage (ID), same (of 1000), differences (how many), here, around, lost (letters
 *             of the known passage that stand there), sentence
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/passage.h"
#include "rule/table_functions.h"
#include "base/banned.h"

struct shelf {
	struct arena arena;
	struct str text; /* that it was read from */
	struct passage_known *list;
	struct str *ids;
	size_t count, room, id_count, id_room;
	struct passage_library library;
};

/* One library, and what was found with it last. */
struct finder {
	struct shelf shelf;
	bool known;       /* what follows is there */
	struct str texts; /* in rows.arena as the rows are */
	struct table_rows rows;
};

enum { FINDERS = 4 };
struct passage_cache {
	struct finder finders[FINDERS];
	size_t oldest;
};

static void
shelf_release(struct shelf *shelf)
{
	passage_library_release(&shelf->library);
	free(shelf->list);
	free(shelf->ids);
	arena_release(&shelf->arena);
	*shelf = (struct shelf){ 0 };
}

static void
shelf_read(struct shelf *shelf, struct str text)
{
	struct str line, rest = shelf->text = arena_str(&shelf->arena, text);

	while (str_line(&rest, &line)) {
		struct str shingles, id = str_split(line, ' ', &shingles);
		uint32_t *list;
		size_t count;

		/* A line that is none is not there: the rule's tests show it. */
		if (!passage_parse(str_trim(shingles), &shelf->arena, &list, &count))
			continue;
		*ARRAY_ADD(shelf->list, shelf->count, shelf->room) =
		    (struct passage_known){ list, count };
		*ARRAY_ADD(shelf->ids, shelf->id_count, shelf->id_room) = id;
	}
	passage_library_init(&shelf->library, shelf->list, shelf->count);
}

static void
add_row(struct table_rows *rows, struct str name, struct str id, const struct passage *passage,
    unsigned same, size_t differences, const struct passage_difference *difference)
{
	const struct str empty = STR("");

	if (!table_may_add(rows))
		return;
	table_text(rows, name);
	table_text(rows, id);
	table_number(rows, same);
	table_number(rows, (int64_t)differences);
	table_text(rows, difference->here.ptr == NULL ? empty : difference->here);
	table_text(rows, difference->around.ptr == NULL ? empty : difference->around);
	table_number(rows, (int64_t)difference->known_letters);
	table_text(rows, passage->text);
}

static void
add_rows(struct table_rows *rows, struct str name, struct str id, const struct passage *passage,
    const struct passage_known *known)
{
	enum { SHOWN = 8 };
	struct passage_difference list[SHOWN] = { 0 };
	size_t count;
	unsigned same =
	    passage_compare(passage, known->shingles, known->count, list, SHOWN, &count);

	add_row(rows, name, id, passage, same, count, &list[0]);
	for (size_t i = 1; i < count && i < SHOWN; i++)
		add_row(rows, name, id, passage, same, count, &list[i]);
}

static void
forget_rows(struct finder *finder)
{
	arena_release(&finder->rows.arena);
	free(finder->rows.cells);
	finder->rows = (struct table_rows){ 0 };
	finder->known = false;
}

static void
find_all(struct finder *finder, struct str texts, size_t width)
{
	struct shelf *shelf = &finder->shelf;
	struct passage passage;

	forget_rows(finder);
	finder->rows.width = width;
	finder->texts = arena_str(&finder->rows.arena, texts);
	for (struct str rest = finder->texts; rest.len > 0;) {
		struct str text, entry = str_split(rest, 30, &rest);
		struct str name = str_split(entry, 31, &text);

		while (passage_next(&text, &finder->rows.arena, &passage)) {
			size_t found = passage_library_find(&shelf->library, &passage);

			if (found != SIZE_MAX)
				add_rows(&finder->rows, name, shelf->ids[found], &passage,
				    &shelf->list[found]);
		}
	}
	finder->known = true;
}

/* The one of this library; a library that is new takes the place of the oldest. */
static struct finder *
finder_get(struct passage_cache *cache, struct str library)
{
	for (size_t i = 0; i < FINDERS; i++)
		if (cache->finders[i].shelf.text.ptr != NULL &&
		    str_eq(cache->finders[i].shelf.text, library))
			return &cache->finders[i];
	struct finder *finder = &cache->finders[cache->oldest++ % FINDERS];
	forget_rows(finder);
	shelf_release(&finder->shelf);
	shelf_read(&finder->shelf, library);
	return finder;
}

static void
fill_passages(struct table_rows *rows, const struct str *arguments)
{
	struct passage_cache **cache = &rows->evidence->passages;

	if (*cache == NULL)
		*cache = mem_alloc(1, sizeof **cache);
	struct finder *finder = finder_get(*cache, arguments[1]);
	if (!finder->known || !str_eq(finder->texts, arguments[0]))
		find_all(finder, arguments[0], rows->width);
	/* Copied: another call may come before these rows are read. */
	for (size_t i = 0; i < finder->rows.count; i++) {
		struct table_cell cell = finder->rows.cells[i];

		if (cell.text.ptr != NULL)
			table_text(rows, arena_str(&rows->arena, cell.text));
		else
			table_number(rows, cell.number);
	}
}

void
passage_cache_free(struct passage_cache *cache)
{
	for (size_t i = 0; cache != NULL && i < FINDERS; i++) {
		forget_rows(&cache->finders[i]);
		shelf_release(&cache->finders[i].shelf);
	}
	free(cache);
}

const struct table_function functions_passage[] = {
	{ "passages", "name, passage, same, differences, here, around, lost, sentence", 2,
	    fill_passages },
	{ NULL, NULL, 0, NULL },
};
