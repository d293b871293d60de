"""The findings of a submission as the lines of a list: the same finding in many cells of a column
is one line, what must be mended comes before mere warnings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from expectations.book.rule_book import RuleBook
from expectations.sent_back.returned_values import Key, Spot
from expectations.sent_back.suggestions import Suggestion, suggestion
from expectations.wording.descriptions import Description, describe
from ingestion.blanks.layout import Entry
from ingestion.forms.contract import Form
from ingestion.forms.header import HEADER_TABLE, load_header
from ingestion.messages import text as message
from ingestion.parsing.report import Report

_FOLDED_FROM = 4
_EXAMPLES = 3
_GRAVITY = {"block": 0, "warn": 1, "info": 2}


@dataclass(frozen=True)
class FoldedLine:
    """One line of the list: the numbers of its findings, the spot and the comment of each, and what
    it says. ``key`` is the cell it is about, without a row where it is about many."""

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

    def suggesting(self, spot: Spot, entry: Entry) -> FoldedLine:
        """The line with what is suggested for one of its cells."""
        one = len(set(self.spots.values())) == 1 and spot in self.spots.values()
        return replace(self, suggested=entry) if one else self


def folded(
    findings: Sequence[Mapping[str, Any]],
    spots: Mapping[int, Spot | None],
    report: Report,
    form: Form | None,
    rule_book: RuleBook,
) -> list[FoldedLine]:
    """The lines of a submission's findings (rows of ``FINDINGS``); ``spots`` says by number where
    each is in the returned workbook."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for number, one in enumerate(findings):
        spot = spots.get(number)
        column = (spot.page, spot.column) if spot else number
        groups.setdefault((one["code"], one["table"], one["field"], column), []).append(number)
    lines = []
    for numbers in groups.values():
        together = [numbers] if len(numbers) >= _FOLDED_FROM else [[n] for n in numbers]
        lines += [_line(findings, part, spots, report, form, rule_book) for part in together]
    return sorted(lines, key=lambda line: (_order(findings[line.findings[0]]), line.findings[0]))


def _order(finding: Mapping[str, Any]) -> int:
    return _GRAVITY[finding["severity"]]


def _line(
    findings: Sequence[Mapping[str, Any]],
    numbers: Sequence[int],
    spots: Mapping[int, Spot | None],
    report: Report,
    form: Form | None,
    rule_book: RuleBook,
) -> FoldedLine:
    descriptions = {n: describe(findings[n], form, "vi", rule_book) for n in numbers}
    suggestions = {n: suggestion(findings[n], report, rule_book) if form else None for n in numbers}
    first, one = findings[numbers[0]], descriptions[numbers[0]]
    many = len(numbers) > 1
    sent = list(dict.fromkeys(description.sent for description in descriptions.values()))
    more = " …" if len(sent) > _EXAMPLES else ""
    row_key = "" if many else first["row_key"] or ""
    return FoldedLine(
        tuple(numbers),
        {n: spot for n in numbers if (spot := spots.get(n)) is not None},
        {n: _comment(descriptions[n], suggestions[n]) for n in numbers},
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
        None if many else _shown(suggestions[numbers[0]], first),
    )


def _shown(suggested: Suggestion | None, finding: Mapping[str, Any]) -> Entry:
    """A suggestion for another cell than the finding's says for which."""
    if suggested is None or suggested.key[2] == finding["field"]:
        return suggested.entry if suggested else None
    labels = {field.code: field.label.vi for field in load_header().fields}
    label = labels[suggested.key[2]] if suggested.key[0] == HEADER_TABLE else suggested.key[2]
    return f"{label}: {suggested.entry}"


def _comment(finding: Description, suggested: Suggestion | None) -> str:
    lines = [f"{finding.code}: {finding.problem}", message("return.fix", fix=finding.fix)]
    if suggested is not None:
        lines.append(message("return.suggestion", value=str(suggested.entry)))
    return "\n".join(lines)
