/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mapping of a log (--log-map FILE), as data: no two vendors name their columns alike.
 *
 *   format: csv | syslog | …         encoding: utf-8 | cp932         (both by content when not given; formats.c)
 *   delimiter: "|"                   records: logs.items             year: 2025
 *   header_line: 12                  columns: [日付, …] for a log without a header line
 *   logsource: {category: access, product: …, service: …}
 *   fields:
 *     time: [日付, 時刻]             a column, or the date's and the clock's
 *     user: 職員コード
 *     system: {value: 住民記録}      the same for all records
 *   time_format: "%y/%m/%d %H:%M:%S"  offset: "+09:00"
 *
 * Fields that are not named are found by the known names.
 */
#include "base/mem.h"
#include "base/scope.h"
#include "log/format.h"
#include "log/log.h"
#include "log/record.h"
#include "log/source.h"
#include "base/banned.h"

static const struct node_key top_keys[] = {
	{ "format", NODE_SCALAR, false },
	{ "encoding", NODE_SCALAR, false },
	{ "header_line", NODE_SCALAR, false },
	{ "delimiter", NODE_SCALAR, false },
	{ "records", NODE_SCALAR, false },
	{ "year", NODE_SCALAR, false },
	{ "columns", NODE_SEQUENCE, false },
	{ "logsource", NODE_MAP, false },
	{ "fields", NODE_MAP, false },
	{ "time_format", NODE_SCALAR, false },
	{ "offset", NODE_SCALAR, false },
};

static const struct node_key source_keys[] = {
	{ "category", NODE_SCALAR, false },
	{ "product", NODE_SCALAR, false },
	{ "service", NODE_SCALAR, false },
	{ "definition", NODE_SCALAR, false },
};

static const struct node_key field_keys[] = {
	{ "time", NODE_NULL, false },
	{ "user", NODE_NULL, false },
	{ "department", NODE_NULL, false },
	{ "operation", NODE_NULL, false },
	{ "system", NODE_NULL, false },
	{ "terminal", NODE_NULL, false },
	{ "subject", NODE_NULL, false },
	{ "count", NODE_NULL, false },
	{ "result", NODE_NULL, false },
	{ "purpose", NODE_NULL, false },
	{ "number_accessed", NODE_NULL, false },
	{ "detail", NODE_NULL, false },
};

static const struct node_key constant_keys[] = {
	{ "value", NODE_SCALAR, true },
};

/* One character that can stand between fields, or \t; 0: none. */
static char
delimiter_of(struct str text)
{
	if (str_is(text, "\\t") || str_is(text, "\t"))
		return '\t';
	return text.len == 1 && text.ptr[0] >= ' ' && text.ptr[0] < 0x7F && text.ptr[0] != '"'
	    ? text.ptr[0]
	    : '\0';
}

static bool
year_of(const struct node *node, int64_t *year)
{
	return node_get_integer(node, year) && *year >= 1970 && *year <= 9999;
}

static bool
encoding_known(struct str name, int *encoding)
{
	if (str_eq_nocase(name, STR("utf-8")) || str_eq_nocase(name, STR("utf8")))
		*encoding = LOG_UTF8;
	else if (str_eq_nocase(name, STR("cp932")) || str_eq_nocase(name, STR("shift_jis")) ||
	    str_eq_nocase(name, STR("windows-31j")))
		*encoding = LOG_CP932;
	else
		return false;
	return true;
}

static bool
offset_parse(struct str text, int32_t *seconds)
{
	int64_t hours, minutes;

	if (text.len != 6 || (text.ptr[0] != '+' && text.ptr[0] != '-') || text.ptr[3] != ':' ||
	    !str_parse_i64(str_sub(text, 1, 2), &hours) ||
	    !str_parse_i64(str_sub(text, 4, 2), &minutes) || hours < 0 || hours > 14 ||
	    minutes < 0 || minutes > 59)
		return false;
	*seconds = (int32_t)(hours * 3600 + minutes * 60) * (text.ptr[0] == '-' ? -1 : 1);
	return true;
}

/* The first % that is followed by something else than one of ours, or STR_NONE. */
static size_t
format_fault(struct str format)
{
	for (size_t i = 0; i < format.len; i++) {
		if (format.ptr[i] != '%')
			continue;
		if (i + 1 == format.len ||
		    str_find_char(STR("YymdHMSs"), format.ptr[i + 1], 0) == STR_NONE)
			return i;
		i++;
	}
	return STR_NONE;
}

static void
refuse(struct diags *diags, enum diag_code code, const struct node *node, struct str file)
{
	diag_add(
	    diags, code, node_at(node, file), node->text, (struct str){ 0 }, (struct str){ 0 });
}

static bool
check_field(
    const struct node *value, struct str key, bool time, struct str file, struct diags *diags)
{
	bool ok = node_is_text(value);

	if (value->type == NODE_MAP)
		return node_check_keys(value, constant_keys, COUNT_OF(constant_keys), file, diags);
	if (value->type == NODE_SEQUENCE)
		ok = value->count == 1 || (value->count == 2 && time);
	for (size_t i = 0; i < value->count; i++)
		ok = ok && node_is_text(value->items[i]);
	if (!ok)
		diag_add(diags, DIAG_LOG_MAP_COLUMNS, node_at(value, file), key, (struct str){ 0 },
		    (struct str){ 0 });
	return ok;
}

