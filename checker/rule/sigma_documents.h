/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plain Sigma documents as rules of the set, inside: their files (sigma_files.c), the documents (sigma_documents.c), their texts
 * (sigma_texts.c), and what pipelines say of them (sigma_pipeline.c), with the
 * registers' help (sigma_registers.c).
 */
#ifndef RULE_SIGMA_DOCUMENTS_H
#define RULE_SIGMA_DOCUMENTS_H

#include "rule/rule.h"

/* A document of a file, of which there may be several in one. */
struct sigma_document {
	const struct node *root;
	struct str file;
};

/* A pipeline's file, checked. */
struct sigma_pipeline {
	const struct node *root;
	struct str file;
	const struct node
	    *registers; /* what `registers` stands for: texts by name; NULL: nothing */
};

/* What pipelines make of a rule's logsource, and what they add to it and call its fields. */
struct sigma_view {
	struct arena *arena;
	struct str category, product, service; /* as changed so far; empty: not named */
	struct sigma_also *also;               /* conditions that were added */
	size_t also_count, also_room;
	const struct node **mappings; /* transformations of names, in their order */
	size_t mapping_count, mapping_room;
};

/* false with diagnostics: what is not supported is refused by name. */
bool sigma_pipeline_check(const struct sigma_pipeline *pipeline, struct diags *diags);
/* Applies all pipelines in their order; the view's logsource is set. also and mappings are malloc'ed: sigma_view_release. */
void sigma_pipelines_apply(
    const struct sigma_pipeline *pipelines, size_t count, struct sigma_view *view);
void sigma_view_release(struct sigma_view *view);
/* The view in its arena: for as long as the rule lives. */
const struct sigma_view *sigma_view_keep(const struct sigma_view *view);
/* For struct sigma_options; context is the view. */
size_t sigma_view_names(void *view, struct str field, const struct str **names);
/* Values of a placeholder that a pipeline has under `vars`, or takes from a register; false: none has. */
bool sigma_pipelines_values(const struct sigma_pipeline *pipelines, size_t count, struct str name,
    struct arena *arena, struct str **list, size_t *found);

/* sigma_registers.c: what the pipeline takes from registers, into the rules' arena; false with diagnostics. */
bool sigma_registers_read(struct rules *rules, struct sigma_pipeline *pipeline,
    const struct sigma_files *files, struct diags *diags);

/* Documents as trees into the set, for tests, too: the trees and the pipelines must outlive it. */
bool sigma_documents_add(struct rules *rules, const struct sigma_document *list, size_t count,
    const struct sigma_pipeline *pipelines, size_t pipeline_count, struct diags *diags);
/* Reads the documents into the set: rules `sigma/…`; before rules_correlate. false: one was refused. */
bool
sigma_documents_read(struct rules *rules, const struct sigma_files *files, struct diags *diags);
/* Documents that correlations count, and that none of them lets speak for themselves, become silent. */
void sigma_documents_silence(struct rules *rules);

/* --- sigma_texts.c --------------------------------------------------------------------------------- */

/* The text of a key; empty: there is none. */
struct str sigma_document_text(const struct node *root, const char *key);
/* The name, else the file's, else the id, as ids of rules are; a number behind it when it is another's. */
struct str sigma_document_id(
    const struct rules *rules, const struct sigma_document *document, struct arena *arena);
/* Title, message, help, remedy and basis. */
void sigma_document_texts(struct arena *arena, const struct node *root, struct rule *rule);

#endif
