# SPDX-License-Identifier: Apache-2.0
"""Damage as extraction does it to a form, at random from a seed: to lines of text, to the cells of sheets, to tags.

Every kind notes what it took away or doubled, so that a value that merely lacks a line of its own is told from one that is wrong:
nothing in the document shows that loss.
"""

import functools
import random
import re
import unicodedata

FULL = str.maketrans("0123456789.()", "０１２３４５６７８９．（）")
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


@functools.lru_cache(maxsize=20000)
def norm(text):
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or "")).replace("—", "-")


@functools.lru_cache(maxsize=20000)
def plain(text):
    return norm(re.sub(r"</?[a-z][^>]*>", "", text or ""))


class Damage:
    """labels: the printed labels of the form; share: how often each place is struck."""

    def __init__(self, form, seed, share):
        self.form, self.share = form, share
        self.random = random.Random(seed)
        self.lost, self.doubled = [], []
        self.slack = ""  # characters of which any may be lost from a value
        self.labels = {norm(re.sub(r"※.*", "", i["label"])) for i in form["items"].values()}
        self.options = {norm(o) for group in form["options"].values() for o in group}

    def strikes(self, share=None):
        return self.random.random() < (self.share if share is None else share)

    def is_label(self, text):
        key = norm(re.sub(r"\*\*|※.*", "", text))
        return key in self.labels or bool(re.fullmatch(r"(システム|委託事項|提供先|移転先)\d+", key))

    def is_typed(self, text):
        """Its kind shows what it is: a label, a date, an answer in brackets, boxes."""
        return self.is_label(text) or bool(re.match(r"\s*(\[|☐|☑|(明治|大正|昭和|平成|令和)[元\d０-９]+年|\d{4}[年/-])", text)) or \
            norm(text) in ("事前", "事後") or norm(text) in self.options

    # ---- labels

    def variant(self, text):
        """The same label as another office types it: width, blanks, number style, without ※."""
        head, mark = re.match(r"([^※]*)(※.*)?$", text, re.S).groups()
        m = re.match(r"\s*([0-9０-９]{1,2})[.．]\s*(.*)$|\s*([①-⑩])\s*(.*)$", head, re.S)
        number = body = None
        if m and m.group(1):
            n, body = unicodedata.normalize("NFKC", m.group(1)), m.group(2)
            number = self.random.choice(["{}．", "{}.", "{}. ", "{}　", "{}、", "{} "]).format(n.translate(FULL) if self.strikes(0.5) else n)
        elif m:
            n, body = CIRCLED.index(m.group(3)) + 1, m.group(4)
            number = self.random.choice(["({})", "（{}）", "{}）", "{})", CIRCLED[n - 1] + " ", CIRCLED[n - 1] + "　"]).format(n)
        else:
            number, body = "", head
        body = body.strip()
        how = self.random.choice(["as is", "wide", "narrow", "spaced", "bold brackets"])
        if how == "wide":
            body = body.translate(FULL)
        elif how == "narrow":
            body = unicodedata.normalize("NFKC", body)
        elif how == "spaced":
            body = self.random.choice([" ", "　"]).join(body)
        return number + body + (mark or "" if self.strikes(0.5) else "")

    # ---- lines of text; parting: tab, or "|" of Markdown

    def cells(self, line):
        if line.startswith("|"):
            return [c.strip() for c in line.strip().strip("|").split("|")]
        return line.split("\t")

    def line_of(self, cells, like):
        return "| " + " | ".join(cells) + " |" if like.startswith("|") else "\t".join(cells)

    def on_lines(self, kind, text):
        lines = text.split("\n")
        return "\n".join(getattr(self, "lines_" + kind)(lines))

    def lines_lost(self, lines):
        out = []
        for line in lines:
            if line.strip() and not line.startswith("| ---") and self.strikes():
                self.lost += self.cells(line) + [line]
            else:
                out.append(line)
        return out

    def lines_joined(self, lines):
        """A line runs into the one above, also over an empty line."""
        out = []
        for line in lines:
            above = max((i for i in range(max(0, len(out) - 2), len(out)) if out[i].strip()), default=None)
            if line.strip() and above is not None and not (line + out[above]).count("| ---") and self.strikes():
                out[above] = out[above].rstrip(" |") + " " + line.lstrip("| ")
            else:
                out.append(line)
        return out

    def lines_split(self, lines):
        out = []
        for line in lines:
            if len(line) > 8 and self.strikes():
                at = self.random.randrange(2, len(line) - 2)
                out += [line[:at], line[at:]]
            else:
                out.append(line)
        return out

    def lines_pages(self, lines):
        """Every page repeats a heading and counts itself, wherever the text happens to be."""
        number, foot = 0, self.random.choice(["- {} -", "{}／40", "{} / 40 ページ", "{}頁", "P.{}", "青葉市　評価書　{}"])
        head = self.random.choice(["青葉市　特定個人情報保護評価書", "様式3　重点項目評価書（青葉市）", "", self.form["title"]])
        out, every = [], self.random.randrange(14, 30)
        for n, line in enumerate(lines):
            if n > 20 and n % every == 0:
                number += 1
                out.append(foot.format(number))
                out += [""] * self.random.randrange(3) + [head] * bool(head)
            out.append(line)
        return out

    def lines_merged(self, lines):
        out = []
        for line in lines:
            cells = self.cells(line)
            if len(cells) > 1 and "---" not in line and self.strikes():
                at = self.random.randrange(len(cells) - 1)
                cells[at:at + 2] = [(cells[at] + " " + cells[at + 1]).strip()]
                line = self.line_of(cells, line)
            out.append(line)
        return out

    def lines_swapped(self, lines):
        """Two neighbours of which one shows what it is: of two texts nobody could tell."""
        out = []
        for line in lines:
            cells = self.cells(line)
            at = self.random.randrange(len(cells) - 1) if len(cells) > 1 else 0
            if len(cells) > 1 and "---" not in line and self.strikes() and (self.is_typed(cells[at]) or self.is_typed(cells[at + 1])):
                cells[at], cells[at + 1] = cells[at + 1], cells[at]
                line = self.line_of(cells, line)
            out.append(line)
        return out

    def lines_variant(self, lines):
        out = []
        for line in lines:
            cells = self.cells(line)
            changed = [self.variant(c) if self.is_label(c) and self.strikes() else c for c in cells]
            out.append(line if changed == cells else self.line_of(changed, line))
        return out

    def lines_unlabelled(self, lines):
        """A label is lost; its cell is there, empty, or it was the line."""
        out = []
        for line in lines:
            cells = self.cells(line)
            struck = [bool(self.is_label(c)) and self.strikes() for c in cells]
            if any(struck) and len([c for c in cells if c]) == 1:
                continue
            out.append(self.line_of(["" if s else c for c, s in zip(cells, struck)], line) if any(struck) else line)
        return out

    def lines_uncelled(self, lines):
        """A cell is lost with its border."""
        out = []
        for line in lines:
            cells = self.cells(line)
            if len(cells) > 1 and "---" not in line and self.strikes():
                gone = cells.pop(self.random.randrange(len(cells)))
                self.lost.append(gone)
                line = self.line_of(cells, line)
            out.append(line)
        return out

    def lines_doubled(self, lines):
        out = []
        for line in lines:
            out.append(line)
            if line.strip() and not line.startswith("| ---") and self.strikes():
                self.doubled += self.cells(line) + [line]
                out.append(line)
        return out

    def lines_broken(self, lines):
        """Of tags, brackets, bars and tabs one character is lost."""
        out, self.slack = [], r"[<>\[\]|/]"
        for line in lines:
            places = [m.start() for m in re.finditer(r"[<>\[\]|\t/]", line)]
            if places and self.strikes():
                at = self.random.choice(places)
                line = line[:at] + line[at + 1:]
            out.append(line)
        return out

    def lines_paged_rows(self, lines):
        """A page ends inside of a row: footer, heading, and the rest of the row with an empty first cell."""
        out, number, title = [], 0, ""
        for line in lines:
            cells = self.cells(line)
            if len([c for c in cells if c]) == 1 and self.is_label(cells[0] or "".join(cells)):
                title = line
            elif "変更日" in line and "項目" in line:
                title = line
            if len(cells) > 1 and "---" not in line and len(cells[-1]) > 12 and not self.is_typed(cells[-1]) and self.strikes():
                number += 1
                at = self.random.randrange(4, len(cells[-1]) - 4)
                rest = [""] * (len(cells) - 1) + [cells[-1][at:]]
                cells[-1] = cells[-1][:at]
                out += [self.line_of(cells, line), "", f"- {number} -", "", title, self.line_of(rest, line)]
            else:
                out.append(line)
        return out

    # ---- sheets of form_model: the same for workbooks and HTML

    def on_sheets(self, kind, sheets):
        for sheet in sheets:
            blocks = [b if isinstance(b, str) else getattr(self, "table_" + kind)(b) for b in sheet.blocks]
            sheet.blocks = [b for b in blocks if b]
        return sheets

    def free_rows(self, rows):
        """Indexes of rows that no cell of another reaches into."""
        covered, out = set(), []
        for y, row in enumerate(rows):
            tallest = max(c.height for c in row) if row else 1
            covered.update(range(y + 1, y + tallest))
            if y not in covered and tallest == 1:
                out.append(y)
        return out

    def table_lost(self, rows):
        gone = {y for y in self.free_rows(rows) if self.strikes()}
        self.lost += [c.text for y in gone for c in rows[y]]
        return [row for y, row in enumerate(rows) if y not in gone]

    def table_doubled(self, rows):
        out, free = [], set(self.free_rows(rows))
        for y, row in enumerate(rows):
            out.append(row)
            if y in free and self.strikes():
                self.doubled += [c.text for c in row]
                out.append(row)
        return out

    def table_swapped(self, rows):
        for row in rows:
            at = self.random.randrange(len(row) - 1) if len(row) > 1 else 0
            if len(row) > 1 and self.strikes() and (self.is_typed(row[at].text) or self.is_typed(row[at + 1].text)):
                a, b = row[at], row[at + 1]
                a.text, b.text, a.date, b.date = b.text, a.text, b.date, a.date
        return rows

    def table_merged(self, rows):
        for row in rows:
            if len(row) > 1 and self.strikes():
                at = self.random.randrange(len(row) - 1)
                a, b = row[at], row[at + 1]
                if a.height == b.height:
                    a.text, a.date, a.width = (a.text + " " + b.text).strip(), None, a.width + b.width
                    del row[at + 1]
        return rows

    def table_variant(self, rows):
        for row in rows:
            for cell in row:
                if self.is_label(cell.text) and self.strikes():
                    cell.text = self.variant(cell.text)
        return rows

    def table_unlabelled(self, rows):
        for row in rows:
            for cell in row:
                if self.is_label(cell.text) and self.strikes():
                    cell.text = ""
        return rows

    def table_paged_rows(self, rows):
        """The row's rest below it, beside the empty rest of its label."""
        out, free = [], set(self.free_rows(rows))
        for y, row in enumerate(rows):
            out.append(row)
            if y in free and len(row) > 1 and len(row[-1].text) > 12 and not row[-1].date and not self.is_typed(row[-1].text) and self.strikes():
                at = self.random.randrange(4, len(row[-1].text) - 4)
                rest = [type(c)("", c.width, c.kind) for c in row[:-1]] + [type(row[-1])(row[-1].text[at:], row[-1].width, row[-1].kind)]
                row[-1].text = row[-1].text[:at]
                out.append(rest)
        return out

    # ---- tags

    def on_tags(self, text):
        """Tags lost, or not closed."""
        def strike(m):
            if not self.strikes(self.share / 4):
                return m.group()
            return "" if self.strikes(0.7) else m.group()[:-1]
        return re.sub(r"</?(td|tr|th|table|br|h2|p|input)\b[^>]*>", strike, text)


LINES = ("lost", "joined", "split", "pages", "merged", "swapped", "variant", "unlabelled", "uncelled", "doubled", "broken", "paged_rows")
TABLES = ("lost", "doubled", "swapped", "merged", "variant", "unlabelled", "paged_rows")


# ---- what came of it

def excused(damage, want, got):
    """The value lacks lines of its own, or has one twice, and nothing else: no document shows that."""
    a, b = norm(want), norm(got)
    if not b:
        return False
    if damage.slack and re.sub(damage.slack, "", a) == re.sub(damage.slack, "", b):
        return True
    for piece in sorted({plain(p) for p in damage.lost if plain(p)}, key=len, reverse=True):
        if piece != a and piece in a and a.replace(piece, "", 1) == b:
            return True
    for piece in {plain(p) for p in damage.doubled if plain(p)}:
        if b.replace(piece, "", 1) == a or b == a + piece:
            return True
    return without(a, [plain(p) for p in damage.lost], b)


def without(a, pieces, b):
    """Are several of the pieces gone from a?"""
    for piece in sorted({p for p in pieces if p}, key=len, reverse=True):
        if len(a) - len(piece) >= len(b) and piece in a and piece not in b:
            a = a.replace(piece, "", 1)
    return a == b
