"""``csi what-if``: score, rank and interval of a unit if some of its figures were others."""

from __future__ import annotations

from dataclasses import asdict

import click

from dashboards.looks.locale import percent, shown, speaking
from ingestion.messages import text
from orchestration.commands.effect_texts import baseline_lines
from orchestration.commands.options import JSON, LANGUAGE, open_home, print_state
from orchestration.decisions.effects import Standing
from orchestration.decisions.other_figures import OtherFigures, recomputed

_NAMED_AT_MOST = 10


def lines(effects: OtherFigures, lang: str) -> list[str]:
    """What a person reads."""

    written = []
    for unit in effects.unit:
        written.append(
            text(
                "what_if.unit", lang, unit=unit.unit_name, year=unit.index_year, method=unit.method
            )
        )
        for key, standing in (("what_if.before", unit.before), ("what_if.after", unit.after)):
            written.append(f"  {text(key, lang)}: {_in_words(standing, lang)}")
        moved = [
            f"{other.unit_name} {other.before.rank or '–'} → {other.after.rank or '–'}"
            for other in effects.others
            if other.method == unit.method and other.before.rank != other.after.rank
        ]
        if moved:
            more = len(moved) - _NAMED_AT_MOST
            named = "; ".join(moved[:_NAMED_AT_MOST]) + (f" … (+{more})" if more > 0 else "")
            written.append("  " + text("what_if.others", lang, units=len(moved), named=named))
    return [*written, *baseline_lines(effects.baseline, lang)]


def _in_words(standing: Standing, lang: str) -> str:
    if standing.rank is None:
        with speaking(lang):
            coverage = "–" if standing.coverage is None else percent(standing.coverage)
        key = f"page.reason.{standing.not_ranked_reason or 'no_data'}"
        return text("what_if.not_ranked", lang, reason=text(key, lang, coverage=coverage))
    values = {name: shown(value, lang) for name, value in asdict(standing).items()}
    interval = ""
    if standing.score_lower is not None:
        interval = text("what_if.interval", lang, **values)
    elif standing.rank_best is not None:
        interval = text("what_if.rank_range", lang, **values)
    return text("what_if.ranked", lang, **values) + interval


@click.command(
    "what-if",
    epilog="""\b
Exit codes: 0 done; 2 wrong use; 3 the models could not be run.""",
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

    The models run again on a copy of what the next run would compute. UNIT is an id or a name.

    \b
    Examples:
      csi what-if VN34-24 2025 --set level_approved_share=1 --set drills=2
      csi what-if "Lai Châu" 2025 --set security_budget_share=10% --lang en
    """
    home = open_home(context, create=False)
    effects = recomputed(home, unit, year, settings)
    print_state(effects, as_json, lines(effects, lang))
