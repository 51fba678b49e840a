"""Write a plan as bundle bytes. Equal plans give equal bytes: no clock, no hash seed, no path of this machine."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from agsec_runtime import abi

from . import ir
from .encode import encode, pack
from .hints import hints
from .index import laid_out
from .needs import needs
from .plan import Buckets, tokens
from .shelves import Entry
from .source import Source


def emit(program: ir.Program, buckets: Buckets, sources: Sequence[Source], compiler: str) -> bytes:
    """The bundle. ``compiler`` is the version that the manifest names."""
    manifest = pack(_manifest(program, sources, compiler))
    tables = _Tables(len(manifest))
    layout = laid_out(buckets)
    records = {}
    for key, entries in layout.buckets.items():
        bucket = _bucket(entries, tables)
        records[key] = pack([key, [*bucket, layout.indexes[key]] if key in layout.indexes else bucket])
    records.update({key: pack([key, value]) for key, value in layout.records.items()})
    records.update(_shown(program.statements))
    data, index_at, slots = _data(manifest + tables.data, records)
    levels = _tree(data)
    header = _header(program, data, len(manifest), index_at, slots, levels)
    return header + b"".join(reversed(levels[1:])) + data


def _manifest(program: ir.Program, sources: Sequence[Source], compiler: str) -> dict[str, Any]:
    effects = [statement.effect for statement in program.statements]
    return {
        "compiler": compiler,
        "default": abi.EFFECTS[program.default],
        "statements": {name: effects.count(number) for number, name in enumerate(abi.EFFECTS)},
        "sources": [[_utf8(source.name), _digest(source)] for source in sources],
    }


def _digest(source: Source) -> str:
    return blake2b(source.text.encode(), digest_size=16).hexdigest()


def _utf8(name: str) -> str:
    """A file name need not be UTF-8; what is not is shown escaped."""
    return name.encode("utf-8", "backslashreplace").decode()


class _Tables:
    """Those that stand apart, each once. ``start`` is the offset in the bundle's data of the first."""

    def __init__(self, start: int) -> None:
        self.data = bytearray()
        self._start = start
        self._places: dict[bytes, bytes] = {}

    def place(self, table: bytes) -> bytes:
        """Where it stands."""
        if table not in self._places:
            numbers = ((self._start + len(self.data), abi.PLACE_OFFSET), (len(table), abi.PLACE_LENGTH))
            self._places[table] = b"".join(each.to_bytes(end - at, "little") for each, (at, end) in numbers)
            self.data += table
        return self._places[table]


def _bucket(entries: list[Entry], tables: _Tables) -> list[Any]:
    """Three ranks of columns: ordinals, action globs (none for all), packed conditions, needs, packed hints."""
    ranks: list[list[list[Any]]] = [[[], [], [], [], []] for _ in abi.EFFECTS]
    for entry in entries:
        condition = entry.statement.condition
        needed = needs(condition)
        told = hints(condition, needed)
        row = (
            entry.statement.ordinal,
            tokens(entry.globs),
            pack(encode(condition, tables.place)),
            needed,
            b"" if told is None else pack(told),
        )
        for column, value in zip(ranks[entry.statement.effect], row, strict=True):
            column.append(value)
    return [
        [ordinals, globs if any(each is not None for each in globs) else [], *others]
        for ordinals, globs, *others in ranks
    ]


def _shown(statements: Sequence[ir.Statement]) -> dict[str, bytes]:
    records = {}
    for start in range(0, len(statements), abi.BLOCK):
        rows = [
            (s.sid, s.reason or "", s.suggestion or "", _utf8(s.file or ""), s.line)
            for s in statements[start : start + abi.BLOCK]
        ]
        key = f"{abi.KEY_STATEMENTS}{start // abi.BLOCK}"
        records[key] = pack([key, [list(column) for column in zip(*rows, strict=True)]])
    return records


def _data(before: bytes, records: dict[str, bytes]) -> tuple[bytes, int, int]:
    """``before``, index, records; with the offset of the index and its number of slots."""
    slots = 2
    while slots < 2 * len(records):
        slots *= 2
    index = bytearray(slots * abi.SLOT)
    offset = len(before) + len(index)
    body = []
    for key in sorted(records, key=str.encode):
        _insert(index, slots, key, offset, len(records[key]))
        body.append(records[key])
        offset += len(records[key])
    return before + bytes(index) + b"".join(body), len(before), slots


def _insert(index: bytearray, slots: int, key: str, offset: int, length: int) -> None:
    digest = blake2b(key.encode(), digest_size=8).digest()
    place = int.from_bytes(digest, "little") % slots
    while any(index[place * abi.SLOT : (place + 1) * abi.SLOT]):
        place = (place + 1) % slots
    slot = digest + offset.to_bytes(6, "little") + length.to_bytes(6, "little")
    index[place * abi.SLOT : (place + 1) * abi.SLOT] = slot


def _tree(data: bytes) -> list[bytes]:
    """The levels of the digest tree: the data, its tags, their tags, until one page is left."""
    levels = [data, _tags(0, data)]
    while len(levels[-1]) > abi.PAGE:
        levels.append(_tags(len(levels) - 1, levels[-1]))
    return levels


def _tags(level: int, data: bytes) -> bytes:
    pages = [data[start : start + abi.PAGE] for start in range(0, len(data), abi.PAGE)]
    return b"".join(_tag(level, page) for page in pages)


def _tag(level: int, page: bytes) -> bytes:
    return blake2b(page, digest_size=abi.TAG, person=b"agsec-page%d" % level).digest()


def _header(program: ir.Program, data: bytes, manifest: int, index: int, slots: int, levels: list[bytes]) -> bytes:
    numbers = (
        (abi.AT_VERSION, abi.VERSION),
        (abi.AT_DEFAULT, program.default),
        (abi.AT_LEVELS, len(levels)),
        (abi.AT_STATEMENTS, len(program.statements)),
        (abi.AT_DATA_LENGTH, len(data)),
        (abi.AT_MANIFEST_LENGTH, manifest),
        (abi.AT_INDEX, index),
        (abi.AT_SLOTS, slots),
    )
    fields = b"".join(number.to_bytes(end - start, "little") for (start, end), number in numbers)
    header = abi.MAGIC + fields + _tag(len(levels) - 1, levels[-1])
    return header + blake2b(header, digest_size=abi.TAG).digest()
