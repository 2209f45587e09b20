# SPDX-License-Identifier: Apache-2.0
"""Sheets of form_model as plain text with tabs, Markdown tables and HTML."""

import html


def grid(rows):
    """Rows with None where a cell reaches down from above: (cell or None) in the order of the columns."""
    covered, out = {}, []
    for y, row in enumerate(rows):
        line, x, cells = [], 0, list(row)
        while cells or (y, x) in covered:
            if (y, x) in covered:
                line.append(None)
                x += covered[y, x]
                continue
            cell = cells.pop(0)
            for down in range(1, cell.height):
                covered[y + down, x] = cell.width
            line.append(cell)
            x += cell.width
        out.append(line)
    return out


def to_text(sheets):
    out = []
    for sheet in sheets:
        for block in sheet.blocks:
            out.append("")
            if isinstance(block, str):
                out += [block]
                continue
            for line in grid(block):
                out.append("\t".join("" if c is None else " ".join(c.text.split("\n")) for c in line if c is None or c.kind != "filler"))
    return "\n".join(out) + "\n"


def to_markdown(sheets):
    out = []
    for sheet in sheets:
        for block in sheet.blocks:
            out.append("")
            if isinstance(block, str):
                out.append(("## " if block == sheet.blocks[0] else "") + block)
                continue
            lines = grid(block)
            width = max(len(line) for line in lines)
            for n, line in enumerate(lines):
                cells = ["" if c is None else c.text.replace("|", "｜").replace("\n", "<br>") for c in line]
                out.append("| " + " | ".join(cells + [""] * (width - len(cells))) + " |")
                if n == 0:
                    out.append("|" + " --- |" * width)
    return "\n".join(out) + "\n"


STYLE = """@page { size: A4; margin: 12mm } body { font-family: "Noto Sans CJK JP", sans-serif; font-size: 9pt }
table { border-collapse: collapse; width: 100%; table-layout: fixed } td { border: 1px solid #000; vertical-align: top; padding: 2px }
.label, .heading { background: #eee } .option { font-size: 7pt } .mark { text-align: center }"""


def to_html(sheets, layout, title):
    out = ["<!DOCTYPE html>", '<html lang="ja"><head><meta charset="utf-8">', f"<title>{html.escape(title)}</title>",
           f"<style>{STYLE}</style></head><body>"]
    for number, sheet in enumerate(sheets):
        for block in sheet.blocks:
            if isinstance(block, str):
                tag = "h1" if number == 0 and block == sheet.blocks[0] else "h2" if block == sheet.blocks[0] else "p"
                out.append(f"<{tag}>{escape(block, layout)}</{tag}>")
                continue
            out.append('<table border="1" cellspacing="0" width="700">')  # widths as LibreOffice's print wants them
            columns = sum(c.width for c in block[0])
            out.append("<colgroup>" + f'<col width="{700 // columns}">' * columns + "</colgroup>")
            for row in block:
                cells = []
                for cell in row:
                    span = f' colspan="{cell.width}"' if cell.width > 1 else ""
                    span += f' rowspan="{cell.height}"' if cell.height > 1 else ""
                    tag = "th" if cell.kind == "heading" else "td"
                    cells.append(f'<{tag} class="{cell.kind}"{span}>{escape(cell.text, layout)}</{tag}>')
                out.append("<tr>" + "".join(cells) + "</tr>")
            out.append("</table>")
    return "\n".join([*out, "</body></html>"]) + "\n"


def escape(text, layout):
    text = html.escape(text, quote=False).replace("\n", "<br>\n")
    if layout["marks"] == "check" and layout.get("inputs", True):
        text = text.replace("☑", '<input type="checkbox" checked>').replace("☐", '<input type="checkbox">')
    return text
