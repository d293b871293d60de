"""What changed from the release before: the standing of every unit, the method, the inputs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from dashboards.looks.locale import day, number, signed, text
from dashboards.marts.reading import Marts
from dashboards.marts.unit import GeographyName, UnitName
from dashboards.pages.shell import Content
from dashboards.release_record.comparing import Comparison, Moved
from dashboards.release_record.edition import Edition
from dashboards.release_record.manifest import Manifest, UnitStanding

_HASH_LETTERS = 8


@dataclass(frozen=True)
class MovedLine:
    """One unit whose standing changed: rank, score and group as ``before → now``."""

    unit_id: str
    name: str
    rank: str
    score: str
    points: str
    grade: str


@dataclass(frozen=True)
class Fact:
    """Something a release was made from, in the release before and in this one."""

    name: str
    before: str
    now: str

    @property
    def changed(self) -> bool:
        """Whether the two differ."""
        return self.before != self.now


def changes_page(marts: Marts, edition: Edition) -> Content:
    """Everything that differs from the release before; without one, a sentence that says so."""
    values: dict[str, object] = {"before": None}
    if edition.before and edition.changes:
        values = {
            "before": edition.before,
            "changes": edition.changes,
            "sentence": _sentence(marts, edition.changes, edition.before),
            "moved": _moved(marts, edition.changes),
            "facts": _facts(marts, edition.before, edition.this),
        }
    return Content("changes.html", values)


def _sentence(marts: Marts, changes: Comparison, before: Manifest) -> str:
    """How many units moved; for releases of different kinds, why nobody counts as moved."""
    if not changes.is_comparable:
        return text(
            "page.changes.other_kind",
            year=before.index_year,
            method=before.method,
            geography=_geography(marts, before),
        )
    if not changes.moved:
        return text("page.changes.nobody")
    return text(
        "page.changes.sentence",
        scores=_count(changes, lambda standing: standing.score),
        ranks=_count(changes, lambda standing: standing.rank),
        grades=_count(changes, lambda standing: standing.grade),
    )


def _count(changes: Comparison, figure: Callable[[UnitStanding], object]) -> int:
    ends = [(moved.before, moved.after) for moved in changes.moved]
    return sum(
        (figure(before) if before else None) != (figure(after) if after else None)
        for before, after in ends
    )


def _moved(marts: Marts, changes: Comparison) -> list[MovedLine]:
    """The units that moved, by the rank they have now, those without a rank last."""
    names = {unit.unit_id: unit.name for unit in marts.rows(UnitName)}
    ordered = sorted(
        changes.moved,
        key=lambda moved: (
            (moved.after.rank if moved.after else None) or len(names) + 1,
            moved.unit_id,
        ),
    )
    return [_line(moved, names.get(moved.unit_id, moved.unit_id)) for moved in ordered]


def _line(moved: Moved, name: str) -> MovedLine:
    before, after = moved.before, moved.after
    points = text("page.none")
    if before and after and before.score is not None and after.score is not None:
        points = signed(after.score - before.score)
    return MovedLine(
        unit_id=moved.unit_id,
        name=name,
        rank=_ends(before, after, lambda standing: str(standing.rank) if standing.rank else None),
        score=_ends(before, after, lambda standing: _number(standing.score)),
        points=points,
        grade=_ends(before, after, lambda standing: standing.grade),
    )


def _number(score: Decimal | None) -> str | None:
    return None if score is None else number(score)


def _ends(
    before: UnitStanding | None,
    after: UnitStanding | None,
    figure: Callable[[UnitStanding], str | None],
) -> str:
    """``9 → 6``, or the one figure where both are the same."""
    old, new = (
        (figure(standing) if standing else None) or text("page.none")
        for standing in (before, after)
    )
    return new if old == new else f"{old} → {new}"


def _geography(marts: Marts, release: Manifest) -> str:
    names = {row.geography: row.name for row in marts.rows(GeographyName)}
    return names[release.geography]


def _facts(marts: Marts, before: Manifest, now: Manifest) -> list[Fact]:
    """What the two releases are, then the hashes and versions of what they were made from."""
    facts = [
        Fact(text("page.changes.fact.release"), before.release_id, now.release_id),
        Fact(text("page.changes.fact.as_of"), day(before.as_of), day(now.as_of)),
        Fact(text("page.changes.fact.year"), str(before.index_year), str(now.index_year)),
        Fact(text("page.changes.fact.method"), before.method, now.method),
        Fact(
            text("page.changes.fact.geography"),
            *(_geography(marts, release) for release in (before, now)),
        ),
    ]
    for name in sorted(before.inputs.keys() | now.inputs.keys()):
        ends = [one.inputs.get(name, "")[:_HASH_LETTERS] for one in (before, now)]
        shown = [end or text("page.none") for end in ends]
        facts.append(Fact(text(f"page.changes.input.{name}"), *shown))
    return facts
