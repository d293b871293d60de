"""Killed commands lose nothing, and what they might lose is counted."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import get_args

import polars as pl
import pytest

from ingestion.home.ledger import Event
from orchestration.faults.campaign import Disturbance
from orchestration.faults.damaging import means_nothing
from orchestration.faults.killing import Ended
from orchestration.faults.outcomes import Outcome, State, outcome
from orchestration.faults.small_disk import may_mount
from orchestration.faults.steps import STEPS

EVENT = Event(1, "received", {"submission_id": "a"}, "2026-11-30T00:00:00+00:00")
WHOLE = State([EVENT], Counter({("received", "a"): 1}), "hash")
KILLED = Ended(None, 7, 0.1, "", "")
# The rest compute marts, and take minutes.
QUICK = ("receive", "approve", "backup", "restore", "upgrade")


def faults(*arguments: str) -> subprocess.CompletedProcess[str]:
    csi = Path(sys.executable).with_name("csi")
    command = [csi, "faults", "--json", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_kill_in_every_quick_step_loses_nothing() -> None:
    steps = [argument for name in QUICK for argument in ("--step", name)]
    done = faults(*steps, "--kills", "10", "--damages", "0")
    assert done.returncode == 0, done.stdout + done.stderr
    tried = json.loads(done.stdout)["tried"]
    disturbances = set(get_args(Disturbance)) - (set() if may_mount() else {"disk_full"})
    assert {(one["step"], one["disturbance"]) for one in tried} == {*product(QUICK, disturbances)}
    assert sum(one["was_killed"] for one in tried) >= len(QUICK)


def test_a_clock_is_set_back_for_all_of_the_warehouse() -> None:
    asked = (
        "from datetime import datetime, timedelta, UTC;"
        "from ingestion.home import ledger; from orchestration import run_context;"
        "from orchestration.faults.clock import set_back; set_back(400);"
        "day = datetime.now(UTC) - timedelta(days=400);"
        "assert abs(ledger.datetime.now(UTC) - day) < timedelta(minutes=1);"
        "assert abs(run_context.today() - day.date()) < timedelta(days=2);"
        "assert isinstance(day, ledger.datetime);"
        "assert ledger.datetime.fromisoformat(day.isoformat()) == day"
    )
    subprocess.run([sys.executable, "-c", asked], check=True)


def test_in_any_order_the_same_is_acknowledged() -> None:
    done = faults("--kills", "0", "--damages", "0", "--reports", "40")
    assert done.returncode == 0, done.stdout + done.stderr
    orders = json.loads(done.stdout)["orders"]
    assert [one["handed_in"] for one in orders] == [44] * len(orders)
    assert all(one["different"] == 40 for one in orders)


def test_a_file_that_is_gone_said_something_unless_it_held_nothing(tmp_path: Path) -> None:
    held, empty = tmp_path / "held.parquet", tmp_path / "empty.parquet"
    frame = pl.DataFrame({"code": ["A"]})
    frame.write_parquet(held)
    frame.clear().write_parquet(empty)
    assert means_nothing(tmp_path / "gone", empty)
    assert not means_nothing(tmp_path / "gone", held)
    assert not means_nothing(tmp_path / "gone", Path(__file__))


@pytest.mark.nightly
def test_no_kill_loses_anything_and_no_damage_is_believed() -> None:
    done = faults("--reports", "1000")
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert {one["step"] for one in found["tried"]} == {step.name for step in STEPS}
    assert sum(one["was_killed"] for one in found["tried"]) >= 180
    assert {one["different"] for one in found["orders"]} == {1000}
    assert len(found["damages"]) == 500


def found(
    *, killed: State = WHOLE, again: State = WHOLE, unkilled: State = WHOLE, printed: str = ""
) -> Outcome:
    return outcome(WHOLE, killed, again, unkilled, replace(KILLED, printed=printed))


def test_nothing_is_counted_where_all_is_as_it_was() -> None:
    assert found() == Outcome([], [], [], [])


def test_an_event_that_was_there_and_is_gone_is_lost() -> None:
    assert found(killed=replace(WHOLE, events=[])).lost == ["event 1"]


def test_a_receipt_that_was_printed_and_is_not_recorded_is_lost() -> None:
    printed = json.dumps([{"submission_id": "a"}, {"submission_id": "b"}])
    assert found(printed=printed).lost == ["b"]


def test_what_is_there_twice_is_doubled() -> None:
    twice = replace(WHOLE, once=Counter({("received", "a"): 2}))
    assert found(again=twice).doubled == ["received a"]


def test_what_readers_cannot_open_is_torn_although_it_is_mended_later() -> None:
    assert found(killed=replace(WHOLE, broken=["verify.marts.damaged"])).torn


def test_what_a_second_try_mends_is_not_torn() -> None:
    assert not found(killed=replace(WHOLE, broken=["verify.frames.broken_off"])).torn


def test_what_a_second_try_does_not_mend_is_torn() -> None:
    assert found(again=replace(WHOLE, broken=["verify.rows.missing"])).torn


def test_other_figures_that_nothing_tells_of_are_believed() -> None:
    assert found(again=replace(WHOLE, content_hash="other")).believed
