"""Kills spread over every step, full disks, clocks that were set back, commands beside each other,
and what came of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Literal

from ingestion.messages import text
from orchestration.faults.damaging import damage, means_nothing
from orchestration.faults.killing import Ended, Kill, act, warm_context
from orchestration.faults.orders import Ordered, in_any_order
from orchestration.faults.outcomes import Outcome, State, outcome, state_of
from orchestration.faults.small_disk import small_disk
from orchestration.faults.steps import COMPUTED, HOME, Beginnings, Step, undisturbed

Disturbance = Literal["killed", "disk_full", "clock_set_back", "twice_at_once", "two_homes"]
_DAYS_BACK = 400
# The last moment a kill by time may come, as a share of what the command took before.
_LATEST = 0.85


@dataclass(frozen=True)
class Tried:
    """One disturbance: of which step, and where it is a ``kill``, when; whether the command was
    still running when it was killed, what it came to; whether the command ended as it should, also
    when it was given again, and in how many seconds then."""

    step: str
    disturbance: Disturbance
    kill: Kill | None
    was_killed: bool
    outcome: Outcome
    is_done: bool
    seconds_again: float

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, doubled, torn or believed, and the command ended well."""
        found = self.outcome
        nothing = not (found.lost or found.doubled or found.torn or found.believed)
        return nothing and self.is_done


@dataclass(frozen=True)
class Damaged:
    """One file that was damaged: how, which, and whether `csi verify` found it or it means
    nothing."""

    kind: str
    file: str
    is_found: bool
    means_nothing: bool


