#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes an assessment as a workbook the way offices build them by hand: what form_xlsx writes neatly, made hard.

usage: office_xlsx.py ASSESSMENT -o OUT.xlsx [--layout NAME] [--variant NAME] [--seed N]

  grid      a grid of narrow columns, three to a column of the form; texts are not in merged cells but in one cell of a box that only its
            outer lines draw, a row a line; the label beside is merged over those rows
  bare      the same without any line
  controls  boxes are check boxes of Excel upon empty cells (legacy drawing and control parts), every other one with its caption
  boxes     long texts are text boxes upon empty cells
  strict    the strict namespaces of ISO/IEC 29500, parts in unusual places, answers as numbers whose format shows their text
"""

import argparse
import os
import re
import sys
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import form_model
from form_xlsx import HEAD, MAIN, OFFICE, PACKAGE, column, positions

VARIANTS = ("grid", "bare", "controls", "boxes", "strict")
STRICT = {MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main", OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships"}
VML = "urn:schemas-microsoft-com:vml"
EXCEL = "urn:schemas-microsoft-com:office:excel"
FINE = 3  # narrow columns to a column of the form
# Styles by the lines around a cell: bits as LINE_…; what is merged has all four.
LEFT, RIGHT, TOP, BOTTOM = 1, 2, 4, 8
ALL = LEFT | RIGHT | TOP | BOTTOM


class Sheet:
    def __init__(self, book, variant):
        self.book, self.variant = book, variant
        self.cells, self.merges, self.shapes, self.texts, self.y = {}, [], [], [], 0

    def put(self, y, x, text, lines):
        self.cells[y, x] = (text, 0 if self.variant == "bare" else lines)

    def box(self, y, x, height, width, text, merged):
        """A field: merged, or single cells with lines around all of them and the text in rows."""
        rows = text.split("\n")
        for down in range(height):
            for right in range(width):
                lines = ALL if merged else (LEFT * (right == 0) | RIGHT * (right == width - 1) | TOP * (down == 0) | BOTTOM * (down == height - 1))
                self.put(y + down, x + right, "", lines)
        if merged:
            self.put(y, x, text, ALL)
            if height > 1 or width > 1:
                self.merges.append((y, x, y + height - 1, x + width - 1))
            return
        for down, line in enumerate(rows):
            self.put(y + down, x, line, LEFT | TOP * (down == 0) | BOTTOM * (down == height - 1) | RIGHT * (width == 1))

    def para(self, text):
        self.y += 1
        self.put(self.y, 0, text, 0)
        self.y += 1

    def table(self, rows):
        needs = [1] * len(rows)
        if self.variant in ("grid", "bare"):
            for y, _ in enumerate(rows):
                for _, cell in positions(rows, y):
                    if cell.height == 1 and cell.kind == "value":
                        needs[y] = max(needs[y], cell.text.count("\n") + 1)
        starts = [self.y + sum(needs[:n]) for n in range(len(rows) + 1)]
        for y, _ in enumerate(rows):
            for x, cell in positions(rows, y):
                height = starts[min(y + cell.height, len(rows))] - starts[y]
                self.cell(starts[y], x * FINE, height, cell.width * FINE, cell, rows)
        self.y = starts[-1]

    def cell(self, y, x, height, width, cell, rows):
        text, merged = cell.text, True
        if self.variant in ("grid", "bare"):
            merged = not (cell.kind == "value" and cell.height == 1 and len(rows) > 1)
        if self.variant == "boxes" and cell.kind == "value" and len(text) > 40:
            self.texts.append((y, x, height, width, text))
            text = ""
        if self.variant == "controls":
            text = self.control(y, x, width, cell)
        self.box(y, x, height, width, text, merged)

    def control(self, y, x, width, cell):
        """☑ 紙　☐ 電子メール in a cell: check boxes upon it, with captions; ☑ alone: without."""
        parts = re.findall(r"([☑☐])([^☑☐]*)", cell.text)
        if not parts or not re.match(r"\s*[☑☐]", cell.text):
            return cell.text
        if len(parts) == 1:
            caption = parts[0][1].strip()
            self.shapes.append((y, x, 0, parts[0][0] == "☑", "" if len(self.shapes) % 2 else caption))
            return caption if self.shapes[-1][4] == "" else ""
        for n, (sign, caption) in enumerate(parts):
            self.shapes.append((y, x, n * width * 8 // len(parts), sign == "☑", caption.strip("　 \n")))
        return ""

    def part(self):
        rows = {}
        for (y, x), (text, lines) in sorted(self.cells.items()):
            rows.setdefault(y, []).append(self.book.cell(f"{column(x)}{y + 1}", text, lines))
        data = "".join(f'<row r="{y + 1}" ht="18" customHeight="1">{"".join(cells)}</row>' for y, cells in rows.items())
        merges = "".join(f'<mergeCell ref="{column(x)}{y + 1}:{column(x2)}{y2 + 1}"/>' for y, x, y2, x2 in self.merges)
        tail = '<drawing r:id="d"/>' if self.texts else ""
        if self.shapes:
            tail += '<legacyDrawing r:id="v"/><controls>' + "".join(
                f'<control shapeId="{1025 + n}" r:id="c{n}" name="c{n}"/>' for n in range(len(self.shapes))) + "</controls>"
        return (f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetFormatPr defaultRowHeight="18"/><cols><col min="1" max="200" width="1.6" '
                f'customWidth="1"/></cols><sheetData>{data}</sheetData><mergeCells>{merges}</mergeCells>{tail}</worksheet>')

    def parts(self, n):
        """Its other parts: relations, drawings, controls."""
        out, rels = {}, []
        if self.shapes:
            shapes = ""
            for i, (y, x, right, checked, caption) in enumerate(self.shapes):
                rels.append((f"c{i}", "ctrlProp", f"../ctrlProps/s{n}c{i}.xml"))
                state = ' checked="Checked"' if checked else ""
                out[f"xl/ctrlProps/s{n}c{i}.xml"] = (f'{HEAD}<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
                                                     f'objectType="CheckBox"{state} lockText="1"/>')
                at = x + right // 16
                shapes += (f'<v:shape id="_x0000_s{1025 + i}"><v:textbox><div style="text-align:left"><font size="200">{escape(caption)}</font><br>'
                           f'</div></v:textbox><x:ClientData ObjectType="Checkbox"><x:Anchor>{at}, {right % 16}, {y}, 3, {at + 2}, 4, {y}, 20</x:Anchor>'
                           f'{"<x:Checked>1</x:Checked>" if checked else ""}</x:ClientData></v:shape>')
            rels.append(("v", "vmlDrawing", f"../drawings/v{n}.vml"))
            out[f"xl/drawings/v{n}.vml"] = f'<xml xmlns:v="{VML}" xmlns:x="{EXCEL}">{shapes}</xml>'
        if self.texts:
            rels.append(("d", "drawing", f"../drawings/d{n}.xml"))
            out[f"xl/drawings/d{n}.xml"] = self.drawing()
        if rels:
            out[f"xl/worksheets/_rels/{n}.xml.rels"] = relations(rels)
        return out

    def drawing(self):
        anchors = ""
        for y, x, height, width, text in self.texts:
            paragraphs = "".join(f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in text.split("\n"))
            anchors += (f"<xdr:twoCellAnchor><xdr:from><xdr:col>{x}</xdr:col><xdr:colOff>9525</xdr:colOff><xdr:row>{y}</xdr:row><xdr:rowOff>9525"
                        f"</xdr:rowOff></xdr:from><xdr:to><xdr:col>{x + width - 1}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{y + height - 1}"
                        '</xdr:row><xdr:rowOff>200000</xdr:rowOff></xdr:to><xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="t"/><xdr:cNvSpPr txBox="1"/>'
                        f"</xdr:nvSpPr><xdr:txBody>{paragraphs}</xdr:txBody></xdr:sp></xdr:twoCellAnchor>")
        return (f'{HEAD}<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
                f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{anchors}</xdr:wsDr>')


class Book:
    """Styles are made as they are needed: lines × number format."""

    def __init__(self, variant):
        self.variant, self.styles, self.formats, self.number = variant, {(0, 0): 0}, {}, 0

    def style(self, lines, form=0):
        return self.styles.setdefault((lines, form), len(self.styles))

    def cell(self, ref, text, lines):
        if text == "":
            return f'<c r="{ref}" s="{self.style(lines)}"/>'
        if self.variant == "strict" and len(text) < 30 and re.fullmatch(r"[぀-ヿ一-鿿○]+", text):
            self.number += 1
            form = self.formats.setdefault(f'"{text}"', 176 + len(self.formats))
            return f'<c r="{ref}" s="{self.style(lines, form)}"><v>{self.number % 4}</v></c>'
        return f'<c r="{ref}" s="{self.style(lines)}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'

    def part(self):
        formats = "".join(f'<numFmt numFmtId="{n}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>' for code, n in self.formats.items())
        names = ((LEFT, "left"), (RIGHT, "right"), (TOP, "top"), (BOTTOM, "bottom"))
        borders = "".join("<border>" + "".join(f'<{name} style="thin"/>' if n & bit else f"<{name}/>" for bit, name in names) + "</border>"
                          for n in range(16))
        xfs = "".join(f'<xf borderId="{lines}" numFmtId="{form}"/>' for lines, form in self.styles)
        return (f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><borders>{borders}</borders><cellStyleXfs><xf/></cellStyleXfs>'
                f'<cellXfs>{xfs}</cellXfs></styleSheet>')


def relations(rows):
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">' + "".join(
        f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{target}"/>' for i, kind, target in rows) + "</Relationships>"


def write(path, sheets, variant):
    book, files = Book(variant), {}
    rels = [("y", "styles", "/xl/styles.xml")]
    names = ""
    for n, model in enumerate(sheets):
        sheet = Sheet(book, variant)
        for block in model.blocks:
            sheet.para(block) if isinstance(block, str) else sheet.table(block)
        files[f"xl/worksheets/{n}.xml"] = sheet.part()
        files.update(sheet.parts(n))
        names += f'<sheet name="{escape(model.name[:31])}" sheetId="{n + 1}" r:id="s{n}"/>'
        rels.append((f"s{n}", "worksheet", f"./worksheets/../worksheets/{n}.xml"))
    files["_rels/.rels"] = relations([("a", "officeDocument", "/xl/book.xml")])
    files["xl/book.xml"] = f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>'
    files["xl/_rels/book.xml.rels"] = relations(rels)
    files["xl/styles.xml"] = book.part()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in files.items():
            for old, new in STRICT.items() if variant == "strict" else ():
                text = text.replace(old, new)
            out.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), text.encode("utf-8"), zipfile.ZIP_DEFLATED)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("assessment")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--layout", choices=form_model.LAYOUTS, default="official")
    parser.add_argument("--variant", choices=VARIANTS, default="grid")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    number, values = form_model.load_assessment(os.environ.get("PIACHECK", "piacheck"), args.assessment)
    form = form_model.load_form(Path(__file__).resolve().parents[2] / "rules", number)
    sheets, _ = form_model.build(form, values, args.layout, args.seed)
    write(args.output, sheets, args.variant)


if __name__ == "__main__":
    main()
