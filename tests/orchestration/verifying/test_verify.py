"""``csi verify``: a healthy home gives no alarm, each damage is found and named, in both languages;
nothing is changed."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from dashboards.release_record.manifest import Manifest, file_hashes, manifest_hash, write_manifest
from dashboards.releases.writing import switch_to
from ingestion.home.home import Home
from ingestion.home.ledger_triggers import TRIGGERS
from orchestration.cli import main
from orchestration.releasing.release_events import BY_RUN, remember
from orchestration.warehouse.snapshot import file_hash
from tests.orchestration.small_reports import AGENCY, AS_OF, deliver, register, report, verdicts

RELEASES = ("20260601-a", "20260731-b")
ACCEPTED, OTHER_YEAR, HELD = report("3"), report("4", period="2023"), report("-1", period="2022")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two accepted reports and one that is held, what readers open, two releases."""
    home = Home(tmp_path_factory.mktemp("built") / "home")
    deliver(home, register(AGENCY))
    deliver(home, ACCEPTED, OTHER_YEAR)
    assert verdicts(home) == {"accepted": 2}
    deliver(home, HELD)
    assert verdicts(home) == {"accepted": 2, "held": 1}
    for file in (home.published, home.computed):
        with duckdb.connect(str(file)) as connection:
            connection.execute("create schema marts")
            connection.execute("create table marts.ranking as from range(5000) as made(rank)")
    files = {file.name: file_hash(file) for file in (home.published, home.computed)}
    with home.ledger() as ledger:
        ledger.append("run", [{"as_of": AS_OF.isoformat(), "files": files}])
    before = None
    for release_id in RELEASES:
        release(home, release_id)
        with home.ledger() as ledger:
            manifest = manifest_hash(home / "releases" / release_id)
            remember(ledger, "published", release_id, before, BY_RUN, manifest=manifest)
        before = release_id
    return home.folder


def release(home: Home, release_id: str) -> None:
    folder = home / "releases" / release_id
    (folder / "public").mkdir(parents=True)
    (folder / "public" / "index.html").write_text(f"<p>{release_id}</p>", encoding="utf-8")
    made = Manifest(
        release_id=release_id,
        as_of=date(2026, 7, 31),
        method="CSI-R1",
        geography="VN34",
        index_year=2025,
        is_synthetic=True,
        files=file_hashes(folder),
    )
    write_manifest(folder, made)
    switch_to(home / "releases", release_id)


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "home", symlinks=True)


def csi(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *arguments])


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


def test_a_home_of_an_earlier_version_gives_no_alarm(home: Path) -> None:
    (home / "ledger.head.json").unlink()
    change_ledger(home, "update alembic_version set version_num = '0001'")
    for file in [*home.glob("rows/*/*/*.parquet"), *home.glob("findings/*.parquet")]:
        file.rename(file.with_name(f"{file.name.partition('.')[0]}.parquet"))
    assert broken(home) == []


def change_ledger(home: Path, *statements: str) -> None:
    """Change it with triggers off, and put them back as they were."""
    with closing(sqlite3.connect(home / "ledger.sqlite")) as database:
        for name in TRIGGERS:
            database.execute(f"drop trigger {name}")
        for statement in statements:
            database.execute(statement)
        for trigger in TRIGGERS.values():
            database.execute(trigger)
        database.commit()


def drop_triggers(home: Path) -> None:
    with closing(sqlite3.connect(home / "ledger.sqlite")) as database:
        database.execute("drop trigger event_no_delete")
        database.commit()


def change_event(home: Path) -> None:
    change_ledger(home, "update event set body = replace(body, '0.csv', '9.csv')")


def cut_tail(home: Path) -> None:
    change_ledger(home, "delete from event where sequence = (select max(sequence) from event)")


def append_by_hand(home: Path) -> None:
    change_ledger(
        home,
        "insert into event select sequence + 1, kind, schema_version, recorded_at, body, hash,"
        " 'by hand' from event order by sequence desc limit 1",
    )


