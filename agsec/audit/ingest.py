"""Take the hooks' log into the database: what is new since last time, or all of it where the log is another one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from agsec_runtime.jsontext import dumps

from .database import BY_DIGEST, BY_ID, Database
from .filters import normalised
from .log import Log, opened
from .records import APPROVED, COLUMNS, Line, column, columns, digest, parsed, unreadable

BATCH = 25_000  # lines in one transaction
BATCH_BYTES = 16 << 20

Progress = Callable[[int, int], None]  # bytes taken in, of how many


class State(NamedTuple):
    """How far the log was taken in, and how to tell whether it is still that log."""

    inode: int
    offset: int
    lines: int
    before: bytes
    time: str  # of the last record, for a line that tells none
    torn: bytes  # the digest of a last line that has no end yet, and is in already


_NOTHING = State(0, 0, 0, b"", "", b"")


class _Row(NamedTuple):
    line: Line
    key: bytes
    fields: dict[str, Any]
    text: str


def ingest(database: Database, path: Path, progress: Progress | None = None) -> None:
    """Raises ``AuditError``. Several processes may do it at once: each batch begins where the last one ended."""
    with opened(path) as log:
        if log is None:
            _forget(database)
            return
        while _ingest_batch(database, log, progress):
            pass


def _forget(database: Database) -> None:
    """The log is gone. What it held stays, marked as no longer in it."""
    if _state(database.rows).offset:
        with database.transaction() as connection:
            _reset(connection)


def _ingest_batch(database: Database, log: Log, progress: Progress | None) -> bool:
    """Whether there may be more."""
    state = _state(database.rows)
    if _continues(state, log) and state.offset >= log.size:
        return False
    with database.transaction() as connection:
        state = _state(lambda query: connection.execute(query).fetchall())
        if not _continues(state, log):
            _reset(connection)
            state = _NOTHING
        taken = list(_some(log.lines(state.offset, state.lines)))
        if not taken:
            return False
        before = _store(connection, taken, state)
        reached = _reached(taken, log, state)._replace(inode=log.inode, time=before)
        connection.execute("INSERT OR REPLACE INTO log VALUES (1, ?, ?, ?, ?, ?, ?)", reached)
    if progress:
        progress(reached.offset, log.size)
    return not reached.torn


def _state(rows: Callable[[str], list[tuple[Any, ...]]]) -> State:
    found = rows("SELECT inode, offset, lines, before, time, torn FROM log")
    return State(*found[0]) if found else _NOTHING


def _continues(state: State, log: Log) -> bool:
    """Whether what was taken in still stands at the beginning of the log, as far as its inode and its end tell."""
    if not state.offset:
        return True
    return state.inode == log.inode and state.before == log.before(state.offset)


def _some(lines: Iterator[Line]) -> Iterator[Line]:
    size = 0
    for line in islice(lines, BATCH):
        yield line
        size += len(line.text)
        if size > BATCH_BYTES:
            return


def _reset(connection: sqlite3.Connection) -> None:
    connection.execute(BY_DIGEST)
    connection.execute("UPDATE records SET line = NULL, completed_line = NULL")
    connection.execute("DELETE FROM log")


def _reached(taken: list[Line], log: Log, state: State) -> State:
    """Behind the last line that a newline ends; one without is looked at again when it has grown."""
    last = taken[-1]
    if log.read(last.end - 1, 1) == b"\n":
        return State(0, last.end, last.number, log.before(last.end), "", b"")
    if len(taken) == 1:
        return state._replace(torn=digest(last))
    return State(0, taken[-2].end, taken[-2].number, log.before(taken[-2].end), "", digest(last))


def _store(connection: sqlite3.Connection, taken: list[Line], state: State) -> str:
    """Keep what the lines say; the time of the last record."""
    records, completions = [], []
    for line in taken:
        if not line.text.strip():
            continue
        fields, text = parsed(line)
        if fields is not None and "completes" in fields:
            completions.append(_Row(line, digest(line), fields, text))
        elif fields is not None:
            records.append(_Row(line, digest(line), fields, text))
        else:
            records.append(_damaged(line, text))
    before = _insert(connection, records, state.time, state.torn)
    if completions:
        connection.execute(BY_ID)
    orphans = [row for row in completions if not _complete(connection, row)]
    return _insert(connection, [_orphan(row) for row in orphans], before, state.torn)


def _damaged(line: Line, text: str, what: str = "is damaged") -> _Row:
    fields = unreadable(line, text, what)
    return _Row(line, digest(line), fields, dumps(fields))


def _orphan(row: _Row) -> _Row:
    return _damaged(row.line, row.text, "tells what became of an action that has no record, or a second time")


def _insert(connection: sqlite3.Connection, rows: list[_Row], before: str, torn: bytes) -> str:
    known = _known(connection, rows)
    known.setdefault(torn, []).append(0)  # There is no row 0: that line is in, and marked as what it is.
    seq = connection.execute("SELECT ifnull(max(seq), 0) FROM records").fetchone()[0]
    wide, texts, again = [], [], []
    for row in rows:
        if known.get(row.key):
            again.append((row.line.number, known[row.key].pop(0)))
            before = normalised(row.fields.get("time")) or before
            continue
        seq += 1
        wide.append(columns(seq, row.fields, before, row.line.number, row.key))
        texts.append((seq, row.text))
        before = wide[-1][2]
    marks = ", ".join("?" * (COLUMNS.count(",") + 1))
    connection.executemany(f"INSERT INTO records ({COLUMNS}) VALUES ({marks})", wide)
    connection.executemany("INSERT INTO texts (seq, record) VALUES (?, ?)", texts)
    connection.executemany("UPDATE records SET line = ? WHERE seq = ?", again)
    return before


def _known(connection: sqlite3.Connection, rows: list[_Row]) -> dict[bytes, list[int]]:
    """Where these lines are in already, from a log that was moved, cut or replaced."""
    known: dict[bytes, list[int]] = {}
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'records_by_digest'").fetchone():
        return known
    keys = iter(dict.fromkeys(row.key for row in rows))
    while some := list(islice(keys, 500)):
        marks = ", ".join("?" * len(some))
        query = f"SELECT digest, seq FROM records WHERE digest IN ({marks}) AND line IS NULL ORDER BY seq"
        for key, seq in connection.execute(query, some):
            known.setdefault(key, []).append(seq)
    return known


def _complete(connection: sqlite3.Connection, row: _Row) -> bool:
    """Merge a completion into its record; False where there is none, or one that another completed before."""
    columns = "seq, completed_digest, outcome"
    query = f"SELECT {columns} FROM records WHERE id = ? ORDER BY completed_digest IS NOT ?, seq DESC"
    for seq, completed, outcome in connection.execute(query, (column(row.fields["completes"]), row.key)).fetchall():
        if row.fields.get("outcome") == APPROVED and (completed is not None or outcome is not None):
            return True  # Taken in anew, or come late: what became of the action says more.
        if completed is None or completed == row.key or outcome == APPROVED:
            keep_completion(connection, seq, row.fields, row.text, row.line.number, row.key)
            return True
    return False


def keep_completion(
    connection: sqlite3.Connection,
    seq: int,
    fields: dict[str, Any],
    text: str,
    line: int | None = None,
    key: bytes | None = None,
) -> None:
    outcome, failed = column(fields.get("outcome")), fields.get("error") is not None
    query = "UPDATE records SET outcome = ?, failed = ?, completed_line = ?, completed_digest = ? WHERE seq = ?"
    connection.execute(query, (outcome, failed, line, key, seq))
    connection.execute("UPDATE texts SET completion = ? WHERE seq = ?", (text, seq))
