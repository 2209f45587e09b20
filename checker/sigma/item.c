/* SPDX-License-Identifier: Apache-2.0 */
/* One item of a search, `field|modifiers: value`, and keywords: values become tests, lists become OR, or AND by |all. */
#include "sigma/item.h"

#include "base/mem.h"
#include "base/node.h"
#include "base/scope.h"
#include "sigma/limits.h"
#include "base/banned.h"

/* An item while its values are compiled. */
struct item {
	uint32_t field;
	unsigned mods;
	struct diag_at key_at;
	size_t placeholders; /* of all values */
};

/* The name without blanks, as the specification has it for logs; the same name the same index. */
static uint32_t
field_index(struct sigma_compile *compile, struct str name)
{
	struct sigma_rule *rule = compile->rule;
	struct str kept = arena_str(&rule->arena, name);
	char *p = (char *)(uintptr_t)kept.ptr;
	size_t n = 0;

	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] != ' ')
			p[n++] = name.ptr[i];
	kept.len = n;
	for (size_t i = 0; i < rule->field_count; i++)
		if (str_eq(rule->fields[i], kept))
			return (uint32_t)i;
	*ARRAY_ADD(rule->fields, rule->field_count, rule->field_room) = kept;
	return (uint32_t)(rule->field_count - 1);
}

static struct sigma_test *
test_add(struct sigma_compile *compile, struct sigma_node *parent, enum sigma_test_kind kind,
    uint32_t field)
{
	struct sigma_node *node = sigma_node_new(compile, TREE_TEST);

	node->test = ARENA_NEW(&compile->rule->arena, struct sigma_test);
	node->test->kind = kind;
	node->test->field = field;
	sigma_node_add(compile, parent, node);
	return node->test;
}

static struct str
folded(struct arena *arena, struct str text)
{
	struct buf buf = { 0 };

	sigma_fold(text, &buf);
	struct str kept = arena_str(arena, buf_str(&buf));
	buf_release(&buf);
	return kept;
}

static bool
count_tests(struct sigma_compile *compile, size_t more, struct diag_at at)
{
	compile->rule->tests += more;
	if (compile->rule->tests <= SIGMA_TESTS_MAX)
		return true;
	sigma_refuse(compile, DIAG_SIGMA_TOO_LARGE, at, STR("50000"), (struct str){ 0 });
	return false;
}

/* A parsed text, as its modifiers wrote it. */
static void
add_pattern(struct sigma_compile *compile, const struct item *item, struct str parsed,
    struct sigma_node *parent)
{
	struct arena *arena = &compile->rule->arena;
	bool keyword = item->field == SIGMA_ANY_FIELD;
	struct sigma_test *test = test_add(compile, parent, TEST_PATTERN, item->field);

	test->cased = (item->mods & MOD_CASED) != 0;
	if (!test->cased)
		parsed = folded(arena, parsed);
	bool inside =
	    (item->mods & MOD_CONTAINS) != 0 || (keyword && (item->mods & MOD_PLACES) == 0);
	test->pattern =
	    sigma_pattern_make(arena, parsed, inside || (item->mods & MOD_ENDSWITH) != 0,
		inside || (item->mods & MOD_STARTSWITH) != 0);
}

static bool
compile_text(struct sigma_compile *compile, const struct item *item, struct str text,
    struct diag_at at, struct sigma_node *parent)
{
	struct str parsed = sigma_value_parse(&compile->rule->arena, text), *list;
	size_t count;

	if ((item->mods & MOD_ENCODE) == 0) {
		add_pattern(compile, item, parsed, parent);
		return true;
	}
	if (!sigma_encode(compile, item->mods, parsed, at, &list, &count) ||
	    !count_tests(compile, count, at))
		return false;
	/* The ways to write it are alternatives, also under |all. */
	struct sigma_node *any = sigma_node_new(compile, TREE_OR);
	sigma_node_add(compile, parent, any);
	for (size_t i = 0; i < count; i++)
		add_pattern(compile, item, list[i], any);
	return true;
}

static bool
compile_regex(struct sigma_compile *compile, const struct item *item, struct str text,
    struct diag_at at, struct sigma_node *parent)
{
	unsigned flags = ((item->mods & MOD_I) != 0 ? REGEX_CASELESS : 0) |
	    ((item->mods & MOD_M) != 0 ? REGEX_MULTILINE : 0) |
	    ((item->mods & MOD_S) != 0 ? REGEX_DOTALL : 0);
	struct sigma_regex *regex = sigma_regex_new(text, flags, at, compile->diags);
	struct sigma_rule *rule = compile->rule;

	if (regex == NULL) {
		compile->failed = true;
		return false;
	}
	*ARRAY_ADD(rule->regexes, rule->regex_count, rule->regex_room) = regex;
	test_add(compile, parent, TEST_REGEX, item->field)->regex = regex;
	return true;
}

static size_t
names_of(struct sigma_compile *compile, struct str field, const struct str **names)
{
	const struct sigma_options *options = compile->options;

	return options->map == NULL || compile->own_names
	    ? 0
	    : options->map(options->map_context, field, names);
}

