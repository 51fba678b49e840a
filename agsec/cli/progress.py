"""Show that a long job is alive: on a terminal, and only when it takes longer than a second."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

from agsec_compiler import Source
from agsec_compiler.diagnostics import visible

from .output import console

PATIENCE = 1.0  # seconds
SOME = 1_000  # are counted before it is shown


@contextlib.contextmanager
def compiling() -> Iterator[Callable[[Source], None]]:
    """A function to be told of each file before it is read."""
    terminal = console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("compiling {task.description}", markup=False), TimeElapsedColumn())
    progress = Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal)
    task = progress.add_task("policies")
    started = time.monotonic()

    def tell(source: Source) -> None:
        if not progress.live.is_started and time.monotonic() - started > PATIENCE:
            progress.start()
        progress.update(task, description=visible(source.name))

    try:
        yield tell
    finally:
        progress.stop()


@contextlib.contextmanager
def reading(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function to be told how many bytes were read, of how many; its bar is gone when all were."""
    with measuring(f"reading {what}") as tell:
        yield tell


@contextlib.contextmanager
def measuring(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function to be told how much was done, of how much; its bar is gone when all was."""
    terminal = console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn())
    progress = Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal)
    task = progress.add_task(what)
    started = time.monotonic()

    def tell(done: int, total: int) -> None:
        if done >= total:
            progress.stop()
        elif not progress.live.is_started and time.monotonic() - started > PATIENCE:
            progress.start()
        progress.update(task, completed=done, total=total)

    try:
        yield tell
    finally:
        progress.stop()


@contextlib.contextmanager
def counting(what: str) -> Iterator[Callable[[], None]]:
    """A function to be called for each one; how many there were is shown now and then."""
    terminal = console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} {task.description}"), TimeElapsedColumn())
    progress = Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal)
    task = progress.add_task(what)
    started = time.monotonic()
    done = 0

    def tell() -> None:
        nonlocal done
        done += 1
        if done % SOME == 0:
            if not progress.live.is_started and time.monotonic() - started > PATIENCE:
                progress.start()
            progress.update(task, completed=done)

    try:
        yield tell
    finally:
        progress.stop()
