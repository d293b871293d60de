"""``csi verify``: a healthy home gives no alarm, each damage is found and named, in both languages;
nothing is changed."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.home.home import Home
from ingestion.home.regular_files import file_hash
from ingestion.samples.one_agency import AGENCY, register, report
from ingestion.submissions.decisions import RuleChange, Why
from orchestration.decisions.deciding import propose_rule_change
from orchestration.faults.damaging import damage, means_nothing
from orchestration.identity.accounts import Accounts
from orchestration.intake.kept_frames import INTAKE_MARK
from tests.orchestration.small_reports import deliver
from tests.orchestration.verifying.damages import (
    DAMAGES,
    cut_tail,
    drop_triggers,
    write_ledger_anew,
)
from tests.orchestration.verifying.small_home import ACCEPTED, csi, release


def verified(home: Path) -> dict[str, Any]:
    """What ``csi verify --json`` prints; the exit code says the same."""
    done = csi(home, "verify", "--json")
    assert done.exit_code in (0, 1), done.output
    said: dict[str, Any] = json.loads(done.stdout)
    assert said["is_whole"] == (done.exit_code == 0) == (not said["broken"])
    return said


def broken(home: Path) -> list[str]:
    return [one["code"] for one in verified(home)["broken"]]


def content(home: Path) -> dict[Path, bytes]:
    """All that is in a home but who works in it."""
    return {
        path.relative_to(home): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and not path.name.startswith("lock")
    }


def test_a_healthy_home_gives_no_alarm_and_is_left_as_it_is(home: Path) -> None:
    before = content(home)
    said = verified(home)
    assert (said["is_whole"], said["broken"], said["told"]) == (True, [], [])
    assert content(home) == before
    done = csi(home, "verify")
    assert (done.exit_code, "Kho nguyên vẹn" in done.stdout) == (0, True)
    assert "The home is whole" in csi(home, "verify", "--lang", "en").stdout


def test_a_new_home_and_one_that_waits_for_its_first_run_are_whole(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    assert broken(home.folder) == []
    assert not home.ledger_file.exists()
    deliver(home, register(AGENCY), ACCEPTED)
    assert broken(home.folder) == []


def test_no_home_is_wrong_use(tmp_path: Path) -> None:
    done = csi(tmp_path / "nothing", "verify")
    assert done.exit_code == 2
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize(
    ("damage", "code"), [case[1:] for case in DAMAGES], ids=[case[0] for case in DAMAGES]
)
def test_each_damage_is_found_and_named(
    home: Path, damage: Callable[[Path], object], code: str
) -> None:
    damage(home)
    before = content(home)
    found = broken(home)
    assert found
    assert found[0].startswith(code)
    assert content(home) == before, "nothing is mended by looking"
    for language in ("vi", "en"):
        assert csi(home, "verify", "--lang", language).exit_code == 1


def test_a_changed_figure_of_the_marts_is_found(home: Path) -> None:
    with duckdb.connect(str(Home(home).published)) as connection:
        connection.execute("update marts.ranking set rank = 1 where rank = 34")
    assert broken(home) == ["verify.marts.other"]


def test_the_sentence_says_what_the_card_has_to_say(home: Path) -> None:
    before = (home / "home.json").read_bytes()
    (home / "home.json").unlink()
    (found,) = verified(home)["broken"]
    (home / "home.json").write_text(found["values"]["card"])
    assert broken(home) == []
    assert json.loads(before) == json.loads(found["values"]["card"])


def test_what_nobody_received_and_what_was_left_is_told_as_no_damage(home: Path) -> None:
    Home(home).raw_store().put(b"nobody received this")
    (home / "raw" / "ab").mkdir(exist_ok=True)
    (home / "raw" / "ab" / "abc.123.part").write_bytes(b"half")
    release(Home(home), "20260801-c")
    told = verified(home)
    assert told["broken"] == []
    codes = {one["code"] for one in told["told"]}
    assert codes == {"verify.orphan", "verify.leftover", "verify.release.unrecorded"}


def test_accounts_that_are_damaged_or_open_to_others_are_named(home: Path) -> None:
    file = home / "accounts.sqlite"
    Accounts(home).add("an", "mot mat khau dai", ["steward"], "chu", by_owner=True)
    assert broken(home) == []
    file.chmod(0o640)
    assert broken(home) == ["verify.accounts.open"]
    file.chmod(0o600)
    whole = file.read_bytes()
    for damaged in (b"x" * 5000, whole[:5000], whole.replace(b"password", b"passw0rd")):
        file.write_bytes(damaged)
        assert broken(home) == ["verify.accounts.damaged"]


@pytest.mark.parametrize("lose", [Path.unlink, lambda file: file.write_bytes(b"")])
def test_accounts_that_are_gone_are_told_where_somebody_decided_something(
    home: Path, lose: Callable[[Path], object]
) -> None:
    Accounts(home).add("an", "mot mat khau dai", ["steward"], "chu", by_owner=True)
    change = RuleChange(code="DEADLINE-LATE", severity="warn")
    propose_rule_change(Home(home), "an", change, Why(category="law", reason="thử"))
    assert verified(home)["told"] == []
    lose(home / "accounts.sqlite")
    said = verified(home)
    assert (said["broken"], [one["code"] for one in said["told"]]) == (
        [],
        ["verify.accounts.missing"],
    )


def test_a_receipt_outside_says_whether_the_ledger_is_the_same(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    file.write_bytes(report("5"))
    (receipt,) = json.loads(csi(home, "submit", str(file), "--json").stdout)
    assert receipt["ledger"] in csi(home, "submit", str(file)).stdout
    assert csi(home, "verify", "--head", receipt["ledger"]).exit_code == 0
    write_ledger_anew(home)
    shutil.rmtree(home / "releases")
    assert "verify.head" in [
        one["code"]
        for one in json.loads(csi(home, "verify", "--json", "--head", receipt["ledger"]).stdout)[
            "broken"
        ]
    ]


@pytest.mark.parametrize(
    "head", ["12", "12:", "x:3f9a0c55d1e2b740", "-1:3f9a0c55d1e2b740", "12:3F"]
)
def test_what_no_receipt_says_is_refused(home: Path, head: str) -> None:
    done = csi(home, "verify", "--head", head, "--lang", "en")
    assert (done.exit_code, "as on the receipt" in done.stderr) == (2, True)


def test_dropped_triggers_come_back_with_the_next_command_that_opens_the_ledger(home: Path) -> None:
    drop_triggers(home)
    assert broken(home) == ["verify.ledger.triggers"]
    assert csi(home, "status").exit_code == 0
    assert broken(home) == []


def test_a_tail_cut_is_refused_by_every_command(home: Path) -> None:
    cut_tail(home)
    done = csi(home, "status")
    assert done.exit_code == 3
    assert "Khôi phục sổ cái từ bản sao lưu" in done.stderr


def test_what_a_killed_intake_left_is_found(home: Path) -> None:
    (home / INTAKE_MARK).touch()
    assert broken(home) == ["verify.frames.broken_off"]


def test_marts_of_a_run_that_was_killed_before_its_record_are_told(home: Path) -> None:
    opened = Home(home)
    with duckdb.connect(str(opened.published)) as connection:
        connection.execute("update marts.ranking set rank = 1 where rank = 34")
    with opened.ledger() as ledger:
        files = {file.name: file_hash(file) for file in (opened.published, opened.computed)}
        ledger.append("snapshot_finished", [{"run_id": "", "files": files}])
    said = verified(home)
    assert said["broken"] == []
    assert [one["code"] for one in said["told"]] == ["verify.marts.unrecorded"] * 2


# Every tenth here, the rest by night.
SEEDS = [pytest.param(n, marks=[pytest.mark.nightly] if n % 10 else []) for n in range(500)]


@pytest.mark.parametrize("seed", SEEDS)
def test_any_damage_is_found_or_means_nothing(built: Path, home: Path, seed: int) -> None:
    kind, victim = damage(home, random.Random(seed))
    said = f"{kind}: {victim.relative_to(home)}"
    if csi(home, "verify", "--json").exit_code == 0:
        assert means_nothing(victim, built / victim.relative_to(home)), said
    else:
        assert broken(home), said
