"""All pages of a release, each made once: audience by audience, in parallel."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

from dashboards.downloads.mart_files import write_downloads
from dashboards.looks.fonts import font_style_sheet
from dashboards.looks.locale import ENGLISH, VIETNAMESE, speaking
from dashboards.marts.audiences import LEADERSHIP, PUBLIC, Audience
from dashboards.marts.reading import Subject, marts_for
from dashboards.marts.shown_counts import ReleaseBefore
from dashboards.pages import SITE
from dashboards.pages.shell import render
from dashboards.release_record.edition import SHARED, Edition
from dashboards.releases.reopening import Flaw, flaws_of_downloads, flaws_of_pages, refuse


@dataclass(frozen=True)
class _Share:
    """What one worker writes at a time: one audience's pages, in some languages, or its files."""

    published: Path
    folder: Path
    subject: Subject
    edition: Edition
    audience: Audience
    languages: tuple[str, ...]
    has_files: bool
    before: ReleaseBefore | None


@dataclass(frozen=True)
class _Written:
    """The hash of what each page of a share says, and what is wrong with its files."""

    pages: dict[str, str]
    flaws: tuple[Flaw, ...]


def audiences_of(subject: Subject) -> list[Audience]:
    """Everybody a release is written for."""
    return [LEADERSHIP, PUBLIC, *(Audience("province", unit) for unit in subject.units)]


def write_pages(
    published: Path,
    folder: Path,
    subject: Subject,
    edition: Edition,
    *,
    before: ReleaseBefore | None,
    workers: int,
) -> dict[str, str]:
    """Write every page of every audience in both languages, by ``workers`` processes at once
    (1: in this process), and open every one and every download again; returns the hash of what
    each page says, by its path in the release. Raises ``DamagedRelease``."""
    shares = [
        _Share(published, folder, subject, edition, *share, before)
        for share in _shares(subject, in_parts=workers > 1)
    ]
    if workers == 1:
        return _joined(map(_write, shares))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return _joined(pool.map(_write, shares))


def write_shared(folder: Path) -> dict[str, str]:
    """Write what the pages share, each file named by the hash of its content; returns its name
    in the release by the name templates call it."""
    script = files("plotly") / "package_data" / "plotly.min.js"
    sources = chain([script], (files("dashboards") / "static").iterdir())
    contents = {file.name: file.read_bytes() for file in sources}
    contents["font.css"] = font_style_sheet().encode()
    shared = {}
    (folder / SHARED).mkdir()
    for name, content in sorted(contents.items()):
        stem, _, suffix = name.rpartition(".")
        shared[name] = f"{stem}.{hashlib.sha256(content).hexdigest()[:16]}.{suffix}"
        (folder / SHARED / shared[name]).write_bytes(content)
    return shared


def _shares(
    subject: Subject, *, in_parts: bool
) -> Iterator[tuple[Audience, tuple[str, ...], bool]]:
    """The large audiences first, and in parts, so that no worker waits long for another; one that
    works alone copies the marts of each audience once."""
    both = (VIETNAMESE, ENGLISH)
    for audience in audiences_of(subject):
        parts: list[tuple[tuple[str, ...], bool]] = [(both, True)]
        if in_parts and not audience.unit_id:
            parts = [((), True), *(((one,), False) for one in both)]
        for languages, has_files in parts:
            yield audience, languages, has_files


def _joined(written: Iterable[_Written]) -> dict[str, str]:
    """The pages of all shares, in the order of their paths; none of them has a flaw."""
    pages: dict[str, str] = {}
    for share in written:
        refuse(share.flaws)
        pages |= share.pages
    return dict(sorted(pages.items()))


def _write(share: _Share) -> _Written:
    """Write a share, and open what was written again."""
    pages = {}
    flaws: list[Flaw] = []
    with marts_for(share.published, share.audience, share.subject, share.before) as marts:
        if share.has_files:
            write_downloads(marts, share.folder, share.edition)
            flaws += flaws_of_downloads(marts, share.folder)
        for language in share.languages:
            with speaking(language):
                for page in SITE.pages:
                    for key in page.keys(marts):
                        if SITE.has(share.audience, page.name, key):
                            path = SITE.path(share.audience, page.name, key)
                            file = share.folder / path
                            file.parent.mkdir(parents=True, exist_ok=True)
                            copy = render(SITE, marts, share.edition, page, key)
                            file.write_text(copy.html, encoding="utf-8")
                            pages[path] = copy.substance
    flaws += flaws_of_pages(share.folder, pages)
    return _Written(pages, tuple(flaws))
