/* SPDX-License-Identifier: Apache-2.0 */
/* One register's bytes → rows, in a worker. */
#include "register/parse.h"

#include "base/csv.h"
#include "base/text.h"
#include "register/cell.h"
#include "register/limits.h"
#include "base/banned.h"

/* What is told to the parent of a file: its table and how it went; the parent makes `given` of it. */
SINK_SHAPE(source_shape, "source", "kind", "status", "rows", "file");

struct reading {
	struct str file;
	const struct pseudonym *pseudonym;
	const struct sink *sink;
	const struct layout_hint *hint;
	struct layout layout;
	const struct sink_shape *shapes, *shape; /* of all registers, and of this one */
	size_t rows, faults;
};

static void
fault(struct reading *r, enum diag_code code, uint32_t line, uint32_t column, struct str a,
    const char *b)
{
	struct diag_at at = { r->file, line, column };

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

/* What stands of the subject in the other columns: 「宛名番号1234567の世帯」. */
static void
hide_subject(
    const struct reading *r, const struct csv *csv, struct value *values, struct arena *arena)
{
	const struct register_kind *kind = r->layout.kind;
	struct str subject = { 0 };
	struct buf hidden = { 0 };

	for (size_t i = 0; i < kind->count; i++)
		if (kind->columns[i].type == COLUMN_SUBJECT && values[i].type == VALUE_TEXT)
			subject = csv->fields[r->layout.cell[i]];
	for (size_t i = 0; subject.len > 0 && r->pseudonym != NULL && i < kind->count; i++) {
		buf_clear(&hidden);
		if (kind->columns[i].type == COLUMN_TEXT && values[i].type == VALUE_TEXT &&
		    pseudonym_hide(r->pseudonym, subject, values[i].text, &hidden) > 0)
			values[i].text = arena_str(arena, buf_str(&hidden));
	}
	buf_release(&hidden);
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
		if (!cell_parse(kind->columns[i].type, csv->fields[cell], r->pseudonym, arena,
			&values[i])) {
			fault(r, DIAG_REGISTER_CELL, csv->lines[cell], csv_column(csv, cell),
			    csv->fields[cell], cell_type_words(kind->columns[i].type));
			good = false;
		}
	}
	if (!good)
		return;
	hide_subject(r, csv, values, arena);
	values[kind->count] = value_text(r->file);
	values[kind->count + 1] = value_integer(csv->line);
	sink_row(r->sink, r->shape, values);
	r->rows++;
}

static void
set_shape(struct reading *r)
{
	for (size_t i = 0; i < register_kind_count; i++)
		if (register_kinds[i] == r->layout.kind)
			r->shape = &r->shapes[i];
}

const struct sink_shape *
register_shapes(struct arena *arena)
{
	struct sink_shape *shapes = ARENA_ARRAY(arena, struct sink_shape, register_kind_count);

	for (size_t i = 0; i < register_kind_count; i++) {
		const struct register_kind *kind = register_kinds[i];
		const char **columns = ARENA_ARRAY(arena, const char *, kind->count + 2);

		for (size_t k = 0; k < kind->count; k++)
			columns[k] = kind->columns[k].name;
		columns[kind->count] = "file";
		columns[kind->count + 1] = "line";
		shapes[i] = (struct sink_shape){ kind->table, columns, kind->count + 2 };
	}
	return shapes;
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

/* A column that registers.yaml names must be there: without it the evidence would be empty for no visible reason. */
static void
check_mapped(struct reading *r, uint32_t line)
{
	const struct register_kind *kind = r->layout.kind;

	for (size_t i = 0; i < kind->count; i++) {
		const struct node *header = node_find(r->hint->columns, kind->columns[i].name);

		if (header != NULL && r->layout.cell[i] == SIZE_MAX)
			fault(r, DIAG_REGISTER_NO_COLUMN, line, 0, header->text, NULL);
	}
}

/* "利用者ID (user)": the column without which a file is not this register. */
static const char *
key_words(const struct reading *r, struct arena *arena)
{
	const struct column *key = &r->hint->kind->columns[r->hint->kind->key];
	const struct node *given = node_find(r->hint->columns, key->name);
	struct str rest, header = str_split(str_of(key->headers), '|', &rest);

	if (given != NULL)
		header = given->text;
	return arena_printf(arena, "%.*s (%s)", STR_ARG(header), key->name).ptr;
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
		value_text(str_of(status)), value_integer((int64_t)r->rows), value_text(r->file) };

	sink_row(r->sink, &source_shape, values);
}

static void
read_text(struct reading *r, struct str text, struct arena *arena)
{
	struct csv csv = { .delimiter = csv_guess_delimiter(str_sub(text, 0, 4096)) };
	struct str rest = text;

	if (find_header(r, &csv, &rest, arena)) {
		set_shape(r);
		check_mapped(r, csv.line);
		read_rows(r, &csv, rest);
		tell_source(r, r->faults == 0 ? "read" : "partly");
	} else if (r->hint->kind != NULL) {
		fault(r, DIAG_REGISTER_NO_HEADER, 1, 0,
		    arena_printf(arena, DIAG_BOTH("%s", "the register %s"), r->hint->kind->name_ja,
			r->hint->kind->table),
		    key_words(r, arena));
		r->layout.kind = r->hint->kind;
		tell_source(r, "refused");
	} else {
		fault(r, DIAG_REGISTER_UNKNOWN, 0, 0, (struct str){ 0 }, NULL);
	}
	if (r->faults > REGISTER_FAULTS_MAX) {
		struct str more = arena_printf(arena, "%zu", r->faults - REGISTER_FAULTS_MAX);
		struct diag_at at = { r->file, 0, 0 };
		sink_diag(r->sink, DIAG_REGISTER_MORE_FAULTS, at, more, (struct str){ 0 },
		    (struct str){ 0 });
	}
	csv_release(&csv);
}

/* UTF-16, which Excel calls "Unicode text", and binary are named as what they are. */
static bool
decode(struct reading *r, struct str bytes, struct arena *arena, struct str *text)
{
	struct diag_at at = { r->file, 0, 0 };
	enum text_encoding encoding;
	size_t where;

	if (bytes.len == 0) {
		sink_diag(r->sink, DIAG_FILE_EMPTY, at, (struct str){ 0 }, (struct str){ 0 },
		    (struct str){ 0 });
		return false;
	}
	if (text_is_utf16(bytes)) {
		sink_diag(r->sink, DIAG_TEXT_UTF16, at, (struct str){ 0 }, (struct str){ 0 },
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

void
register_parse(struct str bytes, struct str file, const struct layout_hint *hint,
    const struct pseudonym *pseudonym, const struct sink_shape *shapes, const struct sink *sink)
{
	struct reading r = {
		.file = file,
		.pseudonym = pseudonym,
		.sink = sink,
		.hint = hint,
		.shapes = shapes,
	};
	struct arena arena = { 0 };
	struct str text = { 0 };

	if (decode(&r, bytes, &arena, &text))
		read_text(&r, text, &arena);
	arena_release(&arena);
}
