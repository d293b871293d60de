"""Every file of a release is opened again before the release stands, by another program than the
one that wrote it: a file nobody else can read is found by us, not by whoever takes it away.

Polars reads the CSV and Parquet files that DuckDB wrote, Python its JSON, calamine the workbook:
the same columns, and as many rows as the audience sees of the mart. The structure of the SDMX files
and the pages are parsed to their last tag. The data package lists every file by its hash.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from xml.parsers.expat import ParserCreate

import polars as pl
from python_calamine import CalamineWorkbook

from dashboards.downloads.sdmx import STRUCTURE, observations
from dashboards.downloads.workbooks import tabs
from dashboards.marts.offered_files import PACKAGE, WORKBOOK, takings
from dashboards.marts.reading import Marts
from dashboards.release_record.edition import DATA
from ingestion.home.regular_files import file_hash
from ingestion.refusal import Refusal

# What a file holds, piece by piece: the rows of each column or sheet, the hash of each file.
_Pieces = list[tuple[str, int | str]]
# Elements of HTML that have no end.
_WITHOUT_END = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
    *("track", "wbr"),
}


class DamagedRelease(Refusal):
    """A file of a release that was just written is not what it should be."""

    kind = "failed"


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a file of a release: a sentence about ``file`` and ``cause``, which is a
    kind of error or a count, never the words of a library: they may quote a cell."""

    key: str
    file: str
    cause: str


def flaws_of_downloads(marts: Marts, folder: Path) -> Iterator[Flaw]:
    """What is wrong with the files of an audience in a release."""
    target = folder / marts.audience.folder / DATA
    offered = takings(marts)
    for taking in offered:
        held: _Pieces = [(column, taking.rows) for column in taking.columns]
        for ending, read in (("csv", _csv), ("parquet", _parquet), ("json", _json)):
            yield from _flaws(folder, target / f"{taking.mart}.{ending}", read, held)
    for name, (columns, rows) in observations(marts).items():
        yield from _flaws(folder, target / name, _csv, [(column, rows) for column in columns])
    yield from _flaws(folder, target / STRUCTURE, _xml, [])
    yield from _flaws(folder, target / WORKBOOK, _workbook, list(tabs(offered).items()))
    yield from _flaws(folder, target / PACKAGE, _unlisted, [])


def flaws_of_pages(folder: Path, paths: Iterable[str]) -> Iterator[Flaw]:
    """What is wrong with some pages of a release."""
    for path in paths:
        yield from _flaws(folder, folder / path, _page, [])


def refuse(flaws: Iterable[Flaw]) -> None:
    """Raise ``DamagedRelease`` for the first flaw, if there is any."""
    for flaw in flaws:
        raise DamagedRelease(flaw.key, file=flaw.file, cause=flaw.cause)


def _flaws(
    folder: Path, file: Path, read: Callable[[Path], _Pieces], expected: _Pieces
) -> Iterator[Flaw]:
    """At most one flaw: that a file cannot be opened, or the first piece that differs."""
    name = file.relative_to(folder).as_posix()
    try:
        pieces = read(file)
    except Exception as error:  # whatever a reader says of a damaged file
        yield Flaw("release.damaged.unreadable", name, type(error).__name__)
        return
    if pieces != expected:
        found, due = dict(pieces), dict(expected)
        differing = [piece for piece in due | found if found.get(piece) != due.get(piece)]
        piece = next(iter(differing), "")
        cause = f"{piece}: {found.get(piece, '–')} ≠ {due.get(piece, '–')}"
        yield Flaw("release.damaged.content", name, cause)


def _csv(file: Path) -> _Pieces:
    """A file cut within its last line has as many lines as before, but no end."""
    with file.open("rb") as content:
        content.seek(-1, 2)
        if content.read() != b"\n":
            raise EOFError
    return _rows(pl.read_csv(file, infer_schema=False))


def _parquet(file: Path) -> _Pieces:
    return _rows(pl.read_parquet(file))


def _rows(frame: pl.DataFrame) -> _Pieces:
    return [(column, frame.height) for column in frame.columns]


def _json(file: Path) -> _Pieces:
    columns, *rows = json.loads(file.read_bytes())
    if any(len(row) != len(columns) for row in rows):
        raise ValueError
    return [(column, len(rows)) for column in columns]


def _workbook(file: Path) -> _Pieces:
    """The rows of each sheet below its head; the cover has none."""
    book = CalamineWorkbook.from_path(str(file))
    cover, *names = book.sheet_names
    return [(cover, 0), *((name, book.get_sheet_by_name(name).height - 1) for name in names)]


def _xml(file: Path) -> _Pieces:
    with file.open("rb") as content:
        ParserCreate().ParseFile(content)
    return []


def _unlisted(file: Path) -> _Pieces:
    """What the data package lists and is not there as it says, or is there and not listed."""
    resources = json.loads(file.read_bytes())["resources"]
    listed = {(one["path"], one["hash"].removeprefix("sha256:")) for one in resources}
    there = {(one.name, file_hash(one)) for one in file.parent.iterdir() if one != file}
    return sorted(listed ^ there)


def _page(file: Path) -> _Pieces:
    parser = _Tags()
    parser.feed(file.read_text(encoding="utf-8"))
    parser.close()
    if parser.open != [] or not parser.is_page:
        raise EOFError
    return []


class _Tags(HTMLParser):
    """The elements of a page that are still open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.is_page = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _WITHOUT_END:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing stays open."""

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise ValueError(tag)
        self.is_page = tag == "html"
