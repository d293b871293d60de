"""What changed from one release to another: scores, ranks, groups and pages.

Not here: rows of marts, other years and methods (``orchestration.releasing.difference``).
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboards.release_record.manifest import Manifest, UnitStanding


@dataclass(frozen=True)
class Moved:
    """A unit whose standing changed; ``None`` for a release that does not list it."""

    unit_id: str
    before: UnitStanding | None
    after: UnitStanding | None


@dataclass(frozen=True)
class Comparison:
    """What changed. ``is_comparable`` is false across methods, geographies or years: then nobody
    counts as moved, because ranks of two kinds are never compared."""

    before: str | None
    after: str
    is_comparable: bool
    moved: tuple[Moved, ...]
    inputs_changed: tuple[str, ...]
    waivers_added: tuple[str, ...]
    waivers_removed: tuple[str, ...]
    pages_added: tuple[str, ...]
    pages_removed: tuple[str, ...]
    pages_changed: tuple[str, ...]


def compare(before: Manifest | None, after: Manifest) -> Comparison:
    """What changed from one release (``None`` before the first) to another."""
    earlier = before.ranking if before else {}
    comparable = before is not None and _kind(before) == _kind(after)
    pages = before.pages if before else {}
    return Comparison(
        before=before.release_id if before else None,
        after=after.release_id,
        is_comparable=comparable,
        moved=tuple(
            Moved(unit, earlier.get(unit), after.ranking.get(unit))
            for unit in sorted(earlier.keys() | after.ranking.keys())
            if comparable and earlier.get(unit) != after.ranking.get(unit)
        ),
        inputs_changed=tuple(
            name
            for name in sorted(after.inputs)
            if before is None or before.inputs.get(name) != after.inputs[name]
        ),
        waivers_added=_missing_in(before.waivers if before else (), after.waivers),
        waivers_removed=_missing_in(after.waivers, before.waivers if before else ()),
        pages_added=tuple(sorted(after.pages.keys() - pages.keys())),
        pages_removed=tuple(sorted(pages.keys() - after.pages.keys())),
        pages_changed=tuple(
            sorted(
                page for page, digest in after.pages.items() if pages.get(page, digest) != digest
            )
        ),
    )


def _missing_in(names: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in others if name not in names)


def _kind(manifest: Manifest) -> tuple[str, str, int]:
    return manifest.method, manifest.geography, manifest.index_year
