"""What a contract says of how a synthetic sample fills it."""

from __future__ import annotations

from collections.abc import Mapping

from ingestion.forms.frozen_model import Part


class SampleHint(Part):
    """How a synthetic season fills the field; ``worst`` and ``best`` are its values at strength
    0 and 1 (a share of ``of`` or ``base`` where one is named; ``less`` takes the line it names off
    ``of`` instead). In a register of ``sample_rows`` they are the share of rows that have the first
    of ``options`` (or say yes), the others have the second; ``where`` fills a field only in rows
    whose choices are these. ``texts`` are what the rows of a register say, one after the other: as
    many rows as there are texts (codes, for a choice)."""

    base: str | None = None
    size: float | None = None
    of: str | None = None
    less: str | None = None
    worst: float | None = None
    best: float | None = None
    yes_above: float | None = None
    each_of: str | None = None
    text: str | None = None
    texts: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = {}


class FormSample(Part):
    """Which reports of a form a synthetic sample holds: one of the first agency of every unit for
    each of ``periods``, or of one in so many units where ``one_in`` says so. ``given`` holds, by
    period, what its lines (and ``subject``) say."""

    periods: tuple[str, ...]
    one_in: Mapping[str, int] = {}
    given: Mapping[str, Mapping[str, str]] = {}
