"""Files that hold files: an e-mail message and a ZIP, opened one level deep.

Each spreadsheet, CSV or JSON in one, recognised by its bytes, is a delivery of its own, with the
sender and the time of the file it lay in. Names within are shown and lead nowhere; an archive
within an archive is told and stays closed.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingestion.landing.door import NotTaken
from ingestion.landing.kinds import SPREADSHEETS, ZIP, is_encrypted, kind_of
from ingestion.landing.mail import is_mail, parts_of
from ingestion.landing.sources import Delivery
from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.vietnamese import fold, printable

WITHIN = " › "
_MOST_MEMBERS = 200
_MOST_UNPACKED_BYTES, _LARGEST_MEMBER = 64 * 1024 * 1024, 32 * 1024 * 1024
# A report packs a hundredfold at most; what packs better is made to fill a disk.
_MOST_RATIO, _ALWAYS_UNPACKED = 150, 1024 * 1024
_LONGEST_NAME = 150
_CLOSED = {"zip": "nested", "mail": "nested", "other_archive": "nested", "outlook_mail": "nested"}
# Received as they are: their sender is told how to save them, or that they are broken.
_RECEIVED = {*SPREADSHEETS, "old_office", "damaged"}
_SAYS_UTF_8 = 0x800
_FORM_CODE = "ma bieu mau"
_LINES_LOOKED_AT, _BYTES_LOOKED_AT = 40, 16 * 1024


@dataclass(frozen=True)
class Member:
    """A file within a file: its name there, its bytes, or why they are not received."""

    name: str
    content: bytes
    reason: UnreadableFile | None = None


@dataclass(frozen=True)
class Opened:
    """What a container holds: the reports, what is not received and why, and the names of what is
    no report and was not asked for (the letter itself, pictures, scans)."""

    reports: tuple[Member, ...]
    closed: tuple[Member, ...]
    besides: tuple[str, ...]


def open_container(content: bytes) -> Opened | None:
    """What a message or a ZIP of files holds; None for every other file, and for one in which there
    is no report: it is received as it is, and refused with its reason. Raises ``UnreadableFile``
    for one that holds more than is opened."""
    if content.startswith(ZIP):
        why = kind_of(content)
        if why is None or why.reason not in ("zip", "encrypted_zip"):
            return None
        members = list(_unpacked(content))
    elif is_mail(content):
        members = list(_attached(content))
    else:
        return None
    told = [_judged(one) for one in members]
    reports = tuple(one for one in told if one.content and one.reason is None)
    closed = tuple(one for one in told if one.reason is not None)
    besides = tuple(one.name for one in told if not one.content and one.reason is None)
    return Opened(reports, closed, besides) if reports else None


def opened(deliveries: Iterable[Delivery | NotTaken]) -> Iterator[Delivery | NotTaken]:
    """The same files, every container followed by what it holds."""
    for one in deliveries:
        within = _opened(one) if isinstance(one, Delivery) else None
        if not isinstance(one, Delivery) or within is None:
            yield one
            continue
        ids = tuple(hashlib.sha256(member.content).hexdigest() for member in within.reports)
        yield replace(one, members=ids, besides=within.besides)
        for member in within.reports:
            yield replace(
                one, name=one.name + WITHIN + member.name, content=member.content, is_within=True
            )
        for member in within.closed:
            if member.reason is not None:
                yield NotTaken(one.name + WITHIN + member.name, member.reason)


def _opened(container: Delivery) -> Opened | None:
    try:
        return open_container(container.content)
    except UnreadableFile:  # said by the reader, to the sender
        return None


def _judged(member: Member) -> Member:
    """A member as it is received: with its bytes where it is a report, without where it is none,
    and with the reason where it has to be sent otherwise."""
    if member.reason is not None:
        return member
    why = kind_of(member.content)
    kind = why.reason if why else None
    if kind in _CLOSED:
        return Member(member.name, b"", UnreadableFile(_CLOSED[kind]))
    if kind == "encrypted_zip":
        return Member(member.name, b"", why)
    is_report = kind in _RECEIVED or (kind is None and _is_report(member.content))
    return member if is_report else Member(member.name, b"")


def _is_report(content: bytes) -> bool:
    """Whether a file of no other kind is a workbook, a JSON document or a table saved as text."""
    begin = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    return begin.startswith((*ZIP, b"{")) or _is_table_of_text(content[:_BYTES_LOOKED_AT])


def _is_table_of_text(begin: bytes) -> bool:
    """Whether a text names a form, or has the same delimiter in each of its first lines; a letter
    of plain text does neither."""
    is_wide = begin.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = begin.decode("utf-16" if is_wide else "utf-8-sig", "replace")
    if "\x00" in text:
        return False
    lines = [line for line in text.splitlines()[:_LINES_LOOKED_AT] if line.strip()]
    if any(_FORM_CODE in fold(line[:200]) for line in lines):
        return True
    whole = lines[:-1] if len(begin) == _BYTES_LOOKED_AT else lines
    return len(whole) > 1 and any(all(mark in line for line in whole) for mark in ",;\t")


def _attached(content: bytes) -> Iterator[Member]:
    """The attachments of a message; its own text is no attachment."""
    attached = [one for one in parts_of(content) if one.is_attached]
    if len(attached) > _MOST_MEMBERS:
        raise UnreadableFile("too_many_parts")
    for one in attached:
        if one.content is None:
            yield Member(_shown(one.name), b"", UnreadableFile("nested"))
        else:
            yield Member(_shown(one.name), one.content)


def _unpacked(content: bytes) -> Iterator[Member]:
    """The files of a ZIP, none read further than the limits, whatever the ZIP says of its size."""
    left = _MOST_UNPACKED_BYTES
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = [one for one in archive.infolist() if not one.is_dir()]
        if len(files) > _MOST_MEMBERS:
            raise UnreadableFile("too_many_parts")
        for one in files:
            name = _shown(_in_letters(one))
            if is_encrypted(one):
                yield Member(name, b"", UnreadableFile("encrypted_member"))
                continue
            most = min(left, _LARGEST_MEMBER, _most_unpacked(one))
            try:
                with archive.open(one) as file:
                    member = file.read(most + 1)
            except Exception:  # a broken stream raises whatever its method of packing does
                yield Member(name, b"", UnreadableFile("damaged"))
                continue
            left -= min(len(member), most)
            if len(member) > most:
                yield Member(name, b"", UnreadableFile("too_large_within"))
            else:
                yield Member(name, member)


def _most_unpacked(entry: zipfile.ZipInfo) -> int:
    return max(entry.compress_size * _MOST_RATIO, _ALWAYS_UNPACKED)


def _in_letters(entry: zipfile.ZipInfo) -> str:
    """The name of a file in a ZIP: many programs write UTF-8 without saying so."""
    if entry.flag_bits & _SAYS_UTF_8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _shown(name: str) -> str:
    """The last part of a name within a container, which is shown and never used as a path."""
    return printable(name.replace("\\", "/").rstrip("/").rpartition("/")[2])[-_LONGEST_NAME:] or "?"
