/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a directory of registers: which files, in workers, row by row. */
#include "register/register.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "confine/confine.h"
#include "doc/doc.h"
#include "register/cell.h"
#include "register/layout.h"
#include "register/limits.h"
#include "base/banned.h"

/* What is told to the parent of a file: its table and how it went; the parent makes `given` of it. */
SINK_SHAPE(source_shape, "source", "kind", "status", "rows", "file");

struct job {
	const struct pseudonym *pseudonym;
	const struct layout_hint *hints; /* by input */
	const struct worker_input *inputs;
};

/* --- in the worker ------------------------------------------------------------------------------ */

struct reading {
	const struct job *job;
	const struct worker_input *input;
	const struct sink *sink;
	const struct layout_hint *hint;
	struct layout layout;
	struct sink_shape shape;
	const char *columns[REGISTER_COLUMNS_MAX + 2];
	size_t rows, faults;
};

static void
fault(struct reading *r, enum diag_code code, uint32_t line, uint32_t column, struct str a,
    const char *b)
{
	struct diag_at at = { r->input->file, line, column };

	if (r->faults++ < REGISTER_FAULTS_MAX)
		sink_diag(r->sink, code, at, a, str_of(b), (struct str){ 0 });
}

/* 「以上」 and rows of one note below the table: office software writes them, they are no rows. */
static bool
is_no_row(const struct csv *csv, struct arena *arena)
{
	size_t filled = 0, first = 0;

	for (size_t i = 0; i < csv->count; i++)
		if (text_key(arena, csv->fields[i]).len > 0) {
			if (filled++ == 0)
				first = i;
		}
	return filled == 0 || (filled == 1 && str_is(text_key(arena, csv->fields[first]), "以上"));
}

static void
read_row(struct reading *r, const struct csv *csv, struct arena *arena)
{
	const struct register_kind *kind = r->layout.kind;
	struct value values[REGISTER_COLUMNS_MAX + 2];
	bool good = true;

	if (is_no_row(csv, arena))
		return;
	for (size_t i = 0; i < kind->count; i++) {
		size_t cell = r->layout.cell[i];

		values[i] = value_null();
		if (cell == SIZE_MAX || cell >= csv->count)
			continue;
		if (!cell_parse(kind->columns[i].type, csv->fields[cell], r->job->pseudonym, arena,
			&values[i])) {
			fault(r, DIAG_REGISTER_CELL, csv->lines[cell], csv_column(csv, cell),
			    csv->fields[cell], cell_type_words(kind->columns[i].type));
			good = false;
		}
	}
	if (!good)
		return;
	values[kind->count] = value_text(r->input->file);
	values[kind->count + 1] = value_integer(csv->line);
	sink_row(r->sink, &r->shape, values);
	r->rows++;
}

static void
set_shape(struct reading *r)
{
	const struct register_kind *kind = r->layout.kind;

	for (size_t i = 0; i < kind->count; i++)
		r->columns[i] = kind->columns[i].name;
	r->columns[kind->count] = "file";
	r->columns[kind->count + 1] = "line";
	r->shape = (struct sink_shape){ kind->table, r->columns, kind->count + 2 };
}

static void
say_bad_record(struct reading *r, const struct csv *csv)
{
	static const char *const words[] = {
		[CSV_TEXT_BEHIND_QUOTE] =
		    DIAG_BOTH("閉じ引用符の後に文字があります", "text behind a closing quote"),
		[CSV_QUOTE_OPEN] = DIAG_BOTH("引用符が閉じていません", "a quote is not closed"),
		[CSV_TOO_MANY_FIELDS] = DIAG_BOTH("列が多すぎます", "too many columns"),
		[CSV_RECORD_TOO_LONG] = DIAG_BOTH("行が長すぎます", "the row is too long"),
	};

	fault(r, DIAG_REGISTER_RECORD, csv->fault_line, csv->fault_column,
	    str_of(words[csv->fault]), NULL);
}

/* Records up to the header; false: none was found. */
static bool
find_header(struct reading *r, struct csv *csv, struct str *text, struct arena *arena)
{
	for (size_t n = 0; n < REGISTER_TITLE_LINES_MAX; n++) {
		enum csv_result result = csv_next(csv, text, true);

		if (result == CSV_END)
			return false;
		if (result == CSV_BAD ||
		    (r->hint->header_line > 0 && csv->line < r->hint->header_line))
			continue;
		if (layout_of_header(csv->fields, csv->count, r->hint, arena, &r->layout))
			return true;
		if (r->hint->header_line > 0)
			return false;
	}
	return false;
}

static void
read_rows(struct reading *r, struct csv *csv, struct str text)
{
	enum csv_result result;

	while ((result = csv_next(csv, &text, true)) != CSV_END) {
		struct arena row = { 0 };

		if (result == CSV_BAD)
			say_bad_record(r, csv);
		else
			read_row(r, csv, &row);
		arena_release(&row);
	}
}

