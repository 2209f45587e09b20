/* SPDX-License-Identifier: Apache-2.0 */
/*
 * YAML, JSON and XML documents, flattened into settings: the key is a path (services.db.ports[0]; a name with a
 * dot or a blank in it as metadata.labels['app.kubernetes.io/name']). The content says what it is.
 *
 * compose      services: as a map                section NULL
 * kubernetes   apiVersion and kind               section Deployment/web; the values of a Secret never
 * terraform    planned_values (show -json)       section the address of the resource; what the plan marks as sensitive never
 * yaml json    anything else                     section NULL
 * xml          elements and @attributes          section NULL; Config.Log.@level
 *
 * Each document of a file of several has its number as entry.
 */
#include "base/buf.h"
#include "base/node.h"
#include "base/scope.h"
#include "config/format.h"
#include "config/secrets.h"
#include "doc/doc.h"
#include "base/banned.h"

/* Namesakes that stand further apart are numbered anew: it keeps a hostile document from costing its square. */
enum { NAMESAKES_APART_MAX = 256 };

struct flattening {
	struct config_out *out;
	struct str section;
	int64_t entry;
	struct buf path;
	bool all_secret; /* data of a Secret */
};

bool
config_is_document(struct str path)
{
	static const char *const endings[] = { ".yaml", ".yml", ".json", ".xml" };

	for (size_t i = 0; i < COUNT_OF(endings); i++)
		if (str_ends(path, str_of(endings[i])))
			return true;
	return false;
}

static bool
is_plain_name(struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		if (c == '.' || c == '[' || c == ']' || c == '\'' || str_is_space(c))
			return false;
	}
	return name.len > 0;
}

static void
add_name(struct buf *path, struct str name)
{
	if (!is_plain_name(name)) {
		buf_addf(path, "['%.*s']", STR_ARG(name));
		return;
	}
	if (path->len > 0)
		buf_addc(path, '.');
	buf_add(path, name);
}

static void
cut(struct buf *path, size_t len)
{
	path->len = len;
	if (path->ptr != NULL)
		path->ptr[len] = '\0';
}

static bool
is_true(const struct node *node)
{
	bool value = false;

	return node != NULL && node_get_bool(node, &value) && value;
}

static void
flatten_scalar(struct flattening *f, const struct node *node, bool secret)
{
	struct arena *arena = f->out->arena;
	struct config_setting setting = { .section = f->section,
		.entry = f->entry,
		.key = arena_str(arena, buf_str(&f->path)),
		.value = node->text,
		.line = node->line,
		.no_value = node->type == NODE_NULL };

	if (secret && node->text.len > 0)
		setting.value = STR(SECRETS_MARK);
	/* "0644" in quotes is a text. */
	if (node->type == NODE_SCALAR && node->style != NODE_PLAIN)
		setting.is_text = true;
	config_emit(f->out, setting);
}

/* { name: DB_PASSWORD, value: x }: the name says that the value is one. */
static bool
names_secret(const struct node *map)
{
	static const char *const naming[] = { "name", "key", "Name", "Key" };

	for (size_t i = 0; i < COUNT_OF(naming); i++) {
		const struct node *name = node_find(map, naming[i]);
		if (name != NULL && name->type == NODE_SCALAR && secrets_key(name->text))
			return true;
	}
	return false;
}

/* sensitive: the plan's own marks, of the same shape as node; NULL: none. */
static void
flatten(struct flattening *f, const struct node *node, const struct node *sensitive, bool secret)
{
	size_t len = f->path.len;

	secret = secret || is_true(sensitive);
	if (node->type == NODE_MAP) {
		bool named = names_secret(node);
		for (size_t i = 0; i < node->count && !f->out->refused; i++) {
			bool is_value = str_eq_nocase(node->keys[i], STR("value"));
			add_name(&f->path, node->keys[i]);
			flatten(f, node->items[i], node_find_str(sensitive, node->keys[i]),
			    secret || (named && is_value));
			cut(&f->path, len);
		}
	} else if (node->type == NODE_SEQUENCE) {
		for (size_t i = 0; i < node->count && !f->out->refused; i++) {
			const struct node *mark = sensitive != NULL &&
				sensitive->type == NODE_SEQUENCE && i < sensitive->count
			    ? sensitive->items[i]
			    : NULL;
			buf_addf(&f->path, "[%zu]", i);
			flatten(f, node->items[i], mark, secret);
			cut(&f->path, len);
		}
	} else {
		flatten_scalar(f, node, secret);
	}
}

