# SPDX-License-Identifier: Apache-2.0
"""Sheets of form_model as the text layer of a PDF whose columns came apart: blocks of lines, in an order that means nothing.

A label and its value are on one line, or in two blocks; a box is whole, or its brackets, its ○ and its label are blocks of their own;
long texts are wrapped. The table of changes comes column by column or row by row, its header anywhere.
"""

import re

PAGE_LINES, WIDE, NARROW, LABEL = 60, 46, 22, 13


def wrap(text, width):
    """The lines of a text, broken where the layout ends and nowhere else."""
    return [line[i:i + width] for line in text.split("\n") for i in range(0, max(1, len(line)), width)]


def is_change_table(rows):
    return any(cell.text == "変更日" for cell in rows[0])


def row_blocks(row, chance):
    """The blocks of a row: lists of lines. Fragments that stand beside each other run together, or do not."""
    blocks, last = [], None
    for cell in row:
        text = cell.text.strip("\n")
        if cell.kind == "filler" or not text.strip():
            continue
        lines = wrap(text, WIDE) if cell.kind == "value" else [text]
        if cell.kind in ("label", "heading") and len(text) > LABEL and not text.startswith("]") and chance.random() < 0.3:
            lines = wrap(text, LABEL)
        short = len(lines) == 1 and last is not None and len(blocks[-1]) == 1 and len(blocks[-1][0]) + len(lines[0]) <= WIDE
        joins = {"mark": 0.7, "option": 0.5, "value": 0.5, "label": 0.8 if text.startswith("]") or text == "）" else 0.0}.get(cell.kind, 0.0)
        if last == "label" and cell.kind == "mark":
            joins = 0.4 if not blocks[-1][0].lstrip().startswith("]") else 0.5
        if short and chance.random() < joins:
            blocks[-1][0] += " " + lines[0]
        else:
            blocks.append([(" " if cell.kind in ("label", "heading") and not text.startswith("]") else "") + lines[0], *lines[1:]])
        last = cell.kind
    return blocks


def change_pages(rows, chance):
    """Pages of a few rows each: dates apart, header anywhere, each row's cells together, in any order of the rows."""
    header, body, pages = [c.text for c in rows[0] if c.text], [[c.text for c in row] for row in rows[1:]], []
    while body:
        part, body = body[:8], body[8:]
        groups = [[[row[0]]] for row in part]
        for row in part:
            path, before, after, timing, reason = row[1:6]
            group = [wrap(path.replace("　", "\n"), LABEL)]
            if before and after and len(before) + len(after) < NARROW and "\n" not in before + after:
                group.append([f"{before} {after} {timing}"])
            else:
                group += [wrap(text, NARROW) for text in (before, after) if text] + [[timing]]
            if reason:
                group.append(wrap(reason, NARROW))
            groups.append(group)
        groups += [[[" ".join(header[2:4])]], [["項目"]], [[" ".join(header[4:])]]]
        chance.shuffle(groups)
        pages.append([block for group in groups for block in group])
    return pages


def sheet_pages(sheet, chance):
    pages, page, lines = [], [], 0
    for block in sheet.blocks:
        if not isinstance(block, str) and is_change_table(block):
            pages += [page] if page else []
            page, lines = [], 0
            pages += change_pages(block, chance)
            continue
        for row in [block] if isinstance(block, str) else block:
            made = [[" " + row]] if isinstance(row, str) else row_blocks(row, chance)
            size = sum(map(len, made))
            if lines + size > PAGE_LINES:
                pages.append(page)
                page, lines = [], 0
            page += made
            lines += size
    return pages + ([page] if page else [])


def write(sheets, chance):
    """The layer as text: three blank lines end a page."""
    out = []
    for sheet in sheets:
        for page in sheet_pages(sheet, chance):
            # 記録項目 are one column, and stay in their order.
            if not re.search(r"記録項目", sheet.name) and not any("変更日" in line for block in page for line in block):
                chance.shuffle(page)
            out.append("\n\n".join("\n".join(block) for block in page))
    return "\n\n\n\n".join(out) + "\n"
