/* SPDX-License-Identifier: Apache-2.0 */
/* Finding a register's kind and columns by names; between two kinds it never guesses. */
#include "register/layout.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/banned.h"

static bool
in_list(struct str key, const char *list, struct arena *arena)
{
	struct str rest = str_of(list);

	while (rest.len > 0) {
		struct str name = str_split(rest, '|', &rest);
		if (str_eq_nocase(text_key(arena, name), key))
			return true;
	}
	return false;
}

const struct register_kind *
layout_kind_of_table(struct str table)
{
	for (size_t i = 0; i < register_kind_count; i++)
		if (str_is(table, register_kinds[i]->table))
			return register_kinds[i];
	return NULL;
}

/* The stem without directory, ending and what follows the name (_2025, -R7, (1)). */
static struct str
stem_of(struct str path)
{
	size_t slash = STR_NONE;

	for (size_t i = 0; i < path.len; i++)
		if (path.ptr[i] == '/')
			slash = i;
	struct str stem = slash == STR_NONE ? path : str_from(path, slash + 1);
	size_t dot = STR_NONE;
	for (size_t i = 0; i < stem.len; i++)
		if (stem.ptr[i] == '.')
			dot = i;
	return dot == STR_NONE ? stem : str_sub(stem, 0, dot);
}

const struct register_kind *
layout_kind_of_name(struct str path, struct arena *arena)
{
	struct str stem = text_key(arena, stem_of(path));

	for (;;) {
		for (size_t i = 0; i < register_kind_count; i++)
			if (in_list(stem, register_kinds[i]->stems, arena))
				return register_kinds[i];
		size_t cut = stem.len;
		while (cut > 0 && stem.ptr[cut - 1] != '_' && stem.ptr[cut - 1] != '-' &&
		    stem.ptr[cut - 1] != '(')
			cut--;
		if (cut < 2)
			return NULL;
		stem.len = cut - 1;
	}
}

static size_t
cell_of(const struct str *keys, size_t count, const struct column *column,
    const struct layout_hint *hint, struct arena *arena)
{
	const struct node *given = node_find(hint->columns, column->name);

	for (size_t i = 0; i < count; i++) {
		if (given != NULL ? str_eq(keys[i], text_key(arena, given->text))
				  : in_list(keys[i], column->headers, arena))
			return i;
	}
	return SIZE_MAX;
}

static size_t
try_kind(const struct register_kind *kind, const struct str *keys, size_t count,
    const struct layout_hint *hint, struct arena *arena, struct layout *layout)
{
	size_t found = 0;

	BUG_IF(kind->count > REGISTER_COLUMNS_MAX);
	layout->kind = kind;
	for (size_t i = 0; i < kind->count; i++) {
		layout->cell[i] = cell_of(keys, count, &kind->columns[i], hint, arena);
		found += layout->cell[i] != SIZE_MAX;
	}
	return layout->cell[kind->key] == SIZE_MAX ? 0 : found;
}

bool
layout_of_header(const struct str *fields, size_t count, const struct layout_hint *hint,
    struct arena *arena, struct layout *layout)
{
	struct str *keys = ARENA_ARRAY(arena, struct str, count);
	size_t best = 0, equals = 0;

	for (size_t i = 0; i < count; i++)
		keys[i] = text_key(arena, fields[i]);
	if (hint->kind != NULL)
		return try_kind(hint->kind, keys, count, hint, arena, layout) >= 2;
	for (size_t i = 0; i < register_kind_count; i++) {
		struct layout tried;
		size_t found = try_kind(register_kinds[i], keys, count, hint, arena, &tried);

		if (found < 2 || found < best)
			continue;
		equals = found == best ? equals + 1 : 1;
		best = found;
		*layout = tried;
	}
	return equals == 1;
}
