/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plain Sigma documents (specification v2.1.0) as rules: what piacheck wants to know of a rule is made of what the document says of itself. Its
 * authors and references are its basis, so that they stand in every report.
 */
#include "rule/sigma_documents.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/number.h"
#include "base/scope.h"
#include "base/text.h"
#include "rule/evidence.h"
#include "rule/read.h"
#include "base/banned.h"

/* A record that matched: when and whose. */
static const char select_document[] =
    "SELECT coalesce(user, subject) AS subject, time || coalesce(', ' || user, '')"
    " || coalesce(', ' || terminal, '') AS what, file, line,"
    " coalesce(detail, operation, '') AS text FROM match ORDER BY time, file, line";
static const char select_correlation[] =
    "SELECT coalesce(user, terminal, subject, nullif(grouped, '')) AS subject,"
    " first_time || ' – ' || last_time || coalesce(', ' || nullif(grouped, ''), '') AS what,"
    " events, value, file, line, file2, line2, grouped AS text, grouped AS text2"
    " FROM correlation ORDER BY first_time, file, line";

struct documents {
	struct rules *rules;
	struct sigma_document *list, *filters;
	size_t count, room, filter_count, filter_room;
	const struct sigma_pipeline *pipelines;
	size_t pipeline_count;
	struct diags *diags;
	bool good;
};

static void
refuse(struct documents *d, enum diag_code code, const struct node *node, struct str file,
    struct str what)
{
	diag_add(d->diags, code, node_at(node, file), what, (struct str){ 0 }, (struct str){ 0 });
	d->good = false;
}

static void
note_for_digest(struct rules *rules, const struct node *root)
{
	*ARRAY_ADD(rules->also, rules->also_count, rules->also_room) = root;
}

/* --- filters ------------------------------------------------------------------------------------- */

/* Does the filter say of the logsource what the rule says? */
static bool
same_logsource(const struct node *of_filter, const struct node *of_rule)
{
	static const char *const keys[] = { "category", "product", "service" };

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const struct node *wanted = node_find(of_filter, keys[i]);
		const struct node *there = node_find(of_rule, keys[i]);

		if (node_is_text(wanted) &&
		    (!node_is_text(there) || !str_eq_nocase(wanted->text, there->text)))
			return false;
	}
	return true;
}

static bool
is_named(const struct node *name, const struct node *document)
{
	const struct node *id = node_find(document, "id"), *by_name = node_find(document, "name");

	return node_is_text(name) &&
	    ((node_is_text(id) && str_eq(id->text, name->text)) ||
		(node_is_text(by_name) && str_eq(by_name->text, name->text)));
}

/* `rules: any`, one name, or a list of names. */
static bool
filter_names(const struct node *filter, const struct node *document)
{
	const struct node *rules = node_find(filter, "rules");

	if (rules->type != NODE_SEQUENCE)
		return str_is(rules->text, "any") || is_named(rules, document);
	for (size_t i = 0; i < rules->count; i++)
		if (is_named(rules->items[i], document))
			return true;
	return false;
}

/* What any document needs: a title, and names that mean what they mean here, or that a pipeline changes into such. */
static bool
head_good(struct documents *d, const struct sigma_document *document)
{
	const struct node *root = document->root, *taxonomy = node_find(root, "taxonomy");

	if (str_trim(sigma_document_text(root, "title")).len == 0) {
		refuse(d, DIAG_SIGMA_NO_TITLE, root, document->file, (struct str){ 0 });
		return false;
	}
	if (taxonomy != NULL && d->pipeline_count == 0 &&
	    !str_eq_nocase(taxonomy->text, STR("sigma"))) {
		refuse(d, DIAG_SIGMA_TAXONOMY, taxonomy, document->file, taxonomy->text);
		return false;
	}
	return true;
}

static bool
filter_good(struct documents *d, const struct sigma_document *document)
{
	const struct node *filter = node_find(document->root, "filter");
	const struct node *rules = node_find(filter, "rules");
	const struct node *source = node_find(document->root, "logsource");

	if (!head_good(d, document))
		return false;
	if (filter->type != NODE_MAP || rules == NULL || rules->type == NODE_MAP ||
	    rules->type == NODE_NULL) {
		refuse(d, DIAG_SIGMA_FILTER_RULES, filter, document->file, (struct str){ 0 });
		return false;
	}
	if (source == NULL || source->type != NODE_MAP) {
		refuse(
		    d, DIAG_SIGMA_NO_LOGSOURCE, document->root, document->file, (struct str){ 0 });
		return false;
	}
	return true;
}

