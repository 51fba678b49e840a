"""Sets of characters as sets of cells, and cells that no set of a pattern tells apart as one class.

A cell is an ASCII character, or what is of one kind in one stretch of the other characters. The stretches lie between
the characters that the pattern names. Of what kind a character is (`KINDS`) the runtime asks its own Unicode
database, so that tables hold nothing that changes from one version of Unicode to the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from .cases import Ranges, with_cases
from .tree import Category, Char, Dot, Set

OTHER, SPACE, WORD, DIGIT = KINDS = range(4)  # as in `agsec_runtime.automaton`; a digit is a word character
ASCII, LAST = 128, 0x10FFFF
Atom = Char | Category | Set | Dot

_CATEGORIES: dict[str, tuple[frozenset[int], Ranges]] = {  # of all characters, and of ASCII alone
    "d": (frozenset({DIGIT}), ((48, 57),)),
    "w": (frozenset({DIGIT, WORD}), ((48, 57), (65, 90), (95, 95), (97, 122))),
    "s": (frozenset({SPACE}), ((9, 13), (32, 32))),
}


@dataclass(frozen=True, slots=True)
class Chars:
    """The characters in ``ranges`` or of ``kinds``, or with ``negated`` all others."""

    ranges: Ranges
    kinds: frozenset[int] = frozenset()
    negated: bool = False


NEWLINE = Chars(((10, 10),))


def word(ascii_only: bool) -> Chars:
    """Word characters, as a word boundary asks for them."""
    return _category(Category("w", ascii=ascii_only))


def chars_of(atom: Atom) -> Chars:
    """What one of the tree's nodes for a character takes."""
    match atom:
        case Char(char, fold):
            single = ((ord(char), ord(char)),)
            return Chars(with_cases(single) if fold else single)
        case Category():
            return _category(atom)
        case Dot(newline):
            return Chars((), negated=True) if newline else Chars(NEWLINE.ranges, negated=True)
        case Set():
            return _set(atom)


def _category(category: Category) -> Chars:
    kinds, ranges = _CATEGORIES[category.name]
    if category.ascii:
        return Chars(_outside(ranges) if category.negated else ranges)
    return Chars((), frozenset(KINDS) - kinds if category.negated else kinds)


def _set(node: Set) -> Chars:
    ranges: Ranges = tuple((ord(low), ord(high)) for low, high in node.ranges)
    ranges = with_cases(ranges) if node.fold else ranges
    members = [_category(each) for each in node.categories]
    ranges += tuple(pair for each in members for pair in each.ranges)
    return Chars(ranges, frozenset(kind for each in members for kind in each.kinds), node.negated)


def _outside(ranges: Ranges) -> Ranges:
    """The characters between sorted ranges, before and behind them."""
    edges = [-1, *(edge for pair in ranges for edge in pair), LAST + 1]
    return tuple((low + 1, high - 1) for low, high in zip(edges[::2], edges[1::2], strict=True) if high - low > 1)


class Alphabet:
    """The cells of a pattern. ``bounds`` are the first code points of the stretches behind the first one.

    Sets of cells are integers: a bit for each ASCII character, then one for each kind in each stretch.
    """

    def __init__(self, sets: Iterable[Chars]) -> None:
        edges = {edge for each in sets for low, high in each.ranges for edge in (low, high + 1)}
        self.bounds = sorted(edge for edge in edges if ASCII < edge <= LAST)
        self.stretches = list(pairwise([ASCII, *self.bounds, LAST + 1]))
        self.all = (1 << (ASCII + len(KINDS) * len(self.stretches))) - 1
        self._kinds = [self._of_kind(kind) for kind in KINDS]

    def cells(self, chars: Chars) -> int:
        """The cells that a set of characters consists of."""
        cells = 0
        for low, high in chars.ranges:
            cells |= self._between(low, high)
        for kind in chars.kinds:
            cells |= self._kinds[kind]
        return self.all & ~cells if chars.negated else cells

    def _between(self, low: int, high: int) -> int:
        cells = (1 << min(high + 1, ASCII)) - (1 << low) if low < ASCII else 0
        if high >= ASCII:
            for place, (first, _) in enumerate(self.stretches):
                if low <= first <= high:
                    cells |= 0b1111 << (ASCII + len(KINDS) * place)
        return cells

    def _of_kind(self, kind: int) -> int:
        each = 1 << kind
        cells = sum(each << (len(KINDS) * place) for place in range(len(self.stretches))) << ASCII
        return cells | _ASCII_KINDS[kind]


def _kind(char: str) -> int:
    return SPACE if char.isspace() else DIGIT if char.isdecimal() else WORD if char.isalnum() or char == "_" else OTHER


_ASCII_KINDS = [sum(1 << code for code in range(ASCII) if _kind(chr(code)) == kind) for kind in KINDS]


def classes(universe: int, sets: Iterable[int]) -> list[int]:
    """The coarsest partition of the cells in which each set is a union of parts, in the order of their first cells."""
    parts = [universe]
    for cells in sets:
        parts = [half for part in parts for half in (part & cells, part & ~cells) if half]
    return sorted(parts, key=lambda part: part & -part)
