"""One audience's part of a release for a USB stick: a folder of its own, or one file."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dashboards.marts.audiences import PUBLIC
from dashboards.release_record.edition import SHARED
from dashboards.release_record.manifest import Manifest, write_manifest
from ingestion.home.whole_files import whole_file

_BODY = re.compile(r"<body>\n(.*?)<script defer ", re.DOTALL)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_SKIP = re.compile(r'<a class="skip".*?</a>\n', re.DOTALL)
_NAMED = re.compile(
    r" (id|for|aria-labelledby|aria-describedby|data-chart|data-config|data-filters|data-compare"
    r'|(?<=type="radio" )name)="([^"]+)"'
)
_SCRIPT = re.compile(rf'<script defer src="[^"]*{SHARED}/([^"/]+)"')
_STYLE = re.compile(rf'<link rel="stylesheet" href="[^"]*{SHARED}/([^"/]+)"')
_HREF = re.compile(r' href="([^"]*)"')
_OPEN_ME = """<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><title>CSI</title>
<meta http-equiv="refresh" content="0; url={home}"></head>
<body><p><a href="{home}">CSI</a></p></body>
</html>
"""
_ONE_FILE = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {scripts}; \
style-src 'unsafe-inline'; font-src data:; img-src data: blob:; base-uri 'none'; \
form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
{style}
.page {{ display: none }}
.page:target, .page.home {{ display: block }}
.page:target ~ .home {{ display: none }}
</style>
</head>
<body>
{pages}
{loaded}
</body>
</html>
"""


@dataclass(frozen=True)
class _Page:
    """One page of the release, by its path in it, and its name in the one file."""

    path: str
    anchor: str
    html: str


def export_folder(release: Path, manifest: Manifest, audience: str, target: Path) -> Path:
    """Copy what an audience reads, with the public pages that these link to; returns the page
    to open. The manifest lists what is in the copy, nobody else's pages, and names no account."""
    parts = tuple(dict.fromkeys((audience, PUBLIC.folder, SHARED)))
    for part in parts:
        shutil.copytree(release / part, target / part)
    kept = {
        "files": _within(manifest.files, parts),
        "pages": _within(manifest.pages, parts),
        "acknowledgements": {},
        "audiences": tuple(part for part in parts if part != SHARED),
    }
    write_manifest(target, manifest.model_copy(update=kept))
    opened = target / "index.html"
    with whole_file(opened) as unfinished:
        unfinished.write_text(_OPEN_ME.format(home=f"{audience}/index.html"), encoding="utf-8")
    return opened


def export_file(release: Path, manifest: Manifest, audience: str, target: Path) -> Path:
    """Write all pages of an audience, in both languages, as one HTML file that needs no other.

    It reads without JavaScript: a link shows another part of the file. Links to what is not in it
    are plain words.
    """
    pages = _pages(release, manifest, audience)
    anchors = {page.path: page.anchor for page in pages}
    home = f"{audience}/index.html"
    ordered = sorted(pages, key=lambda page: page.path == home)  # the home last, for its style
    scripts = _loaded(_SCRIPT, pages, release)
    (title,) = _TITLE.findall(next(page.html for page in pages if page.path == home))
    html = _ONE_FILE.format(
        title=title,
        scripts=" ".join(f"'sha256-{_digest(script)}'" for script in scripts),
        style="".join(_loaded(_STYLE, pages, release)),
        pages="\n".join(_section(page, anchors, page.path == home) for page in ordered),
        loaded="\n".join(f"<script>{script}</script>" for script in scripts),
    )
    with whole_file(target) as unfinished:
        unfinished.write_text(html, encoding="utf-8")
    return target


def _within(named: dict[str, str], parts: Iterable[str]) -> dict[str, str]:
    folders = set(parts)
    return {path: digest for path, digest in named.items() if path.split("/")[0] in folders}


def _pages(release: Path, manifest: Manifest, audience: str) -> list[_Page]:
    paths = sorted(_within(manifest.pages, (audience,)))
    return [
        _Page(path, f"p{number}", (release / path).read_text("utf-8"))
        for number, path in enumerate(paths)
    ]


def _loaded(named: re.Pattern[str], pages: Iterable[_Page], release: Path) -> list[str]:
    """The shared files of a kind that the pages name, each once, in the order they name them."""
    names = dict.fromkeys(name for page in pages for name in named.findall(page.html))
    return [(release / SHARED / name).read_text("utf-8") for name in names]


def _section(page: _Page, anchors: dict[str, str], is_home: bool) -> str:
    """The body of a page, its ids made unique and its links pointed at the other parts."""
    (body,) = _BODY.findall(page.html)
    body = _SKIP.sub("", body)
    body = _NAMED.sub(lambda match: _renamed(page, match[1], match[2]), body)
    body = _HREF.sub(lambda match: _led(page, anchors, match[1]), body)
    kind = "page home" if is_home else "page"
    language = "en" if "/en/" in page.path else "vi"
    return f'<div class="{kind}" id="{page.anchor}" lang="{language}">\n{body}</div>'


def _renamed(page: _Page, attribute: str, names: str) -> str:
    own = " ".join(f"{page.anchor}-{name}" for name in names.split())
    return f' {attribute}="{own}"'


def _led(page: _Page, anchors: dict[str, str], address: str) -> str:
    if address.startswith(("http:", "https:")):
        return f' href="{address}"'
    if address.startswith("#"):
        return f' href="#{page.anchor}-{address[1:]}"'
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), address))
    return f' href="#{anchors[target]}"' if target in anchors else ""


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
