"""Count by key and effect, exactly and in bounded memory, however many keys there are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

EFFECTS = ("deny", "review", "allow", "unreadable", "other")
LIMIT = 20_000  # keys that wait in memory before they are added to those in the file
_SCHEMA = """CREATE TABLE counts (
    name TEXT, key TEXT, deny INTEGER, review INTEGER, allow INTEGER, unreadable INTEGER, other INTEGER, about TEXT,
    PRIMARY KEY (name, key)) WITHOUT ROWID"""
_ADD = """INSERT INTO counts VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name, key) DO UPDATE SET
    deny = deny + excluded.deny, review = review + excluded.review, allow = allow + excluded.allow,
    unreadable = unreadable + excluded.unreadable, other = other + excluded.other"""
_SELECT = "SELECT key, deny, review, allow, unreadable, other, about FROM counts WHERE name = ?"
_TOTAL = "deny + review + allow + unreadable + other"


class Row(NamedTuple):
    """A key with its counts, in the order of ``EFFECTS``; ``about`` is what was said when it was first met."""

    key: str
    counts: tuple[int, ...]
    about: str

    @property
    def total(self) -> int:
        return sum(self.counts)


def scratch() -> sqlite3.Connection:
    """A database that SQLite keeps in memory while it is small, else in a file without a name. Close it."""
    connection = sqlite3.connect("", isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute(_SCHEMA)
    return connection


class Tally:
    """One set of counts; several may share a database. Keys hold no surrogates."""

    def __init__(self, database: sqlite3.Connection, name: str, limit: int = LIMIT) -> None:
        self._database = database
        self._name = name
        self._limit = limit
        self._waiting: dict[str, tuple[list[int], str]] = {}

    def add(self, key: str, effect: int, about: str = "") -> None:
        """Count one; ``effect`` is its place in ``EFFECTS``."""
        found = self._waiting.get(key)
        if found is None:
            if len(self._waiting) >= self._limit:
                self._settle()
            found = self._waiting[key] = [0] * len(EFFECTS), about
        found[0][effect] += 1

    def __len__(self) -> int:
        self._settle()
        query = "SELECT count(*) FROM counts WHERE name = ?"
        return int(self._database.execute(query, (self._name,)).fetchone()[0])

    def __contains__(self, key: str) -> bool:
        self._settle()
        query = "SELECT 1 FROM counts WHERE name = ? AND key = ?"
        return self._database.execute(query, (self._name, key)).fetchone() is not None

    def total(self) -> int:
        """How many were counted."""
        self._settle()
        query = f"SELECT ifnull(sum({_TOTAL}), 0) FROM counts WHERE name = ?"  # noqa: S608 - columns of our own
        return int(self._database.execute(query, (self._name,)).fetchone()[0])

    def top(self, most: int) -> list[Row]:
        """The most frequent ones; of equals, the lesser key first."""
        return list(self._rows(f"{_SELECT} ORDER BY {_TOTAL} DESC, key LIMIT ?", most))

    def ordered(self) -> Iterator[Row]:
        """All, by key."""
        return self._rows(f"{_SELECT} ORDER BY key")

    def _rows(self, query: str, *parameters: int) -> Iterator[Row]:
        self._settle()
        for key, *counts, about in self._database.execute(query, (self._name, *parameters)):
            yield Row(key, tuple(counts), about)

    def _settle(self) -> None:
        rows = ((self._name, key, *counts, about) for key, (counts, about) in self._waiting.items())
        self._database.executemany(_ADD, rows)
        self._waiting.clear()
