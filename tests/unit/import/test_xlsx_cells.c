/* SPDX-License-Identifier: Apache-2.0 */
/* import/xlsx: cells of every type, their formats, and what makes one cell of a grid. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/scope.h"
#include "import/packing.h"
#include "import/xlsx/book.h"
#include "base/banned.h"

static void
test_types(void **state)
{
	(void)state;
	assert_sheet(
	    &(struct packing_book){
		.sheet = "<sheetData><row r='3'>"
			 "<c r='B3' t='s'><v>1</v></c><c r='C3' t='s'><v>0</v></c>"
			 "<c r='E3' t='inlineStr'><is><r><t>追</t></r><r><t>記</t></r></is></c>"
			 "<c r='F3' t='str'><f>A1</f><v>結果_x000A_二行目</v></c>"
			 "<c r='G3'><v>1200</v></c><c r='H3' t='b'><v>1</v></c>"
			 "<c r='I3' t='b'><v>0</v></c><c r='J3' t='d'><v>2024-07-02</v></c>"
			 "</row></sheetData>",
		.strings = "<si><r><t>山田</t></r><rPh sb='0' eb='2'><t>ヤマダ</t></rPh>"
			   "<r><t xml:space='preserve'> 太郎</t></r></si>"
			   "<si><t>_x005F_x000A_ &lt;選択肢&gt;\xEE\x80\x81</t><phoneticPr "
			   "fontId='1'/></si>",
	    },
	    "3.0+2 0+1=|1+1=_x000A_ <選択肢>|2+1=山田 "
	    "太郎|3+1=|4+1=追記|5+1=結果\n二行目|6+1=1200|7+1=☑|8+1=☐|"
	    "9+1=2024-07-02\n");
}

/* Without r a cell follows its neighbour, a row the one before; order in the file is not the order of the sheet. */
static void
test_places(void **state)
{
	(void)state;
	assert_sheet(
	    &(struct packing_book){ .sheet = "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row>"
					     "<row><c><v>3</v></c></row></sheetData>" },
	    "1.0+0 0+1=1|1+1=2\n2.0+0 0+1=3|1+1=\n");
	assert_sheet(
	    &(struct packing_book){
		.sheet = "<sheetData><row r='9'><c r='B9'><v>4</v></c><c r='A9'><v>3</v></c></row>"
			 "<row r='2'><c r='A2'><v>1</v></c></row></sheetData>" },
	    "2.0+1 0+1=1|1+1=\n9.0+6 0+1=3|1+1=4\n");
}

/* A value that the file does not have is no empty cell: there is no cell. */
static void
test_lost_values(void **state)
{
	const struct packing_book book = {
		.sheet = "<sheetData><row r='1'><c r='A1'><v>1</v></c><c r='B1'><f>A1</f></c>"
			 "<c r='C1' t='e'><f>A1/0</f><v>#DIV/0!</v></c></row></sheetData>"
	};
	struct packing packing = { 0 };
	struct packing_reading reading;

	(void)state;
	packing_book(&packing, &book);
	packing_read(&reading, packing_end(&packing));
	assert_string_equal(reading.text.ptr, "1.0+0 0+1=1\n");
	assert_int_equal(reading.diags.count, 1);
	assert_int_equal(reading.diags.list[0].code, DIAG_XLSX_NO_VALUE);
	assert_true(str_is(reading.diags.list[0].args[0], "2"));
	packing_reading_release(&reading);
	packing_release(&packing);
}

