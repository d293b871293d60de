"""``csi index`` over 4,000 units, 30 indicators and 8 years (every agency as a unit), and over
200,000 figures, beside the same sums in plain DuckDB: ``make bench``.

Nothing here fails; the machine's noise would. Compare ratios within one run.
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

CSI = str(Path(sys.executable).with_name("csi"))
INDICATORS, PILLARS, FIRST_YEAR = 30, 5, 2018
_SEED = 1
_MISSING = 0.05
# The same means of means with the weights of what is there, and the rank of every node.
_BY_HAND = """
copy (
    with figures as (
        unpivot (from read_csv(getvariable('values'), all_varchar = true))
        on columns(* exclude (unit, period)) into name indicator value text
    ),
    scored as (
        select figures.unit, figures.period, node.parent_id, rule.weight,
            cast(figures.text as decimal(18, 12)) / 100 as x
        from figures
        inner join read_csv(getvariable('nodes')) as node on figures.indicator = node.node_id
        inner join read_csv(getvariable('rules')) as rule on figures.indicator = rule.node_id
        where figures.text != ''
    ),
    pillars as (
        select unit, period, parent_id as node, sum(x * weight) / sum(weight) as x
        from scored group by all
    ),
    roots as (
        select unit, period, 'index' as node, sum(x * rule.weight) / sum(rule.weight) as x
        from pillars
        inner join read_csv(getvariable('rules')) as rule on pillars.node = rule.node_id
        group by all
    )
    -- As decimals: a double just below half a step would be cut, not rounded.
    select *, round(cast(x as decimal(18, 12)), 3) as score,
        rank() over (partition by period, node order by score desc) as place
    from (from pillars union all from roots)
    order by period, node, place, unit
) to (getvariable('scores'))
"""


def write_index(folder: Path, units: int, years: int) -> None:
    """A method of pillars and indicators, and a wide table of figures, some missing."""
    drawn = random.Random(_SEED)
    names = [f"i{number:02}" for number in range(INDICATORS)]
    pillars = [f"p{number}" for number in range(PILLARS)]
    nodes = [["index", ""], *([pillar, "index"] for pillar in pillars)]
    nodes += [[name, pillars[n % PILLARS]] for n, name in enumerate(names)]
    rules = [["index", "", "", "", "share_weight"]]
    rules += [[pillar, str(n + 1), "", "", ""] for n, pillar in enumerate(pillars)]
    rules += [[name, str(1 + n % 3), "0", "100", ""] for n, name in enumerate(names)]
    _write(folder / "method" / "node.csv", [["node_id", "parent_id"], *nodes])
    columns = ["node_id", "weight", "goalpost_lo", "goalpost_hi", "missing_policy"]
    _write(folder / "method" / "node_rule.csv", [columns, *rules])
    figures = [
        [f"A{unit:04}", str(FIRST_YEAR + year)]
        + ["" if drawn.random() < _MISSING else f"{drawn.uniform(0, 100):.3f}" for _ in names]
        for unit in range(units)
        for year in range(years)
    ]
    _write(folder / "data" / "values.csv", [["unit", "period", *names], *figures])


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def through_the_door(folder: Path) -> tuple[float, float]:
    """Wall seconds and highest GB of ``csi index``."""
    folders = ("--method", folder / "method", "--data", folder / "data", "--out", folder / "out")
    start = time.perf_counter()
    process = subprocess.Popen([CSI, "index", *folders], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - start
    return (took, used.ru_maxrss / 2**20) if status == 0 else (float("nan"), 0.0)


def by_hand(folder: Path) -> float:
    """Wall seconds of the same sums in one query of DuckDB, from file to file."""
    files = {
        "values": folder / "data" / "values.csv",
        "nodes": folder / "method" / "node.csv",
        "rules": folder / "method" / "node_rule.csv",
        "scores": folder / "by_hand.csv",
    }
    start = time.perf_counter()
    with duckdb.connect(config={"threads": 2}) as connection:
        for name, path in files.items():
            connection.execute(f"set variable {name} = ?", [str(path)])
        connection.execute(_BY_HAND)
    return time.perf_counter() - start


def differences(folder: Path) -> int:
    """On how many scores or ranks of pillars and roots the two ways do not agree."""
    with duckdb.connect() as connection:
        files = [str(folder / "by_hand.csv"), str(folder / "out" / "scores.csv")]
        counted = connection.execute(
            """
            select count(*) from read_csv(?) as theirs
            left join read_csv(?) as ours
                on ours.unit = theirs.unit and ours.period = theirs.period
                and ours.node = theirs.node
            where coalesce(abs(ours.score - theirs.score), 1) > 0.0000001
                or ours.rank != theirs.place
            """,
            files,
        ).fetchall()
    return int(counted[0][0])


def measure(units: int, years: int) -> Sequence[tuple[str, str, str]]:
    """Each row: what, what it is meant to be, what it was."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_index(folder, units, years)
        took, gigabytes = through_the_door(folder)
        plain = by_hand(folder)
        what = f"csi index, {units * years * INDICATORS} figures"
        return [
            (what, "< 120 s", f"{took:.1f} s"),
            ("its memory", "< 3 GB", f"{gigabytes:.2f} GB"),
            ("the same sums in plain DuckDB", "", f"{plain:.2f} s"),
            ("scores or ranks on which they differ", "0", str(differences(folder))),
        ]


if __name__ == "__main__":
    sizes = [(int(sys.argv[1]), int(sys.argv[2]))] if len(sys.argv) > 2 else [(834, 8), (4_000, 8)]
    for size in sizes:
        for what, meant, was in measure(*size):
            sys.stdout.write(f"{what:<52} {was:>14}   {meant}\n")
