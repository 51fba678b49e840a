"""Lay out the indexes of large buckets, so that a request meets only the statements that it may match."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from agsec_runtime import abi

from .anchors import Anchor, Range, cut
from .plan import Buckets
from .shelves import Entry, Index, Shelf

Rows = Sequence[tuple[Entry, Anchor]]
Parts = dict[str, list[Entry]]


@dataclass(slots=True)
class Layout:
    """Buckets by key, statements that stand apart among them; indexes by bucket; and all other records by key."""

    buckets: dict[str, list[Entry]] = field(default_factory=dict)
    indexes: dict[str, list[list[Any]]] = field(default_factory=dict)
    records: dict[str, Any] = field(default_factory=dict)
    numbered: int = 0  # indexes so far


def laid_out(buckets: Buckets) -> Layout:
    layout = Layout()
    for key, shelf in buckets.items():
        layout.buckets[key] = list(shelf.rest)
        if shelf.indexes:
            found = {entry.statement.ordinal for index in shelf.indexes for entry, _ in index.rows}
            for entry in shelf.entries:
                if entry.statement.ordinal in found:
                    block = f"{abi.KEY_ROWS}{layout.numbered}:{entry.statement.ordinal // abi.BLOCK}"
                    layout.buckets.setdefault(block, []).append(entry)
            layout.indexes[key] = _indexes(layout, shelf)
    return layout


def _indexes(layout: Layout, shelf: Shelf) -> list[list[Any]]:
    return [_index(layout, index) for index in shelf.indexes]


def _index(layout: Layout, index: Index) -> list[Any]:
    number = layout.numbered
    layout.numbered += 1
    parts: Parts = {}
    lay = {abi.EQUALS: _equals, abi.RANGES: _ranges}.get(index.place.kind, _fragments)
    detail = lay(layout, number, index.rows, parts)
    layout.records.update({f"{abi.KEY_PART}{number}:{key}": _ordinals(entries) for key, entries in parts.items()})
    layout.records[f"{abi.KEY_WHOLE}{number}"] = [*_ordinals(index.whole.rest), _indexes(layout, index.whole)]
    place = index.place
    return [number, place.kind, place.opcode, place.root, list(place.steps), place.folds, detail]


def _ordinals(entries: Sequence[Entry]) -> list[bytes]:
    """By rank."""
    ranks = [bytearray() for _ in abi.EFFECTS]
    for entry in entries:
        ranks[entry.statement.effect] += entry.statement.ordinal.to_bytes(4, "little")
    return [bytes(rank) for rank in ranks]


def _put(parts: Parts, key: str, entry: Entry) -> None:
    part = parts.setdefault(key, [])
    if not part or part[-1] is not entry:
        part.append(entry)


def _equals(layout: Layout, number: int, rows: Rows, parts: Parts) -> list[int]:
    for entry, anchor in rows:
        for key in anchor.keys:
            _put(parts, key.decode(), entry)
    return []


# -- fragments of texts


def _fragments(layout: Layout, number: int, rows: Rows, parts: Parts) -> list[list[int]]:
    """Each text stands under the rarest of its fragments, so that no part holds more than it must."""
    counted = Counter(each for _, anchor in rows for text in anchor.keys for each in cut(text))
    chosen: dict[bytes, None] = {}
    for entry, anchor in rows:
        for text in anchor.keys:
            rarest = min(cut(text), key=lambda each: (counted[each], each))
            chosen[rarest] = None
            _put(parts, rarest.hex(), entry)
    by_size = {size: sorted(each for each in chosen if len(each) == size) for size in sorted(set(map(len, chosen)))}
    layout.records[f"{abi.KEY_FILTER}{number}"] = _filter(list(chosen))
    layout.records[f"{abi.KEY_FRAGMENTS}{number}"] = list(map(b"".join, by_size.values()))
    return [[size, len(fragments)] for size, fragments in by_size.items()]


def _filter(fragments: list[bytes]) -> bytes:
    known = bytearray(-(-len(fragments) * abi.FILTER_BITS // 8))
    bits = 8 * len(known)
    for fragment in fragments:
        for prime in abi.PROBES:
            place = (int.from_bytes(fragment, "little") * prime >> 32 & 0xFFFFFFFF) % bits
            known[place >> 3] |= 1 << (place & 7)
    return bytes(known)


# -- ranges of numbers


def _ranges(layout: Layout, number: int, rows: Rows, parts: Parts) -> list[Any]:
    ends = {end for _, anchor in rows for low, _, high, _ in anchor.keys for end in (low, high) if end is not None}
    bounds = sorted(ends)
    chunks = [bounds[at : at + abi.CHUNK] for at in range(0, len(bounds), abi.CHUNK)]
    layout.records.update({f"{abi.KEY_BOUNDS}{number}:{place}": chunk for place, chunk in enumerate(chunks)})
    for entry, anchor in rows:
        for each in anchor.keys:
            for node in _nodes(bounds, each):
                _put(parts, str(node), entry)
    return [len(bounds), [chunk[0] for chunk in chunks]]


def _nodes(bounds: list[float], interval: Range) -> Iterator[int]:
    """The nodes of the tree that together are the places of the interval."""
    low, with_low, high, with_high = interval
    leaves = leaves_of(len(bounds))
    first = 0 if low is None else 2 * bisect_left(bounds, low) + (1 if with_low else 2)
    last = 2 * len(bounds) if high is None else 2 * bisect_left(bounds, high) + (1 if with_high else 0)
    left, right = first + leaves, last + leaves + 1
    while left < right:
        if left & 1:
            yield left
            left += 1
        if right & 1:
            right -= 1
            yield right
        left >>= 1
        right >>= 1


def leaves_of(bounds: int) -> int:
    """How many leaves the tree has: a power of two."""
    return 1 << (2 * bounds).bit_length()
