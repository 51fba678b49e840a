"""The patterns of conditions: what searches for each, and how large it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from agsec_runtime import abi
from agsec_runtime.patterns import tables_of

_TEXTS = (abi.CONTAINS, abi.PREFIX, abi.EXACT, abi.SUFFIX, abi.ONE_OF)
ENGINES = {
    "text": "plain texts, compared as they are",
    "automaton": "search automata, as tables of bytes",
    "regex": "the regex package, with a time budget",
    "glob": "path globs",
}
_REGEX = ("regex", "not_regex")
_GLOB = ("glob", "not_glob")


@dataclass(frozen=True)
class Engine:
    """How many patterns it has, and their size in the bundle. ``largest`` is of one, in bytes."""

    name: str
    patterns: int
    bytes: int
    largest: int

    @property
    def meaning(self) -> str:
        return ENGINES[self.name]


def engines(conditions: Iterable[list[Any]]) -> tuple[Engine, ...]:
    """Those that are used, the cheapest first."""
    sizes: dict[str, list[int]] = {name: [] for name in ENGINES}
    for condition in conditions:
        for number, operand in tests(condition):
            for name, size in _sized(abi.OPERATORS[number], operand):
                sizes[name].append(size)
    return tuple(Engine(name, len(each), sum(each), max(each)) for name, each in sizes.items() if each)


def tests(condition: list[Any]) -> Iterator[list[Any]]:
    """Every `[operator, operand]` of a condition, in its order."""
    opcode, *rest = condition
    if opcode in (abi.ALL, abi.ANY):
        for term in rest[0]:
            yield from tests(term)
    elif opcode not in (abi.TRUE, abi.FALSE):
        for listed in rest[2:]:
            yield from listed


def _sized(operator: str, operand: Any) -> Iterator[tuple[str, int]]:
    if operator in _REGEX:
        for pattern in operand:
            yield engine(pattern), size(pattern)
    elif operator in _GLOB:
        literals, packed = operand
        several = len(literals.split("\0")) if isinstance(literals, str) else len(literals)
        whole = 0 if isinstance(packed, list) else len(packed if isinstance(packed, bytes) else packed())
        yield from (("glob", whole // several) for _ in range(several))


def engine(pattern: list[Any]) -> str:
    """What searches for it."""
    return "text" if pattern[0] in _TEXTS else "automaton" if pattern[0] == abi.AUTOMATON else "regex"


def size(pattern: list[Any]) -> int:
    """In bytes: texts as UTF-8, tables as they are."""
    body = tables_of(pattern) if pattern[0] == abi.AUTOMATON else pattern[-1]
    parts = body if isinstance(body, list) else [body]
    return sum(len(each.encode("utf-8", "surrogatepass")) if isinstance(each, str) else len(each) for each in parts)


def states(table: bytes) -> int:
    """Of an automaton, the two without a row included: see ``abi.TABLES_HEAD``."""
    return int.from_bytes(table[8:10], "little") + 2
