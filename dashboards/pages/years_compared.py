"""What a reader must know before comparing the years of a table of figures: lines that mean
something else by law since a day, and years whose data cover other days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dashboards.looks.locale import day, language, text
from dashboards.marts.figures import DirectiveTotal
from dashboards.marts.legal_basis import LegalRule
from dashboards.marts.method import MeasureMeaning
from dashboards.marts.reading import Marts
from dashboards.pages.figures import form as contract_of
from dashboards.pages.figures import is_form

# The lines of the pages that show what a measure of a form is computed from.
LINES_OF_MEASURE: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("information_systems", "independent_check_share"): (
        *("level_3_and_above_assessed", "level_3_4_assessed", "level_5_assessed"),
        "with_four_layers",
    ),
    ("information_systems", "inspected_share"): ("periodically_inspected",),
}


def notes_on_years(marts: Marts, forms: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """The sentences for the forms of a page: ``names`` are the lines it shows, by code. Empty where
    no two of the years shown differ in what they count."""
    notes = []
    for form in forms:
        years = {
            row.index_year
            for row in marts.rows(DirectiveTotal)
            if row.form == form and row.period_kind == "year"
        }
        if years and is_form(form):
            notes += _changed_lines(marts, form, years, names)
            notes += _other_days(marts, form, max(years))
    return notes


def counts_the_same(marts: Marts, form: str, line: str, year: int) -> bool:
    """Whether a line counts in a year what it counted in the year before, over as many days."""
    if not is_form(form):
        return True
    meanings = (one for one in marts.rows(MeasureMeaning) if one.form == form)
    changed = (
        line in LINES_OF_MEASURE.get((form, one.measure), ())
        for one in meanings
        if date(year - 1, 1, 1) < one.valid_from <= date(year, 12, 31)
    )
    return _first_of_other_days(marts, form) != year and not any(changed)


def _changed_lines(marts: Marts, form: str, years: set[int], names: Mapping[str, str]) -> list[str]:
    """One sentence for each day within the years on which lines began to mean something else."""
    changed: dict[str, list[str]] = {}
    for one in marts.rows(MeasureMeaning):
        if one.form == form and min(years) < one.valid_from.year <= max(years):
            lines = LINES_OF_MEASURE.get((form, one.measure), ())
            shown = [f"“{names[line]}”" for line in lines if line in names]
            changed.setdefault(day(one.valid_from), []).extend(shown)
    return [
        text("page.directive.changed_lines", day=since, names=", ".join(lines))
        for since, lines in changed.items()
        if lines
    ]


def _other_days(marts: Marts, form: str, latest: int) -> list[str]:
    """From which year on the data of a form cover other days than the calendar year, where the page
    shows such a year."""
    first = _first_of_other_days(marts, form)
    if first is None or first > latest:
        return []
    (days, basis) = next(
        (rule.days_in_year, rule.legal_basis)
        for rule in marts.rows(LegalRule)
        if (rule.form, rule.first_data_year) == (form, first)
    )
    return [
        text(
            "page.directive.other_days",
            form=_title(form),
            year=first,
            first=f"{days[0]}/{first - 1}",
            last=f"{days[1]}/{first}",
            basis=basis or "",
        )
    ]


def _first_of_other_days(marts: Marts, form: str) -> int | None:
    """The first year whose data of a form cover other days than the calendar year, if any."""
    years = (rule.first_data_year for rule in marts.rows(LegalRule) if rule.form == form)
    return min((year for year in years if year), default=None)


def _title(form: str) -> str:
    return contract_of(form).title.in_language(language())
