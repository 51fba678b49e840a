"""Keep audit records and find them again: in an SQLite file of one's own, or in the log that the hooks write."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from agsec_runtime import audit as runtime

from ..exceptions import AuditError
from . import chain, entries, export, log, summary
from .database import BY_ID, DATABASE, MEMORY, SCRATCH, Database
from .filters import Filter, Moment
from .ingest import Progress, ingest, keep_completion
from .records import APPROVED, COLUMNS, columns, shown, spelled

if TYPE_CHECKING:
    from ..results import ActionExecutionResult

PAGE = 1_000  # records read at once
_MARKS = ", ".join("?" * (COLUMNS.count(",") + 1))


class AuditStore:
    """Records of what was decided, and of what became of it. Safe to share between threads and between processes.

    ``AuditStore("./audit.db")`` is that SQLite file alone, ``AuditStore()`` is in memory, and
    ``AuditStore.machine()`` is the log of this person's hooks with an index beside it. Secrets are masked when a record
    is written. Every method raises ``AuditError`` where the store cannot be used.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        if path is not None and not os.fspath(path):
            raise AuditError("the path of an audit store is empty", "leave it out for one in memory")
        self._database = Database(MEMORY if path is None else os.fspath(path))
        self._log: Path | None = None
        self._progress: Progress | None = None

    @classmethod
    def machine(cls, state: Path | None = None, progress: Progress | None = None) -> AuditStore:
        """The log of this person's hooks. What is written here goes into the log, into the same chain of hashes.

        ``state`` is another state directory than the person's; ``progress`` is told the bytes taken in, of how many.
        """
        from ..state import audit_log

        path = audit_log(state)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise AuditError(f"{path.parent} cannot be made: {error.strerror}", "check what stands there") from error
        remedy = f"remove it: it is an index, made again from {path}; only what older logs left in it is lost"
        return cls._of_log(Database(str(path.with_name(DATABASE)), remedy), path, progress)

    @classmethod
    def of_log(cls, path: Path, progress: Progress | None = None) -> AuditStore:
        """Any log that hooks wrote, by way of an index that is gone when the store is closed."""
        return cls._of_log(Database(SCRATCH), path, progress)

    @classmethod
    def _of_log(cls, database: Database, path: Path, progress: Progress | None) -> AuditStore:
        store = cls.__new__(cls)
        store._database, store._log, store._progress = database, path, progress
        try:
            store._take_in()
        except BaseException:
            store.close()
            raise
        return store

    def __enter__(self) -> AuditStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file. May be called twice."""
        self._database.close()

    # -- write

    def append(self, record: Mapping[str, Any]) -> str:
        """Keep a record with the fields of ``agsec_runtime.audit.record``; its id. Raises ``AuditError``."""
        fields = entries.entry(record)
        if self._log is not None:
            log.append(self._log, fields)
        else:
            self._insert(fields)
        return str(fields["id"])

    def complete(
        self,
        id: str,
        *,
        outcome: str,
        error: str | None = None,
        result: Any = None,
        approved_by: str | None = None,
        duration_us: int | None = None,
    ) -> None:
        """Say what became of the action whose record is ``id``; ``outcome`` is one of ``records.OUTCOMES``.

        The first word counts, ``approved`` aside: a record that is completed stays as it is. In a file or in memory, a
        second one and an unknown id raise ``AuditError``; the log takes a line without looking, and shows it as
        unreadable later.
        """
        fields = entries.completion(
            id, outcome, {"error": error, "result": result, "approved_by": approved_by}, duration_us
        )
        if self._log is not None:
            log.append(self._log, fields)
        else:
            self._complete(id, fields)

    def log_execution(
        self, execution: ActionExecutionResult, context: Mapping[str, Any] | None = None, error: str | None = None
    ) -> str:
        """Keep a decision together with what became of it, as one record; its id.

        For programs that log themselves. ``context`` may hold ``host``, ``session_id`` and ``cwd``; ``error`` is what
        the action raised.
        """
        return self.append(entries.execution_record(execution, context or {}, error))

    def _insert(self, fields: dict[str, Any]) -> None:
        text = spelled(fields)
        with self._database.transaction() as connection:
            connection.execute(BY_ID)
            if connection.execute("SELECT 1 FROM records WHERE id = ?", (str(fields["id"]),)).fetchone():
                raise AuditError(f"there is a record `{fields['id']}` already", "give each record an id of its own")
            seq = connection.execute("SELECT ifnull(max(seq), 0) FROM records").fetchone()[0]
            row = columns(seq + 1, fields, runtime.utc(time.time()), None, None)
            connection.execute(f"INSERT INTO records ({COLUMNS}) VALUES ({_MARKS})", row)
            connection.execute("INSERT INTO texts (seq, record) VALUES (?, ?)", (seq + 1, text))

    def _complete(self, id: str, fields: dict[str, Any]) -> None:
        with self._database.transaction() as connection:
            found = connection.execute("SELECT seq, outcome FROM records WHERE id = ?", (id,)).fetchone()
            if found is None:
                raise AuditError(f"there is no record `{id}`", "complete the id that `append` gave")
            if found[1] not in (None, APPROVED):
                raise AuditError(f"the record `{id}` is completed already: {found[1]}", "the first word counts")
            keep_completion(connection, found[0], fields, spelled(fields))

    # -- read

    def get_executions(
        self,
        action: str | None = None,
        effect: str | None = None,
        sid: str | None = None,
        session: str | None = None,
        host: str | None = None,
        since: Moment | None = None,
        until: Moment | None = None,
        text: str | None = None,
        limit: int | None = 100,
        offset: int = 0,
    ) -> list[dict[str, Any]]:
        """Records, newest first; ``limit=None`` gives all. What the filters mean is told by ``Filter``."""
        wanted = Filter(action, effect, sid, session, host, since, until, text)
        return self.select(wanted, limit, offset)

    def select(self, wanted: Filter, limit: int | None = None, offset: int = 0) -> list[dict[str, Any]]:
        """The records that a filter wants, newest first."""
        if offset < 0 or (limit is not None and limit < 0):
            raise AuditError("`limit` and `offset` cannot be negative", "leave `limit=None` for all records")
        self._take_in()
        query, parameters = _query(wanted, "DESC")
        rows = self._database.rows(f"{query} LIMIT ? OFFSET ?", [*parameters, -1 if limit is None else limit, offset])
        return [shown(record, completion) for _, record, completion in rows]

    def iterate(self, **filters: Any) -> Iterator[dict[str, Any]]:
        """Records, newest first, in constant memory. Takes the filters of ``get_executions``."""
        self._take_in()
        return (record for _, record in self._paged(Filter(**filters), "DESC"))

    def numbered(self, wanted: Filter, count: int) -> list[tuple[int, dict[str, Any]]]:
        """The newest records that a filter wants, oldest first, each with its place. Raises ``AuditError``."""
        self._take_in()
        return list(islice(self._paged(wanted, "DESC"), count))[::-1]

    def since(self, seq: int, wanted: Filter) -> list[tuple[int, dict[str, Any]]]:
        """What came after the place ``seq``, oldest first, each with its own place. Raises ``AuditError``."""
        self._take_in()
        return list(self._paged(wanted, "ASC", seq))

    def place(self) -> int:
        """The place of the newest record; 0 where there is none."""
        [(seq,)] = self._database.rows("SELECT ifnull(max(seq), 0) FROM records")
        return int(seq)

    def get_execution(self, id: str) -> dict[str, Any] | None:
        """The record with this id, or the only one whose id begins so; None where there is none.

        Raises ``AuditError`` where several begin so.
        """
        self._take_in()
        if not id:
            return None
        rows = self._database.rows(
            "SELECT id, record, completion FROM records JOIN texts USING (seq) WHERE id >= ? AND id < ? "
            "ORDER BY id <> ?, seq DESC LIMIT 20",
            (id, id + "\U0010ffff", id),
        )
        if rows and rows[0][0] != id and len({row[0] for row in rows}) > 1:
            several = ", ".join(sorted({row[0] for row in rows}))
            raise AuditError(f"several ids begin with `{id}`: {several}", "give more of it")
        return shown(*rows[0][1:]) if rows else None

    def get_execution_stats(self) -> dict[str, int]:
        """How many records there are, by effect, and how many actions failed. Damaged lines count in the total only."""
        self._take_in()
        counts = dict(self._database.rows("SELECT effect, count(*) FROM records GROUP BY effect"))
        [(errors,)] = self._database.rows("SELECT count(*) FROM records WHERE failed")
        names = {"allowed": "allow", "blocked": "deny", "reviewed": "review"}
        told = {name: counts.get(effect, 0) for name, effect in names.items()}
        return {"total_executions": sum(counts.values()), **told, "errors": errors}

    def stats(self, wanted: Filter) -> summary.Stats:
        """What `agsec audit --stats` sums up."""
        self._take_in()
        return summary.stats(self._database, wanted)

    def verify(self, head: str | None = None) -> chain.Verdict:
        """Check the log's chain of hashes, its head, and what the index remembers; ``head`` is one printed before."""
        if self._log is None:
            raise AuditError("only a log of hooks is chained, and this store is none", "use `AuditStore.machine()`")
        self._take_in()
        of_machine = self._database.path != SCRATCH
        index = self._database if of_machine else None
        return chain.verify(self._log, index, head, of_machine, self._progress)

    # -- export

    def export_to_json(self, path: str | os.PathLike[str], **filters: Any) -> int:
        """All records, oldest first, as ``{"version": 1, "records": [...]}``; how many. Atomic."""
        return export.to_file(Path(path), "json", self.oldest_first(Filter(**filters)))

    def export_to_jsonl(self, path: str | os.PathLike[str], **filters: Any) -> int:
        """The same, a record a line."""
        return export.to_file(Path(path), "jsonl", self.oldest_first(Filter(**filters)))

    def export_to_csv(self, path: str | os.PathLike[str], **filters: Any) -> int:
        """The same as a table; no cell is taken for a formula."""
        return export.to_file(Path(path), "csv", self.oldest_first(Filter(**filters)))

    def oldest_first(self, wanted: Filter) -> Iterator[dict[str, Any]]:
        """The records that a filter wants, oldest first, in constant memory."""
        self._take_in()
        return (record for _, record in self._paged(wanted, "ASC"))

    def _take_in(self) -> None:
        if self._log is not None:
            ingest(self._database, self._log, self._progress)

    def _paged(self, wanted: Filter, order: str, after: int | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
        """In pages, each beginning behind the last one, so that no cursor stays open between them."""
        beyond = "<" if order == "DESC" else ">"
        last = after if after is not None else (1 << 62 if order == "DESC" else -1)
        while True:
            query, parameters = _query(wanted, order, f"seq {beyond} ?")
            rows = self._database.rows(f"{query} LIMIT ?", [last, *parameters, PAGE])
            for seq, record, completion in rows:
                yield seq, shown(record, completion)
            if len(rows) < PAGE:
                return
            last = rows[-1][0]


def _query(wanted: Filter, order: str, beyond: str = "1") -> tuple[str, list[Any]]:
    """The places are found first, in the narrow table, and texts are read for those alone."""
    condition, parameters = wanted.condition()
    joined = "records JOIN texts USING (seq)"
    query = f"SELECT seq, record, completion FROM {joined} WHERE {beyond} AND {condition} ORDER BY seq {order}"
    return query, parameters