class Campaign:
    """Steps tried in copies below ``folder``. The same seed kills before the same touches."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._seed = seed
        self._context = warm_context()
        self._references: dict[str, tuple[State, State, Ended]] = {}
        self._beginnings = Beginnings(self._context, folder / "beginnings")

    def kills(self, step: Step, count: int, advance: Callable[[int, int], None]) -> Iterator[Tried]:
        """Kill a step that often, half of it before a touch of a file and half after some time,
        and give the command again each time."""
        before, unkilled, whole = self._reference(step)
        for done, kill in enumerate(self._plan(step, count, whole.touches, whole.seconds), 1):
            yield self._try(step, kill, before, unkilled)
            advance(done, count)

    def damages(self, count: int, advance: Callable[[int, int], None]) -> Iterator[Damaged]:
        """Damage a file of a computed home that often, and ask `csi verify` each time."""
        whole = self._beginnings.of(COMPUTED) / HOME
        for done in range(1, count + 1):
            folder = self._copied(COMPUTED)
            kind, victim = damage(folder / HOME, Random(self._seed + done))  # noqa: S311
            place = victim.relative_to(folder / HOME)
            verified = act(self._context, folder, ("--home", HOME, "verify"))
            is_found = verified.exit_code == 1  # it names a flaw; it did not fail itself
            harmless = not is_found and means_nothing(victim, whole / place)
            yield Damaged(kind, place.as_posix(), is_found, harmless)
            advance(done, count)

    def _reference(self, step: Step) -> tuple[State, State, Ended]:
        """A home before a step, and after the command was given twice and nobody killed it; how it
        went the first time."""
        if step.name not in self._references:
            before = state_of(self._beginnings.of(step.beginning) / step.home)
            folder = self._copied(step.beginning)
            first = undisturbed(act(self._context, folder, step.command()), step.arguments)
            act(self._context, folder, step.command())
            self._references[step.name] = before, state_of(folder / step.home), first
        return self._references[step.name]

    def full_disks(self, step: Step, count: int) -> Iterator[Tried]:
        """Run a step that often on a disk that is full before it ends, and again with room."""
        before, unkilled, _ = self._reference(step)
        chance = Random(f"{self._seed} {step.name} disk")  # noqa: S311
        grown: int | None = None
        for _ in range(count):
            with small_disk(self._folder / "disk") as disk:
                folder = disk.folder / "tried"
                self._beginnings.copy(step.beginning, folder)
                if grown is None:
                    grown = self._needed(step, disk.used)
                    shutil.rmtree(folder)
                    self._beginnings.copy(step.beginning, folder)
                disk.leave(chance.randrange(grown))
                full = act(self._context, folder, step.command())
                disk.widen()
                tried = self._again(step, "disk_full", folder, full, before, unkilled)
                yield replace(tried, is_done=tried.is_done and _is_told(full, step))

    def set_back(self, step: Step) -> Tried:
        """Run a step by a clock that was set back, and again by the right one."""
        before, unkilled, _ = self._reference(step)
        folder = self._copied(step.beginning)
        early = act(self._context, folder, step.command(), days_back=_DAYS_BACK)
        tried = self._again(step, "clock_set_back", folder, early, before, unkilled)
        return replace(tried, is_done=tried.is_done and early.exit_code == 0)

    def two_homes(self, step: Step) -> Iterator[Tried]:
        """Give a command in two homes of one installation at the same moment."""
        before, unkilled, _ = self._reference(step)
        folders = [self._copied(step.beginning, name) for name in ("tried", "other")]
        with ThreadPoolExecutor(2) as pool:
            both = [*pool.map(lambda one: act(self._context, one, step.command()), folders)]
        for folder, ended in zip(folders, both, strict=True):
            tried = self._again(step, "two_homes", folder, ended, before, unkilled)
            yield replace(tried, is_done=tried.is_done and ended.exit_code == 0)

    def orders(
        self, reports: int, orders: int, advance: Callable[[int, int], None]
    ) -> Iterator[Ordered]:
        """Hand the same reports in in several orders, some of them again."""
        yield from in_any_order(
            self._context, self._folder / "orders", self._seed, reports, orders, advance
        )

    def twice_at_once(self, step: Step) -> Tried:
        """Give a command twice at the same moment, as two people do."""
        before, unkilled, _ = self._reference(step)
        folder = self._copied(step.beginning)
        with ThreadPoolExecutor(2) as pool:
            both = [pool.submit(act, self._context, folder, step.command()) for _ in range(2)]
            one, other = (each.result() for each in both)
        state = state_of(folder / step.home)
        found = outcome(before, state, state, unkilled, one)
        is_done = {one.exit_code, other.exit_code} <= {0, *step.ends}
        seconds = max(one.seconds, other.seconds)
        return Tried(step.name, "twice_at_once", None, False, found, is_done, seconds)

    def _needed(self, step: Step, used: Callable[[], int]) -> int:
        """By how much a disk fills while a step is done there."""
        begun = used()
        folder = self._folder / "disk" / "tried"
        undisturbed(act(self._context, folder, step.command()), step.arguments)
        return max(1, used() - begun)

    def _plan(self, step: Step, count: int, touches: int, seconds: float) -> Sequence[Kill]:
        chance = Random(f"{self._seed} {step.name}")  # noqa: S311
        by_touch = min(touches, (count + 1) // 2)
        plan = [Kill(touch=one) for one in sorted(chance.sample(range(1, touches + 1), by_touch))]
        times = (chance.uniform(0, _LATEST * seconds) for _ in range(count - by_touch))
        return [*plan, *(Kill(seconds=one) for one in times)]

    def _try(self, step: Step, kill: Kill, before: State, unkilled: State) -> Tried:
        folder = self._copied(step.beginning)
        killed = act(self._context, folder, step.command(), kill)
        tried = self._again(step, "killed", folder, killed, before, unkilled)
        return replace(tried, kill=kill, was_killed=killed.exit_code is None)

    def _again(
        self,
        step: Step,
        disturbance: Disturbance,
        folder: Path,
        first: Ended,
        before: State,
        unkilled: State,
    ) -> Tried:
        """Give a command again that was disturbed."""
        left = state_of(folder / step.home)
        again = act(self._context, folder, step.command())
        found = outcome(before, left, state_of(folder / step.home), unkilled, first)
        is_done = again.exit_code in step.ends
        return Tried(step.name, disturbance, None, False, found, is_done, again.seconds)

    def _copied(self, beginning: str, name: str = "tried") -> Path:
        folder = self._folder / name
        shutil.rmtree(folder, ignore_errors=True)
        self._beginnings.copy(beginning, folder)
        return folder


def _is_told(full: Ended, step: Step) -> bool:
    """Whether a command on a full disk said so, or got by with the room there was."""
    is_said = text("refused.disk_full") in full.told and "Traceback" not in full.told
    return full.exit_code in step.ends or is_said
