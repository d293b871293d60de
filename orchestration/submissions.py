"""From a file at the door to a verdict in the ledger: receive, read, validate, keep.

Loading comes after and reads verdicts from the ledger only.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from expectations.across_rules import Earlier, needed_cells
from expectations.register_rules import Register
from expectations.rule_book import load_rule_book
from expectations.units import unit_cells, unit_of_headers
from expectations.validation import DELIVERIES, Validation, validate
from ingestion.accepted_rows import drop_submissions, kept_submissions, read_rows, write_rows
from ingestion.agencies import current_agencies
from ingestion.contract import load_contracts
from ingestion.corrections import Corrected, lapses, lay_over
from ingestion.decisions import Decision, decisions_of, in_force
from ingestion.frames import CELLS, Batch, batch_of
from ingestion.home import Home
from ingestion.ledger import Ledger
from ingestion.raw_store import RawStore
from ingestion.readers.sandbox import read_reports
from ingestion.receipts import Receipt, receipts, receive
from ingestion.sources import Delivery, inbox_deliveries
from orchestration.decisions.withdrawals import withdrawn, withdrawn_verdicts, without
from orchestration.pending import NO_LINES, decided, frame_hash, pending_submissions, register_lines
from orchestration.reference import unit_names, units
from orchestration.run import Run
from orchestration.verdicts import ACCEPTED, WITHDRAWN, latest_verdicts

_REPORTS_PER_FRAME = 200


@dataclass(frozen=True)
class TakenIn:
    """What one intake did: files new to the raw store, and submissions given a verdict."""

    received: int
    validated: int


def take_in(run: Run) -> TakenIn:
    """Receive the inbox and give every pending submission its verdict."""
    store = run.home.raw_store()
    with run.home.ledger() as ledger:
        deliveries = _counted(run, inbox_deliveries(run.home.inbox))
        answers = receive(deliveries, store, ledger, run.home.kind)
        register = register_of(ledger, store)
        for synthetic in register.agencies["is_synthetic"].unique():
            run.home.declare("synthetic" if synthetic else "real")
        decisions = in_force(decisions_of(ledger).values(), run.as_of)
        pending = pending_submissions(run, ledger, register, decisions)
        if pending:
            _validate_and_keep(run, ledger, store, register, pending)
        _restore_rows(run, ledger, store)
    new = [one for one in answers if not one.known and not one.is_register]
    return TakenIn(len(new), len(pending))


def rebuild_rows(run: Run) -> list[str]:
    """Drop rows and findings and make them again from the raw store and the ledger, whose chain is
    checked first (``BrokenChain``).

    Returns the submissions whose verdict today's rules would change; what the ledger says stands.
    """
    store = run.home.raw_store()
    with run.home.ledger() as ledger:
        ledger.verify()
    take_in(run)
    with run.home.ledger() as ledger:
        for folder in ("rows", "findings"):
            shutil.rmtree(run.home / folder)
            (run.home / folder).mkdir()
        known = receipts(ledger)
        decisions = in_force(decisions_of(ledger).values(), run.as_of)
        batch = lay_over(_read(run, store, known), decisions, load_contracts()).batch
        recorded = latest_verdicts(ledger)
        register = register_of(ledger, store)
        nothing = earlier_reports(run.home, recorded.clear(), known)
        validation = _validate(run, batch, known, register, nothing, decisions)
        _keep(run.home, batch, validation, recorded)
    both = validation.verdicts.join(recorded, on="submission_id", suffix="_recorded")
    changed = both.filter(pl.col("verdict") != pl.col("verdict_recorded"))
    return changed["submission_id"].sort().to_list()


def _restore_rows(run: Run, ledger: Ledger, store: RawStore) -> None:
    """Write again the rows of accepted submissions that are not there, as after a run that was
    killed between verdict and rows."""
    verdicts = latest_verdicts(ledger)
    accepted = set(verdicts.filter(pl.col("verdict").is_in(ACCEPTED))["submission_id"])
    missing = accepted - kept_submissions(run.home / "rows")
    if missing:
        known = {name: one for name, one in receipts(ledger).items() if name in missing}
        decisions = in_force(decisions_of(ledger).values(), run.as_of)
        corrected = lay_over(_read(run, store, known), decisions, load_contracts())
        _write_accepted(run.home, corrected.batch, verdicts)


def register_of(ledger: Ledger, store: RawStore) -> Register:
    """The agencies registered in a home, and the units of the reference."""
    return Register(current_agencies(ledger, store), units())


def _counted(run: Run, deliveries: Iterable[Delivery]) -> Iterator[Delivery]:
    for done, item in enumerate(deliveries, 1):
        run.progress.advance("receive", done)
        yield item


def _validate_and_keep(
    run: Run, ledger: Ledger, store: RawStore, register: Register, pending: Mapping[str, Receipt]
) -> None:
    sent = _read(run, store, pending)
    known = decisions_of(ledger)
    ledger.append("decision", lapses(sent, in_force(known.values(), run.as_of)))
    decisions = in_force(decisions_of(ledger).values(), run.as_of)
    corrected = lay_over(sent, decisions, load_contracts())
    before = latest_verdicts(ledger)
    earlier = earlier_reports(run.home, before, pending)
    validation = _validate(run, corrected.batch, pending, register, earlier, decisions)
    events = _verdict_events(run, corrected, validation, register, ledger, decisions)
    for folder in ("rows", "findings"):
        drop_submissions(run.home / folder, set(pending) & set(before["submission_id"]))
    ledger.append("verdict", events)
    _keep(run.home, corrected.batch, validation, latest_verdicts(ledger))


def _read(run: Run, store: RawStore, wanted: Mapping[str, Receipt]) -> Batch:
    """The frames of many submissions, read in the pool, in the order of their ids."""
    contracts, settings = load_contracts(), run.home.settings
    files = ((name, store.get(name)) for name in sorted(wanted))
    frames, waiting = [], {}
    reports = read_reports(
        files,
        readers=settings.readers,
        seconds_per_file=settings.seconds_per_file,
        names=unit_names(),
    )
    for done, (name, report) in enumerate(reports, 1):
        waiting[name] = report
        run.progress.advance("read", done, len(wanted))
        if len(waiting) == _REPORTS_PER_FRAME:
            frames.append(batch_of(waiting, contracts))
            waiting = {}
    frames.append(batch_of(waiting, contracts))
    return Batch(
        pl.concat([frame.cells for frame in frames]),
        pl.concat([frame.problems for frame in frames]),
        pl.concat([frame.headers for frame in frames]),
    )


def _validate(
    run: Run,
    batch: Batch,
    known: Mapping[str, Receipt],
    register: Register,
    earlier: Earlier,
    decisions: Sequence[Decision],
) -> Validation:
    """Findings and verdicts; a submission that was withdrawn is not asked about."""
    run.progress.advance("validate", 0, batch.headers.height)
    whole, gone = batch.headers, withdrawn(decisions)
    batch = without(batch, gone)
    who = batch.headers.select("submission_id", "agency_id").iter_rows()
    deliveries = pl.DataFrame(
        [(name, known[name].sender_for(agency), known[name].received_on) for name, agency in who],
        schema=DELIVERIES,
        orient="row",
    )
    validation = validate(
        batch,
        deliveries=deliveries,
        register=register,
        earlier=earlier,
        as_of=run.as_of,
        home_kind=run.home.kind,
        rule_book=load_rule_book(),
        decisions=decisions,
    )
    run.progress.advance("validate", whole.height, whole.height)
    tombstones = withdrawn_verdicts(sorted(gone & set(whole["submission_id"])))
    return replace(validation, verdicts=pl.concat([validation.verdicts, tombstones]))


def earlier_reports(home: Home, verdicts: pl.DataFrame, judged_now: Collection[str]) -> Earlier:
    """What was judged before and is not judged now, with the cells that rules look back at."""
    judged = verdicts.filter(
        ~pl.col("submission_id").is_in(list(judged_now)), pl.col("verdict") != WITHDRAWN
    )
    wanted = needed_cells(load_rule_book())
    cells = [pl.DataFrame(schema=CELLS)]
    accepted = judged.filter(pl.col("verdict").is_in(ACCEPTED))
    for (form, year), part in accepted.partition_by("form", "index_year", as_dict=True).items():
        rows = read_rows(home / "rows", str(form), int(str(year)), part["submission_id"])
        cells.append(rows.join(wanted, on=["table", "field"], how="semi").select(list(CELLS)))
    return Earlier(judged, pl.concat(cells))


def _keep(home: Home, batch: Batch, validation: Validation, verdicts: pl.DataFrame) -> None:
    """Write the rows of what was accepted, and the findings."""
    _write_accepted(home, batch, verdicts)
    name = hashlib.sha256("".join(sorted(batch.headers["submission_id"])).encode()).hexdigest()
    validation.findings.write_parquet(home / "findings" / f"{name[:24]}.parquet")


def _write_accepted(home: Home, batch: Batch, verdicts: pl.DataFrame) -> None:
    """Write the rows of what the ledger accepted, every province code put as the unit it meant at
    the end of the report's period."""
    accepted = verdicts.filter(pl.col("verdict").is_in(ACCEPTED)).select("submission_id")
    headers = batch.headers.join(accepted, on="submission_id").join(
        unit_of_headers(batch.headers, units()), on="submission_id", how="left"
    )
    cells = batch.cells.join(accepted, on="submission_id")
    keys = ["submission_id", "table", "row_key", "field"]
    meant = unit_cells(cells, batch.headers, units()).select(*keys, meant="unit_id")
    cells = cells.join(meant, on=keys, how="left").with_columns(text=pl.coalesce("meant", "text"))
    write_rows(home / "rows", cells.drop("meant"), headers)


