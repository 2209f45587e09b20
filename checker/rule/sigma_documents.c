/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plain Sigma documents (specification v2.1.0) as rules: what piacheck wants to know of a rule is made of what the document says of itself. Its
 * authors and references are its basis, so that they stand in every report.
 */
#include "rule/sigma_documents.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/scope.h"
#include "base/text.h"
#include "doc/doc.h"
#include "rule/evidence.h"
#include "rule/limits.h"
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

struct document {
	const struct node *root;
	struct str file;
	unsigned number; /* its place in the file */
};

struct documents {
	struct rules *rules;
	const struct sigma_files *files;
	struct str *paths;
	size_t path_count, path_room;
	struct document *list, *filters;
	size_t count, room, filter_count, filter_room;
	struct sigma_pipeline *pipelines;
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

/* --- reading ------------------------------------------------------------------------------------- */

static void
add_paths(struct documents *d, struct str path)
{
	static const char *const suffixes[] = { ".yml", ".yaml", NULL };
	struct arena *arena = &d->rules->arena;
	struct str *found = NULL;
	struct stat st;
	size_t count = 0;

	if (stat(arena_cstr(arena, path), &st) != 0 || !S_ISDIR(st.st_mode)) {
		*ARRAY_ADD(d->paths, d->path_count, d->path_room) = path;
		return;
	}
	d->good &= io_list_files(path, suffixes, SIGMA_FILES_MAX, arena, &found, &count, d->diags);
	for (size_t i = 0; i < count; i++)
		*ARRAY_ADD(d->paths, d->path_count, d->path_room) = found[i];
}

static void
keep_arena(struct rules *rules, struct doc *doc)
{
	*ARRAY_ADD(rules->documents, rules->document_count, rules->document_room) = doc->arena;
	doc->arena = (struct arena){ 0 };
}

static void
note_for_digest(struct rules *rules, const struct node *root)
{
	*ARRAY_ADD(rules->also, rules->also_count, rules->also_room) = root;
}

static void
take_document(void *context, struct doc *doc)
{
	struct documents *d = context;
	const struct document taken = { doc->root, d->paths[doc->input], doc->number };

	keep_arena(d->rules, doc);
	if (node_find(doc->root, "filter") != NULL) {
		*ARRAY_ADD(d->filters, d->filter_count, d->filter_room) = taken;
		note_for_digest(d->rules, doc->root);
	} else {
		*ARRAY_ADD(d->list, d->count, d->room) = taken;
	}
}

static void
take_pipeline(void *context, struct doc *doc)
{
	struct documents *d = context;
	struct sigma_pipeline *pipeline = &d->pipelines[doc->input];

	keep_arena(d->rules, doc);
	pipeline->root = doc->root;
	pipeline->file = d->files->pipelines[doc->input];
	note_for_digest(d->rules, doc->root);
}

/* A pipeline that is refused leaves no rules behind: without it they would say something else. */
static bool
read_pipelines(struct documents *d)
{
	const struct doc_reading reading = { .format = DOC_YAML };
	size_t count = d->files->pipeline_count;

	d->pipelines = ARENA_ARRAY(&d->rules->arena, struct sigma_pipeline, count + 1);
	d->pipeline_count = count;
	if (count == 0)
		return true;
	bool good =
	    doc_read_files(&reading, d->files->pipelines, count, take_pipeline, d, d->diags);
	for (size_t i = 0; i < count; i++)
		good = good && sigma_pipeline_check(&d->pipelines[i], d->diags);
	return good;
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

static bool
filter_good(struct documents *d, const struct document *document)
{
	const struct node *filter = node_find(document->root, "filter");
	const struct node *rules = node_find(filter, "rules");
	const struct node *source = node_find(document->root, "logsource");

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
		const struct document *document = &d->filters[i];

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
add_filters(struct documents *d, const struct document *document, struct sigma_view *view)
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

/* --- what the document says of itself ------------------------------------------------------------ */

static struct str
text_of(const struct node *root, const char *key)
{
	const struct node *node = node_find(root, key);

	return node_is_text(node) ? node->text : (struct str){ 0 };
}

/* Small letters, digits and single hyphens, as ids are; at most so many. */
static struct str
as_name(struct arena *arena, struct str text, size_t max)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < text.len && out.len < max; i++) {
		char c = text.ptr[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || str_is_digit(c))
			buf_addc(&out, c);
		else if (out.len > 0 && out.ptr[out.len - 1] != '-')
			buf_addc(&out, '-');
	}
	while (out.len > 0 && out.ptr[out.len - 1] == '-')
		out.len--;
	struct str name = arena_str(arena, buf_str(&out));
	buf_release(&out);
	return name;
}

static struct str
stem_of(struct str file)
{
	size_t from = 0, to = file.len;

	for (size_t i = 0; i < file.len; i++)
		if (file.ptr[i] == '/')
			from = i + 1;
	for (size_t i = from; i < file.len; i++)
		if (file.ptr[i] == '.')
			to = i;
	return str_sub(file, from, to - from);
}

static bool
id_is_taken(const struct rules *rules, struct str id)
{
	for (size_t i = 0; i < rules->count; i++)
		if (str_eq(rules->list[i].head.id, id))
			return true;
	return false;
}

/* The name, else the file's, else the id; a number behind it when it is another's. */
static struct str
id_of(struct documents *d, const struct document *document)
{
	enum { NAME_MAX_BYTES = 66 };
	struct arena *arena = &d->rules->arena;
	struct str name = as_name(arena, text_of(document->root, "name"), NAME_MAX_BYTES);
	size_t at, len;

	if (name.len == 0)
		name = as_name(arena, stem_of(document->file), NAME_MAX_BYTES);
	if (name.len == 0 || number_find(name, 0, &at, &len))
		name = as_name(arena, text_of(document->root, "id"), NAME_MAX_BYTES);
	if (name.len == 0 || number_find(name, 0, &at, &len))
		name = STR("document");
	struct str id = arena_join(arena, STR("sigma/"), name);
	for (unsigned n = 2; id_is_taken(d->rules, id); n++)
		id = arena_printf(arena, "sigma/%.*s-%u", STR_ARG(name), n);
	return id;
}

static bool
read_level(struct documents *d, const struct document *document, struct rule *rule)
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

/* A text or a list of texts, one after another. */
static void
add_basis(struct arena *arena, struct rule *rule, const char *before, const struct node *node)
{
	size_t count = node == NULL ? 0 : node->type == NODE_SEQUENCE ? node->count : 1;

	for (size_t i = 0; i < count; i++) {
		const struct node *one = node->type == NODE_SEQUENCE ? node->items[i] : node;

		if (node_is_text(one))
			rule->head.basis[rule->head.basis_count++] = number_masked(
			    arena, arena_join(arena, str_of(before), str_trim(one->text)));
	}
}

static size_t
list_length(const struct node *node)
{
	return node == NULL ? 0 : node->type == NODE_SEQUENCE ? node->count : 1;
}

static void
read_basis(struct arena *arena, const struct node *root, struct rule *rule)
{
	const struct node *references = node_find(root, "references"),
			  *author = node_find(root, "author");

	rule->head.basis =
	    ARENA_ARRAY(arena, struct str, 2 + list_length(references) + list_length(author));
	add_basis(arena, rule, "Sigma ", node_find(root, "id"));
	if (rule->head.basis_count == 0)
		rule->head.basis[rule->head.basis_count++] = STR("Sigma");
	add_basis(arena, rule, "author: ", author);
	add_basis(arena, rule, "", references);
}

/* A { of a title is none of a placeholder. */
static struct str
without_braces(struct arena *arena, struct str text)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '{')
			buf_addc(&out, '{');
		buf_addc(&out, text.ptr[i]);
	}
	struct str kept = arena_str(arena, buf_str(&out));
	buf_release(&out);
	return kept;
}

