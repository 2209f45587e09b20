/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `registers` of a pipeline: the values of a placeholder are those of a register's column, of all rows or of those whose other columns say what is
 * wanted. Rules are compiled before any evidence is there, so registers that are named are read for this alone; what is wrong with them is said
 * when they are read as evidence.
 */
#include <stdio.h>

#include "base/pseudonym.h"
#include "base/scope.h"
#include "register/register.h"
#include "rule/sigma_documents.h"
#include "base/banned.h"

static const struct node_key placeholder_keys[] = {
	{ "table", NODE_SCALAR, true },
	{ "column", NODE_SCALAR, true },
	{ "where", NODE_MAP, false },
};

struct reading {
	struct rules *rules;
	const struct sigma_pipeline *pipeline;
	struct node *made; /* the values by the placeholder's name, as in `vars` */
	struct diags *diags;
	const struct node *refused; /* said last */
	bool good;
};

static void
refuse(struct reading *r, const struct node *node, struct str table, struct str column)
{
	struct arena *arena = &r->rules->arena;
	struct str what = column.len == 0
	    ? table
	    : arena_printf(arena, "%.*s.%.*s", STR_ARG(table), STR_ARG(column));

	if (r->refused != node)
		diag_add(r->diags, DIAG_SIGMA_REGISTER, node_at(node, r->pipeline->file), what,
		    (struct str){ 0 }, (struct str){ 0 });
	r->refused = node;
	r->good = false;
}

/* --- what is wanted ------------------------------------------------------------------------------ */

static void
check_where(struct reading *r, const struct node *where, struct str table)
{
	for (size_t i = 0; where != NULL && i < where->count; i++) {
		const struct node *wanted = where->items[i];
		bool good =
		    node_is_text(wanted) || (wanted->type == NODE_SEQUENCE && wanted->count > 0);

		for (size_t k = 0; good && wanted->type == NODE_SEQUENCE && k < wanted->count; k++)
			good = node_is_text(wanted->items[k]);
		if (!good)
			refuse(r, wanted, table, where->keys[i]);
	}
}

static void
check_all(struct reading *r, const struct node *all)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct node *one = all->items[i];

		if (one->type != NODE_MAP) {
			refuse(r, one, all->keys[i], (struct str){ 0 });
			continue;
		}
		if (!node_check_keys(one, placeholder_keys, COUNT_OF(placeholder_keys),
			r->pipeline->file, r->diags)) {
			r->good = false;
			continue;
		}
		struct str table = node_find(one, "table")->text;
		const struct node *column = node_find(one, "column");
		if (register_name_ja(table) == NULL)
			refuse(r, node_find(one, "table"), table, (struct str){ 0 });
		/* Subjects are pseudonyms before anybody sees them. */
		if (str_is(column->text, "subject"))
			refuse(r, column, table, column->text);
		check_where(r, node_find(one, "where"), table);
	}
}

/* --- rows ---------------------------------------------------------------------------------------- */

/* false: there is no such column. What is no text is written as one. */
static bool
cell_of(const struct sink_shape *shape, const struct value *values, struct str column,
    char number[24], struct str *cell)
{
	for (size_t i = 0; i < shape->column_count; i++) {
		if (!str_is(column, shape->columns[i]))
			continue;
		*cell = values[i].type == VALUE_TEXT ? values[i].text : (struct str){ 0 };
		if (values[i].type == VALUE_INTEGER) {
			int n = snprintf(number, 24, "%lld", (long long)values[i].integer);
			*cell = (struct str){ number, (size_t)n };
		}
		return true;
	}
	return false;
}

static bool
is_one_of(struct str cell, const struct node *wanted)
{
	if (wanted->type != NODE_SEQUENCE)
		return str_eq(cell, wanted->text);
	for (size_t i = 0; i < wanted->count; i++)
		if (str_eq(cell, wanted->items[i]->text))
			return true;
	return false;
}

/* A cell is no pattern: its wildcards mean themselves. */
static struct str
as_pattern(struct arena *arena, struct str cell)
{
	char *p = ARENA_ARRAY(arena, char, 2 * cell.len);
	size_t n = 0;

	for (size_t i = 0; i < cell.len; i++) {
		if (cell.ptr[i] == '*' || cell.ptr[i] == '?' || cell.ptr[i] == '\\')
			p[n++] = '\\';
		p[n++] = cell.ptr[i];
	}
	return (struct str){ p, n };
}

static void
take_row(struct reading *r, const struct node *one, struct node *list,
    const struct sink_shape *shape, const struct value *values)
{
	const struct node *column = node_find(one, "column"), *where = node_find(one, "where");
	struct str table = str_of(shape->table), cell;
	char number[24];

	for (size_t i = 0; where != NULL && i < where->count; i++) {
		if (!cell_of(shape, values, where->keys[i], number, &cell)) {
			refuse(r, where->items[i], table, where->keys[i]);
			return;
		}
		if (!is_one_of(cell, where->items[i]))
			return;
	}
	if (!cell_of(shape, values, column->text, number, &cell)) {
		refuse(r, column, table, column->text);
		return;
	}
	if (cell.len == 0)
		return;
	struct str text = as_pattern(&r->rules->arena, cell);
	for (size_t i = 0; i < list->count; i++)
		if (str_eq(list->items[i]->text, text))
			return;
	node_push(&r->rules->arena, list, node_text(&r->rules->arena, text));
}

static void
on_row(void *context, const struct sink_shape *shape, const struct value *values)
{
	struct reading *r = context;
	const struct node *all = node_find(r->pipeline->root, "registers");

	for (size_t i = 0; r->good && i < all->count; i++)
		if (str_is(node_find(all->items[i], "table")->text, shape->table))
			take_row(r, all->items[i], r->made->items[i], shape, values);
}

static void
on_diag(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	(void)context;
	(void)code;
	(void)at;
	(void)a;
	(void)b;
	(void)c;
}

static void
on_file(void *context, const char *table, struct str file, const char *status, size_t rows)
{
	(void)context;
	(void)table;
	(void)file;
	(void)status;
	(void)rows;
}

bool
sigma_registers_read(struct rules *rules, struct sigma_pipeline *pipeline,
    const struct sigma_files *files, struct diags *diags)
{
	const struct node *all =
	    pipeline->root->type == NODE_MAP ? node_find(pipeline->root, "registers") : NULL;
	struct reading r = { .rules = rules, .pipeline = pipeline, .diags = diags, .good = true };
	const struct sink sink = { .context = &r, .row = on_row, .diag = on_diag };
	const struct register_given given = { .file = on_file };
	const struct pseudonym none = { 0 };
	struct diags unsaid = { 0 };

	/* A value that is no map is said where the pipeline is checked. */
	if (all == NULL || all->type != NODE_MAP)
		return true;
	check_all(&r, all);
	if (!r.good)
		return false;
	r.made = node_new(&rules->arena, NODE_MAP, all->line, all->column);
	for (size_t i = 0; i < all->count; i++)
		node_put(&rules->arena, r.made, all->keys[i],
		    node_new(&rules->arena, NODE_SEQUENCE, all->line, all->column));
	for (size_t i = 0; i < files->register_count; i++)
		(void)register_read(files->registers[i], &none, &sink, &given, &unsaid);
	diags_release(&unsaid);
	pipeline->registers = r.made;
	return r.good;
}
