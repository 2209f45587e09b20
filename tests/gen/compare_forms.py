#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares an imported assessment with the one that its document was made of, item by item.

usage: compare_forms.py ORIGINAL IMPORTED [-v]

equal     the same value and state (white space and width aside, which a document does not keep)
proposed  only proposed, for a person to confirm
unknown   the import has nothing: honest, but lost
wrong     the import asserts what the original does not say; also an item that the original does not have
Of marks, each box counts in the item: one wrong box makes it wrong, else one unknown box unknown.
Exit status 1 when something is wrong, or the share of equal items is below --min (in per cent).
"""

import argparse
import functools
import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import form_model

ROOT = Path(__file__).resolve().parents[2]
STATES = ("equal", "proposed", "unknown", "wrong")


@functools.lru_cache(maxsize=20000)
def norm(text):
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or "")).replace("—", "-")


def load(piacheck, path):
    shown = subprocess.run([piacheck, "show", str(path), "-f", "json"], stdout=subprocess.PIPE, check=True).stdout
    items = {i["id"]: i for i in json.loads(shown)["items"]}
    for ident, value in form_model.load_assessment(piacheck, path)[1].items():
        if isinstance(value, dict) and ident in items:
            items[ident]["texts"] = {k: text for k, (_, text) in value.items()}
    carry_headings(items)
    return items


def carry_headings(items):
    """見出し of a 記録項目 holds for those below it: a document does not say whether it stands there once or again."""
    last = {}
    for ident, item in items.items():
        m = re.fullmatch(r"(app\d(?:@\d+)?)\.record\[\d+\]\.heading", ident)
        if m:
            last[m.group(1)] = item["value"] or last.get(m.group(1), "")
            item.update(value=last[m.group(1)], state="read" if last[m.group(1)] else "blank")


def verdict(want, got):
    if got is None or got["state"] == "unknown":
        return "unknown"
    same = compare(want, got)
    if got["state"] == "proposed":
        return "proposed"
    if got["state"] != want["state"] and same != "unknown":
        # A form shows '' and a dash as they are; a read value cannot be taken for a blank one.
        return "wrong"
    return same


def compare(want, got):
    kind, a, b = want["type"], want["value"], got["value"]
    if kind == "marks":
        return compare_marks(want, got)
    if kind == "choice":
        a, b = (norm(v["text"]) if v else "" for v in (a, b))
    elif kind == "date" and a and b and a["iso"] and b["iso"]:
        a, b = a["iso"], b["iso"]
    elif kind in ("date", "period"):
        a, b = (norm(v["text"]) if v else "" for v in (a, b))
    elif kind == "text":
        a, b = norm(a), norm(b)
    return "equal" if a == b else "wrong"


def compare_marks(want, got):
    result = "equal"
    for label, state in (want["value"] or {}).items():
        have = (got["value"] or {}).get(label, "unknown")
        if have == "unknown":
            result = "unknown"
        elif have != state or norm(want.get("texts", {}).get(label)) != norm(got.get("texts", {}).get(label)):
            return "wrong"
    return result


def judge(want, got, printed):
    """Counts of the verdicts, and a row for each item that is not equal. printed: ids of the form's own text, no answer."""
    count, rows = dict.fromkeys(STATES, 0), []
    for ident, item in want.items():
        if item["state"] == "unknown":
            continue
        v = verdict(item, got.get(ident))
        count[v] += 1
        if v != "equal":
            rows.append((v, ident, item["label"], item["value"], got.get(ident, {}).get("state"), got.get(ident, {}).get("value")))
    for ident, item in got.items():
        if ident not in want and ident not in printed and item["state"] == "read" and \
                not (item["type"] == "marks" and "checked" not in item["value"].values()):
            count["wrong"] += 1
            rows.append(("wrong", ident, item["label"], None, "read", item["value"]))
    return count, rows


def printed_of(form):
    return {k for k, item in form["items"].items() if item.get("static") == "true"}


def share(count):
    return 100 * count["equal"] / max(1, sum(count.values()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("original", type=Path)
    parser.add_argument("imported", type=Path)
    parser.add_argument("-v", dest="verbose", action="store_true", help="list what is not equal")
    parser.add_argument("--min", type=float, default=0, help="least share of equal items, in per cent")
    args = parser.parse_args()
    piacheck = os.environ.get("PIACHECK", str(ROOT / "build/release/piacheck"))
    form = form_model.load_form(ROOT / "rules", form_model.load_assessment(piacheck, args.original)[0])
    count, rows = judge(load(piacheck, args.original), load(piacheck, args.imported), printed_of(form))
    if args.verbose:
        for row in rows:
            print(*(str(c)[:120] for c in row), sep="\t")
    print(f"{share(count):.1f}% of {sum(count.values())} items equal; " + ", ".join(f"{k} {count[k]}" for k in STATES))
    sys.exit(1 if count["wrong"] or share(count) < args.min else 0)


if __name__ == "__main__":
    main()
