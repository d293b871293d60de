"""A command of ``csi`` in a process of its own, killed on its way, or with its clock set back.

Processes are forked from a warm one that has imported all and run nothing, so that one begins at
once. A command is killed before the Nth time that it touches a file of its folder, or when some
time has passed; its own children are killed with it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path
from pkgutil import resolve_name
from tempfile import TemporaryDirectory
from typing import Any

from orchestration.faults.clock import set_back

_CSI = "orchestration.cli:main"
_PRELOADED = [
    "orchestration.cli",
    *(f"orchestration.commands.{name}" for name in ("backup", "decide", "home", "publish")),
    *(f"orchestration.commands.{name}" for name in ("rules", "run", "submit")),
    "orchestration.graph.definitions",
    "dbt.cli.main",
]
# What a process does to a path, as Python announces it before it is done.
_TOUCHES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.symlink", "os.chmod", "open"}
_TOUCHES |= {"sqlite3.connect", "shutil.rmtree", "shutil.copyfile"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@dataclass(frozen=True)
class Kill:
    """When a command is killed: before its Nth touch of a file, or after some seconds."""

    touch: int | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, None where it was killed; how often it touched a file,
    how long it took, what it printed and what it told."""

    exit_code: int | None
    touches: int
    seconds: float
    printed: str
    told: str


def warm_context() -> ForkServerContext:
    """Where commands are forked from."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context


def act(
    context: ForkServerContext,
    folder: Path,
    arguments: tuple[str, ...],
    kill: Kill = Kill(),
    *,
    days_back: int = 0,
) -> Ended:
    """Run a command whose files lie in a folder, to its end or until it is killed, by a clock that
    was set so many days back."""
    with TemporaryDirectory(prefix="csi-said-") as said:
        return _acted(context, folder, arguments, kill, days_back, Path(said))


def _acted(
    context: ForkServerContext,
    folder: Path,
    arguments: tuple[str, ...],
    kill: Kill,
    days_back: int,
    said: Path,
) -> Ended:
    touches = context.Value("i", 0)
    files = said / "printed.txt", said / "told.txt"
    for file in files:
        file.touch()  # it may be killed before it begins
    begun = time.monotonic()
    about = folder, arguments, files, touches, kill.touch, days_back
    process = context.Process(target=_act, args=about)
    process.start()
    process.join(kill.seconds)
    if process.is_alive():
        _kill_group(process.pid)
        process.join()
    _kill_group(process.pid)
    printed, told = (file.read_text("utf-8", errors="replace") for file in files)
    code = process.exitcode
    killed = code is not None and code < 0
    return Ended(None if killed else code, touches.value, time.monotonic() - begun, printed, told)


def _kill_group(pid: int | None) -> None:
    """Kill a command and what it started; it may be gone, or not have a group yet."""
    with suppress(ProcessLookupError):
        if pid and os.getpgid(pid) == pid:
            os.killpg(pid, signal.SIGKILL)
        elif pid:
            os.kill(pid, signal.SIGKILL)
    with suppress(ProcessLookupError, PermissionError):
        if pid:
            os.killpg(pid, signal.SIGKILL)  # children of one that has ended


def _act(
    folder: Path,
    arguments: tuple[str, ...],
    files: tuple[Path, Path],
    touches: Any,
    last_touch: int | None,
    days_back: int,
) -> None:
    os.setpgid(0, 0)
    if days_back:
        set_back(days_back)
    for number, file in enumerate(files, 1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.chdir(folder)

    def is_inside(path: object) -> bool:
        if not isinstance(path, str | bytes | Path):
            return False
        return folder in (folder / os.fsdecode(path)).parents

    def watch(event: str, values: tuple[Any, ...]) -> None:
        paths = values[:1] if event == "open" else values[:2]
        if event not in _TOUCHES or not any(map(is_inside, paths)):
            return
        if event == "open" and not (values[2] & _WRITES):
            return
        touches.value += 1
        if touches.value == last_touch:
            os.killpg(0, signal.SIGKILL)

    sys.addaudithook(watch)
    resolve_name(_CSI)(list(arguments), prog_name="csi")
