"""The shell every page shares: navigation, the line that says what kind of number this is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from dashboards.locale import day, number, percent
from dashboards.marts import Marts
from dashboards.pages.phrases import grade_set
from dashboards.theme import PLOTLY_CONFIG
from ingestion.messages import text

_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Edition:
    """What a release says of itself on every page."""

    release_id: str
    as_of: date


def file_name(name: str) -> str:
    """The name, when it can stand as one part of a path; ``ValueError`` when it cannot."""
    if not _SAFE_NAME.fullmatch(name):
        raise ValueError(f"not a name for a file: {name!r}")
    return name


def province_path(unit_id: str) -> str:
    """Where a unit's page lies, from the top of the release."""
    return f"province/{file_name(unit_id)}.html"


def render(template: str, marts: Marts, edition: Edition, *, root: str, **content: object) -> str:
    """One page; ``root`` leads from the page to the top of the release."""
    return (
        _environment()
        .get_template(template)
        .render(marts=marts, edition=edition, root=root, plotly_config=PLOTLY_CONFIG, **content)
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("dashboards"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(t=text, province_path=province_path)
    environment.filters.update(
        day=day, number=number, percent=percent, grade_set=grade_set, web_host=_web_host
    )
    return environment


def _web_host(url: str) -> str:
    """The host of a web address; empty for anything else, which then is not made a link."""
    parts = urlsplit(url.strip())
    return (parts.hostname or "") if parts.scheme in {"http", "https"} else ""
