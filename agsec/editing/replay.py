"""Decide recorded requests again, by the policies of before and of after: what a change would have changed.

An estimate: the log keeps params redacted, and of the context only host, session and working directory. Records whose
params were cut are left out.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agsec_runtime.bundle import Bundle

from ..audit.own import is_own
from ..comparing.recorded import fields_of, is_cut
from ..decisions import ask
from ..exceptions import AgsecError

MAX_RECORDS = 3_000  # of the newest
MAX_READ = 16 << 20  # bytes of the log's end
PATIENCE = 5.0  # seconds
EXAMPLES = 10


@dataclass(frozen=True)
class Difference:
    """A recorded request that would be decided otherwise; effects and sids of before and after."""

    time: str
    action: str
    params: dict[str, Any]
    before: str
    after: str
    before_sid: str | None
    after_sid: str | None


@dataclass(frozen=True)
class Replay:
    """``skipped`` records could not be decided again; ``examples`` are some of the ``changed``, the newest first."""

    replayed: int = 0
    skipped: int = 0
    changed: int = 0
    examples: tuple[Difference, ...] = ()


def replay(log: Path, before: Bundle, after: Bundle, inside: Collection[Path] = ()) -> Replay:
    """Replay the newest records, those of sessions at or below one of ``inside`` alone where there are any.

    Raises ``AgsecError`` if the log cannot be read.
    """
    replayed = skipped = changed = 0
    examples: dict[tuple[object, ...], Difference] = {}
    until = time.monotonic() + PATIENCE
    for record in newest(log):
        if time.monotonic() > until or replayed + skipped == MAX_RECORDS:
            break
        if not _concerns(record, inside):
            continue
        found = _difference(record, before, after)
        replayed += found is not None
        skipped += found is None
        if found is not None and found.before != found.after:
            changed += 1
            examples.setdefault((found.action, json.dumps(found.params, sort_keys=True), found.after), found)
    return Replay(replayed, skipped, changed, tuple(examples.values())[:EXAMPLES])


def newest(log: Path) -> Iterator[dict[str, Any]]:
    """The records at the end of the log, the newest first; none if there is no log. Raises ``AgsecError``."""
    try:
        with open(log, "rb", opener=_at_once) as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise AgsecError(f"{log} is no regular file")
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - MAX_READ))
            lines = stream.read(MAX_READ).splitlines()
    except FileNotFoundError:
        return
    except OSError as error:
        raise AgsecError(f"{log} cannot be read: {error.strerror}") from error
    for line in reversed(lines):
        record = _record(line)
        if record is not None:
            yield record


def _at_once(path: str, flags: int) -> int:
    """Open without waiting: a pipe would have us wait for somebody who writes."""
    return os.open(path, flags | os.O_NONBLOCK)


def _record(line: bytes) -> dict[str, Any] | None:
    record = fields_of(line)
    return record if record is not None and isinstance(record.get("action"), str) else None


def _concerns(record: dict[str, Any], inside: Collection[Path]) -> bool:
    cwd = record.get("cwd")
    if is_own(record.get("session")):
        return False
    return not inside or (isinstance(cwd, str) and any(map(Path(cwd).is_relative_to, inside)))


def _difference(record: dict[str, Any], before: Bundle, after: Bundle) -> Difference | None:
    """None where the record does not say enough to be decided again."""
    action, params = record["action"], record.get("params")
    if not isinstance(params, dict) or is_cut(params) or record.get("matched_by") == "error":
        return None
    kept = {"host": record.get("host"), "session_id": record.get("session"), "cwd": record.get("cwd")}
    context = {name: value for name, value in kept.items() if value is not None}
    try:
        old, new = (ask(each, action, params, context) for each in (before, after))
    except AgsecError:
        return None
    return Difference(str(record.get("time") or ""), action, params, old.effect, new.effect, old.sid, new.sid)
