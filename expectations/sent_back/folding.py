"""The findings of a submission as the lines of a list: the same finding in many cells of a column
is one line, what must be mended stands before what is only told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from expectations.book.rule_book import RuleBook
from expectations.findings import describe
from expectations.sent_back.returned_values import Key, Spot
from expectations.sent_back.suggestions import Suggestion, suggestion
from ingestion.blanks.layout import Entry
from ingestion.forms.contract import Form
from ingestion.forms.header import HEADER_TABLE, load_header
from ingestion.messages import text as message
from ingestion.parsing.report import Report

_FOLDED_FROM = 4
_EXAMPLES = 3
_GRAVITY = {"block": 0, "warn": 1, "info": 2}


@dataclass(frozen=True)
class Line:
    """One line of the list: the numbers of its findings, the spot and the comment of each, and what
    it says. ``key`` is the cell it speaks of, without a row where it speaks of many."""

    findings: tuple[int, ...]
    spots: Mapping[int, Spot]
    comments: Mapping[int, str]
    code: str
    is_grave: bool
    severity: str
    label: str
    sent: str
    problem: str
    fix: str
    legal_source: str
    sent_at: str
    key: Key
    suggested: Entry = None

    def suggesting(self, spot: Spot, entry: Entry) -> Line:
        """The line with what is suggested for one of its cells."""
        one = len(set(self.spots.values())) == 1 and spot in self.spots.values()
        return replace(self, suggested=entry) if one else self


def folded(
    found: Sequence[Mapping[str, Any]],
    spots: Mapping[int, Spot | None],
    report: Report,
    form: Form | None,
    rule_book: RuleBook,
) -> list[Line]:
    """The lines of a submission's findings (rows of ``FINDINGS``); ``spots`` says by number where
    each stands in the returned workbook."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for number, one in enumerate(found):
        spot = spots.get(number)
        column = (spot.page, spot.column) if spot else number
        groups.setdefault((one["code"], one["table"], one["field"], column), []).append(number)
    lines = []
    for numbers in groups.values():
        together = [numbers] if len(numbers) >= _FOLDED_FROM else [[n] for n in numbers]
        lines += [_line(found, part, spots, report, form, rule_book) for part in together]
    return sorted(lines, key=lambda line: (_order(found[line.findings[0]]), line.findings[0]))


def _order(finding: Mapping[str, Any]) -> int:
    return _GRAVITY[finding["severity"]]


def _line(
    found: Sequence[Mapping[str, Any]],
    numbers: Sequence[int],
    spots: Mapping[int, Spot | None],
    report: Report,
    form: Form | None,
    rule_book: RuleBook,
) -> Line:
    told = {n: describe(found[n], form, "vi", rule_book) for n in numbers}
    known = {n: suggestion(found[n], report, rule_book) if form else None for n in numbers}
    first, one = found[numbers[0]], told[numbers[0]]
    many = len(numbers) > 1
    sent = list(dict.fromkeys(said.sent for said in told.values()))
    more = " …" if len(sent) > _EXAMPLES else ""
    row_key = "" if many else first["row_key"] or ""
    return Line(
        tuple(numbers),
        {n: spot for n in numbers if (spot := spots.get(n)) is not None},
        {n: _comment(told[n].code, told[n].problem, told[n].fix, known[n]) for n in numbers},
        one.code,
        first["severity"] == "block",
        one.severity,
        one.label + (" …" if many else ""),
        "; ".join(sent[:_EXAMPLES]) + more,
        one.problem,
        one.fix,
        one.legal_source,
        one.place + (" …" if many else ""),
        (first["table"] or "", row_key, first["field"] or ""),
        None if many else _shown(known[numbers[0]], first),
    )


def _shown(known: Suggestion | None, finding: Mapping[str, Any]) -> Entry:
    """A suggestion for another cell than the finding's says for which."""
    if known is None or known.key[2] == finding["field"]:
        return known.entry if known else None
    labels = {field.code: field.label.vi for field in load_header().fields}
    label = labels[known.key[2]] if known.key[0] == HEADER_TABLE else known.key[2]
    return f"{label}: {known.entry}"


def _comment(code: str, problem: str, fix: str, known: Suggestion | None) -> str:
    lines = [f"{code}: {problem}", message("return.fix", fix=fix)]
    if known is not None:
        lines.append(message("return.suggestion", value=str(known.entry)))
    return "\n".join(lines)
