"""A labelled synthetic season: what invented agencies would send, written from the contracts.

Everything follows from the seed and the facts handed in; the clock is never read. Each file says in
a cell that its figures are synthetic. ``manifest.json`` lists every planted fault and near-miss,
and the control totals that do not add up.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingestion.blanks.json_reports import json_bytes, json_pointer
from ingestion.blanks.layout import Place, SheetLayout, lay_out
from ingestion.blanks.templates import csv_bytes, workbook_bytes
from ingestion.forms.contract import Contracts, FileFormat, Form
from ingestion.home.whole_files import whole_file
from ingestion.readers.grid import address
from ingestion.samples.agencies import Scale, register_of, register_rows
from ingestion.samples.calendar import AS_OF
from ingestion.samples.control_totals import add_aggregates
from ingestion.samples.draft import Draft, Mismatch, Season
from ingestion.samples.facts import Facts, facts_from_rows
from ingestion.samples.faults import place_of
from ingestion.samples.near_misses import plant_near_misses
from ingestion.samples.planting import plant_faults
from ingestion.samples.season import add_revisions, plan_season

__all__ = [
    "AS_OF",
    "Facts",
    "SampleSummary",
    "facts_from_rows",
    "plan_sample",
    "write_sample",
]

Progress = Callable[[int, int], None]
_WRITERS: dict[FileFormat, Callable[[Form, list[SheetLayout]], bytes]] = {
    "xlsx": workbook_bytes,
    "csv": csv_bytes,
    "json": json_bytes,
}


@dataclass(frozen=True)
class SampleSummary:
    """How many reports were written, and how many faults planted in them."""

    files: int
    faults: int


def plan_sample(*, seed: int, scale: Scale, contracts: Contracts, facts: Facts) -> Season:
    """Every report of the sample, faults planted but nothing written."""
    register = register_of(facts, scale)
    season = plan_season(contracts, facts, register, seed, scale)
    plant_near_misses(season, facts, seed)
    plant_faults(season, facts, seed)
    add_revisions(season, seed)
    season.drafts.sort(key=lambda draft: draft.order)
    add_aggregates(season, seed)
    return season


def write_sample(
    folder: Path,
    *,
    seed: int,
    scale: Scale,
    contracts: Contracts,
    facts: Facts,
    progress: Progress | None = None,
) -> SampleSummary:
    """Write a sample into ``folder``; ``progress`` gets (files written, files in all)."""
    season = plan_sample(seed=seed, scale=scale, contracts=contracts, facts=facts)
    folder.mkdir(parents=True, exist_ok=True)
    faults = []
    drafts = [*season.drafts, *season.aggregates]
    for done, draft in enumerate(drafts, 1):
        target = folder / draft.path
        target.parent.mkdir(parents=True, exist_ok=True)
        content, place = _printed(draft)
        target.write_bytes(content)
        if draft.fault:
            faults.append(_fault_entry(draft, place))
        if progress:
            progress(done, len(drafts))
    agencies = register_rows(register_of(facts, scale))
    _write_table(folder / "agencies.csv", agencies)
    _write_table(folder / "deliveries.csv", _delivery_rows(drafts))
    near_misses = [{"file": draft.path, "what": what} for draft, what in season.near_misses]
    manifest = {
        "seed": seed,
        "scale": scale,
        "as_of": AS_OF.isoformat(),
        "synthetic": True,
        "faults": faults,
        "near_misses": near_misses,
        "control_totals": [_mismatch_entry(mismatch) for mismatch in season.mismatches],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    with whole_file(folder / "manifest.json") as unfinished:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
    return SampleSummary(files=len(drafts), faults=len(faults))


def _printed(draft: Draft) -> tuple[bytes, dict[str, str | None]]:
    """The bytes of a report, and the place of its fault, if any."""
    fault = draft.fault
    if fault and fault.on_draft:
        fault.on_draft(draft)
    pages = lay_out(draft.form, draft.answers)
    place = fault.on_page(pages[0]) if fault and fault.on_page else None
    content = _WRITERS[draft.suffix](draft.form, pages)
    if fault and fault.on_bytes:
        content = fault.on_bytes(content, place)
    return content, _place_in_file(draft, pages[0], place)


def _place_in_file(draft: Draft, page: SheetLayout, place: Place | None) -> dict[str, str | None]:
    """The place of a fault as a finding names it: its sheet, and its cell or JSON pointer."""
    if place is None:
        return {"sheet": None, "cell": None}
    if draft.suffix == "json":
        return {"sheet": "JSON", "cell": json_pointer(draft.form, page, place)}
    return {"sheet": page.title if draft.suffix == "xlsx" else "CSV", "cell": address(*place)}


def _fault_entry(draft: Draft, place: dict[str, str | None]) -> dict[str, str | None]:
    return {
        "file": draft.path,
        **place,
        "code": draft.fault.code if draft.fault else None,
        "note": draft.fault.note if draft.fault else None,
    }


def _mismatch_entry(mismatch: Mismatch) -> dict[str, str | int]:
    draft = mismatch.draft
    page = lay_out(draft.form, draft.answers)[0]
    place = place_of(page, mismatch.row, mismatch.field)
    return {
        "file": draft.path,
        "sheet": page.title if draft.suffix == "xlsx" else "CSV",
        "cell": address(*place),
        "agency_id": draft.agency.agency_id,
        "period": draft.period.key,
        "part": mismatch.row,
        "field": mismatch.field,
        "too_many": mismatch.too_many,
    }


def _delivery_rows(drafts: Sequence[Draft]) -> list[list[str]]:
    rows = [["file", "sender", "channel", "received_at"]]
    for draft in drafts:
        received = draft.received_at.isoformat(timespec="seconds")
        rows.append([draft.path, draft.sender, draft.channel, received])
    return rows


def _write_table(path: Path, rows: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    with whole_file(path) as unfinished:
        unfinished.write_bytes(stream.getvalue().encode("utf-8"))
