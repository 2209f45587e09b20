/* SPDX-License-Identifier: Apache-2.0 */
/* --only: which rules of the set are used. */
#include "base/scope.h"
#include "base/mem.h"
#include "base/text.h"
#include "rule/read.h"
#include "base/banned.h"

static struct str
nearest_id(const struct rules *rules, struct str name)
{
	struct str nearest = { 0 };
	size_t best = 6;

	for (size_t i = 0; i < rules->count; i++) {
		struct str id = rules->list[i].head.id, tail;

		str_split(id, '/', &tail);
		size_t whole = text_distance(id, name, best),
		       part = text_distance(tail, name, best);
		size_t d = whole < part ? whole : part;
		if (d < best) {
			best = d;
			nearest = id;
		}
	}
	return nearest;
}

static bool
select_one(const struct rules *rules, struct str glob, bool *keep, struct diags *diags)
{
	bool found = false;

	for (size_t i = 0; i < rules->count; i++)
		if (finding_glob(glob, rules->list[i].head.id))
			found = keep[i] = true;
	if (!found) {
		struct str nearest = nearest_id(rules, glob);
		struct arena arena = { 0 };

		nearest = nearest.len > 0 ? arena_join(&arena, STR("→ "), nearest)
					  : STR("→ piacheck rules list");
		diag_add(diags, DIAG_RULE_SELECT_NONE, (struct diag_at){ 0 }, glob, nearest,
		    (struct str){ 0 });
		arena_release(&arena);
	}
	return found;
}

bool
rules_select(struct rules *rules, const struct str *globs, size_t count, struct diags *diags)
{
	bool good = true;
	size_t kept = 0;
	struct arena arena = { 0 };
	bool *keep = ARENA_ARRAY(&arena, bool, rules->count);

	for (size_t i = 0; i < count; i++)
		good &= select_one(rules, globs[i], keep, diags);
	if (count > 0)
		rules_keep_counted(rules, keep);
	for (size_t i = 0; count > 0 && i < rules->count; i++) {
		if (keep[i])
			rules->list[kept++] = rules->list[i];
		else
			sigma_free(rules->list[i].sigma);
	}
	if (count > 0)
		rules->count = kept;
	arena_release(&arena);
	return good;
}
