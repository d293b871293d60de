"""The raw store and the ledger: nothing received is lost, nothing recorded changes."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.home import ledger_schema, raw_store
from ingestion.home.home import DamagedCard, Home, MixedKinds, UnknownLayout
from ingestion.home.ledger import BrokenChain, Ledger
from ingestion.home.raw_store import LostOriginal, RawStore
from ingestion.home.regular_files import NotRead
from ingestion.landing.door import NotTaken
from ingestion.landing.receipts import Receipt, receipts
from ingestion.landing.receiving import receive
from ingestion.landing.sources import (
    BadDeliveryList,
    Delivery,
    inbox_deliveries,
    read_delivery_list,
)
from ingestion.landing.unreadable import UnreadableFile
from ingestion.readers.files import read_document
from ingestion.refusal import Refusal
from ingestion.submissions.registers import current_agencies


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    yield ledger
    ledger.close()


def test_events_come_back_in_order_and_the_chain_holds(ledger: Ledger) -> None:
    ledger.append("received", [{"submission_id": "a"}, {"submission_id": "b"}])
    ledger.append("verdict", [{"submission_id": "a", "verdict": "held"}])
    assert [event.kind for event in ledger.events()] == ["received", "received", "verdict"]
    assert [event.sequence for event in ledger.events()] == [1, 2, 3]
    assert ledger.verify() == 3


def test_one_of_many_is_looked_up_without_reading_all(ledger: Ledger) -> None:
    ledger.append("received", [{"submission_id": one, "name": f"{one}.csv"} for one in "abc"])
    ledger.append("verdict", [{"submission_id": one, "verdict": "held"} for one in "ab"])
    assert ledger.said("received", "submission_id", "name")[0] == ("a", "a.csv")
    assert ledger.said("verdict", "name") == [(None,), (None,)]
    assert [event.sequence for event in ledger.events(of={"a", "c"})] == [1, 3, 4]
    assert [event.sequence for event in ledger.events("verdict", {"a", "c"})] == [4]
    assert ledger.events("verdict", ()) == []


@pytest.mark.parametrize("statement", ["update event set body = '{}'", "delete from event"])
def test_the_database_refuses_to_change_an_event(
    ledger: Ledger, tmp_path: Path, statement: str
) -> None:
    ledger.append("received", [{"submission_id": "a"}])
    connection = sqlite3.connect(tmp_path / "ledger.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="insert-only"):
        connection.execute(statement)
    connection.close()


def test_a_change_behind_the_triggers_breaks_the_chain(ledger: Ledger, tmp_path: Path) -> None:
    ledger.append("received", [{"submission_id": "a"}, {"submission_id": "b"}])
    connection = sqlite3.connect(tmp_path / "ledger.sqlite")
    connection.execute("drop trigger event_no_update")
    connection.execute("update event set body = '{}' where sequence = 1")
    connection.commit()
    connection.close()
    with pytest.raises(BrokenChain, match="sự kiện 1"):
        ledger.verify()


@settings(max_examples=25, deadline=None)
@given(contents=st.lists(st.binary(max_size=64), max_size=8))
def test_the_same_bytes_are_kept_once(
    contents: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("store")
    store = RawStore(str(folder))
    names = [store.put(content) for content in contents]
    assert [store.get(name) for name in names] == contents
    kept = [path for path in folder.rglob("*") if path.is_file()]
    assert len(kept) == len(set(contents))


def test_bytes_that_changed_on_disk_are_not_handed_out(tmp_path: Path) -> None:
    store = RawStore(str(tmp_path))
    name = store.put(b"as received")
    (tmp_path / name[:2] / name).write_bytes(b"something else")
    with pytest.raises(LostOriginal, match="damaged"):
        store.get(name)
    assert store.put(b"as received") == name
    assert store.get(name) == b"as received"


def delivered(content: bytes, sender: str | None = None, at: datetime | None = None) -> Delivery:
    return Delivery("report.csv", content, sender, "post", at, is_declared=at is not None)


def test_an_original_nobody_may_open_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(_: Path) -> bytes:
        raise NotRead("not_opened")

    store = RawStore(str(tmp_path / "raw"))
    digest = store.put(b"a report")
    monkeypatch.setattr(raw_store, "read_regular", closed)
    with pytest.raises(LostOriginal) as lost:
        store.get(digest)
    assert "Give back the permission" in lost.value.words("en")


def test_the_same_file_twice_gives_the_same_receipt(ledger: Ledger, tmp_path: Path) -> None:
    store = RawStore(str(tmp_path / "raw"))
    (first,) = receive([delivered(b"x")], store, ledger)
    (second,) = receive([delivered(b"x")], store, ledger)
    assert not first.is_received_again
    assert second.is_received_again
    assert second.received_at == first.received_at
    assert len(ledger.events("received")) == 1


def test_the_receipt_that_counts_does_not_depend_on_the_order(tmp_path: Path) -> None:
    day = datetime(2024, 6, 19, 17, tzinfo=UTC)
    early = delivered(b"x", "AGY-1", day)
    late = delivered(b"x", "AGY-2", day + timedelta(days=9))
    counted: list[Receipt] = []
    for name, order in (("a", [early, late]), ("b", [late, early])):
        home = Home(tmp_path / name)
        ledger = home.ledger()
        receive(order, home.raw_store(), ledger)
        counted += receipts(ledger).values()
        ledger.close()
    assert counted[0] == counted[1]
    assert counted[0].sender == "AGY-1"
    assert counted[0].received_on.isoformat() == "2024-06-20", "the day it was in Vietnam"


def test_a_declared_day_takes_the_place_of_no_receipt(tmp_path: Path) -> None:
    """Whatever door lets it in, as when two processes receive the same file at once."""
    day = datetime(2024, 6, 19, 17, tzinfo=UTC)
    home = Home(tmp_path)
    with home.ledger() as ledger:
        receive([delivered(b"x", "AGY-1", day)], home.raw_store(), ledger)
        for days in (-9, 9):
            other = delivered(b"x", "AGY-2", day + timedelta(days=days))
            (answer,) = receive([other], home.raw_store(), ledger)
            assert answer.received_at == day
        (counted,) = receipts(ledger).values()
    assert (counted.received_at, counted.sender) == (day, "AGY-1")


def test_the_inbox_gives_senders_by_folder_and_list(tmp_path: Path) -> None:
    (tmp_path / "AGY-1").mkdir()
    (tmp_path / "AGY-1" / "a.csv").write_text("a")
    (tmp_path / "b.csv").write_text("b")
    (tmp_path / ".hidden").write_text("h")
    (tmp_path / "link.csv").symlink_to(tmp_path / "b.csv")
    (tmp_path / "manifest.json").write_text("{}")
    (tmp_path / "deliveries.csv").write_text(
        "file,sender,channel,received_at\nb.csv,AGY-2,post,2024-06-19T23:59:00+07:00\n"
    )
    offered = list(inbox_deliveries(tmp_path))
    deliveries = {one.name: one for one in offered if isinstance(one, Delivery)}
    assert sorted(deliveries) == ["AGY-1/a.csv", "b.csv"]
    told = {one.name: one.reason.reason for one in offered if isinstance(one, NotTaken)}
    assert told == {".hidden": "hidden", "link.csv": "link"}
    of_folder, of_list = deliveries["AGY-1/a.csv"], deliveries["b.csv"]
    assert (of_folder.sender, of_folder.received_at) == ("AGY-1", None)
    assert (of_list.sender, of_list.channel) == ("AGY-2", "post")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"file,sender\n", "dòng 1: thiếu cột channel, received_at"),
        (b"file,sender,channel,received_at\na,b,c,yesterday\n", "dòng 2: received_at “yesterday”"),
        (b"file,sender,channel,received_at\na,b,c,2024-06-19T10:00:00\n", "dòng 2: .* kèm múi giờ"),
    ],
)
def test_a_bad_delivery_list_says_where(tmp_path: Path, content: bytes, message: str) -> None:
    listed = tmp_path / "deliveries.csv"
    listed.write_bytes(content)
    with pytest.raises(BadDeliveryList, match=f"{listed}, {message}"):
        read_delivery_list(listed)


def test_a_home_never_mixes_kinds(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.declare("synthetic")
    home.declare("synthetic")
    with pytest.raises(MixedKinds):
        home.declare("real")
    assert Home(tmp_path / "home").kind == "synthetic"


def test_a_home_of_a_newer_layout_is_refused(tmp_path: Path) -> None:
    Home(tmp_path)
    (tmp_path / "home.json").write_text('{"layout_version": 99, "kind": null}')
    with pytest.raises(UnknownLayout):
        Home(tmp_path)


_SOURCE = '[[sources]]\nname = "mail"\nurl = "/x"\n'
_MAIL = '[mail]\nhouse = "x"\nhost = "x"\nsender = "a@b.example"\noperators = ["a@b.example"]\n'


@pytest.mark.parametrize(
    "setting",
    [
        "threads = 0",
        "threads = true",
        "threads = 2.0",
        'threads = "2"',
        "threads = 10_000_000",
        "readers = -1",
        "readers = true",
        "readers = 2.5",
        "seconds_per_file = 0",
        "seconds_per_file = nan",
        "seconds_per_file = true",
        'seconds_per_file = "60"',
        "automation = 1",
        'automation = "yes"',
        "publish = true",
        "inbox = 3",
        "raw_store = false",
        "users = []",
        "sources = 1",
        f"{_SOURCE}most_per_run = true",
        f"{_SOURCE}most_per_run = 5.0",
        f"{_MAIL}port = true",
        f'{_MAIL}port = "25"',
        f"{_MAIL}days_ahead = [true]",
        f"{_MAIL}days_ahead = [3.0]",
    ],
)
def test_settings_that_cannot_be_are_refused(tmp_path: Path, setting: str) -> None:
    (tmp_path / "csi.toml").write_text(setting, encoding="utf-8")
    with pytest.raises(Refusal, match=setting.splitlines()[-1].partition(" ")[0]):
        Home(tmp_path)


@pytest.mark.parametrize("setting", ["CSI_THREADS=true", "CSI_READERS=x", "CSI_AUTOMATION=perhaps"])
def test_variables_that_cannot_be_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setenv(*setting.split("="))
    with pytest.raises(Refusal, match=setting.partition("=")[0].removeprefix("CSI_").lower()):
        Home(tmp_path)


def test_settings_come_from_the_environment_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "csi.toml").write_text("threads = 3\nreaders = 5\n")
    monkeypatch.setenv("CSI_THREADS", "4")
    monkeypatch.setenv("CSI_SECONDS_PER_FILE", "1.5")
    monkeypatch.setenv("CSI_AUTOMATION", "true")
    settings = Home(tmp_path).settings
    assert (settings.threads, settings.readers) == (4, 5)
    assert (settings.seconds_per_file, settings.automation) == (1.5, True)


REGISTER = "agency_id,agency_name,agency_type,unit_id,valid_from,valid_to,is_synthetic\n"


def test_a_register_is_received_apart_from_reports(ledger: Ledger, tmp_path: Path) -> None:
    store = RawStore(str(tmp_path / "raw"))
    line = "AGY-1,Sở A (mẫu),province_agency,VN63-01,2018-01-01,,true\n"
    (first,) = receive([delivered((REGISTER + line).encode())], store, ledger)
    (second,) = receive([delivered((REGISTER + line).encode())], store, ledger)
    assert (first.is_received_again, second.is_received_again) == (False, True)
    assert receipts(ledger) == {}
    assert current_agencies(ledger, store)["agency_id"].to_list() == ["AGY-1"]


@pytest.mark.parametrize(
    "line",
    [
        "AGY-1,Sở A,province_agency,VN63-01,hôm qua,,true\n",
        "AGY-1,Sở A,province_agency,VN63-01,2018-01-01\n",
        ",Sở A,province_agency,VN63-01,2018-01-01,,true\n",
        "AGY-1,Sở A,province_agency,VN63-01,,,true\nAGY-2,Sở B,province_agency,VN63-01,,,false\n",
        "",
    ],
)
def test_a_register_that_cannot_be_used_is_refused_like_any_file(
    ledger: Ledger, tmp_path: Path, line: str
) -> None:
    store = RawStore(str(tmp_path / "raw"))
    content = (REGISTER + line).encode()
    receive([delivered(content)], store, ledger)
    assert list(receipts(ledger))
    assert current_agencies(ledger, store).is_empty()
    with pytest.raises(UnreadableFile) as refused:
        read_document(content)
    assert refused.value.reason.startswith("register.")


def test_every_version_of_the_schema_is_named_by_its_file() -> None:
    script = ScriptDirectory(str(Path(ledger_schema.__file__).parent / "migrations"))
    assert [one.revision for one in script.walk_revisions()] == [*reversed(ledger_schema.VERSIONS)]
    assert script.get_current_head() == ledger_schema.NEWEST


SUBMIT = """
import sys
from pathlib import Path
from ingestion.home.home import Home
from ingestion.landing.receiving import receive
from ingestion.landing.sources import Delivery
home = Home(Path(sys.argv[1]))
deliveries = [Delivery(f"{n}.csv", f"{n}".encode(), "A", "submit", None) for n in range(40)]
with home.ledger() as ledger:
    sys.stdin.readline()
    receive(deliveries, home.raw_store(), ledger)
