/* SPDX-License-Identifier: Apache-2.0 */
/* import/xlsx: what lies upon a sheet: check boxes of all kinds, text boxes; and the strict namespaces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "import/blocks.h"
#include "import/packing.h"
#include "base/banned.h"

#define VML_SHAPE(id, type, anchor, caption, more)                                                 \
	"<v:shape id='_x0000_s" id "'><v:textbox><div><font>" caption                              \
	"</font></div></v:textbox><x:ClientData ObjectType='" type "'><x:Anchor>" anchor           \
	"</x:Anchor>" more "</x:ClientData></v:shape>"
#define VML(shapes)                                                                                \
	"<xml xmlns:v='urn:schemas-microsoft-com:vml' "                                            \
	"xmlns:x='urn:schemas-microsoft-com:office:excel'>" shapes "</xml>"
#define CHECKED "<x:Checked>1</x:Checked>"

#define CONTROL_PART(attributes)                                                                   \
	"<formControlPr "                                                                          \
	"xmlns='http://schemas.microsoft.com/office/spreadsheetml/2009/9/main' " attributes "/>"

#define DRAWING(content)                                                                           \
	"<xdr:wsDr "                                                                               \
	"xmlns:xdr='http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing' "         \
	"xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main' "                         \
	"xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>" content          \
	"</xdr:wsDr>"
#define ANCHOR(column, row, last_column, last_row, shape)                                          \
	"<xdr:twoCellAnchor><xdr:from><xdr:col>" column                                            \
	"</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>" row                                        \
	"</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>" last_column             \
	"</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>" last_row                                   \
	"</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>" shape "</xdr:twoCellAnchor>"
#define TEXT_BOX(id, attributes, extension, paragraphs)                                            \
	"<xdr:sp><xdr:nvSpPr><xdr:cNvPr id='" id "' name='x' " attributes ">" extension            \
	"</xdr:cNvPr></xdr:nvSpPr><xdr:txBody>" paragraphs "</xdr:txBody></xdr:sp>"
#define PARAGRAPH(text) "<a:p><a:r><a:t>" text "</a:t></a:r></a:p>"

/* One row of three cells, and what lies upon it. */
#define ROW                                                                                        \
	"<sheetData><row r='1'><c r='A1'><v>1</v></c><c r='B1' "                                   \
	"t='inlineStr'><is><t>紙</t></is></c>"                                                    \
	"<c r='C1' t='b'><v>1</v></c></row></sheetData>"

struct upon {
	const char *vml, *drawing, *control[2];
};

static void
assert_upon(const char *controls, const struct upon *upon, const char *blocks)
{
	struct packing packing = { 0 };
	struct packing_reading reading;
	struct buf sheet = { 0 }, relations = { 0 };

	buf_adds(&sheet, ROW);
	if (upon->drawing != NULL) {
		buf_adds(&sheet, "<drawing r:id='d'/>");
		buf_adds(&relations, RELATIONSHIP("d", "drawing", "../drawings/d.xml"));
		packing_adds(&packing, "xl/drawings/d.xml", upon->drawing);
	}
	if (upon->vml != NULL) {
		buf_adds(&sheet, "<legacyDrawing r:id='v'/>");
		buf_adds(&relations, RELATIONSHIP("v", "vmlDrawing", "../drawings/v.vml"));
		packing_adds(&packing, "xl/drawings/v.vml", upon->vml);
	}
	buf_adds(&sheet, controls);
	buf_adds(&relations, RELATIONSHIP("c0", "ctrlProp", "../ctrlProps/0.xml"));
	buf_adds(&relations, RELATIONSHIP("c1", "ctrlProp", "../ctrlProps/1.xml"));
	buf_adds(&relations, RELATIONSHIP("x0", "control", "../activeX/0.xml"));
	if (upon->control[0] != NULL)
		packing_adds(&packing, "xl/ctrlProps/0.xml", upon->control[0]);
	if (upon->control[1] != NULL)
		packing_adds(&packing, "xl/ctrlProps/1.xml", upon->control[1]);
	packing_book(&packing,
	    &(struct packing_book){ .sheet = sheet.ptr, .sheet_relations = relations.ptr });
	packing_read(&reading, packing_end(&packing));
	assert_string_equal(reading.text.ptr, blocks);
	packing_reading_release(&reading);
	packing_release(&packing);
	buf_release(&sheet);
	buf_release(&relations);
}