static bool
compile_reference(struct sigma_compile *compile, const struct item *item, struct str text,
    struct sigma_node *parent)
{
	struct sigma_test *test = test_add(compile, parent, TEST_FIELD, item->field);

	test->cased = (item->mods & MOD_CASED) != 0;
	test->compare = (item->mods & MOD_CONTAINS) != 0 ? PATTERN_INSIDE
	    : (item->mods & MOD_STARTSWITH) != 0         ? PATTERN_START
	    : (item->mods & MOD_ENDSWITH) != 0           ? PATTERN_END
							 : PATTERN_WHOLE;
	const struct str *names = NULL;
	test->other = field_index(compile, names_of(compile, text, &names) == 0 ? text : names[0]);
	return true;
}

/* One text, its placeholders already replaced. */
static bool
compile_plain(struct sigma_compile *compile, const struct item *item, struct str text,
    struct diag_at at, struct sigma_node *parent)
{
	if (!count_tests(compile, 1, at))
		return false;
	if (item->mods & MOD_RE)
		return compile_regex(compile, item, text, at, parent);
	if (item->mods & MOD_FIELDREF)
		return compile_reference(compile, item, text, parent);
	if (item->mods & MOD_CIDR) {
		struct sigma_cidr cidr;
		if (!sigma_cidr_parse(text, &cidr)) {
			sigma_refuse(compile, DIAG_SIGMA_NEEDS_CIDR, at, text, (struct str){ 0 });
			return false;
		}
		test_add(compile, parent, TEST_CIDR, item->field)->cidr = cidr;
		return true;
	}
	return compile_text(compile, item, text, at, parent);
}

/* Numbers: |lt … |gte, and a part of a time, which without them must equal the value. */
static bool
compile_number(struct sigma_compile *compile, const struct item *item, const struct node *value,
    struct diag_at at, struct sigma_node *parent)
{
	static const struct {
		unsigned mod;
		enum sigma_test_kind kind;
	} kinds[] = {
		{ MOD_LT, TEST_LT },
		{ MOD_LTE, TEST_LTE },
		{ MOD_GT, TEST_GT },
		{ MOD_GTE, TEST_GTE },
	};
	enum sigma_test_kind kind = TEST_EQUAL;
	double number;

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if ((item->mods & kinds[i].mod) != 0)
			kind = kinds[i].kind;
	if (!str_parse_double(value->text, &number)) {
		sigma_refuse(compile, DIAG_SIGMA_NEEDS_NUMBER, at,
		    sigma_modifier_name(item->mods & (MOD_ORDER | MOD_PARTS)), value->text);
		return false;
	}
	if (!count_tests(compile, 1, at))
		return false;
	struct sigma_test *test = test_add(compile, parent, kind, item->field);
	test->number = number;
	test->part = (item->mods & MOD_MINUTE) != 0 ? PART_MINUTE
	    : (item->mods & MOD_HOUR) != 0          ? PART_HOUR
	    : (item->mods & MOD_DAY) != 0           ? PART_DAY
	    : (item->mods & MOD_WEEK) != 0          ? PART_WEEK
	    : (item->mods & MOD_MONTH) != 0         ? PART_MONTH
	    : (item->mods & MOD_YEAR) != 0          ? PART_YEAR
						    : PART_ALL;
	return true;
}

static bool
compile_exists(struct sigma_compile *compile, const struct item *item, const struct node *value,
    struct diag_at at, struct sigma_node *parent)
{
	bool expect;

	if (!node_get_bool(value, &expect)) {
		sigma_refuse(compile, DIAG_SIGMA_NEEDS_BOOL, at, value->text, (struct str){ 0 });
		return false;
	}
	test_add(compile, parent, TEST_EXISTS, item->field)->expect = expect;
	return true;
}

/* One value, a scalar. */
static bool
compile_value(struct sigma_compile *compile, struct item *item, const struct node *value,
    struct sigma_node *parent)
{
	struct diag_at at = node_at(value, compile->file);
	struct str *list = NULL;
	size_t count = 0;

	if (value->type != NODE_SCALAR) {
		sigma_refuse(
		    compile, DIAG_SIGMA_VALUE_TYPE, at, (struct str){ 0 }, (struct str){ 0 });
		return false;
	}
	if (item->mods & MOD_EXISTS)
		return compile_exists(compile, item, value, at, parent);
	if (item->mods & (MOD_ORDER | MOD_PARTS))
		return compile_number(compile, item, value, at, parent);
	if ((item->mods & MOD_EXPAND) == 0)
		return compile_plain(compile, item, value->text, at, parent);
	if (!sigma_expand_text(compile, value->text, at, &list, &count, &item->placeholders))
		return false;
	/* Values of a placeholder are alternatives, also under |all. */
	struct sigma_node *any = sigma_node_new(compile, TREE_OR);
	sigma_node_add(compile, parent, any);
	for (size_t i = 0; i < count; i++)
		if (!compile_plain(compile, item, list[i], at, any))
			return false;
	return true;
}

