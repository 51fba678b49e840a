"""Measure things side by side: interleaved rounds, medians, whole processes, instructions where they can be counted."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

MAX_INPUT = 16_384  # bytes that any system's pipe takes before somebody reads
SEED = 7  # of the order within a round
WIDTH = 120  # columns of a report in a file
COLLECTED = re.compile(r"Collected : (\d+)")

Case = Callable[[], float]  # measures once; seconds


@dataclass(frozen=True)
class Sample:
    """What one case took, a value a round."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def minimum(self) -> float:
        return min(self.seconds)


@dataclass(frozen=True)
class Process:
    """A command line as a host gives it to ``sh``, what it reads, and all of its environment."""

    command: str
    stdin: bytes
    env: Mapping[str, str]
    exit_code: int = 0

    @property
    def argv(self) -> list[str]:
        return ["/bin/sh", "-c", self.command]


@dataclass(frozen=True)
class Answer:
    """How a process ended, and what it said."""

    exit_code: int
    out: bytes
    err: bytes


@dataclass(frozen=True)
class Taken:
    """Seconds on the clock, and of the processor: the process with all the children that it waited for."""

    wall: float
    processor: float


class Inconstant(Exception):
    """A process did not answer as it did before, so its time means nothing."""


def interleaved(cases: Mapping[str, Case], rounds: int, about: str) -> dict[str, Sample]:
    """Every case once a round, in an order of its own each: what follows a heavy neighbour pays for cold caches."""
    order = Random(SEED)
    taken: dict[str, list[float]] = {name: [] for name in cases}
    with progress() as bar:
        task = bar.add_task(about, total=rounds * len(cases))
        for _ in range(rounds):
            for name in order.sample(list(cases), len(cases)):
                taken[name].append(cases[name]())
                bar.advance(task)
    return {name: Sample(tuple(values)) for name, values in taken.items()}


def run(process: Process) -> Answer:
    """Let the process answer, without a watch on it."""
    done = subprocess.run(process.argv, input=process.stdin, env=dict(process.env), capture_output=True, check=False)
    return Answer(done.returncode, done.stdout, done.stderr)


def settled(process: Process) -> tuple[Process, Answer]:
    """The process, expected to end as it just did; twice, so that what the first start writes is there."""
    run(process)
    answer = run(process)
    return replace(process, exit_code=answer.exit_code), answer


def spawned(process: Process) -> Taken:
    """Start the process and wait for its end. Raises ``Inconstant`` if it ends in another way than before."""
    ready = _filled(process.stdin)
    silent = os.open(os.devnull, os.O_WRONLY)
    streams = [(os.POSIX_SPAWN_DUP2, given, wanted) for given, wanted in ((ready, 0), (silent, 1), (silent, 2))]
    try:
        started = perf_counter()
        child = os.posix_spawn(process.argv[0], process.argv, process.env, file_actions=streams)
        _, status, usage = os.wait4(child, 0)
        wall = perf_counter() - started
    finally:
        os.close(ready)
        os.close(silent)
    code = os.waitstatus_to_exitcode(status)
    if code != process.exit_code:
        raise Inconstant(f"exit code {code} instead of {process.exit_code}: {process.command}")
    return Taken(wall, usage.ru_utime + usage.ru_stime)


def instructions(process: Process, expected: bytes) -> int | None:
    """Instructions of the process and all its children; None without valgrind, or if its slowness changed the answer.

    A hook has a limit to the time it takes, and runs some fifty times slower in here.
    """
    valgrind = shutil.which("valgrind", path=process.env.get("PATH"))
    if valgrind is None:
        return None
    with tempfile.TemporaryDirectory(prefix="agsec-instructions-") as logs:
        argv = [
            valgrind,
            "--tool=callgrind",
            "--trace-children=yes",
            "--callgrind-out-file=/dev/null",
            f"--log-file={logs}/%p",
            *process.argv,
        ]
        done = subprocess.run(argv, input=process.stdin, env=dict(process.env), capture_output=True, check=False)
        counts = [int(count) for log in Path(logs).iterdir() for count in COLLECTED.findall(log.read_text())]
    same = done.returncode == process.exit_code and done.stdout == expected
    return sum(counts) if same and counts else None


def machine() -> dict[str, Any]:
    """What the figures depend on, besides the code."""
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "load": [round(each, 2) for each in os.getloadavg()],
    }


def save(path: Path | None, report: Mapping[str, Any]) -> None:
    """Write the report where it was asked for."""
    if path is not None:
        path.write_text(json.dumps(report, indent=2) + "\n", "utf-8")


def console() -> Console:
    """Standard output, wide enough for the tables also where it is a file."""
    terminal = Console()
    return terminal if terminal.is_terminal else Console(width=WIDTH)


def progress() -> Progress:
    """A bar on standard error, so that standard output holds the tables alone."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _filled(data: bytes) -> int:
    """The end to read of a pipe that holds ``data`` and nothing more to come."""
    if len(data) > MAX_INPUT:
        raise ValueError(f"{len(data)} bytes of input; a pipe takes {MAX_INPUT} for sure")
    ready, end = os.pipe()
    os.write(end, data)
    os.close(end)
    return ready
