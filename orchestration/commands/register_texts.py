"""The register of agencies and its changes in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from ingestion.landing.agencies import agency_types
from ingestion.language.vietnamese import printable
from ingestion.messages import text
from ingestion.submissions.register_changes import CHANGE_KINDS, AgencyChange, LeadChange
from orchestration.intake.register_faults import RegisterCell, UnusableRegister
from orchestration.intake.registers import RegisterEvent, WaitingRegister
from orchestration.reference.seeds import units

# What the sentence of a kind says already.
_TOLD = {
    "renamed": ("agency_name",),
    "ended": ("valid_to",),
    "merged": ("valid_to", "successor_id"),
}
_DAYS = ("valid_from", "valid_to")
_BOOLEANS = ("is_synthetic", "in_response_network")


def change_lines(changes: Sequence[AgencyChange], language: str) -> list[str]:
    """One line for each agency that changes: how, and what else about it changes."""
    return [_change_line(one, language) for one in changes]


def lead_lines(leads: Sequence[LeadChange], language: str) -> list[str]:
    """Which provinces nobody answers for any more, then which get somebody."""
    last_names = dict(units().select("unit_id", "name_vi_short").iter_rows())
    lines = []
    for key, is_left in (("agencies.lead_lost", True), ("agencies.lead_new", False)):
        names = [
            f"{printable(one.unit_id)} ({last_names.get(one.unit_id, '')})"
            for one in leads
            if one.is_left == is_left
        ]
        if names:
            lines.append(text(key, language, units=", ".join(names)))
    return lines


def counts_in_words(changes: Sequence[AgencyChange], language: str) -> str:
    """How many agencies change in which way, such as ``mới 1, đổi tên 1``."""
    counts = Counter(one.kind for one in changes)
    parts = [
        f"{text(f'decision.view.{kind}', language)} {counts[kind]}"
        for kind in CHANGE_KINDS
        if counts[kind]
    ]
    return ", ".join(parts) or text("agencies.no_change", language)


def waiting_lines(waiting: Sequence[WaitingRegister], language: str) -> list[str]:
    """The registers that are not in force: what each would change, which of its cells cannot be
    used or are in doubt, and what is typed next."""
    return [line for one in waiting for line in _waiting_lines(one, language)]


def event_lines(events: Sequence[RegisterEvent], language: str) -> list[str]:
    """What became of registers since the last run."""
    return [line for one in events for line in _event_lines(one, language)]


def doubt_lines(doubtful: Sequence[RegisterCell], language: str) -> list[str]:
    """The cells of a register that are taken as they are and that somebody should look at."""
    return [text("agencies.doubtful", language, place=one.words(language)) for one in doubtful]


def _waiting_lines(one: WaitingRegister, language: str) -> Iterator[str]:
    key = "agencies.proposed" if one.decision_id else "agencies.waiting"
    if one.wrong:
        yield UnusableRegister(one.register_id, one.wrong).words(language)
        return
    yield text(
        key,
        language,
        name=one.name,
        id=one.register_id[:12],
        counts=counts_in_words(one.changes, language),
        decision=one.decision_id,
        by=printable(one.proposed_by or ""),
        command=_next_command(one),
    )
    yield from doubt_lines(one.doubtful, language)


def _next_command(one: WaitingRegister) -> str:
    """What is typed next: an approval where somebody proposed it; of a proposal, the category is
    left to whoever makes it."""
    if one.decision_id:
        return f"csi decide approve {one.decision_id}"
    return f'csi agencies propose {one.register_id[:12]} --category … --reason "…"'


def _event_lines(one: RegisterEvent, language: str) -> Iterator[str]:
    values = {"name": one.name, "id": one.register_id[:12], "decision": one.decision_id or ""}
    yield text(f"agencies.state.{one.state}", language, **values)
    if one.wrong:
        yield UnusableRegister(one.register_id, one.wrong).words(language)


def _change_line(one: AgencyChange, language: str) -> str:
    names = one.values.get("agency_name", (None, None))
    told = _TOLD.get(one.kind, ())
    line = text(
        f"agencies.change.{one.kind}",
        language,
        id=printable(one.agency_id),
        name=printable(one.name),
        before=printable(names[0] or ""),
        since=_day(one.since, language),
        until=_day(one.until, language),
        successor=printable(one.successor_id or ""),
    )
    others = [
        text(
            "agencies.change.value",
            language,
            column=text(f"agencies.column.{column}", language),
            before=_value(column, before, language),
            after=_value(column, after, language),
        )
        for column, (before, after) in one.values.items()
        if column not in told
    ]
    if one.kind == "changed" and not others:
        others = [text("agencies.change.earlier_line", language)]
    return "; ".join([line, *others])


def _value(column: str, value: str | None, language: str) -> str:
    if value is None:
        return text("decision.blank", language)
    if column in _DAYS:
        return _day(date.fromisoformat(value), language)
    if column in _BOOLEANS:
        return text(f"agencies.boolean.{value.lower()}", language)
    if column == "agency_type" and value in agency_types():
        label = agency_types()[value].label
        return label.en if language == "en" else label.vi
    return printable(value)


def _day(day: date | None, language: str) -> str:
    return f"{day:%d/%m/%Y}" if day else text("agencies.open_day", language)
