"""Times of the commands beside what they are meant to take: ``make bench``.

Nothing here fails; the machine's noise would. Compare ratios within one run.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

CSI = str(Path(sys.executable).with_name("csi"))
AS_OF = "2026-07-31"


def seconds(*arguments: str) -> float:
    """Wall seconds of one call of the command."""
    start = time.perf_counter()
    subprocess.run([CSI, *arguments], check=False, capture_output=True)
    return time.perf_counter() - start


def measure(folder: Path) -> Sequence[tuple[str, str, float]]:
    """Each row: what, what it is meant to take, what it took."""
    home = ("--home", str(folder / "home"))
    seconds("--help")  # the first start writes bytecode
    rows = [("csi --help", "< 0.5 s", min(seconds("--help") for _ in range(5)))]
    rows.append(("csi sample, small", "", seconds("sample", str(folder / "home" / "inbox"))))
    first = seconds(*home, "run", "--as-of", AS_OF)
    rows.append(("csi run, small sample, first time", "", first))
    meant = "< 60 s (make run, again)"
    rows.append(("csi run, nothing new", meant, seconds(*home, "run", "--as-of", AS_OF)))
    rows.append(("csi rebuild, small sample", "", seconds(*home, "rebuild")))
    report = next((folder / "home" / "inbox").rglob("*.xlsx"))
    rows.append(("csi check, one workbook", "", seconds("check", str(report))))
    return rows


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        for what, meant, took in measure(Path(scratch)):
            sys.stdout.write(f"{what:<36} {took:8.2f} s   {meant}\n")
