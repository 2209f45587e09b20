/* SPDX-License-Identifier: Apache-2.0 */
/* What piacheck wants to know of a rule, out of what a Sigma document says of itself: its id, texts, basis and remedy. */
#include "base/number.h"
#include "base/text.h"
#include "rule/sigma_documents.h"
#include "base/banned.h"

struct str
sigma_document_text(const struct node *root, const char *key)
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

struct str
sigma_document_id(
    const struct rules *rules, const struct sigma_document *document, struct arena *arena)
{
	enum { NAME_MAX_BYTES = 66 };
	struct str name =
	    as_name(arena, sigma_document_text(document->root, "name"), NAME_MAX_BYTES);
	size_t at, len;

	if (name.len == 0)
		name = as_name(arena, stem_of(document->file), NAME_MAX_BYTES);
	if (name.len == 0 || number_find(name, 0, &at, &len))
		name = as_name(arena, sigma_document_text(document->root, "id"), NAME_MAX_BYTES);
	if (name.len == 0 || number_find(name, 0, &at, &len))
		name = STR("document");
	struct str id = arena_join(arena, STR("sigma/"), name);
	for (unsigned n = 2; id_is_taken(rules, id); n++)
		id = arena_printf(arena, "sigma/%.*s-%u", STR_ARG(name), n);
	return id;
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

void
sigma_document_texts(struct arena *arena, const struct node *root, struct rule *rule)
{
	struct finding_rule *head = &rule->head;
	struct str title = number_masked(arena, str_trim(sigma_document_text(root, "title")));
	struct str shown = without_braces(arena, title);
	struct str description =
	    number_masked(arena, str_trim(sigma_document_text(root, "description")));
	const struct node *positives = node_find(root, "falsepositives");
	struct str ordinary = { 0 };

	read_basis(arena, root, rule);
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
