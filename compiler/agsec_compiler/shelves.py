"""Choose by what each statement of a large bucket is found: by the condition that the fewest others share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from agsec_runtime import abi

from . import ir
from .anchors import Anchor, Anchors, Needs, Place, Weigh, atoms, best, cut, needs

LEAST = 64  # statements that an index must have: fewer are asked as fast as it is
DEPTH = 3  # fields by which a statement is found, each where those before it cannot be decided
HALF, PART = 2, 8  # of the statements with a range, how many a number meets: one that is open at an end, and any other

Value = tuple[int, tuple[Any, ...]]


@dataclass(frozen=True)
class Entry:
    """A statement in a bucket; ``globs`` are what the bucket's key leaves to be tested, None for nothing."""

    statement: ir.Statement
    globs: tuple[str, ...] | None

    @cached_property
    def needs(self) -> Needs | None:
        return needs(self.statement.condition)

    @cached_property
    def atoms(self) -> tuple[Anchor, ...]:
        return tuple(atoms(self.needs)) if self.needs else ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """Statements in file order: all ``entries``, the ``rest`` that no index finds, and the indexes."""

    entries: Sequence[Entry]
    rest: Sequence[Entry]
    indexes: tuple[Index, ...] = ()


@dataclass(frozen=True, slots=True)
class Index:
    """The statements that are found by one place, and how they are where its value decides nothing."""

    place: Place
    rows: Sequence[tuple[Entry, Anchor]]
    whole: Shelf


def shelved(entries: Sequence[Entry], least: int, known: frozenset[Value] = frozenset()) -> Shelf:
    """With an index for each place by which at least ``least`` are found; none about the values that are ``known``."""
    if len(entries) < least or len(known) == DEPTH:
        return Shelf(entries, entries)
    found = _found(entries, least, known)
    rest = [entry for entry, anchors in zip(entries, found, strict=True) if anchors is None]
    by_place: dict[Place, list[tuple[Entry, Anchor]]] = {}
    for entry, anchors in zip(entries, found, strict=True):
        for anchor in anchors or ():
            by_place.setdefault(anchor.place, []).append((entry, anchor))
    return Shelf(entries, rest, tuple(_index(place, rows, least, known) for place, rows in by_place.items()))


def _index(place: Place, rows: list[tuple[Entry, Anchor]], least: int, known: frozenset[Value]) -> Index:
    entries = list({entry.statement.ordinal: entry for entry, _ in rows}.values())
    return Index(place, rows, shelved(entries, least, known | {place.value}))


def _found(entries: Sequence[Entry], least: int, known: frozenset[Value]) -> list[Anchors | None]:
    atoms_of = [[atom for atom in entry.atoms if atom.place.value not in known] for entry in entries]
    shared = Counter(place for atoms in atoms_of for place in {atom.place for atom in atoms})
    weigh = _weigher([atom for atoms in atoms_of for atom in atoms], shared, least)
    found = [best(entry.needs, weigh) if entry.needs else None for entry in entries]
    shared = Counter(place for each in found for place in {anchor.place for anchor in each or ()})
    return [each if each and all(shared[anchor.place] >= least for anchor in each) else None for each in found]


def _weigher(atoms: Sequence[Anchor], shared: Counter[Place], least: int) -> Weigh:
    """By how many statements hold what an anchor looks for."""
    met: dict[Place, Counter[Any]] = {place: Counter() for place, count in shared.items() if count >= least}
    for atom in atoms:
        if atom.place in met and atom.place.kind != abi.RANGES:
            met[atom.place].update(atom.keys if atom.place.kind == abi.EQUALS else _pieces(atom))

    def weigh(anchor: Anchor) -> float | None:
        counted = met.get(anchor.place)
        if counted is None:
            return None
        if anchor.place.kind == abi.RANGES:
            return shared[anchor.place] / (HALF if None in anchor.keys[0] else PART)
        if anchor.place.kind == abi.EQUALS:
            return sum(counted[key] for key in anchor.keys)
        return sum(min(counted[piece] for piece in cut(text)) for text in anchor.keys)

    return weigh


def _pieces(anchor: Anchor) -> set[bytes]:
    return {piece for text in anchor.keys for piece in cut(text)}