def swap_events(home: Path) -> None:
    change_ledger(
        home,
        "update event set sequence = -1 where sequence = 1",
        "update event set sequence = 1 where sequence = 2",
        "update event set sequence = 2 where sequence = -1",
    )


def take_event_away(home: Path) -> None:
    change_ledger(home, "delete from event where sequence = 2")


def empty_ledger(home: Path) -> None:
    change_ledger(home, "delete from event")


def take_ledger_away(home: Path) -> None:
    (home / "ledger.sqlite").unlink()


def cut_ledger(home: Path) -> None:
    cut(home / "ledger.sqlite")


def take_head_away(home: Path) -> None:
    (home / "ledger.head.json").unlink()


def garble_head(home: Path) -> None:
    (home / "ledger.head.json").write_text("{}")


def raw_file(home: Path) -> Path:
    return sorted((home / "raw").glob("*/*"))[0]


def row_file(home: Path, number: int = 0) -> Path:
    return sorted((home / "rows").glob("*/*/*.parquet"))[number]


def findings_file(home: Path) -> Path:
    return max((home / "findings").glob("*.parquet"), key=lambda file: file.stat().st_size)


def page(home: Path) -> Path:
    return home / "releases" / RELEASES[0] / "public" / "index.html"


def flip(file: Path, place: int | None = None) -> None:
    """Change a byte, in the middle or at a place."""
    kept = bytearray(file.read_bytes())
    kept[len(kept) // 2 if place is None else place] ^= 0x41
    file.write_bytes(kept)


def cut(file: Path) -> None:
    kept = file.read_bytes()
    file.write_bytes(kept[: len(kept) // 2])


def swap(one: Path, other: Path) -> None:
    kept = one.read_bytes(), other.read_bytes()
    one.write_bytes(kept[1])
    other.write_bytes(kept[0])


def move_rows(home: Path) -> None:
    row_file(home).rename(row_file(home, 1).with_name(row_file(home).name))


def copy_rows(home: Path) -> None:
    """Rows of a report under a form it is not of."""
    target = home / "rows" / "budget" / "2024"
    target.mkdir(parents=True)
    shutil.copy(row_file(home), target)


def write_card(kind: str) -> Callable[[Path], None]:
    def write(home: Path) -> None:
        card = {"layout_version": 1, "kind": kind}
        (home / "home.json").write_text(json.dumps(card))

    return write


def switch_back(home: Path) -> None:
    switch_to(home / "releases", RELEASES[0])


def add_page(home: Path) -> None:
    page(home).with_name("added.html").write_text("nobody released this")


def manifest(home: Path) -> Path:
    return home / "releases" / RELEASES[0] / "manifest.json"


def rename_unit(home: Path) -> None:
    """A manifest that was changed together with its page."""
    flip(page(home))
    kept = json.loads(manifest(home).read_text())
    kept["files"] = {
        name: digest
        for name, digest in file_hashes(manifest(home).parent).items()
        if name != "manifest.json"
    }
    manifest(home).write_text(json.dumps(kept))


DAMAGES: list[tuple[str, Callable[[Path], object], str]] = [
    ("event changed", change_event, "refused.broken_chain"),
    ("events swapped", swap_events, "refused.broken_chain"),
    ("event appended by hand", append_by_hand, "refused.broken_chain"),
    ("event taken away", take_event_away, "refused.broken_chain"),
    ("tail cut", cut_tail, "refused.ledger.shorter"),
    ("ledger emptied", empty_ledger, "refused.ledger.shorter"),
    ("ledger gone", take_ledger_away, "refused.ledger.missing"),
    ("ledger cut", cut_ledger, "refused.ledger.damaged"),
    ("triggers dropped", drop_triggers, "verify.ledger.triggers"),
    ("head gone", take_head_away, "verify.ledger.head"),
    ("head garbled", garble_head, "verify.ledger.head"),
    ("original changed", lambda home: flip(raw_file(home)), "verify.original.damaged"),
    ("original cut", lambda home: cut(raw_file(home)), "verify.original.damaged"),
    ("original gone", lambda home: raw_file(home).unlink(), "verify.original.missing"),
    ("rows changed", lambda home: flip(row_file(home)), "verify.frames.damaged"),
    ("rows cut", lambda home: cut(row_file(home)), "verify.frames.damaged"),
    ("rows gone", lambda home: row_file(home).unlink(), "verify.rows.missing"),
    ("rows swapped", lambda home: swap(row_file(home), row_file(home, 1)), "verify.frames.damaged"),
    ("rows moved", move_rows, "verify.rows.missing"),
    ("rows beyond", copy_rows, "verify.rows.beyond"),
    ("findings changed", lambda home: flip(findings_file(home)), "verify.frames.damaged"),
    ("findings gone", lambda home: findings_file(home).unlink(), "verify.findings.missing"),
    ("marts changed", lambda home: flip(Home(home).published), "verify.marts."),
    ("marts cut", lambda home: cut(Home(home).published), "verify.marts.damaged"),
    ("marts gone", lambda home: Home(home).computed.unlink(), "verify.marts.missing"),
    ("release gone", lambda home: shutil.rmtree(manifest(home).parent), "verify.release.missing"),
    ("page changed", lambda home: flip(page(home)), "verify.release.page"),
    ("page gone", lambda home: page(home).unlink(), "verify.release.page"),
    ("page added", add_page, "verify.release.page"),
    ("page and manifest changed", rename_unit, "verify.release.manifest"),
    ("manifest gone", lambda home: manifest(home).unlink(), "verify.release.manifest"),
    ("other release in force", switch_back, "verify.release.current"),
    ("synthetic made real", write_card("real"), "verify.card.contradicted"),
    ("card gone", lambda home: (home / "home.json").unlink(), "verify.card.damaged"),
    ("card cut", lambda home: cut(home / "home.json"), "verify.card.damaged"),
]


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


# What a home rests on; the rest (settings, logs, Dagster's history, outbox) is not looked at.
PLACES = ("raw", "rows", "findings", "warehouse", "releases", "ledger.", "home.json")


def files_of(home: Path) -> list[Path]:
    return sorted(
        path
        for path in home.rglob("*")
        if path.is_file()
        and path.relative_to(home).as_posix().startswith(PLACES)
        and "/current/" not in path.as_posix()
        and path.stat().st_size
    )


def dump(file: Path) -> list[str]:
    """All that a database of SQLite says."""
    with closing(sqlite3.connect(file)) as database:
        return list(database.iterdump())


def means_nothing(file: Path, before: Path) -> bool:
    """Whether a changed file still says the same: a card or a head that reads the same, a ledger
    with the same events and triggers, a head that is behind."""
    if file.suffix == ".sqlite":
        return dump(file) == dump(before)
    if file.suffix == ".json":
        kept, now = (json.loads(one.read_text()) for one in (before, file))
        return bool(kept == now)
    return False


@pytest.mark.parametrize("seed", range(48))
def test_any_damage_is_found_or_means_nothing(built: Path, home: Path, seed: int) -> None:
    chance = random.Random(seed)
    files = files_of(home)
    # Each kind of file as often as the others, however many there are of it.
    place = chance.choice(sorted({path.relative_to(home).parts[0] for path in files}))
    victim = chance.choice([path for path in files if path.relative_to(home).parts[0] == place])
    kind = chance.choice(["byte", "byte", "cut", "gone", "swapped"])
    if kind == "byte":
        flip(victim, chance.randrange(victim.stat().st_size))
    elif kind == "cut":
        victim.write_bytes(victim.read_bytes()[: chance.randrange(victim.stat().st_size)])
    elif kind == "gone":
        victim.unlink()
    else:
        swap(victim, chance.choice([path for path in files if path != victim]))
    said = f"{kind}: {victim.relative_to(home)}"
    if csi(home, "verify", "--json").exit_code == 0:
        assert victim.exists(), said
        assert means_nothing(victim, built / victim.relative_to(home)), said
    else:
        assert broken(home), said
