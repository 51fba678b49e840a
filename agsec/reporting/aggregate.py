"""Take in records one by one, newest first, and sum up what a page tells of all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

from ..audit.filters import normalised
from . import latency, timeline
from .entries import NAME, TEXT, Entries, Entry, about, statement
from .tally import EFFECTS, LIMIT, Row, Tally, scratch
from .texts import told

MOST = 25  # rows of a breakdown
_PLACES = {effect: place for place, effect in enumerate(EFFECTS)}
_OTHER = _PLACES["other"]
_MASK = 2**63


class Breakdown(NamedTuple):
    """The most frequent of ``distinct`` keys; ``rest`` counts the records of all the others."""

    rows: tuple[Row, ...]
    distinct: int
    rest: int


class Figures(NamedTuple):
    """What a page tells. All but ``entries`` are of all records; counts are in the order of ``EFFECTS``."""

    total: int
    effects: tuple[int, ...]
    failed: int
    undecidable: int
    overruled: int
    undated: int
    sessions: int
    hosts: int
    timeline: timeline.Timeline | None
    latency: latency.Latency | None
    statements: Breakdown
    actions: Breakdown
    denied: Breakdown
    entries: tuple[Entry, ...]


class Aggregate:
    """Records go in by ``add``, newest first; ``figures`` sums them up.

    ``newest`` is how many of the records are kept one by one; ``limit`` bounds the keys held in memory.
    """

    def __init__(self, newest: int, limit: int = LIMIT) -> None:
        self._database = scratch()
        names = ("minutes", "micros", "statements", "actions", "denied", "sessions", "hosts")
        self._tallies = {name: Tally(self._database, name, limit) for name in names}
        self._entries = Entries(newest)
        self._effects = [0] * len(EFFECTS)
        self._failed = self._undecidable = self._overruled = self._undated = 0
        self._first: str | None = None
        self._last: str | None = None

    def add(self, record: Mapping[str, Any]) -> None:
        effect = _PLACES.get(record["effect"], _OTHER)
        self._effects[effect] += 1
        self._failed += record.get("error") is not None
        self._undecidable += bool(record.get("undecidable"))
        self._overruled += record.get("enforced") not in (None, record["effect"])
        self._date(record, effect)
        self._time(record, effect)
        self._name(record, effect)
        self._entries.add(record)

    def _date(self, record: Mapping[str, Any], effect: int) -> None:
        when = normalised(record.get("time")) or ""
        number = timeline.minute(when[:16])
        if number is None:
            self._undated += 1
            return
        self._tallies["minutes"].add(timeline.key(number), effect)
        self._first = when if self._first is None or when < self._first else self._first
        self._last = when if self._last is None or when > self._last else self._last

    def _time(self, record: Mapping[str, Any], effect: int) -> None:
        micros = record.get("duration_us")
        if type(micros) is int and 0 <= micros < _MASK:
            self._tallies["micros"].add(latency.key(micros), effect)

    def _name(self, record: Mapping[str, Any], effect: int) -> None:
        self._tallies["statements"].add(statement(record), effect)
        self._tallies["actions"].add(_named(record.get("action")) or "(none)", effect)
        for name, tally in (("session", "sessions"), ("host", "hosts")):
            if record.get(name) is not None:
                self._tallies[tally].add(_named(record[name]), effect)
        if effect == _PLACES["deny"]:
            self._tallies["denied"].add(*_request(record, effect))

    def figures(self) -> Figures:
        tallies = self._tallies
        return Figures(
            total=sum(self._effects),
            effects=tuple(self._effects),
            failed=self._failed,
            undecidable=self._undecidable,
            overruled=self._overruled,
            undated=self._undated,
            sessions=len(tallies["sessions"]),
            hosts=len(tallies["hosts"]),
            timeline=timeline.timeline(tallies["minutes"].ordered),
            latency=latency.latency(tallies["micros"].ordered),
            statements=_breakdown(tallies["statements"]),
            actions=_breakdown(tallies["actions"]),
            denied=_breakdown(tallies["denied"]),
            entries=tuple(self._entries),
        )

    @property
    def period(self) -> tuple[str, str] | None:
        """The earliest and the latest time that a record tells."""
        return None if self._first is None or self._last is None else (self._first, self._last)

    def decided(self, sid: str) -> bool:
        """Whether any record names this statement."""
        return _named(sid) in self._tallies["statements"]

    def close(self) -> None:
        """Let go of what was counted."""
        self._database.close()


def _named(value: Any) -> str:
    return told(value, NAME)


def _breakdown(tally: Tally) -> Breakdown:
    rows = tuple(tally.top(MOST))
    return Breakdown(rows, len(tally), tally.total() - sum(row.total for row in rows))


def _request(record: Mapping[str, Any], effect: int) -> tuple[str, int, str]:
    """Requests are one where action and text are; the newest of them tells the statement and the time."""
    action, text = _named(record.get("action")), about(record)
    whole = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    shown = [action, told(text, TEXT), statement(record), normalised(record.get("time")) or ""]
    return f"{action} {whole}", effect, json.dumps(shown)
