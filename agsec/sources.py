"""Where an engine's policies come from, and taking them anew when they change."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agsec_compiler.discover import directories
from agsec_runtime.bundle import Bundle

from .decisions import compile_in_memory, open_bundle
from .exceptions import AgsecError, PolicyError
from .policy import PolicyEngine

logger = logging.getLogger("agsec")

SETTLE = 0.05  # seconds a changed policy must be left alone before it is read: editors write in several steps
PATIENCE = 0.5  # seconds to wait for that, and then not to look again
Stamps = dict[Path, tuple[int, ...]]


@dataclass(frozen=True)
class PolicySource:
    """A bundle file, a policy file or a directory of policies."""

    path: Path
    load: Callable[[], Bundle]
    settle: float  # seconds; a bundle's digests tell whether it is whole, so it needs none

    @classmethod
    def of_bundle(cls, path: Path) -> PolicySource:
        return cls(path, lambda: open_bundle(path), 0)

    @classmethod
    def of_policies(cls, path: Path) -> PolicySource:
        return cls(path, lambda: compile_in_memory(path), SETTLE)

    def stamps(self) -> Stamps:
        """What changes when the policies do, by path: size, times in nanoseconds, inode."""
        return {path: stamp(path) for path in watched(self.path)}


def watched(path: Path) -> list[Path]:
    """The files and directories whose change means that the policies under ``path`` changed."""
    if not path.is_dir():
        return [path]
    found = directories(path)
    return sorted([*found, *(file for directory in found for file in _files(directory))])


def _files(directory: Path) -> list[Path]:
    try:
        return [Path(entry.path) for entry in os.scandir(directory) if entry.is_file()]
    except OSError:
        return []  # It vanished meanwhile; its own stamp says so.


def stamp(path: Path) -> tuple[int, ...]:
    """Empty for a file that is not there."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


class Reloader:
    """Keeps an engine at what its source says. Safe to share between threads: one of them reloads at a time."""

    def __init__(self, engine: PolicyEngine, source: PolicySource) -> None:
        """Load for the first time. Raises ``PolicyError``."""
        self.engine = engine
        self.source = source
        self.error: AgsecError | None = None
        self._lock = threading.Lock()
        self._not_before = 0.0  # seconds of the monotonic clock
        self._seen = source.stamps()
        engine.use(source.load())
        if _recent(self._seen):
            self._seen = {}  # Another write within the same tick of the clock would not show: look again.

    def changed(self) -> bool:
        """Whether the source is not as it was last seen."""
        if time.monotonic() < self._not_before:
            return False
        return not self._seen or any(stamp(path) != known for path, known in self._seen.items())

    def refresh(self) -> None:
        """Take a changed source. Where it does not compile or verify, the policies of before stay, and that is logged.

        While one thread does this, the others go on with what they have.
        """
        if not self._lock.acquire(blocking=False):
            return
        try:
            if self.changed():
                self._reload()
        finally:
            self._lock.release()

    def _reload(self) -> None:
        before = _settled(self.source)
        if before is None:
            self._not_before = time.monotonic() + PATIENCE
            return
        try:
            bundle = self.source.load()
            if self.source.stamps() != before:
                return  # Changed while it was read: the next request looks again.
        except (AgsecError, OSError) as error:
            self._seen = before
            self._keep(error)
            return
        self._seen = before
        self.error = None
        self.engine.use(bundle)

    def _keep(self, error: AgsecError | OSError) -> None:
        self.error = error if isinstance(error, AgsecError) else PolicyError(f"{self.source.path}: {error}")
        logger.error("the changed policies in %s are not used, those of before stay: %s", self.source.path, self.error)


def _recent(stamps: Stamps) -> bool:
    now = time.time_ns()
    return any(known and now - max(known[1:3]) < SETTLE * 1e9 for known in stamps.values())


def _settled(source: PolicySource) -> Stamps | None:
    """The stamps of a source that was left alone for a moment; None if it never is."""
    deadline = time.monotonic() + PATIENCE
    before = source.stamps()
    while time.monotonic() < deadline:
        time.sleep(source.settle)
        after = source.stamps()
        if after == before:
            return after
        before = after
    return None
