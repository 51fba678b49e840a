"""Make the automaton of a search deterministic, and as small as it can be.

A state is a set of nodes of the `Nfa` and what the last character was, as far as the pattern asks; its gates open, or
not, when the next character is known. So position tests need neither a look ahead nor a look back when a text is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from .alphabet import NEWLINE, Alphabet, Chars, classes, word
from .nfa import MATCH, Gate, Nfa, Take
from .regular import IrregularError
from .tree import Anchor, Kind

MAX_STATES = 1_500  # before it is made small
MAX_WORK = 150_000  # nodes looked at, in all states together

# What is on one side of a position: nothing, a newline, a word character of Unicode's or of ASCII.
EDGE, LINE, WORD, ASCII_WORD = 1, 2, 4, 8

NO, YES = 0, 1  # the states that are settled: no match can come, one is there
State = tuple[int, int, int]  # nodes; nodes that need the text to end here; what is before


@dataclass(frozen=True, slots=True)
class Dfa:
    """``rows``: for each state the next one by class, and last whether there is a match if the text ends: NO or YES.

    States 0 and 1 are NO and YES and have no row; row 0 is that of state 2, where a search starts. ``parts`` are the
    cells of each class.
    """

    rows: tuple[tuple[int, ...], ...]
    parts: tuple[int, ...]
    alphabet: Alphabet


def dfa(nfa: Nfa) -> Dfa:
    """The smallest automaton that searches. Raises ``IrregularError`` where it is too large on the way there."""
    search = _Search(nfa)
    *columns, ends = zip(*_smallest(_explored(search)), strict=True)
    parts: dict[tuple[int, ...], int] = {}
    for part, column in zip(search.parts, columns, strict=True):
        parts[column] = parts.get(column, 0) | part
    return Dfa(tuple(zip(*parts, ends, strict=True)), tuple(parts.values()), search.alphabet)


class _Search:
    """The automaton's sets of nodes, class by class of characters."""

    def __init__(self, nfa: Nfa) -> None:
        self.nfa = nfa
        self.gates = sum(1 << place for place, node in enumerate(nfa.nodes) if isinstance(node, Gate))
        anchors = {node.anchor for node in nfa.nodes if isinstance(node, Gate)}
        sides = {WORD: word(False), ASCII_WORD: word(True), LINE: NEWLINE}
        self.asked = reduce(or_, map(_asks, anchors), EDGE)
        asked = {side: chars for side, chars in sides.items() if side & self.asked}
        takers = [(1 << place, node) for place, node in enumerate(nfa.nodes) if isinstance(node, Take)]
        sets = dict.fromkeys([*(node.chars for _, node in takers), *asked.values()])
        self.alphabet = Alphabet(sets)
        cells = {chars: self.alphabet.cells(chars) for chars in sets}
        self.parts = classes(self.alphabet.all, cells.values())
        taking: dict[Chars, int] = {}
        for bit, node in takers:
            taking[node.chars] = taking.get(node.chars, 0) | bit
        self.takers = [_union(nodes for chars, nodes in taking.items() if cells[chars] & part) for part in self.parts]
        self.sides = [_union(side for side, chars in asked.items() if cells[chars] & part) for part in self.parts]
        self.work = 0
        self._stepped: dict[int, int] = {0: 0}
        self._behind = {bit: nfa.reached[node.to] for bit, node in takers}
        starts = _union(
            1 << at for at, node in enumerate(nfa.nodes) if isinstance(node, Gate) and node.anchor.kind is Kind.START
        )
        self.first = nfa.reached[nfa.start]
        self.again = self.first & ~starts

    def after(self, state: State, column: int) -> State:
        """The state behind one more character."""
        nodes, _, before = state
        side = self.sides[column]
        now, waiting = self._opened(nodes, before, side)
        if now & MATCH:
            return _FOUND
        taking = self.takers[column]
        last = self._step(waiting & taking) | waiting & MATCH
        following = self._step(now & taking) | self.again
        return _FOUND if following & MATCH else (following, last, side) if following | last else _LOST

    def ends(self, state: State) -> bool:
        """Whether there is a match if the text ends in the state."""
        nodes, last, before = state
        return bool(self._opened(nodes | last, before, EDGE)[0] & MATCH)

    def _opened(self, nodes: int, before: int, side: int) -> tuple[int, int]:
        """The nodes and those behind gates that open; then those that are at hand if a newline ends the text here."""
        if not nodes & self.gates:
            return nodes, 0
        now, waiting = self._through(nodes, before, side)
        known = 0
        while waiting != known:
            known = waiting
            more, again = self._through(known, before, side)
            waiting = more | again
        return now, waiting

    def _through(self, nodes: int, before: int, side: int) -> tuple[int, int]:
        waiting = 0
        closed = nodes & self.gates
        while closed:
            bit = closed & -closed
            closed ^= bit
            gate = self.nfa.nodes[bit.bit_length() - 1]
            assert isinstance(gate, Gate)
            behind = self.nfa.reached[gate.to]
            if _opens(gate.anchor, before, side):
                closed |= behind & self.gates & ~nodes
                nodes |= behind
            elif gate.anchor.kind is Kind.LAST and side & LINE:
                waiting |= behind
        return nodes, waiting

    def _step(self, nodes: int) -> int:
        """What is reached when each of the nodes has taken a character."""
        reached = self._stepped.get(nodes)
        if reached is None:
            reached, left = 0, nodes
            while left:
                bit = left & -left
                left ^= bit
                reached |= self._behind[bit]
                self.work += 1
            self._stepped[nodes] = reached
        return reached