static const struct format_case {
	const char *raw, *format, *shown;
	bool date1904;
} formats[] = {
	{ "12", "", "12", false },
	{ "0.10000000000000001", "General", "0.1", false },
	{ "1234567.5", "#,##0", "1,234,568", false },
	{ "-12", "#,##0;△#,##0", "△12", false },
	{ "-12", "0", "-12", false },
	{ "0", "0;-0;なし", "なし", false },
	{ "0.256", "0.0%", "25.6%", false },
	{ "7", "000", "007", false },
	{ "3", "0\"人\"", "3人", false },
	{ "3", "\"（\"General\"）件\"", "（3）件", false },
	{ "2", "[=1]\"実施する\";[=2]\"実施しない\";General", "実施しない", false },
	{ "5", "[=1]\"実施する\";[=2]\"実施しない\";General", "5", false },
	{ "5", ";;;", "", false },
	{ "1234", "0,\"千円\"", "1千円", false },
	{ "45475", "yyyy/m/d", "2024/7/2", false },
	{ "45475", "[$-411]ggge\"年\"m\"月\"d\"日\";@", "令和6年7月2日", false },
	{ "45475", "[$-ja-JP-x-gannen,80]gge\"年\"mm\"月\"dd\"日\"(aaa)", "令6年07月02日(火)",
	    false },
	{ "43585", "[$-411]ge.m.d", "H31.4.30", false },
	{ "43586", "ge.mm.dd aaaa", "R1.05.01 水曜日", false },
	{ "44013", "yyyy/m/d", "2024/7/2", true },
	{ "0", "yyyy/m/d", "1904/1/1", true },
	{ "1", "yyyy/m/d", "1900/1/1", false },
	{ "59", "yyyy/m/d", "1900/2/28", false },
	{ "61", "yyyy/m/d", "1900/3/1", false },
	{ "45475.75", "yyyy\"年\"m\"月\"d\"日\" h\"時\"mm\"分\"ss\"秒\"",
	    "2024年7月2日 18時00分00秒", false },
	{ "0.999988425925926", "h:mm:ss AM/PM", "11:59:59 PM", false },
	{ "1.5", "[h]:mm", "36:00", false },
	{ "45475", "d-mmm-yy dddd", "2-Jul-24 Tuesday", false },
	{ "-3", "yyyy/m/d", "-3", false },
	{ "99999999", "yyyy/m/d", "99999999", false },
	{ "1E+300", "#,##0", "1e+300", false },
};

static void
test_formats(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		const struct format_case *c = &formats[i];
		double value;

		print_message("  %s in %s\n", c->raw, c->format);
		assert_true(str_parse_double(str_of(c->raw), &value));
		struct str shown =
		    format_number(&arena, str_of(c->raw), value, str_of(c->format), c->date1904);
		assert_string_equal(arena_cstr(&arena, shown), c->shown);
	}
	assert_true(str_is(format_text(&arena, STR("○"), STR("\"[ \"@\" ]\"")), "[ ○ ]"));
	assert_true(str_is(format_text(&arena, STR("○"), STR("0;-0;0;\"<\"@\">\"")), "<○>"));
	assert_true(str_is(format_text(&arena, STR("○"), STR("yyyy")), "○"));
	assert_true(str_is(format_builtin(57), "[$-411]ge.m.d"));
	assert_int_equal(format_builtin(0).len, 0);
	assert_int_equal(format_builtin(9999).len, 0);
	assert_int_equal(format_builtin(-1).len, 0);
	arena_release(&arena);
}

/* The format is the style's of the cell: cellXfs, not cellStyleXfs, own numbers before built-in ones. */
static void
test_styles(void **state)
{
	(void)state;
	assert_sheet(
	    &(struct packing_book){ .book = "<workbookPr date1904='1'/><sheets><sheet name='1' "
					    "sheetId='1' r:id='s'/></sheets>",
		.styles =
		    "<numFmts><numFmt numFmtId='176' formatCode='ggge&quot;年&quot;'/></numFmts>"
		    "<cellStyleXfs><xf numFmtId='9'/></cellStyleXfs>"
		    "<cellXfs><xf numFmtId='0'/><xf numFmtId='176'/><xf numFmtId='14'/></cellXfs>",
		.sheet = "<sheetData><row r='1'><c r='A1' s='1'><v>44013</v></c><c r='B1' "
			 "s='2'><v>44013</v></c>"
			 "<c r='C1' s='0'><v>44013</v></c><c r='D1' "
			 "s='77'><v>5</v></c></row></sheetData>" },
	    "1.0+0 0+1=令和6年|1+1=2024/7/2|2+1=44013|3+1=5\n");
}

#define LINED                                                                                      \
	"<borders><border/><border><left style='thin'/><right style='thin'/></border>"             \
	"<border><left style='thin'/></border><border><right style='thin'/></border></borders>"    \
	"<cellXfs><xf borderId='0'/><xf borderId='1'/><xf borderId='2'/><xf "                      \
	"borderId='3'/></cellXfs>"

/* Narrow columns: what no line parts is one cell; an empty one is a cell between lines only. */
static void
test_grid(void **state)
{
	(void)state;
	assert_sheet(
	    &(struct packing_book){ .styles = LINED,
		.sheet =
		    "<sheetData><row r='1'>"
		    "<c r='A1' s='1'><v>1</v></c><c r='B1' s='2'/><c r='C1' s='0'/><c r='D1' "
		    "s='3'/>"
		    "<c r='E1' s='2'/><c r='F1'><v>2</v></c><c r='G1'><v>3</v></c><c r='H1' s='3'/>"
		    "<c r='J1'><v>4</v></c></row></sheetData>" },
	    "1.0+0 0+1=1|1+3=|5+1=2|6+2=3|9+1=4\n");
}

