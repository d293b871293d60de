"""The same inputs give the same figures: again, with other threads, in another order."""

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ingestion.home.home import Home
from ingestion.home.ledger import EventKind
from orchestration.cli import main
from orchestration.identity.accounts import Accounts
from tests.end_to_end.homes import AS_OF, SampleHome, answer, deliveries_of, must, start_parsed
from tests.ingestion.parsing.letters import SYSTEMS_LETTER
from tests.orchestration.reference.older_runs import run_while_contracts_held_deadlines
from tests.orchestration.two_people import STEWARD, steward_acts

PHRASE = "mot mat khau dai\n"
DECIDED: tuple[EventKind, ...] = ("decision", "letter_proposed", "letter_confirmed")
# The agency that sent the letter; it has sent no other report of its systems.
WARD = "AGY-VN63-24-2"


@pytest.fixture(scope="module", autouse=True)
def nothing_is_published() -> Iterator[None]:
    """Figures are compared, not pages: these homes publish by hand, which nobody does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSI_PUBLISH", "by_hand")
        yield


def submit(home: Path, files: list[Path]) -> list[dict[str, Any]]:
    start_parsed(home)
    steward_acts(home)
    printed = answer(
        "--home",
        str(home),
        "submit",
        *(str(path) for path in files if path.name != "deliveries.csv"),
        "--deliveries",
        str(deliveries_of(files)),
        "--json",
    )
    receipts: list[dict[str, Any]] = json.loads(printed)
    return receipts


def rebuilt(home: Path, threads: int) -> dict[str, Any]:
    """A rebuild by a process of its own, which hashes and orders anew."""
    printed = must(
        "--home", str(home), "rebuild", "--as-of", AS_OF, "--json", CSI_THREADS=str(threads)
    )
    outcome: dict[str, Any] = json.loads(printed)
    return outcome


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A report of 2024 on Mẫu số 08 as the decree prints it, without our code, and the list that
    says when it came."""
    folder = tmp_path_factory.mktemp("letter")
    (folder / "bao-cao.xlsx").write_bytes(SYSTEMS_LETTER.workbook())
    line = "bao-cao.xlsx,,letter,2024-12-19T08:00:00+07:00\n"
    (folder / "deliveries.csv").write_text(f"file,sender,channel,received_at\n{line}", "utf-8")
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def built(
    slice_of_sample: list[Path], letter: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any]]:
    """A home after a run. A letter waits in it: homes without it come to the same figures."""
    home = tmp_path_factory.mktemp("one") / "home"
    submit(home, slice_of_sample)
    submit(home, letter)
    with Home(home).ledger() as ledger:
        ledger.append("run", [run_while_contracts_held_deadlines()])
    printed = answer("--home", str(home), "run", "--as-of", AS_OF, "--json", CSI_THREADS="1")
    return home, json.loads(printed)


def test_a_home_goes_on_that_ran_while_contracts_held_deadlines(
    built: tuple[Path, dict[str, Any]],
) -> None:
    with Home(built[0]).ledger() as ledger:
        older, newer = (event.body["contracts"] for event in ledger.events("run"))
    assert newer
    assert not [name for name in newer if older.get(name) == newer[name]]


@pytest.mark.nightly
def test_a_rebuild_changes_nothing_with_one_thread_or_four(
    built: tuple[Path, dict[str, Any]],
) -> None:
    home, outcome = built
    for threads in (1, 4):
        again = rebuilt(home, threads)
        assert again["content_hash"] == outcome["content_hash"]
        assert again["changed_verdicts"] == []


