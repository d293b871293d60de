"""What becomes of a submission, from its findings: accepted, accepted with warnings, held or
rejected. ``tool_error`` is none of these: the validator could not answer."""

from __future__ import annotations

import json
from collections import Counter

import polars as pl

from expectations.book.rule_book import RuleBook
from expectations.checks.across_rules import CONFLICT, Across, Earlier, across_codes
from expectations.checks.check_frame import EXPECTED
from expectations.verdict_columns import VERDICTS
from ingestion.landing.kinds import SPREADSHEETS


def verdicts_of(
    headers: pl.DataFrame, findings: pl.DataFrame, tool_errors: frozenset[str], rule_book: RuleBook
) -> pl.DataFrame:
    """The verdict on every submission that has a header. ``codes`` is a JSON object of findings by
    code, ``waived_codes`` the same of those that do not count."""
    by_submission, waived = _codes_by_submission(findings)
    # A spreadsheet of another kind may be the right report: its sender has only to save it anew.
    is_spreadsheet = pl.col("expected_key").is_in(list(SPREADSHEETS))
    of_other_kind = set(findings.filter(is_spreadsheet, code="FILE-UNREADABLE")["submission_id"])
    rows = []
    columns = ("submission_id", "contract_id", "period_end")
    for submission_id, contract_id, period_end in headers.select(columns).iter_rows():
        codes, rules = by_submission.get(submission_id, Counter[str]()), rule_book.on(period_end)
        row = _row(submission_id, codes, waived.get(submission_id, Counter()), rules)
        rejects = contract_id is None or any(
            rules[code].rejects and rules[code].severity == "block" for code in codes
        )
        rejects = rejects and submission_id not in of_other_kind
        row["verdict"] = "rejected" if rejects else row["verdict"]
        row["verdict"] = "tool_error" if submission_id in tool_errors else row["verdict"]
        rows.append(row)
    return pl.DataFrame(rows, schema=VERDICTS)


def changed_verdicts(
    headers: pl.DataFrame,
    earlier: Earlier,
    across: Across,
    findings: pl.DataFrame,
    rule_book: RuleBook,
) -> pl.DataFrame:
    """New verdicts on submissions judged before and not now (``headers``), where the rules across
    reports now say otherwise, even if only about another cell. One with findings of its own stays
    held whatever they say."""
    judged_by = across_codes(rule_book)
    by_submission, waived_now = _codes_by_submission(findings)
    places_now = _places_by_code(findings)
    places_before = places_now if earlier.findings is None else _places_by_code(earlier.findings)
    rows = []
    others = earlier.headers.join(headers, on="submission_id", how="anti")
    for previous in others.iter_rows(named=True):
        submission_id = previous["submission_id"]
        blocking = set(previous["blocking_codes"])
        if previous["verdict"] in ("rejected", "tool_error") or blocking - judged_by:
            continue
        if submission_id in across.outcome.crashed:
            continue
        # What was not compared this time keeps what it had; a conflict is always looked for.
        judged = judged_by if submission_id in across.compared else {CONFLICT}
        before = Counter[str](json.loads(previous["codes"] or "{}"))
        waived_before = Counter[str](json.loads(previous["waived_codes"] or "{}"))
        codes = by_submission.get(submission_id, Counter[str]()) + _kept(before, judged, rule_book)
        waived = waived_now.get(submission_id, Counter[str]())
        waived += _kept(waived_before, judged, rule_book)
        moved = any(
            places_now.get((submission_id, code)) != places_before.get((submission_id, code))
            for code in judged
        )
        if moved or (codes, waived) != (before, waived_before):
            rules = rule_book.on(previous["period_end"])
            rows.append(_row(submission_id, codes, waived, rules))
    return pl.DataFrame(rows, schema=VERDICTS)


def _places_by_code(findings: pl.DataFrame) -> dict[tuple[str, str], set[tuple[object, ...]]]:
    """Where each code was found in each submission, and what was expected there."""
    places: dict[tuple[str, str], set[tuple[object, ...]]] = {}
    columns = ("table", "sheet", "cell", "row_key", "field", "sent", *EXPECTED, "waived_by")
    for submission_id, code, *rest in findings.select(
        "submission_id", "code", *columns
    ).iter_rows():
        values = tuple(tuple(value) if isinstance(value, list) else value for value in rest)
        places.setdefault((submission_id, code), set()).add(values)
    return places


def _kept(before: Counter[str], judged_now: set[str], rule_book: RuleBook) -> Counter[str]:
    kept = {c: n for c, n in before.items() if c in rule_book and c not in judged_now}
    return Counter(kept)


def _codes_by_submission(
    findings: pl.DataFrame,
) -> tuple[dict[str, Counter[str]], dict[str, Counter[str]]]:
    """How often each code was found in each submission: what counts, and what is waived."""
    counted: dict[str, Counter[str]] = {}
    waived: dict[str, Counter[str]] = {}
    columns = findings.select("submission_id", "code", pl.col("waived_by").is_not_null())
    for submission_id, code, is_waived in columns.iter_rows():
        into = waived if is_waived else counted
        into.setdefault(submission_id, Counter())[code] += 1
    return counted, waived


def _row(
    submission_id: str, codes: Counter[str], waived: Counter[str], rule_book: RuleBook
) -> dict[str, object]:
    blocking = {c: n for c, n in codes.items() if rule_book[c].severity == "block"}
    warnings = sum(n for c, n in codes.items() if rule_book[c].severity == "warn")
    calm = "accepted_with_warnings" if warnings else "accepted"
    return {
        "submission_id": submission_id,
        "verdict": "held" if blocking else calm,
        "blocking": sum(blocking.values()),
        "warnings": warnings,
        "blocking_codes": sorted(blocking),
        "codes": json.dumps(dict(sorted(codes.items()))),
        "waived": sum(waived.values()),
        "waived_codes": json.dumps(dict(sorted(waived.items()))),
    }
