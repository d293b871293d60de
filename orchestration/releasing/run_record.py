"""The record of a run: what readers' figures were computed with, kept in the ledger for good."""

from __future__ import annotations

import polars as pl

from ingestion.submissions.confirmations import confirmations
from ingestion.submissions.registers import registers_in_force
from orchestration.intake.verdicts import submissions
from orchestration.reference.frozen_versions import hashes_today, refuse_changed
from orchestration.run_context import Run
from orchestration.warehouse.build_record import loaded_events


def record_finished(run: Run, files: dict[str, str]) -> None:
    """Write down the hashes of the files readers are about to be given, so that they are known for
    what they are when the run is killed before it is recorded."""
    with run.home.ledger() as ledger:
        ledger.append("snapshot_finished", [{"run_id": run.run_id, "files": files}])


def record_run(run: Run, content: str, files: dict[str, str]) -> None:
    """Write down the as-of day, how many events were known, the registers in force, and the hashes
    of what the marts say (``content``), of the ``files`` readers open, of the methods, of the
    contracts reports were received under and of the layouts letters were confirmed under. Raises
    ``Changed`` where an earlier run used others."""
    with run.home.ledger() as ledger:
        refuse_changed(ledger)
        hashes = hashes_today()
        contracts = _contracts_in(submissions(ledger, run.as_of))
        layouts = sorted({one.confirmed.layout_id for one in confirmations(ledger).values()})
        body = {
            "as_of": run.as_of.isoformat(),
            "run_id": run.run_id,
            "events": loaded_events(run.home),
            "content_hash": content,
            "files": files,
            "registers": registers_in_force(ledger),
            "methods": hashes["methods"],
            "contracts": {name: hashes["contracts"][name] for name in contracts},
            "layouts": {name: hashes["layouts"][name] for name in layouts},
        }
        ledger.append("run", [body])


def _contracts_in(state: pl.DataFrame) -> list[str]:
    """The contracts under which reports were received, such as ``budget/1``."""
    versions = state.drop_nulls(["form", "form_version"]).select("form", "form_version").unique()
    return sorted(f"{form}/{version}" for form, version in versions.iter_rows())
