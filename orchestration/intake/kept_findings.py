"""The current findings, as runs keep them beside the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

import polars as pl

from expectations.book.rule_book import RuleBook
from expectations.checks.across_rules import CONFLICT
from expectations.wording.descriptions import describe
from expectations.wording.place_labels import PlaceLabels
from ingestion.forms.contract import Form, load_contracts
from ingestion.home.home import Home
from ingestion.language.vietnamese import printable
from ingestion.messages import LANGUAGES
from ingestion.submissions.accepted_rows import drop_rows
from orchestration.intake.latest_verdicts import ACCEPTED
from orchestration.intake.standing_findings import standing_findings

RAW_FINDINGS = pl.Schema(
    {
        "submission_id": pl.String(),
        "finding_number": pl.Int32(),
        "rule_code": pl.String(),
        "severity": pl.String(),
        "sheet": pl.String(),
        "cell": pl.String(),
        "label_vi": pl.String(),
        "label_en": pl.String(),
        "sent": pl.String(),
        "problem_vi": pl.String(),
        "problem_en": pl.String(),
        "fix_vi": pl.String(),
        "fix_en": pl.String(),
        "legal_vi": pl.String(),
        "legal_en": pl.String(),
        "is_waived": pl.Boolean(),
    }
)
_LONGEST_TITLE = 100
_LONGEST_WORDS = 400
_NO_WORDS = (None,) * 7


def drop_findings(home: Home, submission_ids: Collection[str], codes: Collection[str]) -> None:
    """Take out what was found by some rules in reports that these rules have judged again."""
    if submission_ids:
        of_them = pl.col("submission_id").is_in(list(submission_ids))
        drop_rows(home / "findings", of_them & pl.col("code").is_in(list(codes)))


def finding_rows(home: Home, verdicts: pl.DataFrame, rule_book: RuleBook) -> pl.DataFrame:
    """The current findings in the shape of ``RAW_FINDINGS``. Those of a submission in the queue
    have their words: what was sent, what is wrong, how to fix it, on which legal base; of what is
    personal the reader kept only that it was there. What the sender wrote is made printable."""
    contracts = load_contracts()
    forms = {
        name: contracts.get(f"{form}/{version}")
        for name, form, version in verdicts.select(
            "submission_id", "form", "form_version"
        ).iter_rows()
    }
    waiting = set(verdicts.filter(~pl.col("verdict").is_in(ACCEPTED))["submission_id"])
    rows, numbers = [], Counter[str]()
    for finding in standing_findings(home, verdicts).iter_rows(named=True):
        name = finding["submission_id"]
        numbers[name] += 1
        rows.append(
            (
                name,
                numbers[name],
                finding["code"],
                finding["severity"],
                finding["sheet"] and printable(finding["sheet"])[:_LONGEST_TITLE],
                finding["cell"] and printable(finding["cell"])[:_LONGEST_TITLE],
                PlaceLabels(finding, forms[name], "vi").column() or None,
                PlaceLabels(finding, forms[name], "en").column() or None,
                *(_words(finding, forms[name], rule_book) if name in waiting else _NO_WORDS),
                finding["waived_by"] is not None,
            )
        )
    return pl.DataFrame(rows, schema=RAW_FINDINGS, orient="row")


def _words(
    finding: Mapping[str, Any], form: Form | None, rule_book: RuleBook
) -> tuple[str | None, ...]:
    """What was sent, then problem, fix and legal base, each in both languages."""
    if finding["code"] not in rule_book:
        return _NO_WORDS
    if finding["code"] == CONFLICT:  # what another report says is no part of a log or a page
        finding = {**finding, "expected_key": None}
    described = [describe(finding, form, language, rule_book) for language in LANGUAGES]
    parts = ((one.problem, one.fix, one.legal_source) for one in described)
    words = (described[0].sent, *(word for part in zip(*parts, strict=True) for word in part))
    return tuple(word[:_LONGEST_WORDS] for word in words)
