"""The shell every page shares: its addresses, its menu, what it says of the release it is in."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dashboards.downloads.imprint import contact, licence
from dashboards.looks.locale import (
    ENGLISH,
    VIETNAMESE,
    day,
    has_text,
    language,
    number,
    percent,
    plain,
    signed,
    speaking,
    text,
)
from dashboards.looks.theme import plotly_config
from dashboards.marts.audiences import NONE, PUBLIC, Audience, table
from dashboards.marts.index import Ranking
from dashboards.marts.reading import Marts
from dashboards.marts.reporting import CalendarEntry
from dashboards.pages.phrases import grade_set, rule_title
from dashboards.pages.sources_in_words import sources_in_words
from dashboards.release_record.edition import DATA, SHARED, Edition
from dashboards.release_record.in_force import file_name


@dataclass(frozen=True)
class Content:
    """What a page says: a template and what it prints."""

    template: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Copy:
    """One copy of a page: its HTML, and the hash of what it says, without the lines that name its
    release."""

    html: str
    substance: str


@dataclass(frozen=True)
class Page:
    """One kind of page: its name in ``audiences.csv``, where its copies lie below an audience's
    folder, what they say, and for which keys there is a copy (one without a key by default).

    ``menu`` is the text of its entry in the menu, ``is_more`` whether the entry is behind the
    word for more; ``home_of`` is the kind of audience whose ``index.html`` the page is.
    """

    name: str
    path: str
    content: Callable[[Marts, Edition, str], Content]
    keys: Callable[[Marts], Iterable[str]] = field(default=lambda marts: ("",))
    menu: str | None = None
    is_more: bool = False
    home_of: str | None = None


def single(
    name: str,
    content: Callable[[Marts, Edition], Content],
    *,
    path: str,
    is_more: bool = False,
) -> Page:
    """A page with a single copy and an entry in the menu."""

    def of_all(marts: Marts, edition: Edition, _: str) -> Content:
        return content(marts, edition)

    return Page(name, path, of_all, menu=f"page.menu.{name}", is_more=is_more)


def per_unit(
    name: str, content: Callable[[Marts, Edition, Ranking], Content], *, home_of: str | None = None
) -> Page:
    """A page for every unit of the release."""

    def of_unit(marts: Marts, edition: Edition, unit_id: str) -> Content:
        (unit,) = (unit for unit in marts.units if unit.unit_id == unit_id)
        return content(marts, edition, unit)

    def unit_ids(marts: Marts) -> list[str]:
        return [unit.unit_id for unit in marts.units]

    return Page(name, f"{name}/{{key}}.html", of_unit, unit_ids, home_of=home_of)


@dataclass(frozen=True)
class Site:
    """All kinds of pages, and where the copies of each lie in a release."""

    pages: tuple[Page, ...]

    def page(self, name: str) -> Page:
        """The page of a name; ``KeyError`` for a name nobody registered."""
        pages = {page.name: page for page in self.pages}
        return pages[name]

    def has(self, audience: Audience, name: str, key: str = "") -> bool:
        """Whether an audience has a copy of a page of its own."""
        scope = table().page_scope(name, audience.kind)
        return scope == "all" or (scope == "own" and key == audience.unit_id)

    def path(self, audience: Audience, name: str, key: str = "") -> str:
        """Where a page lies, from the top of the release, in the current language."""
        page = self.page(name)
        own = "index.html" if page.home_of == audience.kind else page.path
        place = own.format(key=file_name(key)) if "{key}" in own else own
        tongue = "" if language() == VIETNAMESE else f"{language()}/"
        return f"{audience.folder}/{tongue}{place}"

    def seen_by(self, audience: Audience, name: str) -> bool:
        """Whether an audience can open a page, in its own folder or in ``public``."""
        kinds = (audience.kind, PUBLIC.kind)
        return any(table().page_scope(name, kind) != NONE for kind in kinds)

    def link(self, source: str, audience: Audience, name: str, key: str = "") -> str:
        """The relative path from one page to another: to the audience's own copy, else to the
        public one.

        Raises ``ValueError`` for a page the audience must not know of.
        """
        for owner in (audience, PUBLIC):
            if self.has(owner, name, key):
                return relative(self.path(owner, name, key), source)
        raise ValueError(f"{audience.folder} has no way to {name} {key}")


def relative(target: str, source: str) -> str:
    """The relative path from one file of a release to another."""
    return posixpath.relpath(target, posixpath.dirname(source))


def render(site: Site, marts: Marts, edition: Edition, page: Page, key: str) -> Copy:
    """One copy of a page, in the current language."""
    source = site.path(marts.audience, page.name, key)
    content = page.content(marts, edition, key)
    with speaking(VIETNAMESE if language() == ENGLISH else ENGLISH):
        twin = relative(site.path(marts.audience, page.name, key), source)

    def link(name: str, key: str = "") -> str:
        return site.link(source, marts.audience, name, key)

    def shared(name: str) -> str:
        return relative(f"{SHARED}/{edition.shared[name]}", source)

    def data(name: str) -> str:
        return relative(f"{marts.audience.folder}/{DATA}/{file_name(name)}", source)

    said: list[str] = []

    def substance(caller: Callable[[], str]) -> str:
        said.append(caller())
        return said[-1]

    html = (
        _environment()
        .get_template(content.template)
        .render(
            marts=marts,
            edition=edition,
            page=page.name,
            key=key,
            language=language(),
            twin=twin,
            address=f"{edition.release_id}/{source}",
            contact=contact(edition),
            licence=licence(edition),
            next_deadline=_next_deadline(marts, edition),
            link=link,
            shared=shared,
            data=data,
            substance=substance,
            menu=[
                entry
                for entry in site.pages
                if entry.menu and site.seen_by(marts.audience, entry.name)
            ],
            plotly_config=plotly_config(),
            **content.values,
        )
    )
    return Copy(html, hashlib.sha256("".join(said).encode()).hexdigest()[:16])


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("dashboards"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(t=text, has_text=has_text)
    environment.filters.update(
        day=day,
        number=number,
        plain=plain,
        signed=signed,
        percent=percent,
        grade_set=grade_set,
        rule_title=rule_title,
        sources=sources_in_words,
        web_host=_web_host,
        css_string=_css_string,
    )
    return environment


def _next_deadline(marts: Marts, edition: Edition) -> date | None:
    """The next day by which reports are due, seen from the day of the release."""
    ahead = (row.deadline for row in marts.rows(CalendarEntry) if row.deadline and not row.event)
    return min((deadline for deadline in ahead if deadline >= edition.as_of), default=None)


def _css_string(words: str) -> Markup:
    """Words as a string of a style sheet: whatever is no letter, digit or blank as its number."""
    escaped = (one if one.isalnum() or one == " " else f"\\{ord(one):x} " for one in words)
    return Markup(f'"{"".join(escaped)}"')  # noqa: S704 - nothing that HTML minds is left


def _web_host(url: str) -> str:
    """The host of a web address; empty for anything else, which then is not made a link."""
    parts = urlsplit(url.strip())
    return (parts.hostname or "") if parts.scheme in {"http", "https"} else ""
