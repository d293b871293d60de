"""``csi what-if``: score, rank and interval of a unit if some of its figures were others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal, InvalidOperation

import click

from dashboards.looks.locale import percent, shown, speaking
from ingestion.home.database import read_database
from ingestion.home.home import Home
from ingestion.language.vietnamese import name_key
from ingestion.messages import text
from ingestion.refusal import Refusal
from orchestration.commands.options import JSON, LANGUAGE, open_home, print_json
from orchestration.decisions.effects import Standing, UnitEffect, UnitFigure, effect
from orchestration.reference.seeds import seed_rows

_STATUSES = ("not_reported", "not_applicable")
_NAMED_AT_MOST = 10


def recomputed(
    home: Home, unit: str, year: int, settings: Sequence[str]
) -> tuple[list[UnitEffect], list[UnitEffect]]:
    """What happens to the unit, one line per method, and to the others that move.

    Raises ``Refusal`` where unit, indicator or value cannot be understood.
    """

    unit_id = _unit_id(home, unit, year)
    figures = [_figure(unit_id, year, setting) for setting in settings]
    _refuse_impossible(figures)
    effects = effect(home, figures)
    own = [e for e in effects if (e.unit_id, e.index_year) == (unit_id, year)]
    return own, [e for e in effects if e.is_moved and e not in own]


def _figure(unit_id: str, year: int, setting: str) -> UnitFigure:

    node, given, value = setting.partition("=")
    if not given or not node.strip():
        raise Refusal("refused.figure.unwritten", setting=setting)
    if value.strip() in _STATUSES:
        return UnitFigure(unit_id, year, node.strip(), None, value.strip())
    return UnitFigure(unit_id, year, node.strip(), _number(value.strip(), setting))


def _refuse_impossible(figures: Sequence[UnitFigure]) -> None:
    """An indicator set twice, a negative figure, a share above 1."""

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
    """A unit by its id or its name; by name the unit that was there in that year."""

    if not home.published.exists():
        raise Refusal("refused.nothing_published")
    with read_database(home.published) as connection:
        rows = connection.execute(
            """select distinct unit_id, unit_name, is_restated from marts.mart_csi_ranking
            where index_year = ? and season = 'complete' order by is_restated, unit_id""",
            [year],
        ).fetchall()
    if not rows:
        raise Refusal("refused.no_complete_year", year=year)
    found = [key for key, name, _ in rows if key == unit or name_key(name) == name_key(unit)]
    if not found:
        raise Refusal("refused.no_unit", unit=unit, year=year)
    return str(found[0])


def lines(own: Sequence[UnitEffect], others: Sequence[UnitEffect], lang: str) -> list[str]:
    """What a person reads."""

    said = []
    for unit in own:
        said.append(
            text(
                "what_if.unit", lang, unit=unit.unit_name, year=unit.index_year, method=unit.method
            )
        )
        for key, standing in (("what_if.before", unit.before), ("what_if.after", unit.after)):
            said.append(f"  {text(key, lang)}: {_in_words(standing, lang)}")
        moved = [
            f"{other.unit_name} {other.before.rank or '–'} → {other.after.rank or '–'}"
            for other in others
            if other.method == unit.method and other.before.rank != other.after.rank
        ]
        if moved:
            named = "; ".join(moved[:_NAMED_AT_MOST]) + (" …" if moved[_NAMED_AT_MOST:] else "")
            said.append("  " + text("what_if.others", lang, units=len(moved), named=named))
    said.append(text("what_if.nothing_changed", lang))
    return said


def _in_words(standing: Standing, lang: str) -> str:

    if standing.rank is None:
        with speaking(lang):
            coverage = "–" if standing.coverage is None else percent(standing.coverage)
        key = f"page.reason.{standing.not_ranked_reason or 'no_data'}"
        return text("what_if.not_ranked", lang, reason=text(key, lang, coverage=coverage))
    values = {name: shown(value, lang) for name, value in asdict(standing).items()}
    interval = "" if standing.rank_best is None else text("what_if.interval", lang, **values)
    return text("what_if.ranked", lang, **values) + interval


@click.command(
    "what-if",
    epilog="""\b
Exit codes: 0 done; 1 the models could not be run; 2 wrong use.""",
)
@click.argument("unit")
@click.argument("year", type=int)
@click.option(
    "--set",
    "settings",
    multiple=True,
    required=True,
    metavar="INDICATOR=VALUE",
    help="A figure of the unit: 0.85, 85%, not_reported or not_applicable. May be repeated.",
)
@LANGUAGE
@JSON
@click.pass_context
def what_if(
    context: click.Context,
    unit: str,
    year: int,
    settings: tuple[str, ...],
    lang: str,
    as_json: bool,
) -> None:
    """Say what score, rank and interval of UNIT would be with other figures. Changes nothing.

    The models run again on a copy of what the last run published. UNIT is an id or a name.

    \b
    Examples:
      csi what-if VN34-24 2025 --set level_approved_share=1 --set drills=2
      csi what-if "Lai Châu" 2025 --set security_budget_share=10% --lang en
    """
    home = open_home(context, create=False)
    own, others = recomputed(home, unit, year, settings)
    if as_json:
        print_json({"unit": [asdict(e) for e in own], "others": [asdict(e) for e in others]})
    else:
        click.echo("\n".join(lines(own, others, lang)))
