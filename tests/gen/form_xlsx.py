# SPDX-License-Identifier: Apache-2.0
"""Sheets of form_model as an Office Open XML workbook, written part by part.

A library would write what it thinks right; a reader has to bear what offices' programs write: parts whose names do not follow the
order of the sheets, shared and inline strings, rich text, furigana, hidden sheets, dates as serial numbers with era formats.
"""

import re
import zipfile
from datetime import date
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ERAS = {"令和": 2018, "平成": 1988}
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
ROW_POINTS, ROW_POINTS_MAX, COLUMN_WIDTH = 18, 400, 4.0


def column(n):
    name = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        name = chr(65 + rest) + name
    return name


def serial(text):
    """The day's number in the 1900 system of a date in full, else None."""
    m = re.fullmatch(r"(令和|平成)(\d+|元)年(\d+)月(\d+)日", text or "")
    if not m:
        return None
    year = ERAS[m.group(1)] + (1 if m.group(2) == "元" else int(m.group(2)))
    return (date(year, int(m.group(3)), int(m.group(4))) - date(1899, 12, 30)).days


class Strings:
    def __init__(self, chance):
        self.at, self.list, self.chance = {}, [], chance

    def cell(self, text):
        """(type, inner XML) of a cell: shared, inline, rich or with furigana, in turn by the seeded chance."""
        kind = self.chance.random()
        if kind < 0.2:
            return "inlineStr", f"<is>{plain(text)}</is>"
        if text not in self.at:
            self.at[text] = len(self.list)
            self.list.append(rich(text) if kind < 0.35 and len(text) > 3 else plain(text) + furigana(text) if kind < 0.45 else plain(text))
        return "s", f"<v>{self.at[text]}</v>"

    def part(self):
        items = "".join(f"<si>{s}</si>" for s in self.list)
        return f'{HEAD}<sst xmlns="{MAIN}" uniqueCount="{len(self.list)}">{items}</sst>'


def plain(text):
    return f'<t xml:space="preserve">{escape(text)}</t>'


def rich(text):
    half = len(text) // 2
    return f'<r>{plain(text[:half])}</r><r><rPr><b/><sz val="11"/></rPr>{plain(text[half:])}</r>'


def furigana(text):
    return f'<rPh sb="0" eb="{min(2, len(text))}"><t>フリガナ</t></rPh><phoneticPr fontId="0" type="fullwidthKatakana"/>'


