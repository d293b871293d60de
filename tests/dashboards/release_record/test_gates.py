"""What stops a release, what must be acknowledged, and what changed between two."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pytest

from dashboards.marts.reading import subject_of
from dashboards.release_record.comparing import compare
from dashboards.release_record.gates import (
    UNCHECKED,
    Found,
    ReleaseRefused,
    found_at_gates,
    gates,
    refuse,
)
from dashboards.release_record.manifest import Manifest, UnitStanding
from ingestion.messages import catalogue
from tests.dashboards.published_marts import build


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot of two units that was tested and audited."""
    folder = tmp_path_factory.mktemp("sound")
    published = build(folder / "published.duckdb", codes=("48", "12"))
    with duckdb.connect(str(published)) as connection:
        connection.execute("create schema raw")
        connection.execute(
            "create table raw.test_result as"
            " select 't' as test, 'pass' as status, false as is_known_contradiction"
        )
    return published


@pytest.fixture
def few(sound: Path, tmp_path: Path) -> Path:
    """The snapshot, for a test to break."""
    return Path(shutil.copy(sound, tmp_path))


def _gates_found(
    published: Path, *statements: str, ids_now: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Found]:
    with duckdb.connect(str(published)) as connection:
        for statement in statements:
            connection.execute(statement)
    subject = subject_of(published, "CSI-R1")
    return {one.code: one for one in found_at_gates(published, subject, ids_now or {})}


def test_every_gate_says_what_it_means() -> None:
    for code in (*(gate.code for gate in gates()), UNCHECKED):
        for language in ("vi", "en"):
            assert catalogue(language)[f"gate.{code}"]


def test_a_unit_below_the_floor_warns_and_is_named(few: Path) -> None:
    findings = _gates_found(few)
    assert findings["UNIT-UNRANKED"].named == ("VN34-12",)
    assert {one.severity for one in findings.values()} == {"warns"}


@pytest.mark.parametrize(
    ("code", "statements"),
    [
        (
            "BLOCKING-FINDING",
            ["update marts.mart_report_status set blocking_findings = 1, status = 'accepted'"],
        ),
        ("COVERAGE-FLOOR", ["update marts.mart_csi_ranking set coverage = 0.79"]),
        ("TEST-FAILED", ["update raw.test_result set status = 'fail'"]),
        ("TEST-FAILED", ["update raw.test_result set status = 'skipped'"]),
        ("TEST-FAILED", ["delete from raw.test_result"]),
        ("AUDIT-BAR", ["delete from marts.mart_csi_audit"]),
        (
            "AUDIT-BAR",
            [
                "create or replace table marts.mart_csi_audit as"
                " select method, geography, index_year, 'outliers' as bar, false as passes,"
                " true as blocks from marts.mart_csi_ranking"
            ],
        ),
    ],
)
def test_what_blocks_cannot_be_acknowledged(few: Path, code: str, statements: list[str]) -> None:
    findings = _gates_found(few, *statements)
    assert findings[code].severity == "blocks"
    with pytest.raises(ReleaseRefused, match=code):
        refuse(list(findings.values()), [code, *findings])


@pytest.mark.parametrize(("coverage", "is_low"), [(0.79995, True), (0.8, False), (0.81, False)])
def test_exactly_the_floor_is_no_coverage_below_it(
    few: Path, coverage: float, is_low: bool
) -> None:
    column = "alter table marts.mart_csi_ranking alter coverage type decimal(9, 6)"
    stopping = _gates_found(few, column, f"update marts.mart_csi_ranking set coverage = {coverage}")
    assert ("COVERAGE-FLOOR" in stopping) == is_low


