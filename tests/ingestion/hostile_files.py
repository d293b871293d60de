"""Files that are malformed, hostile, foreign or of another time, made here by name: each must get
an answer and cost nobody else his."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import random
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from openpyxl import Workbook

_ZIP_DIRECTORY = b"PK\x01\x02"
_PARTS = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPREADSHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_Named = tuple[str, bytes]


def hostile_files() -> dict[str, bytes]:
    """Every file by its name."""
    makers: tuple[Callable[[], Iterator[_Named]], ...] = (
        *(archives, broken_workbooks, workbook_parts, foreign_formats, delimited, repetitions),
        *(documents, document_values, registers),
    )
    made = list(chain.from_iterable(maker() for maker in makers))
    assert len(dict(made)) == len(made), "two files of one name"
    return dict(made)


def strange_entries(folder: Path) -> dict[str, str]:
    """Put into a folder what is no file to be read, and say why each is passed over."""
    os.mkfifo(folder / "pipe.xlsx")
    (folder / "link.xlsx").symlink_to("/dev/zero")
    (folder / "dangling.csv").symlink_to(folder / "nowhere")
    (folder / "linked-folder").symlink_to("/")
    # Not bound: the address of a socket may be no longer than 107 bytes, a test's folder is.
    os.mknod(folder / "socket.json", stat.S_IFSOCK | 0o600)
    (folder / "huge.xlsx").touch()
    os.truncate(folder / "huge.xlsx", 64 * 1024**3)
    for name in ("~$report.xlsx", "report.xlsx.part", "report.CRDOWNLOAD", "a.tmp", "b.filepart"):
        (folder / name).write_bytes(b"half")
    (folder / ".DS_Store").write_bytes(b"\x00\x00\x00\x01Bud1")
    (folder / ".git").mkdir()
    (folder / ".git" / "report.csv").write_bytes(b"a,b\n")
    return {
        **dict.fromkeys(("link.xlsx", "dangling.csv", "linked-folder"), "link"),
        **dict.fromkeys(("report.xlsx.part", "report.CRDOWNLOAD"), "unfinished"),
        **dict.fromkeys(("a.tmp", "b.filepart"), "unfinished"),
        **dict.fromkeys((".DS_Store", ".git"), "hidden"),
        "pipe.xlsx": "pipe",
        "socket.json": "socket",
        "huge.xlsx": "over_limit",
        "~$report.xlsx": "lock_file",
    }


def plain_workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, 30):
        sheet.append([f"Nhãn {row}", row, row / 7])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(entries: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", kind) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def replaced(part: str, content: bytes | None) -> bytes:
    """The plain workbook with a part replaced, or without it."""
    with zipfile.ZipFile(io.BytesIO(plain_workbook())) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    if content is None:
        del entries[part]
    else:
        entries[part] = content
    return zipped(entries)


def archives() -> Iterator[_Named]:
    workbook = plain_workbook()
    bomb = zipped({"xl/workbook.xml": b"<workbook/>", "xl/a.xml": b" " * 70_000_000})
    yield "bomb.xlsx", bomb
    yield "bomb-in-zip.xlsx", zipped({"xl/workbook.xml": bomb})
    yield "many-entries.xlsx", zipped({f"{n}": b"" for n in range(2_100)}, zipfile.ZIP_STORED)
    yield "no-workbook.xlsx", zipped({"word/document.xml": b"<document/>"})
    yield (
        "open-document.ods",
        zipped({"mimetype": b"application/vnd.oasis", "content.xml": b"<x/>"}),
    )
    yield "binary-workbook.xlsb", zipped({"xl/workbook.bin": b"\x83\x01\x00" * 50})
    yield "outside.xlsx", zipped({"../../etc/passwd": b"x", "xl/workbook.xml": b"<workbook/>"})
    yield "absolute.xlsx", zipped({"/etc/x": b"x", "xl/workbook.xml": b"<workbook/>"})
    yield "empty-archive.zip", b"PK\x05\x06" + bytes(18)
    yield "only-a-directory.zip", zipped({"xl/": b""})
    lying = bytearray(bomb)
    at = lying.rindex(_ZIP_DIRECTORY)
    lying[at + 24 : at + 28] = (100).to_bytes(4, "little")
    yield "lying-size.xlsx", bytes(lying)
    locked = bytearray(workbook)
    for mark, offset in ((b"PK\x03\x04", 6), (_ZIP_DIRECTORY, 8)):
        at = -1
        while (at := locked.find(mark, at + 1)) >= 0:
            locked[at + offset] |= 1
    yield "password-in-archive.xlsx", bytes(locked)
    yield "garbage-behind.xlsx", workbook + b"\x00garbage" * 100
    yield "garbage-in-front.xlsx", b"garbage" + workbook
    yield "two-in-one.xlsx", workbook + workbook


def broken_workbooks() -> Iterator[_Named]:
    workbook, chance = plain_workbook(), random.Random(1)
    for tenth in range(1, 10):
        yield f"cut-at-{tenth}0-percent.xlsx", workbook[: len(workbook) * tenth // 10]
    for number in range(12):
        broken = bytearray(workbook)
        for _ in range(8):
            broken[chance.randrange(30, len(broken))] ^= 1 << chance.randrange(8)
        yield f"bits-turned-{number}.xlsx", bytes(broken)


def workbook_parts() -> Iterator[_Named]:
    sheet, book = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    dtds = {
        "laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>',
        "blowup": f'<!DOCTYPE x [<!ENTITY l9 "{"a" * 50_000}">]>',
        "outside": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        "network": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    }
    for name, dtd in dtds.items():
        text = "l9" if name != "network" else "amp"
        yield (
            f"entity-{name}.xlsx",
            replaced(sheet, _sheet(f'<c r="A1" t="inlineStr"><is><t>&{text};</t></is></c>', dtd)),
        )
    cells = {
        "row-beyond": '<c r="A99999999999"><v>1</v></c>',
        "column-beyond": '<c r="ZZZZZZ1"><v>1</v></c>',
        "no-address": '<c r="??"><v>1</v></c>',
        "negative-string": '<c r="A1" t="s"><v>-5</v></c>',
        "string-beyond": '<c r="A1" t="s"><v>99999</v></c>',
        "style-beyond": '<c r="A1" s="99999"><v>1</v></c>',
        "huge-number": '<c r="A1"><v>1e999</v></c>',
        "no-number": '<c r="A1"><v>NaN</v></c>',
        "long-number": f'<c r="A1"><v>{"9" * 100_000}</v></c>',
        "error": '<c r="A1" t="e"><v>#REF!</v></c>',
        "unknown-kind": '<c r="A1" t="zz"><v>1</v></c>',
        "day-before-days": '<c r="A1" t="d"><v>-0001-13-45</v></c>',
        "formula-only": '<c r="A1"><f>1/0</f></c>',
        "long-text": f'<c r="A1" t="inlineStr"><is><t>{"x" * 1_000_000}</t></is></c>',
        "escaped-nul": '<c r="A1" t="inlineStr"><is><t>a_x0000_b&#0;</t></is></c>',
        "deep": "<c>" * 20_000,
        "unclosed": '<c r="A1"><v>1',
        "last-corner": '<c r="XFD1048576"><v>1</v></c>',
    }
    for name, cell in cells.items():
        yield f"cell-{name}.xlsx", replaced(sheet, _sheet(cell))
    merges = {
        "sheet": ["A1:XFD1048576"],
        "column": ["H1:H1048576"],
        "rows": [f"A{row}:XFD{row + 5}" for row in range(3, 500)],
        "many": [f"A{row}:B{row}" for row in range(2, 100_003)],
        "no-range": ["?"],
    }
    for name, ranges in merges.items():
        cell = '<c r="A1"><v>1</v></c>'
        yield f"merged-{name}.xlsx", replaced(sheet, _sheet(cell, merges=ranges))
    for part in (sheet, book, "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        short = part.rpartition("/")[2]
        yield f"without-{short}.xlsx", replaced(part, None)
        yield f"empty-{short}.xlsx", replaced(part, b"")
        yield f"binary-{short}.xlsx", replaced(part, bytes(range(256)))


def _sheet(cells: str, dtd: str = "", merges: Iterable[str] = ()) -> bytes:
    rows = f'<sheetData><row r="1">{cells}</row></sheetData>'
    if refs := "".join(f'<mergeCell ref="{one}"/>' for one in merges):
        rows += f"<mergeCells>{refs}</mergeCells>"
    return f"{_PARTS}{dtd}<worksheet {_SPREADSHEET}>{rows}</worksheet>".encode()


def foreign_formats() -> Iterator[_Named]:
    heads = {
        "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
        "encrypted.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + "EncryptedPackage".encode("utf-16-le"),
        "excel-4.xls": b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(40),
        "excel-2.xls": b"\x09\x00\x04\x00\x02\x00\x10\x00",
        "lotus.wk1": b"\x00\x00\x02\x00\x06\x04" + bytes(40),
        "dbase.dbf": b"\x03\x5f\x07\x1a" + bytes(60),
        "scan.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF",
        "pdf-called.xlsx": b"%PDF-1.4\n" + b"x" * 500,
        "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(60),
        "photo.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(60),
        "page.html": b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>",
        "html-called.xls": b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table>",
        "flat.xml": b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com">',
        "laughs.xml": b'<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><x>&c;</x>',
        "text.rtf": rb"{\rtf1\ansi{\fonttbl\f0 Arial;}\f0 x}",
        "mail.eml": b"From: a@b\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed\r\n\r\nx",
        "kept.eml": b"From a@b Mon Jan  1 00:00:00 2026\nFrom: a@b\nSubject: x\n\na,b\n",
        "program.exe": b"MZ" + bytes(100),
        "program": b"\x7fELF" + bytes(100),
        "script.csv": b"#!/bin/sh\nrm -rf /\n",
        "base.sqlite": b"SQLite format 3\x00" + bytes(100),
        "rows.parquet": b"PAR1" + bytes(50) + b"PAR1",
        "object.pickle": b"\x80\x04cos\nsystem\n(S'true'\ntR.",
        "packed.7z": b"7z\xbc\xaf\x27\x1c" + bytes(50),
        "packed.rar": b"Rar!\x1a\x07\x01\x00" + bytes(50),
        "packed.gz": gzip.compress(b"a,b\n" * 1_000),
        "bomb.gz": gzip.compress(bytes(20_000_000)),
        "packed.bz2": bz2.compress(b"a,b\n"),
        "packed.xz": lzma.compress(b"a,b\n"),
        "table.yaml": b"form: budget/1\nheader: &a [*a]\n",
    }
    yield from heads.items()
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../x"))
    yield "packed.tar", stream.getvalue()
    for number in range(6):
        yield f"chance-{number}.xlsx", random.Random(number).randbytes(5_000)
    yield "chance-zip.xlsx", b"PK\x03\x04" + random.Random(9).randbytes(5_000)


def delimited() -> Iterator[_Named]:
    yield "nothing.csv", b""
    yield "spaces.csv", b" \r\n\t " * 10
    yield "mark-utf-8.csv", b"\xef\xbb\xbf"
    yield "mark-utf-16-le.csv", b"\xff\xfe"
    yield "mark-utf-16-be.csv", b"\xfe\xff"
    yield "mark-utf-32.csv", b"\xff\xfe\x00\x00"
    yield "utf-16-odd.csv", b"\xff\xfea\x00,\x00b"
    yield "utf-32.csv", "a,b\n".encode("utf-32")
    yield "utf-16-bare.csv", "Mã,Số\n".encode("utf-16-le")
    yield "latin.csv", "Mã,Số lượng,é\n".encode("cp1258", "replace")
    yield "overlong.csv", b"a,\xc0\x80\xc1\xbf\n"
    yield "surrogate.csv", b"a,\xed\xa0\x80\n"
    yield "cut-letter.csv", "Mã,Đà Nẵng".encode()[:-1]
    yield "nul.csv", b"a,b\x00c\n"
    yield "quote-never-closed.csv", b'a,"b\n' + b"c,d\n" * 50_000
    yield "quotes.csv", b'"' * 50_001
    yield "wide.csv", b"," * 1_000_000
    yield "wide-texts.csv", b",".join(b"%d" % n for n in range(100_000))
    yield "one-line.csv", b"a," * 5_000_000
    yield "long.csv", b"\n" * 1_000_000
    yield "long-texts.csv", b"a,b\n" * 60_000
    yield "long-field.csv", b"a," + b"x" * 200_000
    yield "returns.csv", b"a,b\rc,d\r"
    yield "tabs-and-bells.csv", b"a\x07,b\x0b\x1b[31m\n"
    yield "separator-line.csv", b"sep=;\na;b\n"
    yield "turned-round.csv", "a,\u202etxt.exe\u202c\n".encode()
    yield "marks.csv", ("a," + "e" + "\u0301" * 20_000).encode()
    yield "formulas.csv", b"=cmd|' /C calc'!A0,@SUM(1),+1,-1\n"
    yield "no-unicode.csv", "\ufffe\uffff,\U0010ffff\n".encode()


def repetitions() -> Iterator[_Named]:
    """Texts that make a careless expression go back and forth."""
    texts = (
        *("*", "(", "[", ":", " ", "-", "1", "1.", "i. ", "¹", "†", ".", "0,", "[$", "\\", "(*)"),
        *("ngay ", "ngay thang ", "12:", "8h", "1 ", "1,", "a@", "+84 ", "VNI-", "tp. ", "#"),
    )
    for number, text in enumerate(texts):
        cells = ",".join(f'"{text * (1_900 // len(text))}{end}"' for end in ("", "!", "x"))
        yield f"repeated-{number}.csv", f"Mã biểu mẫu,websites/1\n{cells}\n{cells}\n".encode()


def documents() -> Iterator[_Named]:
    whole = b'{"form": "websites/1", "header": {"period": "2024"}, "websites": [{"name": "a"}]}'
    for place in (1, 10, 25, 50, 80):
        yield f"cut-at-{place}.json", whole[:place]
    yield "deep-lists.json", b'{"x": ' + b"[" * 200_000
    yield "deep-members.json", b'{"x": ' * 50_000
    yield "rather-deep.json", b'{"x": ' + b"[" * 40 + b"]" * 40 + b"}"
    yield "twice.json", b'{"form": "a/1", "form": "b/1"}'
    yield "list.json", b"[" + whole + b"]"
    yield "text.json", b'"websites/1"'
    yield "lines.json", whole + b"\n" + whole
    yield "comma.json", whole[:-1] + b",}"
    yield "comment.json", b"// report\n" + whole
    yield "apostrophes.json", whole.replace(b'"', b"'")
    yield "utf-16.json", whole.decode().encode("utf-16")
    yield "no-utf-8.json", whole.replace(b"2024", b"\xff\xfe")
    yield "raw-line-break.json", whole.replace(b"2024", b"20\n24")
    yield "wide.json", json.dumps({"websites": [{f"c{n}": n for n in range(5_000)}]}).encode()
    yield "square.json", json.dumps({"x": [{f"c{n}": n} for n in range(20_000)]}).encode()
    yield "many-sheets.json", json.dumps({f"s{n}": [] for n in range(5_000)}).encode()
    yield "long.json", json.dumps({"websites": [{}] * 60_000}).encode()
    yield "numbers-only.json", b'{"x": [' + b"1," * 2_500_000 + b"1]}"
    yield "empty-members.json", json.dumps({"": {"": {"": ""}}, "header": {"": ""}}).encode()
    yield "prototype.json", b'{"form": "websites/1", "__proto__": {"x": 1}, "header": []}'
    yield "sheets-are-texts.json", b'{"form": "websites/1", "header": "x", "websites": "y"}'
    yield "rows-are-texts.json", b'{"form": "websites/1", "header": {}, "websites": ["y", 1]}'
    yield "name-of-digits.json", whole.replace(b'"websites": ', b'"websites99999999999": ')


def document_values() -> Iterator[_Named]:
    values = (
        *("null", "true", "[]", "{}", "[[]]", '{"a": {}}', "-0", "1e308", "1e999999999", "NaN"),
        *(
            "-1e999999999",
            "1e-999999999",
            "0e999999999",
            "Infinity",
            "-Infinity",
            "1" * 10_000,
            "0." + "3" * 9_999,
        ),
        *(
            r'"\ud800"',
            r'"\udfff"',
            r'"\u0000"',
            r'"a\u0000b"',
            r'"\ufffe"',
            '"' + "x" * 99_999 + '"',
        ),
    )
    for number, value in enumerate(values):
        in_header = f'"period": {value}, "agency_id": {value}, "revision": {value}'
        row = f'"websites": [{{"name": {value}}}]'
        content = f'{{"form": "websites/1", "header": {{{in_header}}}, {row}}}'
        yield f"value-{number}.json", content.encode()
        yield f"form-{number}.json", f'{{"form": {value}, "x": {{"y": {value}}}}}'.encode()
    for number, name in enumerate((r"\ud800", r"\u0000", "~/~1", "x" * 5_000, "99999999999")):
        content = (
            f'{{"form": "websites/1", "header": {{"{name}": 1}}, "websites": [{{"{name}": 1}}]}}'
        )
        yield f"name-{number}.json", content.encode()


def registers() -> Iterator[_Named]:
    head = b"agency_id,agency_name,agency_type"
    rest = b",unit_id,valid_from,valid_to,is_synthetic\n"
    yield "register-head.csv", head
    yield "register-columns.csv", head + b",x\n1,2,3,4\n"
    yield "register-cells.csv", head + rest + b"A-1,b\n"
    yield "register-nul.csv", head + rest + b"A-1,\x00,province_agency,,,,true\n"
    yield "register-letters.csv", head + rest + b"A-1,\xff,province_agency,,,,true\n"
    yield "register-long.csv", head + rest + b"x" * 200_000
