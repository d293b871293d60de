"""A page of a release as a section of the one file that holds them all."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser

# Attributes that name an element of the page, or several.
_NAMING = {
    *("id", "for", "aria-labelledby", "aria-describedby"),
    *("data-chart", "data-config", "data-filters", "data-compare"),
}
_Attributes = list[tuple[str, str | None]]


class PageSection(HTMLParser):
    """What a page, ``path`` in its release, gives to the one file.

    ``title`` and ``body`` are HTML: ids carry the ``anchor`` of the page and so stay unique, links
    lead to the ``anchors`` of other pages, and those to a page that has none are plain words.
    ``styles`` and ``scripts`` are the paths of the files it loads, which are not in its body.
    """

    def __init__(self, path: str, html: str, anchors: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=False)
        self.path, self.anchor = path, anchors[path]
        self.styles: list[str] = []
        self.scripts: list[str] = []
        self._anchors = anchors
        self._parts: dict[str, list[str]] = {"head": [], "title": [], "body": []}
        self._part = "head"
        self._left_out: str | None = None
        self.feed(html)
        self.close()

    @property
    def title(self) -> str:
        """The title of the page."""
        return "".join(self._parts["title"])

    @property
    def body(self) -> str:
        """What stands between the tags of its body."""
        return "".join(self._parts["body"])

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        """A tag as it was written, unless it names something."""
        given = dict(attrs)
        if self._part == "head" and tag in ("title", "body"):
            self._part = tag
        elif tag == "link" and given.get("rel") == "stylesheet":
            self.styles.append(self._target(given["href"] or ""))
        elif tag == "script" and "src" in given:
            self.scripts.append(self._target(given["src"] or ""))
            self._left_out = tag
        elif given.get("class") == "skip":
            self._left_out = tag
        else:
            self._keep(self._start(tag, attrs))

    def handle_startendtag(self, tag: str, attrs: _Attributes) -> None:
        """A tag that ends itself."""
        self._keep(self._start(tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        """The end of an element, of one that is left out, or of a part of the page."""
        if self._left_out:
            self._left_out = None if tag == self._left_out else self._left_out
        elif tag == self._part:
            self._part = "head"
        else:
            self._keep(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Text as it was written."""
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        """A letter by its name."""
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """A letter by its number."""
        self._keep(f"&#{name};")

    def _keep(self, html: str) -> None:
        if not self._left_out:
            self._parts[self._part].append(html)

    def _start(self, tag: str, attrs: _Attributes) -> str:
        is_radio = ("type", "radio") in attrs
        named = [(name, self._renamed(name, value, is_radio)) for name, value in attrs]
        if named == attrs:
            return self.get_starttag_text() or ""
        kept = [pair for pair in named if pair[0] != "href" or pair[1] is not None]
        return f"<{tag}{''.join(_written(*pair) for pair in kept)}>"

    def _renamed(self, name: str, value: str | None, is_radio: bool) -> str | None:
        """The value of an attribute in the one file; None for a link that leads nowhere in it."""
        if value and (name in _NAMING or (name == "name" and is_radio)):
            return " ".join(f"{self.anchor}-{one}" for one in value.split())
        return self._led(value) if value and name == "href" else value

    def _led(self, address: str) -> str | None:
        if address.startswith(("http:", "https:")):
            return address
        if address.startswith("#"):
            return f"#{self.anchor}-{address[1:]}"
        path, _, element = address.partition("#")
        anchor = self._anchors.get(self._target(path))
        if anchor is None:
            return None
        return f"#{anchor}-{element}" if element else f"#{anchor}"

    def _target(self, address: str) -> str:
        """Where a relative address leads, from the top of the release."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.path), address))


def _written(name: str, value: str | None) -> str:
    return f" {name}" if value is None else f' {name}="{escape(value)}"'
