"""What happens between two steps of a backup is in it whole or not at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dashboards.release_record.in_force import switch_to
from dashboards.release_record.manifest import manifest_hash
from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.home.ledger_head import Head, copy_ledger
from ingestion.landing.receipts import receipts
from ingestion.samples.one_agency import AGENCY, register, report
from ingestion.submissions.decisions import Purge, Why
from orchestration.decisions.deciding import approve, propose
from orchestration.intake.purging import erase_purged
from orchestration.releasing.release_events import BY_RUN, remember
from orchestration.run_context import Silence
from orchestration.verifying.home_card import flaws_of_card
from orchestration.verifying.kept_releases import flaws_of_releases
from tests.orchestration.backups.small_backups import backed_up, restored
from tests.orchestration.small_reports import deliver, verdicts
from tests.orchestration.two_people import APPROVER
from tests.orchestration.verifying.small_home import RELEASES, release

NEW = "20260801-c"


class Meanwhile:
    """Something that somebody does as soon as the first original is copied."""

    def __init__(self, act: Callable[[], None]) -> None:
        self._act = act

    def advance(self, step: str, done: int, total: int | None = None) -> None:
        if (step, done) == ("back_up", 1):
            self._act()


def make_release(home: Home) -> None:
    release(home, NEW)


def publish(home: Home) -> None:
    make_release(home)
    with home.ledger() as ledger:
        manifest = manifest_hash(home / "releases" / NEW)
        remember(ledger, "published", NEW, RELEASES[-1], BY_RUN, manifest=manifest)


def go_back(home: Home) -> None:
    switch_to(home / "releases", RELEASES[0])
    with home.ledger() as ledger:
        remember(ledger, "rolled_back", RELEASES[0], RELEASES[-1], "duyet")


def flaws_in(home: Home) -> list[str]:
    with home.ledger() as ledger:
        flaws = [*flaws_of_card(home, ledger), *flaws_of_releases(home, ledger, Silence())]
    return [one.key for one in flaws]


@pytest.mark.parametrize("act", [make_release, publish, go_back])
def test_the_release_in_force_is_the_one_of_the_ledger(
    home: Path, act: Callable[[Home], None]
) -> None:
    done = backed_up(home, progress=Meanwhile(lambda: act(Home(home))))
    assert done.manifest.release_in_force == RELEASES[-1]
    restored(home)
    assert flaws_in(Home(home.with_name("restored"))) == []
    assert backed_up(home).manifest.events >= done.manifest.events


def test_the_card_is_the_one_of_the_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first register comes, and is read, when the ledger was copied already."""
    home = Home(tmp_path / "home")
    home.ledger().close()

    def copy_and_receive(source: Path, target: Path) -> Head:
        head = copy_ledger(source, target)
        if home.kind is None:
            deliver(home, register(AGENCY), report("3"))
            assert verdicts(home)
        return head

    monkeypatch.setattr("orchestration.backups.backing_up.copy_ledger", copy_and_receive)
    done = backed_up(home.folder)
    restored(home.folder)
    again = Home(tmp_path / "restored")
    assert (again.kind, done.manifest.events) == ("synthetic", 3)
    assert flaws_in(again) == []


def test_what_is_purged_meanwhile_is_no_lost_original(home: Path) -> None:
    """Two people decided it before; a run erases it while the originals are copied."""
    opened, folder = Home(home), home.with_name("backups")
    with opened.ledger() as ledger:
        last = list(receipts(ledger).values())[-1]
    purge = Purge(submission_id=last.submission_id, legal_base="Luật 91/2025/QH15, Điều 14")
    why = Why(category="law", reason="gửi nhầm")

    def erase() -> None:
        if opened.raw_store().holds(last.submission_id, last.size):
            proposed = propose(opened, "lan", purge, why)
            approve(opened, APPROVER, proposed.decision_id)
            with opened.ledger() as ledger:
                erase_purged(opened, ledger)

    done = backed_up(home, progress=Meanwhile(erase))
    assert (done.manifest.lost, done.manifest.originals) == ([], 3)
    assert not [*folder.glob(f"raw/*/{last.submission_id}")]
    assert restored(home).lost == []


@pytest.mark.parametrize("work", [backed_up, restored])
def test_the_chain_is_verified_once(
    home: Path, work: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    backed_up(home)
    verify, times = Ledger.verify, list[Ledger]()

    def verified(ledger: Ledger) -> int:
        times.append(ledger)
        return verify(ledger)

    monkeypatch.setattr(Ledger, "verify", verified)
    work(home)
    assert len(times) == 1
