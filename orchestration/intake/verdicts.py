"""The state of every submission, projected from the ledger: its receipt and its latest verdict. By
when a report was due is looked up in the law of today, not in the verdict.

Not here: how a verdict comes about (``judging``).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from expectations.checks.across_rules import is_foreign
from ingestion.forms.periods import parse_period
from ingestion.home.ledger import Ledger
from ingestion.landing.receipts import receipts
from ingestion.landing.senders import sender_id_of
from ingestion.language.vietnamese import VIETNAM, printable
from ingestion.submissions.frame_columns import REPORT_KEY
from orchestration.intake.latest_verdicts import ACCEPTED, HEADER, latest_verdicts
from orchestration.reference.seeds import law

WITHDRAWN = "withdrawn"
_NOT_RECEIVED = ("rejected", WITHDRAWN, "tool_error")
SETTLED = (*ACCEPTED, WITHDRAWN)
# Which revision of a report is the later one, and where that cannot be read, which came later.
_ORDER = ("revision", "report_date", "received_at")
_REPORTED_FOR = ["form", "period", "scope"]
SUBMISSION = pl.Schema(
    {
        **HEADER,
        "deadline": pl.Date(),
        "obligation": pl.String(),
        "unit_id": pl.String(),
        "received_at": pl.Datetime("us"),
        "received_on": pl.Date(),
        "received_declared": pl.Boolean(),
        "verdict": pl.String(),
        "is_received": pl.Boolean(),
        "blocking_findings": pl.Int32(),
        "warning_findings": pl.Int32(),
        "waived_findings": pl.Int32(),
        "corrected_cells": pl.Int32(),
        "blocking_codes": pl.List(pl.String()),
        "sender_id": pl.String(),
        "channel": pl.String(),
        "handed_in_by": pl.String(),
        "name": pl.String(),
    }
)
_kept: dict[tuple[str, date], pl.DataFrame] = {}


def submissions(ledger: Ledger, as_of: date) -> pl.DataFrame:
    """Every submission received by ``as_of`` that has a verdict, in the shape of ``SUBMISSION``.
    ``received_at`` is the time of Vietnam, ``sender_id`` the agency its channel gives, which a file
    that cannot be read keeps; ``is_received`` says that it answers a duty of the
    agency it names: neither sent away nor sent by somebody who may not. Kept as long as the ledger
    stays as it is: each form of a run asks for it."""
    head = ledger.head().hash
    for key in [key for key in _kept if key[0] != head]:
        del _kept[key]
    if (head, as_of) not in _kept:
        _kept[head, as_of] = _projected(ledger, as_of)
    return _kept[head, as_of]


def received_later(ledger: Ledger, as_of: date) -> list[dict[str, Any]]:
    """The submissions received after a day, which do not count on it: name and day of receipt, the
    earliest first."""
    later = submissions(ledger, date.max).filter(pl.col("received_on") > as_of)
    named = later.sort("received_on", "name").select("name", pl.col("received_on").cast(pl.String))
    return named.rows(named=True)


def verdict_counts(state: pl.DataFrame) -> dict[str, int]:
    """How many submissions (rows of ``SUBMISSION``) have each verdict."""
    return dict(state.group_by("verdict").len().sort("verdict").iter_rows())


def not_accepted(state: pl.DataFrame) -> list[dict[str, Any]]:
    """The submissions that are neither accepted nor withdrawn, the oldest first: with their
    blocking codes, who handed them in, and whether another revision counts in their place."""
    shown = ("submission_id", "name", "verdict", "blocking_codes", "received_on", "sender_id")
    refused = with_replaced(state).filter(~pl.col("verdict").is_in(SETTLED))
    ordered = refused.sort("received_on", "name")
    ordered = ordered.with_columns(pl.col("received_on").cast(pl.String))
    about = ("channel", "received_declared", "handed_in_by", "is_replaced")
    return ordered.select(*shown, *about).rows(named=True)


def with_replaced(state: pl.DataFrame) -> pl.DataFrame:
    """Submissions with ``is_replaced``: another one of the same report counts that is no earlier
    revision, so that nothing has to be done about one that is not accepted. Where it does not say
    readably which revision it is, one that came later counts in its place."""
    accepted = state.filter(pl.col("verdict").is_in(ACCEPTED)).sort("revision", "report_date")
    counting = accepted.group_by(REPORT_KEY).last().select(*REPORT_KEY, *_ORDER)
    marked = state.join(
        counting, on=REPORT_KEY, how="left", suffix="_counting", maintain_order="left"
    )
    revision, report_date, received_at = (pl.col(f"{name}_counting") for name in _ORDER)
    is_later = (revision > pl.col("revision")) | (
        (revision == pl.col("revision")) & (report_date >= pl.col("report_date"))
    )
    came_later = received_at > pl.col("received_at")
    is_replaced = pl.coalesce(is_later, came_later).fill_null(False)
    return state.with_columns(marked.select(is_replaced=is_replaced))


def _projected(ledger: Ledger, as_of: date) -> pl.DataFrame:
    received = pl.DataFrame(
        [
            (
                receipt.submission_id,
                receipt.received_at.astimezone(VIETNAM).replace(tzinfo=None),
                receipt.received_on,
                receipt.declared,
                sender_id_of(receipt),
                printable(receipt.channel),
                receipt.handed_in_by,
                printable(receipt.name),
            )
            for receipt in receipts(ledger).values()
        ],
        schema={
            "submission_id": pl.String(),
            "received_at": pl.Datetime("us"),
            "received_on": pl.Date(),
            "received_declared": pl.Boolean(),
            "sender_id": pl.String(),
            "channel": pl.String(),
            "handed_in_by": pl.String(),
            "name": pl.String(),
        },
        orient="row",
    )
    verdicts = latest_verdicts(ledger)
    return (
        verdicts.drop("sender", "received_on")
        .join(received, on="submission_id")
        .filter(pl.col("received_on") <= as_of)
        .rename(
            {
                "blocking": "blocking_findings",
                "warnings": "warning_findings",
                "waived": "waived_findings",
            }
        )
        .with_columns(is_received=_is_received())
        .join(_deadlines(verdicts), on=_REPORTED_FOR, how="left")
        .select(list(SUBMISSION))
        .sort("submission_id")
    )


def _is_received() -> pl.Expr:
    return ~pl.col("verdict").is_in(_NOT_RECEIVED) & ~is_foreign()


def _deadlines(verdicts: pl.DataFrame) -> pl.DataFrame:
    """By when reports of each form, period and scope were due, where the law gives a day."""
    dated = verdicts.drop_nulls([*_REPORTED_FOR, "period_kind"])
    reported = dated.select(_REPORTED_FOR).unique().sort(_REPORTED_FOR)
    due = (
        (form, period, scope, law().deadline_of(form, parse_period(period), scope))
        for form, period, scope in reported.iter_rows()
    )
    schema = {name: HEADER[name] for name in _REPORTED_FOR}
    return pl.DataFrame(
        [(*report, *deadline) for *report, deadline in due if deadline],
        schema={**schema, "deadline": pl.Date(), "obligation": pl.String()},
        orient="row",
    )