def _verdict_events(
    run: Run,
    corrected: Corrected,
    validation: Validation,
    register: Register,
    ledger: Ledger,
    decisions: Sequence[Decision],
) -> list[dict[str, object]]:
    """What the ledger is told: the header facts, the verdict, and all it rests on."""
    headers = corrected.batch.headers
    about = decided(headers, decisions)
    headers = headers.join(unit_of_headers(headers, units()), on="submission_id", how="left")
    headers = headers.with_columns(
        corrected_cells=pl.col("submission_id").replace_strict(corrected.cells, default=0),
        decisions=pl.col("submission_id").replace_strict(about, default=""),
    )
    received = receipts(ledger)
    known = {row["submission_id"]: row for row in latest_verdicts(ledger).iter_rows(named=True)}
    facts = known | {row["submission_id"]: row for row in headers.iter_rows(named=True)}
    findings = validation.findings.partition_by("submission_id", as_dict=True)
    lines = register_lines(register)
    events: list[dict[str, object]] = []
    crashes = [str(crash) for crash in validation.crashes]
    for row in validation.verdicts.sort("submission_id").iter_rows(named=True):
        name = row["submission_id"]
        found = findings.get((name,))
        said = {
            **facts[name],
            **row,
            "rule_book_hash": load_rule_book().hash,
            "register_hash": lines.get(facts[name]["agency_id"], NO_LINES),
            "sender": received[name].sender_for(facts[name]["agency_id"]),
            "received_on": received[name].received_on,
            "as_of": run.as_of,
            "findings_hash": frame_hash(found) if found is not None else None,
            "crashes": crashes if row["verdict"] == "tool_error" else [],
        }
        dated = ((key, v.isoformat() if isinstance(v, date) else v) for key, v in said.items())
        events.append(dict(dated))
    return events