"""


def test_the_same_files_handed_in_at_once_by_many_have_one_receipt_each(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    command = [sys.executable, "-c", SUBMIT, str(home.folder)]
    with ExitStack() as running:
        submits = [
            running.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE, text=True))
            for _ in range(4)
        ]
        for one in submits:
            assert one.stdin
            one.stdin.write("go\n")
            one.stdin.flush()
        assert [one.wait(120) for one in submits] == [0, 0, 0, 0]
    with home.ledger() as ledger:
        assert len(ledger.events("received")) == 40
        ledger.verify()


def test_what_is_read_and_appended_together_is_all_there_or_nothing(ledger: Ledger) -> None:
    def append_and_fail() -> None:
        with ledger.held():
            ledger.append("run", [{"as_of": "2026-07-31"}])
            assert len(ledger.events("run")) == 1
            raise ValueError("no disk")

    with pytest.raises(ValueError, match="no disk"):
        append_and_fail()
    assert ledger.events() == []
    ledger.append("run", [{"as_of": "2026-07-31"}])
    assert ledger.verify() == 1


@pytest.mark.parametrize("card", ["", "{", "[]", '{"layout_version": "1", "kind": null}'])
def test_a_damaged_card_is_a_sentence(tmp_path: Path, card: str) -> None:
    Home(tmp_path)
    (tmp_path / "home.json").write_text(card)
    with pytest.raises(DamagedCard, match=r"home\.json đã hỏng"):
        Home(tmp_path)


def test_a_home_with_a_ledger_gets_no_new_card(tmp_path: Path) -> None:
    Home(tmp_path).ledger().close()
    (tmp_path / "home.json").unlink()
    with pytest.raises(DamagedCard, match=r"home\.json, trong khi"):
        Home(tmp_path)
    assert not (tmp_path / "home.json").exists()
