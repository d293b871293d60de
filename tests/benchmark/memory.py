"""Memory of the intake of ``csi run`` and of ``csi check`` with few reports and with many, both
sizes in one run: ``make bench``. It is meant to be flat. Models and pages, which come after the
intake, take what they take whatever came in.

Nothing here fails. The memory is the largest of one process: readers, whose number and size are
limited, are smaller than whoever asks them.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

CSI = str(Path(sys.executable).with_name("csi"))
INTAKE = """
import sys
from datetime import date
from pathlib import Path
from ingestion.home.home import Home
from orchestration.intake.taking_in import take_in
from orchestration.run_context import Run
take_in(Run(Home(Path(sys.argv[1])), date(2026, 7, 31)))
"""
FEW, MANY = 100, 5_000
_SEED = 1


def peak(*command: str) -> float:
    """The highest MB that one process of a command held."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet)
    _, _, used = os.wait4(process.pid, 0)
    return used.ru_maxrss / 1024


def home_of(count: int, sample: Path, folder: Path) -> Path:
    """A home whose inbox holds the register and some reports of a sample."""
    inbox = folder / "inbox"
    inbox.mkdir(parents=True)
    reports = sorted(path for path in sample.rglob("*") if path.is_file() and path.parent != sample)
    chosen = random.Random(_SEED).sample(reports, count)
    for path in (sample / "agencies.csv", sample / "deliveries.csv", *chosen):
        target = inbox / path.relative_to(sample)
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, target)
    return folder


def measure(few: int = FEW, many: int = MANY) -> Sequence[tuple[str, str, str]]:
    """Each row: what, what it is meant to be, what it was."""
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        sample = Path(scratch) / "sample"
        subprocess.run([CSI, "sample", str(sample)], check=True, capture_output=True)
        homes = {count: home_of(count, sample, Path(scratch) / f"{count}") for count in (few, many)}
        for what in ("intake", "csi check"):  # a check beside a home asks one that is there
            held = {}
            for count, home in homes.items():
                files = [str(path) for path in (home / "inbox").rglob("*") if path.is_file()]
                commands = {
                    "intake": (sys.executable, "-c", INTAKE, str(home)),
                    "csi check": (CSI, "--home", str(home), "check", *files),
                }
                held[count] = peak(*commands[what])
                rows.append((f"{what}, {count} reports", "", f"{held[count]:.0f} MB"))
            rows.append((f"{what}, many / few", "1", f"{held[many] / held[few]:.2f}"))
    return rows


if __name__ == "__main__":
    for what, meant, was in measure(*map(int, sys.argv[1:])):
        sys.stdout.write(f"{what:<52} {was:>14}   {meant}\n")
