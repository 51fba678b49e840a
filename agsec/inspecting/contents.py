"""What lies in a bundle: its manifest, its buckets, the statements in them, and their patterns by engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from agsec_runtime import abi
from agsec_runtime.bundle import Bundle, load
from agsec_runtime.msgpack import MsgpackError, unpack
from agsec_runtime.pages import BundleError

from .patterns import Engine, engines

_BUCKETS = (abi.KEY_EXACT, abi.KEY_FIRST, abi.KEY_LAST, abi.KEY_REST)


@dataclass(frozen=True)
class Row:
    """A statement as it stands in one bucket; ``globs`` are still to be tested against the action."""

    ordinal: int
    effect: str
    globs: list[Any] | None
    condition: list[Any]


@dataclass(frozen=True)
class Bucket:
    """``key`` and ``indexes``, each with its number and its kind in front, are those of ``abi``."""

    key: str
    rows: tuple[Row, ...]
    indexes: tuple[Any, ...] = ()

    @property
    def actions(self) -> str:
        """The actions whose statements it holds, as a glob."""
        kind, name = self.key[0], self.key[1:]
        return {abi.KEY_EXACT: name, abi.KEY_FIRST: f"{name}.*", abi.KEY_LAST: f"*.{name}"}.get(kind, "*")

    def count(self, effect: str) -> int:
        return sum(row.effect == effect for row in self.rows)


@dataclass(frozen=True)
class Contents:
    """A bundle, read whole. Everything raises ``BundleError``."""

    bundle: Bundle
    raw: bytes

    @cached_property
    def manifest(self) -> dict[str, Any]:
        return self.bundle.manifest()

    @cached_property
    def buckets(self) -> tuple[Bucket, ...]:
        """By their keys."""
        keys = sorted(key for key, _ in records(self.raw))
        apart: dict[str, list[str]] = {}
        for key in keys:
            if key.startswith(abi.KEY_ROWS):
                apart.setdefault(key.partition(":")[0], []).append(key)
        return tuple(self._bucket(key, apart) for key in keys if key[:1] in _BUCKETS)

    @cached_property
    def statements(self) -> dict[int, Row]:
        """Each statement once, by its place in file order."""
        found = {row.ordinal: row for bucket in self.buckets for row in bucket.rows}
        return {ordinal: found[ordinal] for ordinal in sorted(found)}

    @cached_property
    def patterns(self) -> tuple[Engine, ...]:
        """Of every statement once, however many buckets it stands in."""
        return engines(row.condition for row in self.statements.values())

    def named(self, sid: str) -> list[tuple[Bucket, Row]]:
        """Where the statement ``sid`` stands."""
        ordinals = {ordinal for ordinal in self.statements if self.bundle.statement(ordinal)["sid"] == sid}
        return [(bucket, row) for bucket in self.buckets for row in bucket.rows if row.ordinal in ordinals]

    @property
    def sids(self) -> list[str]:
        return [str(self.bundle.statement(ordinal)["sid"]) for ordinal in self.statements]

    def _bucket(self, key: str, apart: dict[str, list[str]]) -> Bucket:
        """With the statements that its indexes find, which stand ``apart`` by the number of its first index."""
        ranks = self._ranks(key)
        indexes = [each for _, listed in ranks[3] for each in listed]
        keys = apart.get(f"{abi.KEY_ROWS}{indexes[0][0]}", []) if indexes else []
        rows = {row.ordinal: row for each in [ranks, *map(self._ranks, keys)] for row in self._rows(each)}
        return Bucket(key, tuple(rows[ordinal] for ordinal in sorted(rows)), tuple(indexes))

    def _ranks(self, key: str) -> Any:
        ranks = self.bundle.bucket(key)
        if ranks is None:
            raise BundleError("the bundle has lost a bucket")
        return ranks

    def _rows(self, ranks: Any) -> Iterator[Row]:
        for effect, listed in zip(abi.EFFECTS, ranks, strict=False):
            for row in listed:
                yield Row(row[0], effect, row[1], self.bundle.opened(row))


def read(raw: bytes) -> Contents:
    """Raises ``BundleError``."""
    return Contents(load(raw), raw)


def records(raw: bytes) -> Iterator[tuple[str, Any]]:
    """Every record of a bundle that was verified, in the order of the index. Raises ``BundleError``."""
    data = raw[len(raw) - _number(raw, abi.AT_DATA_LENGTH) :]
    index = _number(raw, abi.AT_INDEX)
    for place in range(_number(raw, abi.AT_SLOTS)):
        slot = data[index + place * abi.SLOT : index + (place + 1) * abi.SLOT]
        offset, length = _number(slot, abi.SLOT_OFFSET), _number(slot, abi.SLOT_LENGTH)
        if length:
            yield _record(data[offset : offset + length])


def _record(data: bytes) -> tuple[str, Any]:
    try:
        key, value = unpack(data)
    except (MsgpackError, TypeError, ValueError) as error:
        raise BundleError(f"a record of the bundle is malformed: {error}") from None
    return str(key), value


def _number(data: bytes, at: tuple[int, int]) -> int:
    return int.from_bytes(data[at[0] : at[1]], "little")
