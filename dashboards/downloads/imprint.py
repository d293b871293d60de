"""What every file that is taken away says of itself: what kind of figures it holds, of which
release, for whom, where they come from, on what terms, whom to ask and how to cite them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from dashboards.looks.locale import ENGLISH, VIETNAMESE, day, speaking, text
from dashboards.marts.reading import Marts
from dashboards.release_record.edition import Edition

_Said = TypeVar("_Said")


def statements(marts: Marts, edition: Edition) -> list[str]:
    """The statements that stand before any figure, in the current language: what kind of figures
    they are, then release, audience, day and method."""
    return [
        text("page.badge.recomputed"),
        *([text("page.badge.synthetic")] if marts.is_synthetic else []),
        *([text("page.preview")] if edition.is_preview else []),
        *([edition.correction] if edition.correction else []),
        text("page.meta.release", release=edition.release_id),
        text(f"page.meta.audience.{marts.audience.kind}"),
        text("page.meta.as_of", day=day(edition.as_of)),
        text("page.meta.method", method=marts.method),
    ]


def source(marts: Marts) -> str:
    """Where the figures come from."""
    return text("imprint.source.synthetic") if marts.is_synthetic else text("imprint.source.real")


def citation(marts: Marts, edition: Edition) -> str:
    """How they are cited: title and year, release, day, method, and that they are synthetic."""
    cited = text(
        "imprint.citation",
        year=marts.year,
        release=edition.release_id,
        day=day(edition.as_of),
        method=marts.method,
    )
    return f"{cited} {text('page.badge.synthetic')}." if marts.is_synthetic else cited


def licence(edition: Edition) -> str:
    """On what terms they may be used; that none were set, where the home says none."""
    return edition.this.licence or text("imprint.licence")


def contact(edition: Edition) -> str:
    """Whom to ask, and what to name."""
    if edition.this.contact:
        return text("imprint.contact_of", contact=edition.this.contact, release=edition.release_id)
    return text("imprint.contact", release=edition.release_id)


def terms(marts: Marts, edition: Edition) -> list[tuple[str, str]]:
    """Source, licence, contact and citation, each behind its label, in the current language."""
    return [
        (text("imprint.label.source"), source(marts)),
        (text("imprint.label.licence"), licence(edition)),
        (text("imprint.label.contact"), contact(edition)),
        (text("imprint.label.citation"), citation(marts, edition)),
    ]


def lines(marts: Marts, edition: Edition) -> list[tuple[str, str]]:
    """All of it, each behind its label, in the current language: what kind of figures they are, of
    which release, for whom, then the terms. No line is empty."""
    preview = text("page.preview") if edition.is_preview else ""
    said = [
        (text("imprint.label.kind"), text("page.badge.recomputed")),
        (text("imprint.label.preview"), preview),
        (text("imprint.label.release"), edition.release_id),
        (text("imprint.label.correction"), edition.correction),
        (text("imprint.label.audience"), text(f"page.meta.audience.{marts.audience.kind}")),
        (text("imprint.label.as_of"), day(edition.as_of)),
        (text("imprint.label.method"), text("page.meta.method", method=marts.method)),
        *terms(marts, edition),
    ]
    return [(label, line) for label, line in said if line]


def in_both(say: Callable[[], _Said]) -> tuple[_Said, _Said]:
    """What is said in Vietnamese, and in English."""
    with speaking(VIETNAMESE):
        vietnamese = say()
    with speaking(ENGLISH):
        return vietnamese, say()