static void
test_merged(void **state)
{
	(void)state;
	/* What lies beneath a merged area is not seen; the row below says that it goes on. */
	assert_sheet(
	    &(struct packing_book){
		.sheet = "<sheetData><row r='1'><c r='A1'><v>1</v></c><c r='B1'><v>9</v></c><c "
			 "r='D1'><v>2</v></c></row>"
			 "<row r='2'><c r='A2'><v>9</v></c><c r='D2'><v>3</v></c></row>"
			 "<row r='3'><c r='A3'><v>9</v></c></row></sheetData>"
			 "<mergeCells><mergeCell ref='A1:B3'/><mergeCell ref='B2:C2'/><mergeCell "
			 "ref='D2:F2'/></mergeCells>" },
	    "1.0+0 0+2=1|2+1=|3+1=2\n2.0+0 0+2^|2+1=|3+3=3\n");
}

#define BOXED                                                                                      \
	"<borders><border/><border><left style='thin'/><right style='thin'/><top "                 \
	"style='thin'/></border>"                                                                  \
	"<border><left style='thin'/><right style='thin'/></border>"                               \
	"<border><left style='thin'/><right style='thin'/><bottom "                                \
	"style='thin'/></border></borders>"                                                        \
	"<cellXfs><xf borderId='0'/><xf borderId='1'/><xf borderId='2'/><xf "                      \
	"borderId='3'/></cellXfs>"

/* A text that stands in the rows of one field is one text; lines, other texts and labels begin a row of the form. */
static void
test_rows_of_a_field(void **state)
{
	(void)state;
	assert_sheet(
	    &(struct packing_book){ .styles = BOXED,
		.sheet = "<sheetData>"
			 "<row r='1'><c r='A1' s='1'><v>1</v></c><c r='B1' s='1'><v>2</v></c></row>"
			 "<row r='2'><c r='A2' s='2'/><c r='B2' s='2'><v>3</v></c></row>"
			 "<row r='3'><c r='A3' s='2'/><c r='B3' s='2'/></row>"
			 "<row r='4'><c r='A4' s='3'/><c r='B4' s='3'><v>4</v></c></row>"
			 /* below a line */
			 "<row r='5'><c r='A5' s='1'/><c r='B5' s='1'><v>5</v></c></row>"
			 /* with a label of its own */
			 "<row r='6'><c r='A6' s='2'><v>6</v></c><c r='B6' s='2'><v>7</v></c></row>"
			 "</sheetData>" },
	    "1.0+0 0+1=1|1+1=2\n3\n4\n5.0+0 0+1=|1+1=5\n6.0+0 0+1=6|1+1=7\n");
	/* Beside a label that is merged over the rows; two texts side by side are no continuation. */
	assert_sheet(&(struct packing_book){ .styles = BOXED,
			 .sheet = "<sheetData>"
				  "<row r='1'><c r='A1' s='1'><v>1</v></c><c r='B1' s='1'/><c "
				  "r='C1' s='1'/></row>"
				  "<row r='2'><c r='A2' s='2'/><c r='B2' s='2'><v>2</v></c><c "
				  "r='C2' s='2'/></row>"
				  "<row r='3'><c r='A3' s='3'/><c r='B3' s='3'><v>3</v></c><c "
				  "r='C3' s='3'><v>4</v></c></row>"
				  "</sheetData><mergeCells><mergeCell ref='A1:A3'/></mergeCells>" },
	    "1.0+0 0+1=1|1+1=2|2+1=\n3.0+0 0+1^|1+1=3|2+1=4\n");
}

/* The field below a label that nobody filled in is a row; a second one is not. */
static void
test_empty_field(void **state)
{
	(void)state;
	assert_sheet(
	    &(struct packing_book){
		.sheet =
		    "<sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData><mergeCells>"
		    "<mergeCell ref='A1:C1'/><mergeCell ref='A2:C2'/><mergeCell "
		    "ref='A3:C3'/></mergeCells>" },
	    "1.0+0 0+3=1\n2.0+0 0+3=\n");
}

