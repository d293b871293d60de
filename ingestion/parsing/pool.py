"""The pool of reader processes: a file that hangs, grows without end or kills its reader costs that
one file and nothing else."""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as TimeLimit
from pathlib import Path

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from ingestion.forms.contract import CONTRACTS, load_contracts
from ingestion.landing.unreadable import UnreadableFile
from ingestion.parsing.interpret import interpret
from ingestion.parsing.report import Report, unreadable
from ingestion.parsing.shape import Problem
from ingestion.readers.files import read_document
from ingestion.readers.official_words import official_words

READER_FAILED = "READER-FAILED"
MEMORY_LIMIT = 1024**3
_QUEUED_PER_READER = 8


def read_report(
    content: bytes, contracts_folder: Path = CONTRACTS, names: tuple[str, ...] = ()
) -> Report:
    """One file read in this process, without limits of time and memory. Official ``names`` help to
    prove in which old encoding a text was written."""
    try:
        document = read_document(content, official_words(contracts_folder, names))
        return interpret(document, load_contracts(contracts_folder))
    except UnreadableFile as reason:
        return unreadable(reason)
    except MemoryError:
        return unreadable(UnreadableFile("too_large"))


def read_reports(
    files: Iterable[tuple[str, bytes | Report]],
    *,
    readers: int = 2,
    seconds_per_file: float = 60.0,
    contracts_folder: Path = CONTRACTS,
    names: tuple[str, ...] = (),
) -> Iterator[tuple[str, Report]]:
    """Read many files, named by their ids, in a pool of limited processes; in the order given. One
    that cannot be handed to a reader comes as the report that says so.

    A script that calls this needs the usual ``if __name__ == "__main__"`` guard.
    """
    processes = multiprocessing.get_context("forkserver")
    # Imported once by the server: its readers start in a moment, and those of the next batch too.
    processes.set_forkserver_preload([__name__])
    with ProcessPool(max_workers=readers, initializer=_limit, context=processes) as pool:
        waiting: list[tuple[str, ProcessFuture[Report] | Report]] = []
        job: ProcessFuture[Report] | Report
        for name, content in files:
            if isinstance(content, Report):
                job = content
            else:
                arguments = [content, contracts_folder, names]
                job = pool.schedule(read_report, args=arguments, timeout=seconds_per_file)
            waiting.append((name, job))
            if len(waiting) >= readers * _QUEUED_PER_READER:
                yield _result(*waiting.pop(0))
        for name, job in waiting:
            yield _result(name, job)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def _result(name: str, job: ProcessFuture[Report] | Report) -> tuple[str, Report]:
    if isinstance(job, Report):
        return name, job
    try:
        return name, job.result()
    except TimeLimit:
        return name, _failed("time_limit")
    except ProcessExpired:
        return name, _failed("reader_crashed")
    except Exception as mistake:  # ours, not the sender's: it must not stop the other files
        return name, _failed(type(mistake).__name__)


def _failed(reason: str) -> Report:
    """The reader gave up, which says nothing of the file: no rule knows this code, so the verdict
    is a tool error and the file is read again in the next run."""
    return Report(None, problems=[Problem(READER_FAILED, None, None, "read", reason)])
