/* SPDX-License-Identifier: Apache-2.0 */
/* One rule file: from its tree to struct rule. */
#include "rule/read.h"

#include "base/mem.h"
#include "base/number.h"
#include "base/scope.h"
#include "base/text.h"
#include "rule/evidence.h"
#include "base/banned.h"

/* Of tests: lint asks for them. */
static const struct node_key rule_keys[] = {
	{ "id", NODE_SCALAR, true },
	{ "severity", NODE_SCALAR, true },
	{ "certainty", NODE_SCALAR, false },
	{ "title", NODE_MAP, true },
	{ "message", NODE_MAP, true },
	{ "remedy", NODE_MAP, true },
	{ "help", NODE_MAP, false },
	{ "basis", NODE_SEQUENCE, true },
	{ "valid", NODE_MAP, false },
	{ "applies", NODE_MAP, false },
	{ "needs", NODE_SEQUENCE, false },
	{ "optional", NODE_SEQUENCE, false },
	{ "promises", NODE_SEQUENCE, false },
	{ "logsource", NODE_MAP, false },
	{ "detection", NODE_MAP, false },
	{ "correlation", NODE_MAP, false },
	{ "select", NODE_SCALAR, false },
	{ "tests", NODE_SEQUENCE, false },
};

static const struct node_key text_keys[] = {
	{ "ja", NODE_SCALAR, true },
	{ "en", NODE_SCALAR, true },
};

static const struct node_key valid_keys[] = {
	{ "from", NODE_SCALAR, false },
	{ "until", NODE_SCALAR, false },
};

static const struct node_key applies_keys[] = { { "forms", NODE_SEQUENCE, true } };

static const char *const families[] = { "form", "law", "consent", "retention", "delegation",
	"access" };

static const char *const config_kinds[] = { "sshd", "login.defs", "pam", "pwquality", "faillock",
	"sudoers", "passwd", "shadow", "group", "postgresql", "pg_hba", "nginx", "logrotate",
	"rsyslog", "cron", "sysctl", "auditd", "audit_rules", "chrony", "modprobe", "systemd",
	"compose", "kubernetes", "terraform", "yaml", "json", "xml" };

/* What one rule is read with. */
struct reading {
	struct rules *rules;
	struct rule *rule;
	const struct node *root;
	struct str file;
	struct diags *diags;
	bool good;
};

static void
fault(struct reading *r, enum diag_code code, const struct node *node, struct str a, struct str b)
{
	diag_add(r->diags, code, node_at(node, r->file), a, b, (struct str){ 0 });
	r->good = false;
}

bool
rule_family_known(struct str family)
{
	for (size_t i = 0; i < COUNT_OF(families); i++)
		if (str_is(family, families[i]))
			return true;
	return false;
}

/* family/name: small letters, digits and hyphens. */
static bool
is_id(struct str id, struct str *family)
{
	struct str name;

	*family = str_split(id, '/', &name);
	if (family->len == 0 || name.len == 0 || id.len > 80)
		return false;
	for (size_t i = 0; i < id.len; i++) {
		char c = id.ptr[i];

		if (i != family->len && !(c >= 'a' && c <= 'z') && !str_is_digit(c) && c != '-')
			return false;
	}
	return true;
}

static void
read_id(struct reading *r)
{
	const struct node *id = node_find(r->root, "id");
	struct finding_rule *head = &r->rule->head;

	size_t at, len;

	if (!is_id(id->text, &head->family) || number_find(id->text, 0, &at, &len)) {
		fault(r, DIAG_RULE_ID, id, id->text, (struct str){ 0 });
		return;
	}
	head->id = id->text;
	r->rule->file = r->file;
	head->file = number_masked(&r->rules->arena, r->file);
	head->line = r->rule->line = id->line;
}

static struct str
read_text(struct reading *r, const struct node *map, const char *lang)
{
	const struct node *node = node_find(map, lang);
	struct str text = str_trim(node->text);

	if (text.len == 0)
		fault(r, DIAG_RULE_TEXT_EMPTY, node, str_of(lang), (struct str){ 0 });
	return number_masked(&r->rules->arena, text);
}

static void
read_text2(struct reading *r, const char *key, struct text2 *text)
{
	const struct node *map = node_find(r->root, key);

	if (map == NULL)
		return;
	if (!node_check_keys(map, text_keys, COUNT_OF(text_keys), r->file, r->diags)) {
		r->good = false;
		return;
	}
	text->ja = read_text(r, map, "ja");
	text->en = read_text(r, map, "en");
}

/* A list of texts, each of which the check accepts; NULL: all. */
static void
read_list(struct reading *r, const struct node *list, struct str **out, size_t *count,
    bool (*check)(struct reading *r, struct str text))
{
	if (list == NULL)
		return;
	*out = ARENA_ARRAY(&r->rules->arena, struct str, list->count);
	for (size_t i = 0; i < list->count; i++) {
		const struct node *node = list->items[i];

		if (!node_is_text(node) || node->text.len == 0)
			fault(r, DIAG_DOC_WRONG_TYPE, node,
			    STR(DIAG_BOTH("リストの要素", "an element of the list")),
			    STR(DIAG_BOTH("文字列", "a text")));
		else if (check != NULL && !check(r, node->text))
			fault(r, DIAG_RULE_NEED, node, node->text, table_nearest(node->text));
		else
			(*out)[(*count)++] = number_masked(&r->rules->arena, node->text);
	}
}