static void
test_hidden(void **state)
{
	const struct packing_book book = {
		.book = "<sheets><sheet name='1' sheetId='1' r:id='s'/><sheet name='2' "
			"state='veryHidden' sheetId='2' r:id='s'/></sheets>"
			"<definedNames><definedName name='_xlnm.Print_Area' "
			"localSheetId='0'>'1'!$A$1:$E$20</definedName></definedNames>",
		.sheet = "<cols><col min='2' max='2' hidden='1'/></cols><sheetData>"
			 "<row r='1'><c r='A1'><v>1</v></c><c r='B1'><v>9</v></c><c "
			 "r='C1'><v>2</v></c><c r='G1'><v>8</v></c></row>"
			 "<row r='2' hidden='1'><c r='A2'><v>7</v></c><c r='C2'><v>3</v></c></row>"
			 "<row r='3'><c r='D3'><v>4</v></c></row><row r='21'><c "
			 "r='A21'><v>8</v></c></row></sheetData>"
			 "<mergeCells><mergeCell ref='C2:C3'/></mergeCells>"
	};
	struct packing packing = { 0 };
	struct packing_reading reading;

	(void)state;
	packing_book(&packing, &book);
	packing_read(&reading, packing_end(&packing));
	/* A merged area whose first row is hidden shows its text in the next. */
	assert_string_equal(reading.text.ptr, "1.0+0 0+1=1|2+1=2|3+1=\n3.0+1 0+2=|2+1=3|3+1=4\n");
	assert_int_equal(reading.diags.count, 1);
	assert_int_equal(reading.diags.list[0].code, DIAG_XLSX_HIDDEN);
	assert_true(str_ends(reading.diags.list[0].args[0],
	    STR("hidden sheets 1, hidden rows 1, hidden columns 1, cells outside of the print area "
		"2")));
	packing_reading_release(&reading);
	packing_release(&packing);
}

static void
test_areas(void **state)
{
	struct area area;

	(void)state;
	assert_true(area_parse(STR("$B$3:$AA$10"), &area));
	assert_int_equal(area.row, 2);
	assert_int_equal(area.last_row, 9);
	assert_int_equal(area.column, 1);
	assert_int_equal(area.last_column, 26);
	assert_true(area_parse(STR("XFD1048576"), &area));
	assert_true(area_parse(STR("$A:$C"), &area));
	assert_int_equal(area.last_row, 1048575);
	assert_true(area_parse(STR("2:3"), &area));
	assert_int_equal(area.last_column, 16383);
	assert_false(area_parse(STR("XFE1"), &area));
	assert_false(area_parse(STR("A1048577"), &area));
	assert_false(area_parse(STR("A0"), &area));
	assert_false(area_parse(STR("B2:A1"), &area));
	assert_false(area_parse(STR("A1:B"), &area));
	assert_false(area_parse(STR("A1:"), &area));
	assert_false(area_parse(STR("#REF!"), &area));
	assert_false(area_parse(STR(""), &area));
}

/* Parts named with backslashes and in another case, as some writers do. */
static void
test_names_of_parts(void **state)
{
	struct packing packing = { 0 };
	struct packing_reading reading;

	(void)state;
	packing_adds(&packing, "_rels\\.RELS",
	    "<Relationships xmlns='" RELS_NS
	    "'>" RELATIONSHIP("a", "officeDocument", "xl/Book.xml") "</Relationships>");
	packing_adds(&packing, "xl\\book.xml",
	    "<workbook xmlns='" SHEET_NS "' xmlns:r='" REL_NS
	    "'><sheets><sheet r:id='s'/></sheets></workbook>");
	packing_adds(&packing, "xl\\_rels\\book.xml.rels",
	    "<Relationships xmlns='" RELS_NS
	    "'>" RELATIONSHIP("s", "worksheet", "s.xml") "</Relationships>");
	packing_adds(&packing, "xl\\s.xml",
	    "<worksheet xmlns='" SHEET_NS
	    "'><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>");
	packing_read(&reading, packing_end(&packing));
	assert_string_equal(reading.text.ptr, "1.0+0 0+1=1\n");
	packing_reading_release(&reading);
	packing_release(&packing);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_lost_values),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_styles),
		cmocka_unit_test(test_grid),
		cmocka_unit_test(test_merged),
		cmocka_unit_test(test_rows_of_a_field),
		cmocka_unit_test(test_empty_field),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_areas),
		cmocka_unit_test(test_names_of_parts),
	};

	return cmocka_run_group_tests_name("import/xlsx cells", tests, NULL, NULL);
}
