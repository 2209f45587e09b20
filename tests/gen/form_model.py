# SPDX-License-Identifier: Apache-2.0
"""A structured assessment as the sheets and tables of a published form, in one of several layouts.

render_form.py writes the result as text, Markdown, HTML or a workbook. The structure comes from the form definition in
rules/forms/, never from one city's document; the layouts differ as the forms of different offices do.
"""

import random
import re
import subprocess
import unicodedata

import yaml

COLUMNS = 24  # every table stands on one grid, as in the official workbook
LABEL, GROUP = 6, 3

# label: left of its value or above it. choice, marks: how the options and boxes stand. answer: the option's text, its number and
# text (both), or its number alone.
LAYOUTS = {
    "official": {"label": "left", "choice": "grid", "marks": "grid", "records": "cell", "ranges": True, "wide": True, "cover": "pair"},
    "inline": {"label": "left", "choice": "inline", "marks": "inline", "records": "run", "ranges": True, "wide": False, "cover": "pair"},
    "above": {"label": "above", "choice": "inline", "marks": "inline", "records": "table", "ranges": False, "wide": True, "cover": "pair",
              "answer": "both"},
    "beside": {"label": "left", "choice": "beside", "marks": "own", "records": "table", "ranges": False, "wide": True, "cover": "left",
               "serial_dates": True},
    "check": {"label": "left", "choice": "before", "marks": "check", "records": "lines", "ranges": True, "wide": False, "cover": "left",
              "answer": "number"},
    "behind": {"label": "above", "choice": "grid", "marks": "behind", "records": "lines", "ranges": False, "wide": True, "cover": "left"},
}


class Cell:
    def __init__(self, text, width, kind="value", height=1, date=None):
        self.text, self.width, self.kind, self.height, self.date = text, width, kind, height, date


class Sheet:
    """Blocks are paragraphs (str) and tables (list of rows of cells; a cell covered from above is not listed)."""

    def __init__(self, name):
        self.name, self.blocks = name, []

    def para(self, text):
        self.blocks.append(text)

    def table(self, rows):
        if rows:
            self.blocks.append(rows)


def load_form(rules, number):
    for name in ("kiso", "jyuten", "zenkoumoku"):
        path = rules / "forms" / f"{name}.yaml"
        if path.exists():
            form = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
            if form["form"] == number:
                return form
    raise SystemExit(f"no definition of form {number} in {rules}")


def load_assessment(piacheck, path):
    """id → value of a YAML or XML assessment: a string, or a dict label → (state, text) of marks."""
    out = subprocess.run([piacheck, "convert", str(path), "-"], stdout=subprocess.PIPE, check=True).stdout
    tree = yaml.load(out.decode("utf-8"), yaml.BaseLoader)
    return tree["form"], {k: plain(v) for k, v in tree["items"].items()}


def plain(value):
    if not isinstance(value, dict):
        return value
    if "value" in value or "state" in value:
        return plain(value.get("value")) if value.get("state", "read") in ("read", "proposed") else None
    return {k: (v, "") if isinstance(v, str) else (v["mark"], v.get("text", "")) for k, v in value.items()}


ROMAN = {"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV", "Ⅴ": "V", "Ⅵ": "VI"}


def narrow(text):
    """Half-width digits, brackets and Roman numerals, as many offices type labels; ①…⑳ stay."""
    out = []
    for c in text:
        if c in ROMAN:
            out.append(ROMAN[c])
        elif "！" <= c <= "～" or c == "　":
            out.append(unicodedata.normalize("NFKC", c))
        else:
            out.append(c)
    return "".join(out)