static void
flatten_kubernetes(struct flattening *f, const struct node *root)
{
	const struct node *kind = node_find(root, "kind");
	const struct node *name = node_find(node_find(root, "metadata"), "name");
	size_t len = f->path.len;

	f->section = arena_printf(f->out->arena, "%.*s%s%.*s", STR_ARG(kind->text),
	    name == NULL ? "" : "/", STR_ARG(name == NULL ? (struct str){ 0 } : name->text));
	bool is_secret = str_is(kind->text, "Secret");
	for (size_t i = 0; i < root->count && !f->out->refused; i++) {
		bool is_data = str_is(root->keys[i], "data") || str_is(root->keys[i], "stringData");
		add_name(&f->path, root->keys[i]);
		flatten(f, root->items[i], NULL, is_secret && is_data);
		cut(&f->path, len);
	}
}

static void
flatten_module(struct flattening *f, const struct node *module)
{
	const struct node *resources = node_find(module, "resources");
	const struct node *modules = node_find(module, "child_modules");

	for (size_t i = 0; resources != NULL && i < resources->count; i++) {
		const struct node *resource = resources->items[i];
		const struct node *address = node_find(resource, "address");
		f->section = address == NULL ? (struct str){ 0 } : address->text;
		f->entry++;
		for (size_t k = 0; resource->type == NODE_MAP && k < resource->count; k++) {
			if (str_is(resource->keys[k], "sensitive_values"))
				continue;
			bool is_values = str_is(resource->keys[k], "values");
			cut(&f->path, 0);
			add_name(&f->path, resource->keys[k]);
			flatten(f, resource->items[k],
			    is_values ? node_find(resource, "sensitive_values") : NULL, false);
		}
		cut(&f->path, 0);
	}
	for (size_t i = 0; modules != NULL && i < modules->count; i++)
		flatten_module(f, modules->items[i]);
}

/* Of a plan: what will be. Its variables and prior state hold secrets in the clear and are left alone. */
static void
flatten_terraform(struct flattening *f, const struct node *root)
{
	static const char *const heads[] = { "format_version", "terraform_version" };

	for (size_t i = 0; i < COUNT_OF(heads); i++) {
		const struct node *head = node_find(root, heads[i]);
		if (head == NULL || head->type != NODE_SCALAR)
			continue;
		add_name(&f->path, str_of(heads[i]));
		flatten(f, head, NULL, false);
		cut(&f->path, 0);
	}
	const struct node *module = node_find(node_find(root, "planned_values"), "root_module");
	if (module != NULL)
		flatten_module(f, module);
}

static bool
is_namesake(const struct node *a, const struct node *b)
{
	const struct node *left = node_find(a, "name"), *right = node_find(b, "name");

	return left != NULL && right != NULL && str_eq(left->text, right->text);
}

/* The place of each among those of its name, and whether there are others. */
static void
count_namesakes(const struct node *children, size_t *place, bool *is_one_of_many)
{
	for (size_t i = 0; i < children->count; i++) {
		place[i] = 0;
		for (size_t back = i; back-- > 0 && i - back <= NAMESAKES_APART_MAX;) {
			if (!is_namesake(children->items[back], children->items[i]))
				continue;
			place[i] = place[back] + 1;
			is_one_of_many[i] = is_one_of_many[back] = true;
			break;
		}
	}
}

