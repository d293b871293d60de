"""The pool of reader processes: a file that hangs, grows without end or kills its reader costs that
one file and nothing else; and no reader outlives whoever asked it."""

from __future__ import annotations

import fcntl
import math
import multiprocessing
import os
import resource
import signal
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import TimeoutError as TimeLimit
from pathlib import Path

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from ingestion.forms.contract import CONTRACTS, load_contracts
from ingestion.forms.official_layouts import load_layouts
from ingestion.home.regular_files import LARGEST_FILE
from ingestion.landing.unreadable import UnreadableFile
from ingestion.parsing.interpret import interpret
from ingestion.parsing.proposals import Confirmed
from ingestion.parsing.report import Report, reader_failed, unreadable
from ingestion.readers.files import read_document
from ingestion.readers.official_words import official_words

MEMORY_LIMIT = 1024**3
_QUEUED_PER_READER = 8
# What waits for a reader is held by whoever asks: as many files as above, but never more than this.
_QUEUED_BYTES = 2 * LARGEST_FILE


def read_report(
    content: bytes,
    contracts_folder: Path = CONTRACTS,
    names: tuple[str, ...] = (),
    confirmed: Confirmed | None = None,
) -> Report:
    """One file read in this process, without limits of time and memory. Official ``names`` help to
    prove in which old encoding a text was written; ``confirmed`` says what a letter without our
    code is."""
    try:
        document = read_document(content, official_words(contracts_folder, names))
        contracts, layouts = load_contracts(contracts_folder), load_layouts(contracts_folder)
        return interpret(document, contracts, layouts, confirmed)
    except UnreadableFile as reason:
        if _is_out_of_memory(reason):
            raise MemoryError from reason
        return unreadable(reason)


def read_reports(
    files: Iterable[tuple[str, bytes | Report]],
    *,
    readers: int = 2,
    seconds_per_file: float = 60.0,
    contracts_folder: Path = CONTRACTS,
    names: tuple[str, ...] = (),
    confirmed: Mapping[str, Confirmed] | None = None,
) -> Iterator[tuple[str, Report]]:
    """Read many files, named by their ids, in a pool of limited processes; in the order given. One
    that cannot be handed to a reader comes as the report that says so. Files are asked for as they
    are read, so that the bytes of a few are held at a time. ``confirmed`` says by id what letters
    without our code are.

    A script that calls this needs the usual ``if __name__ == "__main__"`` guard.
    """
    processes = multiprocessing.get_context("forkserver")
    # Imported once by the server: its readers start in a moment, and those of the next batch too.
    processes.set_forkserver_preload([__name__])
    with ProcessPool(max_workers=readers, initializer=_limit, context=processes) as pool:
        waiting: list[tuple[str, ProcessFuture[Report] | Report, int]] = []
        job: ProcessFuture[Report] | Report
        for name, content in files:
            if isinstance(content, Report):
                job, size = content, 0
            else:
                size = len(content)
                limits = [content, contracts_folder, names, seconds_per_file]
                arguments = [*limits, (confirmed or {}).get(name)]
                job = pool.schedule(_read_limited, args=arguments, timeout=seconds_per_file)
            waiting.append((name, job, size))
            while _is_enough(readers, [size for *_, size in waiting]):
                yield _result(*waiting.pop(0)[:2])
        for name, job, _ in waiting:
            yield _result(name, job)


def _is_enough(readers: int, sizes: list[int]) -> bool:
    return len(sizes) >= readers * _QUEUED_PER_READER or sum(sizes) > _QUEUED_BYTES


def _limit() -> None:
    """What holds for a reader as long as it lives."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    asked_by = multiprocessing.parent_process()
    if asked_by is None:
        return
    # The system ends the reader, busy or not, when the pipe to whoever asked closes at its other
    # end, as it does however that process ended.
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(asked_by.sentinel, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(asked_by.sentinel, fcntl.F_GETFL)
    fcntl.fcntl(asked_by.sentinel, fcntl.F_SETFL, flags | os.O_ASYNC)
    if not asked_by.is_alive():
        os.kill(os.getpid(), signal.SIGKILL)


def _read_limited(
    content: bytes,
    contracts_folder: Path,
    names: tuple[str, ...],
    seconds: float,
    confirmed: Confirmed | None,
) -> Report:
    """One file read with its own limit of computing time, which also holds where nobody is left to
    look at a clock."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = math.ceil(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    return read_report(content, contracts_folder, names, confirmed)


def _result(name: str, job: ProcessFuture[Report] | Report) -> tuple[str, Report]:
    if isinstance(job, Report):
        return name, job
    try:
        return name, job.result()
    except TimeLimit:
        return name, reader_failed("time_limit")
    except MemoryError:
        return name, reader_failed("out_of_memory")
    except ProcessExpired as expired:
        is_time = expired.exitcode == -signal.SIGXCPU
        return name, reader_failed("time_limit" if is_time else "reader_crashed")
    except Exception as mistake:  # ours, not the sender's: it must not stop the other files
        return name, reader_failed(type(mistake).__name__)


def _is_out_of_memory(error: BaseException) -> bool:
    """Whether a file was called unreadable because a library ran out of memory: each says so in its
    own way, and none by the file's fault."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, MemoryError) or "out of memory" in str(cause).casefold():
            return True
        cause = cause.__cause__ or cause.__context__
    return False
