"""Progress bars on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)


class TerminalBars:
    """A bar for every step that was begun, on the error stream."""

    def __init__(self) -> None:
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True, highlight=False),
        )
        self._tasks: dict[str, TaskID] = {}

    def start(self) -> None:
        """Begin to show them."""
        self._bars.start()

    def stop(self) -> None:
        """Leave them as they are."""
        self._bars.stop()

    def advance(self, label: str, done: int, total: int | None) -> None:
        """Show ``done`` of ``total`` (unknown when None) of the step of this label."""
        if label not in self._tasks:
            self._tasks[label] = self._bars.add_task(label, total=total)
        self._bars.update(self._tasks[label], completed=done, total=total)
