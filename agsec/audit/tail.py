"""The end of the log: whether a hook could append to it, whether its records follow one another, what was added."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

from agsec_runtime.audit import GENESIS, HEAD, head_path, read_head

from ..exceptions import AuditError
from .chain import chained
from .log import opened
from .records import parsed, stated_hash

LINES = 200  # of the end that are looked at
_VERIFY = "`agsec audit verify` tells what is wrong with it"


def refuse_unwritable(path: Path) -> None:
    """Raise ``AuditError`` where a hook could not append to the log; nothing is written."""
    if not path.exists():
        _refuse_directory(path)
    for each in (path, Path(head_path(str(path)))):
        _refuse_file(each)


def _refuse_directory(path: Path) -> None:
    above = next(each for each in path.parents if each.exists())
    if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
        raise AuditError(f"{path} cannot be made", f"make {above} a directory that you can write")


def _refuse_file(path: Path) -> None:
    """As a hook opens it: no link, no pipe, and for writing."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    except OSError as error:
        raise AuditError(f"{path} cannot be written: {error.strerror}", f"see what {path} is, and whose") from error
    regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
    os.close(descriptor)
    if not regular:
        raise AuditError(f"{path} is no regular file", f"move {path} away")


def refuse_unsound(path: Path) -> int:
    """How many records at the end are whole, follow one another, and end where the head says. Raises ``AuditError``."""
    head = _head(path)  # Before the log: what is written meanwhile may only be behind the head.
    with opened(path) as log:
        if log is None or not log.size:
            return 0
        lines, size = log.newest(LINES), log.size
    if not lines:
        raise AuditError(f"the end of {path} is no whole record", _VERIFY)
    _refuse_broken(path, lines[::-1], GENESIS if sum(len(each) + 1 for each in lines) == size else None)
    if head is not None:
        _refuse_beyond(path, head, lines, size)
    return len(lines)


def _refuse_broken(path: Path, lines: list[bytes], before: str | None) -> None:
    """``before`` is the hash that the first line follows, None where it is not known."""
    for line in lines:
        stated = stated_hash(line)
        if stated is None or (before is not None and chained(before, line) != stated):
            raise AuditError(f"the last records of {path} do not follow one another", _VERIFY)
        before = stated


def _head(path: Path) -> tuple[int, str, int, int] | None:
    try:
        return read_head(Path(head_path(str(path))).read_bytes()[:HEAD])
    except OSError:
        return None  # Nothing tells how far the log reached; the next record begins a head.


def _refuse_beyond(path: Path, head: tuple[int, str, int, int], lines: list[bytes], size: int) -> None:
    """The head may be behind the log, where a writer was stopped between the two, but not elsewhere."""
    ends = accumulate((len(each) + 1 for each in lines[:-1]), lambda end, length: end - length, initial=size)
    reached, stated, _, _ = head
    if (reached, stated) not in zip(ends, map(stated_hash, lines), strict=True):
        raise AuditError(f"the end of {path} was cut off or written anew: its head tells otherwise", _VERIFY)


def size_of(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def added(path: Path, since: int) -> Iterator[dict[str, Any]]:
    """The records behind an offset in bytes. Raises ``AuditError``."""
    with opened(path) as log:
        for line in log.lines(since) if log else ():
            fields, _ = parsed(line)
            if fields is not None:
                yield fields