static bool
compile_list(struct sigma_compile *compile, struct item *item, const struct node *value,
    struct sigma_node *parent)
{
	bool ok = true;

	if (value->count == 0) {
		sigma_refuse(compile, DIAG_SIGMA_EMPTY, node_at(value, compile->file),
		    (struct str){ 0 }, (struct str){ 0 });
		return false;
	}
	for (size_t i = 0; i < value->count; i++) {
		if (value->items[i]->type == NODE_NULL) {
			sigma_refuse(compile, DIAG_SIGMA_NULL_IN_LIST,
			    node_at(value->items[i], compile->file), (struct str){ 0 },
			    (struct str){ 0 });
			ok = false;
		} else if (!compile_value(compile, item, value->items[i], parent)) {
			ok = false;
		}
	}
	return ok;
}

/* |neq: there is a value, and it is none of these. */
static struct sigma_node *
negated(struct sigma_compile *compile, const struct item *item, struct sigma_node *any)
{
	struct sigma_node *both = sigma_node_new(compile, TREE_AND);
	struct sigma_node *not = sigma_node_new(compile, TREE_NOT);

	if (item->field == SIGMA_ANY_FIELD) {
		sigma_node_add(compile, not, any);
		return not ;
	}
	test_add(compile, both, TEST_HAS_VALUE, item->field);
	sigma_node_add(compile, not, any);
	sigma_node_add(compile, both, not );
	return both;
}

static struct sigma_node *
compile_values(struct sigma_compile *compile, struct item *item, const struct node *value)
{
	struct sigma_node *parent =
	    sigma_node_new(compile, (item->mods & MOD_ALL) != 0 ? TREE_AND : TREE_OR);

	if (value->type == NODE_NULL) {
		if (item->mods != 0 || item->field == SIGMA_ANY_FIELD) {
			sigma_refuse(compile, DIAG_SIGMA_NULL_MODIFIED,
			    node_at(value, compile->file), (struct str){ 0 }, (struct str){ 0 });
			return NULL;
		}
		test_add(compile, parent, TEST_NULL, item->field);
		return parent;
	}
	if (value->type != NODE_SEQUENCE && (item->mods & MOD_ALL) != 0) {
		sigma_refuse(compile, DIAG_SIGMA_NEEDS_LIST, node_at(value, compile->file),
		    (struct str){ 0 }, (struct str){ 0 });
		return NULL;
	}
	if (value->type == NODE_SEQUENCE ? !compile_list(compile, item, value, parent)
					 : !compile_value(compile, item, value, parent))
		return NULL;
	if ((item->mods & MOD_EXPAND) != 0 && item->placeholders == 0) {
		const struct node *first = value->type == NODE_SEQUENCE ? value->items[0] : value;
		sigma_refuse(compile, DIAG_SIGMA_NO_PLACEHOLDER, node_at(first, compile->file),
		    first->text, (struct str){ 0 });
		return NULL;
	}
	return (item->mods & MOD_NEQ) != 0 ? negated(compile, item, parent) : parent;
}

/* One of the names that the field has in the log is enough. */
static struct sigma_node *
compile_mapped(
    struct sigma_compile *compile, struct item *item, struct str field, const struct node *value)
{
	const struct str *names = NULL;
	size_t count = names_of(compile, field, &names);
	bool expect = true, missing = value->type == NODE_NULL;

	if (count <= 1) {
		item->field = field_index(compile, count == 0 ? field : names[0]);
		return compile_values(compile, item, value);
	}
	/* But to be missing it must be missing under each. */
	if ((item->mods & MOD_EXISTS) != 0 && node_get_bool(value, &expect))
		missing = !expect;
	struct sigma_node *any = sigma_node_new(compile, missing ? TREE_AND : TREE_OR);
	for (size_t i = 0; i < count; i++) {
		item->field = field_index(compile, names[i]);
		struct sigma_node *one = compile_values(compile, item, value);
		if (one == NULL)
			return NULL;
		sigma_node_add(compile, any, one);
	}
	return any;
}

struct sigma_node *
sigma_compile_item(
    struct sigma_compile *compile, struct str key, struct diag_at at, const struct node *value)
{
	struct item item = { .key_at = at };
	struct str field;

	if (!sigma_modifiers_parse(compile, key, at, &field, &item.mods))
		return NULL;
	if (field.len == 0) {
		if (item.mods & (MOD_EXISTS | MOD_ORDER | MOD_PARTS | MOD_FIELDREF | MOD_CIDR)) {
			sigma_refuse(compile, DIAG_SIGMA_NEEDS_FIELD, at, key, (struct str){ 0 });
			return NULL;
		}
		item.field = SIGMA_ANY_FIELD;
		compile->rule->keywords = true;
		return compile_values(compile, &item, value);
	}
	return compile_mapped(compile, &item, field, value);
}

struct sigma_node *
sigma_compile_keyword(struct sigma_compile *compile, const struct node *value)
{
	struct item item = { .field = SIGMA_ANY_FIELD };

	compile->rule->keywords = true;
	return compile_values(compile, &item, value);
}
