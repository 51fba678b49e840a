"""Open an SQLite file as an audit store: private, shared safely by threads and processes, and never overwritten."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..exceptions import AuditError
from .filters import says
from .forks import join, opening

VERSION = 1  # of the schema
APPLICATION = 0x61677365  # "agse": tells our databases from others'
DATABASE = "audit.db"  # of the index beside the hooks' log
PATIENCE = 60.0  # seconds to wait for another writer
MEMORY, SCRATCH = ":memory:", ""  # SQLite's names for a database in memory, and one in a file of its own that vanishes
COMPANIONS = ("", "-wal", "-shm", "-journal")
SCHEMA = (
    """CREATE TABLE records (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL, time TEXT NOT NULL, action TEXT, effect TEXT NOT NULL, sid TEXT,
        matched_by TEXT, host TEXT, session TEXT, duration_us INTEGER, outcome TEXT, failed INTEGER NOT NULL,
        line INTEGER, digest BLOB, completed_line INTEGER, completed_digest BLOB)""",
    "CREATE TABLE texts (seq INTEGER PRIMARY KEY, record TEXT NOT NULL, completion TEXT)",
    """CREATE TABLE log (
        one INTEGER PRIMARY KEY CHECK (one = 1), inode INTEGER NOT NULL, offset INTEGER NOT NULL,
        lines INTEGER NOT NULL, before BLOB NOT NULL, time TEXT NOT NULL, torn BLOB NOT NULL)""",
)
# Made when they are first needed: a log that hooks only append to never needs them, and each line would pay for them.
BY_ID = "CREATE INDEX IF NOT EXISTS records_by_id ON records (id)"
BY_DIGEST = "CREATE INDEX IF NOT EXISTS records_by_digest ON records (digest)"


class Database:
    """One connection, which any number of threads may use, one after the other.

    Raises ``AuditError`` wherever the file cannot be used; a file that is no store of ours is left as it is.
    """

    def __init__(self, path: str, help: str | None = None) -> None:
        self.path = path
        self._help = help
        self._lock = threading.RLock()
        self._process = os.getpid()
        self._parted = False
        with opening:
            self._connection: sqlite3.Connection | None = self._opened()
            join(self)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write under the file's lock; all of it counts, or nothing."""
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def rows(self, query: str, parameters: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of an answer at once."""
        with self._connected() as connection:
            return connection.execute(query, tuple(parameters)).fetchall()

    def each(self, query: str, parameters: Iterable[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """One row after the other, for answers too long to hold; the connection is taken until the last."""
        with self._connected() as connection:
            yield from connection.execute(query, tuple(parameters))

    def close(self) -> None:
        with self._lock:
            self._parted = False
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def part(self) -> None:
        """Before a fork: nobody is inside, and the file is closed. What is in memory goes into the child as a copy."""
        self._lock.acquire()
        if self._connection is not None and self.path not in (MEMORY, SCRATCH):
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection, self._parted = None, True

    def rejoin(self) -> None:
        self._lock.release()

    @contextlib.contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._told():
            if self._parted:
                self._connection, self._parted = self._opened(), False
            if self._connection is None:
                raise AuditError("the audit store is closed", "open another one")
            if self.path == SCRATCH and self._process != os.getpid():
                raise AuditError("the temporary index belongs to the process that made it", "open another store")
            yield self._connection

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, OverflowError, UnicodeError) as error:
            raise self._failure(error) from error

    def _failure(self, error: Exception) -> AuditError:
        name = self.path or "the temporary index"
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, _PASSING):
            remedy = self._help or "move it away, or name another file; a new one is then begun"
            return AuditError(f"{name} is damaged, or no audit store: {error}; it is left as it is", remedy)
        return AuditError(
            f"the audit store {name} cannot be used: {error}", "check the file, its directory and the disk"
        )

    def _opened(self) -> sqlite3.Connection:
        with self._told():
            if self.path not in (MEMORY, SCRATCH):
                _prepare(Path(self.path))
            connection = sqlite3.connect(
                self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False, cached_statements=64
            )
            try:
                self._set_up(connection)
            except BaseException:
                connection.close()
                raise
            return connection

    def _set_up(self, connection: sqlite3.Connection) -> None:
        self._refuse_what_is_not_ours(connection)  # Before anything is written into it, journal mode included.
        _use_wal(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -65536")
        connection.create_function("says", 3, says, deterministic=True)
        connection.execute("BEGIN IMMEDIATE")
        if not _number(connection, "user_version"):
            for statement in SCHEMA:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.commit()

    def _refuse_what_is_not_ours(self, connection: sqlite3.Connection) -> None:
        version, owner = _number(connection, "user_version"), _number(connection, "application_id")
        empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if owner != APPLICATION and not (empty and owner == version == 0):
            raise AuditError(f"{self.path} is another program's database; it is left as it is", "name another file")
        if version > VERSION:
            message = f"{self.path} was written by a newer agsec (schema {version}; this one knows {VERSION})"
            raise AuditError(message, "use that agsec, or name another file")


_PASSING = (sqlite3.OperationalError, sqlite3.IntegrityError, sqlite3.ProgrammingError)


def _prepare(path: Path) -> None:
    """Make the file for nobody else to read, before SQLite would make it with other permissions.

    A link is refused, here and in place of the files that SQLite puts beside it: whoever can plant one would choose
    where records go. An existing file is only looked at: opening and closing it would drop locks that SQLite holds.
    """
    for companion in COMPANIONS:
        _refuse_unless_regular(path.with_name(path.name + companion))
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        remedy = "make its directory first" if isinstance(error, FileNotFoundError) else "check its directory"
        raise AuditError(f"{path} cannot be made: {error.strerror}", remedy) from error


def _refuse_unless_regular(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise AuditError(f"{path} cannot be used: {error.strerror}", "name another file") from error
    if not stat.S_ISREG(mode):
        what = "a link" if stat.S_ISLNK(mode) else "no regular file"
        raise AuditError(f"{path} is {what}, and records are not written through it", "name the file itself")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Readers then never wait for a writer. Where it cannot be had, SQLite keeps to its rollback journal."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:  # Two that switch at once are not made to wait for one another.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.005)


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    value: int = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
    return value
