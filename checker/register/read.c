/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a directory of registers: which files, in workers, row by row. */
#include "register/register.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "confine/confine.h"
#include "doc/doc.h"
#include "register/limits.h"
#include "register/parse.h"
#include "base/banned.h"

struct job {
	const struct pseudonym *pseudonym;
	const struct sink_shape *shapes;
};

static void
read_input(void *context, const struct worker_input *input, const struct worker_out *out)
{
	const struct job *job = context;
	struct arena arena = { 0 };
	struct str bytes = { 0 };
	struct diag_at at = { input->file, 0, 0 };

	switch (io_read_all(input->fd, REGISTER_FILE_MAX_BYTES, &arena, &bytes)) {
	case IO_OK:
		register_parse(
		    bytes, input->file, input->user, job->pseudonym, job->shapes, &out->sink);
		break;
	case IO_TOO_LARGE:
		sink_diag(&out->sink, DIAG_FILE_TOO_LARGE, at, STR("64 MiB"), (struct str){ 0 },
		    (struct str){ 0 });
		break;
	case IO_FAILED:
		sink_diag(&out->sink, DIAG_FILE_READ, at, (struct str){ 0 }, (struct str){ 0 },
		    (struct str){ 0 });
		break;
	}
	arena_release(&arena);
}

/* --- in the parent ------------------------------------------------------------------------------ */

struct parent {
	const struct sink *sink;
	const struct register_given *given;
	const struct worker_input *inputs;
	const struct layout_hint *hints;
	size_t *rows;
	bool *told;
};

static void
on_row(void *context, size_t input, const struct sink_shape *shape, const struct value *values)
{
	struct parent *parent = context;

	if (!str_is(str_of(shape->table), "source")) {
		parent->rows[input]++;
		sink_row(parent->sink, shape, values);
		return;
	}
	const struct register_kind *kind = layout_kind_of_table(values[0].text);
	if (kind == NULL || parent->told[input])
		return;
	parent->told[input] = true;
	const char *status = str_is(values[1].text, "read") ? "read"
	    : str_is(values[1].text, "partly")              ? "partly"
							    : "refused";
	parent->given->file(parent->given->context, kind->table, parent->inputs[input].file, status,
	    parent->rows[input]);
}

/*
 * A file that its worker said nothing of (it failed, or the file is no text, or has no header) was given all the same: partly
 * read, or refused.
 */
static void
on_end(void *context, size_t input, enum worker_status status)
{
	struct parent *parent = context;
	const struct register_kind *kind = parent->hints[input].kind;

	(void)status;
	if (!parent->told[input] && kind != NULL)
		parent->given->file(parent->given->context, kind->table, parent->inputs[input].file,
		    parent->rows[input] > 0 ? "partly" : "refused", parent->rows[input]);
}

static const struct node_key file_keys[] = {
	{ "file", NODE_SCALAR, true },
	{ "table", NODE_SCALAR, true },
	{ "header_line", NODE_SCALAR, false },
	{ "columns", NODE_MAP, false },
};

static bool
check_columns(const struct node *columns, const struct register_kind *kind, struct str yaml,
    struct diags *diags)
{
	struct node_key keys[REGISTER_COLUMNS_MAX];

	for (size_t i = 0; i < kind->count; i++)
		keys[i] = (struct node_key){ kind->columns[i].name, NODE_SCALAR, false };
	return node_check_keys(columns, keys, kind->count, yaml, diags);
}

/* The table that was probably meant, as a question; empty: none is near. */
static struct str
nearest_table(struct str name, struct arena *arena)
{
	const char *nearest = NULL;
	size_t best = 3;

	for (size_t i = 0; i < register_kind_count; i++) {
		size_t d = text_distance(str_of(register_kinds[i]->table), name, best);
		if (d < best) {
			best = d;
			nearest = register_kinds[i]->table;
		}
		if (str_eq(str_of(register_kinds[i]->name_ja), name)) {
			best = 0;
			nearest = register_kinds[i]->table;
		}
	}
	return nearest == NULL
	    ? (struct str){ 0 }
	    : arena_printf(arena, DIAG_BOTH("「%s」のことですか。", "Did you mean \"%s\"? "),
		  nearest, nearest);
}

/* The hint of one entry of registers.yaml; false with a diagnostic. */
static bool
hint_of_entry(
    const struct node *entry, struct str yaml, struct layout_hint *hint, struct diags *diags)
{
	const struct node *table, *line;
	int64_t header_line = 0;

	if (entry->type != NODE_MAP ||
	    !node_check_keys(entry, file_keys, COUNT_OF(file_keys), yaml, diags))
		return false;
	table = node_find(entry, "table");
	hint->kind = layout_kind_of_table(table->text);
	if (hint->kind == NULL) {
		struct arena arena = { 0 };

		diag_add(diags, DIAG_REGISTER_NO_TABLE, node_at(table, yaml), table->text,
		    nearest_table(table->text, &arena), (struct str){ 0 });
		arena_release(&arena);
		return false;
	}
	line = node_find(entry, "header_line");
	if (line != NULL &&
	    (!node_get_integer(line, &header_line) || header_line < 1 ||
		header_line > REGISTER_TITLE_LINES_MAX)) {
		diag_addz(
		    diags, DIAG_DOC_WRONG_TYPE, node_at(line, yaml), "header_line", "1..30", NULL);
		return false;
	}
	hint->header_line = (uint32_t)header_line;
	hint->columns = node_find(entry, "columns");
	return hint->columns == NULL || check_columns(hint->columns, hint->kind, yaml, diags);
}