class Builder:
    def __init__(self, form, values, layout, seed):
        self.form, self.values = form, values
        self.layout = LAYOUTS[layout]
        self.random = random.Random(f"{layout}/{seed}")
        pick = self.random.choice
        self.narrow = pick([True, False])
        self.blank = pick(["[ ]", "[　　]"])
        self.inside = pick(["[{}]", "[ {} ]", "[　{}　]"])
        self.head = pick(["<選択肢>", "＜選択肢＞"])
        self.number = "{}) " if self.narrow else "{}） "
        self.brackets = ("({})", "（{}）", "（ {} ）")[self.random.randrange(3)]
        self.items = {k: dict(v, id=k) for k, v in form["items"].items()}
        self.children = {}
        for item in self.items.values():
            item["parent"] = item.get("parent") or self.parent_of(item["id"])
            self.children.setdefault(item["parent"], []).append(item)

    def parent_of(self, ident):
        while "." in ident:
            ident = ident.rsplit(".", 1)[0]
            if ident in self.items:
                return ident
        return None

    # ---- texts

    def label(self, item, instance=0):
        text = item["label"].replace("{n}", str(instance) if self.narrow else to_wide(instance))
        return narrow(text) if self.narrow else text

    def place(self, item, scope):
        """The id with the file and the number of its group put in."""
        file_no, instance = scope
        ident = item["id"].replace("[]", f"[{instance}]")
        if file_no > 1:
            head, _, rest = ident.partition(".")
            ident = f"{head}@{file_no}.{rest}" if rest else f"{head}@{file_no}"
        return ident

    def value(self, item, scope):
        return self.values.get(self.place(item, scope))

    def options(self, item):
        out = []
        for option in self.form["options"][item["options"]]:
            m = re.match(r"(\d+)\) (.*)", option)
            out.append(self.number.format(m.group(1)) + m.group(2) if m else option)
        return [narrow(o) if self.narrow else o for o in out]

    def boxes(self, item, scope):
        """(state, label, free text or None) of each box."""
        have = self.value(item, scope) or {}
        for spec in self.form["marks"][item["marks"]].values():
            spec = spec if isinstance(spec, str) else spec[0]
            free = spec.endswith("（　）")
            label = spec[:-3] if free else spec
            state, text = have.get(label, ("unchecked", ""))
            yield state == "checked", narrow(label) if self.narrow else label, (text or "") if free else None

    def box(self, checked):
        return self.inside.format("○") if checked else self.blank

    # ---- values: each gives rows of cells that fill `width`

    def value_rows(self, item, scope, width):
        kind = item["type"]
        if kind == "choice":
            rows = self.choice(item, scope, width)
        elif kind == "marks":
            rows = self.marks(item, scope, width)
        else:
            value = self.value(item, scope)
            rows = [[Cell(value or "", width, date=value if kind == "date" else None)]]
        for child in self.children.get(item["id"], []):
            if rides_along(child) and not item["id"] == "II.5.has":
                tail = self.bracketed(child, scope, width)
                if self.layout["choice"] in ("inline", "before"):  # in the same cell
                    rows[-1][-1].text += "\n" + tail[0][0].text
                else:
                    rows += tail
        return rows

    def bracketed(self, child, scope, width):
        """（ 2 ）件, （手数料額、納付方法：… ）: behind the choice that they belong to."""
        value = self.value(child, scope) or ""
        before, after = re.match(r"(.*[（：])　(）.*)", child["label"]).groups()
        if self.narrow:
            before, after = narrow(before), narrow(after)
        if self.layout["choice"] == "grid":
            return [[Cell(before, 2, "label"), Cell(value, width - 5), Cell(after, 3, "label")]]
        return [[Cell(f"{before} {value} {after}", width)]]

    def choice(self, item, scope, width):
        options, style = self.options(item), self.layout["choice"]
        value = self.answer(self.value(item, scope) or "", options)
        printed = self.inside.format(value) if value else self.blank
        if len(options) == 2 and not options[0][0].isdigit():
            return [[Cell(value, width)]]
        if style == "inline":
            return [[Cell("\n".join([f"{printed} {self.head}", *pairs(options)]), width)]]
        if style == "before":
            return [[Cell("\n".join([self.head, *pairs(options), printed]), width)]]
        third = width // 3
        if style == "beside":
            return [[Cell(value, third), Cell("\n".join([self.head, *options]), width - third, "option")]]
        lines = [options[i:i + 2] for i in range(0, len(options), 2)]
        height, rest = len(lines) + 1, width - third - 2
        rows = [[Cell("[", 1, "mark", height), Cell(value, third, "value", height), Cell("]", 1, "mark", height),
                 Cell(self.head, rest, "option")]]
        for line in lines:
            left = rest // 2
            rows.append([Cell(line[0], left, "option"), Cell(line[1] if len(line) > 1 else "", rest - left, "option")])
        return rows

    def answer(self, value, options):
        """The value as the layout prints it; an assessment has the option's text, or "2) text"."""
        bare = re.sub(r"^[0-9]+[)）]\s*", "", narrow(value) if self.narrow else value)
        for option in options:
            number, _, text = option.rpartition(self.number[2:]) if option[0].isdigit() else ("", "", option)
            if text == bare:
                form = self.layout.get("answer", "text") if number else "text"
                return {"text": text, "both": option, "number": number}[form]
        return bare

    def marks(self, item, scope, width):
        style, boxes = self.layout["marks"], list(self.boxes(item, scope))
        counts = {}
        for child in self.children.get(item["id"], []):
            if rides_along(child):
                counts[child["label"].split("（")[0]] = self.value(child, scope) or ""
        if style in ("inline", "check"):
            parts = []
            for checked, label, free in boxes:
                sign = self.box(checked) if style == "inline" else "☑" if checked else "☐"
                tail = " " + self.brackets.format(free) if free is not None else ""
                if label in counts:
                    tail = " " + self.brackets.format(f" {counts[label]} ") + " 件"
                parts.append(f"{sign} {label}{tail}")
            step = 3 if len(parts) > 2 else len(parts)
            return [[Cell("\n".join("　".join(parts[i:i + step]) for i in range(0, len(parts), step)), width)]]
        rows, row, used = [], [], 0
        for checked, label, free in boxes:
            cells = self.box_cells(style, checked, label, counts.get(label, free), label in counts, width)
            size = sum(c.width for c in cells)
            if used + size > width:
                rows.append(row + ([Cell("", width - used, "filler")] if used < width else []))
                row, used = [], 0
            row, used = row + cells, used + size
        rows.append(row + ([Cell("", width - used, "filler")] if used < width else []))
        return rows

    def box_cells(self, style, checked, label, free, is_count, width):
        sign = "○" if checked else ""
        half = width // 2
        if style == "grid":
            cells = [Cell("[", 1, "mark"), Cell(sign, 1, "mark"), Cell("] " + label + (" （" if free is not None else ""), half - 2, "label")]
            if free is None:
                return cells
            return cells + [Cell(free, width - half - 2), Cell("）" + (" 件" if is_count else ""), 2, "label")]
        tail = ""
        if free is not None:
            tail = " " + self.brackets.format(f" {free} ") + (" 件" if is_count else "")
        text = Cell(label + tail, (width if free is not None else half) - 2, "label")
        return [Cell(sign, 2, "mark"), text] if style == "own" else [text, Cell(sign, 2, "mark")]

    # ---- rows of items

    def item_rows(self, item, scope, width=COLUMNS):
        """Label and value of an item, then the items below it."""
        label = self.label(item, scope[1])
        rows = []
        if item.get("type") == "group":
            rows = self.left_group(item, scope, width)
        elif self.layout["label"] == "above" or is_wide(item, self.layout["wide"]):
            rows = [[Cell(label, width, "label")]] + self.value_rows(item, scope, width)
        else:
            size = LABEL if width == COLUMNS else LABEL - GROUP
            values = self.value_rows(item, scope, width - size)
            rows = [[Cell(label, size, "label", len(values)), *values[0]], *values[1:]]
        for child in self.children.get(item["id"], []):
            if item["type"] != "group" and not rides_along(child):
                rows += self.item_rows(child, scope, width)
        return rows

    def left_group(self, item, scope, width):
        """④使用の主体, 再委託: the group's label beside the rows of its items."""
        inner = []
        for child in self.children.get(item["id"], []):
            inner += self.item_rows(child, scope, width if self.layout["label"] == "above" else width - GROUP)
        label = Cell(self.label(item, scope[1]), GROUP, "label", len(inner))
        if self.layout["label"] == "above":
            label.width, label.height = width, 1
            return [[label]] + inner
        return [[label, *inner[0]], *inner[1:]]

    def heading_row(self, item, scope):
        """A heading over the width; the boxes 委託しない, 接続しない stand in it."""
        text = Cell(self.label(item, scope[1]), COLUMNS, "heading")
        none = next((c for c in self.children.get(item["id"], []) if c["id"].endswith(".none")), None)
        if none is None:
            return [text]
        text.width = 12
        boxes = list(self.boxes(none, scope))
        if self.layout["marks"] in ("inline", "check"):
            line = "　".join(f"{self.box(c) if self.layout['marks'] == 'inline' else '☑' if c else '☐'} {label}" for c, label, _ in boxes)
            return [text, Cell(line, 12)]
        cells, size = [], 12 // len(boxes)
        for checked, label, _ in boxes:
            sign = "○" if checked else ""
            if self.layout["marks"] == "grid":
                cells += [Cell("[", 1, "mark"), Cell(sign, 1, "mark"), Cell("] " + label, size - 2, "label")]
            elif self.layout["marks"] == "own":
                cells += [Cell(sign, 2, "mark"), Cell(label, size - 2, "label")]
            else:
                cells += [Cell(label, size - 2, "label"), Cell(sign, 2, "mark")]
        return [text, *cells]

    def section_rows(self, item, scope):
        """The rows below a heading, headings within it included."""
        rows = []
        for child in self.children.get(item["id"], []):
            if child["id"].endswith(".none"):
                continue
            if child["id"].endswith("[]"):
                rows += self.instances(child, scope)
            elif child["type"] == "group" and not stands_left(child):
                rows.append(self.heading_row(child, scope))
                if child["id"] == "III.4.risk" and self.form["form"] == "4":
                    rows += [[Cell(t, COLUMNS, "heading")] for t in DELEGATION_RISKS]
                rows += self.section_rows(child, scope)
            else:
                rows += self.item_rows(child, scope)
        return rows

    def instances(self, group, scope):
        numbers = sorted({int(m.group(1)) for k in self.values for m in [re.match(re.escape(group["id"][:-2]) + r"\[(\d+)\]", unfiled(k, scope[0]))]
                          if m})
        name = group["label"].replace("{n}", "")
        ranges = [(2, 5), (6, 10), (11, 15), (16, 20)] if self.layout["ranges"] else []
        rows = []
        for n in numbers or ([1] if self.layout["ranges"] else []):
            while ranges and n >= ranges[0][0]:
                rows.append([Cell(f"{name}{ranges[0][0]}～{ranges[0][1]}", COLUMNS, "heading")])
                ranges.pop(0)
            inner = (scope[0], n)
            has_name = any(c["id"] == group["id"] + ".name" for c in self.children[group["id"]])
            if not has_name:
                rows.append([Cell(self.label(group, n), COLUMNS, "heading")])
            for child in self.children[group["id"]]:
                rows += self.item_rows(child, inner)
        return rows + [[Cell(f"{name}{a}～{b}", COLUMNS, "heading")] for a, b in ranges]

    # ---- sheets

    def sheets(self):
        tops = [i for i in self.form["items"] if "." not in i]
        for top in tops:
            item = self.items[top]
            sheet = Sheet(narrow(item["label"]).split("※")[0].strip() if top != "cover" else "表紙")
            if top == "cover":
                self.cover(sheet, tops)
                yield sheet
                continue
            for file_no in range(1, self.files(item) + 1):
                scope = (file_no, 0)
                sheet.para(self.label(item))
                if any(c["type"] == "table" for c in self.children.get(top, [])):
                    self.annex(sheet, self.children[top][0], scope)
                else:
                    for rows in self.parts(item, scope):
                        sheet.table(rows)
            yield sheet

    def parts(self, item, scope):
        """One table for each numbered heading, as published forms have them."""
        rows = self.section_rows(item, scope)
        part = []
        for row in rows:
            if part and row[0].kind in ("heading", "label") and re.match(r"[0-9０-９]{1,2}[.．]", row[0].text):
                yield part
                part = []
            part.append(row)
        yield part

    def files(self, item):
        if item.get("per_file") != "true":
            return 1
        return max([1] + [int(m.group(1)) for k in self.values for m in [re.match(re.escape(item["id"]) + r"@(\d+)", k)] if m])

    def cover(self, sheet, tops):
        scope, item = (1, 0), self.items
        sheet.para(self.label(item["cover"]))
        rows, rest = [], [c for c in self.children["cover"] if c["id"] not in ("cover.toc", "cover.form_version")]
        if self.layout["cover"] == "pair":
            rows.append([Cell(self.label(item["cover.no"]), LABEL, "label"), Cell(self.label(item["cover.name"]), COLUMNS - LABEL, "label")])
            rows.append([Cell(self.value(item["cover.no"], scope) or "", LABEL), Cell(self.value(item["cover.name"], scope) or "", COLUMNS - LABEL)])
            rest = rest[2:]
        for child in rest:
            if self.layout["cover"] == "pair" and child["id"] != "cover.remarks":
                rows.append([Cell(self.label(child), COLUMNS, "label")])
                rows += self.value_rows(child, scope, COLUMNS)
            else:
                rows += self.item_rows(child, scope)
        sheet.table(rows)
        if self.form.get("edition"):
            sheet.para(f"[{self.form['edition']}　{self.form['name']}]")
        if "cover.toc" not in item:
            return
        sheet.para(self.label(item["cover.toc"]))
        for top in tops[1:]:
            sheet.para(narrow(item[top]["label"].split("※")[0].strip()))

    def annex(self, sheet, table, scope):
        fields = self.children[table["id"]]
        numbers = sorted({int(m.group(1)) for k in self.values for m in [re.match(re.escape(table["id"][:-2]) + r"\[(\d+)\]", unfiled(k, scope[0]))]
                          if m})
        got = [{f["id"].rsplit(".", 1)[1]: self.value(f, (scope[0], n)) or "" for f in fields} for n in numbers]
        if table["id"].endswith("change[]"):
            widths = (3, 4, 6, 6, 2, 3)
            rows = [[Cell(self.label(f), w, "label") for f, w in zip(fields, widths)]]
            rows += [[Cell(r[f["id"].rsplit(".", 1)[1]], w, date=r["date"] if f["id"].endswith(".date") else None) for f, w in zip(fields, widths)]
                     for r in got]
            sheet.table(rows)
            return
        self.records(sheet, got)

    def records(self, sheet, got):
        style = self.layout["records"]
        if style == "table":
            rows = [[Cell("番号", 4, "label"), Cell("項目名", COLUMNS - 4, "label")]]
            for r in got:
                if r["heading"]:
                    rows.append([Cell(r["heading"], COLUMNS, "heading")])
                rows.append([Cell(r["num"], 4), Cell(r["name"], COLUMNS - 4)])
            sheet.table(rows)
            return
        groups = []
        for r in got:
            if r["heading"] or not groups:
                groups.append((r["heading"], []))
            groups[-1][1].append(f"{r['num']}{' ' if r['num'] and style != 'run' else ''}{r['name']}")
        lines = []
        for heading, names in groups:
            lines += [f"<{heading}>"] if heading and style == "cell" else [heading] if heading else []
            lines += ["、".join(names)] if style == "run" else names
        if style == "cell":
            sheet.table([[Cell("\n".join(lines), COLUMNS)]])
        else:
            for line in lines:
                sheet.para(line)