static bool
is_table(struct reading *r, struct str name)
{
	return table_find(name) >= 0 || table_is_view(name) || data_has_table(r->rules, name);
}

static bool
is_need(struct reading *r, struct str need)
{
	struct str rest, head = str_split(need, ':', &rest);

	if (head.len == need.len)
		return is_table(r, need);
	if (str_is(head, "item"))
		return rest.len > 0;
	if (str_is(head, "log"))
		return table_log_field(rest) != NULL;
	for (size_t i = 0; str_is(head, "config") && i < COUNT_OF(config_kinds); i++)
		if (str_is(rest, config_kinds[i]))
			return true;
	return false;
}

static bool
is_form(struct reading *r, struct str form)
{
	(void)r;
	return form.len == 1 && form.ptr[0] >= '1' && form.ptr[0] <= '4';
}

static void
read_date(struct reading *r, const struct node *map, const char *key, struct date *date)
{
	const struct node *node = node_find(map, key);

	if (node != NULL && (!date_parse(node->text, date) || !date_is_full(*date)))
		fault(r, DIAG_RULE_DATE, node, node->text, (struct str){ 0 });
}

static void
read_scope(struct reading *r)
{
	struct rule *rule = r->rule;
	const struct node *valid = node_find(r->root, "valid");
	const struct node *applies = node_find(r->root, "applies");

	if (valid != NULL) {
		if (!node_check_keys(valid, valid_keys, COUNT_OF(valid_keys), r->file, r->diags))
			r->good = false;
		read_date(r, valid, "from", &rule->valid_from);
		read_date(r, valid, "until", &rule->valid_until);
	}
	if (applies == NULL)
		return;
	if (!node_check_keys(applies, applies_keys, COUNT_OF(applies_keys), r->file, r->diags)) {
		r->good = false;
		return;
	}
	read_list(r, node_find(applies, "forms"), &rule->forms, &rule->form_count, is_form);
}

/* What a person should look at is shown apart from what is certain. */
static void
read_severity(struct reading *r)
{
	const struct node *severity = node_find(r->root, "severity");
	const struct node *certainty = node_find(r->root, "certainty");
	struct finding_rule *head = &r->rule->head;

	if (!severity_parse(severity->text, &head->severity))
		fault(r, DIAG_RULE_SEVERITY, severity, severity->text, (struct str){ 0 });
	r->rule->certain = certainty == NULL || str_is(certainty->text, "certain");
	if (r->rule->certain)
		return;
	if (!str_is(certainty->text, "review"))
		fault(r, DIAG_RULE_CERTAINTY, certainty, certainty->text, (struct str){ 0 });
	head->review = true;
}

static void
read_logic(struct reading *r)
{
	struct rule *rule = r->rule;
	const struct node *select = node_find(r->root, "select");
	const struct node *detection = node_find(r->root, "detection");
	const struct sigma_expand expand = { .context = r->rules, .values = data_expand };

	if (select != NULL) {
		rule->select = select->text;
		/* A block's text begins in the line behind its "|". */
		rule->select_line = select->line + (select->style == NODE_BLOCK ? 1 : 0);
	}
	rule->logsource = node_find(r->root, "logsource");
	rule->correlates = node_find(r->root, "correlation");
	if (str_trim(rule->select).len == 0 && detection == NULL && rule->correlates == NULL)
		fault(r, DIAG_RULE_NO_LOGIC, r->root, (struct str){ 0 }, (struct str){ 0 });
	if (detection == NULL)
		return;
	rule->sigma = sigma_compile(detection, r->file, &expand, r->diags);
	if (rule->sigma == NULL)
		r->good = false;
}

bool
rule_from_node(struct rules *rules, struct rule *rule, const struct node *root, struct str file,
    struct diags *diags)
{
	struct reading r = { rules, rule, root, file, diags, true };

	*rule = (struct rule){ .root = root };
	if (root->type != NODE_MAP) {
		diag_addz(diags, DIAG_DOC_WRONG_TYPE, node_at(root, file), "rule",
		    DIAG_BOTH("マップ", "a map"), NULL);
		return false;
	}
	if (!node_check_keys(root, rule_keys, COUNT_OF(rule_keys), file, diags))
		return false;
	read_id(&r);
	read_text2(&r, "title", &rule->head.title);
	read_text2(&r, "message", &rule->message);
	read_text2(&r, "remedy", &rule->head.remedy);
	read_text2(&r, "help", &rule->head.help);
	read_severity(&r);
	read_list(&r, node_find(root, "basis"), &rule->head.basis, &rule->head.basis_count, NULL);
	read_scope(&r);
	read_list(&r, node_find(root, "needs"), &rule->needs, &rule->need_count, is_need);
	read_list(
	    &r, node_find(root, "optional"), &rule->optional, &rule->optional_count, is_table);
	read_list(&r, node_find(root, "promises"), &rule->promises, &rule->promise_count, NULL);
	rule->tests = node_find(root, "tests");
	read_logic(&r);
	if (!r.good) {
		sigma_free(rule->sigma);
		rule->sigma = NULL;
	}
	return r.good;
}