static bool
check_values(const struct node *tree, struct str file, struct diags *diags)
{
	const struct node *format = node_find(tree, "format"), *offset = node_find(tree, "offset");
	const struct node *encoding = node_find(tree, "encoding");
	const struct node *time_format = node_find(tree, "time_format");
	const struct node *header = node_find(tree, "header_line");
	const struct node *columns = node_find(tree, "columns");
	size_t errors = diags->errors;
	const struct node *delimiter = node_find(tree, "delimiter");
	const struct node *year = node_find(tree, "year");
	int code;
	int32_t seconds;
	int64_t line;

	if (delimiter != NULL && delimiter_of(delimiter->text) == '\0')
		refuse(diags, DIAG_LOG_MAP_DELIMITER, delimiter, file);
	if (year != NULL && !year_of(year, &line))
		refuse(diags, DIAG_LOG_MAP_YEAR, year, file);
	if (format != NULL && log_format_known(format->text) == NULL)
		refuse(diags, DIAG_LOG_MAP_FORMAT, format, file);
	if (encoding != NULL && !encoding_known(encoding->text, &code))
		refuse(diags, DIAG_LOG_MAP_ENCODING, encoding, file);
	if (offset != NULL && !offset_parse(offset->text, &seconds))
		refuse(diags, DIAG_LOG_MAP_OFFSET, offset, file);
	if (header != NULL && (!node_get_integer(header, &line) || line < 1 || line > 1000000))
		refuse(diags, DIAG_LOG_MAP_LINE, header, file);
	if (time_format != NULL && format_fault(time_format->text) != STR_NONE)
		diag_add(diags, DIAG_LOG_MAP_TIME_FORMAT, node_at(time_format, file),
		    str_sub(time_format->text, format_fault(time_format->text), 2),
		    (struct str){ 0 }, (struct str){ 0 });
	for (size_t i = 0; columns != NULL && i < columns->count; i++)
		if (!node_is_text(columns->items[i]))
			diag_add(diags, DIAG_LOG_MAP_COLUMNS, node_at(columns->items[i], file),
			    STR("columns"), (struct str){ 0 }, (struct str){ 0 });
	return diags->errors == errors;
}

bool
log_mapping_check(const struct node *mapping, struct str file, struct diags *diags)
{
	if (mapping->type != NODE_MAP) {
		diag_add(diags, DIAG_LOG_MAP_COLUMNS, node_at(mapping, file), STR("fields"),
		    (struct str){ 0 }, (struct str){ 0 });
		return false;
	}
	const struct node *fields = node_find(mapping, "fields");
	const struct node *source = node_find(mapping, "logsource");
	if (!node_check_keys(mapping, top_keys, COUNT_OF(top_keys), file, diags))
		return false;
	bool ok = check_values(mapping, file, diags);
	if (source != NULL &&
	    !node_check_keys(source, source_keys, COUNT_OF(source_keys), file, diags))
		ok = false;
	if (fields == NULL)
		return ok;
	if (!node_check_keys(fields, field_keys, COUNT_OF(field_keys), file, diags))
		return false;
	for (size_t i = 0; i < fields->count; i++)
		if (!check_field(fields->items[i], fields->keys[i], str_is(fields->keys[i], "time"),
			file, diags))
			ok = false;
	return ok;
}

static struct str
text_of(const struct node *map, const char *key)
{
	const struct node *node = node_find(map, key);

	return node_is_text(node) ? node->text : (struct str){ 0 };
}

static void
read_field(struct log_mapping *mapping, enum log_field field, const struct node *value)
{
	if (value == NULL)
		return;
	mapping->strict = true;
	if (value->type == NODE_MAP) {
		mapping->fields[field].is_constant = true;
		mapping->fields[field].constant = text_of(value, "value");
	} else if (value->type == NODE_SEQUENCE && value->count == 2) {
		mapping->fields[LOG_DATE].column = value->items[0]->text;
		mapping->fields[LOG_CLOCK].column = value->items[1]->text;
	} else {
		mapping->fields[field].column =
		    value->type == NODE_SEQUENCE ? value->items[0]->text : value->text;
	}
}

void
log_mapping_read(struct log_mapping *mapping, const struct node *tree)
{
	const struct node *fields = node_find(tree, "fields"),
			  *columns = node_find(tree, "columns");
	const struct node *source = node_find(tree, "logsource");
	int64_t line = 0;

	*mapping = (struct log_mapping){ .category = STR("access") };
	if (tree == NULL)
		return;
	mapping->format = log_format_known(text_of(tree, "format"));
	mapping->delimiter = delimiter_of(text_of(tree, "delimiter"));
	mapping->records = text_of(tree, "records");
	if (year_of(node_find(tree, "year"), &line))
		mapping->year = (int)line;
	(void)encoding_known(text_of(tree, "encoding"), &mapping->encoding);
	if (node_get_integer(node_find(tree, "header_line"), &line))
		mapping->header_line = (uint32_t)line;
	mapping->time_format = text_of(tree, "time_format");
	mapping->has_offset = offset_parse(text_of(tree, "offset"), &mapping->offset_sec);
	if (source != NULL) {
		mapping->has_source = true;
		mapping->category = text_of(source, "category");
		mapping->product = text_of(source, "product");
		mapping->service = text_of(source, "service");
	}
	if (columns != NULL) {
		mapping->columns = ARENA_ARRAY(&mapping->arena, struct str, columns->count);
		mapping->column_count = columns->count;
		for (size_t i = 0; i < columns->count; i++)
			mapping->columns[i] = columns->items[i]->text;
	}
	for (size_t i = 0; i < LOG_FIELD_COUNT; i++)
		read_field(mapping, (enum log_field)i, node_find(fields, log_field_names[i]));
}

void
log_mapping_release(struct log_mapping *mapping)
{
	arena_release(&mapping->arena);
}