static void
read_texts(struct arena *arena, const struct node *root, struct rule *rule)
{
	struct finding_rule *head = &rule->head;
	struct str title = number_masked(arena, str_trim(text_of(root, "title")));
	struct str shown = without_braces(arena, title);
	struct str description = number_masked(arena, str_trim(text_of(root, "description")));
	const struct node *positives = node_find(root, "falsepositives");
	struct str ordinary = { 0 };

	for (size_t i = 0; i < list_length(positives); i++) {
		const struct node *one =
		    positives->type == NODE_SEQUENCE ? positives->items[i] : positives;
		if (node_is_text(one))
			ordinary = arena_printf(arena, "%.*s%s%.*s", STR_ARG(ordinary),
			    ordinary.len > 0 ? "; " : "", STR_ARG(one->text));
	}
	ordinary = number_masked(arena, ordinary);
	head->title = (struct text2){ title, title };
	head->help = (struct text2){ description, description };
	rule->message.ja = arena_printf(arena,
	    rule->correlates != NULL
		? "Sigmaルール「%.*s」に当たる記録が重なっている（{events}件、{what}）"
		: "Sigmaルール「%.*s」に当たる記録がある（{what}）",
	    STR_ARG(shown));
	rule->message.en = arena_printf(arena,
	    rule->correlates != NULL ? "records match the Sigma rule \"%.*s\" ({events}; {what})"
				     : "a record matches the Sigma rule \"%.*s\" ({what})",
	    STR_ARG(shown));
	head->remedy.ja =
	    arena_printf(arena, "記録を確かめ、正当な操作でなければ対処する%s%.*s%s。",
		ordinary.len > 0 ? "（誤検知となりうるもの: " : "", STR_ARG(ordinary),
		ordinary.len > 0 ? "）" : "");
	head->remedy.en =
	    arena_printf(arena, "look at the record, and act unless it was legitimate%s%.*s%s",
		ordinary.len > 0 ? " (known false positives: " : "", STR_ARG(ordinary),
		ordinary.len > 0 ? ")" : "");
}

