"""What is written: the same bytes for the same seed, and a manifest that points at real places."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from ingestion.forms.contract import Contracts
from ingestion.landing.unreadable import UnreadableFile
from ingestion.parsing.interpret import interpret
from ingestion.readers.files import read_document
from ingestion.readers.grid import Document, address
from ingestion.samples import AS_OF, Facts, SampleSummary, write_sample

UNREADABLE_ON_PURPOSE = {"FILE-UNREADABLE"}


def write(folder: Path, seed: int, contracts: Contracts, facts: Facts) -> SampleSummary:
    return write_sample(folder, seed=seed, scale="small", contracts=contracts, facts=facts)


@pytest.fixture(scope="module")
def one_merger(few_facts: Facts) -> Facts:
    """Two provinces and what became of them: few enough to be written several times. The whole
    small sample goes through ``tests/end_to_end/test_season.py``."""
    successors = {new: old for new, old in few_facts.predecessors.items() if new == "VN34-24"}
    kept = {*successors, *(old for of_one in successors.values() for old in of_one)}
    units = {unit_id: unit for unit_id, unit in few_facts.units.items() if unit_id in kept}
    return replace(few_facts, units=units, predecessors=successors)


@pytest.fixture(scope="module")
def sample(
    tmp_path_factory: pytest.TempPathFactory, contracts: Contracts, one_merger: Facts
) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    summary = write(folder, 1, contracts, one_merger)
    assert summary.files == len(table(folder / "deliveries.csv"))
    return folder


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def manifest(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return read


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def documents(folder: Path) -> dict[str, Document]:
    by_file = {}
    for row in table(folder / "deliveries.csv"):
        try:
            by_file[row["file"]] = read_document((folder / row["file"]).read_bytes())
        except UnreadableFile:
            continue
    return by_file


@pytest.fixture(scope="module")
def read(sample: Path) -> dict[str, Document]:
    return documents(sample)


def test_the_same_seed_gives_the_same_bytes(
    sample: Path, tmp_path: Path, contracts: Contracts, one_merger: Facts
) -> None:
    write(tmp_path, 1, contracts, one_merger)
    assert contents(tmp_path) == contents(sample)


def test_another_seed_gives_other_figures(
    sample: Path, tmp_path: Path, contracts: Contracts, one_merger: Facts
) -> None:
    write(tmp_path, 2, contracts, one_merger)
    one, other = contents(sample), contents(tmp_path)
    shared = [name for name in one if name in other and name.startswith("AGY-")]
    assert sum(one[name] != other[name] for name in shared) > 0.9 * len(shared)


def test_every_file_is_delivered_by_a_registered_agency(sample: Path) -> None:
    agencies = {row["agency_id"]: row for row in table(sample / "agencies.csv")}
    deliveries = table(sample / "deliveries.csv")
    on_disk = {name for name in contents(sample) if name.startswith("AGY-")}
    assert {row["file"] for row in deliveries} == on_disk
    for row in deliveries:
        assert row["sender"] in agencies
        assert row["file"].split("/")[0] in agencies
        assert datetime.fromisoformat(row["received_at"]).date() <= AS_OF
        assert row["received_at"].endswith("+07:00")
    assert all("(mẫu)" in row["agency_name"] for row in agencies.values())
    assert all(row["is_synthetic"] == "true" for row in agencies.values())


def test_the_manifest_points_at_places_that_exist(
    sample: Path, read: dict[str, Document], contracts: Contracts
) -> None:
    assert manifest(sample)["synthetic"] is True
    assert len({fault["code"] for fault in manifest(sample)["faults"]}) >= 20
    for fault in manifest(sample)["faults"]:
        if fault["code"] in UNREADABLE_ON_PURPOSE:
            assert fault["file"] not in read
        if fault["cell"] is None:
            assert fault["sheet"] is None
            continue
        document = read[fault["file"]]
        grid = next(grid for grid in document.grids if grid.title == fault["sheet"])
        written = {address(*place) for place in grid.cells}
        typed = {cell.cell for cell in interpret(document, contracts).cells}
        assert fault["cell"] in written | typed


def test_nothing_else_is_out_of_shape(
    sample: Path, read: dict[str, Document], contracts: Contracts
) -> None:
    wrong = {fault["file"] for fault in manifest(sample)["faults"]}
    for name, document in read.items():
        if name in wrong:
            continue
        report = interpret(document, contracts)
        assert not report.problems
        assert not [cell for cell in report.cells if cell.value.status == "unreadable"]
        header = {cell.field: cell.value.text for cell in report.cells if cell.table == "header"}
        assert header["data_kind"] == "synthetic"


def test_progress_reaches_the_end(tmp_path: Path, contracts: Contracts, one_merger: Facts) -> None:
    steps: list[tuple[int, int]] = []
    write_sample(
        tmp_path,
        seed=1,
        scale="small",
        contracts=Contracts([form for form in contracts.values() if form.form == "budget"]),
        facts=one_merger,
        progress=lambda done, whole: steps.append((done, whole)),
    )
    assert steps[-1][0] == steps[-1][1] == len(steps)
