"""Where files come from: the inbox folder, and files named one by one.

The channel gives the sender: a delivery list where one declares the file, else the first sub-folder
of the inbox. Nothing in a file's name is trusted as a path. What may not be read at all (``door``)
stays where it is.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingestion.landing.door import NotTaken, offered, read_file, settled
from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.vietnamese import parse_instant, printable
from ingestion.messages import catalogue
from ingestion.refusal import Refusal

FIRST_YEAR = 1990
DELIVERY_LIST = "deliveries.csv"
SAMPLE_MANIFEST = "manifest.json"
_REGISTER_LABELS = {"agency_id", "agency_name", "agency_type"}
_LONGEST_FIRST_LINE = 500
_COLUMNS = ("file", "sender", "channel", "received_at")


class BadDeliveryList(Refusal):
    """A delivery list that cannot be used; the text says which file and line, why, and what to
    write instead."""


@dataclass(frozen=True)
class Declared:
    """What a delivery list says of an old file."""

    sender: str | None
    channel: str
    received_at: datetime


@dataclass(frozen=True)
class Delivery:
    """A file at the door. ``received_at`` is the declared time of an old file, None where the
    receipt's own clock counts; ``handed_in_by`` is the account or the user of the operating system
    who brought it, None where it came by its channel alone. A container (``containers``) knows the
    ids of its ``members`` and the names of what lies ``besides``; a member that it ``is_within``
    one. A time that a delivery list says ``is_declared``, ``declared_by`` an account; another one
    was witnessed, by our mail server."""

    name: str
    content: bytes
    sender: str | None
    channel: str
    received_at: datetime | None
    handed_in_by: str | None = None
    members: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    is_within: bool = False
    is_declared: bool = False
    declared_by: str | None = None


def read_delivery_list(listed: Path) -> dict[str, Declared]:
    """The lines of a ``deliveries.csv`` by file; raises ``BadDeliveryList``."""
    try:
        text = read_file(listed).decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise BadDeliveryList("deliveries.not_utf8", list=listed) from wrong
    except UnreadableFile as wrong:
        raise BadDeliveryList("deliveries.not_read", list=listed) from wrong
    lines = csv.DictReader(io.StringIO(text, newline=""))
    try:
        return _declared(listed, lines)
    except csv.Error as wrong:
        raise BadDeliveryList(
            "deliveries.not_csv", list=listed, line=lines.reader.line_num
        ) from wrong


def _declared(listed: Path, lines: csv.DictReader[str]) -> dict[str, Declared]:
    if missing := set(_COLUMNS) - set(lines.fieldnames or ()):
        columns = ", ".join(sorted(missing))
        raise BadDeliveryList("deliveries.missing_columns", list=listed, columns=columns)
    declared = {}
    for number, line in enumerate(lines, 2):
        at_line = {"list": listed, "line": number}
        if any(line[column] is None for column in _COLUMNS):
            raise BadDeliveryList("deliveries.too_few_cells", **at_line)
        try:
            at = parse_instant(line["received_at"])
            if at.year < FIRST_YEAR:
                raise ValueError(line["received_at"])
        except ValueError as wrong:
            raise BadDeliveryList(
                "deliveries.no_instant", **at_line, value=line["received_at"]
            ) from wrong
        if at > datetime.now(UTC):
            raise BadDeliveryList("deliveries.in_the_future", **at_line, value=line["received_at"])
        if line["file"] in declared:
            raise BadDeliveryList("deliveries.listed_twice", **at_line, file=line["file"])
        declared[line["file"]] = Declared(line["sender"] or None, line["channel"], at)
    return declared


def inbox_deliveries(inbox: Path) -> Iterator[Delivery | NotTaken]:
    """Every file of the inbox with what its delivery list declares, one at a time; the delivery
    list itself and a sample's answer key are no reports."""
    listed = inbox / DELIVERY_LIST
    declared = read_delivery_list(listed) if listed.is_file() else {}
    for one in settled(inbox):
        if isinstance(one, NotTaken):
            yield one
            continue
        name = one.relative_to(inbox).as_posix()
        if name not in (DELIVERY_LIST, SAMPLE_MANIFEST):
            yield delivery(name, one, declared, folder_sender(name), "inbox")


def folder_sender(name: str) -> str | None:
    """Whose file it is by the first folder of its name; None for a file in no folder."""
    return name.split("/")[0] if "/" in name else None


def passed_over(inbox: Path) -> list[NotTaken]:
    """What lies in the inbox and is not received as it is, told without reading anything."""
    return [one for one in offered(inbox) if isinstance(one, NotTaken)]


def not_in_inbox(inbox: Path, received: Collection[str]) -> list[str]:
    """The files that the inbox's delivery list names, that do not lie there and that were not
    ``received`` (names) before."""
    listed = inbox / DELIVERY_LIST
    declared = read_delivery_list(listed) if listed.is_file() else {}
    there = (
        one.name if isinstance(one, NotTaken) else one.relative_to(inbox).as_posix()
        for one in offered(inbox)
    )
    return not_delivered(declared, {*received, *map(printable, there)})


def not_delivered(declared: Mapping[str, Declared], received: Collection[str]) -> list[str]:
    """The files that a delivery list names and nobody sent, as their names are printed."""
    return sorted({printable(name) for name in declared} - set(received))


def delivery(
    name: str,
    path: Path,
    declared: Mapping[str, Declared],
    sender: str | None,
    channel: str,
    handed_in_by: str | None = None,
) -> Delivery | NotTaken:
    """A file with what a delivery list says of it, if anything; names of files and folders made
    safe to print and to keep, whatever bytes they hold."""
    try:
        content = read_file(path)
    except UnreadableFile as reason:
        return NotTaken(printable(name), reason)
    received_at, listed = None, declared.get(name)
    if listed:
        sender, channel, received_at = listed.sender, listed.channel, listed.received_at
    sender = sender and printable(sender)
    return Delivery(
        printable(name),
        content,
        sender,
        printable(channel),
        received_at,
        handed_in_by,
        is_declared=listed is not None,
    )


def taken(
    offered: Iterable[Delivery | NotTaken], left: list[NotTaken], purged: Set[str]
) -> Iterator[Delivery]:
    """The files that can be received; those that cannot, and those whose hash is of a file that was
    ``purged``, are added to ``left``."""
    for one in offered:
        if isinstance(one, NotTaken):
            left.append(one)
        elif hashlib.sha256(one.content).hexdigest() in purged:
            left.append(NotTaken(one.name, UnreadableFile("purged")))
        else:
            yield one


def channel_words(channel: str, language: str) -> str:
    """How a channel is called: ours in words, one that a delivery list declares as it is there."""
    return catalogue(language).get(f"channel.{channel}", channel)


def register_delimiter(first_line: str) -> str:
    """What stands between the columns of a register: a semicolon where its first line, which holds
    labels only, has one, as Excel writes it where the comma is the decimal sign."""
    return ";" if ";" in first_line else ","


def is_register(content: bytes) -> bool:
    """Whether a file is a register of agencies, judged by the labels in its first line."""
    first = content[:_LONGEST_FIRST_LINE].removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    line = first.decode("utf-8", "replace").strip()
    return set(line.split(register_delimiter(line))) >= _REGISTER_LABELS
