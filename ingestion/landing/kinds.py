"""What a file is, judged by its bytes and never by its name: the kinds that people send in place of
a report, each of which has a sentence and a way out of its own (``unreadable.<kind>``)."""

from __future__ import annotations

import io
import re
import zipfile

from ingestion.landing.mail import is_mail
from ingestion.landing.unreadable import UnreadableFile

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0"
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "word"),
    (b"\x89PNG\r\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"Rar!\x1a\x07", "other_archive"),
    (b"7z\xbc\xaf\x27\x1c", "other_archive"),
    (b"\x1f\x8b", "other_archive"),
    *((b"BZh%d1AY&SY" % level, "other_archive") for level in range(1, 10)),
    (b"\xfd7zXZ\x00", "other_archive"),
)
_PICTURES_INSIDE = (b"ftyphei", b"ftypmif1", b"ftypavif")
# Names of streams within an OLE file; what is embedded in a document comes behind its own.
_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "excel_97"),
    ("Book\0", "excel_97"),
    ("WordDocument", "word"),
    ("PowerPoint Document", "presentation"),
    ("__properties_version1.0", "outlook_mail"),
)
# The main part of each kind of office file that is a ZIP.
_PARTS: tuple[tuple[str, str], ...] = (
    ("xl/workbook.bin", "excel_binary"),
    ("word/document.xml", "word"),
    ("ppt/presentation.xml", "presentation"),
)
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_STRICT = b"http://purl.oclc.org/ooxml/"
_PAGE_OF_PDF = re.compile(rb"/Type ?/Page\b")
_MARKUP = re.compile(rb"<(!doctype html|html|head|body|table|meta|style|\?xml)\b", re.IGNORECASE)
_BEGIN, _PART_READ = 4_096, 64 * 1024
# Spreadsheets that are not read as they are, so that their sender has to save them otherwise.
SPREADSHEETS = frozenset(
    {"excel_97", "excel_binary", "open_document", "strict_excel", "excel_xml", "encrypted"}
)


def kind_of(content: bytes) -> UnreadableFile | None:
    """Why a file is not read for what it is, with the number of its pages or of the files in it
    where that is known; None for a workbook, for text (CSV, JSON) and for what is of no known
    kind."""
    if content.startswith(ZIP):
        return _kind_of_zip(content)
    kind = _kind_by_beginning(content)
    if kind == "pdf":
        return _counted(kind, len(_PAGE_OF_PDF.findall(content)))
    return UnreadableFile(kind) if kind else None


def _kind_by_beginning(content: bytes) -> str | None:
    begin = content[:_BEGIN]
    if content.startswith(_OLE):
        return _kind_of_ole(content)
    if b"%PDF-" in begin[:1024]:
        return "pdf"
    for beginning, kind in _BEGINNINGS:
        if begin.startswith(beginning):
            return kind
    if any(begin.startswith(mark, 4) for mark in _PICTURES_INSIDE) or _is_bitmap(content):
        return "picture"
    if begin.startswith(b"RIFF") and begin.startswith(b"WEBP", 8):
        return "picture"
    if begin.startswith(b"ustar", 257):
        return "other_archive"
    return _kind_of_text(content, begin)


def _kind_of_text(content: bytes, begin: bytes) -> str | None:
    if _MARKUP.match(begin.removeprefix(b"\xef\xbb\xbf").lstrip()):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in begin:
            return "excel_xml"
        return "open_document" if b"opendocument" in begin else "web_page"
    return "mail" if is_mail(content) else None


def _is_bitmap(content: bytes) -> bool:
    """``BM`` alone may begin a text: the size of the file follows, and four zeros."""
    size = int.from_bytes(content[2:6], "little")
    return content.startswith(b"BM") and size == len(content) and content[6:10] == bytes(4)


def _kind_of_ole(content: bytes) -> str:
    """The kind by the first stream of a known name, looked for from where the directory begins."""
    shift = int.from_bytes(content[30:32], "little")
    begins = (int.from_bytes(content[48:52], "little") + 1) << min(shift, 12)
    for start in (begins, 0):
        found = {content.find(name.encode("utf-16-le"), start): kind for name, kind in _STREAMS}
        found.pop(-1, None)
        if found:
            return "encrypted" if "encrypted" in found.values() else found[min(found)]
    return "old_office"


def _kind_of_zip(content: bytes) -> UnreadableFile | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                is_strict = _STRICT in _beginning(archive, "xl/workbook.xml")
                return UnreadableFile("strict_excel") if is_strict else None
            for part, kind in _PARTS:
                if part in names:
                    return UnreadableFile(kind)
            if "mimetype" in names and "content.xml" in names:
                return UnreadableFile(_kind_of_open_document(archive))
            files = [one for one in archive.infolist() if not one.is_dir()]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        return UnreadableFile("damaged")
    if any(is_encrypted(one) for one in files):
        return _counted("encrypted_zip", len(files))
    return _counted("zip", len(files))


def is_encrypted(entry: zipfile.ZipInfo) -> bool:
    """Whether a file in a ZIP is kept under a password."""
    return bool(entry.flag_bits & 1)


def _kind_of_open_document(archive: zipfile.ZipFile) -> str:
    kind = _beginning(archive, "mimetype").decode("ascii", "replace").removeprefix(_OPEN_DOCUMENT)
    if kind.startswith("presentation"):
        return "presentation"
    return "word" if kind.startswith("text") else "open_document"


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    """The first bytes of a part, however large it says it is; nothing where it cannot be read."""
    try:
        with archive.open(name) as part:
            return part.read(_PART_READ)
    except Exception:  # whatever a broken stream raises: the reader will say what is wrong with it
        return b""


def _counted(kind: str, count: int) -> UnreadableFile:
    return UnreadableFile(kind, **({"count": count} if count else {}))