def test_what_blocks_comes_first_and_is_counted_whole(few: Path) -> None:
    """Among warnings that would stand before and behind it by their codes; named are the first."""
    many = [f"D{number:02d}" for number in range(1, 22)]
    held = "update marts.mart_report_status set index_year = 2025, status = 'held'"
    by_code = _gates_found(few, held, ids_now={"open_decision": many, "failed_test": ["t"]})
    severities = [one.severity for one in by_code.values()]
    assert severities == sorted(severities)
    assert {"blocks", "warns"} == set(severities)
    assert list(by_code) != sorted(by_code)
    is_open = by_code["DECISION-OPEN"]
    assert (is_open.count, is_open.named) == (21, tuple(many[:20]))


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("blocking_finding", "BLOCKING-FINDING"),
        ("failed_test", "TEST-FAILED"),
        ("open_decision", "DECISION-OPEN"),
    ],
)
def test_what_came_to_be_known_later_blocks_too(few: Path, table: str, code: str) -> None:
    assert code not in _gates_found(few)
    finding = _gates_found(few, ids_now={table: ["x", "y"]})[code]
    assert (finding.severity, finding.named) == ("blocks", ("x", "y"))


@pytest.mark.parametrize(
    ("lost", "unchecked"),
    [
        ("drop table marts.mart_csi_audit", ("AUDIT-BAR", "AUDIT-WARNED")),
        ("drop table raw.test_result", ("TEST-FAILED", "TEST-WARNED")),
        (
            "alter table marts.mart_report_status drop column blocking_findings",
            ("BLOCKING-FINDING",),
        ),
    ],
)
def test_a_gate_that_cannot_be_checked_blocks(
    few: Path, lost: str, unchecked: tuple[str, ...]
) -> None:
    finding = _gates_found(few, lost)[UNCHECKED]
    assert (finding.severity, finding.named) == ("blocks", unchecked)


def test_a_known_contradiction_of_published_sources_needs_nobody(few: Path) -> None:
    findings = _gates_found(
        few,
        "create or replace table raw.test_result as select * from (values"
        " ('known', 'warn', true), ('control_totals_agree', 'warn', false))"
        " as results (test, status, is_known_contradiction)",
    )
    assert findings["TEST-WARNED"].named == ("control_totals_agree",)


def test_warnings_are_acknowledged_one_by_one() -> None:
    warned = [Found(code, "warns", 1, ("x",)) for code in ("ONE", "TWO")]
    refuse(warned, ["TWO", "ONE"])
    with pytest.raises(ReleaseRefused) as refused:
        refuse(warned, ["ONE"])
    assert [one.code for one in refused.value.found] == ["TWO"]


def _manifest(release_id: str, ranks: Iterable[tuple[str, int]], **fields: object) -> Manifest:
    ranking = {
        unit: UnitStanding(score=None, grade="B", rank=rank).model_dump() for unit, rank in ranks
    }
    return Manifest.model_validate(
        {
            "release_id": release_id,
            "as_of": date(2026, 7, 31),
            "method": "CSI-R1",
            "geography": "VN34",
            "index_year": 2025,
            "is_synthetic": True,
            "ranking": ranking,
            "files": {},
            **fields,
        }
    )


def test_a_comparison_names_who_moved_and_which_pages_say_otherwise() -> None:
    before = _manifest("1", [("a", 1), ("b", 2)], pages={"x": "1", "y": "1"}, inputs={"m": "1"})
    after = _manifest("2", [("a", 2), ("b", 2)], pages={"x": "2", "z": "1"}, inputs={"m": "1"})
    comparison = compare(before, after)
    assert [moved.unit_id for moved in comparison.moved] == ["a"]
    assert (comparison.pages_added, comparison.pages_removed, comparison.pages_changed) == (
        ("z",),
        ("y",),
        ("x",),
    )
    assert comparison.inputs_changed == ()


def test_ranks_of_two_methods_or_geographies_are_never_compared() -> None:
    before = _manifest("1", [("a", 1)])
    for other in ({"method": "CSI-R2"}, {"geography": "VN63"}, {"index_year": 2024}):
        comparison = compare(before, _manifest("2", [("a", 2)], **other))
        assert not comparison.is_comparable
        assert comparison.moved == ()


def test_a_manifest_of_an_older_layout_is_still_read() -> None:
    old = {"release_id": "1", "as_of": "2026-07-31", "method": "CSI-R1", "geography": "VN34"}
    read = Manifest.model_validate(old | {"index_year": 2025, "is_synthetic": True, "files": {}})
    assert read.ranking == {}
