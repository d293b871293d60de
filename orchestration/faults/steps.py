"""The commands that are killed, from receipt to backup, and the home each begins with."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path

from ingestion.home.home import CARD_FILE, Card, Home
from ingestion.home.one_writer import system_user
from ingestion.refusal import Refusal
from ingestion.samples.one_agency import AGENCY, register, report
from ingestion.submissions.decisions import RuleChange, Why
from orchestration.decisions.deciding import propose_rule_change
from orchestration.faults.killing import Ended, act
from orchestration.identity.accounts import Accounts

COMPUTED = "computed"
HOME, REPORTS, BACKUPS, RESTORED = "home", "reports", "backups", "restored"
_YEARS, _PER_YEAR = range(2018, 2026), 5


class StepFailed(Refusal):
    """A command failed although nobody killed it."""

    kind = "failed"


def undisturbed(ended: Ended, arguments: Sequence[str]) -> Ended:
    """How a command ended that nobody killed; raises ``StepFailed``."""
    if ended.exit_code != 0:
        reason = ended.told or ended.printed
        code = ended.exit_code if ended.exit_code is not None else "-"
        raise StepFailed("faults.failed", command=arguments[0], code=code, reason=reason)
    return ended


@dataclass(frozen=True)
class Step:
    """A command by the name of what it does, the folder it begins with, in which home it works, how
    it may end when it is given again, and its share of all kills."""

    name: str
    beginning: str
    arguments: tuple[str, ...]
    share: int
    home: str = HOME
    ends: tuple[int, ...] = (0,)

    def command(self) -> tuple[str, ...]:
        """The arguments of ``csi``."""
        return ("--home", self.home, *self.arguments)


_FILES = tuple(
    f"{REPORTS}/{year}-{revision}.csv" for year in _YEARS for revision in range(_PER_YEAR)
)
_ACKNOWLEDGED = tuple(
    f"--acknowledge={code}" for code in ("REPORT-HELD", "TEST-WARNED", "UNIT-UNRANKED")
)

STEPS: tuple[Step, ...] = (
    Step("receive", "registered", ("submit", "--json", *_FILES), 70),
    # What is decided is not decided again, what is there already is not restored over.
    Step("approve", "proposed", ("decide", "approve", "D1", "--yes"), 12, ends=(0, 2)),
    Step("backup", "received", ("backup", BACKUPS), 36),
    Step("restore", "backed_up", ("restore", BACKUPS), 36, home=RESTORED, ends=(0, 2)),
    Step("upgrade", "older", ("home", "upgrade"), 24),
    Step("judge", COMPUTED, ("revalidate", "--record", "--yes"), 30),
    Step("run", "received", ("run",), 5),
    Step("rebuild", COMPUTED, ("rebuild",), 3),
    Step("publish", "season", ("publish", *_ACKNOWLEDGED), 4),
)


class Beginnings:
    """Folders that steps begin with, each made once, by commands as people give them."""

    def __init__(self, context: ForkServerContext, folder: Path) -> None:
        self._context, self._folder = context, folder
        self._made: set[str] = set()

    def copy(self, name: str, target: Path) -> None:
        """Put a folder with what a step begins with at ``target``."""
        shutil.copytree(self.of(name), target, symlinks=True)

    def of(self, name: str) -> Path:
        """The folder of a beginning, which is not to be changed."""
        folder = self._folder / name
        if name not in self._made:
            before, make = _MADE_OF[name]
            if before is None:
                folder.mkdir(parents=True)
            else:
                self.copy(before, folder)
            make(self, folder)
            self._made.add(name)
        return folder

    def csi(self, folder: Path, *arguments: str) -> None:
        """Give a command that has to succeed; raises ``StepFailed``."""
        undisturbed(act(self._context, folder, ("--home", HOME, *arguments)), arguments)


def _register(beginnings: Beginnings, folder: Path) -> None:
    reports = folder / REPORTS
    reports.mkdir()
    (folder / "agencies.csv").write_bytes(register(AGENCY))
    for number, file in enumerate(_FILES):
        year, _, revision = Path(file).stem.partition("-")
        (folder / file).write_bytes(report(str(number), period=year, revision=revision))
    beginnings.csi(folder, "submit", "agencies.csv")
    _let_act(folder)


def _let_act(folder: Path) -> None:
    """Let the user of the operating system propose, approve and publish; no run publishes."""
    accounts = Accounts(folder / HOME)
    accounts.add("minh", "mot mat khau dai", ["steward", "approver"], "minh", by_owner=True)
    user = f'publish = "by_hand"\n\n[users]\n"{system_user()}" = "minh"\n'
    (folder / HOME / "csi.toml").write_text(user, encoding="utf-8")


def _receive(beginnings: Beginnings, folder: Path) -> None:
    beginnings.csi(folder, "submit", *_FILES)


def _propose(_: Beginnings, folder: Path) -> None:
    change = RuleChange(code="DEADLINE-LATE", severity="warn")
    propose_rule_change(Home(folder / HOME), "lan", change, Why(category="law", reason="thử"))


def _compute(beginnings: Beginnings, folder: Path) -> None:
    beginnings.csi(folder, "run")
    _propose(beginnings, folder)
    beginnings.csi(folder, "decide", "approve", "D1", "--yes")


def _gather(beginnings: Beginnings, folder: Path) -> None:
    """A season that has enough reports to be published."""
    beginnings.csi(folder, "sample", f"{HOME}/inbox")
    _let_act(folder)
    beginnings.csi(folder, "run")


def _back_up(beginnings: Beginnings, folder: Path) -> None:
    beginnings.csi(folder, "backup", BACKUPS)


def _make_older(_: Beginnings, folder: Path) -> None:
    home = folder / HOME
    card = Card(layout_version=1, kind=Home(home).kind)
    (home / CARD_FILE).write_text(card.model_dump_json(), encoding="utf-8")


_MADE_OF: Mapping[str, tuple[str | None, Callable[[Beginnings, Path], None]]] = {
    "registered": (None, _register),
    "received": ("registered", _receive),
    "proposed": ("received", _propose),
    "backed_up": ("received", _back_up),
    "older": ("received", _make_older),
    COMPUTED: ("received", _compute),
    "season": (None, _gather),
}
