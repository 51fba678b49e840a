"""Read the hooks' log beside writers: a JSONL file that grows, and may be cut, moved away or replaced.

POSIX locks belong to a process, and closing any descriptor of a file drops them all. Whoever opens the log in this
process therefore holds the gate while it writes, locks or closes.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

from agsec_runtime import audit as runtime

from ..exceptions import AuditError
from .forks import gate
from .records import Line

MAX_LINE = 1 << 20  # bytes kept of a line; ours are much shorter
CHECKED = 4_096  # bytes before an offset that tell whether it is still the same log
CHUNK = 1 << 16  # bytes
CUT = b" [cut]"
TRIES = 100  # for the lock, 5 ms apart
PATIENCE = 5.0  # seconds to wait for the lock with a record
STEP = 0.001  # seconds between two tries of that
_writing: list[Path] = []  # the log that this process writes to at this moment, if there is one


def append(path: Path, fields: Mapping[str, Any]) -> None:
    """Append what ``plain`` made, as the hooks do. Raises ``AuditError``."""
    text = runtime.body(dict(fields))
    deadline = time.monotonic() + PATIENCE
    while not _appended(path, text, time.monotonic() >= deadline):
        time.sleep(STEP)  # Outside of the gate, so that other threads may read meanwhile.


def _appended(path: Path, text: str, last: bool) -> bool:
    """Whether the record is in the log; ``last`` makes an error of a lock that somebody else holds."""
    try:
        with _undivided(path):
            runtime.write(str(path), text, wait=False)
    except runtime.LockedError as error:
        if last:
            raise AuditError(str(error), "find the program that was stopped while it wrote, and end it") from error
        return False
    except runtime.AuditError as error:
        raise AuditError(str(error), "check the log, the file `.head` beside it, and the disk") from error
    return True


@contextlib.contextmanager
def _undivided(path: Path) -> Iterator[None]:
    """Write alone. The gate lets its own thread pass, and so a signal handler that interrupted it as well."""
    with gate:
        _refuse_within_another(path)
        try:
            _writing.append(path)
            yield
        finally:
            _writing.clear()


def _refuse_within_another(path: Path) -> None:
    """To be called while holding the gate. Closing any descriptor of the log would give its lock away."""
    if _writing:
        raise AuditError(
            f"{path} cannot be used: this thread is in the middle of another record",
            "do not decide, or read records, in a signal handler or in `__del__`",
        )


class Log:
    """The log as it stood when it was opened: up to ``size``, where no writer was in the middle of a line.

    ``settled`` is False where the lock could not be had; what follows the last newline may then still grow.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.size, self.settled = _settled(stream.fileno())
        self.inode = os.fstat(stream.fileno()).st_ino

    def before(self, offset: int) -> bytes:
        """A digest of what stands before ``offset``."""
        start = max(0, offset - CHECKED)
        return blake2b(os.pread(self._stream.fileno(), offset - start, start), digest_size=16).digest()

    def read(self, start: int, length: int) -> bytes:
        return os.pread(self._stream.fileno(), length, start)

    def lines(self, offset: int = 0, before: int = 0) -> Iterator[Line]:
        """The lines from ``offset`` on, of which ``before`` stand in front."""
        self._stream.seek(offset)
        number = before
        while offset < self.size:
            text = self._stream.readline(min(MAX_LINE, self.size - offset))
            offset += len(text)
            whole = text.endswith(b"\n")
            if not whole and offset < self.size:
                skipped, whole = self._skip(offset)
                offset += skipped
                text += CUT  # Whatever the kept part looks like, it is no record.
            if not text or not (whole or self.settled):
                return
            number += 1
            yield Line(number, text.rstrip(b"\n"), offset)

    def _skip(self, offset: int) -> tuple[int, bool]:
        """How much is left of a line that is too long to keep, and whether a newline ends it."""
        skipped = 0
        while text := self._stream.readline(min(CHUNK, self.size - offset - skipped)):
            skipped += len(text)
            if text.endswith(b"\n"):
                return skipped, True
        return skipped, False

    def newest(self, count: int) -> list[bytes] | None:
        """The last ``count`` lines, newest first, read from the end; None where one is too long for that."""
        found: list[bytes] = []
        end, rest = self.size, b""
        while end and len(found) <= count:
            start = max(0, end - CHUNK)
            head, *lines = (self.read(start, end - start) + rest).split(b"\n")
            found.extend(reversed(lines))
            end, rest = start, head
            if len(rest) > MAX_LINE:
                return None
        found = [*found, rest] if not end else found
        return found[1 : count + 1] if found and not found[0] else None


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Log | None]:
    """The log, or None where there is none. Raises ``AuditError`` if it cannot be read."""
    with gate:
        _refuse_within_another(path)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        yield None
        return
    except OSError as error:
        raise _unreadable(path, error.strerror) from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _unreadable(path, "it is no regular file")
        with open(descriptor, "rb", buffering=1 << 20, closefd=False) as stream:
            yield Log(stream)
    except OSError as error:
        raise _unreadable(path, error.strerror) from error
    finally:
        with gate:
            os.close(descriptor)


def _unreadable(path: Path, why: str | None) -> AuditError:
    return AuditError(f"{path} cannot be read: {why}", "check what stands there, and its permissions")


def _settled(descriptor: int) -> tuple[int, bool]:
    """The size at a moment when nobody writes."""
    import fcntl

    for _ in range(TRIES):
        with gate, contextlib.suppress(OSError):
            fcntl.lockf(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            size = os.fstat(descriptor).st_size
            fcntl.lockf(descriptor, fcntl.LOCK_UN)
            return size, True
        time.sleep(0.005)
    return os.fstat(descriptor).st_size, False
