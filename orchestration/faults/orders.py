"""The same reports handed in in any order, some of them again: what is acknowledged is the same."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing.context import ForkServerContext
from pathlib import Path
from random import Random

from ingestion.home.home import Home
from ingestion.samples.one_agency import report
from orchestration.faults.killing import Ended, act
from orchestration.faults.outcomes import state_of
from orchestration.faults.steps import HOME, REPORTS, undisturbed

_YEARS, _PARTS = range(2018, 2026), 4


@dataclass(frozen=True)
class Ordered:
    """One order: how many files were ``handed_in``, and how many of them for the first time; those
    acknowledged and not recorded (``lost``), recorded more than once (``doubled``), and whether all
    is as it is in every other order."""

    handed_in: int
    different: int
    lost: list[str]
    doubled: list[str]
    is_same: bool

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, doubled or came out otherwise."""
        return self.is_same and not (self.lost or self.doubled)


def in_any_order(
    context: ForkServerContext,
    folder: Path,
    seed: int,
    reports: int,
    orders: int,
    advance: Callable[[int, int], None],
) -> Iterator[Ordered]:
    """Hand so many reports in in so many orders, each in a home of its own, a tenth of them again,
    by two commands at once."""
    expected: set[str] | None = None
    for number in range(1, orders + 1):
        home = folder / f"order-{number}"
        files = _reports(home, reports)
        chance = Random(f"{seed} {number}")  # noqa: S311
        files += chance.sample(files, reports // 10)
        chance.shuffle(files)
        parts = [files[start::_PARTS] for start in range(_PARTS)]
        with ThreadPoolExecutor(2) as pool:
            ended = [*pool.map(partial(_submitted, context, home), parts)]
        acknowledged = {name for one in ended for name in _names(one)}
        recorded = Counter(
            name for kind, name in state_of(home / HOME).once.elements() if kind == "received"
        )
        kept = {Path(name).name for name in Home(home / HOME).raw_store().names()}
        expected = acknowledged if expected is None else expected
        yield Ordered(
            len(files),
            len(acknowledged),
            sorted(acknowledged - (recorded.keys() & kept)),
            sorted(name for name, times in recorded.items() if times > 1),
            acknowledged == expected == recorded.keys() and len(acknowledged) == reports,
        )
        advance(number, orders)


def _reports(folder: Path, count: int) -> list[str]:
    """The names of the files of ``count`` different reports, put into a folder without a home."""
    (folder / REPORTS).mkdir(parents=True)
    names = []
    for number in range(count):
        revision, year = divmod(number, len(_YEARS))
        content = report(str(number), period=str(_YEARS[year]), revision=str(revision))
        names.append(f"{REPORTS}/{number}.csv")
        (folder / names[-1]).write_bytes(content)
    return names


def _submitted(context: ForkServerContext, folder: Path, files: list[str]) -> Ended:
    arguments = ("submit", "--json", *files)
    return undisturbed(act(context, folder, ("--home", HOME, *arguments)), arguments)


def _names(ended: Ended) -> Iterator[str]:
    yield from (str(one["submission_id"]) for one in json.loads(ended.printed))
