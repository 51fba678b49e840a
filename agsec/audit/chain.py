"""Verify the log: its chain of hashes, the head that tells how far it reached, and what the index remembers of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from agsec_runtime.audit import GENESIS, HASH, HEAD, TAIL, head_path, read_head

from ..exceptions import AuditError
from .database import Database
from .ingest import Progress
from .log import Log, opened
from .records import Line, digest, stated_hash

SHOWN = 100  # findings; the rest are counted
EVERY = 4_096  # lines between words about progress
_KEY = 16  # bytes
_GONE = "(line IS NULL AND digest IS NOT NULL) OR (completed_line IS NULL AND completed_digest IS NOT NULL)"


@dataclass(frozen=True)
class Finding:
    """One thing that is not as agsec left it. ``kind`` is for programs; ``line`` counts from 1."""

    kind: str  # broken | restarted | torn | damaged | cut | head | missing | changed
    message: str
    line: int | None = None
    id: str | None = None
    time: str | None = None


@dataclass(frozen=True)
class Verdict:
    """``head`` is the last record's hash, worth keeping elsewhere; ``findings`` are the first ones of ``count``."""

    lines: int
    head: str | None
    findings: tuple[Finding, ...]
    count: int
    notes: tuple[str, ...]

    @property
    def intact(self) -> bool:
        return not self.count


def verify(
    path: Path,
    index: Database | None = None,
    expected: str | None = None,
    head_required: bool = False,
    progress: Progress | None = None,
) -> Verdict:
    """Read the whole log once. ``expected`` is a head that was printed before. Raises ``AuditError``."""
    if expected is not None and (len(expected) != HASH or set(expected) - set("0123456789abcdef")):
        raise AuditError(f"`{expected}` is no head", f"it is the {HASH} digits that `agsec audit verify` prints")
    head = _Head.beside(path)  # Before the log is opened: what is written meanwhile may only be behind the head.
    memory = _Memory.of(index)
    walk = _Walk(head, memory, expected)
    with opened(path) as log:
        if log is not None:
            walk.through(log, progress)
    walk.conclude(head_required)
    return Verdict(walk.number, walk.last, tuple(walk.findings), walk.count, tuple(walk.notes))


class _Walk:
    """One way through the log, from its first line to its last."""

    def __init__(self, head: _Head, memory: _Memory, expected: str | None) -> None:
        self.findings: list[Finding] = []
        self.notes: list[str] = []
        self.count = self.number = self.size = 0
        self.last: str | None = None
        self._head, self._memory, self._expected = head, memory, expected
        self._previous = GENESIS
        self._expected_at: int | None = None

    def through(self, log: Log, progress: Progress | None) -> None:
        self.size = log.size
        line = None
        for line in log.lines():
            self._line(line)
            if progress and not line.number % EVERY:
                progress(line.end, log.size)
        if line is not None and log.read(log.size - 1, 1) != b"\n":
            self._tell("torn", line, "has no end: a writer was stopped in the middle of it, or its end was cut off")

    def conclude(self, head_required: bool) -> None:
        """What can be said only when all lines are known."""
        self._head.conclude(self.size, head_required, self.find)
        self._memory.conclude(self.number, self.find)
        if self._expected is not None and self._expected_at is None:
            self.find(Finding("cut", f"no record has the hash {self._expected}: the log was cut off or written anew"))
        elif self._expected_at is not None:
            self.notes.append(f"the head that was given is line {self._expected_at}; {self.number} lines in all")

    def find(self, finding: Finding) -> None:
        self.count += 1
        if len(self.findings) < SHOWN:
            self.findings.append(finding)

    def _line(self, line: Line) -> None:
        stated = stated_hash(line.text)
        if stated is None:
            self._not_whole(line)
        else:
            self._whole(line, stated)
        self._head.see(line, stated)
        self._memory.compare(line, self.find)
        self.number = line.number

    def _not_whole(self, line: Line) -> None:
        """The next writer begins a chain anew behind such a line, so it breaks off what vouched for all before it."""
        if line.text.startswith(b'{"v":'):
            about = "is torn: a writer was stopped in the middle of it, or somebody cut it to hide what stood before"
            self._tell("torn", line, about)
        else:
            self._tell("damaged", line, "is no record: it was put here or altered")
        self._previous = GENESIS

    def _whole(self, line: Line, stated: str) -> None:
        if chained(self._previous, line.text) != stated:
            if chained(GENESIS, line.text) == stated:
                self._tell("restarted", line, "begins the chain anew: what stood before was deleted or replaced")
            elif line.number == 1:
                self._tell("broken", line, "does not begin the chain: it was altered, or what stood before was deleted")
            else:
                about = "does not follow from the line before: one of them was altered, deleted, put in or moved"
                self._tell("broken", line, about)
        self._previous = self.last = stated
        if stated == self._expected:
            self._expected_at = line.number

    def _tell(self, kind: str, line: Line, about: str) -> None:
        fields = _fields(line)
        self.find(Finding(kind, f"line {line.number} {about}", line.number, fields.get("id"), fields.get("time")))


