"""A policy's glob against an element that is itself a shell glob: names that match both, and names that surely match.

A component of either is a short automaton; the states that the policy's is in are the bits of one number, so the time
is bounded by element times glob. Whether a shell's `*` and `?` match a dot that leads a name is up to its options; here
they do.
"""

from __future__ import annotations

from . import abi
from .globs import along, fits_part, in_class
from .marks import CLASS_CLOSE, CLASS_OPEN, MARKS, UNKNOWN_CLOSE, UNKNOWN_OPEN, as_written
from .shell.globbing import tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .globs import Run, Segment

    Symbol = str | int | list[Any]  # a character, STAR, ONE or a class: [negated, ranges, whether case counts]

MAX_CLASSES = 64  # of a component
MAX_MEMBERS = 64  # characters between the brackets of a class
_NO_UNKNOWNS = {ord(UNKNOWN_OPEN): None, ord(UNKNOWN_CLOSE): None}


class Part:
    """A component of an element. ``is_deep``: a `**`, which may be any number of components."""

    __slots__ = ("begins_with_star", "is_active", "is_deep", "symbols", "written")

    def __init__(self, marked: str, written: str, symbols: list[Symbol]) -> None:
        self.written = written
        self.symbols = symbols
        self.is_active = any([type(symbol) is not str for symbol in symbols])
        self.begins_with_star = symbols[:1] == [abi.STAR]
        self.is_deep = symbols == [abi.STAR] and len(marked) > 1


def parts_of(marked: str, fold: Callable[[str], str] | None) -> list[Part]:
    """The components of an element, their unknown parts as written; ``fold`` takes case from a text, None keeps it."""
    found = []
    for part in marked.translate(_NO_UNKNOWNS).split("/"):
        written = as_written(part)
        found.append(Part(part, fold(written) if fold else written, _symbols(part, fold)))
    return found


def literals_of(marked: str, fold: Callable[[str], str] | None) -> list[str]:
    """The texts before, between and behind what is active: every name that the element stands for holds them."""
    found, inside = [""], False
    for char in marked.translate(_NO_UNKNOWNS):
        if char in MARKS:
            inside = char == CLASS_OPEN
            found.append("")
        elif not inside:
            found[-1] += char
    return [fold(text) for text in found] if fold else found


def may_match(runs: list[Run], parts: list[Part]) -> bool:
    """Whether some name matches both; a component that begins with `*` is taken as written."""
    return along(runs, parts, _may_fit)


def can_match(runs: list[Run], parts: list[Part]) -> bool:
    """Whether it cannot be excluded that some name matches both."""
    return any([part.is_deep for part in parts]) or along(runs, parts, _can_fit)


def must_match(runs: list[Run], parts: list[Part]) -> bool:
    """Whether every name that the element stands for surely matches, itself as written included."""
    return along(runs, parts, _must_fit)


def may_lead_out(parts: list[Part]) -> bool:
    """Whether a component may turn out to be `.` or `..`, as `.*` does in many shells."""
    return any([part.is_active and part.symbols[0] == "." and _is_dots(part) for part in parts])


def _is_dots(part: Part) -> bool:
    return _meets(".", part.symbols) or _meets("..", part.symbols)


def _may_fit(segment: Segment, part: Part) -> bool:
    if not part.is_active or part.begins_with_star:
        return fits_part(segment, part.written)
    return _meets(segment, part.symbols)


def _can_fit(segment: Segment, part: Part) -> bool:
    return fits_part(segment, part.written) or (part.is_active and _meets(segment, part.symbols))


def _must_fit(segment: Segment, part: Part) -> bool:
    if not part.is_active:
        return fits_part(segment, part.written)
    return not part.is_deep and _covers(segment, part.symbols)


# -- one component


def _symbols(part: str, fold: Callable[[str], str] | None) -> list[Symbol]:
    found: list[Symbol] = []
    for token in tokens(_simplified(part)):
        if type(token) is str:
            found.extend(fold(token) if fold else token)
        else:
            found.append([*token, fold is None] if type(token) is list else token)
    return found


