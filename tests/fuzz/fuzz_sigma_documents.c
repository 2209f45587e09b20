/* SPDX-License-Identifier: Apache-2.0 */
/* Sigma documents and pipelines: whatever a file holds, it becomes rules or is refused with a diagnostic, and the rules can be put together. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "doc/doc.h"
#include "rule/read.h"
#include "rule/sigma_documents.h"
#include "support/sinks.h"
#include "base/banned.h"

enum { DOCUMENTS_MAX = 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct rules rules = { 0 };
	const struct sink sink = sink_keeping_diags(&diags);
	struct node **roots = NULL;
	struct str file = STR("s.yml");
	struct sigma_document documents[DOCUMENTS_MAX];
	struct sigma_pipeline pipelines[DOCUMENTS_MAX];
	size_t document_count = 0, pipeline_count = 0;
	size_t count = doc_parse_yaml_all(
	    (struct str){ (const char *)data, size }, file, &arena, &sink, &roots);

	for (size_t i = 0; i < count && i < DOCUMENTS_MAX; i++) {
		if (node_find(roots[i], "transformations") != NULL ||
		    node_find(roots[i], "registers") != NULL)
			pipelines[pipeline_count++] =
			    (struct sigma_pipeline){ .root = roots[i], .file = file };
		else
			documents[document_count++] = (struct sigma_document){ roots[i], file };
	}
	size_t errors = diags.errors;
	const struct sigma_files none = { 0 };
	for (size_t i = 0; i < pipeline_count; i++)
		if (!sigma_registers_read(&rules, &pipelines[i], &none, &diags) &&
		    diags.errors == errors)
			abort();
	errors = diags.errors;
	if (!sigma_documents_add(
		&rules, documents, document_count, pipelines, pipeline_count, &diags) &&
	    diags.errors == errors)
		abort(); /* refused without a word */
	errors = diags.errors;
	if (!rules_finish(&rules, &diags) && diags.errors == errors)
		abort();
	sigma_documents_silence(&rules);
	rules_release(&rules);
	diags_release(&diags);
	arena_release(&arena);
	return 0;
}
