/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Waivers in a CSV that an office keeps in Excel: title lines above the header, Japanese or English column names in any order.
 * An unknown column is refused, not passed over: a misspelt 項目 would make the waiver cover the whole rule.
 */
#include "base/csv.h"
#include "base/scope.h"
#include "base/text.h"
#include "finding/limits.h"
#include "finding/waiver.h"
#include "base/banned.h"

enum { NAMES_MAX = 5, COLUMNS_MAX = 64 };

/* By text_key, ASCII letters without case. key NULL: for people only. */
static const struct {
	const char *key;
	const char *names[NAMES_MAX];
} columns[] = {
	{ "rule", { "ルール", "規則", "ルールID", "規則ID", "rule" } },
	{ "assessment", { "評価書", "評価書名", "評価書ファイル", "assessment" } },
	{ "item", { "項目", "項目ID", "item" } },
	{ "subject", { "対象", "対象者", "subject" } },
	{ "file", { "ファイル", "ファイル名", "file" } },
	{ "fingerprint", { "指紋", "フィンガープリント", "fingerprint" } },
	{ "reason", { "理由", "例外の理由", "免除理由", "免除の理由", "reason" } },
	{ "approver", { "承認者", "承認", "approver" } },
	{ "from", { "開始日", "開始", "適用開始日", "from" } },
	{ "until", { "終了日", "期限", "有効期限", "終了", "until" } },
	{ NULL, { "備考", "メモ", "note", "remarks" } },
	{ NULL, { "番号", "No", "No.", "#" } },
};

/* The row of the table above that a header cell names; STR_NONE: none. */
static size_t
column_find(struct arena *arena, struct str cell)
{
	struct str key = text_key(arena, cell);

	for (size_t i = 0; i < COUNT_OF(columns); i++)
		for (size_t k = 0; k < NAMES_MAX && columns[i].names[k] != NULL; k++)
			if (str_eq_nocase(key, str_of(columns[i].names[k])))
				return i;
	return STR_NONE;
}

struct table {
	struct csv csv;
	struct arena *arena;
	struct str file;
	const struct sink *sink;
	size_t column[COLUMNS_MAX]; /* of columns[]; STR_NONE: the header cell is empty */
	size_t column_count;
	bool good;
};

static void
say(struct table *table, enum diag_code code, size_t field, struct str a)
{
	struct diag_at at = { table->file, table->csv.lines[field],
		csv_column(&table->csv, field) };

	sink_diag(table->sink, code, at, a, (struct str){ 0 }, (struct str){ 0 });
	table->good = false;
}

static void
say_fault(struct table *table)
{
	static const char *const faults[] = {
		[CSV_TEXT_BEHIND_QUOTE] =
		    DIAG_BOTH("閉じ引用符の後に文字がある", "text behind a closing quote"),
		[CSV_QUOTE_OPEN] = DIAG_BOTH("引用符が閉じていない", "a quote that is not closed"),
		[CSV_TOO_MANY_FIELDS] = DIAG_BOTH("列が多すぎる", "too many columns"),
		[CSV_RECORD_TOO_LONG] = DIAG_BOTH("長すぎる", "too long"),
	};
	struct diag_at at = { table->file, table->csv.fault_line, table->csv.fault_column };

	sink_diag(table->sink, DIAG_WAIVER_CSV, at, str_of(faults[table->csv.fault]),
	    (struct str){ 0 }, (struct str){ 0 });
	table->good = false;
}

/* A header names a rule and a reason: a title above it does not. */
static bool
is_header(struct table *table)
{
	bool rule = false, reason = false;

	for (size_t i = 0; i < table->csv.count; i++) {
		size_t c = column_find(table->arena, table->csv.fields[i]);

		if (c == STR_NONE || columns[c].key == NULL)
			continue;
		rule = rule || str_is(str_of(columns[c].key), "rule");
		reason = reason || str_is(str_of(columns[c].key), "reason");
	}
	return rule && reason;
}

static void
take_header(struct table *table)
{
	for (size_t i = 0; i < table->csv.count && i < COLUMNS_MAX; i++) {
		struct str cell = str_trim(table->csv.fields[i]);
		size_t c = column_find(table->arena, cell);

		table->column[i] = c;
		table->column_count = i + 1;
		if (cell.len > 0 && c == STR_NONE)
			say(table, DIAG_WAIVER_COLUMN, i, cell);
		for (size_t k = 0; c != STR_NONE && columns[c].key != NULL && k < i; k++)
			if (table->column[k] == c)
				say(table, DIAG_WAIVER_COLUMN_TWICE, i, cell);
	}
}

static bool
is_blank(const struct csv *csv)
{
	for (size_t i = 0; i < csv->count; i++)
		if (str_trim(csv->fields[i]).len > 0)
			return false;
	return true;
}

/* A line break within a cell is CR LF from some programs; it is one line break. */
static struct str
plain_lines(struct arena *arena, struct str cell)
{
	struct buf plain = { 0 };

	for (size_t i = 0; i < cell.len; i++)
		if (cell.ptr[i] != '\r' || i + 1 == cell.len || cell.ptr[i + 1] != '\n')
			buf_addc(&plain, cell.ptr[i]);
	cell = arena_str(arena, buf_str(&plain));
	buf_release(&plain);
	return cell;
}

static struct node *
take_row(struct table *table)
{
	struct csv *csv = &table->csv;
	struct node *map = node_new(table->arena, NODE_MAP, csv->line, 1);

	for (size_t i = 0; i < csv->count; i++) {
		struct str cell = str_trim(csv->fields[i]);

		if (cell.len == 0)
			continue;
		if (i >= table->column_count || table->column[i] == STR_NONE) {
			say(table, DIAG_WAIVER_CELL, i, cell);
			continue;
		}
		if (columns[table->column[i]].key == NULL)
			continue;
		struct node *text = node_text(table->arena, plain_lines(table->arena, cell));
		text->line = csv->lines[i];
		text->column = csv_column(csv, i);
		node_put(table->arena, map, str_of(columns[table->column[i]].key), text);
	}
	return map;
}

struct node *
waiver_parse_csv(struct str text, struct str file, struct arena *arena, const struct sink *sink)
{
	struct table table = { .arena = arena, .file = file, .sink = sink, .good = true };
	struct node *root = node_new(arena, NODE_MAP, 1, 1);
	struct node *list = node_new(arena, NODE_SEQUENCE, 1, 1);
	bool header = false;
	enum csv_result result;

	table.csv.delimiter = csv_guess_delimiter(text);
	node_put(arena, root, STR("waivers"), list);
	for (size_t n = 0; (result = csv_next(&table.csv, &text, true)) != CSV_END; n++) {
		if (result == CSV_BAD) {
			say_fault(&table);
		} else if (is_blank(&table.csv)) {
			continue;
		} else if (header) {
			node_push(arena, list, take_row(&table));
		} else if (is_header(&table)) {
			take_header(&table);
			header = true;
		} else if (n >= WAIVER_HEADER_WITHIN) {
			break;
		}
		if (!table.good || list->count > WAIVERS_MAX)
			break;
	}
	if (!header && table.good)
		sink_diag(sink, DIAG_WAIVER_HEADER, (struct diag_at){ file, 0, 0 },
		    (struct str){ 0 }, (struct str){ 0 }, (struct str){ 0 });
	csv_release(&table.csv);
	return header && table.good ? root : NULL;
}