def _simplified(part: str) -> str:
    """Classes may be any character where the locale says what they match (`[[=e=]]`), and very long or many ones."""
    if CLASS_OPEN not in part:
        return part
    head, *rest = part.split(CLASS_OPEN)
    for piece in rest:
        inner, close, after = piece.partition(CLASS_CLOSE)
        opaque = len(rest) > MAX_CLASSES or len(inner) > MAX_MEMBERS or "[=" in inner or "[." in inner
        head += CLASS_OPEN + ("!" if opaque else inner) + close + after
    return head


def _units(segment: Segment) -> tuple[list[Any], int]:
    """What a policy's component takes one by one, and the states in which it takes any character more, as bits."""
    units: list[Any] = []
    loops = 0
    for token in [segment] if type(segment) is str else segment:
        if type(token) is str:
            units.extend(token)
        elif token == abi.STAR and type(token) is int:
            loops |= 1 << len(units)
        else:
            units.append(token)
    return units, loops


def _meets(segment: Segment, symbols: list[Symbol]) -> bool:
    """Whether some text matches both."""
    units, loops = _units(segment)
    whole = (1 << len(units) + 1) - 1
    takes: dict[str | int, int] = {}
    states = 1
    for symbol in symbols:
        if symbol == abi.STAR and type(symbol) is int:
            states = whole & -(states & -states)  # Every state from the first on.
        else:
            key = str(symbol) if isinstance(symbol, list) else symbol
            if key not in takes:
                takes[key] = _bits([_meet(unit, symbol) for unit in units])
            states = (states & takes[key]) << 1 | states & loops
    return bool(states >> len(units))


def _covers(segment: Segment, symbols: list[Symbol]) -> bool:
    """Whether all that the symbols stand for matches: what is active is up to a `*`, a lone `?` also up to a `?`."""
    units, loops = _units(segment)
    takes: dict[str | int, int] = {}
    states = 1
    for symbol in symbols:
        key = str(symbol) if isinstance(symbol, list) else symbol
        if key not in takes:
            takes[key] = _bits([_takes_all(unit, symbol) for unit in units])
        states = (states & takes[key]) << 1 | states & loops
    return bool(states >> len(units))


def _bits(flags: list[bool]) -> int:
    return sum([1 << place for place, flag in enumerate(flags) if flag])


def _takes_all(unit: Any, symbol: Symbol) -> bool:
    if isinstance(symbol, str):
        return _meet(unit, symbol)
    return isinstance(unit, int) and isinstance(symbol, int) and unit == symbol == abi.ONE


def _meet(unit: Any, symbol: Symbol) -> bool:
    """Whether one character suits a unit of the policy (a character, ONE or a class) and a symbol other than STAR."""
    if isinstance(unit, int) or isinstance(symbol, int):
        return True
    if isinstance(symbol, str):
        return in_class(unit, symbol) if isinstance(unit, list) else bool(unit == symbol)
    shared = [each for each in _samples(unit, symbol) if isinstance(unit, str) or in_class(unit, each)]
    return any([_in_symbol(symbol, each) for each in shared])


def _samples(unit: Any, symbol: list[Any]) -> list[str]:
    """Characters of which one is in both, if any is: all places where one of the two begins or ends to take."""
    if type(unit) is str:
        return [unit]
    bounds = [*unit[1], *symbol[1]]
    samples = {"\0", "0", "A", "[", "a", "{", *bounds, *[chr(min(ord(each) + 1, 0x10FFFF)) for each in bounds]}
    samples.discard("/")
    return list(samples) if symbol[2] else list({each.lower()[:1] for each in samples} - {"/"})


def _in_symbol(symbol: list[Any], char: str) -> bool:
    negated, ranges, is_exact = symbol
    if in_class([negated, ranges], char):
        return True
    upper = char.upper()
    return not is_exact and len(upper) == 1 and in_class([negated, ranges], upper)
