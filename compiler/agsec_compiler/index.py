"""Lay out a large bucket: indexes by value and by fragment of text, so that a request meets only what it may match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from agsec_runtime import abi

from .anchors import Anchor
from .plan import Buckets, Entry

Fragments = Counter[bytes]


@dataclass(slots=True)
class Layout:
    """The buckets that are left and those that the indexes made, indexes by bucket, filters by record key."""

    buckets: Buckets = field(default_factory=dict)
    indexes: dict[str, list[list[Any]]] = field(default_factory=dict)
    filters: dict[str, bytes] = field(default_factory=dict)
    numbered: int = 0  # indexes so far


def laid_out(buckets: Buckets) -> Layout:
    layout = Layout()
    for key, entries in buckets.items():
        anchored = [entry for entry in entries if entry.anchors is not None]
        layout.buckets[key] = [entry for entry in entries if entry.anchors is None]
        if anchored:
            layout.buckets[abi.KEY_WHOLE + key] = entries
            layout.indexes[key] = list(_indexes(layout, anchored))
    return layout


def _indexes(layout: Layout, entries: list[Entry]) -> Iterator[list[Any]]:
    """One for each kind and field that the statements are anchored by."""
    by_field: dict[Any, list[tuple[Entry, Anchor]]] = {}
    for entry in entries:
        for anchor in entry.anchors or ():
            by_field.setdefault(anchor.field, []).append((entry, anchor))
    for (kind, root, steps), rows in by_field.items():
        number = layout.numbered
        layout.numbered += 1
        sizes = _equals(layout, number, rows) if kind == abi.EQUALS else _fragments(layout, number, rows)
        yield [number, kind, root, list(steps), sizes]


def _equals(layout: Layout, number: int, rows: list[tuple[Entry, Anchor]]) -> list[int]:
    for entry, anchor in rows:
        for text in anchor.texts:
            _put(layout, f"{number}:{text.decode()}", entry)
    return []


def _fragments(layout: Layout, number: int, rows: list[tuple[Entry, Anchor]]) -> list[int]:
    """Each text stands under the rarest of its fragments, so that no part holds more than it must."""
    counted = Fragments(each for _, anchor in rows for text in anchor.texts for each in _cut(text))
    chosen: dict[bytes, None] = {}
    for entry, anchor in rows:
        for text in anchor.texts:
            rarest = min(_cut(text), key=lambda each: (counted[each], each))
            chosen[rarest] = None
            _put(layout, f"{number}:{len(rarest)}{int.from_bytes(rarest, 'little'):x}", entry)
    layout.filters[f"{abi.KEY_FILTER}{number}"] = _filter(list(chosen))
    return sorted({len(each) for each in chosen})


def _cut(text: bytes) -> set[bytes]:
    size = min(abi.FRAGMENT, len(text))
    return {text[at : at + size] for at in range(len(text) - size + 1)}


def _put(layout: Layout, key: str, entry: Entry) -> None:
    part = layout.buckets.setdefault(abi.KEY_PART + key, [])
    if not part or part[-1] is not entry:
        part.append(entry)


def _filter(fragments: list[bytes]) -> bytes:
    bits = -(-len(fragments) * abi.FILTER_BITS // 8) * 8
    known = bytearray(bits // 8)
    for fragment in fragments:
        for prime in abi.PRIMES:
            place = (int.from_bytes(fragment, "little") * prime & 0xFFFFFFFF) % bits
            known[place >> 3] |= 1 << (place & 7)
    return bytes(known)
