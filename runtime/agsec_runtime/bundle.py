"""Read a bundle: check its header, then look up only what a request needs."""

from __future__ import annotations

from _blake2 import blake2b

from . import abi
from .globs import matches_tokens
from .msgpack import MsgpackError, unpack
from .pages import BundleError, Pages
from .system import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .msgpack import Later
    from .pages import Read

    # Ordinal, action globs still to be tested, condition (see `Bundle.opened`), facts that it needs, hints (see `abi`).
    Row = list[Any]
    Rows = list[Row]
    Index = list[Any]  # number, kind, opcode, root, steps, folds, detail; see `abi`

    Table = Callable[[], bytes]  # stands in a condition for what is read when it is first needed
    Ranks = tuple[Rows, Rows, Rows, Any]  # deny, review, allow; (bucket key, its indexes) that may have more of each

MEMO = 100_000  # rows remembered; action names come from the agent, so the memo must not grow with them


class Bundle:
    """A verified bundle, opened for deciding. Safe to share between threads: it never changes what it answers."""

    __slots__ = (
        *("_blocks", "_buckets", "_memo", "_memo_rows", "_pages"),
        *("asked", "default", "header", "narrowed", "repeated", "revision", "statements"),
    )

    def __init__(self, read: Read, size: int) -> None:
        self.header = _checked_header(read(0, abi.HEADER))
        self.revision = _revision(self.header)
        self.default = self._number(abi.AT_DEFAULT)
        self.statements = self._number(abi.AT_STATEMENTS)
        self._pages = Pages(read, self._number(abi.AT_DATA_LENGTH), self._field(abi.AT_ROOT))
        if self._pages.depth != self._number(abi.AT_LEVELS) or self.default not in (abi.DENY, abi.ALLOW):
            raise BundleError("the bundle's header contradicts itself")
        if size != self._pages.end:
            raise BundleError(f"the bundle is {size} bytes long; its header says {self._pages.end}")
        self._blocks: dict[int, list[dict[str, Any]]] = {}
        self._buckets: dict[str, Ranks] = {}
        self._memo: dict[str, Ranks] = {}
        self._memo_rows = 0
        self.asked = 0  # requests, as far as `evaluator` counts them
        self.repeated: Any = None  # what it then prepares
        self.narrowed: Any = None  # what `index` remembers, once a request met a bucket with indexes

    def manifest(self) -> dict[str, Any]:
        """Sources with their digests, compiler version, default, counts."""
        value = _unpack(self._pages.get(0, self._number(abi.AT_MANIFEST_LENGTH)))
        if type(value) is not dict:
            raise BundleError("the bundle's manifest is malformed")
        return value

    def verify(self) -> None:
        """Check every page and that the manifest reads. Raises ``BundleError``."""
        self._pages.verify()
        self.manifest()

    def lookup(self, key: str) -> Any:
        """The record under ``key``, or None where there is verifiably none. Raises ``BundleError``."""
        slots = self._number(abi.AT_SLOTS)
        if slots < 2 or slots & (slots - 1):
            raise BundleError("the bundle's index is malformed")
        index = self._number(abi.AT_INDEX)
        wanted = key_hash(key)
        place = int.from_bytes(wanted, "little")
        for probe in range(slots):
            slot = self._pages.get(index + (place + probe & slots - 1) * abi.SLOT, abi.SLOT)
            length = int.from_bytes(slot[14:20], "little")
            if not length:
                return None
            if slot[0:8] == wanted:
                record = _unpack(self._pages.get(int.from_bytes(slot[8:14], "little"), length))
                if type(record) is not list or len(record) != 2 or record[1] is None:
                    raise BundleError("a record of the bundle is malformed")
                if record[0] == key:
                    return record[1]
        raise BundleError("the bundle's index is full")

    def candidates(self, action: str) -> Ranks:
        """The statements whose action patterns match ``action``: by rank, each rank in file order.

        Behind the ranks stand the buckets that have more of them in indexes: see ``index.narrowed``.
        """
        ranks = self._memo.get(action)
        if ranks is None:
            ranks = self._candidates(action)
            self._remember(action, ranks)
        return ranks

    def statement(self, ordinal: int) -> dict[str, Any]:
        """What is shown of a statement: ``sid``, ``reason``, ``suggestion``, ``file``, ``line``."""
        block, place = divmod(ordinal, abi.BLOCK)
        rows = self._blocks.get(block)
        if rows is None:
            columns = self.lookup(f"{abi.KEY_STATEMENTS}{block}")
            if columns is None:
                raise BundleError("the bundle does not know a statement of its own")
            rows = self._blocks[block] = [_shown(row) for row in zip(*columns)]
        return rows[place]

    def opened(self, row: Row) -> list[Any]:
        """A row's condition, unpacked when it is first asked about, which most never are. Raises ``BundleError``."""
        condition = row[2]
        if type(condition) is bytes:  # Read once: another thread may unpack it meanwhile.
            condition = row[2] = _unpack(condition, self._later)
        opened: list[Any] = condition
        return opened

    def hints(self, row: Row) -> list[list[Any]]:
        """A row's hints, unpacked when they are first asked for. Raises ``BundleError``."""
        hints = row[4]
        if type(hints) is bytes:
            hints = row[4] = _unpack(hints)
        found: list[list[Any]] = hints
        return found

    def _later(self, kind: int, body: bytes) -> Table | list[Any]:
        """What stands in a condition for globs or automata that are not read yet."""
        place, folded, literals = body[: abi.PLACE], body[abi.PLACE : abi.PLACE + 1], body[abi.PLACE + 1 :]
        if kind == abi.GLOBS and len(body) == abi.PLACE:
            return lambda: self._pages.table(place)
        if kind == abi.GLOBS or folded not in (b"\0", b"\1"):
            raise BundleError("the place of a table is malformed")
        known = literals.decode().split("\0") if literals else []
        return [abi.AUTOMATON, known, folded == b"\1", lambda: self._pages.table(place)]

    def _candidates(self, action: str) -> Ranks:
        found = [bucket for key in bucket_keys(action) if (bucket := self._bucket(key))]
        deny, review, allow = [merge([bucket[rank] for bucket in found], action) for rank in range(3)]
        return deny, review, allow, [indexed for bucket in found for indexed in bucket[3]]

    def _remember(self, action: str, ranks: Ranks) -> None:
        self._memo_rows += sum([len(rows) for rows in ranks]) + 1
        if self._memo_rows > MEMO:
            self._memo.clear()
            self._memo_rows = 0
        self._memo[action] = ranks

    def _bucket(self, key: str) -> Ranks | None:
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self.bucket(key)
            if bucket is not None:
                self._buckets[key] = bucket
        return bucket

    def bucket(self, key: str) -> Ranks | None:
        """The bucket under ``key``, read anew. Raises ``BundleError``."""
        record = self.lookup(key)
        if record is None:
            return None
        deny, review, allow = [_rows(columns) for columns in record[:3]]
        return deny, review, allow, [(key, record[3])] if len(record) > 3 else []

    def _field(self, at: tuple[int, int]) -> bytes:
        return self.header[at[0] : at[1]]

    def _number(self, at: tuple[int, int]) -> int:
        return int.from_bytes(self.header[at[0] : at[1]], "little")


