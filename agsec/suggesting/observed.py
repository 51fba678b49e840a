"""The calls in an audit log, each once with how often it was made: those that were allowed, and those that were not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agsec_runtime.decision import Request
from agsec_runtime.facts import Facts

from ..audit.log import opened
from ..comparing.recorded import Recorded, fields_of, recorded
from ..exceptions import AgsecError

MOST = 20_000  # different calls that are looked at; a log with more names the others as left out

Progress = Callable[[int, int], None]  # bytes that are done, of how many


@dataclass
class Call:
    """``count`` is how often it was made, from ``first`` to ``last`` (times, as the log has them)."""

    action: str
    params: dict[str, Any]
    context: dict[str, Any]
    missing: frozenset[str]
    count: int = 0
    first: str = ""
    last: str = ""

    def request(self) -> Request:
        """As it is decided: with the home directory of this person, which the log does not keep."""
        return Request(self.action, self.params, {"home": str(Path.home()), **self.context})

    def fact(self, root: int, name: str) -> list[Any]:
        """The values of a fact, as ``agsec_runtime.facts`` has them."""
        request = self.request()
        return Facts(request).get(root, name)

    def seen(self, time: str) -> None:
        self.count += 1
        self.first = min(self.first or time, time)
        self.last = max(self.last, time)


@dataclass
class Observed:
    """``left_out`` counts records that nothing is proposed for, by why."""

    allowed: dict[str, Call] = field(default_factory=dict)
    refused: dict[str, Call] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)


def observe(log: Path, progress: Progress | None = None) -> Observed:
    """Read a log of JSON lines. Raises ``AgsecError`` if it cannot be read."""
    found = Observed()
    with opened(log) as stream:
        if stream is None:
            raise AgsecError(f"there is no log {log}", "name one with `--log`, or guard an agent first")
        for line in stream.lines():
            _take(found, line.text)
            if progress and not line.number % 1_000:
                progress(line.end, stream.size)
        if progress:
            progress(stream.size, stream.size)
    return found


def _take(found: Observed, line: bytes) -> None:
    fields = fields_of(line)
    if fields is not None and "completes" in fields:
        return
    record = recorded(fields) if fields is not None else None
    if fields is None or record is None:
        found.left_out["a line that is no record"] += 1
        return
    if record.is_own_test:
        return
    effect = fields["effect"]
    if effect == "review":
        found.left_out["a person was asked about it"] += 1
    if not record.labels_are_whole() or record.params is None:
        found.left_out["what was asked was not recorded whole"] += 1
        return
    _keep(found, found.allowed if effect == "allow" else found.refused, record, str(fields.get("time") or ""))


def _keep(found: Observed, calls: dict[str, Call], record: Recorded, time: str) -> None:
    context = {name: value for name, value in record.context.items() if name != "session_id"}
    key = json.dumps([record.action, record.params, context], sort_keys=True)
    if key not in calls and len(calls) >= MOST:
        found.left_out["more different calls than are looked at"] += 1
        return
    call = calls.get(key)
    if call is None:
        call = calls[key] = Call(record.action, record.params or {}, context, record.missing())
    call.seen(time)
