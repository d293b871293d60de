"""Errors of a step without their messages, which may quote a cell: kinds and lines of code tell the
developer as much, and Dagster's history, the logs and the journal keep what they are told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from ingestion.refusal import Refusal
from orchestration.error_kinds import kinds_of

# As dbt and DuckDB begin a message: "Runtime Error", "Conversion Error".
_KIND = re.compile(r"\b[A-Z][A-Za-z]{0,30} Error\b")


class StepFailed(Exception):
    """Something nobody foresaw ended a step; its message is the kinds of error."""


@contextmanager
def without_values() -> Iterator[None]:
    """Let an error of the block pass as its kinds, at the lines where it was raised. What a person
    can mend (``Refusal``), and what a step itself says (``dg.Failure``), pass as they are."""
    try:
        yield
    except (Refusal, dg.Failure):
        raise
    except Exception as error:
        raise StepFailed(kinds_of(error)).with_traceback(error.__traceback__) from None


def kinds_in(message: str) -> str:
    """The kinds of error that a message of dbt names."""
    return ", ".join(dict.fromkeys(_KIND.findall(message))) or "error"
