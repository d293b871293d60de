"""Errors of a step without their messages, which may quote a cell: kinds and lines of code tell the
developer as much, and Dagster's history, the logs and the journal keep what they are told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import dagster as dg

from ingestion.refusal import Refusal
from orchestration.error_kinds import kinds_of


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
    """The kinds of error that a message of dbt names, as dbt and DuckDB begin one: ``Runtime
    Error``, ``Conversion Error``."""
    kinds = [
        f"{kind} Error"
        for kind, after in pairwise(message.split())
        if after.strip(":,.") == "Error" and kind.isalpha() and kind[0].isupper()
    ]
    return ", ".join(dict.fromkeys(kinds)) or "error"
