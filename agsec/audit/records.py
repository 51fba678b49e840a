"""Audit records as they are kept: from a line of JSON to the columns that are searched, and back to what is shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from math import isfinite
from typing import Any, NamedTuple

from agsec_runtime.audit import HASH, TAIL, body
from agsec_runtime.redact import redact

from .filters import normalised
from .plain import plain_fields

NAMES = (
    *("id", "time", "host", "session", "cwd", "action", "params", "effect", "sid", "matched_by", "reason"),
    *("undecidable", "revision", "duration_us", "enforced"),
    *("outcome", "error", "result", "approved_by", "run_us", "completed"),
)
UNREADABLE = "unreadable"
COLUMNS = "seq, id, time, action, effect, sid, matched_by, host, session, duration_us, outcome, failed, line, digest"
APPROVED = "approved"  # by a person; what became of the action is still to come
OUTCOMES = ("succeeded", "failed", "aborted", "refused", APPROVED)
DEEPEST = 100  # levels, with room to spare: redaction cuts below its own sixth
_LARGEST = 2**63


class Line(NamedTuple):
    """A line of the log without its newline; ``end`` is where the next one begins, in bytes."""

    number: int
    text: bytes
    end: int


def spelled(fields: Mapping[str, Any]) -> str:
    """A record or a completion as redacted JSON text."""
    return body(plain_fields(fields))


def parsed(line: Line) -> tuple[dict[str, Any] | None, str]:
    """The object of a line, if it is a record or a completion, and its text."""
    text = line.text.decode("utf-8", "replace")
    try:
        fields = _decoder.decode(text)
    except (ValueError, RecursionError):
        return None, text
    told = type(fields) is dict and (type(fields.get("effect")) is str or type(fields.get("completes")) is str)
    return (fields, text) if told and not _is_too_deep(fields, text) else (None, text)


def _is_too_deep(fields: dict[str, Any], text: str) -> bool:
    """Whether it could be read here, and no more where the stack of Python is fuller: nobody writes such a record."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return False
    level: list[Any] = [fields]
    for _ in range(DEEPEST):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return False
    return True


def _inside(value: Any) -> Iterable[Any]:
    return value.values() if type(value) is dict else value if type(value) is list else ()


def unreadable(line: Line, text: str, what: str = "is damaged") -> dict[str, Any]:
    """What stands for a line that is no record, so that it does not vanish."""
    about = f"line {line.number} of the log {what}"
    return {"effect": UNREADABLE, "reason": about, "id": "", "time": "", "line": line.number, "text": redact(text)}


def digest(line: Line) -> bytes:
    """What tells a line from every other: its text, and its number too where no hash binds it to the one before."""
    tail = line.text[1 - TAIL :]
    if len(tail) == TAIL - 1 and tail.startswith(b',"hash":"') and tail.endswith(b'"}'):
        return blake2b(line.text, digest_size=16).digest()
    return blake2b(line.text, digest_size=16, salt=line.number.to_bytes(8, "little")).digest()


def stated_hash(text: bytes) -> str | None:
    """The hash that a line without its newline ends in; None where it is no whole record."""
    tail = text[1 - TAIL :]
    if len(tail) != TAIL - 1 or not tail.startswith(b',"hash":"') or not tail.endswith(b'"}'):
        return None
    return tail[9 : 9 + HASH].decode("ascii", "replace")


def columns(seq: int, fields: Mapping[str, Any], before: str, line: int | None, key: bytes | None) -> tuple[Any, ...]:
    """A row of ``records``. ``before`` is the time of the record before, for one that tells none."""
    names = ("action", "effect", "sid", "matched_by", "host", "session")
    action, effect, sid, matched_by, host, session = (column(fields.get(name)) for name in names)
    when = normalised(fields.get("time")) or before
    outcome, failed = column(fields.get("outcome")), fields.get("error") is not None
    number = column(fields.get("id")) or ""
    micros = _integer(fields.get("duration_us"))
    return (seq, number, when, action, effect, sid, matched_by, host, session, micros, outcome, failed, line, key)


def shown(record: str, completion: str | None) -> dict[str, Any]:
    """A record as programs get it: every name there, None where nothing is known."""
    fields: dict[str, Any] = {**dict.fromkeys(NAMES), **json.loads(record)}
    if completion is None:
        return fields
    told = json.loads(completion)
    for name in ("outcome", "error", "result", "approved_by"):
        fields[name] = told.get(name)
    return {**fields, "run_us": told.get("duration_us"), "completed": told.get("time")}


def column(value: Any) -> str | None:
    """As a column holds it: surrogates that JSON smuggles in are spelled out."""
    if value is None or (type(value) is str and value.isascii()):
        return value
    return str(value).encode("utf-8", "backslashreplace").decode()


def _finite(number: str) -> float:
    value = float(number)
    if not isfinite(value):
        raise ValueError(f"{number} is more than JSON can tell again")
    return value


_decoder = json.JSONDecoder(parse_constant=_finite, parse_float=_finite)


def _integer(value: Any) -> int | None:
    return value if type(value) is int and -_LARGEST <= value < _LARGEST else None
