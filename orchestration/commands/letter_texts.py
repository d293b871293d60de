"""What a letter without our code is proposed to be, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ingestion.forms.contract import load_contracts
from ingestion.forms.header import load_header
from ingestion.messages import text


def waiting_letter_lines(letters: Sequence[Mapping[str, Any]], language: str) -> list[str]:
    """Every letter that waits for a person: its file, what it is proposed to be, and the command
    that confirms it."""
    lines = []
    for letter in letters:
        shown = {"name": letter["name"], "id": letter["submission_id"][:12]}
        lines.append(text("letter.waits", language, **shown))
        if letter["sender"]:
            lines.append(text("letter.sender", language, sender=letter["sender"]))
        lines += proposed_lines(letter, language)
        shown = {"command": letter["command"], "id": letter["submission_id"][:12]}
        lines.append(text("letter.command", language, **shown))
    return lines


def put_away_lines(letters: Sequence[Mapping[str, str]], language: str) -> list[str]:
    """Every letter that was put away as no report: by whom, when and why."""
    return [
        text(
            "letter.is_put_away",
            language,
            name=one["name"],
            id=one["submission_id"][:12],
            by=one["by"],
            day=f"{date.fromisoformat(one['day']):%d/%m/%Y}",
            reason=one["reason"],
        )
        for one in letters
    ]


def proposed_lines(letter: Mapping[str, Any], language: str) -> list[str]:
    """What a letter is proposed to be: form, agency, period, day and unit of money, each with the
    place it was read at."""
    title = load_contracts()[letter["contract_id"]].title.in_language(language)
    lines = [text("letter.form", language, form=title, place=letter["place"])]
    agencies = [
        text("letter.agency_at", language, id=one["value"], name=one["name"], place=one["place"])
        for one in letter["agencies"]
    ]
    named = [_at(one["value"], one["place"], language) for one in letter["names"]]
    if agencies:
        lines.append(text("letter.agencies", language, found="; ".join(agencies)))
    elif named:
        lines.append(text("letter.no_agency", language, found="; ".join(named)))
    for field, found in _values(letter):
        if found:
            values = "; ".join(_at(*one, language) for one in found)
            lines.append(text(f"letter.found.{field}", language, found=values))
    if missing := letter["must_be_given"]:
        fields = ", ".join(text(f"letter.field.{field}", language) for field in missing)
        lines.append(text("letter.to_give", language, fields=fields))
    return lines


def _values(letter: Mapping[str, Any]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    units = {one.code: one.label.vi for one in load_header().lists["money_unit"]}
    yield "period", [(one["value"], one["place"]) for one in letter["periods"]]
    yield (
        "report_date",
        [
            (f"{date.fromisoformat(one['value']):%d/%m/%Y}", one["place"])
            for one in letter["report_dates"]
        ],
    )
    yield "money_unit", [(units[one["value"]], one["place"]) for one in letter["money_units"]]


def _at(value: str, place: str, language: str) -> str:
    return text("letter.at", language, value=value, place=place)
