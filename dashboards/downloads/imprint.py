"""What every file that is taken away says of itself: what kind of figures it holds, of which
release, for whom, where they come from, on what terms, whom to ask and how to cite them."""

from __future__ import annotations

from collections.abc import Callable

from dashboards.looks.locale import ENGLISH, VIETNAMESE, day, speaking, text
from dashboards.marts.reading import Marts
from dashboards.release_record.edition import Edition


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


def licence() -> str:
    """On what terms they may be used: none were set for the data, and it says so."""
    return text("imprint.licence")


def contact(edition: Edition) -> str:
    """Whom to ask, and what to name."""
    return text("imprint.contact", release=edition.release_id)


def in_both(say: Callable[[], str]) -> tuple[str, str]:
    """What is said in Vietnamese, and in English."""
    with speaking(VIETNAMESE):
        vietnamese = say()
    with speaking(ENGLISH):
        return vietnamese, say()
