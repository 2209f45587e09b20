/* SPDX-License-Identifier: Apache-2.0 */
/* Writing a pack: of rules that are read and whose SQL is accepted, all of them, or no pack. */
#include <stdlib.h>

#include "base/io.h"
#include "base/mem.h"
#include "confine/confine.h"
#include "doc/doc.h"
#include "rule/evaluate.h"
#include "rule/pack.h"
#include "base/banned.h"

struct packing {
	struct arena arena;
	struct pack_file *files;
	size_t count;
};

static void
take_tree(void *context, struct doc *doc)
{
	struct packing *packing = context;

	arena_adopt(&packing->arena, &doc->arena);
	packing->files[doc->input].tree = doc->root;
}

static bool
read_trees(struct packing *packing, struct diags *diags)
{
	const struct doc_reading reading = { .format = DOC_YAML, .leave_out = "tests" };
	struct str *paths = ARENA_ARRAY(&packing->arena, struct str, packing->count);

	for (size_t i = 0; i < packing->count; i++)
		paths[i] = packing->files[i].path;
	return doc_read_files(&reading, paths, packing->count, take_tree, packing, diags);
}

static struct node *
names_of(struct arena *arena, uint64_t tables)
{
	struct node *list = node_new(arena, NODE_SEQUENCE, 0, 0);

	for (size_t i = 0; i < rule_table_count; i++)
		if ((tables & table_bit((int)i)) != 0)
			node_push(arena, list, node_text(arena, str_of(rule_tables[i].name)));
	return list;
}

/* What each rule's SQL reads, as the sandbox sees it. */
static bool
find_reads(struct packing *packing, const struct rules *rules, struct diags *diags)
{
	struct evidence *evidence = evidence_new(rules, (struct date){ 2000, 1, 1 }, diags);
	bool good = prepare_rules(evidence);

	for (size_t i = 0; good && i < rules->count; i++)
		for (size_t k = 0; k < packing->count; k++)
			if (str_eq(packing->files[k].path, rules->list[i].file))
				packing->files[k].reads =
				    names_of(&packing->arena, evidence->prepared[i].reads);
	evidence_free(evidence);
	return good;
}

static void
put_file(struct packing *packing, struct node *list, const struct pack_file *file, struct str stamp)
{
	struct arena *arena = &packing->arena;
	struct node *entry = node_new(arena, NODE_MAP, 0, 0);

	node_put(arena, entry, STR("path"), node_text(arena, file->inside));
	node_put(arena, entry, STR("stamp"), node_text(arena, stamp));
	/* The trees are not changed; a tree's elements have no const. */
	if (file->reads != NULL)
		node_put(arena, entry, STR("reads"), (struct node *)file->reads);
	node_put(arena, entry, STR("tree"), (struct node *)file->tree);
	node_push(arena, list, entry);
}

static bool
write_file(struct packing *packing, const struct str *stamps, struct str digest, struct str file,
    struct diags *diags)
{
	struct arena *arena = &packing->arena;
	struct node *root = node_new(arena, NODE_MAP, 0, 0);
	struct node *list = node_new(arena, NODE_SEQUENCE, 0, 0);
	unsigned char hash[PACK_HASH_BYTES];
	struct buf tree = { 0 }, out = { 0 };

	for (size_t i = 0; i < packing->count; i++)
		put_file(packing, list, &packing->files[i], stamps[i]);
	node_put(arena, root, STR("program"), node_text(arena, pack_program(arena)));
	node_put(arena, root, STR("digest"), node_text(arena, digest));
	node_put(arena, root, STR("files"), list);
	confine_tree_write(root, &tree);
	pack_hash(buf_str(&tree), hash);
	buf_adds(&out, PACK_MAGIC);
	buf_add(&out, (struct str){ (const char *)hash, sizeof hash });
	buf_add(&out, buf_str(&tree));
	bool good = io_write_file(file, buf_str(&out), diags);
	buf_release(&tree);
	buf_release(&out);
	return good;
}

bool
rule_pack_write(struct str dir, struct str file, struct diags *diags)
{
	struct packing packing = { 0 };
	struct rules rules = { 0 };
	struct str *stamps = NULL;

	bool good = pack_list(dir, &packing.arena, &packing.files, &packing.count, diags);
	/* Before they are read: a file that changes meanwhile makes the pack a stale one, not a false one. */
	if (good)
		stamps = ARENA_ARRAY(&packing.arena, struct str, packing.count);
	for (size_t i = 0; good && i < packing.count; i++)
		stamps[i] = pack_stamp(&packing.arena, packing.files[i].path);
	good = good && read_trees(&packing, diags) &&
	    rules_read(&rules, &dir, 1, false, NULL, NULL, diags) &&
	    find_reads(&packing, &rules, diags) &&
	    write_file(&packing, stamps, rules.digest, file, diags);
	rules_release(&rules);
	arena_release(&packing.arena);
	return good;
}
