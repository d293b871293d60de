"""Many submissions as frames of bounded size: whoever goes through them holds one part at a time,
however many there are."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile

from ingestion.parsing.report import Report
from ingestion.submissions.frames import Batch
from orchestration.intake.one_by_one import framed

# Some 150 reports of the usual size.
_CELLS_PER_PART = 25_000


def in_parts(reports: Iterable[tuple[str, Report]]) -> Iterator[Batch]:
    """Reports by submission id as frames, in the order given, as many at a time as make a part; one
    part without any where there are none."""
    waiting, cells = dict[str, Report](), 0
    for name, report in reports:
        waiting[name] = report
        cells += 1 + len(report.cells) + len(report.problems)
        if cells >= _CELLS_PER_PART:
            part, waiting, cells = framed(waiting), {}, 0
            yield part
    yield framed(waiting)


class KeptParts:
    """Parts that are gone through more than once, in a file below ``folder`` that has no name: it
    is gone when nobody holds it any more, however the process ended."""

    def __init__(self, folder: Path, parts: Iterable[Batch]) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115
        self._begins: list[int] = []
        for part in parts:
            self._begins.append(self._file.tell())
            pickle.dump(part, self._file, pickle.HIGHEST_PROTOCOL)

    def __iter__(self) -> Iterator[Batch]:
        """Each part, in the order they were given."""
        for begin in self._begins:
            self._file.seek(begin)
            yield pickle.load(self._file)  # noqa: S301 - nobody else can have written into it
