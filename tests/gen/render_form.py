#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a structured assessment as a published form would look: the way back from `piacheck import`, for round trips.

usage: render_form.py ASSESSMENT -o OUT [--to text|md|html|xlsx|pdf|pdf-html] [--layout NAME] [--seed N]
       render_form.py --list

pdf is LibreOffice's print of the workbook, pdf-html that of the HTML. Same input, layout and seed: same bytes (but for PDF).
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import form_model
import form_write
import form_xlsx

ROOT = Path(__file__).resolve().parents[2]


def to_pdf(path, out):
    """LibreOffice's PDF of a workbook or an HTML page, with a profile of its own, so that several can run at once."""
    with tempfile.TemporaryDirectory() as folder:
        # As a text document: Writer's own web layout knows no pages.
        kind = ["--infilter=HTML (StarWriter)", "--convert-to", "pdf:writer_pdf_Export"] if path.suffix == ".html" else \
            ["--convert-to", "pdf:calc_pdf_Export"]
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", *kind, "--outdir", folder, str(path)],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, timeout=300)
        made = Path(folder) / (path.stem + ".pdf")
        if not made.exists():
            raise SystemExit(f"render_form: LibreOffice made no PDF of {path}")
        out.write_bytes(made.read_bytes())


def render(piacheck, assessment, to, layout, seed, out):
    number, values = form_model.load_assessment(piacheck, assessment)
    form = form_model.load_form(ROOT / "rules", number)
    sheets, kind = form_model.build(form, values, layout, seed)
    write_as(sheets, kind, to, form, layout, seed, out)


def write_as(sheets, kind, to, form, layout, seed, out):
    if to == "text":
        out.write_text(form_write.to_text(sheets), encoding="utf-8")
    elif to == "md":
        out.write_text(form_write.to_markdown(sheets), encoding="utf-8")
    elif to == "html":
        out.write_text(form_write.to_html(sheets, kind, form["title"]), encoding="utf-8")
    elif to == "xlsx":
        form_xlsx.write(out, sheets, kind, random.Random(f"xlsx/{layout}/{seed}"), form_model.COLUMNS)
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / ("form.html" if to == "pdf-html" else "form.xlsx")
            # Boxes of a page's own are no text when it is printed: ☑ and ☐ are.
            write_as(sheets, {**kind, "inputs": False}, path.suffix[1:], form, layout, seed, path)
            to_pdf(path, out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assessment", nargs="?", type=Path)
    parser.add_argument("-o", dest="out", type=Path)
    parser.add_argument("--to", default="text", choices=("text", "md", "html", "xlsx", "pdf", "pdf-html"))
    parser.add_argument("--layout", default="official", choices=sorted(form_model.LAYOUTS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="name the layouts")
    args = parser.parse_args()
    if args.list:
        print("\n".join(form_model.LAYOUTS))
        return
    if args.assessment is None or args.out is None:
        parser.error("ASSESSMENT and -o OUT are needed")
    render(os.environ.get("PIACHECK", str(ROOT / "build/release/piacheck")), args.assessment, args.to, args.layout, args.seed, args.out)


if __name__ == "__main__":
    main()
