"""What the ``csi`` command says on a terminal while a long step runs."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

import click

from ingestion.language.vietnamese import printable_lines
from ingestion.messages import text

if TYPE_CHECKING:
    from orchestration.commands.terminal_bars import TerminalBars


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
        self._bars = _bars()
        self._quarters: dict[str, int] = {}

    def __enter__(self) -> ConsoleProgress:
        if self._bars:
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bars:
            self._bars.stop()

    def advance(self, step: str, done: int, total: int | None = None) -> None:
        """Show ``done`` of ``total`` (unknown when None) of a step."""
        label = text(f"progress.{step}", self._language)
        if self._bars:
            self._bars.advance(label, done, total)
        elif (quarter := done * 4 // total if total else 0) != self._quarters.get(step):
            self._quarters[step] = quarter
            say(f"{label} {done}/{total}" if total else label, err=True)


def _bars() -> TerminalBars | None:
    """The bars of a terminal; None elsewhere."""
    if not sys.stderr.isatty():
        return None
    from orchestration.commands.terminal_bars import TerminalBars  # loads rich

    return TerminalBars()
