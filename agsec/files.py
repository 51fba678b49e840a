"""Write files so that a reader sees the old one or the new one, whole, whatever happens in between."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from .exceptions import AgsecError


def write_atomically(path: Path, data: bytes, mode: int | None = None) -> None:
    """Replace ``path``, through links, by way of a temporary file beside it.

    An existing file keeps its permissions and, as far as may be, its owner; a new one gets ``mode``. Raises
    ``AgsecError``.
    """
    with replacing(path, mode) as stream:
        stream.write(data)


@contextlib.contextmanager
def replacing(path: Path, mode: int | None = None) -> Iterator[IO[bytes]]:
    """The same for what is written piece by piece: ``path`` is replaced at the end, unless an exception comes first."""
    target = Path(os.path.realpath(path))
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                yield stream
                stream.flush()
                _take_over(stream.fileno(), target, mode)
                os.fsync(stream.fileno())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync_directory(target.parent)
    except OSError as error:
        raise AgsecError(f"{path} cannot be written: {error.strerror}", "check its directory's permissions") from error


def _take_over(descriptor: int, target: Path, mode: int | None) -> None:
    try:
        status = target.stat()
    except FileNotFoundError:
        if mode is not None:
            os.fchmod(descriptor, mode)
        else:
            mask = os.umask(0)
            os.umask(mask)
            os.fchmod(descriptor, 0o666 & ~mask)
        return
    if os.geteuid() == 0:
        os.fchown(descriptor, status.st_uid, status.st_gid)
    os.fchmod(descriptor, status.st_mode & 0o7777)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_readable(path: Path) -> None:
    """Make a directory and those above it that are missing, readable by everybody whatever root's umask says."""
    if path.is_dir():
        return
    make_readable(path.parent)
    path.mkdir()
    path.chmod(0o755)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file at ``path``, so that two installations do not interleave."""
    import fcntl

    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
