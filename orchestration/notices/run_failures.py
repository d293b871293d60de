"""Telling the operators that a run failed: which steps, and where to look. Never the message of an
error, which may quote a cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from ingestion.home.home import Home
from ingestion.language.vietnamese import printable
from orchestration.notices.notice_record import Planned, plan
from orchestration.notices.sending import Mailed, send_waiting
from orchestration.run_context import today

_WORTH_SENDING = timedelta(days=3)
_LONGEST_NAME, _MOST_STEPS = 100, 50


def tell_run_failed(home: Home, run_id: str, job_name: str, failed_steps: Sequence[str]) -> Mailed:
    """Tell each operator, once for each run. Nothing without ``[mail]`` in the settings."""
    settings = home.settings.mail
    if settings is None:
        return Mailed(is_configured=False)
    facts = {
        "run": _named(run_id),
        "job": _named(job_name),
        "steps": [_named(step) for step in failed_steps[:_MOST_STEPS]],
    }
    until = today() + _WORTH_SENDING
    with home.ledger() as ledger:
        plan(ledger, (Planned("run_failed", to, run_id, facts, until) for to in settings.operators))
    return send_waiting(home)


def _named(name: str) -> str:
    return printable(name)[:_LONGEST_NAME]