static void
test_legacy_boxes(void **state)
{
	(void)state;
	/* With a caption, of a group, and one that belongs to the text beneath it. */
	assert_upon("",
	    &(struct upon){ .vml = VML(VML_SHAPE("1", "Checkbox", "4, 2, 0, 2, 5, 2, 0, 18",
				"電子メール", CHECKED) VML_SHAPE("2", "Checkbox",
				"5, 2, 0, 2, 6, 2, 0, 18", "専用線<br>（庁内）", "") VML_SHAPE("3",
				"Radio", "1, 2, 0, 2, 1, 20, 0, 18", "", CHECKED)) },
	    "1.0+0 0+1=1|1+1=☑ 紙|2+1=☑|3+1=|4+1=☑ 電子メール|5+1=☐ 専用線\n（庁内）\n");
	/* Notes are not the form's, nor are buttons. */
	assert_upon("",
	    &(struct upon){
		.vml = VML(VML_SHAPE("1", "Note", "0, 2, 0, 2, 1, 2, 0, 18", "ここに記入", "")
			VML_SHAPE("2", "Button", "0, 2, 0, 2, 1, 2, 0, 18", "印刷", "")
			    VML_SHAPE("3", "Label", "4, 2, 0, 2, 5, 2, 0, 18", "見出し", "")) },
	    "1.0+0 0+1=1|1+1=紙|2+1=☑|3+1=|4+1=見出し\n");
	/* The cell that a box is linked to says no more than the box. */
	assert_upon("",
	    &(struct upon){ .vml = VML(VML_SHAPE("1", "Checkbox", "1, 2, 0, 2, 1, 20, 0, 18", "",
				"<x:FmlaLink>$C$1</x:FmlaLink>" CHECKED)) },
	    "1.0+0 0+1=1|1+1=☑ 紙\n");
	/* Neither checked nor not. */
	assert_upon("",
	    &(struct upon){ .vml = VML(VML_SHAPE("1", "Checkbox", "4, 2, 0, 2, 5, 2, 0, 18", "紙",
				"<x:Checked>2</x:Checked>")) },
	    "1.0+0 0+1=1|1+1=紙|2+1=☑|3+1=|4+1=" BOX_UNCHECKED " 紙\n");
	/* Two boxes upon one text: which part of it is whose? They stand behind it, where no label is. */
	assert_upon("",
	    &(struct upon){
		.vml = VML(VML_SHAPE("1", "Checkbox", "1, 2, 0, 2, 1, 20, 0, 18", "", CHECKED)
			VML_SHAPE("2", "Checkbox", "1, 30, 0, 2, 1, 50, 0, 18", "", "")) },
	    "1.0+0 0+1=1|1+1=紙 ☑ ☐|2+1=☑\n");
}

