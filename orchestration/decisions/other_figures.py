"""What a unit's score, rank and interval would be with other figures (``indicator=value``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ingestion.home.database import read_database
from ingestion.home.home import Home
from ingestion.language.vietnamese import name_key
from ingestion.refusal import Refusal
from orchestration.decisions.baseline import Baseline, next_run
from orchestration.decisions.effects import UnitEffect, UnitFigure
from orchestration.reference.seeds import seed_rows

_STATUSES = ("not_reported", "not_applicable")


@dataclass(frozen=True)
class OtherFigures:
    """What other figures of a unit would do, beside the next run as it stands (``baseline``): to
    the ``unit``, one line per method, and to the ``others`` that move."""

    baseline: Baseline
    unit: list[UnitEffect]
    others: list[UnitEffect]


def recomputed(home: Home, unit: str, year: int, settings: Sequence[str]) -> OtherFigures:
    """What happens to the unit and to others if its figures were those of the ``settings``.

    Raises ``Refusal`` where unit, indicator or value cannot be understood.
    """
    unit_id = _unit_id(home, unit, year)
    figures = [_figure(unit_id, year, setting) for setting in settings]
    _refuse_impossible(figures)
    with next_run(home) as following:
        effects = following.effect(figures)
    own = [e for e in effects if (e.unit_id, e.index_year) == (unit_id, year)]
    return OtherFigures(
        following.baseline, own, [e for e in effects if e.is_moved and e not in own]
    )


def _figure(unit_id: str, year: int, setting: str) -> UnitFigure:
    """A figure from its setting, such as ``drills=2``, ``staff_share=85%`` or
    ``drills=not_reported``."""
    node, equals, value = (part.strip() for part in setting.partition("="))
    if not equals or not node:
        raise Refusal("refused.figure.unwritten", setting=setting)
    if value in _STATUSES:
        return UnitFigure(unit_id, year, node, None, value)
    return UnitFigure(unit_id, year, node, _number(value, setting))


def _refuse_impossible(figures: Sequence[UnitFigure]) -> None:
    """Refuse an indicator set twice, a negative figure, a share above 1."""
    shares = {
        row["node_id"] for row in seed_rows("method/node_rule") if row["pooling"] not in ("", "sum")
    }
    seen = set()
    for figure in figures:
        if figure.node_id in seen:
            raise Refusal("refused.figure.twice", node=figure.node_id)
        seen.add(figure.node_id)
        if figure.value is None:
            continue
        if figure.value < 0:
            raise Refusal("refused.figure.negative", node=figure.node_id)
        if figure.value > 1 and figure.node_id in shares:
            raise Refusal("refused.figure.above_one", node=figure.node_id)


def _number(written: str, setting: str) -> Decimal:
    try:
        number = Decimal(written.removesuffix("%"))
    except InvalidOperation as wrong:
        statuses = ", ".join(_STATUSES)
        raise Refusal("refused.figure.no_number", setting=setting, statuses=statuses) from wrong
    if not number.is_finite():
        raise Refusal("refused.figure.no_number", setting=setting, statuses=", ".join(_STATUSES))
    return number / 100 if written.endswith("%") else number


def _unit_id(home: Home, unit: str, year: int) -> str:
    """A unit by its id or its name; by name the unit that existed in that year."""
    if not home.computed.exists():
        raise Refusal("refused.nothing_published")
    with read_database(home.computed) as connection:
        rows = connection.execute(
            """select distinct unit_id, unit_name, is_restated from marts.mart_csi_ranking
            where index_year = ? and season = 'complete' order by is_restated, unit_id""",
            [year],
        ).fetchall()
    if not rows:
        raise Refusal("refused.no_complete_year", year=year)
    ids = [key for key, name, _ in rows if key == unit or name_key(name) == name_key(unit)]
    if not ids:
        raise Refusal("refused.no_unit", unit=unit, year=year)
    return str(ids[0])
