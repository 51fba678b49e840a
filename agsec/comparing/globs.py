"""Whether some action patterns cover another: exact, by following all of them through the same text at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from agsec_compiler.patterns.globs import compile_action
from agsec_runtime import abi
from agsec_runtime.globs import in_class

MAX_STATES = 20_000  # looked at, before it counts as not covered
_LAST = 0x10FFFF

State = tuple[int, frozenset[tuple[int, int]]]  # the place in the pattern, and the places in those that cover it


def covers(patterns: Sequence[str], pattern: str) -> bool:
    """Whether each action that matches ``pattern`` matches one of ``patterns``; False where that takes too long."""
    if pattern in patterns or "*" in patterns:
        return True
    return bool(patterns) and _included(_units(pattern), [_units(each) for each in patterns])


def _included(inner: list[Any], outer: list[list[Any]]) -> bool:
    """A text that leads to the end of ``inner`` and to the end of none of ``outer`` is what is searched for."""
    alphabet = _alphabet([inner, *outer])
    start = frozenset(place for number, units in enumerate(outer) for place in _closed(number, units, 0))
    open_ends: list[State] = [(at, start) for _, at in _closed(0, inner, 0)]
    reached = set(open_ends)
    while open_ends:
        at, places = open_ends.pop()
        if at == len(inner) and not any(place == len(outer[number]) for number, place in places):
            return False
        for state in _further(inner, outer, alphabet, at, places):
            if state not in reached:
                reached.add(state)
                open_ends.append(state)
        if len(reached) > MAX_STATES:
            return False
    return True


def _further(
    inner: list[Any], outer: list[list[Any]], alphabet: list[str], at: int, places: frozenset[tuple[int, int]]
) -> Iterator[State]:
    for char in alphabet:
        taken = set(_taken(0, inner, at, char))
        if taken:
            then = frozenset(each for number, place in places for each in _taken(number, outer[number], place, char))
            yield from ((place, then) for _, place in taken)


def _taken(number: int, units: list[Any], at: int, char: str) -> Iterator[tuple[int, int]]:
    """The places after one character."""
    if at < len(units) and _suits(units[at], char):
        yield from _closed(number, units, at if units[at] == abi.STAR else at + 1)


def _closed(number: int, units: list[Any], at: int) -> Iterator[tuple[int, int]]:
    """A place, and those behind each `*` that may be empty there."""
    yield number, at
    while at < len(units) and units[at] == abi.STAR:
        at += 1
        yield number, at


def _suits(unit: Any, char: str) -> bool:
    if isinstance(unit, str):
        return unit == char
    return in_class(unit, char) if isinstance(unit, list) else True


@lru_cache(maxsize=4096)
def _units(pattern: str) -> list[Any]:
    return [unit for token in compile_action(pattern) for unit in (token if isinstance(token, str) else [token])]


def _alphabet(patterns: Iterable[list[Any]]) -> list[str]:
    """One character of each kind that the patterns tell apart."""
    edges = {0}
    for unit in (each for units in patterns for each in units):
        if isinstance(unit, str):
            edges |= {ord(unit), ord(unit) + 1}
        elif isinstance(unit, list):
            edges |= {ord(low) for low in unit[1][::2]} | {ord(high) + 1 for high in unit[1][1::2]}
    return [chr(edge) for edge in sorted(edges) if edge <= _LAST]
