/* SPDX-License-Identifier: Apache-2.0 */
/* The set of rules: all files below the rule directories, read in one worker, sorted by id. */
#include "rule/read.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "doc/doc.h"
#include "rule/evidence.h"
#include "rule/pack.h"
#include "rule/sigma_documents.h"
#include "base/banned.h"

/* A file below a rule directory, and what became of it. */
struct rule_file {
	struct str path;
	bool is_data;
	dev_t device;
	ino_t inode;
	const struct node *root;  /* NULL: refused */
	const struct node *reads; /* of a pack */
};

struct file_list {
	struct rules *rules;
	struct rule_file *list;
	size_t count, room;
	size_t packed; /* the first so many are of the pack */
};

/* The same file by another path (--rules names the standard rules again) is read once. */
static bool
is_listed(const struct file_list *files, size_t before, const struct stat *st)
{
	for (size_t i = 0; i < before; i++)
		if (files->list[i].device == st->st_dev && files->list[i].inode == st->st_ino)
			return true;
	return false;
}

/* Official forms live beside the rules; others read them. */
static void
list_files(struct file_list *files, const struct pack_file *found, size_t count, bool several)
{
	size_t before = files->count;

	for (size_t i = 0; i < count; i++) {
		struct stat st = { 0 };

		if (str_starts(found[i].inside, STR("forms/")) ||
		    (several && stat(found[i].path.ptr, &st) == 0 && is_listed(files, before, &st)))
			continue;
		*ARRAY_ADD(files->list, files->count, files->room) = (struct rule_file){
			.path = found[i].path,
			.is_data = str_starts(found[i].inside, STR("data/")),
			.device = st.st_dev,
			.inode = st.st_ino,
			.root = found[i].tree,
			.reads = found[i].reads,
		};
	}
}

static bool
list_dir(struct file_list *files, struct str dir, bool several, struct diags *diags)
{
	struct pack_file *found;
	size_t count;

	if (!pack_list(dir, &files->rules->arena, &found, &count, diags))
		return false;
	list_files(files, found, count, several);
	return true;
}

static void
take_document(void *context, struct doc *doc)
{
	struct file_list *files = context;
	struct rules *rules = files->rules;

	*ARRAY_ADD(rules->documents, rules->document_count, rules->document_room) = doc->arena;
	doc->arena = (struct arena){ 0 };
	files->list[files->packed + doc->input].root = doc->root;
}

bool
rules_add_data(struct rules *rules, const struct node *root, struct str file, struct diags *diags)
{
	if (!data_check(root, file, diags))
		return false;
	struct str name = node_find(root, "table")->text;
	/* The same table in another folder adds its rows: an office's own beside those that came with the program. */
	if (table_find(name) >= 0 || table_is_view(name) ||
	    (data_has_table(rules, name) && !data_same_columns(rules, root))) {
		diag_add(diags, DIAG_RULE_DATA_NAME, node_at(node_find(root, "table"), file), name,
		    (struct str){ 0 }, (struct str){ 0 });
		return false;
	}
	size_t room = rules->data_room;
	const struct node **slot = ARRAY_ADD(rules->data, rules->data_count, room);
	*slot = root;
	rules->data_files = mem_grow(rules->data_files, room, sizeof *rules->data_files);
	rules->data_files[rules->data_count - 1] = file;
	rules->data_room = room;
	return true;
}

bool
rules_add(struct rules *rules, const struct node *root, struct str file, struct diags *diags)
{
	struct rule rule;

	if (!rule_from_node(rules, &rule, root, file, diags))
		return false;
	for (size_t i = 0; i < rules->count; i++)
		if (str_eq(rules->list[i].head.id, rule.head.id)) {
			diag_add(diags, DIAG_RULE_ID_TWICE, node_at(node_find(root, "id"), file),
			    rule.head.id, rules->list[i].file, (struct str){ 0 });
			sigma_free(rule.sigma);
			return false;
		}
	rule.number = rules->numbers++;
	*ARRAY_ADD(rules->list, rules->count, rules->room) = rule;
	return true;
}

static int
by_id(const void *a, const void *b)
{
	return str_cmp(((const struct rule *)a)->head.id, ((const struct rule *)b)->head.id);
}

static void
sort(struct rules *rules)
{
	if (rules->count > 0)
		qsort(rules->list, rules->count, sizeof *rules->list, by_id);
}

bool
rules_finish(struct rules *rules, struct diags *diags)
{
	sort(rules);
	bool good = rules_correlate(rules, diags);
	rules_set_digest(rules);
	return good;
}

static bool
add_all(struct file_list *files, bool data, struct diags *diags)
{
	bool good = true;

	for (size_t i = 0; i < files->count; i++) {
		const struct rule_file *file = &files->list[i];

		if (file->root == NULL || file->is_data != data)
			continue;
		if (data)
			good &= rules_add_data(files->rules, file->root, file->path, diags);
		else if (rules_add(files->rules, file->root, file->path, diags))
			files->rules->list[files->rules->count - 1].reads = file->reads;
		else
			good = false;
	}
	return good;
}

/* The files that are in no pack, in workers. */
static bool
read_files(struct file_list *files, bool tests, struct diags *diags)
{
	const struct doc_reading reading = { .format = DOC_YAML,
		.leave_out = tests ? NULL : "tests" };
	size_t count = files->count - files->packed;

	if (count == 0)
		return true;
	struct str *paths = mem_alloc(count, sizeof *paths);
	for (size_t i = 0; i < count; i++)
		paths[i] = files->list[files->packed + i].path;
	bool good = doc_read_files(&reading, paths, count, take_document, files, diags);
	free(paths);
	return good;
}

bool
rules_read(struct rules *rules, const struct str *dirs, size_t count, bool tests,
    const struct rule_pack *pack, const struct sigma_files *sigma, struct diags *diags)
{
	struct file_list files = { .rules = rules };
	bool packed = pack != NULL && !tests && count > 0 && str_eq(dirs[0], pack->dir);
	bool good = true;

	if (packed)
		list_files(&files, pack->files, pack->count, count > 1);
	files.packed = files.count;
	for (size_t i = packed; i < count; i++)
		good &= list_dir(&files, dirs[i], count > 1, diags);
	good &= read_files(&files, tests, diags);
	/* Reference tables first: |expand names them. */
	good &= add_all(&files, true, diags);
	good &= add_all(&files, false, diags);
	if (sigma != NULL)
		good &= sigma_documents_read(rules, sigma, diags);
	sort(rules);
	good &= rules_correlate(rules, diags);
	sigma_documents_silence(rules);
	if (packed && files.packed == files.count && sigma == NULL)
		rules->digest = pack->digest;
	else
		rules_set_digest(rules);
	free(files.list);
	return good;
}

const struct rule *
rules_find(const struct rules *rules, struct str id)
{
	const struct rule key = { .head = { .id = id } };

	if (rules->count == 0)
		return NULL;
	return bsearch(&key, rules->list, rules->count, sizeof key, by_id);
}

void
rules_release(struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		sigma_free(rules->list[i].sigma);
	for (size_t i = 0; i < rules->document_count; i++)
		arena_release(&rules->documents[i]);
	free(rules->documents);
	free(rules->list);
	free(rules->data);
	free(rules->data_files);
	free(rules->also);
	arena_release(&rules->arena);
	*rules = (struct rules){ 0 };
}
