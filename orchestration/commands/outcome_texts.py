"""What the ``csi`` command prints at its end, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from dashboards.looks.locale import in_language, speaking
from dashboards.pages.merging import percentage_points
from ingestion.home.raw_store import LostOriginal
from ingestion.landing.door import NotTaken
from ingestion.landing.receipts import Receipt
from ingestion.landing.sources import channel_words
from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.vietnamese import VIETNAM
from ingestion.messages import text
from ingestion.parsing.report import failure_words
from ingestion.polling.places import Unreached
from ingestion.polling.polls import SourceDown
from orchestration.commands.conflict_texts import conflict_lines, see_line
from orchestration.commands.letter_texts import (
    proposed_lines,
    put_away_lines,
    waiting_letter_lines,
)
from orchestration.commands.register_texts import doubt_lines, event_lines, waiting_lines
from orchestration.commands.sender_texts import sender_words
from orchestration.explaining.catalogue import FoundingItem
from orchestration.graph.pipeline import RunOutcome
from orchestration.intake.checking import Checked
from orchestration.intake.home_status import HomeStatus
from orchestration.intake.originals import Lost
from orchestration.intake.quarantine import SetAside
from orchestration.intake.unknown_senders import ProposedSender
from orchestration.releasing.release_texts import found_lines, refused_lines
from orchestration.warehouse.merging import MergingFound

_VERDICTS = ("accepted", "accepted_with_warnings", "held", "rejected", "withdrawn", "tool_error")
# How much of a list a person reads on a terminal; `--json` has all of it.
_SHOWN = 20


def outcome_lines(outcome: RunOutcome, language: str) -> list[str]:
    """The end of a run: its day, what it did not take in and why, what it received, accepted and
    held, the years, the page, the hash."""
    lines = [text("cli.computed_for", language, day=_day(outcome.as_of))]
    lines += _not_taken_in_lines(outcome, language)
    total = sum(outcome.verdicts.values())
    lines.append(text("cli.received", language, total=total, fresh=outcome.newly_received))
    if outcome.rows_made_again:
        lines.append(text("cli.rows_made_again", language))
    if swept := outcome.unfinished_files_swept:
        lines.append(text("cli.swept", language, count=swept))
    lines += event_lines(outcome.registers, language)
    lines += waiting_lines(outcome.waiting_registers, language)
    lines += _verdict_lines(outcome.verdicts, outcome.refused, language)
    if outcome.complete_years:
        lines.append(text("cli.years", language, years=_listed(outcome.complete_years)))
    if outcome.years_in_progress:
        years = _listed(outcome.years_in_progress)
        lines.append(text("cli.years_in_progress", language, years=years))
    if outcome.changed_verdicts:
        count, ids = len(outcome.changed_verdicts), ", ".join(outcome.changed_verdicts)
        lines.append(text("cli.changed_verdicts", language, count=count, ids=ids))
    if outcome.release_refused:
        lines += refused_lines(outcome.release_refused, language)
        if outcome.ranking_page and outcome.release_id is None:
            lines.append(text("cli.release.preview", language))
    elif outcome.release_warnings:
        lines.append(text("cli.release.warned", language))
        lines += found_lines(outcome.release_warnings, language)
    lines += [_merging_line(one, language) for one in outcome.merging]
    lines += _page_lines(outcome.ranking_page, language)
    lines.append(text("cli.hash", language, hash=outcome.content_hash))
    return lines


def _merging_line(found: MergingFound, language: str) -> str:
    """How merging acts on the results of a method."""
    with speaking(language):
        advantage = percentage_points(Decimal(str(found.advantage)))
        indicator = in_language(found.indicator_vi, found.indicator_en)
    return text(
        "cli.merging",
        language,
        method=found.method,
        year=found.index_year,
        advantage=advantage,
        indicator=indicator,
        above=found.above_all,
        results=found.results,
    )


def _not_taken_in_lines(outcome: RunOutcome, language: str) -> list[str]:
    """What is in no figure of a run although somebody sent it or said so."""
    lines = []
    if later := outcome.received_later:
        lines.append(
            text(
                "cli.received_later",
                language,
                count=len(later),
                day=_day(outcome.as_of),
                name=later[0]["name"],
                received=_day(later[0]["received_on"]),
            )
        )
    lines += not_delivered_lines(outcome.not_delivered, language)
    lines += _left_lines(outcome.left_in_inbox, language)
    lines += [line for poll in outcome.polls for line in poll_lines(poll, language)]
    lines += [_lost_line(one, language) for one in outcome.lost]
    lines += quarantine_lines(outcome.quarantined, language)
    return lines + waiting_letter_lines(outcome.letters, language)


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}"


def declared_mark(is_declared: bool, language: str) -> str:
    """What stands behind a day of receipt that somebody declared; nothing behind any other."""
    return text("cli.declared", language) if is_declared else ""


def status_lines(state: HomeStatus, language: str) -> list[str]:
    """What a home holds; of each kind of what waits the first ones, and how many more."""
    lines = [text(f"cli.status.kind.{state.kind or 'none'}", language)]
    waiting = [one for one in state.refused if not one["is_replaced"]]
    lines += _verdict_lines(state.verdicts, waiting, language)
    if waiting:
        lines.append(text("cli.status.queue", language))
    lines += _first([_queue_line(one, language) for one in waiting], language)
    for one in state.conflicts[:_SHOWN]:
        lines += [*conflict_lines(one, language), see_line(one, language)]
    lines += _more(len(state.conflicts), language)
    if replaced := len(state.refused) - len(waiting):
        lines.append(text("cli.status.replaced", language, count=replaced))
    lines.append(text("cli.status.waiting", language, count=state.waiting))
    lines.append(text("cli.status.proposals", language, count=state.open_proposals))
    lines += waiting_lines(state.waiting_registers, language)
    lines += _first(_left_lines(state.left_in_inbox, language), language)
    lines += [down_line(one, language) for one in state.sources_down]
    lines += _first([_lost_line(one, language) for one in state.lost], language)
    lines += _first(quarantine_lines(state.quarantined, language), language)
    lines += waiting_letter_lines(state.letters[:_SHOWN], language)
    lines += _more(len(state.letters), language)
    lines += _first(put_away_lines(state.put_away, language), language)
    lines += _first([_sender_line(one, language) for one in state.senders], language)
    if state.last_as_of:
        lines.append(text("cli.status.last_run", language, day=_day(state.last_as_of)))
    return lines + _page_lines(state.ranking_page, language)


def _first(lines: Sequence[str], language: str) -> list[str]:
    return [*lines[:_SHOWN], *_more(len(lines), language)]


def _more(count: int, language: str) -> list[str]:
    """That a list has more than are shown, and where all of them are."""
    hidden = count - _SHOWN
    return [text("cli.status.more", language, count=hidden)] if hidden > 0 else []


def _queue_line(one: Mapping[str, Any], language: str) -> str:
    return text(
        "cli.refused",
        language,
        id=one["submission_id"][:12],
        name=one["name"],
        day=_day(one["received_on"]) + declared_mark(one["received_declared"], language),
        codes=", ".join(one["blocking_codes"]) or text(f"verdict.{one['verdict']}", language),
        by=sender_words(one["sender_id"], one["handed_in_by"], one["channel"], language),
    )


def not_delivered_lines(names: Sequence[str], language: str) -> list[str]:
    """One line if a delivery list names files that nobody sent."""
    if not names:
        return []
    return [text("cli.not_delivered", language, count=len(names), name=names[0])]


def _left_lines(
    left: Sequence[Mapping[str, Any]],
    language: str,
    source: str | None = None,
) -> list[str]:
    """One line per file that stays in the inbox or a source, and one for all that are hidden."""
    of_file, of_hidden = (
        ("cli.source.left", "cli.source.hidden")
        if source
        else ("cli.left_in_inbox", "cli.hidden_in_inbox")
    )
    lines = [
        text(
            of_file,
            language,
            source=source,
            name=one["name"],
            reason=UnreadableFile(one["reason"], **one["values"]).words(language),
        )
        for one in left
        if one["reason"] != "hidden"
    ]
    if hidden := [one["name"] for one in left if one["reason"] == "hidden"]:
        values = {"source": source, "count": len(hidden), "name": hidden[0]}
        lines.append(text(of_hidden, language, **values))
    return lines


def poll_lines(poll: Mapping[str, Any], language: str) -> list[str]:
    """What polling a source came to: what was taken, what was left, and why it failed."""
    lines = []
    if count := poll["files"]:
        lines.append(text("cli.source.taken", language, source=poll["source"], count=count))
    if count := poll["later"]:
        lines.append(text("cli.source.later", language, source=poll["source"], count=count))
    return lines + not_polled_lines(poll, language)


def not_polled_lines(poll: Mapping[str, Any], language: str) -> list[str]:
    """What of a source is not received, and why it could not be read, if so."""
    lines = _left_lines(poll["left"], language, poll["source"])
    if poll["reason"]:
        reason = Unreached(poll["reason"], poll["detail"]).words(language)
        lines.append(text("cli.source.unreached", language, source=poll["source"], reason=reason))
    return lines


def down_line(down: SourceDown, language: str) -> str:
    """That a source could not be read when it was polled last, why and since when."""
    since = f"{down.since.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    reason = Unreached(down.reason, down.detail).words(language)
    return text("cli.source.down", language, source=down.source, since=since, reason=reason)


def _sender_line(one: ProposedSender, language: str) -> str:
    """A report whose sender waits for being confirmed, and how that is done."""
    return text("sender.proposed", language, **vars(one), command=one.command)


def _lost_line(one: Lost, language: str) -> str:
    reason = LostOriginal(one.reason, id=one.submission_id[:12]).words(language)
    key = "cli.lost.register" if one.is_register else "cli.lost.report"
    return text(key, language, name=one.name, reason=reason)


def quarantine_lines(aside: Sequence[SetAside], language: str) -> list[str]:
    """One line per submission in quarantine: why, and how it is let go."""
    return [
        text(
            "cli.quarantined",
            language,
            name=one.name,
            id=one.submission_id[:12],
            by=sender_words(one.sender_id, one.handed_in_by, one.channel, language),
            day=f"{one.received_on:%d/%m/%Y}",
            reason=failure_words(one.reason, language),
        )
        for one in aside
    ]


def not_taken_lines(left: Sequence[NotTaken], language: str) -> list[str]:
    """One line per file that was handed in and not received."""
    return [
        text("cli.receipt.none", language, name=one.name, reason=one.reason.words(language))
        for one in left
    ]


def receipt_lines(receipts: Sequence[Receipt], language: str) -> list[str]:
    """One line per file received, and one for what lay in it besides reports."""
    return [line for receipt in receipts for line in _receipt_lines(receipt, language)]


def _receipt_lines(receipt: Receipt, language: str) -> Iterator[str]:
    key = "cli.receipt.known" if receipt.is_received_again else "cli.receipt.new"
    key = "cli.receipt.opened" if receipt.members else key
    yield text(
        "agencies.received" if receipt.is_waiting else key,
        language,
        name=receipt.name,
        id=receipt.submission_id[:12],
        by=receipt.handed_in_by or channel_words(receipt.channel, language),
        at=f"{receipt.received_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}",
        count=len(receipt.members),
    )
    if receipt.besides:
        yield _besides_line(receipt.name, receipt.besides, language)


def _besides_line(name: str, besides: Sequence[str], language: str) -> str:
    return text("cli.receipt.besides", language, name=name, names=", ".join(besides))


def check_lines(checked: Checked, language: str) -> list[str]:
    """Every finding of every file: its place, what was sent, what is wrong and how to fix it."""
    lines = []
    for file in checked.files:
        key = "cli.check.findings" if file.findings else "cli.check.clean"
        key = "cli.check.tool_error" if file.verdict == "tool_error" else key
        key = "cli.check.reader_failed" if file.reader_failed else key
        why = failure_words(file.reader_failed, language) if file.reader_failed else ""
        lines.append(text(key, language, name=file.name, count=len(file.findings), reason=why))
        lines += doubt_lines(file.doubtful, language)
        if file.letter:
            lines.append(text("letter.checked", language))
            lines += proposed_lines(file.letter, language)
        for finding in file.findings:
            place = finding.place or text("cli.whole_file", language)
            lines.append(text("cli.finding", language, **vars(finding) | {"place": place}))
    lines += [_besides_line(name, names, language) for name, names in checked.besides.items()]
    if checked.left_out:
        codes = ", ".join(checked.left_out)
        key = "cli.check.left_to_receipt" if checked.has_home else "cli.check.left_out"
        lines.append(text(key, language, codes=codes))
    return lines


def catalogue_lines(items: Sequence[FoundingItem], language: str) -> list[str]:
    """Each item of the founding documents with its path, and the counts at the end."""
    lines = []
    for item in items:
        values = {name: value or "–" for name, value in vars(item).items()}
        came = "unknown" if item.has_arrived is None else str(item.has_arrived).lower()
        values["arrived"] = text(f"cli.catalogue.arrived.{came}", language)
        why = item.reason_vi if language == "vi" else item.reason
        values["reason"] = why or "–"
        values["rows"] = f" ({item.part_field}: {item.part})" if item.part else ""
        values["why"] = f" | {why}" if why else ""
        page = "catalogue.each_unit" if item.page == "province" else f"menu.{item.page}"
        values["page"] = text(f"page.{page}", language) if item.page else "–"
        values["addresses"] = ", ".join(item.shown_on)
        lines.append(text(f"cli.catalogue.item.{item.status}", language, **values))
    out = sum(item.status == "out_of_reach" for item in items)
    arrived = sum(bool(item.has_arrived) for item in items)
    lines.append(
        text("cli.catalogue.total", language, items=len(items), out_of_reach=out, arrived=arrived)
    )
    return lines


def _verdict_lines(
    verdicts: Mapping[str, int], refused: Sequence[Mapping[str, Any]], language: str
) -> list[str]:
    lines = [
        text(f"cli.verdict.{verdict}", language, count=verdicts[verdict])
        for verdict in _VERDICTS
        if verdict in verdicts
    ]
    by_code = sorted((code, one["name"]) for one in refused for code in one["blocking_codes"])
    if by_code:
        lines.append(text("cli.reasons", language))
    for code, group in groupby(by_code, key=lambda pair: pair[0]):
        names = [name for _, name in group]
        lines.append(text("cli.reason", language, code=code, count=len(names), name=names[0]))
    return lines


def _page_lines(page: str | None, language: str) -> list[str]:
    return [text("cli.page", language, page=page) if page else text("cli.no_page", language)]


def _listed(years: Sequence[int]) -> str:
    return ", ".join(str(year) for year in years)
