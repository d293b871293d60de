"""The pool of reader processes: a file that hangs, grows without end or kills its reader costs that
one file and nothing else."""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as TimeLimit
from pathlib import Path

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from ingestion.contract import CONTRACTS, load_contracts
from ingestion.readers.files import read_document
from ingestion.readers.grid import UnreadableFile
from ingestion.rows import Report, interpret, unreadable

MEMORY_LIMIT = 1024**3
_QUEUED_PER_READER = 8


def read_report(content: bytes, contracts_folder: Path = CONTRACTS) -> Report:
    """One file read in this process, without limits of time and memory."""
    try:
        return interpret(read_document(content), load_contracts(contracts_folder))
    except UnreadableFile as reason:
        return unreadable(reason)
    except MemoryError:
        return unreadable(UnreadableFile("too_large"))


def read_reports(
    files: Iterable[tuple[str, bytes]],
    *,
    readers: int = 2,
    seconds_per_file: float = 60.0,
    contracts_folder: Path = CONTRACTS,
) -> Iterator[tuple[str, Report]]:
    """Read many files, named by their ids, in a pool of limited processes; in the order given."""
    processes = multiprocessing.get_context("forkserver")
    with ProcessPool(max_workers=readers, initializer=_limit, context=processes) as pool:
        waiting = []
        for name, content in files:
            job = pool.schedule(
                read_report, args=[content, contracts_folder], timeout=seconds_per_file
            )
            waiting.append((name, job))
            if len(waiting) >= readers * _QUEUED_PER_READER:
                yield _result(*waiting.pop(0))
        for name, job in waiting:
            yield _result(name, job)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def _result(name: str, job: ProcessFuture[Report]) -> tuple[str, Report]:
    try:
        return name, job.result()
    except TimeLimit:
        return name, unreadable(UnreadableFile("time_limit"))
    except ProcessExpired:
        return name, unreadable(UnreadableFile("reader_crashed"))