/* { name, attributes, children }: the number behind a name is its place among its namesakes, when there are some. */
static void
flatten_element(struct flattening *f, const struct node *element)
{
	const struct node *name = node_find(element, "name");
	const struct node *attributes = node_find(element, "attributes");
	const struct node *children = node_find(element, "children");
	size_t len = f->path.len;
	struct buf text = { 0 };

	if (name == NULL || f->out->refused)
		return;
	for (size_t i = 0; attributes != NULL && i < attributes->count; i++) {
		/* Quotes are the way of XML; they do not make a text of a number. */
		struct node value = *attributes->items[i];
		value.style = NODE_PLAIN;
		add_name(&f->path, arena_join(f->out->arena, STR("@"), attributes->keys[i]));
		flatten_scalar(f, &value, false);
		cut(&f->path, len);
	}
	size_t places = children == NULL ? 0 : children->count;
	size_t *place = ARENA_ARRAY(f->out->arena, size_t, places);
	bool *is_one_of_many = ARENA_ARRAY(f->out->arena, bool, places);
	if (children != NULL)
		count_namesakes(children, place, is_one_of_many);
	for (size_t i = 0; i < places; i++) {
		const struct node *child = children->items[i];
		const struct node *child_name = node_find(child, "name");
		if (child_name == NULL) {
			buf_add(&text, child->text);
			continue;
		}
		add_name(&f->path, child_name->text);
		if (is_one_of_many[i])
			buf_addf(&f->path, "[%zu]", place[i]);
		flatten_element(f, child);
		cut(&f->path, len);
	}
	struct str trimmed = str_trim(buf_str(&text));
	if (trimmed.len > 0) {
		struct node scalar = { .type = NODE_SCALAR,
			.style = NODE_PLAIN,
			.line = element->line,
			.text = arena_str(f->out->arena, trimmed) };
		flatten_scalar(f, &scalar, false);
	}
	buf_release(&text);
}

static struct str
name_of_kind(const struct node *root, enum doc_format format)
{
	const struct node *kind = node_find(root, "kind");
	const struct node *services = node_find(root, "services");

	if (format == DOC_XML)
		return STR("xml");
	if (node_find(root, "apiVersion") != NULL && kind != NULL && kind->type == NODE_SCALAR)
		return STR("kubernetes");
	if (node_find(root, "format_version") != NULL && node_find(root, "planned_values") != NULL)
		return STR("terraform");
	if (services != NULL && services->type == NODE_MAP)
		return STR("compose");
	return format == DOC_JSON ? STR("json") : STR("yaml");
}

static void
flatten_document(
    struct config_out *out, const struct node *root, enum doc_format format, int64_t entry)
{
	struct flattening f = { .out = out, .entry = entry };
	struct str kind = name_of_kind(root, format);

	if (out->document_kind.len == 0)
		out->document_kind = kind;
	if (str_is(kind, "kubernetes")) {
		flatten_kubernetes(&f, root);
	} else if (str_is(kind, "terraform")) {
		f.entry = 0;
		flatten_terraform(&f, root);
	} else if (format == DOC_XML) {
		const struct node *name = node_find(root, "name");
		if (name != NULL)
			add_name(&f.path, name->text);
		flatten_element(&f, root);
	} else {
		flatten(&f, root, NULL, false);
	}
	buf_release(&f.path);
}

void
config_read_document(struct config_out *out, struct str bytes)
{
	enum doc_format format = doc_guess(out->file, str_sub(bytes, 0, 256));
	struct sink sink = config_document_sink(out);
	struct node **documents = NULL;
	size_t count = 1;

	out->document_kind = (struct str){ 0 };
	if (format == DOC_YAML) {
		count = doc_parse_yaml_all(bytes, out->file, out->arena, &sink, &documents);
	} else {
		struct node *root = doc_parse(format, bytes, out->file, out->arena, &sink);
		documents = ARENA_NEW(out->arena, struct node *);
		documents[0] = root;
		count = root != NULL;
	}
	for (size_t i = 0; i < count && !out->refused; i++)
		flatten_document(out, documents[i], format, count > 1 ? (int64_t)i + 1 : 0);
	if (out->document_kind.len == 0)
		out->document_kind = format == DOC_XML ? STR("xml")
		    : format == DOC_JSON               ? STR("json")
						       : STR("yaml");
}
