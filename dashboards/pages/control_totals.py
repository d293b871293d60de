"""Aggregate reports that are not the sum of what they sum up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from dashboards.looks.locale import language, plain, text
from dashboards.marts.quality import ControlTotal
from dashboards.marts.reading import Marts
from ingestion.forms.contract import Form, IndicatorSheet, Text, load_contracts


@dataclass(frozen=True)
class ControlDifference:
    """A figure of an aggregate in words, beside the sum of the reports below it."""

    total: ControlTotal
    form_title: str
    figure: str
    stated: str
    summed: str


def control_differences(marts: Marts) -> list[ControlDifference]:
    """The figures to be cleared with their senders."""
    forms = load_contracts().latest()
    return [_difference(total, forms.get(total.form)) for total in marts.rows(ControlTotal)]


def _difference(total: ControlTotal, contract: Form | None) -> ControlDifference:
    """One difference; for a form that no longer exists, codes instead of words."""
    names = (name.in_language(language()) for name in _names(contract, total)) if contract else ()
    return ControlDifference(
        total=total,
        form_title=contract.title.in_language(language()) if contract else total.form,
        figure=": ".join(names) or f"{total.part}: {total.field}",
        stated=_written(total.stated),
        summed=_written(total.summed),
    )


def _names(contract: Form, total: ControlTotal) -> Iterator[Text]:
    """The line or option a figure is about, then its column, in the words of the form."""
    for options in contract.lists.values():
        yield from (option.label for option in options if option.code == total.part)
    for sheet in contract.sheets:
        if isinstance(sheet, IndicatorSheet):
            for line in (line for line in sheet.lines if line.code == total.part):
                yield line.label
                if total.field == "denominator" and line.denominator:
                    yield line.denominator
        else:
            yield from (each.label for each in sheet.fields if each.code == total.field)


def _written(figure: Decimal | None) -> str:
    return text("page.none") if figure is None else plain(figure)
