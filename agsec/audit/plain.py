"""Turn what programs pass around into what JSON can hold: nothing is lost, and nothing can fail."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime, time
from enum import Enum
from itertools import islice
from typing import Any

from agsec_runtime.redact import MAX_DEPTH, MAX_ITEMS, unused

MAX_VALUES = 10_000  # looked at in one field of a record
_TOO_MANY = "[too many values to keep]"
_MAX_BITS = 4_096  # of an integer that is written in decimals; Python refuses very long ones
_BINARY = (bytes, bytearray, memoryview)


def plain(value: Any, depth: int = MAX_DEPTH + 2) -> Any:
    """Mappings, sequences, sets, dataclasses and models as dicts and lists, so that their keys are seen by redaction.

    Anything else that JSON has no word for becomes text. ``depth`` ends cycles; redaction cuts before that. Of what
    stands in many places, `MAX_VALUES` are kept.
    """
    return _Walk().plain(value, depth)


def plain_fields(record: Any) -> Any:
    """The same for a record; each of its fields may be as large, so that none crowds out another."""
    if not isinstance(record, Mapping):
        return plain(record)
    kept: dict[str, Any] = {}
    for name, value in list(record.items()):
        kept[unused(_key(name), kept)] = plain(value)
    return kept


class _Walk:
    """One way through a value, which ends after so many of its parts: a few lists can refer to one another for ever."""

    def __init__(self) -> None:
        self._left = MAX_VALUES

    def plain(self, value: Any, depth: int) -> Any:
        if not self._left:
            return _TOO_MANY
        self._left -= 1
        try:
            return self._plain(value, depth)
        except Exception as error:  # A class of the program's own may raise anything when it is looked at.
            return f"[{_name(value)} that cannot be shown: {type(error).__name__}]"

    def _plain(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if value is None or kind in (str, bool, float):
            return value
        if isinstance(value, Enum):
            return self.plain(value.value, depth)
        if isinstance(value, (str, int, float)):
            return _scalar(value)
        if not depth:
            return "[nested too deeply to keep]"
        return self._collection(value, depth - 1)

    def _collection(self, value: Any, depth: int) -> Any:
        fields = _fields(value)
        if fields is not None:
            return self._mapping(fields, depth)
        if isinstance(value, _BINARY):
            return bytes(value).decode("utf-8", "backslashreplace")
        if isinstance(value, (datetime, date, time)):
            return value.isoformat()
        if isinstance(value, (Sequence, Set)) and not isinstance(value, range):
            kept = [self.plain(item, depth) for item in islice(value, MAX_ITEMS)]
            return kept + [None] * (len(value) - len(kept))
        return str(value)

    def _mapping(self, fields: Mapping[Any, Any], depth: int) -> dict[Any, Any]:
        kept: dict[Any, Any] = {}
        for key in islice(fields, MAX_ITEMS):
            kept[unused(_key(key), kept)] = self.plain(fields[key], depth)
        return {**kept, **dict.fromkeys(range(len(fields) - len(kept)))}


def _scalar(value: Any) -> Any:
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, float):
        return float(value)
    number = int(value)
    return number if number.bit_length() < _MAX_BITS else hex(number)


def _fields(value: Any) -> Mapping[Any, Any] | None:
    """What has named parts, as a mapping; None where it has none."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, type):
        return None
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    for method in ("model_dump", "_asdict"):
        if callable(getattr(value, method, None)):
            found = getattr(value, method)()
            return found if isinstance(found, Mapping) else None
    return None


def _key(key: Any) -> str:
    return str(plain(key, 1))


def _name(value: Any) -> str:
    return type(value).__name__
