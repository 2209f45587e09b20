/* SPDX-License-Identifier: Apache-2.0 */
/* The files that hold Sigma documents and pipelines: found below directories, read by workers, handed over as documents. */
#include <stdlib.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/mem.h"
#include "doc/doc.h"
#include "rule/limits.h"
#include "rule/sigma_documents.h"
#include "base/banned.h"

struct files {
	struct rules *rules;
	const struct sigma_files *named;
	struct str *paths;
	size_t path_count, path_room;
	struct sigma_document *list;
	size_t count, room;
	struct sigma_pipeline *pipelines;
};

static bool
add_paths(struct files *f, struct str path, struct diags *diags)
{
	static const char *const suffixes[] = { ".yml", ".yaml", NULL };
	struct arena *arena = &f->rules->arena;
	struct str *found = NULL;
	struct stat st;
	size_t count = 0;

	if (stat(arena_cstr(arena, path), &st) != 0 || !S_ISDIR(st.st_mode)) {
		*ARRAY_ADD(f->paths, f->path_count, f->path_room) = path;
		return true;
	}
	bool good = io_list_files(path, suffixes, SIGMA_FILES_MAX, arena, &found, &count, diags);
	for (size_t i = 0; i < count; i++)
		*ARRAY_ADD(f->paths, f->path_count, f->path_room) = found[i];
	return good;
}

static void
keep_arena(struct rules *rules, struct doc *doc)
{
	*ARRAY_ADD(rules->documents, rules->document_count, rules->document_room) = doc->arena;
	doc->arena = (struct arena){ 0 };
}

static void
take_document(void *context, struct doc *doc)
{
	struct files *f = context;

	*ARRAY_ADD(f->list, f->count, f->room) =
	    (struct sigma_document){ doc->root, f->paths[doc->input] };
	keep_arena(f->rules, doc);
}

static void
take_pipeline(void *context, struct doc *doc)
{
	struct files *f = context;

	f->pipelines[doc->input] =
	    (struct sigma_pipeline){ doc->root, f->named->pipelines[doc->input], NULL };
	keep_arena(f->rules, doc);
}

bool
sigma_documents_read(struct rules *rules, const struct sigma_files *named, struct diags *diags)
{
	const struct doc_reading documents = { .format = DOC_YAML, .multiple = true };
	const struct doc_reading pipelines = { .format = DOC_YAML };
	struct files f = { .rules = rules, .named = named };
	bool good = true, whole = true;

	/* They live as long as the rules: correlations ask them for names. */
	f.pipelines = ARENA_ARRAY(&rules->arena, struct sigma_pipeline, named->pipeline_count + 1);
	for (size_t i = 0; i < named->count; i++)
		good &= add_paths(&f, named->paths[i], diags);
	if (named->pipeline_count > 0)
		whole = doc_read_files(
		    &pipelines, named->pipelines, named->pipeline_count, take_pipeline, &f, diags);
	for (size_t i = 0; whole && i < named->pipeline_count; i++)
		whole = sigma_registers_read(rules, &f.pipelines[i], named, diags);
	if (whole && f.path_count > 0)
		good &= doc_read_files(&documents, f.paths, f.path_count, take_document, &f, diags);
	if (whole)
		good &= sigma_documents_add(
		    rules, f.list, f.count, f.pipelines, named->pipeline_count, diags);
	free(f.paths);
	free(f.list);
	return good && whole;
}
