"""Replay an audit log by two policy sets: in chunks of lines, which as many processes as there are cores decide."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from agsec_runtime.bundle import load

from ..audit.log import opened
from ..exceptions import AgsecError
from .changes import Comparison
from .judging import Judge
from .recorded import fields_of, recorded
from .scope import Scope, scope
from .tally import Tally

CHUNK = 4 << 20  # bytes
ALONE = 4 * CHUNK  # a log up to this size is not worth other processes
AHEAD = 4  # chunks a process that wait to be decided
_SQLITE = b"SQLite format 3\0"

Progress = Callable[[int, int], None]  # bytes that are done, of how many


@dataclass(frozen=True)
class _Task:
    """What a process needs to decide; bundles as bytes, because open ones cannot be handed on."""

    log: str
    before: bytes
    after: bytes
    scope: Scope

    def judge(self) -> Judge:
        return Judge(load(self.before), load(self.after), self.scope)


def replay(
    log: Path,
    comparison: Comparison,
    progress: Progress | None = None,
    chunk: int = CHUNK,
    processes: int | None = None,
) -> Tally:
    """What the records in ``log``, a file of JSON lines, would be decided now. Raises ``AgsecError``.

    Neither ``chunk`` nor ``processes`` makes a difference to the answer.
    """
    size = _size(log)
    task = _Task(str(log), comparison.before.raw, comparison.after.raw, scope(comparison))
    count = processes or (1 if size <= ALONE else os.cpu_count() or 1)
    done, tally = 0, Tally()
    for start, end, part in _decided(task, _chunks(log, size, chunk), count):
        tally.merge(part)
        done += end - start
        if progress:
            progress(done, size)
    return tally


def _size(log: Path) -> int:
    with opened(log) as found:
        if found is None:
            raise AgsecError(f"there is no log {log}")
        if found.read(0, len(_SQLITE)) == _SQLITE:
            help = f"write its records out with `agsec audit export records.jsonl --db {log}`, and name that"
            raise AgsecError(f"{log} is a database, not a log", help)
        return found.size


def _chunks(log: Path, size: int, chunk: int) -> Iterator[tuple[int, int]]:
    """Where chunks of whole lines start and end."""
    with log.open("rb") as stream:
        start = 0
        while start < size:
            stream.seek(start + chunk - 1)
            stream.readline()
            end = min(stream.tell(), size)
            yield start, end if start < end else size
            start = max(end, start + 1)


_Part = tuple[int, int, Tally]


def _decided(task: _Task, chunks: Iterator[tuple[int, int]], processes: int) -> Iterator[_Part]:
    if processes == 1:
        judge = task.judge()
        yield from ((start, end, _tallied(judge, task.log, start, end)) for start, end in chunks)
        return
    # Not by fork: the terminal's progress bar has a thread.
    method = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(processes, method, _prepare, (task,)) as pool:
            yield from _as_they_come(pool, chunks, AHEAD * processes)
    except BrokenProcessPool as error:
        raise AgsecError("a process that replays the log ended before it was done") from error


def _as_they_come(pool: ProcessPoolExecutor, chunks: Iterator[tuple[int, int]], ahead: int) -> Iterator[_Part]:
    """Never more than ``ahead`` at once, so that a large log is not all in memory as tallies that nobody took."""
    pending: set[Future[_Part]] = set()
    for start, end in chunks:
        pending.add(pool.submit(_tallied_there, start, end))
        while len(pending) >= ahead:
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            yield from (each.result() for each in done)
    while pending:
        done, pending = wait(pending, return_when=FIRST_COMPLETED)
        yield from (each.result() for each in done)


_here: list[tuple[str, Judge]] = []  # of a process that was started to decide


def _prepare(task: _Task) -> None:
    _here.append((task.log, task.judge()))


def _tallied_there(start: int, end: int) -> _Part:
    [(log, judge)] = _here
    return start, end, _tallied(judge, log, start, end)


def _tallied(judge: Judge, log: str, start: int, end: int) -> Tally:
    tally = Tally()
    with Path(log).open("rb") as stream:
        stream.seek(start)
        lines = stream.read(end - start).split(b"\n")
    for line in lines:
        if line:
            _add(tally, judge, line, start)
        start += len(line) + 1
    return tally


def _add(tally: Tally, judge: Judge, line: bytes, offset: int) -> None:
    fields = fields_of(line)
    record = recorded(fields) if fields else None
    if fields is None or (record is None and "completes" not in fields):
        tally.unreadable += 1
    elif record is not None and not record.is_own_test:
        tally.add(record, judge.verdict(record), offset, str(fields.get("time") or ""))