class Worksheet:
    def __init__(self, strings, layout):
        self.strings, self.layout = strings, layout
        self.rows, self.merges, self.y = [], [], 0

    def put(self, cells, points):
        body = "".join(cells)
        self.y += 1
        self.rows.append(f'<row r="{self.y}" ht="{points}" customHeight="1">{body}</row>')

    def cell(self, x, cell):
        ref = f"{column(x)}{self.y + 1}"
        style = {"heading": 2, "label": 2, "mark": 4}.get(cell.kind, 1)
        # A number does not wrap: in a narrow column it would be shown, and printed, as ###.
        number = serial(cell.date) if self.layout.get("serial_dates") and cell.width > 4 else None
        if number is not None:
            return f'<c r="{ref}" s="3"><v>{number}</v></c>'
        if cell.text == "":
            return f'<c r="{ref}" s="{style}"/>'
        kind, inner = self.strings.cell(cell.text)
        return f'<c r="{ref}" s="{style}" t="{kind}">{inner}</c>'

    def para(self, text):
        kind, inner = self.strings.cell(text)
        self.put([], ROW_POINTS)
        self.put([f'<c r="A{self.y + 1}" s="5" t="{kind}">{inner}</c>'], ROW_POINTS * 1.4)

    def table(self, rows):
        """A row of the model is as many rows of the sheet as its text needs: Excel's are 409 points high at most."""
        from form_write import grid
        lines, needs = grid(rows), []
        for line in lines:
            need = 1
            for cell in line:
                if cell is not None and cell.height == 1:
                    need = max(need, points_of(cell) / ROW_POINTS_MAX)
            needs.append(-(-int(need * 1000) // 1000))
        starts, at = [], self.y
        for n in needs:
            starts.append(at)
            at += n
        starts.append(at)
        for y, (row, line) in enumerate(zip(rows, lines)):
            points = max([ROW_POINTS] + [points_of(c) / c.height for c in row]) / needs[y]
            x, cells = 0, []
            for place, cell in positions(rows, y):
                last = starts[min(y + cell.height, len(rows))]
                cells.append(self.cell(place, cell))
                cells += [f'<c r="{column(place + i)}{self.y + 1}" s="1"/>' for i in range(1, cell.width)]
                if cell.width > 1 or last - starts[y] > 1:
                    self.merges.append(f"{column(place)}{starts[y] + 1}:{column(place + cell.width - 1)}{last}")
            self.put(cells, round(min(points, 409), 1))
            for _ in range(needs[y] - 1):
                self.put([], round(min(points, 409), 1))

    def part(self, columns):
        merges = f'<mergeCells count="{len(self.merges)}">' + "".join(f'<mergeCell ref="{m}"/>' for m in self.merges) + "</mergeCells>" \
            if self.merges else ""
        return (f'{HEAD}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
                f'<cols><col min="1" max="{columns}" width="{COLUMN_WIDTH}" customWidth="1"/></cols>'
                f'<sheetData>{"".join(self.rows)}</sheetData>{merges}'
                '<pageSetup paperSize="9" fitToWidth="1" fitToHeight="0"/></worksheet>')


def points_of(cell):
    per_line = max(1, int(cell.width * COLUMN_WIDTH / 2.3))  # full-width characters of 11 points
    return sum(-(-max(1, len(line)) // per_line) for line in cell.text.split("\n")) * ROW_POINTS


def positions(rows, y):
    """(column, cell) of the cells that begin in row y."""
    covered = set()
    out = []
    for n in range(y + 1):
        x = 0
        for cell in rows[n]:
            while (n, x) in covered:
                x += 1
            if n == y:
                out.append((x, cell))
            for down in range(1, cell.height):
                covered |= {(n + down, x + i) for i in range(cell.width)}
            x += cell.width
    return out


STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="176" formatCode="[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/>'
    '</numFmts><fonts count="2"><font><sz val="11"/><name val="Noto Sans CJK JP"/></font><font><b/><sz val="14"/><name val="Noto Sans CJK JP"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFEEEEEE"/></patternFill></fill></fills><borders count="2"><border/>'
    '<border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/></border></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6"><xf/>'
    '<xf fontId="0" borderId="1" applyBorder="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf fontId="0" fillId="2" borderId="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="176" fontId="0" borderId="1" applyNumberFormat="1" applyBorder="1" applyAlignment="1"><alignment horizontal="left"/></xf>'
    '<xf fontId="0" borderId="1" applyBorder="1" applyAlignment="1"><alignment horizontal="center" vertical="center"/></xf>'
    '<xf fontId="1"/></cellXfs></styleSheet>')


def write(path, sheets, layout, chance, columns):
    """The same bytes for the same sheets and seed: entries have no time of their own."""
    strings = Strings(chance)
    parts = []
    for sheet in sheets:
        ws = Worksheet(strings, layout)
        for block in sheet.blocks:
            ws.para(block) if isinstance(block, str) else ws.table(block)
        parts.append((sheet.name, ws.part(columns), ""))
    lists = Worksheet(strings, layout)  # the official workbook keeps the lists of its choices in a hidden sheet
    for text in ("選択肢", "1) 十分である", "2) 課題が残されている"):
        lists.para(text)
    parts.append(("リスト", lists.part(columns), ' state="hidden"'))
    order = list(range(1, len(parts) + 1))
    chance.shuffle(order)
    names = "".join(f'<sheet name="{escape(name[:31])}" sheetId="{n + 1}"{hidden} r:id="rId{n + 1}"/>'.replace("/\"", "\"")
                    for n, (name, _, hidden) in enumerate(parts))
    rels = "".join(f'<Relationship Id="rId{n + 1}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{order[n]}.xml"/>' for n in range(len(parts)))
    rels += f'<Relationship Id="rId900" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    rels += f'<Relationship Id="rId901" Type="{OFFICE}/styles" Target="styles.xml"/>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    types = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}worksheet+xml"/>' for n in sorted(order))
    files = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}sheet.main+xml"/>{types}'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}sharedStrings+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}styles+xml"/></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{rels}</Relationships>',
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": strings.part(),
    }
    for n, (_, part, _) in enumerate(parts):
        files[f"xl/worksheets/sheet{order[n]}.xml"] = part
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in files.items():
            out.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), text.encode("utf-8"), zipfile.ZIP_DEFLATED)
