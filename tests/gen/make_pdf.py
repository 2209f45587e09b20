#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes small PDFs by hand, for what no office program makes: drawn rings, form fields, fonts that are not in the file, and
documents that mean harm.

usage: make_pdf.py KIND -o OUT        make_pdf.py --list
"""

import argparse
import sys
import zlib

WIDTH, HEIGHT = 595, 842


class Pdf:
    """Objects by number; object 1 is the catalog, 2 the tree of pages, 3 the font."""

    def __init__(self):
        self.objects = {}
        self.catalog = ""
        self.pages = []
        self.font()

    def add(self, body):
        number = 10 + len(self.objects)
        self.objects[number] = body if isinstance(body, bytes) else body.encode()
        return number

    def stream(self, data, entries=""):
        return self.add(f"<< /Length {len(data)} {entries} >>\nstream\n".encode() + data + b"\nendstream")

    def font(self):
        """Not embedded, in an encoding of Adobe's: only poppler's own tables tell which characters these are."""
        self.objects[3] = (b"<< /Type /Font /Subtype /Type0 /BaseFont /Ryumin-Light /Encoding /UniJIS-UTF16-H "
                           b"/DescendantFonts [4 0 R] >>")
        self.objects[4] = (b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Ryumin-Light /CIDSystemInfo << /Registry (Adobe) "
                           b"/Ordering (Japan1) /Supplement 2 >> /DW 1000 /FontDescriptor 5 0 R >>")
        self.objects[5] = (b"<< /Type /FontDescriptor /FontName /Ryumin-Light /Flags 6 /FontBBox [0 -120 1000 880] "
                           b"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>")

    def page(self, content, entries="", filters=""):
        data = content if isinstance(content, bytes) else content.encode()
        stream = self.stream(data, filters)
        resources = "" if "/Resources" in entries else "/Resources << /Font << /F 3 0 R >> >>"
        self.pages.append(self.add(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] {resources} /Contents {stream} 0 R {entries} >>"))

    def bytes(self, tree=None):
        kids = " ".join(f"{n} 0 R" for n in self.pages)
        self.objects[1] = f"<< /Type /Catalog /Pages 2 0 R {self.catalog} >>".encode()
        self.objects[2] = (tree or f"<< /Type /Pages /Count {len(self.pages)} /Kids [{kids}] >>").encode()
        out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
        for number in sorted(self.objects):
            places[number] = len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, self.objects[number])
        start, size = len(out), max(places) + 1
        out += b"xref\n0 %d\n" % size
        for number in range(size):
            out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
        out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
        return bytes(out)


def text(x, y, words, size=10):
    """At x, y from the upper left corner: the base line of the words."""
    return f"BT /F {size} Tf {x} {HEIGHT - y} Td <{words.encode('utf-16-be').hex()}> Tj ET\n"


def line(x0, y0, x1, y1):
    return f"0.5 w {x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S\n"


def ring(x, y, r):
    k, y = r * 0.5523, HEIGHT - y
    return (f"1 w {x + r} {y} m {x + r} {y + k} {x + k} {y + r} {x} {y + r} c {x - k} {y + r} {x - r} {y + k} {x - r} {y} c "
            f"{x - r} {y - k} {x - k} {y - r} {x} {y - r} c {x + k} {y - r} {x + r} {y - k} {x + r} {y} c s\n")


def square(x, y, side):
    return f"0.7 w {x} {HEIGHT - y - side} {side} {side} re S\n"


def table(rows, columns, top):
    """Ruled rows of texts: rows of (height, texts); columns are the places of the upright lines."""
    out, y = line(columns[0], top, columns[-1], top), top
    for height, texts in rows:
        for x, words in zip(columns, texts):
            for i, one in enumerate(words.split("\n")):
                out += text(x + 3, y + 13 + 13 * i, one)
        y += height
        out += line(columns[0], y, columns[-1], y)
    return out + "".join(line(x, top, x, y) for x in columns)


HEAD = [(18, ["評価書番号", "評価書名"]), (18, ["7", "青い鳥の世話に関する事務　重点項目評価書"])]
TITLE = text(200, 60, "特定個人情報保護評価書（重点項目評価書）", 12)


def form():
    """A form whose answers are drawn: a ring around an option's number, a ring in brackets, squares with a stroke."""
    pdf = Pdf()
    pdf.page(TITLE + table(HEAD, [50, 150, 545], 80))
    rows = [
        (18, ["１．特定個人情報ファイルを取り扱う事務", ""]),  # runs over the line between two cells
        (18, ["①事務の名称", "青い鳥の世話に関する事務"]),
        (32, ["②事務の内容　※", "鳥小屋の掃除、餌やり及び健康の記録を行う。\n・毎朝の点検"]),
        (72, ["③対象人数", "＜選択肢＞\n1) 1,000人未満\n2) 1,000人以上1万人未満\n3) 1万人以上10万人未満\n4) 10万人以上30万人未満"]),
    ]
    content = text(50, 40, "Ⅰ　基本情報", 12) + table(rows, [50, 200, 545], 60) + ring(208, 60 + 68 + 35, 6)
    content += text(50, 300, "２．特定個人情報ファイルを取り扱う事務において使用するシステム")
    content += text(50, 325, "システム1") + table(
        [(18, ["①システムの名称", "鳥台帳システム"]), (18, ["②システムの機能", "鳥の登録"]),
         (58, ["③他のシステムとの接続", ""])], [50, 200, 545], 335)
    names = ["情報提供ネットワークシステム", "庁内連携システム", "住民基本台帳ネットワークシステム", "既存住民基本台帳システム",
             "宛名システム等", "税務システム"]
    for i, name in enumerate(names):
        x, y = 206 + 170 * (i % 2), 376 + 14 * (i // 2)
        content += square(x, y, 9) + text(x + 14, y + 9, name)
        if i in (1, 4):
            content += f"1 w {x + 2} {HEIGHT - y - 4} m {x + 4} {HEIGHT - y - 7} l {x + 8} {HEIGHT - y - 1} l S\n"
    content += square(206, 418, 9) + text(220, 427, "その他（　　　）")
    pdf.page(content)
    return pdf.bytes()


def fields():
    """Check boxes and a text field of an interactive form; a script and an attachment, which nobody runs or opens."""
    pdf = Pdf()
    pdf.page(TITLE + table(HEAD, [50, 150, 545], 80))
    boxes = []
    names = ["情報提供ネットワークシステム", "庁内連携システム", "住民基本台帳ネットワークシステム", "既存住民基本台帳システム",
             "宛名システム等", "税務システム", "その他（　　）"]
    rows = [(18, ["①システムの名称", ""]), (18, ["②システムの機能", "鳥の登録"]), (58, ["③他のシステムとの接続", ""])]
    content = text(50, 40, "Ⅰ　基本情報", 12) + text(50, 60, "２．特定個人情報ファイルを取り扱う事務において使用するシステム")
    content += text(50, 80, "システム1") + table(rows, [50, 200, 545], 90)
    empty = pdf.stream(b"", "/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    for i, name in enumerate(names):
        x, y = 206 + 170 * (i % 2), 129 + 14 * (i // 2)
        content += text(x + 14, y + 9, name)
        state = "Yes" if i in (1, 4) else "Off"
        boxes.append(pdf.add(
            f"<< /Type /Annot /Subtype /Widget /FT /Btn /T (box{i}) /F 4 /Rect [{x} {HEIGHT - y - 9} {x + 9} {HEIGHT - y}] "
            f"/V /{state} /AS /{state} /AP << /N << /Yes {empty} 0 R /Off {empty} 0 R >> >> >>"))
    value = "鳥台帳システム".encode("utf-16-be").hex()
    boxes.append(pdf.add(f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /F 4 /Rect [204 {HEIGHT - 106} 300 {HEIGHT - 92}] "
                         f"/V <feff{value}> /DA (/F 10 Tf 0 g) >>"))
    refs = " ".join(f"{n} 0 R" for n in boxes)
    attached = pdf.stream(b"#!/bin/sh\ntouch owned\n", "/Type /EmbeddedFile")
    spec = pdf.add(f"<< /Type /Filespec /F (owned.sh) /EF << /F {attached} 0 R >> >>")
    script = pdf.add("<< /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1/'\\); this.exportDataObject\\('owned.sh'\\);) >>")
    launch = pdf.add("<< /S /Launch /F (/bin/sh) >>")
    pdf.catalog = (f"/AcroForm << /Fields [{refs}] /DR << /Font << /F 3 0 R >> >> >> /OpenAction {script} 0 R "
                   f"/AA << /WC {launch} 0 R >> /Names << /EmbeddedFiles << /Names [(owned.sh) {spec} 0 R] >> >>")
    pdf.page(content, f"/Annots [{refs}] /AA << /O {launch} 0 R >>")
    return pdf.bytes()


def group():
    """A table that is drawn through a transparency group."""
    pdf = Pdf()
    pdf.page(TITLE + table(HEAD, [50, 150, 545], 80))
    content = text(50, 40, "Ⅰ　基本情報", 12) + table(
        [(18, ["①事務の名称", "青い鳥の世話に関する事務"]), (18, ["②事務の内容　※", "鳥小屋の掃除"])], [50, 200, 545], 60)
    drawing = pdf.stream(content.encode(), f"/Type /XObject /Subtype /Form /BBox [0 0 {WIDTH} {HEIGHT}] /Group << /S /Transparency "
                         "/CS /DeviceRGB >> /Resources << /Font << /F 3 0 R >> >>")
    state = pdf.add("<< /Type /ExtGState /ca 0.9 /CA 0.9 >>")
    pdf.page("q /G gs /X Do Q\n",
             f"/Resources << /Font << /F 3 0 R >> /XObject << /X {drawing} 0 R >> /ExtGState << /G {state} 0 R >> >>")
    return pdf.bytes()


def no_text():
    pdf = Pdf()
    pdf.page("0.5 g 50 50 400 400 re f\n")
    return pdf.bytes()


def page_loop():
    """The tree of pages has itself as its child."""
    pdf = Pdf()
    pdf.page(TITLE)
    return pdf.bytes(f"<< /Type /Pages /Count 2 /Kids [{pdf.pages[0]} 0 R 2 0 R] >>")


def form_loop():
    """A drawing that draws itself."""
    pdf = Pdf()
    drawing = pdf.stream(b"q /X Do /X Do Q", "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 10 0 R >> >>")
    pdf.page(TITLE + "/X Do\n", f"/Resources << /Font << /F 3 0 R >> /XObject << /X {drawing} 0 R >> >>")
    return pdf.bytes()


def xref_loop():
    """The table of objects says that an older one is at its own place."""
    data = form()
    start = int(data.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    return data.replace(b"trailer\n<< ", b"trailer\n<< /Prev %d " % start)


def many_pages(count=10000):
    pdf = Pdf()
    for _ in range(count):
        pdf.page(TITLE)
    return pdf.bytes()


def deflated(data, times):
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


def bomb():
    """A page's content that is 8 GB of blanks when it is unpacked three times."""
    pdf = Pdf()
    packer, pieces, blanks = zlib.compressobj(9), [], b" " * (1 << 20)
    for _ in range(1 << 13):
        pieces.append(packer.compress(blanks))
    pieces.append(packer.flush())
    pdf.page(deflated(b"".join(pieces), 2), filters="/Filter [/FlateDecode /FlateDecode /FlateDecode]")
    return pdf.bytes()


def picture_bomb():
    """A picture of 60,000 by 60,000 points."""
    pdf = Pdf()
    picture = pdf.stream(deflated(b"\0" * (1 << 20), 1),
                         "/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceRGB "
                         "/Filter /FlateDecode")
    pdf.page(TITLE + "500 0 0 500 0 0 cm /I Do\n",
             f"/Resources << /Font << /F 3 0 R >> /XObject << /I {picture} 0 R >> >>")
    return pdf.bytes()


def many_lines():
    """A page with a hundred thousand lines."""
    pdf = Pdf()
    pdf.page(deflated("".join(line(i % 500, i // 500, i % 500 + 5, i // 500) for i in range(100000)).encode(), 1),
             filters="/Filter /FlateDecode")
    return pdf.bytes()


KINDS = {"form": form, "fields": fields, "group": group, "no-text": no_text, "page-loop": page_loop, "form-loop": form_loop, "xref-loop": xref_loop,
         "many-pages": many_pages, "bomb": bomb, "picture-bomb": picture_bomb, "many-lines": many_lines}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", nargs="?", choices=sorted(KINDS))
    parser.add_argument("-o", dest="out")
    parser.add_argument("--list", action="store_true", help="name the kinds")
    args = parser.parse_args()
    if args.list:
        print("\n".join(sorted(KINDS)))
    elif args.kind and args.out:
        with open(args.out, "wb") as out:
            out.write(KINDS[args.kind]())
    else:
        sys.exit("make_pdf.py: which KIND, and where to (-o OUT)?")


if __name__ == "__main__":
    main()