/* --- a rule -------------------------------------------------------------------------------------- */

/* What |expand asks for: a pipeline's `vars`, else a reference table of one column. */
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
read_detection(struct documents *d, const struct document *document, struct rule *rule)
{
	const struct node *source = node_find(document->root, "logsource");
	const struct sigma_expand expand = { d, expand_values };
	struct sigma_view view = { .arena = &d->rules->arena };

	if (source == NULL || source->type != NODE_MAP) {
		refuse(
		    d, DIAG_SIGMA_NO_LOGSOURCE, document->root, document->file, (struct str){ 0 });
		return false;
	}
	view.category = text_of(source, "category");
	view.product = text_of(source, "product");
	view.service = text_of(source, "service");
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
kind_good(struct documents *d, const struct document *document)
{
	const struct node *root = document->root, *action = node_find(root, "action");
	bool has_detection = node_find(root, "detection") != NULL,
	     has_correlation = node_find(root, "correlation") != NULL;

	if (action != NULL)
		refuse(d, DIAG_SIGMA_ACTION, action, document->file, action->text);
	else if (has_detection == has_correlation)
		refuse(d, DIAG_SIGMA_KIND, root, document->file, (struct str){ 0 });
	else if (str_trim(text_of(root, "title")).len == 0)
		refuse(d, DIAG_SIGMA_NO_TITLE, root, document->file, (struct str){ 0 });
	else
		return true;
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
add_rule(struct documents *d, const struct document *document)
{
	struct arena *arena = &d->rules->arena;
	const struct node *root = document->root;
	struct rule rule = { .root = root,
		.file = document->file,
		.line = root->line,
		.select_line = root->line,
		.certain = true,
		.is_document = true,
		.sigma_id = text_of(root, "id"),
		.sigma_name = text_of(root, "name"),
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
	if (rule.correlates == NULL && !read_detection(d, document, &rule)) {
		d->good = false;
		return;
	}
	rule.head.id = id_of(d, document);
	rule.head.family = STR("sigma");
	rule.head.file = number_masked(arena, document->file);
	rule.head.line = root->line;
	rule.select = str_of(rule.correlates != NULL ? select_correlation : select_document);
	read_basis(arena, root, &rule);
	read_texts(arena, root, &rule);
	rule.number = d->rules->numbers++;
	*ARRAY_ADD(d->rules->list, d->rules->count, d->rules->room) = rule;
}

bool
sigma_documents_read(struct rules *rules, const struct sigma_files *files, struct diags *diags)
{
	const struct doc_reading reading = { .format = DOC_YAML, .multiple = true };
	struct documents d = { .rules = rules, .files = files, .diags = diags, .good = true };

	for (size_t i = 0; i < files->count; i++)
		add_paths(&d, files->paths[i]);
	bool good = read_pipelines(&d);
	if (good && d.path_count > 0)
		d.good &= doc_read_files(&reading, d.paths, d.path_count, take_document, &d, diags);
	check_filters(&d);
	for (size_t i = 0; good && i < d.count; i++)
		add_rule(&d, &d.list[i]);
	free(d.paths);
	free(d.list);
	free(d.filters);
	return good && d.good;
}

void
sigma_documents_silence(struct rules *rules)
{
	for (size_t pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < rules->count; i++) {
			const struct sigma_correlation *c = rules->list[i].correlation;
			const long *sources;
			size_t count = c == NULL ? 0 : sigma_correlation_sources(c, &sources);
			bool generates = c != NULL && sigma_correlation_generates(c);

			for (size_t k = 0; k < count; k++) {
				struct rule *source = rules_numbered(rules, sources[k]);

				/* First silent all; then those speak that somebody wants to hear. */
				if (source->is_document && (pass == 0 || generates))
					source->silent = pass == 0;
			}
		}
}