static void
tell_source(struct reading *r, const char *status)
{
	const struct value values[] = { value_text(str_of(r->layout.kind->table)),
		value_text(str_of(status)), value_integer((int64_t)r->rows),
		value_text(r->input->file) };

	sink_row(r->sink, &source_shape, values);
}

static void
read_text(struct reading *r, struct str text, struct arena *arena)
{
	struct csv csv = { .delimiter = csv_guess_delimiter(str_sub(text, 0, 4096)) };
	struct str rest = text;

	if (find_header(r, &csv, &rest, arena)) {
		set_shape(r);
		read_rows(r, &csv, rest);
		tell_source(r, r->faults == 0 ? "read" : "partly");
	} else if (r->hint->kind != NULL) {
		fault(r, DIAG_REGISTER_NO_HEADER, 1, 0, str_of(r->hint->kind->name_ja), NULL);
		r->layout.kind = r->hint->kind;
		tell_source(r, "refused");
	} else {
		fault(r, DIAG_REGISTER_UNKNOWN, 0, 0, (struct str){ 0 }, NULL);
	}
	if (r->faults > REGISTER_FAULTS_MAX) {
		struct str more = arena_printf(arena, "%zu", r->faults - REGISTER_FAULTS_MAX);
		struct diag_at at = { r->input->file, 0, 0 };
		sink_diag(r->sink, DIAG_REGISTER_MORE_FAULTS, at, more, (struct str){ 0 },
		    (struct str){ 0 });
	}
	csv_release(&csv);
}

/* UTF-16, which Excel calls "Unicode text", and binary are named as what they are. */
static bool
decode(struct reading *r, struct str bytes, struct arena *arena, struct str *text)
{
	struct diag_at at = { r->input->file, 0, 0 };
	enum text_encoding encoding;
	size_t where;

	if (bytes.len == 0) {
		sink_diag(r->sink, DIAG_FILE_EMPTY, at, (struct str){ 0 }, (struct str){ 0 },
		    (struct str){ 0 });
		return false;
	}
	size_t nul = str_find_char(bytes, '\0', 0);
	if (nul != STR_NONE) {
		text_position(str_sub(bytes, 0, nul), nul, &at.line, &at.column);
		sink_diag(r->sink, DIAG_TEXT_NUL, at, (struct str){ 0 }, (struct str){ 0 },
		    (struct str){ 0 });
		return false;
	}
	if (text_decode(bytes, arena, text, &encoding, &where))
		return true;
	text_position(bytes, where, &at.line, &at.column);
	sink_diag(r->sink, DIAG_TEXT_NOT_CP932, at, (struct str){ 0 }, (struct str){ 0 },
	    (struct str){ 0 });
	return false;
}

static void
read_input(void *context, const struct worker_input *input, const struct worker_out *out)
{
	const struct job *job = context;
	struct arena arena = { 0 };
	struct str bytes = { 0 }, text = { 0 };
	struct reading r = { .job = job, .input = input, .sink = &out->sink, .hint = input->user };
	struct diag_at at = { input->file, 0, 0 };

	switch (io_read_all(input->fd, REGISTER_FILE_MAX_BYTES, &arena, &bytes)) {
	case IO_OK:
		if (decode(&r, bytes, &arena, &text))
			read_text(&r, text, &arena);
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

/* A worker's failure leaves what it sent; the file is said to be partly read, or refused. */
static void
on_end(void *context, size_t input, enum worker_status status)
{
	struct parent *parent = context;
	const struct register_kind *kind = parent->hints[input].kind;

	if (status == WORKER_FAILED && !parent->told[input] && kind != NULL)
		parent->given->file(parent->given->context, kind->table, parent->inputs[input].file,
		    parent->rows[input] > 0 ? "partly" : "refused", parent->rows[input]);
}

static const struct node_key file_keys[] = {
	{ "file", NODE_SCALAR, true },
	{ "table", NODE_SCALAR, true },
	{ "header_line", NODE_SCALAR, false },
	{ "columns", NODE_MAP, false },
};

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
		diag_add(diags, DIAG_REGISTER_NO_TABLE, node_at(table, yaml), table->text,
		    (struct str){ 0 }, (struct str){ 0 });
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
	return true;
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
	struct job job = { pseudonym, hints, inputs };
	struct parent parent = { sink, given, inputs, hints, mem_alloc(count, sizeof *parent.rows),
		mem_alloc(count, sizeof *parent.told) };
	const struct worker_job worker = { WORKER_REGISTER, &job, NULL, read_input };
	const struct worker_handler handler = { .context = &parent, .row = on_row, .end = on_end };

	confine_run(&worker, inputs, count, 1, &handler, diags);
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
