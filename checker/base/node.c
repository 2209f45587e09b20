/* SPDX-License-Identifier: Apache-2.0 */
/* Document trees: building, finding, and checking a map's keys against a table. */
#include "base/node.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/banned.h"

struct node *
node_new(struct arena *arena, enum node_type type, uint32_t line, uint32_t column)
{
	struct node *node = ARENA_NEW(arena, struct node);

	node->type = type;
	node->line = node->end_line = line;
	node->column = column;
	return node;
}

struct node *
node_text(struct arena *arena, struct str text)
{
	struct node *node = node_new(arena, NODE_SCALAR, 0, 0);

	node->style = NODE_QUOTED;
	node->text = arena_str(arena, text);
	return node;
}

/* Arrays double when the count reaches a power of two: the old one stays in the arena, at most as much again. */
static bool
is_full(size_t count)
{
	return count == 0 || (count >= 4 && (count & (count - 1)) == 0);
}

static void *
grown(struct arena *arena, const void *old, size_t count, size_t size)
{
	void *p = arena_alloc(arena, count == 0 ? 4 : mem_mul(count, 2), size);

	if (count > 0)
		memcpy(p, old, count * size);
	return p;
}

void
node_push(struct arena *arena, struct node *sequence, struct node *value)
{
	if (is_full(sequence->count))
		sequence->items =
		    grown(arena, sequence->items, sequence->count, sizeof *sequence->items);
	sequence->items[sequence->count++] = value;
}

void
node_put(struct arena *arena, struct node *map, struct str key, struct node *value)
{
	size_t n = map->count;

	if (is_full(n)) {
		map->keys = grown(arena, map->keys, n, sizeof *map->keys);
		map->key_lines = grown(arena, map->key_lines, n, sizeof *map->key_lines);
		map->key_columns = grown(arena, map->key_columns, n, sizeof *map->key_columns);
	}
	map->keys[n] = arena_str(arena, key);
	map->key_lines[n] = value->line;
	map->key_columns[n] = value->column;
	node_push(arena, map, value);
}

void
node_drop(struct node *map, const char *key)
{
	size_t at = 0;

	if (map->type != NODE_MAP)
		return;
	while (at < map->count && !str_is(map->keys[at], key))
		at++;
	if (at == map->count)
		return;
	map->count--;
	for (; at < map->count; at++) {
		map->keys[at] = map->keys[at + 1];
		map->key_lines[at] = map->key_lines[at + 1];
		map->key_columns[at] = map->key_columns[at + 1];
		map->items[at] = map->items[at + 1];
	}
}

struct node *
node_find_str(const struct node *map, struct str key)
{
	if (map == NULL || map->type != NODE_MAP)
		return NULL;
	for (size_t i = 0; i < map->count; i++)
		if (str_eq(map->keys[i], key))
			return map->items[i];
	return NULL;
}

struct node *
node_find(const struct node *map, const char *key)
{
	return node_find_str(map, str_of(key));
}

bool
node_is_text(const struct node *node)
{
	return node != NULL && node->type == NODE_SCALAR;
}

bool
node_get_integer(const struct node *node, int64_t *value)
{
	return node_is_text(node) && node->style == NODE_PLAIN && str_parse_i64(node->text, value);
}

bool
node_get_bool(const struct node *node, bool *value)
{
	if (!node_is_text(node) || node->style != NODE_PLAIN)
		return false;
	*value = str_is(node->text, "true");
	return *value || str_is(node->text, "false");
}

struct diag_at
node_at(const struct node *node, struct str file)
{
	return (struct diag_at){ file, node->line, node->column };
}

static const char *
type_words(enum node_type type)
{
	static const char *const words[] = {
		[NODE_NULL] = DIAG_BOTH("値", "a value"),
		[NODE_SCALAR] = DIAG_BOTH("文字列", "a text"),
		[NODE_SEQUENCE] = DIAG_BOTH("リスト", "a list"),
		[NODE_MAP] = DIAG_BOTH("マップ", "a map"),
	};

	return words[type];
}

static const struct node_key *
find_key(const struct node_key *keys, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(name, keys[i].name))
			return &keys[i];
	return NULL;
}

static struct str
nearest_key(const struct node_key *keys, size_t count, struct str name)
{
	struct str nearest = { 0 };
	size_t best = 3;

	for (size_t i = 0; i < count; i++) {
		size_t d = text_distance(str_of(keys[i].name), name, best);
		if (d < best) {
			best = d;
			nearest = str_of(keys[i].name);
		}
	}
	return nearest;
}

static void
say_unknown(const struct node *map, size_t i, const struct node_key *keys, size_t count,
    struct str file, struct diags *diags)
{
	struct diag_at at = { file, map->key_lines[i], map->key_columns[i] };
	struct str nearest = nearest_key(keys, count, map->keys[i]);
	struct buf hint = { 0 };

	if (nearest.len > 0) {
		buf_adds(&hint, "→ ");
		buf_add(&hint, nearest);
	}
	diag_add(diags, DIAG_DOC_UNKNOWN_KEY, at, map->keys[i], buf_str(&hint), (struct str){ 0 });
	buf_release(&hint);
}

bool
node_check_keys(const struct node *map, const struct node_key *keys, size_t count, struct str file,
    struct diags *diags)
{
	bool good = true;

	for (size_t i = 0; i < map->count; i++) {
		const struct node_key *key = find_key(keys, count, map->keys[i]);

		if (key == NULL) {
			say_unknown(map, i, keys, count, file, diags);
			good = false;
		} else if (key->type != NODE_NULL && map->items[i]->type != key->type) {
			diag_addz(diags, DIAG_DOC_WRONG_TYPE, node_at(map->items[i], file),
			    key->name, type_words(key->type), NULL);
			good = false;
		}
	}
	for (size_t i = 0; i < count; i++)
		if (keys[i].required && node_find(map, keys[i].name) == NULL) {
			diag_addz(diags, DIAG_DOC_MISSING_KEY, node_at(map, file), keys[i].name,
			    NULL, NULL);
			good = false;
		}
	return good;
}