def load(raw: bytes) -> Bundle:
    """A bundle held in memory, wholly verified. Raises ``BundleError``."""
    bundle = Bundle(lambda offset, size: raw[offset : offset + size], len(raw))
    bundle.verify()
    return bundle


def open_bundle(path: str) -> Bundle:
    """A bundle on disk, read and verified page by page as it is needed. Raises ``BundleError``.

    The file stays open, so that a bundle swapped meanwhile is not read half old, half new.
    """
    try:
        descriptor = posix.open(path, posix.O_RDONLY | getattr(posix, "O_CLOEXEC", 0))
        size = posix.fstat(descriptor).st_size
    except OSError as error:
        raise BundleError(f"the bundle {path} cannot be read: {error.strerror}") from None

    def read(offset: int, length: int) -> bytes:
        try:
            return posix.pread(descriptor, length, offset)
        except OSError as error:
            raise BundleError(f"the bundle {path} cannot be read: {error.strerror}") from None

    return Bundle(read, size)


def key_hash(key: str) -> bytes:
    """Where a key belongs in the index; independent of Python's hash seed."""
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def bucket_keys(action: str) -> list[str]:
    """The buckets that can hold statements about ``action``."""
    if "." not in action:
        return [abi.KEY_EXACT + action, abi.KEY_REST]
    first, last = action.partition(".")[0], action.rpartition(".")[2]
    return [abi.KEY_EXACT + action, abi.KEY_FIRST + first, abi.KEY_LAST + last, abi.KEY_REST]


def _checked_header(header: bytes) -> bytes:
    if header[: len(abi.MAGIC)] != abi.MAGIC:
        raise BundleError("this is not an agsec bundle")
    version = int.from_bytes(header[8:10], "little")
    if len(header) == abi.HEADER and version != abi.VERSION:
        age = "a newer" if version > abi.VERSION else "an older"
        raise BundleError(f"the bundle was compiled by {age} agsec (format {version}, this one reads {abi.VERSION})")
    if len(header) != abi.HEADER or blake2b(header[: -abi.TAG], digest_size=abi.TAG).digest() != header[-abi.TAG :]:
        raise BundleError("the bundle's header was changed or cut off after it was compiled")
    return header


def _revision(header: bytes) -> str:
    """The root of the digest tree and all that the header says, as 32 hexadecimal digits."""
    return blake2b(header, digest_size=16, person=b"agsec-revision").hexdigest()


def _unpack(data: bytes, later: Later | None = None) -> Any:
    try:
        return unpack(data, later)
    except MsgpackError as error:
        raise BundleError(f"a record of the bundle is malformed: {error}") from None


def _shown(row: tuple[Any, ...]) -> dict[str, Any]:
    sid, reason, suggestion, file, line = row
    return {"sid": sid, "reason": reason or None, "suggestion": suggestion or None, "file": file or None, "line": line}


def _rows(columns: list[list[Any]]) -> Rows:
    ordinals, globs, conditions, needs, hints = columns
    globs = globs or [None] * len(ordinals)  # Most have none.
    if not len(ordinals) == len(globs) == len(conditions) == len(needs) == len(hints):
        raise BundleError("a bucket of the bundle lost part of a column")
    return [list(row) for row in zip(ordinals, globs, conditions, needs, hints)]


def merge(parts: list[Rows], action: str) -> Rows:
    """The rows of several buckets that match ``action``, each statement once, in file order."""
    rows = {row[0]: row for part in parts for row in part if row[1] is None or covers(row[1], action)}
    return [rows[ordinal] for ordinal in sorted(rows)]


def covers(globs: list[Any], action: str) -> bool:
    """Whether one of the action globs matches."""
    return any([matches_tokens(tokens, action) for tokens in globs])