/* Every entry of registers.yaml must be about a file that is there: a misspelt name would be passed over in silence. */
static bool
check_entries(const struct node *root, struct str yaml, struct str dir, const struct str *paths,
    size_t count, struct diags *diags)
{
	const struct node *list = node_find(root, "registers");
	size_t errors = diags->errors;

	for (size_t i = 0; list != NULL && i < list->count; i++) {
		const struct node *entry = list->items[i], *file = node_find(entry, "file");
		bool found = false;

		if (!node_is_text(file)) {
			diag_addz(
			    diags, DIAG_DOC_MISSING_KEY, node_at(entry, yaml), "file", NULL, NULL);
			continue;
		}
		for (size_t k = 0; k < count && !found; k++)
			found = str_eq(file->text, str_from(paths[k], dir.len + 1));
		if (!found)
			diag_add(diags, DIAG_REGISTER_NO_FILE, node_at(file, yaml), file->text,
			    (struct str){ 0 }, (struct str){ 0 });
	}
	return diags->errors == errors;
}

/* The entry of registers.yaml for a file of the directory; NULL: none. */
static const struct node *
entry_of_file(const struct node *root, struct str dir, struct str path)
{
	const struct node *list = node_find(root, "registers");
	struct str name = str_from(path, dir.len + 1);

	for (size_t i = 0; list != NULL && i < list->count; i++) {
		const struct node *file = node_find(list->items[i], "file");
		if (node_is_text(file) && str_eq(file->text, name))
			return list->items[i];
	}
	return NULL;
}

static const struct node *
read_yaml(struct str dir, struct arena *arena, struct str *yaml, struct diags *diags, bool *good)
{
	static const struct node_key keys[] = { { "registers", NODE_SEQUENCE, true } };

	*yaml = arena_printf(arena, "%.*s/registers.yaml", STR_ARG(dir));
	if (access(yaml->ptr, F_OK) != 0)
		return NULL;
	struct node *root = doc_read_file(DOC_YAML, *yaml, arena, diags);
	if (root == NULL || root->type != NODE_MAP ||
	    !node_check_keys(root, keys, COUNT_OF(keys), *yaml, diags)) {
		*good = false;
		return NULL;
	}
	return root;
}

static struct str
without_slash(struct str dir)
{
	while (dir.len > 1 && dir.ptr[dir.len - 1] == '/')
		dir.len--;
	return dir;
}

static bool
run_workers(const struct worker_input *inputs, const struct layout_hint *hints, size_t count,
    const struct pseudonym *pseudonym, const struct sink *sink, const struct register_given *given,
    struct diags *diags)
{
	size_t errors = diags->errors;
	struct arena arena = { 0 };
	struct job job = { pseudonym, register_shapes(&arena) };
	struct parent parent = { sink, given, inputs, hints, mem_alloc(count, sizeof *parent.rows),
		mem_alloc(count, sizeof *parent.told) };
	const struct worker_job worker = {
		.kind = WORKER_REGISTER, .context = &job, .read = read_input
	};
	const struct worker_handler handler = { .context = &parent, .row = on_row, .end = on_end };

	confine_run(&worker, inputs, count, 1, &handler, diags);
	arena_release(&arena);
	free(parent.rows);
	free(parent.told);
	return diags->errors == errors;
}

bool
register_read(struct str dir, const struct pseudonym *pseudonym, const struct sink *sink,
    const struct register_given *given, struct diags *diags)
{
	static const char *const suffixes[] = { ".csv", ".tsv", ".txt", ".CSV", ".TSV", ".TXT",
		NULL };
	struct arena arena = { 0 };
	struct str *paths = NULL, yaml;
	size_t count = 0, opened = 0;
	bool good = true;

	dir = without_slash(dir);
	const struct node *root = read_yaml(dir, &arena, &yaml, diags, &good);
	if (!io_list_files(dir, suffixes, REGISTER_FILES_MAX, &arena, &paths, &count, diags)) {
		arena_release(&arena);
		return false;
	}
	if (count == 0) {
		diag_addz(
		    diags, DIAG_REGISTER_NONE, (struct diag_at){ dir, 0, 0 }, NULL, NULL, NULL);
		good = false;
	}
	if (!check_entries(root, yaml, dir, paths, count, diags))
		good = false;
	struct worker_input *inputs = ARENA_ARRAY(&arena, struct worker_input, count);
	struct layout_hint *hints = ARENA_ARRAY(&arena, struct layout_hint, count);
	for (size_t i = 0; i < count; i++) {
		const struct node *entry = entry_of_file(root, dir, paths[i]);
		struct layout_hint hint = { .kind = layout_kind_of_name(paths[i], &arena) };

		if (entry != NULL && !hint_of_entry(entry, yaml, &hint, diags)) {
			good = false;
			continue;
		}
		int fd = io_open(paths[i], diags);
		if (fd < 0) {
			good = false;
			if (hint.kind != NULL)
				given->file(
				    given->context, hint.kind->table, paths[i], "refused", 0);
			continue;
		}
		hints[opened] = hint;
		inputs[opened] = (struct worker_input){ fd, paths[i], &hints[opened] };
		opened++;
	}
	if (opened > 0 && !run_workers(inputs, hints, opened, pseudonym, sink, given, diags))
		good = false;
	for (size_t i = 0; i < opened; i++)
		close(inputs[i].fd);
	arena_release(&arena);
	return good;
}
