"""What the ``csi`` command says on a terminal while a long step runs."""

from __future__ import annotations

from types import TracebackType

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from ingestion.language.vietnamese import printable_lines
from ingestion.messages import text


def say(words: str = "", *, err: bool = False) -> None:
    """Print what a command says: whatever a sender wrote into it moves no cursor, hides nothing and
    turns no line round. The only door to the terminal."""
    click.echo(printable_lines(words), err=err)


class ConsoleProgress:
    """Progress bars on a terminal; elsewhere a line when a step begins and at each quarter of it.

    Steps are named ``progress.<step>`` in the catalogue of messages.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._console = Console(stderr=True, highlight=False)
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self._quarters: dict[str, int] = {}

    def __enter__(self) -> ConsoleProgress:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def advance(self, step: str, done: int, total: int | None = None) -> None:
        """Show ``done`` of ``total`` (unknown when None) of a step."""
        label = text(f"progress.{step}", self._language)
        if self._console.is_terminal:
            if step not in self._tasks:
                self._tasks[step] = self._bars.add_task(label, total=total)
            self._bars.update(self._tasks[step], completed=done, total=total)
        elif (quarter := done * 4 // total if total else 0) != self._quarters.get(step):
            self._quarters[step] = quarter
            self._console.print(f"{label} {done}/{total}" if total else label, markup=False)
