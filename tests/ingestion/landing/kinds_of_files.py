"""Files of the kinds people send in place of a report, made here: by their first bytes, their
directory or their parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage

from openpyxl import Workbook

STRICT = b'<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'


def ole(*streams: str) -> bytes:
    """An OLE file whose directory names these streams after its root."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = (9).to_bytes(2, "little")
    directory = b""
    for name in ("Root Entry", *streams):
        entry = bytearray(128)
        written = f"{name}\0".encode("utf-16-le")
        entry[: len(written)] = written
        directory += entry
    return bytes(header) + directory + bytes(512)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of files by their names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def locked(archive: bytes) -> bytes:
    """The same ZIP, every file in it marked as kept under a password."""
    changed = bytearray(archive)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := changed.find(mark, at + 1)) >= 0:
            changed[at + offset] |= 1
    return bytes(changed)


def workbook(text: str = "x") -> bytes:
    """A workbook that says something in its first cell."""
    book = Workbook()
    assert book.active is not None
    book.active["A1"] = text
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def letter(attached: Mapping[str, bytes], text: str = "Kính gửi: báo cáo, đính kèm.\n") -> bytes:
    """An e-mail message from somebody, with attachments by their names."""
    message = EmailMessage()
    message["From"] = "AGY-9 <ke-mao-danh@example.vn>"
    message["To"] = "csi@example.vn"
    message["Subject"] = "Báo cáo năm 2024"
    message.set_content(text)
    for name, content in attached.items():
        message.add_attachment(content, "application", "octet-stream", filename=name)
    return bytes(message)


KINDS: dict[str, tuple[bytes, str]] = {
    "scan.xlsx": (b"%PDF-1.4\n1 0 obj<</Type /Page>>\n2 0 obj<</Type/Pages>>\n" + bytes(9), "pdf"),
    "letter.docx": (zipped({"word/document.xml": b"<x/>"}), "word"),
    "letter.doc": (ole("1Table", "WordDocument", "Workbook"), "word"),
    "letter.rtf": (rb"{\rtf1\ansi x}", "word"),
    "letter.odt": (
        zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}),
        "word",
    ),
    "slides.pptx": (zipped({"ppt/presentation.xml": b"<x/>"}), "presentation"),
    "slides.ppt": (ole("Current User", "PowerPoint Document"), "presentation"),
    "photo.png": (b"\x89PNG\r\n\x1a\n" + bytes(20), "picture"),
    "photo.jpg": (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(20), "picture"),
    "photo.heic": (b"\x00\x00\x00\x18ftypheic" + bytes(20), "picture"),
    "photo.bmp": (b"BM" + (26).to_bytes(4, "little") + bytes(20), "picture"),
    "old.xls": (ole("Workbook", "WordDocument"), "excel_97"),
    "older.xls": (ole("Book"), "excel_97"),
    "binary.xlsb": (zipped({"xl/workbook.bin": b"\x83\x01"}), "excel_binary"),
    "free.ods": (
        zipped(
            {
                "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": b"<x/>",
            }
        ),
        "open_document",
    ),
    "strict.xlsx": (zipped({"xl/workbook.xml": STRICT}), "strict_excel"),
    "2003.xls": (
        b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
        "excel_xml",
    ),
    "export.xls": (b"<html><table><tr><td>1</td></tr></table></html>", "web_page"),
    "locked.xlsx": (ole("EncryptionInfo", "EncryptedPackage"), "encrypted"),
    "locked.zip": (locked(zipped({"a.xlsx": b"x"})), "encrypted_zip"),
    "texts.zip": (zipped({"a.txt": b"x", "b.txt": b"y"}), "zip"),
    "packed.rar": (b"Rar!\x1a\x07\x01\x00" + bytes(9), "other_archive"),
    "packed.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(9), "other_archive"),
    "packed.gz": (b"\x1f\x8b\x08" + bytes(9), "other_archive"),
    "outlook.msg": (ole("__nameid_version1.0", "__properties_version1.0"), "outlook_mail"),
    "words.eml": (letter({}), "mail"),
}
"""Each file by its name with its kind."""
