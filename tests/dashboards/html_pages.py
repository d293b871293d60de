"""Reading a written page back: its tables as text, its links, what it would load."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

_LOADING = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}
_VOID = {"meta", "link", "img", "br", "input", "line", "polyline", "circle"}


@dataclass
class Table:
    """A table: its classes, caption and the text of every cell, row by row."""

    classes: str
    caption: str = ""
    rows: list[list[str]] = field(default_factory=list)

    def row(self, name: str) -> list[str]:
        """The one row that has a cell of this text."""
        (match,) = [row for row in self.rows if name in row]
        return match


@dataclass
class Addressed:
    """An element that has an id: its words, its cells where it is a row, the table it stands in or
    is, the heading above it."""

    text: str
    cells: list[str]
    table: Table | None
    heading: str


class Page(HTMLParser):
    """A parsed page; open elements are kept so that unbalanced markup is noticed."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.source = path.read_text(encoding="utf-8")
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.tables: list[Table] = []
        self.words: list[str] = []
        self.addressed: dict[str, Addressed] = {}
        self._begun: list[tuple[int, str, int]] = []
        self._heading = ""
        self._sinks: list[list[str]] = []
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if tag in _VOID:
            return
        self.open.append(tag)
        if "id" in attributes:
            self._begun.append((len(self.open), attributes["id"], len(self.words)))
        if tag == "table":
            self.tables.append(Table(attributes.get("class", "")))
        elif tag == "tr":
            self.tables[-1].rows.append([])
        elif tag in {"td", "th", "caption"}:
            self._sinks.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._begun and self._begun[-1][0] == len(self.open):
            _, name, first = self._begun.pop()
            words = " ".join("".join(self.words[first:]).split())
            self._heading = words if tag in {"h1", "h2"} else self._heading
            table = self.tables[-1] if "table" in self.open else None
            cells = self.tables[-1].rows[-1] if tag == "tr" else []
            self.addressed[name] = Addressed(words, cells, table, self._heading)
        assert self.open.pop() == tag
        if tag in {"td", "th", "caption"}:
            words = " ".join("".join(self._sinks.pop()).split())
            if tag == "caption":
                self.tables[-1].caption = words
            else:
                self.tables[-1].rows[-1].append(words)

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & {*self.open}:
            self.words.append(data)
            if self._sinks:
                self._sinks[-1].append(data)

    @property
    def text(self) -> str:
        """All text of the page, white space made one."""
        return " ".join("".join(self.words).split())

    @property
    def loaded(self) -> list[str]:
        """Every address the page would load by itself."""
        return [
            attributes[_LOADING[tag]]
            for tag, attributes in self.elements
            if tag in _LOADING and attributes.get(_LOADING[tag])
        ]

    def table(self, kind: str) -> Table:
        """The one table of this class."""
        (match,) = [table for table in self.tables if kind in table.classes.split()]
        return match
