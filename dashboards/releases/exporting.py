"""One audience's part of a release for a USB stick: a folder of its own, or one file."""

from __future__ import annotations

import base64
import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from dashboards.marts.audiences import PUBLIC
from dashboards.release_record.edition import SHARED
from dashboards.release_record.manifest import Manifest, write_manifest
from dashboards.releases.page_section import PageSection
from ingestion.home.whole_files import whole_file

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
.page:target, .page:has(:target), .page.home {{ display: block }}
.page:target ~ .home, .page:has(:target) ~ .home {{ display: none }}
</style>
</head>
<body>
{pages}
{loaded}
</body>
</html>
"""


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
    paths = sorted(_within(manifest.pages, (audience,)))
    anchors = {path: f"p{number}" for number, path in enumerate(paths)}
    home = f"{audience}/index.html"
    pages = [PageSection(path, (release / path).read_text("utf-8"), anchors) for path in paths]
    pages.sort(key=lambda page: page.path == home)  # the home last, for its style
    # Pages that load more name first what the others do without.
    by_scripts = sorted(pages, key=lambda page: -len(page.scripts))
    scripts = _read(release, (path for page in by_scripts for path in page.scripts))
    html = _ONE_FILE.format(
        title=next(page.title for page in pages if page.path == home),
        scripts=" ".join(f"'sha256-{_digest(script)}'" for script in scripts),
        style="".join(_read(release, (path for page in pages for path in page.styles))),
        pages="\n".join(_section(page, page.path == home) for page in pages),
        loaded="\n".join(f"<script>{script}</script>" for script in scripts),
    )
    with whole_file(target) as unfinished:
        unfinished.write_text(html, encoding="utf-8")
    return target


def _within(named: dict[str, str], parts: Iterable[str]) -> dict[str, str]:
    folders = set(parts)
    return {path: digest for path, digest in named.items() if path.split("/")[0] in folders}


def _read(release: Path, paths: Iterable[str]) -> list[str]:
    """The files that the pages load, each once, in the order they name them."""
    return [(release / path).read_text("utf-8") for path in dict.fromkeys(paths)]


def _section(page: PageSection, is_home: bool) -> str:
    kind = "page home" if is_home else "page"
    language = "en" if "/en/" in page.path else "vi"
    return f'<div class="{kind}" id="{page.anchor}" lang="{language}">{page.body}</div>'


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
