/* SPDX-License-Identifier: Apache-2.0 */
/*
 * passages(texts, library): which sentences are copies of known passages, and where they differ.
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
	struct passage_known *list;
	struct str *ids;
	size_t count, room, id_count, id_room;
};

static void
shelf_read(struct shelf *shelf, struct str library, struct arena *arena)
{
	struct str line;

	while (str_line(&library, &line)) {
		struct str shingles, id = str_split(line, ' ', &shingles);
		uint32_t *list;
		size_t count;

		/* A line that is none is not there: the rule's tests show it. */
		if (!passage_parse(str_trim(shingles), arena, &list, &count))
			continue;
		*ARRAY_ADD(shelf->list, shelf->count, shelf->room) =
		    (struct passage_known){ list, count };
		*ARRAY_ADD(shelf->ids, shelf->id_count, shelf->id_room) = id;
	}
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
compare_all(struct table_rows *rows, struct str texts, struct str known)
{
	struct shelf shelf = { 0 };
	struct passage_library library;
	struct passage passage;

	shelf_read(&shelf, known, &rows->arena);
	passage_library_init(&library, shelf.list, shelf.count);
	for (struct str rest = texts; rest.len > 0;) {
		struct str text, entry = str_split(rest, 30, &rest);
		struct str name = str_split(entry, 31, &text);

		while (passage_next(&text, &rows->arena, &passage)) {
			size_t found = passage_library_find(&library, &passage);

			if (found != SIZE_MAX)
				add_rows(
				    rows, name, shelf.ids[found], &passage, &shelf.list[found]);
		}
	}
	passage_library_release(&library);
	free(shelf.list);
	free(shelf.ids);
}

/* Several rules ask the same of one form: the last answer is kept, with the copies of the texts that it is views of. */
struct passage_cache {
	struct table_rows rows;
	struct str texts, library;
};

void
passage_cache_free(struct passage_cache *cache)
{
	if (cache == NULL)
		return;
	arena_release(&cache->rows.arena);
	free(cache->rows.cells);
	free(cache);
}

static void
fill_passages(struct table_rows *rows, const struct str *arguments)
{
	struct evidence *evidence = rows->evidence;
	struct passage_cache *cache = evidence->passages;

	if (cache == NULL || !str_eq(cache->texts, arguments[0]) ||
	    !str_eq(cache->library, arguments[1])) {
		passage_cache_free(cache);
		cache = evidence->passages = mem_alloc(1, sizeof *cache);
		cache->rows.evidence = evidence;
		cache->rows.width = rows->width;
		cache->texts = arena_str(&cache->rows.arena, arguments[0]);
		cache->library = arena_str(&cache->rows.arena, arguments[1]);
		compare_all(&cache->rows, cache->texts, cache->library);
	}
	/* A cell's text is copied: a rule may ask for something else while it still reads these. */
	for (size_t i = 0; i < cache->rows.count; i++) {
		const struct table_cell *cell = &cache->rows.cells[i];

		if (cell->text.ptr != NULL)
			table_text(rows, arena_str(&rows->arena, cell->text));
		else
			table_number(rows, cell->number);
	}
}

const struct table_function functions_passage[] = {
	{ "passages", "name, passage, same, differences, here, around, lost, sentence", 2,
	    fill_passages },
	{ NULL, NULL, 0, NULL },
};
