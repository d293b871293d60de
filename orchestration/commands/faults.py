"""``csi faults``: what becomes of homes whose commands are killed, whose disk is full, whose clock
is set back and whose files are damaged."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median

import click

from ingestion.messages import text
from orchestration.commands.console import ConsoleProgress, say
from orchestration.commands.exit_codes import EXIT_CODE
from orchestration.commands.options import JSON, LANGUAGE, print_json, says_why
from orchestration.faults.campaign import Campaign, Damaged, Tried
from orchestration.faults.orders import Ordered
from orchestration.faults.small_disk import may_mount
from orchestration.faults.steps import STEPS, Step

_NAMES = [step.name for step in STEPS]
_FOUND = ("lost", "doubled", "torn", "believed")
_ALL = sum(step.share for step in STEPS)
# So many kills for one full disk.
_KILLS_PER_DISK = 6
_ORDERS = 3


@click.command(epilog="Exit codes: 0 nothing was found; 1 something was; 2 wrong use; 3 it failed.")
@click.option("--kills", type=click.IntRange(min=0), default=_ALL, show_default=True)
@click.option("--damages", type=click.IntRange(min=0), default=500, show_default=True)
@click.option(
    "--reports",
    type=click.IntRange(min=10),
    help="Also hand so many reports in in any order, some of them again.",
)
@click.option("--step", "names", multiple=True, type=click.Choice(_NAMES), help="Default: each.")
@click.option("--seed", type=int, default=2018, show_default=True)
@LANGUAGE
@JSON
@says_why
def faults(
    kills: int,
    damages: int,
    reports: int | None,
    names: tuple[str, ...],
    seed: int,
    lang: str,
    as_json: bool,
) -> None:
    """Kill commands and damage files in homes made for it, and count what was lost.

    For developers. Each kill ends a command and all it started, before it touches a file or at some
    moment; then the command is given again, and the home is held against one in which nobody was
    killed. Each command is also given twice at once, in two homes at once, by a clock that was set
    back, and on a disk that is full (where you may mount one). The same seed kills before the same
    touches. All takes an hour or two; no home of yours is touched.

    \b
    Examples:
      csi faults --step receive --kills 60 --damages 0
      csi faults --reports 1000 --json
    """
    tried: list[Tried] = []
    damaged: list[Damaged] = []
    ordered: list[Ordered] = []
    has_disks = may_mount()
    with ConsoleProgress(lang) as progress, tempfile.TemporaryDirectory(prefix="csi-faults-") as at:
        campaign = Campaign(Path(at), seed)
        for step, count in _shares(names or _NAMES, kills):
            tried += campaign.kills(
                step, count, lambda done, total: progress.advance("faults", done, total)
            )
            tried += [campaign.twice_at_once(step), *campaign.two_homes(step)]
            tried.append(campaign.set_back(step))
            if has_disks:
                tried += campaign.full_disks(step, max(1, count // _KILLS_PER_DISK))
        if reports:
            ordered += campaign.orders(
                reports, _ORDERS, lambda done, total: progress.advance("faults", done, total)
            )
        if damages:
            damaged += campaign.damages(
                damages, lambda done, total: progress.advance("damages", done, total)
            )
    if as_json:
        plain = {"tried": [*map(asdict, tried)], "damages": [*map(asdict, damaged)]}
        print_json({**plain, "orders": [*map(asdict, ordered)]})
    else:
        lines = [*_tried_lines(tried, lang), *_order_lines(ordered, lang)]
        say("\n".join([*lines, *_damage_lines(damaged, lang)]))
        if kills and not has_disks:
            say(text("faults.no_disk", lang))
    missed = [one for one in damaged if not (one.is_found or one.means_nothing)]
    is_clean = all(one.is_clean for one in tried) and all(one.is_clean for one in ordered)
    if missed or not is_clean:
        sys.exit(EXIT_CODE["findings"])


def _shares(names: Sequence[str], kills: int) -> Iterator[tuple[Step, int]]:
    """The steps, and how many of the kills are of each: at least one, if any."""
    steps = [step for step in STEPS if step.name in names]
    in_all = sum(step.share for step in steps)
    for step in steps:
        if kills:
            yield step, max(1, round(kills * step.share / in_all))


def _tried_lines(tried: Sequence[Tried], language: str) -> Iterator[str]:
    for name, disturbance in dict.fromkeys((one.step, one.disturbance) for one in tried):
        of_step = [one for one in tried if (one.step, one.disturbance) == (name, disturbance)]
        counts = {what: sum(len(getattr(one.outcome, what)) for one in of_step) for what in _FOUND}
        yield text(
            "faults.step",
            language,
            step=name,
            disturbance=text(f"faults.disturbance.{disturbance}", language),
            times=len(of_step),
            seconds=f"{median(one.seconds_again for one in of_step):.1f}",
            **counts,
        )
        for one in of_step:
            if not one.is_clean:
                yield f"  {one}"


def _order_lines(ordered: Sequence[Ordered], language: str) -> Iterator[str]:
    for one in ordered:
        counts = {"files": one.handed_in, "reports": one.different}
        lost = {"lost": len(one.lost), "doubled": len(one.doubled)}
        key = "faults.order.same" if one.is_same else "faults.order.other"
        yield text(key, language, **counts, **lost)


def _damage_lines(damaged: Sequence[Damaged], language: str) -> Iterator[str]:
    if not damaged:
        return
    found = sum(one.is_found for one in damaged)
    harmless = sum(one.means_nothing for one in damaged)
    missed = [one for one in damaged if not (one.is_found or one.means_nothing)]
    counts = {"count": len(damaged), "found": found, "harmless": harmless, "missed": len(missed)}
    yield text("faults.damages", language, **counts)
    yield from (f"  {one}" for one in missed)
