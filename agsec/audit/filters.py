"""Say which records are wanted, as a condition in SQL; and read the times that people give."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from typing import Any

from ..exceptions import AuditError
from .globs import sqlite_glob

EFFECTS = ("deny", "review", "allow", "unreadable")
_SAME = {"block": "deny", "blocked": "deny", "denied": "deny", "allowed": "allow", "reviewed": "review"}
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_AGO = re.compile(r"(?:\d+(?:\.\d+)?\s*[smhdw]\s*)+(?:ago)?", re.IGNORECASE)
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([smhdw])", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")

Moment = datetime | timedelta | str


@dataclass(frozen=True)
class Filter:
    """All that is given must hold. Times are as ``moment`` takes them; ``until`` is included, a whole day if a day.

    ``action`` may be a glob, ``text`` is looked for in what a record says, whatever its case.
    """

    action: str | None = None
    effect: str | None = None
    sid: str | None = None
    session: str | None = None
    host: str | None = None
    since: Moment | None = None
    until: Moment | None = None
    text: str | None = None

    def condition(self) -> tuple[str, list[Any]]:
        """A condition on ``records``, joined with ``texts``, and its parameters. Raises ``AuditError``."""
        terms, parameters = ["1"], []
        for term, value in self._terms():
            terms.append(term)
            parameters.extend(value)
        return " AND ".join(terms), parameters

    @property
    def reads_texts(self) -> bool:
        return bool(self.text)

    def _terms(self) -> list[tuple[str, list[Any]]]:
        found = [(f"{name} = ?", [str(getattr(self, name))]) for name in ("sid", "session", "host") if self._has(name)]
        if self.action is not None:
            found.append(_matching(self.action))
        if self.effect is not None:
            found.append(("effect = ?", [effect(self.effect)]))
        if self.since is not None:
            found.append(("time >= ?", [moment(self.since)]))
        if self.until is not None:
            found.append(("time <= ?", [_end(self.until)]))
        if self.text:
            found.append(_containing(self.text))
        return found

    def _has(self, name: str) -> bool:
        return getattr(self, name) is not None


def effect(given: str) -> str:
    """The effect in the language's words, whichever words it was given in. Raises ``AuditError``."""
    word = str(getattr(given, "value", given)).lower()
    word = _SAME.get(word, word)
    if word not in EFFECTS:
        raise AuditError(f"`{given}` is no effect", f"give one of {', '.join(EFFECTS)}, block")
    return word


def moment(given: Moment, now: datetime | None = None) -> str:
    """A time as records tell it: UTC with microseconds. Raises ``AuditError``.

    ``given`` is a ``datetime`` (a naive one is local), a ``timedelta`` ago, ISO 8601 text, or text such as `2h`,
    `1d 12h` or `90s ago`.
    """
    try:
        return _text(_moment(given, now or datetime.now(timezone.utc)))
    except OverflowError:
        raise AuditError(f"`{given}` is further away than time goes", "give one that is nearer") from None


def normalised(told: Any) -> str | None:
    """The time that a record tells, in that form; None where it tells none."""
    if type(told) is not str:
        return None
    if len(told) == 27 and told[10] == "T" and told[26] == "Z":
        return told
    try:
        return _text(_iso(told))
    except (ValueError, OverflowError):
        return None


def _moment(given: Moment, now: datetime) -> datetime:
    if isinstance(given, datetime):
        return given
    if isinstance(given, timedelta):
        return now - given
    text = given.strip()
    if _AGO.fullmatch(text):
        return now - timedelta(seconds=sum(float(n) * _UNITS[unit.lower()] for n, unit in _PART.findall(text)))
    try:
        return _iso(text)
    except ValueError:
        raise AuditError(f"`{given}` is no time", "give one such as 2h, 1d, 2026-01-31 or 2026-01-31T12:00") from None


def _iso(text: str) -> datetime:
    return datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith(("Z", "z")) else text)


def _text(when: datetime) -> str:
    return when.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def _end(given: Moment) -> str:
    if isinstance(given, str) and _DATE.fullmatch(given.strip()):
        return moment(datetime.combine(_iso(given.strip()).date(), time.max))
    return moment(given)


def _containing(text: str) -> tuple[str, list[Any]]:
    """The engine's own search rules most texts out, where it can, before any is parsed."""
    if not text.isascii():
        return "says(record, completion, ?)", [text]
    whole = "record || ifnull(completion, '')"
    spelled = json.dumps(text)[1:-1]
    # What is no ASCII, written out or escaped, may be the same text in another case: `ß` is `SS`.
    possible = f"(instr(lower({whole}), lower(?)) OR instr({whole}, '\\u') OR {whole} GLOB ?)"
    return f"{possible} AND says(record, completion, ?)", [spelled, "*[^\x01-\x7f]*", text]


def _matching(action: str) -> tuple[str, list[Any]]:
    return ("action GLOB ?", [sqlite_glob(action)]) if set(action) & set("*?[") else ("action = ?", [action])


def says(record: str, completion: str | None, text: str) -> bool:
    """Whether a value, not a key, in either JSON text holds ``text``, whatever its case."""
    wanted = text.casefold()
    left = [json.loads(part) for part in (record, completion) if part]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)
        elif wanted in (value if isinstance(value, str) else json.dumps(value)).casefold():
            return True
    return False