/* A filter that is wrong is refused once, not for each rule; a name that no document has is said. */
static void
check_filters(struct documents *d)
{
	size_t kept = 0;

	for (size_t i = 0; i < d->filter_count; i++) {
		const struct sigma_document *document = &d->filters[i];

		if (!filter_good(d, document))
			continue;
		const struct node *filter = node_find(document->root, "filter");
		const struct node *rules = node_find(filter, "rules");
		bool used = false;
		for (size_t k = 0; k < d->count && !used; k++)
			used = filter_names(filter, d->list[k].root);
		if (!used)
			diag_add(d->diags, DIAG_SIGMA_FILTER_UNUSED, node_at(rules, document->file),
			    (struct str){ 0 }, (struct str){ 0 }, (struct str){ 0 });
		d->filters[kept++] = *document;
	}
	d->filter_count = kept;
}

static void
add_filters(struct documents *d, const struct sigma_document *document, struct sigma_view *view)
{
	const struct node *source = node_find(document->root, "logsource");

	for (size_t i = 0; i < d->filter_count; i++) {
		const struct node *filter = node_find(d->filters[i].root, "filter");

		if (same_logsource(node_find(d->filters[i].root, "logsource"), source) &&
		    filter_names(filter, document->root))
			*ARRAY_ADD(view->also, view->also_count, view->also_room) =
			    (struct sigma_also){ .detection = filter, .file = d->filters[i].file };
	}
}

static bool
read_level(struct documents *d, const struct sigma_document *document, struct rule *rule)
{
	static const struct {
		const char *level;
		enum severity severity;
	} levels[] = {
		{ "critical", SEVERITY_ERROR },
		{ "high", SEVERITY_ERROR },
		{ "medium", SEVERITY_WARNING },
		{ "low", SEVERITY_NOTE },
		{ "informational", SEVERITY_NOTE },
	};
	const struct node *level = node_find(document->root, "level");

	rule->head.severity = SEVERITY_NOTE;
	if (level == NULL)
		return true;
	for (size_t i = 0; node_is_text(level) && i < COUNT_OF(levels); i++) {
		if (!str_is(level->text, levels[i].level))
			continue;
		rule->head.severity = levels[i].severity;
		return true;
	}
	refuse(d, DIAG_SIGMA_LEVEL, level, document->file, level->text);
	return false;
}

/* --- a rule -------------------------------------------------------------------------------------- */

/* What |expand asks for: a pipeline's `vars` or `registers`, else a reference table of one column. */
static bool
expand_values(void *context, struct str name, struct arena *arena, struct str **list, size_t *count)
{
	struct documents *d = context;

	return sigma_pipelines_values(d->pipelines, d->pipeline_count, name, arena, list, count) ||
	    data_expand(d->rules, name, arena, list, count);
}

/* The logsource as the pipelines changed it. */
static const struct node *
logsource_of(const struct sigma_view *view, const struct node *source)
{
	const struct {
		const char *key;
		struct str text;
	} parts[] = { { "category", view->category }, { "product", view->product },
		{ "service", view->service } };
	struct node *made = node_new(view->arena, NODE_MAP, source->line, source->column);

	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (parts[i].text.len > 0)
			node_put(view->arena, made, str_of(parts[i].key),
			    node_text(view->arena, parts[i].text));
	return made;
}

static bool
read_detection(struct documents *d, const struct sigma_document *document, struct rule *rule)
{
	const struct node *source = node_find(document->root, "logsource");
	const struct sigma_expand expand = { d, expand_values };
	struct sigma_view view = { .arena = &d->rules->arena };

	if (source == NULL || source->type != NODE_MAP) {
		refuse(
		    d, DIAG_SIGMA_NO_LOGSOURCE, document->root, document->file, (struct str){ 0 });
		return false;
	}
	view.category = sigma_document_text(source, "category");
	view.product = sigma_document_text(source, "product");
	view.service = sigma_document_text(source, "service");
	sigma_pipelines_apply(d->pipelines, d->pipeline_count, &view);
	add_filters(d, document, &view);
	rule->logsource = logsource_of(&view, source);
	const struct sigma_options options = { .expand = &expand,
		.also = view.also,
		.also_count = view.also_count,
		.map = sigma_view_names,
		.map_context = &view };
	rule->sigma = sigma_compile_with(
	    node_find(document->root, "detection"), document->file, &options, d->diags);
	if (view.mapping_count > 0)
		rule->view = sigma_view_keep(&view);
	sigma_view_release(&view);
	return rule->sigma != NULL;
}