_FOUND: State = (MATCH, 0, 0)
_LOST: State = (0, 0, 0)


def _union(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)


def _asks(anchor: Anchor) -> int:
    """Which sides an anchor asks about."""
    match anchor.kind:
        case Kind.BOUNDARY | Kind.NOT_BOUNDARY:
            return ASCII_WORD if anchor.ascii else WORD
        case Kind.LAST | Kind.LINE_START | Kind.LINE_END:
            return LINE
    return 0


def _opens(anchor: Anchor, before: int, after: int) -> bool:
    match anchor.kind:
        case Kind.START:
            return bool(before & EDGE)
        case Kind.END | Kind.LAST:
            return bool(after & EDGE)
        case Kind.LINE_START:
            return bool(before & (EDGE | LINE))
        case Kind.LINE_END:
            return bool(after & (EDGE | LINE))
    side = _asks(anchor)
    return (before & side == after & side) is (anchor.kind is Kind.NOT_BOUNDARY)


def _explored(search: _Search) -> list[list[int]]:
    """The rows of all states that a text may lead to: those of NO and YES, of the start, and of the others."""
    numbers = {_LOST: NO, _FOUND: YES}
    columns = range(len(search.parts))
    rows = [[NO] * (len(columns) + 1), [YES] * (len(columns) + 1)]
    states = [(search.first, 0, EDGE)]
    numbers.setdefault(states[0], 2)
    for state in states:
        row = []
        for column in columns:
            following = search.after(state, column)
            number = numbers.get(following)
            if number is None:
                number = numbers[following] = len(states) + 2
                states.append(following)
            row.append(number)
        rows.append([*row, YES if search.ends(state) else NO])
        if len(states) > MAX_STATES or search.work > MAX_WORK:
            raise IrregularError("alternatives or repeats that make its automaton too large")
    return rows


def _smallest(rows: list[list[int]]) -> list[tuple[int, ...]]:
    """The rows from the start on, one for all states that no text tells apart, numbered as the rows name them.

    After E. F. Moore, "Gedanken-experiments on sequential machines" (1956): split what differs until nothing does.
    """
    kinds = [row[-1] for row in rows]
    count = 0
    while count < len(set(kinds)):
        count = len(set(kinds))
        numbers: dict[tuple[int, ...], int] = {}
        signatures = [(kind, *map(kinds.__getitem__, row[:-1])) for kind, row in zip(kinds, rows, strict=True)]
        kinds = [numbers.setdefault(signature, len(numbers)) for signature in signatures]
    return _numbered(rows, kinds)


def _numbered(rows: list[list[int]], kinds: list[int]) -> list[tuple[int, ...]]:
    """A row for each kind of state that is not settled, and in any case for the start."""
    numbers = {kinds[NO]: NO, kinds[YES]: YES}
    numbers.setdefault(kinds[2], 2)
    kept = [2]
    for state in kept:
        for following in rows[state][:-1]:
            if kinds[following] not in numbers:
                numbers[kinds[following]] = len(kept) + 2
                kept.append(following)
    return [(*(numbers[kinds[each]] for each in rows[state][:-1]), rows[state][-1]) for state in kept]