static void
test_form_controls(void **state)
{
	static const char controls[] =
	    "<mc:AlternateContent "
	    "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
	    "<mc:Choice Requires='x14'><controls><control shapeId='1025' r:id='c0' name='a'/>"
	    "<control shapeId='1026' r:id='c1' name='b'/></controls></mc:Choice>"
	    "<mc:Fallback><controls><control shapeId='1099' r:id='c0'/></controls></mc:Fallback>"
	    "</mc:AlternateContent>";
	struct upon upon = {
		.vml = VML(VML_SHAPE("1025", "Checkbox", "4, 2, 0, 2, 5, 2, 0, 18", "紙", CHECKED)
			VML_SHAPE("1026", "Checkbox", "5, 2, 0, 2, 6, 2, 0, 18", "その他", "")),
		.control = { CONTROL_PART("objectType='CheckBox' checked='Checked'"),
		    CONTROL_PART("objectType='CheckBox' lockText='1'") },
		.drawing = DRAWING(ANCHOR("4", "0", "5", "1",
		    TEXT_BOX("1025", "hidden='1'",
			"<a:extLst><a:ext><x:compatExt xmlns:x='urn:x' "
			"spid='_x0000_s1025'/></a:ext></a:extLst>",
			PARAGRAPH("紙")))),
	};

	(void)state;
	assert_upon(controls, &upon, "1.0+0 0+1=1|1+1=紙|2+1=☑|3+1=|4+1=☑ 紙|5+1=☐ その他\n");
	/* The two places that keep the state differ: nobody knows. */
	upon.control[1] = CONTROL_PART("objectType='CheckBox' checked='Checked'");
	assert_upon(controls, &upon,
	    "1.0+0 0+1=1|1+1=紙|2+1=☑|3+1=|4+1=☑ 紙|5+1=" BOX_UNCHECKED " その他\n");
	/* Caption and place from the drawing alone. */
	upon.vml = NULL;
	upon.control[1] = CONTROL_PART("objectType='Drop' sel='2' fmlaRange='$A$1:$A$2'");
	assert_upon(controls, &upon, "1.0+0 0+1=1|1+1=紙|2+1=☑|3+1=|4+1=☑ 紙\n");
	/* ActiveX keeps its state where nobody can read it: a box that may have lost its ○, and it is said. */
	upon.vml = VML(VML_SHAPE("1025", "Pict", "1, 2, 0, 2, 1, 20, 0, 18", "", ""));
	assert_upon("<controls><control shapeId='1025' r:id='x0'/></controls>", &upon,
	    "1.0+0 0+1=1|1+1=紙|2+1=☑|3+1=|4+1=" BOX_UNCHECKED " 紙\n");
}

#define DROP(more) VML_SHAPE("1025", "Drop", "4, 2, 0, 2, 5, 2, 0, 18", "", more)
#define NO_CHOICE "1.0+0 0+1=1|1+1=紙|2+1=☑\n"