static bool
kind_good(struct documents *d, const struct sigma_document *document)
{
	const struct node *root = document->root, *action = node_find(root, "action");
	bool has_detection = node_find(root, "detection") != NULL,
	     has_correlation = node_find(root, "correlation") != NULL;

	if (action != NULL)
		refuse(d, DIAG_SIGMA_ACTION, action, document->file, action->text);
	else if (has_detection == has_correlation)
		refuse(d, DIAG_SIGMA_KIND, root, document->file, (struct str){ 0 });
	else
		return head_good(d, document);
	return false;
}

/* The specification has `generate` beside `level`, its schema's users within `correlation`: either will do. */
static bool
read_generate(struct documents *d, const struct sigma_document *document, struct rule *rule)
{
	const struct node *generate = node_find(document->root, "generate");

	if (rule->correlates == NULL || generate == NULL ||
	    node_get_bool(generate, &rule->generates))
		return true;
	refuse(d, DIAG_SIGMA_GENERATE, generate, document->file, generate->text);
	return false;
}

static const struct rule *
find_document(const struct rules *rules, struct str id)
{
	for (size_t i = 0; id.len > 0 && i < rules->count; i++)
		if (str_eq(rules->list[i].sigma_id, id))
			return &rules->list[i];
	return NULL;
}

static void
add_rule(struct documents *d, const struct sigma_document *document)
{
	struct arena *arena = &d->rules->arena;
	const struct node *root = document->root;
	struct rule rule = { .root = root,
		.file = document->file,
		.line = root->line,
		.select_line = root->line,
		.certain = true,
		.is_document = true,
		.sigma_id = sigma_document_text(root, "id"),
		.sigma_name = sigma_document_text(root, "name"),
		.correlates = node_find(root, "correlation") };

	if (!kind_good(d, document) || !read_level(d, document, &rule))
		return;
	const struct rule *twin = find_document(d->rules, rule.sigma_id);
	if (twin != NULL) {
		diag_add(d->diags, DIAG_RULE_ID_TWICE,
		    node_at(node_find(root, "id"), document->file), rule.sigma_id, twin->file,
		    (struct str){ 0 });
		d->good = false;
		return;
	}
	if (!read_generate(d, document, &rule))
		return;
	if (rule.correlates == NULL && !read_detection(d, document, &rule)) {
		d->good = false;
		return;
	}
	rule.head.id = sigma_document_id(d->rules, document, arena);
	rule.head.family = STR("sigma");
	rule.head.file = number_masked(arena, document->file);
	rule.head.line = root->line;
	rule.select = str_of(rule.correlates != NULL ? select_correlation : select_document);
	sigma_document_texts(arena, root, &rule);
	rule.number = d->rules->numbers++;
	*ARRAY_ADD(d->rules->list, d->rules->count, d->rules->room) = rule;
}

bool
sigma_documents_add(struct rules *rules, const struct sigma_document *list, size_t count,
    const struct sigma_pipeline *pipelines, size_t pipeline_count, struct diags *diags)
{
	struct documents d = { .rules = rules,
		.pipelines = pipelines,
		.pipeline_count = pipeline_count,
		.diags = diags,
		.good = true };
	bool good = true;

	for (size_t i = 0; i < pipeline_count; i++) {
		good &= sigma_pipeline_check(&pipelines[i], diags);
		note_for_digest(rules, pipelines[i].root);
		if (pipelines[i].registers != NULL)
			note_for_digest(rules, pipelines[i].registers);
	}
	/* Without a pipeline that is refused the rules would say something else. */
	if (!good)
		return false;
	for (size_t i = 0; i < count; i++) {
		bool filters = node_find(list[i].root, "filter") != NULL;
		if (filters) {
			*ARRAY_ADD(d.filters, d.filter_count, d.filter_room) = list[i];
			note_for_digest(rules, list[i].root);
		} else {
			*ARRAY_ADD(d.list, d.count, d.room) = list[i];
		}
	}
	check_filters(&d);
	for (size_t i = 0; i < d.count; i++)
		add_rule(&d, &d.list[i]);
	free(d.list);
	free(d.filters);
	return d.good;
}

void
sigma_documents_silence(struct rules *rules)
{
	for (size_t pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < rules->count; i++) {
			const struct sigma_correlation *c = rules->list[i].correlation;
			const long *sources;
			size_t count = c == NULL ? 0 : sigma_correlation_sources(c, &sources);
			bool generates = c != NULL &&
			    (rules->list[i].generates || sigma_correlation_generates(c));

			for (size_t k = 0; k < count; k++) {
				struct rule *source = rules_numbered(rules, sources[k]);

				/* First silent all; then those speak that somebody wants to hear. */
				if (source->is_document && (pass == 0 || generates))
					source->silent = pass == 0;
			}
		}
}
