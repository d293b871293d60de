"""E-mail messages (``.eml``): recognised by their bytes, and taken apart one level deep. Who a
message says it is from counts for nothing in a file: anybody may write that line."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import Compat32
from email.utils import getaddresses

from ingestion.landing.unreadable import UnreadableFile

_HEADER = re.compile(rb"([!-9;-~]{1,70}):")
# What a mail program that keeps messages in one file (mbox) writes before each of them.
_BEFORE = re.compile(rb"From [^\r\n]{1,200}\r?\n")
_BEFORE_ANOTHER = re.compile(rb"\n\r?\nFrom [^\r\n]{1,200}\r?\n[!-9;-~]{1,70}:")
_KNOWN = frozenset(
    {b"from", b"to", b"subject", b"date", b"received", b"message-id", b"mime-version"}
    | {b"content-type", b"delivered-to", b"return-path"}
)
# What the parser says of a message whose end is missing.
_CUT = (CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect)
_ADDRESS = re.compile(r"[!-?A-~]{1,64}@[0-9A-Za-z.-]{1,255}")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
_TO_MANY = ("bulk", "junk", "list", "auto_reply")
_MOST_HEADER_BYTES = 64 * 1024
# Every line of a message is held against the border of every part it may lie in: what nobody's
# letter has is refused before it costs a minute.
_MOST_NESTED, _MOST_BORDERS, _MOST_PARTS = 50, 5_000, 500
_MOST_LINES, _MOST_COMPARED = 1_000_000, 8_000_000
# The parser of the parameters of a header takes the square of their number.
_LONGEST_HEADER = 4_096


class _ShortHeaders(Compat32):
    """Headers cut where no letter has more of them."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


@dataclass(frozen=True)
class Part:
    """What a message holds: the name it is given there, its bytes, and whether it was attached;
    without bytes another message, which is not opened."""

    name: str
    content: bytes | None
    is_attached: bool


def is_mail(content: bytes) -> bool:
    """Whether a file begins with the lines of a message: names and colons up to an empty line, at
    least two of them those of every message; also behind the line that stands before each in a
    file of many."""
    names = set[bytes]()
    begin = content[:_MOST_HEADER_BYTES].removeprefix(b"\xef\xbb\xbf")
    before = _BEFORE.match(begin)
    for line in begin[before.end() if before else 0 :].splitlines():
        if not line.strip():
            break
        if line[:1] in (b" ", b"\t") and names:
            continue
        named = _HEADER.match(line)
        if named is None:
            return False
        names.add(named[1].lower())
    return len(names & _KNOWN) >= 2


@dataclass(frozen=True)
class Envelope:
    """What a message says of itself: its subject, the one address it is from in small letters
    (None where it names none or several), its ``Message-ID``, and whether a program sent it, which
    nobody answers (RFC 3834 §2)."""

    subject: str
    address: str | None
    message_id: str | None = None
    is_automatic: bool = False


def envelope(content: bytes) -> Envelope:
    """The first lines of a message; nothing of them is proven."""
    try:
        headers = BytesHeaderParser(policy=_ShortHeaders()).parsebytes(content)
        written = [address for _, address in getaddresses(headers.get_all("from", []))]
        subject = _decoded(str(headers.get("subject", "")))
        message_id = _MESSAGE_ID.fullmatch(str(headers.get("message-id", "")).strip())
        is_automatic = _is_automatic(headers)
    except Exception:  # whatever the parser meets in a letter nobody wrote by hand
        return Envelope("", None)
    is_one = len(written) == 1 and is_mail_address(written[0])
    address = written[0].lower() if is_one else None
    return Envelope(subject, address, message_id and message_id[0], is_automatic)


def _is_automatic(headers: Message) -> bool:
    """Whether a message says that a program wrote it, that it went to a list, or that nobody is to
    be told where it fails."""
    is_reply = str(headers.get("auto-submitted", "no")).partition(";")[0].strip().lower() != "no"
    is_bulk = str(headers.get("precedence", "")).strip().lower() in _TO_MANY
    is_of_list = any(name.lower().startswith("list-") for name in headers.keys())  # noqa: SIM118
    is_bounce = str(headers.get("return-path", "")).strip() == "<>"
    is_report = headers.get_content_type() == "multipart/report"
    return is_reply or is_bulk or is_of_list or is_bounce or is_report


def is_mail_address(text: str) -> bool:
    """Whether a text is one address, without the name of a person before it."""
    return _ADDRESS.fullmatch(text) is not None


def parts_of(content: bytes) -> Iterator[Part]:
    """The parts of a message in their order; raises ``UnreadableFile`` for one that has more than
    any letter, or cannot be taken apart, and for a file of several."""
    if _is_beyond_letters(content):
        raise UnreadableFile("too_many_parts")
    content = content.removeprefix(b"\xef\xbb\xbf")
    if _BEFORE.match(content) and _BEFORE_ANOTHER.search(content):
        raise UnreadableFile("nested")
    try:
        message = email.message_from_bytes(content, policy=_ShortHeaders())
        leaves = list(_leaves(message))
        cut = any(isinstance(one, _CUT) for part in message.walk() for one in part.defects)
    except Exception as damaged:  # whatever the parser meets in a letter nobody wrote by hand
        raise UnreadableFile("damaged") from damaged
    if cut:
        raise UnreadableFile("damaged")
    if len(leaves) > _MOST_PARTS:
        raise UnreadableFile("too_many_parts")
    return map(_part, leaves)


def _is_beyond_letters(content: bytes) -> bool:
    """Whether taking a message apart would cost more than any letter does."""
    lower = content.lower()
    nested = lower.count(b"multipart/") + lower.count(b"message/")
    lines = content.count(b"\n") + content.count(b"\r")
    return (
        nested > _MOST_NESTED
        or lines > _MOST_LINES
        or lines * (nested + 1) > _MOST_COMPARED
        or content.count(b"\n--") + content.count(b"\r--") > _MOST_BORDERS
    )


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold no others; a message within the message is one of them."""
    within = message.get_payload()
    if message.get_content_maintype() != "multipart" or not isinstance(within, list):
        yield message
        return
    for part in within:
        if isinstance(part, Message):
            yield from _leaves(part)


def _part(leaf: Message) -> Part:
    name = _name(leaf)
    if leaf.is_multipart():
        return Part(name or leaf.get_content_type(), None, True)
    content = leaf.get_payload(decode=True)
    is_attached = (
        bool(name)
        or leaf.get_content_disposition() == "attachment"
        or leaf.get_content_maintype() != "text"
    )
    content = content if isinstance(content, bytes) else b""
    return Part(name or leaf.get_content_type(), content, is_attached)


def _name(leaf: Message) -> str:
    """The name of an attachment in letters, however it was written."""
    try:
        return _decoded(leaf.get_filename() or "")
    except (LookupError, ValueError):  # an encoding nobody knows
        return str(leaf.get_filename("")) if leaf.get("content-disposition") else ""


def _decoded(header: str) -> str:
    return str(make_header(decode_header(header)))
