"""1,000 report workbooks read with both readers, beside a plain loop of openpyxl that visits every
cell: ``make bench``.

Nothing here fails; the machine's noise would. Compare ratios within one run.
"""

from __future__ import annotations

import io
import resource
import sys
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from openpyxl import load_workbook

from expectations.validation import validate
from ingestion.blanks.layout import Answers, lay_out
from ingestion.blanks.templates import workbook_bytes
from ingestion.forms.contract import load_contracts
from ingestion.parsing.pool import read_report, read_reports
from ingestion.readers.workbook import read_workbook
from ingestion.submissions.frames import batch_of
from orchestration.reference.seeds import law
from tests.expectations.builders import BUDGET, INCIDENTS, SECURITY, answers

FILES = 1_000
_READERS = 2


class Cost(NamedTuple):
    """Seconds of computing, those of ended child processes with them, and of waiting."""

    computed: float
    waited: float


def workbooks(count: int) -> list[bytes]:
    """As many filled workbooks, a third of each form, no two with the same bytes."""
    forms = load_contracts().latest()
    files = []
    for number in range(count):
        form = forms[(SECURITY, INCIDENTS, BUDGET)[number % 3]]
        filled = answers(form)
        header = {**filled.header, "agency_id": f"AGY-{number}"}
        files.append(
            workbook_bytes(form, lay_out(form, Answers(header, filled.lines, filled.rows)))
        )
    return files


def by_hand(files: Sequence[bytes]) -> None:
    """Every cell of every sheet visited, and nothing made of it."""
    for content in files:
        for sheet in load_workbook(io.BytesIO(content)).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    _ = cell.value


def _judged(files: Sequence[tuple[str, bytes]]) -> None:
    """Every file read, typed and validated in one batch."""
    reports = {name: read_report(content) for name, content in files}
    validate(batch_of(reports, load_contracts(), law()))


def cost(work: Callable[[], object]) -> Cost:
    """What a piece of work takes."""
    began, start = _computed(), time.perf_counter()
    work()
    return Cost(_computed() - began, time.perf_counter() - start)


def _computed() -> float:
    uses = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


def measure(count: int = FILES) -> Sequence[tuple[str, str, str]]:
    """Each row: what, what it is meant to be, what it was."""
    files = workbooks(count)
    named = [(str(number), content) for number, content in enumerate(files)]
    _judged(named[:1])  # contracts, readers and Great Expectations are loaded on first use
    plain = cost(lambda: by_hand(files))
    cells = cost(lambda: [read_workbook(content) for content in files])
    whole = cost(lambda: [read_report(content) for content in files])
    judged = cost(lambda: _judged(named))
    pooled = cost(lambda: list(read_reports(iter(named), readers=_READERS)))
    return [
        (f"{count} workbooks, openpyxl alone, CPU", "", f"{plain.computed:.1f} s"),
        ("both readers / openpyxl alone, CPU", "≤ 1.4", f"{cells.computed / plain.computed:.2f}"),
        ("read and typed / openpyxl alone, CPU", "", f"{whole.computed / plain.computed:.2f}"),
        ("read, typed and all rules / openpyxl alone, CPU", "≤ 2.0",
         f"{judged.computed / plain.computed:.2f}"),
        ("pool of two / openpyxl alone, wall", "≤ 1.0", f"{pooled.waited / plain.waited:.2f}"),
    ]  # fmt: skip


if __name__ == "__main__":
    for what, limit, was in measure(int(sys.argv[1]) if len(sys.argv) > 1 else FILES):
        sys.stdout.write(f"{what:<52} {was:>14}   {limit}\n")
