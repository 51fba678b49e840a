"""Sets of texts that patterns describe: a text that is in all of several, or the certainty that there is none.

The automata of the sets run side by side over one alphabet, shortest texts first; what they settle among them is exact.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import Any

from agsec_runtime import abi

from .alphabet import ASCII, KINDS, LAST
from .dfa import NO, YES, dfa
from .globs import compile_action, compile_path
from .nfa import nfa
from .parse import parse
from .regular import IrregularError, regular
from .tree import Alternation, Anchor, Char, Concat, Dot, Kind, Node, Repeat, Set
from .unfold import without_case

START = 2  # the state in which a machine begins
MAX_STATES = 2_000  # of several machines together
_REMEMBERED = 1 << 12


class UnsureError(Exception):
    """It cannot be told: no automaton, or more states than are looked at."""


class Machine:
    """A deterministic automaton, and the class of each character in it."""

    def __init__(self, tree: Node) -> None:
        built = dfa(nfa(regular(tree)))
        self.rows = built.rows
        self.bounds = built.alphabet.bounds
        classes = {bit: number for number, part in enumerate(built.parts) for bit in _bits(part)}
        self.ascii = [classes[code] for code in range(ASCII)]
        self.ordinary = [self.ascii[code] for code in _ORDINARY]
        first = range(ASCII, ASCII + len(KINDS) * len(built.alphabet.stretches), len(KINDS))
        self.beyond = [[classes[place + kind] for kind in KINDS] for place in first]

    def ends(self, state: int) -> bool:
        """Whether a text that ends in the state is one of the set."""
        return state == YES or (state != NO and self.rows[state - START][-1] == YES)

    def takes(self, text: str) -> bool:
        state = START
        for char in text:
            if state in (NO, YES):
                break
            state = self.rows[state - START][self.class_of(ord(char), _kind(char))]
        return self.ends(state)

    def class_of(self, code: int, kind: int) -> int:
        return self.ascii[code] if code < ASCII else self.beyond[bisect_right(self.bounds, code)][kind]


@dataclass(frozen=True)
class Language:
    """The texts that one of the machines takes; with ``negated`` all others."""

    machines: tuple[Machine, ...]
    negated: bool = False

    def __invert__(self) -> Language:
        return Language(self.machines, not self.negated)

    def holds(self, text: str) -> bool:
        return any(machine.takes(text) for machine in self.machines) is not self.negated

    def is_dead(self, states: Sequence[int]) -> bool:
        """Whether no text that goes on from the states can be in the set."""
        return YES in states if self.negated else not any(states)

    def ends(self, states: Sequence[int]) -> bool:
        taken = any(machine.ends(state) for machine, state in zip(self.machines, states, strict=True))
        return taken is not self.negated


def of_regex(pattern: str, fold: bool = False) -> Language:
    """The texts, folded ones with ``fold``, in which a pattern is found. Raises ``UnsureError``."""
    return Language((_machine("folded regex" if fold else "regex", pattern),))


def of_glob(glob: str, fold: bool = False) -> Language:
    """The texts, folded ones with ``fold``, that a path glob matches. Raises ``UnsureError``."""
    return Language((_machine("folded glob" if fold else "glob", glob),))


def of_actions(glob: str) -> Language:
    """The actions that a pattern matches. Raises ``UnsureError``."""
    return Language((_machine("action", glob),))


def of_text(text: str, starts: bool, ends: bool) -> Language:
    """The texts that contain ``text``: at their start, at their end, at both, or anywhere. Raises ``UnsureError``."""
    return Language((_machine(("contains", "starts", "ends", "equals")[starts + 2 * ends], text),))


def of_order(op: str, text: str) -> Language:
    """The texts that are ``>``, ``>=``, ``<`` or ``<=`` another, by code point. Raises ``UnsureError``."""
    above = Language((_machine(">" if op in (">", "<=") else ">=", text),))
    return ~above if op in ("<", "<=") else above


ALL, NONE = Language((), negated=True), Language(())


def either(languages: Iterable[Language]) -> Language:
    """What is in one of several sets, none of them negated."""
    return Language(tuple(chain.from_iterable(each.machines for each in languages)))


def example(languages: Sequence[Language]) -> str | None:
    """A shortest text in all of the sets, of ordinary characters where they will do; None if there is none.

    Raises ``UnsureError``.
    """
    languages = [each for each in languages if each != ALL]
    machines = [machine for each in languages for machine in each.machines]
    if NONE in languages or not languages:
        return None if languages else ""
    letters = _letters(machines)
    begin = (START,) * len(machines)
    came: dict[tuple[int, ...], tuple[tuple[int, ...], int | None] | None] = {begin: None}
    slices = _slices(languages)
    if _all_end(languages, slices, begin):
        return ""
    queue = [begin]
    for states in queue:
        for code, classes in letters:
            after = tuple(map(_next, machines, states, classes))
            if after in came or any(each.is_dead(after[part]) for each, part in zip(languages, slices, strict=True)):
                continue
            came[after] = (states, code)
            if _all_end(languages, slices, after):
                return _spelled(came, after)
            queue.append(after)
        if len(queue) > MAX_STATES:
            raise UnsureError("too many states")
    return None


def _next(machine: Machine, state: int, number: int) -> int:
    return state if state < START else machine.rows[state - START][number]


def _slices(languages: Sequence[Language]) -> list[slice]:
    found, at = [], 0
    for each in languages:
        found.append(slice(at, at + len(each.machines)))
        at += len(each.machines)
    return found


def _all_end(languages: Sequence[Language], slices: Sequence[slice], states: tuple[int, ...]) -> bool:
    return all(each.ends(states[part]) for each, part in zip(languages, slices, strict=True))


def _spelled(came: dict[tuple[int, ...], Any], states: tuple[int, ...]) -> str:
    codes: list[Any] = []
    while (step := came[states]) is not None:
        states, code = step
        codes.append(code)
    if None in codes:
        raise UnsureError("no character of that kind is known")
    return "".join(map(chr, reversed(codes)))


def _letters(machines: Sequence[Machine]) -> list[tuple[int | None, tuple[int, ...]]]:
    """A character for each combination of classes, the ordinary ones first."""
    columns = list(zip(*(machine.ordinary for machine in machines), strict=True))
    found: dict[tuple[int, ...], int | None] = dict.fromkeys(columns)
    found.update(
        zip(reversed(columns), reversed(_ORDINARY), strict=True)
    )  # The most ordinary one comes last, and stays.
    edges = sorted({ASCII, *chain.from_iterable(machine.bounds for machine in machines)})
    unnamed = []
    for low, high in zip(edges, [*edges[1:], LAST + 1], strict=True):
        for kind in KINDS:
            classes = tuple(machine.beyond[bisect_right(machine.bounds, low)][kind] for machine in machines)
            named = _of_kind(kind, low, high)
            if named is None:
                unnamed.append(classes)
            else:
                found.setdefault(classes, named)
    listed = [(code, classes) for classes, code in found.items()]
    return [*listed, *((None, classes) for classes in dict.fromkeys(unnamed) if classes not in found)]


def _bits(cells: int) -> list[int]:
    return [place for place, bit in enumerate(reversed(f"{cells:b}")) if bit == "1"]


def _kind(char: str) -> int:
    other, space, word, digit = KINDS
    if char.isspace():
        return space
    return digit if char.isdecimal() else word if char.isalnum() or char == "_" else other


def _preference(code: int) -> tuple[int, int]:
    char = chr(code)
    order = (char.islower(), char.isdigit(), char in "-_./ ", char.isupper(), char.isprintable(), True)
    return order.index(True), code


_ORDINARY = sorted(range(ASCII), key=_preference)
_SEEN = 0x3100  # every kind has characters below


@cache
def _of_each_kind() -> list[list[int]]:
    kinds: list[list[int]] = [[] for _ in KINDS]
    for code in range(ASCII, _SEEN):
        kinds[_kind(chr(code))].append(code)
    return kinds


def _of_kind(kind: int, low: int, high: int) -> int | None:
    known = _of_each_kind()[kind]
    at = bisect_right(known, low - 1)
    if at < len(known) and known[at] < high:
        return known[at]
    return low if low >= _SEEN and not 0xD800 <= low < 0xE000 and _kind(chr(low)) == kind else None


@lru_cache(_REMEMBERED)
def _machine(kind: str, text: str) -> Machine:
    try:
        return Machine(_TREES[kind](text))
    except IrregularError as error:
        raise UnsureError(str(error)) from error


_ANY = Dot(newline=True)
_START, _END = Anchor(Kind.START), Anchor(Kind.END)


def _chars(text: str) -> tuple[Node, ...]:
    return tuple(map(Char, text))


def _above(text: str, *more: Node) -> Node:
    """Texts behind another one in the order of code points, or ``more``."""
    longer = Concat((_START, *_chars(text), _ANY))
    greater = [
        Concat((_START, *_chars(text[:at]), Set(((chr(ord(char) + 1), chr(LAST)),))))
        for at, char in enumerate(text)
        if ord(char) < LAST
    ]
    return Alternation((longer, *greater, *more))


def _exactly(text: str) -> Node:
    return Concat((_START, *_chars(text), _END))


def _action(glob: str) -> Node:
    return Concat((_START, *(part for token in compile_action(glob) for part in _token(token, _ANY)), _END))


_NO_SLASH = Set((("/", "/"),), (), True)
_SEGMENT = Repeat(_NO_SLASH, 0, None)


def _glob(glob: str, fold: bool = False) -> Node:
    """Segments with slashes between; `**` is any number of segments, each with the slash that parts it from others."""
    runs = compile_path(glob, fold)
    if not any(runs):
        return _START  # `**` alone
    items: list[Node] = [_START]
    begun = False  # whether a segment stands before, that needs its slash
    for place, run in enumerate(runs):
        if place and not any(runs[place:]):
            items.append(Repeat(Concat((Char("/"), _SEGMENT)), 0, None))
            break
        if place:
            items += [Char("/")] if begun else []
            items.append(Repeat(Concat((_SEGMENT, Char("/"))), 0, None))
            begun = False
        for segment in run:
            items += [Char("/")] if begun else []
            items += _segment(segment)
            begun = True
    return Concat((*items, _END))


def _segment(segment: Any) -> list[Node]:
    tokens = [segment] if isinstance(segment, str) else segment
    return [part for token in tokens for part in _token(token, _NO_SLASH)]


def _token(token: Any, one: Node) -> tuple[Node, ...]:
    if isinstance(token, str):
        return _chars(token)
    if token == abi.STAR:
        return (Repeat(one, 0, None),)
    return (one,) if token == abi.ONE else (_class(token[0], token[1], one),)


def _class(negated: bool, ranges: str, one: Node) -> Node:
    """In a path no class takes a slash."""
    pairs = tuple(zip(ranges[::2], ranges[1::2], strict=True))
    if one == _ANY:
        return Set(pairs, (), negated)
    if negated:
        return Set((*pairs, ("/", "/")), (), True)
    return Set(tuple(part for low, high in pairs for part in _without_slash(low, high)))


def _without_slash(low: str, high: str) -> list[tuple[str, str]]:
    parts = [(low, min(high, ".")), (max(low, "0"), high)] if low <= "/" <= high else [(low, high)]
    return [(first, last) for first, last in parts if first <= last]


_TREES: dict[str, Callable[[str], Node]] = {
    "regex": parse,
    "folded regex": lambda pattern: without_case(parse(pattern)),
    "glob": _glob,
    "folded glob": lambda glob: _glob(glob, True),
    "action": _action,
    "contains": lambda text: Concat(_chars(text)),
    "starts": lambda text: Concat((_START, *_chars(text))),
    "ends": lambda text: Concat((*_chars(text), _END)),
    "equals": _exactly,
    ">": _above,
    ">=": lambda text: _above(text, _exactly(text)),
}
