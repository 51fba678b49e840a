"""The syntax tree of a regular expression, with every flag already resolved into the nodes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """Zero-width positions."""

    START = "start of text"
    END = "end of text"
    LAST = "end of text, or before its last newline"
    LINE_START = "start of a line"
    LINE_END = "end of a line"
    BOUNDARY = "word boundary"
    NOT_BOUNDARY = "not a word boundary"


@dataclass(frozen=True, slots=True)
class Char:
    """One character; ``fold``: whatever its case."""

    char: str
    fold: bool = False


@dataclass(frozen=True, slots=True)
class Category:
    """``\\d``, ``\\w`` or ``\\s``, or what they leave out."""

    name: str
    negated: bool = False
    ascii: bool = False


@dataclass(frozen=True, slots=True)
class Set:
    """A character class: ranges of characters (both ends included) and categories."""

    ranges: tuple[tuple[str, str], ...]
    categories: tuple[Category, ...] = ()
    negated: bool = False
    fold: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """Any character; without ``newline`` any but that."""

    newline: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    kind: Kind
    ascii: bool = False


@dataclass(frozen=True, slots=True)
class Concat:
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Alternation:
    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """``item`` from ``least`` to ``most`` times (None: without end); mode ``""``, ``"?"`` lazy, ``"+"`` possessive."""

    item: Node
    least: int
    most: int | None
    mode: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A capturing group, numbered from 1."""

    item: Node
    number: int


@dataclass(frozen=True, slots=True)
class Atomic:
    item: Node


@dataclass(frozen=True, slots=True)
class Look:
    item: Node
    ahead: bool
    negated: bool


@dataclass(frozen=True, slots=True)
class Backreference:
    number: int
    fold: bool = False


Node = Char | Category | Set | Dot | Anchor | Concat | Alternation | Repeat | Group | Atomic | Look | Backreference


def width(node: Node) -> tuple[int, int | None]:
    """The least and the most characters that ``node`` can match (None: without end)."""
    match node:
        case Char() | Category() | Set() | Dot():
            return 1, 1
        case Anchor() | Look():
            return 0, 0
        case Concat(items):
            return _summed([width(item) for item in items])
        case Alternation(branches):
            widths = [width(branch) for branch in branches]
            mosts = [most for _, most in widths]
            return min(least for least, _ in widths), _most(mosts)
        case Repeat(item, least, most):
            low, high = width(item)
            return low * least, (0 if high == 0 else None if high is None or most is None else high * most)
        case Group(item) | Atomic(item):
            return width(item)
        case Backreference():
            return 0, None


def _summed(widths: list[tuple[int, int | None]]) -> tuple[int, int | None]:
    mosts = [most for _, most in widths]
    return sum(least for least, _ in widths), None if None in mosts else sum(most or 0 for most in mosts)


def _most(mosts: list[int | None]) -> int | None:
    return None if None in mosts else max(most or 0 for most in mosts)