@pytest.mark.nightly
def test_a_home_that_was_restored_gives_the_same_figures(
    built: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    home, outcome = built
    must("--home", str(home), "backup", str(tmp_path / "backups"))
    target = str(tmp_path / "restored")
    # A home of a test has dbt's parsed project before it is made; one to be restored is not there.
    printed = must("restore", str(tmp_path / "backups"), CSI_HOME=target)
    assert f"({outcome['content_hash']})" in printed
    assert "trùng với lần chạy cuối" in printed
    assert "Kho nguyên vẹn" in must("--home", target, "verify")


def submit_shuffled(home: Path, files: list[Path], *, runs_between: bool) -> None:
    """Hand in the same files in another order, and in two parts."""
    shuffled = list(files)
    random.Random(7).shuffle(shuffled)
    half = len(shuffled) // 2
    listed = deliveries_of(files)
    submit(home, [*shuffled[:half], listed])
    if runs_between:
        answer("--home", str(home), "run", "--as-of", AS_OF)
    submit(home, [*shuffled[half:], listed])


@pytest.mark.nightly
@pytest.mark.parametrize("runs_between", [False, True], ids=["once", "twice"])
def test_another_order_of_arrival_gives_the_same_hash(
    built: tuple[Path, dict[str, Any]],
    slice_of_sample: list[Path],
    tmp_path: Path,
    runs_between: bool,
) -> None:
    submit_shuffled(tmp_path / "home", slice_of_sample, runs_between=runs_between)
    assert rebuilt(tmp_path / "home", 2)["content_hash"] == built[1]["content_hash"]


def test_the_same_file_twice_gives_the_same_receipt(
    built: tuple[Path, dict[str, Any]], slice_of_sample: list[Path]
) -> None:
    report = next(path for path in slice_of_sample if path.name.startswith("budget"))
    (receipt,) = json.loads(answer("--home", str(built[0]), "submit", str(report), "--json"))
    assert receipt["known"]


@dataclass(frozen=True)
class Decided:
    """A home in which two people corrected two figures of a province and one confirmed a letter,
    after the run that followed: with the effects they were told before, of the second correction on
    top of the first, and what the run came to."""

    home: SampleHome
    effects: list[dict[str, Any]]
    outcome: dict[str, Any]


@pytest.fixture(scope="module")
def decided(
    built: tuple[Path, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Decided:
    folder = tmp_path_factory.mktemp("decided") / "home"
    shutil.copytree(built[0], folder, symlinks=True)
    home = SampleHome(folder, built[1])

    def decide(name: str, *arguments: str) -> Any:
        options = [*arguments, "--json"] if name == "decide" else arguments
        done = CliRunner().invoke(main, ["--home", str(folder), name, *options], input=PHRASE)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout) if name == "decide" else None

    figures = home.query_computed(
        """
        select submission_id, raw_text from raw.indicator_cells
        where unit_id = 'VN34-46' and index_year = 2025 and line = 'level_approved_share'
            and field = 'value' and number > 0
        order by submission_id limit 2
        """
    )
    Accounts(folder).add("minh", PHRASE.strip(), ["approver"], "owner", by_owner=True)
    decide("login", STEWARD, "--password-stdin")
    place = ("--row", "level_approved_share", "--column", "value", "--new", "0")
    why = ("--category", "typing_error", "--reason", "bản giấy ghi 0")
    for submission, old in figures:
        decide("decide", "correct", submission, *place, "--old", old, *why)
    decide("decide", "withdraw", figures[0][0], *why)
    decide("login", "minh", "--password-stdin")
    effects = [decide("decide", "approve", name, "--yes")["effect"] for name in ("D1", "D2")]
    decide("login", STEWARD, "--password-stdin")
    told = json.loads(must("--home", str(folder), "status", "--json"))["letters"]
    assert [one["must_be_given"] for one in told] == [["agency_id", "period"]]
    is_of = ("--agency", WARD, "--period", "2024", "--reason", "công văn 12")
    decide("confirm", told[0]["submission_id"][:12], *is_of)
    printed = answer("--home", str(folder), "run", "--as-of", AS_OF, "--json", CSI_THREADS="1")
    return Decided(home, effects, json.loads(printed))


def test_what_people_decided_is_foreseen_and_applied(
    built: tuple[Path, dict[str, Any]], decided: Decided
) -> None:
    """Figures corrected by two people, one after the other without a run between them: the effect
    of each is told beside the next run without it, and what is told is what comes about."""
    first, second = decided.effects
    ids = [
        [one["decision_id"] for one in effect["baseline"]["counted"]] for effect in (first, second)
    ]
    assert ids == [[], ["D1"]]
    left_out = [one["decision_id"] for one in second["baseline"]["left_out"]]
    assert left_out == ["D3"], "a proposal that waits is on neither side"
    own = [unit for unit in second["units"] if unit["unit_id"] == "VN34-46"]
    assert second["units"][: len(own)] == own, "the province that is corrected comes first"
    assert second["provinces"] == len({unit["unit_id"] for unit in second["units"]})
    foreseen = [unit for unit in own if unit["index_year"] == 2025]
    before = {(one["method"], one["geography"]): one["after"]["score"] for one in first["units"]}
    assert [one["before"]["score"] for one in foreseen] == [
        before[one["method"], one["geography"]] for one in foreseen
    ]
    assert decided.outcome["content_hash"] != built[1]["content_hash"]
    for unit in foreseen:
        ((score, rank, corrected),) = decided.home.query(
            f"""
            select score, rank, corrected_share from marts.mart_csi_ranking
            where unit_id = 'VN34-46' and index_year = 2025
                and method = '{unit["method"]}' and geography = '{unit["geography"]}'
            """
        )
        assert score == Decimal(unit["after"]["score"]) < Decimal(unit["before"]["score"])
        assert rank == unit["after"]["rank"]
        assert corrected > 0
    kept = decided.home.query(
        "select kind, state, counting_submissions from marts.mart_decision order by decision_id"
    )
    assert kept == [
        ("correction", "approved", 1),
        ("correction", "approved", 1),
        ("withdrawal", "proposed", 0),
    ]
    assert decided.home.query(
        """
        select sum(corrected_cells), sum(waived_findings) from marts.mart_report_basis
        where unit_id = 'VN34-46' and index_year = 2025
        """
    ) == [(2, 0)]


def test_a_letter_reaches_the_marts_when_it_was_confirmed(
    built: tuple[Path, dict[str, Any]], decided: Decided
) -> None:
    homes = SampleHome(*built), decided.home
    before, after = (
        home.query(
            """
            select reports, total_systems, approved from marts.mart_information_systems
            where unit_id = 'VN63-24' and index_year = 2024
            """
        )[0]
        for home in homes
    )
    assert after == (before[0] + 1, before[1] + 2, before[2] + 1)
    letters = [home.query_computed("select count(*) from raw.submissions") for home in homes]
    assert letters[1][0][0] == letters[0][0][0] + 1, "one that waits is in no table"
    assert decided.home.query_computed(
        f"""
        select line, cell, text from raw.indicator_cells
        where agency_id = '{WARD}' and line = 'expected_completion' and field = 'value'
        """
    ) == [("expected_completion", "A13", "2027-Q2")]


def test_other_order_other_threads_and_a_rebuild_give_what_was_decided(
    decided: Decided, slice_of_sample: list[Path], letter: list[Path], tmp_path: Path
) -> None:
    """The same files in another order and the same decisions, in a home that never ran before."""
    home = tmp_path / "home"
    submit(home, letter)
    submit_shuffled(home, slice_of_sample, runs_between=False)
    with Home(decided.home.folder).ledger() as ledger, Home(home).ledger() as other:
        for kind in DECIDED:
            other.append(kind, [event.body for event in ledger.events(kind)])
    again = rebuilt(home, 4)
    assert again["content_hash"] == decided.outcome["content_hash"]
    assert again["changed_verdicts"] == []


@pytest.mark.nightly
def test_what_people_decided_is_rebuilt(decided: Decided) -> None:
    again = rebuilt(decided.home.folder, 4)
    assert again["content_hash"] == decided.outcome["content_hash"]
    assert again["changed_verdicts"] == []
