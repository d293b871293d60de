"""What a national year costs: written, taken in, validated and computed, as `csi sample --scale
national` and `csi run` do it: ``make bench-national``, an hour or so on two cores.

Nothing here fails. CPU seconds are of the command and all it started; the memory is the largest of
one process.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
CSI = str(Path(sys.executable).with_name("csi"))


class Cost(NamedTuple):
    """CPU seconds, and MB of the largest process."""

    cpu: float
    memory: float


def cost(*command: str) -> Cost:
    """What a command costs, readers included, which are no children of its own: when it ends they
    become ours (``adopt_orphans``). Raises ``CalledProcessError`` where it fails."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    codes, costs = dict[int, int](), list[Cost]()
    while True:
        try:
            pid, status, used = os.wait3(0)
        except ChildProcessError:
            break
        codes[pid] = os.waitstatus_to_exitcode(status)
        costs.append(Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024))
    if code := codes[process.pid]:
        raise subprocess.CalledProcessError(code, command)
    return Cost(sum(one.cpu for one in costs), max(one.memory for one in costs))


def adopt_orphans() -> None:
    """Become the parent of every process below this one whose own parent ends."""
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def main() -> None:
    """Measure and print."""
    adopt_orphans()
    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder) / "inbox"
        commands = {
            "csi sample --scale national": ("sample", str(inbox), "--scale", "national"),
            "csi run, first": ("run", "--as-of", "2026-07-31"),
            "csi run, nothing new": ("run", "--as-of", "2026-07-31"),
            "csi verify (< 30 s)": ("verify",),
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