/* What is chosen in a list: the number of a cell. */
static void
test_lists(void **state)
{
	static const char controls[] = "<controls><control shapeId='1025' r:id='c0'/></controls>";
	static const char chosen[] = "1.0+0 0+1=1|1+1=紙|2+1=☑|3+1=|4+1=紙\n";
	static const struct {
		const char *vml, *control, *blocks;
	} cases[] = {
		{ VML(DROP("")), CONTROL_PART("objectType='Drop' sel='1' fmlaRange='$B$1:$B$5'"),
		    chosen },
		{ VML(DROP("<x:FmlaRange>$B$1:$B$5</x:FmlaRange><x:Sel>1</x:Sel>"
			   "<x:SelType>Single</x:SelType>")),
		    CONTROL_PART("objectType='Drop' sel='1' fmlaRange='$B$1:$B$5'"), chosen },
		{ VML(DROP("<x:FmlaRange>$B$1:$B$5</x:FmlaRange><x:Sel>1</x:Sel>")), NULL, chosen },
		/* Its number in a cell is the list's, no text of the form. */
		{ VML(DROP("")),
		    CONTROL_PART("objectType='Drop' sel='1' fmlaRange='$B$1:$B$5' fmlaLink='$A$1'"),
		    "1.0+0 0+1=|1+1=紙|2+1=☑|3+1=|4+1=紙\n" },
		/* Nothing is chosen: a cell without text. */
		{ VML(DROP("")), CONTROL_PART("objectType='Drop' fmlaRange='$B$1:$B$5'"),
		    NO_CHOICE },
		/* Nobody knows: no such entry, no cell there, a name for cells, several, no number, the two places differ. */
		{ VML(DROP("")), CONTROL_PART("objectType='Drop' sel='6' fmlaRange='$B$1:$B$5'"),
		    NO_CHOICE },
		{ VML(DROP("")), CONTROL_PART("objectType='Drop' sel='2' fmlaRange='$B$1:$B$5'"),
		    NO_CHOICE },
		{ VML(DROP("")), CONTROL_PART("objectType='Drop' sel='1' fmlaRange='選択肢'"),
		    NO_CHOICE },
		{ VML(DROP("")), CONTROL_PART("objectType='Drop' sel='1' fmlaRange='x!$B$1:$B$5'"),
		    NO_CHOICE },
		{ VML(DROP("")),
		    CONTROL_PART("objectType='List' selType='multi' sel='1' fmlaRange='$B$1:$B$5'"),
		    NO_CHOICE },
		{ VML(DROP("<x:FmlaRange>$B$1:$B$5</x:FmlaRange><x:Sel>x</x:Sel>")), NULL,
		    NO_CHOICE },
		{ VML(DROP("<x:FmlaRange>$B$1:$B$5</x:FmlaRange><x:Sel>1</x:Sel><x:SelType>Extend"
			   "</x:SelType>")),
		    NULL, NO_CHOICE },
		{ VML(DROP("<x:FmlaRange>$B$1:$B$5</x:FmlaRange><x:Sel>2</x:Sel>")),
		    CONTROL_PART("objectType='Drop' sel='1' fmlaRange='$B$1:$B$5'"), NO_CHOICE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_upon(cases[i].control != NULL ? controls : "",
		    &(struct upon){ .vml = cases[i].vml, .control = { cases[i].control } },
		    cases[i].blocks);
}

/* The entries stand on another sheet, which is hidden; it may say that again of this one. */
static void
test_list_elsewhere(void **state)
{
	static const char *const names[] = { "リスト", "&apos;リスト&apos;",
		"&apos;リ''スト&apos;" };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct packing packing = { 0 };
		struct packing_reading reading;
		struct buf control = { 0 };

		buf_addf(&control,
		    "<formControlPr "
		    "xmlns='http://schemas.microsoft.com/office/spreadsheetml/2009/9/main' "
		    "objectType='Drop' sel='2' fmlaRange=\"%s!$A$1:$A$2\"/>",
		    names[i]);
		packing_adds(&packing, "xl/ctrlProps/0.xml", control.ptr);
		packing_adds(&packing, "xl/drawings/v.vml", VML(DROP("")));
		packing_adds(&packing, "xl/worksheets/two.xml",
		    "<worksheet xmlns='" SHEET_NS "' xmlns:r='" REL_NS
		    "'><sheetData><row r='1'><c r='A1' "
		    "t='inlineStr'><is><t>いいえ</t></is></c></row>"
		    "<row r='2'><c r='A2' t='inlineStr'><is><t>はい</t></is></c></row></sheetData>"
		    "<legacyDrawing r:id='v'/><controls><control shapeId='1025' "
		    "r:id='c0'/></controls>"
		    "</worksheet>");
		packing_adds(&packing, "xl/worksheets/_rels/two.xml.rels",
		    "<Relationships xmlns='" RELS_NS
		    "'>" RELATIONSHIP("v", "vmlDrawing", "../drawings/v.vml")
			RELATIONSHIP("c0", "ctrlProp", "../ctrlProps/0.xml") "</Relationships>");
		packing_book(&packing,
		    &(struct packing_book){ .sheet = ROW
			"<legacyDrawing r:id='v'/><controls>"
			"<control shapeId='1025' r:id='c0'/></controls>",
			.book = i < 2
			    ? "<sheets><sheet name='1' sheetId='1' r:id='s'/><sheet "
			      "name='リスト' sheetId='2' r:id='u' state='hidden'/></sheets>"
			    : "<sheets><sheet name='1' sheetId='1' r:id='s'/><sheet "
			      "name=\"リ'スト\" sheetId='2' r:id='u' "
			      "state='hidden'/></sheets>",
			.book_relations = RELATIONSHIP("u", "worksheet", "worksheets/two.xml"),
			.sheet_relations = RELATIONSHIP("v", "vmlDrawing", "../drawings/v.vml")
			    RELATIONSHIP("c0", "ctrlProp", "../ctrlProps/0.xml") });
		packing_read(&reading, packing_end(&packing));
		assert_string_equal(reading.text.ptr, "1.0+0 0+1=1|1+1=紙|2+1=☑|3+1=|4+1=はい\n");
		packing_reading_release(&reading);
		packing_release(&packing);
		buf_release(&control);
	}
}

/* Option buttons: the one that is chosen is checked, and the number in the cell of the group is no text of the form. */
static void
test_option_buttons(void **state)
{
	(void)state;
	assert_upon("<controls><control shapeId='1025' r:id='c0'/>"
		    "<control shapeId='1026' r:id='c1'/></controls>",
	    &(struct upon){
		.vml = VML(VML_SHAPE("1025", "Radio", "4, 2, 0, 2, 5, 2, 0, 18", "はい", CHECKED)
			VML_SHAPE("1026", "Radio", "5, 2, 0, 2, 6, 2, 0, 18", "いいえ", "")),
		.control = { CONTROL_PART("objectType='Radio' checked='Checked' fmlaLink='$A$1'"),
		    CONTROL_PART("objectType='Radio' fmlaLink='$A$1'") } },
	    "1.0+0 0+1=|1+1=紙|2+1=☑|3+1=|4+1=☑ はい|5+1=☐ いいえ\n");
}

static void
test_text_boxes(void **state)
{
	(void)state;
	assert_upon("",
	    &(struct upon){
		.drawing = DRAWING(ANCHOR("4", "0", "6", "1",
		    TEXT_BOX("2", "", "", PARAGRAPH("一") PARAGRAPH("二"))) ANCHOR("1", "0", "2",
		    "1", TEXT_BOX("3", "", "", PARAGRAPH("（続き）"))) ANCHOR("0", "0", "2", "1",
		    TEXT_BOX("4", "hidden='1'", "", PARAGRAPH("隠し")))) },
	    "1.0+0 0+1=1|1+1=紙\n（続き）|2+1=☑|3+1=|4+1=一\n二\n");
	/* Rows of their own, far from any cell. */
	assert_upon("",
	    &(struct upon){ .drawing = DRAWING(ANCHOR(
				"0", "7", "3", "9", TEXT_BOX("2", "", "", PARAGRAPH("図の題")))) },
	    "1.0+0 0+1=1|1+1=紙|2+1=☑\n9.0+7 0+1=図の題|1+2=\n");
}

static void
test_strict(void **state)
{
	struct packing packing = { 0 };
	struct packing_reading reading;

	(void)state;
	packing_adds(&packing, "_rels/.rels",
	    "<r:Relationships xmlns:r='" RELS_NS "'><r:Relationship Id='a' Type='" STRICT_REL_NS
	    "/officeDocument' Target='book/w.xml'/></r:Relationships>");
	packing_adds(&packing, "book/w.xml",
	    "<x:workbook xmlns:x='" STRICT_SHEET_NS "' xmlns:q='" STRICT_REL_NS
	    "'><x:sheets><x:sheet name='a' sheetId='1' q:id='s'/></x:sheets></x:workbook>");
	packing_adds(&packing, "book/_rels/w.xml.rels",
	    "<Relationships xmlns='" RELS_NS "'><Relationship Id='s' Type='" STRICT_REL_NS
	    "/worksheet' Target='../other/s.xml'/></Relationships>");
	packing_adds(&packing, "other/s.xml",
	    "<worksheet xmlns='" STRICT_SHEET_NS "'><sheetData><row r='1'><c r='A1' "
	    "t='inlineStr'><is><t>厳格</t></is></c></row></sheetData></worksheet>");
	packing_read(&reading, packing_end(&packing));
	assert_string_equal(reading.text.ptr, "1.0+0 0+1=厳格\n");
	assert_int_equal(reading.diags.count, 0);
	packing_reading_release(&reading);
	packing_release(&packing);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_legacy_boxes),
		cmocka_unit_test(test_form_controls),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_list_elsewhere),
		cmocka_unit_test(test_option_buttons),
		cmocka_unit_test(test_text_boxes),
		cmocka_unit_test(test_strict),
	};

	return cmocka_run_group_tests_name("import/xlsx shapes", tests, NULL, NULL);
}
