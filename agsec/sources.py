"""Where an engine's policies come from, and taking them anew when they change."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from agsec_compiler.discover import directories, matters
from agsec_runtime.bundle import Bundle

from .decisions import compiled, open_bundle
from .exceptions import AgsecError, PolicyError
from .policy import PolicyEngine

logger = logging.getLogger("agsec")

SETTLE = 0.05  # seconds a changed policy must be left alone before it is read: editors write in several steps
PATIENCE = 0.5  # seconds to wait for that, and then not to look again
Stamps = dict[Path, tuple[int, ...]]


@dataclass(frozen=True)
class Loaded:
    """A bundle; the files that it was compiled from, and those of them that hold statements."""

    bundle: Bundle
    files: frozenset[str] = frozenset()
    saying: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PolicySource:
    """A bundle file, a policy file or a directory of policies."""

    path: Path
    load: Callable[[], Loaded]
    settle: float  # seconds; a bundle's digests tell whether it is whole, so it needs none

    @classmethod
    def of_bundle(cls, path: Path) -> PolicySource:
        return cls(path, lambda: Loaded(open_bundle(path)), 0)

    @classmethod
    def of_policies(cls, path: Path) -> PolicySource:
        return cls(path, lambda: _loaded(path), SETTLE)

    def files(self) -> Stamps:
        """The stamp of each file that counts."""
        paths = [file for each in self._directories() for file in _files(each)] if self.path.is_dir() else [self.path]
        return {path: stamp(path) for path in paths}

    def places(self) -> Stamps:
        """The stamp of each directory, which changes when a file comes or goes, whether or not it counts."""
        return {path: stamp(path) for path in self._directories()}

    def _directories(self) -> list[Path]:
        with suppress(OSError):
            return directories(self.path) if self.path.is_dir() else []
        return [self.path]  # Something in it cannot be followed; loading says what.


def _loaded(path: Path) -> Loaded:
    bundle, compilation = compiled(path)
    statements = compilation.program.statements if compilation.program else ()
    names = frozenset(source.name for source in compilation.sources)
    return Loaded(bundle, names, frozenset(each.file for each in statements if each.file is not None))


def _files(directory: Path) -> list[Path]:
    try:
        return [Path(entry.path) for entry in os.scandir(directory) if matters(entry.name)]
    except OSError:
        return []  # It vanished meanwhile; its own stamp says so.


def stamp(path: Path) -> tuple[int, ...]:
    """What changes when the file does: size, times in nanoseconds, inode; nothing for one that cannot be looked at."""
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
        self._process = os.getpid()
        self._not_before = 0.0  # seconds of the monotonic clock
        self._places, self._files = source.places(), source.files()
        self._loaded = source.load()
        engine.use(self._loaded.bundle)
        self._sure = not _recent(self._files)  # Another write within the same tick of the clock would not show.

    def changed(self) -> bool:
        """Whether the source is not as it was last seen."""
        if time.monotonic() < self._not_before:
            return False
        if not self._sure or _differ(self._files):
            return True
        return _differ(self._places) and self._came_or_went()

    def refresh(self) -> None:
        """Take a changed source. Where it does not compile or verify, the policies of before stay, and that is logged.

        While one thread does this, the others go on with what they have.
        """
        if self._process != os.getpid():  # A fork took the lock along as it was, held perhaps by a thread that is gone.
            self._lock, self._process = threading.Lock(), os.getpid()
        if not self._lock.acquire(blocking=False):
            return
        try:
            if self.changed():
                self._reload()
        finally:
            self._lock.release()

    def _came_or_went(self) -> bool:
        """A directory changed: whether that was about a file that counts."""
        places = self.source.places()
        if self.source.files() != self._files:
            return True
        self._places = places
        return False

    def _reload(self) -> None:
        places, files = self.source.places(), _settled(self.source)
        if files is None:
            self._not_before = time.monotonic() + PATIENCE
            self._keep(PolicyError(f"{self.source.path} keeps changing", "write policies in one step, by renaming"))
            return
        try:
            loaded = self.source.load()
            if self.source.files() != files:
                return  # Changed while it was read: the next request looks again.
            _refuse_emptied(self._loaded, loaded)
        except (AgsecError, OSError) as error:
            self._keep(error)
        else:
            self._loaded, self.error = loaded, None
            self.engine.use(loaded.bundle)
        self._places, self._files, self._sure = places, files, True

    def _keep(self, error: AgsecError | OSError) -> None:
        self.error = error if isinstance(error, AgsecError) else PolicyError(f"{self.source.path}: {error}")
        logger.error("the changed policies in %s are not used, those of before stay: %s", self.source.path, self.error)


def _refuse_emptied(before: Loaded, after: Loaded) -> None:
    """A file that held statements and holds none now was cut off more likely than meant. Raises ``PolicyError``."""
    for name in sorted(before.saying & after.files - after.saying):
        raise PolicyError(f"`{name}` held statements and is empty now", "remove the file if that is meant")


def _differ(known: Stamps) -> bool:
    return any(stamp(path) != seen for path, seen in known.items())


def _recent(stamps: Stamps) -> bool:
    now = time.time_ns()
    return any(known and now - max(known[1:3]) < SETTLE * 1e9 for known in stamps.values())


def _settled(source: PolicySource) -> Stamps | None:
    """The stamps of a source that was left alone for a moment; None if it never is."""
    deadline = time.monotonic() + PATIENCE
    before = source.files()
    while time.monotonic() < deadline:
        time.sleep(source.settle)
        after = source.files()
        if after == before:
            return after
        before = after
    return None
