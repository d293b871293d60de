"""Times of the commands beside what they are meant to take: ``make bench``.

Nothing here fails; the machine's noise would. Compare ratios within one run.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb
from playwright.sync_api import sync_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CSI = str(Path(sys.executable).with_name("csi"))
DBT = str(Path(sys.executable).with_name("dbt"))
PROJECT = str(Path(__file__).parents[2] / "dbt_project")
AS_OF = "2026-07-31"
AUDIT = "path:models/audit+"
UNCERTAINTY = (
    "path:models/intermediate/measurement",
    "path:models/intermediate/uncertainty",
    "path:models/marts/uncertainty",
)


def seconds(*arguments: str) -> float:
    """Wall seconds of one call of the command."""
    start = time.perf_counter()
    subprocess.run([CSI, *arguments], check=False, capture_output=True)
    return time.perf_counter() - start


def loading(home: Path) -> float:
    """Wall seconds of Dagster's definitions over a home whose project is parsed, the interpreter's
    own start included."""
    start = time.perf_counter()
    code = "from orchestration.graph.code_location import defs; defs.resolve_all_job_defs()"
    environment = {**os.environ, "CSI_HOME": str(home)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    return time.perf_counter() - start


def recompute(warehouse: Path, *arguments: str) -> tuple[float, float]:
    """Wall seconds and highest GiB of models computed again, dbt's own start included."""
    folders = ["--project-dir", PROJECT, "--profiles-dir", PROJECT]
    start = time.perf_counter()
    process = subprocess.Popen(
        [DBT, "run", "--quiet", "--log-level-file", "none", *folders, *arguments],
        env={**os.environ, "CSI_WAREHOUSE": str(warehouse), "CSI_THREADS": "2"},
    )
    _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - start
    return (took, used.ru_maxrss / 2**20) if status == 0 else (float("nan"), 0.0)


def first_content(page: Path) -> float | None:
    """Seconds until a page shows its first content in Chromium slowed down four times, the best
    of three; none without Chromium."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        return None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        painted = []
        for _ in range(3):
            tab = browser.new_page()
            tab.context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": 4})
            tab.goto(page.resolve().as_uri(), wait_until="load")
            painted.append(
                tab.evaluate(
                    "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"
                )
            )
        browser.close()
    return float(min(painted)) / 1000


def heaviest_page(release: Path) -> float:
    """KB of the page of a release that weighs most, with all it loads but the chart script."""
    shared = [path for path in (release / "shared").iterdir() if "plotly" not in path.name]
    pages = [path.stat().st_size for path in release.rglob("*.html")]
    return (max(pages) + sum(path.stat().st_size for path in shared)) / 1000


class Row(NamedTuple):
    """What was measured, what it is meant to take, what it took, and of what."""

    what: str
    meant: str
    took: float
    unit: str = "s"


def measure(folder: Path) -> Sequence[Row]:
    """Every row of the table, in order."""
    home = ("--home", str(folder / "home"))
    seconds("--help")  # the first start writes bytecode
    rows = [Row("csi --help", "< 0.5 s", min(seconds("--help") for _ in range(5)))]
    rows.append(Row("csi sample, small", "", seconds("sample", str(folder / "home" / "inbox"))))
    first = seconds(*home, "run", "--as-of", AS_OF)
    rows.append(Row("csi run, small sample, first time", "", first))
    meant = "< 60 s (make run, again)"
    rows.append(Row("csi run, nothing new", meant, seconds(*home, "run", "--as-of", AS_OF)))
    loaded = min(loading(folder / "home") for _ in range(3))
    rows.append(Row("Dagster's definitions, loaded", "< 5 s", loaded))
    rows.append(Row("csi diff, two runs", "", seconds(*home, "diff")))
    rows.append(Row("csi verify, small sample", "< 2 s", seconds(*home, "verify")))
    backups = str(folder / "backups")
    rows.append(Row("csi backup, the first", "", seconds(*home, "backup", backups)))
    rows.append(Row("csi backup, nothing new", "", seconds(*home, "backup", backups)))
    released = seconds(*home, "publish", "--dry-run")
    rows.append(Row("release of all audiences, warm marts", "< 60 s", released))
    rows.append(Row("csi rebuild, small sample", "", seconds(*home, "rebuild")))
    report = next((folder / "home" / "inbox").rglob("*.xlsx"))
    pages = folder / "home" / "preview" / "current"
    page = pages / "leadership" / "index.html"
    shown = first_content(page)
    if shown is not None:
        rows.append(Row("ranking page, first content at 4x CPU", "< 0.5 s", shown))
    heaviest = heaviest_page(pages)
    rows.append(Row("heaviest page without the chart script", "< 200 KB", heaviest, "KB"))
    rows.append(Row("csi check, one workbook", "", seconds("check", str(report))))
    return [*rows, *measure_models(folder)]


def measure_models(folder: Path) -> Sequence[Row]:
    """All years without replicates, and 10,000 replicates of the 63 and the 34 in two years."""
    working = folder / "working.duckdb"
    shutil.copyfile(folder / "home" / "warehouse" / "working.duckdb", working)
    history, _ = recompute(working, "--exclude", *UNCERTAINTY, AUDIT)
    with duckdb.connect(str(working)) as connection:
        connection.execute(
            "update method.uncertainty_rule set replicates = 10000, earlier_replicates = 2000"
        )
    took, gib = recompute(working, "--select", *UNCERTAINTY)
    return [
        Row("all years, no replicates", "< 30 s", history),
        Row("10,000 replicates, two years", f"< 15 s, < 4 GiB (used {gib:.1f})", took),
    ]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        for row in measure(Path(scratch)):
            sys.stdout.write(f"{row.what:<40} {row.took:8.2f} {row.unit:<4} {row.meant}\n")
