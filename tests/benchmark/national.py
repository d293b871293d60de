"""What a national year costs: written, taken in, validated and computed, as `csi sample --scale
national` and `csi run` do it: ``make bench-national``, an hour or so on two cores.

Nothing here fails. CPU seconds are of the command and all it started; the memory is the largest of
one process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

CSI = str(Path(sys.executable).with_name("csi"))


class Cost(NamedTuple):
    """CPU seconds, and MB of the largest process."""

    cpu: float
    memory: float


def cost(*command: str) -> Cost:
    """What a command costs; raises ``CalledProcessError`` where it fails."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if code := os.waitstatus_to_exitcode(status):
        raise subprocess.CalledProcessError(code, command)
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder) / "inbox"
        commands = {
            "csi sample --scale national": ("sample", str(inbox), "--scale", "national"),
            "csi run, first": ("run", "--as-of", "2026-07-31"),
            "csi run, nothing new": ("run", "--as-of", "2026-07-31"),
        }
        for what, arguments in commands.items():
            used = cost(CSI, "--home", folder, *arguments)
            reports = sum(1 for path in inbox.glob("*/*") if path.is_file())
            sys.stdout.write(
                f"{what:<32} {reports:>7} reports {used.cpu:>8.0f} s CPU {used.memory:>7.0f} MB\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
