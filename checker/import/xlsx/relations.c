/* SPDX-License-Identifier: Apache-2.0 */
/* Relations: which part is what to which. Parts are found by them, never by their usual names. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "import/xlsx/limits.h"
#include "import/xlsx/package.h"
#include "base/banned.h"

struct reading {
	struct package *package;
	struct str base; /* the directory of the part whose relations they are, with its slash */
	struct relation *list;
	size_t count, room;
};

/* base/ and ../target made one path: no "." and "..", no slash at its beginning. */
static struct str
resolve(struct arena *arena, struct str base, struct str target)
{
	struct buf path = { 0 };
	struct str rest = target;

	if (target.len > 0 && target.ptr[0] == '/')
		rest = str_from(target, 1);
	else
		buf_add(&path, base);
	while (rest.len > 0) {
		struct str next, name = str_split(rest, '/', &next);

		if (str_is(name, "..")) {
			size_t end = path.len > 0 ? path.len - 1 : 0;
			while (end > 0 && path.ptr[end - 1] != '/')
				end--;
			path.len = end;
		} else if (name.len > 0 && !str_is(name, ".")) {
			buf_add(&path, name);
			if (next.len > 0)
				buf_addc(&path, '/');
		}
		rest = next;
	}
	struct str result = arena_str(arena, buf_str(&path));
	buf_release(&path);
	return result;
}

static void
on_start(void *context, const struct part_tag *tag)
{
	struct reading *r = context;
	struct arena *arena = r->package->arena;

	if (!part_is(tag, SPACE_RELATIONS, "Relationship"))
		return;
	if (r->count == XLSX_RELATIONS_MAX) {
		package_fail(r->package, DIAG_XLSX_MANY, STR("Relationship"), STR("5,000"));
		return;
	}
	struct relation *relation = ARRAY_ADD(r->list, r->count, r->room);
	relation->id = arena_str(arena, part_attribute(tag, "Id"));
	relation->type = arena_str(arena, str_base_name(part_attribute(tag, "Type")));
	relation->external = str_is(part_attribute(tag, "TargetMode"), "External");
	relation->part =
	    resolve(arena, r->base, text_cut(part_attribute(tag, "Target"), XLSX_NAME_MAX_BYTES));
}

struct relations
relations_read(struct package *package, struct str part)
{
	struct reading r = { .package = package };
	struct str name = str_base_name(part);
	const struct part_reader reader = { .context = &r, .start = on_start };
	struct relations relations = { 0 };

	r.base = str_sub(part, 0, part.len - name.len);
	struct str rels =
	    arena_printf(package->arena, "%.*s_rels/%.*s.rels", STR_ARG(r.base), STR_ARG(name));
	if (package_has(package, rels))
		part_read(package, rels, &reader);
	relations.count = r.count;
	relations.list = ARENA_ARRAY(package->arena, struct relation, r.count);
	for (size_t i = 0; i < r.count; i++)
		relations.list[i] = r.list[i];
	free(r.list);
	return relations;
}

const struct relation *
relations_find(const struct relations *relations, struct str id)
{
	for (size_t i = 0; i < relations->count; i++)
		if (str_eq(relations->list[i].id, id))
			return &relations->list[i];
	return NULL;
}

const struct relation *
relations_typed(const struct relations *relations, const char *type)
{
	for (size_t i = 0; i < relations->count; i++)
		if (str_is(relations->list[i].type, type) && !relations->list[i].external)
			return &relations->list[i];
	return NULL;
}