DELEGATION_RISKS = ("委託先による特定個人情報の不正な提供に関するリスク", "委託先による特定個人情報の保管・消去に関するリスク",
                    "委託契約終了後の不正な使用等のリスク", "再委託に関するリスク")


def unfiled(ident, file_no):
    """The id without its file's number; empty when it is another file's."""
    m = re.match(r"(\w+?)@(\d+)(.*)", ident)
    if m:
        return m.group(1) + m.group(3) if int(m.group(2)) == file_no else ""
    return ident if file_no == 1 or not re.match(r"(II|III|app\d)\b", ident) else ""


def rides_along(item):
    return item["type"] in ("count", "text") and bool(re.match(r".*[（：]　）", item["label"]))


def stands_left(item):
    """A group whose label stands beside its items: numbered ①, or without a number."""
    return item["label"][0] in "①②③④⑤⑥⑦⑧⑨⑩" or item["id"].endswith(".sub")


def is_wide(item, wide):
    """A label that takes the whole row, its value below: long ones, and those that are headings by their number."""
    return len(item["label"]) > 32 or (wide and re.match(r"[０-９]{1,2}．", item["label"]) is not None)


def to_wide(number):
    return "".join(chr(ord(c) + 0xFEE0) for c in str(number)) if number else ""


def pairs(options):
    return ["　".join(options[i:i + 2]) for i in range(0, len(options), 2)]


def build(form, values, layout, seed):
    builder = Builder(form, values, layout, seed)
    sheets = list(builder.sheets())
    for block in (b for sheet in sheets for b in sheet.blocks if not isinstance(b, str)):
        area = sum(cell.width * cell.height for row in block for cell in row)
        assert area == COLUMNS * len(block), [c.text for c in block[0]]
    return sheets, builder.layout
