"""The records that a page holds one by one, in its table: the newest, up to a number and to a size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..audit.brief import brief
from .tally import EFFECTS
from .texts import TOO_DEEP, told

MOST = 10_000  # unless told otherwise
CEILING = 100_000  # what a browser still filters while one types
SIZE = 32 << 20  # characters of all of them; a browser reads that in about a second
COLUMNS = (
    *("time", "effect", "action", "by", "request", "host", "session", "reason", "params", "cwd"),
    *("id", "revision", "duration_us", "enforced", "outcome", "error", "approved_by", "group"),
)
# Characters of each text.
NAME, TEXT, PARAMS = 120, 400, 1_000

Entry = tuple[Any, ...]


class Entries:
    """Takes records, newest first, as long as there is room."""

    def __init__(self, most: int, size: int = SIZE) -> None:
        self._room = size
        self._most = most
        self._kept: list[Entry] = []

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._kept)

    def add(self, record: Mapping[str, Any]) -> None:
        if len(self._kept) >= self._most:
            return
        made = entry(record)
        self._room -= sum(len(each) for each in made if isinstance(each, str))
        if self._room < 0:
            self._most = len(self._kept)  # None that is older may stand in for one that found no room.
        else:
            self._kept.append(made)


def entry(record: Mapping[str, Any]) -> Entry:
    """A record in the order of ``COLUMNS``, its texts as they may be shown."""
    micros = record.get("duration_us")
    effect = record["effect"]
    names = {name: told(record.get(name), NAME) for name in ("action", "host", "session", "id", "revision", "enforced")}
    texts = {name: told(record.get(name), TEXT) for name in ("reason", "cwd", "error", "outcome", "approved_by")}
    own = {
        "time": told(record.get("time"), NAME),
        "effect": told(effect, NAME),
        "by": statement(record),
        "request": told(about(record), TEXT),
        "params": told(record.get("params"), PARAMS),
        "duration_us": micros if type(micros) is int and abs(micros) < 2**53 else None,
        "group": effect if effect in EFFECTS else "other",
    }
    fields = {**names, **texts, **own}
    return tuple(fields[name] for name in COLUMNS)


def about(record: Mapping[str, Any]) -> str:
    """What was asked for, whole; of a line that is no record, its text."""
    try:
        return brief(dict(record)) if "text" not in record else str(record["text"])
    except RecursionError:
        return TOO_DEEP


def statement(record: Mapping[str, Any]) -> str:
    """The statement that decided, or in parentheses what did in place of one."""
    sid = record.get("sid")
    return told(sid, NAME) if sid is not None else f"({told(record.get('matched_by') or record['effect'], NAME)})"
