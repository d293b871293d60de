"""Sources of the settings: what is taken, once, and what is left and told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import fsspec
import pytest
from pydantic import ValidationError

from ingestion.home.home import Home
from ingestion.home.source_settings import SourceSettings
from ingestion.landing.door import NotTaken
from ingestion.landing.sources import Delivery
from ingestion.polling import polls
from ingestion.polling.places import Item, Place, Unreached
from ingestion.polling.polls import Poll, open_place, poll, sources_down, waiting
from ingestion.refusal import Refusal


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture(autouse=True)
def _short_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polls, "_PAUSE", 0.2)
    monkeypatch.setattr(polls, "_AGAIN_AFTER", (0.0, 0.0))


@pytest.fixture(params=["folder", "memory"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SourceSettings]:
    """A folder of this machine, and a file system that only fsspec knows."""
    if request.param == "folder":
        (tmp_path / "watched").mkdir()
        yield SourceSettings(name="so", url=str(tmp_path / "watched"))
        return
    name = f"memory://{tmp_path.name}"
    fsspec.filesystem("memory").makedirs(name, exist_ok=True)
    yield SourceSettings(name="so", url=name)
    fsspec.filesystem("memory").rm(name, recursive=True)


def put(source: SourceSettings, name: str, content: bytes) -> None:
    with fsspec.open(f"{source.url}/{name}", "wb", auto_mkdir=True) as file:
        file.write(content)


def polled(home: Home, source: SourceSettings) -> tuple[Poll, list[Delivery]]:
    """The poll, and what it handed over; its bytes are kept as a run keeps them."""
    received: list[Delivery] = []

    def receive(deliveries: list[Delivery]) -> None:
        received.extend(deliveries)
        for one in deliveries:
            home.raw_store().put(one.content)

    with home.ledger() as ledger:
        return poll(source, home, ledger, receive), received


def reasons(done: Poll) -> dict[str, str]:
    return {one.name: one.reason.reason for one in done.left}


def test_a_file_is_taken_once_with_the_sender_of_its_folder(
    home: Home, source: SourceSettings
) -> None:
    put(source, "AGY-1/2025/a.csv", b"a,b\n")
    done, received = polled(home, source)
    assert (done.files, done.left, done.unreached) == (1, (), None)
    (one,) = received
    assert (one.name, one.content, one.sender, one.channel, one.received_at) == (
        "AGY-1/2025/a.csv",
        b"a,b\n",
        "AGY-1",
        "so",
        None,
    )
    assert polled(home, source) == (Poll("so", 0, (), None), [])
    put(source, "AGY-1/2025/a.csv", b"a,b,c\n")
    assert polled(home, source)[1][0].content == b"a,b,c\n"


@pytest.mark.parametrize("most", [1, 2, 5, 6])
def test_a_run_takes_no_more_than_its_settings_say(
    home: Home, source: SourceSettings, most: int
) -> None:
    for number in range(5):
        put(source, f"AGY-1/{number}.csv", f"a,{number}\n".encode())
    put(source, "0.csv", b"nobody's\n")
    limited = source.model_copy(update={"most_per_run": most})
    names: list[str] = []
    for _ in range(-(-5 // most)):
        done, received = polled(home, limited)
        taken = min(most, 5 - len(names))
        assert done.files == len(received) == taken
        names += [one.name for one in received]
        assert done.later == 5 - len(names)
    assert sorted(names) == [f"AGY-1/{number}.csv" for number in range(5)]
    done, received = polled(home, limited)
    assert (done.files, done.later, received) == (0, 0, [])
    assert reasons(done) == {"0.csv": "no_sender"}


def test_the_configured_sender_beats_the_folder(home: Home, source: SourceSettings) -> None:
    put(source, "AGY-1/a.csv", b"a,b\n")
    put(source, "b.csv", b"b\n")
    fixed = source.model_copy(update={"sender": "AGY-2"})
    assert {one.sender for one in polled(home, fixed)[1]} == {"AGY-2"}


def test_a_file_nobody_sent_is_told_and_left(home: Home, source: SourceSettings) -> None:
    """A register of agencies above all: only the house itself may hand one in."""
    put(source, "agencies.csv", b"agency_id,agency_name,agency_type\n")
    for _ in range(2):
        done, received = polled(home, source)
        assert (done.files, received) == (0, [])
        assert reasons(done) == {"agencies.csv": "no_sender"}


def test_a_delivery_list_is_a_file_like_any_other(home: Home, source: SourceSettings) -> None:
    listed = b"file,sender,channel,received_at\na.csv,AGY-2,post,2020-01-01T00:00:00+07:00\n"
    put(source, "AGY-1/deliveries.csv", listed)
    put(source, "AGY-1/a.csv", b"a,b\n")
    assert {one.sender for one in polled(home, source)[1]} == {"AGY-1"}


def test_what_is_unfinished_or_hidden_is_told_and_the_rest_taken(
    home: Home, source: SourceSettings
) -> None:
    for name in ("a.xlsx.part", ".hidden.csv", "~$a.xlsx", "good.csv"):
        put(source, f"AGY-1/{name}", b"half")
    done, received = polled(home, source)
    assert [one.name for one in received] == ["AGY-1/good.csv"]
    assert reasons(done) == {
        "AGY-1/a.xlsx.part": "unfinished",
        "AGY-1/.hidden.csv": "hidden",
        "AGY-1/~$a.xlsx": "lock_file",
    }


def test_a_file_that_grows_is_left_until_it_is_whole(
    home: Home, source: SourceSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(source, "AGY-1/a.csv", b"a,")
    put(source, "AGY-1/b.csv", b"b\n")

    def write_meanwhile(_: float) -> None:
        put(source, "AGY-1/a.csv", b"a,b\n")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(polls.time, "sleep", write_meanwhile)
        done, received = polled(home, source)
    assert [one.name for one in received] == ["AGY-1/b.csv"]
    assert reasons(done) == {"AGY-1/a.csv": "changing"}
    done, received = polled(home, source)
    assert [one.content for one in received] == [b"a,b\n"]


def test_what_we_lost_is_taken_again(home: Home, source: SourceSettings) -> None:
    put(source, "AGY-1/a.csv", b"a,b\n")
    polled(home, source)
    (kept,) = (path for path in (home / "raw").rglob("*") if path.is_file())
    kept.unlink()
    assert [one.content for one in polled(home, source)[1]] == [b"a,b\n"]


def test_a_source_that_is_not_there_costs_nothing_and_is_told(
    home: Home, source: SourceSettings
) -> None:
    gone = source.model_copy(update={"url": f"{source.url}/gone"})
    for _ in range(2):
        done, received = polled(home, gone)
        assert (done.files, received) == (0, [])
        assert done.unreached is not None
        assert done.unreached.reason == "no_folder"
    with home.ledger() as ledger:
        (down,) = sources_down([gone], ledger)
        assert (down.source, down.reason) == ("so", "no_folder")
        assert len(ledger.events("polled")) == 1
    put(gone, "AGY-1/a.csv", b"a\n")
    assert polled(home, gone)[0].files == 1
    with home.ledger() as ledger:
        assert sources_down([gone], ledger) == []


def test_what_waits_is_counted_and_not_taken(home: Home, source: SourceSettings) -> None:
    put(source, "AGY-1/a.csv", b"a\n")
    put(source, "AGY-1/b.part", b"b\n")
    for _ in range(2):
        with home.ledger() as ledger:
            found = waiting(source, home, ledger)
        assert (found.files, reasons(found)) == (1, {"AGY-1/b.part": "unfinished"})


def test_links_and_pipes_of_a_watched_folder_are_never_opened(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "watched" / "AGY-1"
    folder.mkdir(parents=True)
    (folder / "link.csv").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe.csv")
    done, received = polled(home, SourceSettings(name="so", url=str(folder.parent)))
    assert received == []
    assert reasons(done) == {"AGY-1/link.csv": "link", "AGY-1/pipe.csv": "pipe"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "sftp://user:secret@host/folder"},
        {"url": "imap://user@host/INBOX"},
        {"url": "nonsense://host/folder"},
        {"url": "simplecache::sftp://user@host/folder"},
        {"name": "inbox"},
        {"name": "Sở"},
        {"passwort_file": "x"},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        SourceSettings.model_validate({"name": "so", "url": "incoming", **wrong})
    assert "secret" not in "".join(error["msg"] for error in refused.value.errors())


def test_two_sources_of_one_name_are_refused(home: Home) -> None:
    two = '[[sources]]\nname = "so"\nurl = "a"\n[[sources]]\nname = "so"\nurl = "b"\n'
    (home.folder / "csi.toml").write_text(two)
    with pytest.raises(Refusal, match="two sources of one name"):
        Home(home.folder)


def test_sources_come_from_the_file_only(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSI_SOURCES", '[{"name": "so", "url": "/tmp"}]')
    assert Home(home.folder).settings.sources == ()


def test_a_size_that_a_server_only_estimates_is_no_reason_to_fetch_again(
    home: Home, source: SourceSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As servers of mail do, which count other line ends than they send."""
    put(source, "AGY-1/a.csv", b"a,b\n")
    opened = polls.open_place

    class Estimating:
        is_written_at_once = True

        def __init__(self, settings: SourceSettings, folder: Path) -> None:
            self._place = opened(settings, folder)

        def items(self) -> Iterator[Item | NotTaken]:
            for one in self._place.items():
                assert isinstance(one, Item)
                yield replace(one, size=one.size + 1)

        def fetch(self, item: Item) -> Delivery | NotTaken:
            return self._place.fetch(replace(item, size=item.size - 1))

        def close(self) -> None:
            self._place.close()

    monkeypatch.setattr(polls, "open_place", Estimating)
    assert [polled(home, source)[0].files for _ in range(2)] == [1, 0]


@pytest.mark.parametrize(
    ("reason", "failures", "files"),
    [
        ("no_connection", 2, 1),
        ("broken_off", 2, 1),
        ("no_connection", 3, 0),
        ("login", 1, 0),
        ("silent", 1, 0),
    ],
)
def test_a_source_that_breaks_off_is_asked_again_a_wrong_password_is_not(
    home: Home,
    source: SourceSettings,
    monkeypatch: pytest.MonkeyPatch,
    reason: str,
    failures: int,
    files: int,
) -> None:
    put(source, "AGY-1/a.csv", b"a")
    left = [Unreached(reason)] * failures

    def flaky(source: SourceSettings, folder: Path) -> Place:
        if left:
            raise left.pop()
        return open_place(source, folder)

    monkeypatch.setattr(polls, "open_place", flaky)
    poll, received = polled(home, source)
    assert (poll.files, len(received)) == (files, files)
    assert (poll.unreached is None) == bool(files)
    with home.ledger() as ledger:
        assert bool(sources_down([source], ledger)) == (not files)
