/* SPDX-License-Identifier: Apache-2.0 */
/* 記録項目 as a table of numbers and names. */
#include "base/scope.h"
#include "base/text.h"
#include "import/limits.h"
#include "import/records.h"

#include "base/banned.h"

/* 番号 or 項目名, as tables of records are headed. */
static bool
is_column_title(struct str key)
{
	static const char *const titles[] = { "番号", "項番", "No", "No.", "NO", "NO.", "№",
		"項目名", "項目", "記録項目", "記録項目名", "データ項目", "データ項目名", "名称" };

	for (size_t i = 0; i < COUNT_OF(titles); i++)
		if (str_is(key, titles[i]))
			return true;
	return false;
}

/* A row of a table: number and name once or several times side by side; false: another row. */
static bool
read_table_row(struct records *list, const struct row *row)
{
	struct str number = { 0 };
	size_t pairs = 0;

	for (size_t c = 0; c < row->count; c++) {
		const struct cell *cell = &row->cells[c];
		int64_t n;

		if (cell->text.len == 0)
			continue;
		if (number.len == 0) {
			if (!text_parse_count(cell->text, &n) || n < 1 || n > IMPORT_RECORDS_MAX)
				return false;
			number = cell->text;
			continue;
		}
		if (!text_parse_count(number, &n))
			return false;
		records_add(list, row->line, (unsigned)n, str_trim(cell->text));
		number = (struct str){ 0 };
		pairs++;
	}
	return pairs > 0 && number.len == 0;
}

bool
records_table(struct records *list, const struct row *rows, size_t count)
{
	size_t numbered = 0;

	for (size_t i = 0; i < count; i++) {
		size_t filled = 0, titles = 0;
		struct str only = { 0 };

		for (size_t c = 0; c < rows[i].count; c++)
			if (rows[i].cells[c].text.len > 0) {
				filled++;
				titles += is_column_title(rows[i].cells[c].key);
				only = rows[i].cells[c].text;
			}
		if (filled >= 2 && titles == filled)
			continue;
		if (filled >= 2 && read_table_row(list, &rows[i])) {
			numbered++;
		} else if (filled == 1 && i + 1 < count && records_may_head(list, only, true)) {
			if (list->heading.len > 0)
				return false;
			list->heading = only;
		} else if (filled > 0) {
			return false;
		}
	}
	return numbered > 0 && list->heading.len == 0;
}