class _Head:
    """The file beside the log that tells how far it reached."""

    def __init__(self, path: Path, raw: bytes | None) -> None:
        self._path = path
        self._raw = raw
        self._told = None if raw is None else read_head(raw)
        self._seen: str | None = None
        self._since_line: int | None = None

    @classmethod
    def beside(cls, log: Path) -> _Head:
        path = Path(head_path(str(log)))
        try:
            with path.open("rb") as stream:
                return cls(path, stream.read(HEAD))
        except FileNotFoundError:
            return cls(path, None)
        except OSError as error:
            raise AuditError(f"{path} cannot be read: {error.strerror}", "check what stands there") from error

    def see(self, line: Line, stated: str | None) -> None:
        if self._told is None:
            return
        size, _, since, _ = self._told
        if line.end == size:
            self._seen = stated
        if line.end <= since:
            self._since_line = line.number

    def conclude(self, size: int, required: bool, find: Callable[[Finding], None]) -> None:
        if self._told is not None:
            self._compare(size, self._told, find)
        elif self._raw is not None:
            find(Finding("head", f"{self._path} is damaged, so nothing tells whether the log's end was cut off"))
        elif required and size:
            find(Finding("head", f"{self._path} is missing, so nothing tells whether the log's end was cut off"))

    def _compare(self, size: int, told: tuple[int, str, int, int], find: Callable[[Finding], None]) -> None:
        reached, stated, since, lost = told
        if reached > size:
            find(Finding("cut", f"the log was shortened: it is {size:,} bytes long, and was {reached:,}"))
        elif self._seen != stated:
            find(Finding("cut", f"no record with the hash {stated} ends at byte {reached:,}: the end was written anew"))
        behind = f"behind line {self._since_line or 0}"
        if lost:
            find(Finding("cut", f"{behind} the log was cut off or written anew: it had been {lost:,} bytes long"))
        elif since:
            find(Finding("head", f"{behind} the head was begun anew: it had been removed or damaged"))


class _Memory:
    """What each line of the log was when the index took it in."""

    def __init__(self, index: Database | None, keys: bytearray) -> None:
        self._index = index
        self._keys = keys
        self._changed = False

    @classmethod
    def of(cls, index: Database | None) -> _Memory:
        keys = bytearray()
        if index is not None:
            [(lines,)] = index.rows("SELECT ifnull(max(lines), 0) FROM log")
            keys = bytearray(lines * _KEY)
            for line, key in index.each(
                "SELECT line, digest FROM records WHERE line BETWEEN 1 AND ?1 "
                "UNION ALL SELECT completed_line, completed_digest FROM records WHERE completed_line BETWEEN 1 AND ?1",
                (lines,),
            ):
                keys[(line - 1) * _KEY : line * _KEY] = key
        return cls(index, keys)

    def compare(self, line: Line, find: Callable[[Finding], None]) -> None:
        """Tell the first line that is another one now; those behind it would only repeat that."""
        known = self._keys[(line.number - 1) * _KEY : line.number * _KEY]
        if not self._changed and any(known) and known != digest(line):
            self._changed = True
            number, when = self._record(line.number)
            about = f"line {line.number} is not what the index remembers: {_named(number, when)}"
            find(Finding("changed", about, line.number, number, when))

    def conclude(self, lines: int, find: Callable[[Finding], None]) -> None:
        if self._index is None:
            return
        known = len(self._keys) // _KEY
        if known > lines:
            number, when = self._record(lines + 1)
            about = f"the log was shortened: it has {lines:,} lines, and the index remembers {known:,}"
            find(Finding("cut", f"{about}; the first of these was {_named(number, when)}", lines + 1, number, when))
        [(count, first)] = self._index.rows(f"SELECT count(*), min(seq) FROM records WHERE {_GONE}")
        if count:
            [(number, when)] = self._index.rows("SELECT id, time FROM records WHERE seq = ?", (first,))
            about = f"{count:,} of the records that the index remembers are no longer in the log"
            find(Finding("missing", f"{about}; the first is {_named(number, when)}", None, number, when))

    def _record(self, line: int) -> tuple[str | None, str | None]:
        query = "SELECT id, time FROM records WHERE line = ?1 OR completed_line = ?1"
        rows = self._index.rows(query, (line,)) if self._index else []
        return rows[0] if rows else (None, None)


def chained(previous: str, text: bytes) -> str:
    """The hash that a line without its newline must end in."""
    return blake2b(previous.encode() + text[: 1 - TAIL], digest_size=HASH // 2).hexdigest()


def _fields(line: Line) -> dict[str, Any]:
    try:
        fields = json.loads(line.text)
    except (ValueError, RecursionError):
        return {}
    found = fields if isinstance(fields, dict) else {}
    return {name: str(found[name]) for name in ("id", "time") if found.get(name)}


def _named(number: str | None, when: str | None) -> str:
    return f"record {number or '(unreadable)'} of {when or 'an unknown time'}"
