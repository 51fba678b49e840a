"""Make the automaton of a search deterministic, and as small as it can be.

A state is sets of nodes of the `Nfa` and what the last character was, as far as the pattern asks; its gates open, or
not, when the next character is known. So position tests need neither a look ahead nor a look back when a text is read.
What must not be ahead is followed beside the nodes that depend on it, and takes them along when it comes about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import or_

from .alphabet import NEWLINE, Alphabet, Chars, classes, word
from .nfa import MATCH, Behind, Gate, Gates, Nfa, NotAhead, Take
from .regular import SizeError
from .tree import Anchor, Kind

MAX_STATES = 1_500  # before it is made small
MAX_WORK = 150_000  # nodes looked at, in all states together

# What is on one side of a position: nothing, a newline, a word character of Unicode's or of ASCII.
EDGE, LINE, WORD, ASCII_WORD = 1, 2, 4, 8

NO, YES = 0, 1  # the states that are settled: no match can come, one is there
Tracks = tuple[tuple[int, int], ...]  # what must not come about, and nodes that wait for a character
State = tuple[Tracks, int, int]  # tracks, what looks behind, what is on the left side


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
    """The smallest automaton that searches. Raises ``SizeError`` where it is too large on the way there."""
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
        places = [(1 << place, node) for place, node in enumerate(nfa.nodes)]
        anchors = {node.anchor for _, node in places if isinstance(node, Gate)}
        asked = {side: chars for side, chars in _SIDES.items() if any(_asks(anchor) & side for anchor in anchors)}
        takers = [(bit, node) for bit, node in places if isinstance(node, Take)]
        sets = dict.fromkeys([*(node.chars for _, node in takers), *asked.values()])
        self.alphabet = Alphabet(sets)
        cells = {chars: self.alphabet.cells(chars) for chars in sets}
        self.parts = classes(self.alphabet.all, cells.values())
        taking: dict[Chars, int] = {}
        for bit, node in takers:
            taking[node.chars] = taking.get(node.chars, 0) | bit
        self.takers = [_union(nodes for chars, nodes in taking.items() if cells[chars] & part) for part in self.parts]
        self.sides = [_union(side for side, chars in asked.items() if cells[chars] & part) for part in self.parts]
        self.gates = _union(bit for bit, node in places if isinstance(node, Gates))
        starts = _union(bit for bit, node in places if isinstance(node, Gate) and node.anchor.kind is Kind.START)
        self.first = nfa.reached[nfa.start]
        self.again = self.first & ~starts
        self.looking = _union(nfa.reached[start] for start in nfa.behind)
        self.work = 0
        self._stepped: dict[int, int] = {0: 0}
        self._behind = {bit: nfa.reached[node.to] for bit, node in takers}

    def after(self, state: State) -> list[State]:
        """The states behind one more character, by its class."""
        opened = {side: self._opened(*state, side) for side in dict.fromkeys(self.sides)}
        there = {side: marks | _union(chain(*alive)) for side, (marks, alive) in opened.items()}
        columns = [(side, taking & there[side]) for side, taking in zip(self.sides, self.takers, strict=True)]
        states = {(side, taking): self._next(*opened[side], taking, side) for side, taking in dict.fromkeys(columns)}
        return [states[column] for column in columns]

    def _next(self, marks: int, alive: list[tuple[int, int]], taking: int, side: int) -> State:
        following = {0: self.again}
        for forbidden, nodes in alive:
            if nodes & MATCH and not forbidden:
                return _FOUND
            further = self._step(forbidden & taking)
            if not further & MATCH:
                following[further] = following.get(further, 0) | self._step(nodes & taking) | nodes & MATCH
        return self._state(following, self._step(marks & taking) | self.looking, side)

    def _state(self, tracks: dict[int, int], behind: int, side: int) -> State:
        """What is on a track with nothing forbidden need not be on others."""
        free = tracks[0]
        if free & MATCH:
            return _FOUND
        kept = [(forbidden, nodes & ~free if forbidden else free) for forbidden, nodes in tracks.items()]
        following = tuple(sorted(track for track in kept if track[1]))
        return (following, behind, side) if following or self.again else _LOST

    def ends(self, state: State) -> bool:
        """Whether there is a match if the text ends in the state."""
        return any(nodes & MATCH for _, nodes in self._opened(*state, EDGE)[1])

    def _opened(self, tracks: Tracks, behind: int, before: int, side: int) -> tuple[int, list[tuple[int, int]]]:
        """What looks behind, and the tracks on which nothing forbidden has come; both with what open gates lead to."""
        marks, _ = self._through(behind, 0, before, side)
        opened: dict[int, int] = {}
        left = list(tracks)
        while left:
            forbidden, nodes = left.pop()
            if nodes & ~opened.get(forbidden, 0):
                nodes, looks = self._through(nodes, marks, before, side)
                opened[forbidden] = opened.get(forbidden, 0) | nodes
                left += [(forbidden | self.nfa.reached[look.start], self.nfa.reached[look.to]) for look in looks]
        come = [(self._through(forbidden, marks, before, side)[0], nodes) for forbidden, nodes in opened.items()]
        return marks, [track for track in come if not track[0] & MATCH]

    def _through(self, nodes: int, marks: int, before: int, side: int) -> tuple[int, list[NotAhead]]:
        """The nodes and those behind gates that open; and what of the gates forbids something ahead."""
        looks = []
        closed = nodes & self.gates
        while closed:
            bit = closed & -closed
            closed ^= bit
            gate = self.nfa.nodes[bit.bit_length() - 1]
            assert isinstance(gate, Gates)
            if isinstance(gate, NotAhead):
                looks.append(gate)
            elif _opens(gate, marks, before, side):
                behind = self.nfa.reached[gate.to]
                closed |= behind & self.gates & ~nodes
                nodes |= behind
        return nodes, looks

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


_FOUND: State = (((0, MATCH),), 0, 0)
_LOST: State = ((), 0, 0)
_SIDES = {WORD: word(False), ASCII_WORD: word(True), LINE: NEWLINE}


def _union(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)


def _asks(anchor: Anchor) -> int:
    """Which sides an anchor asks about."""
    match anchor.kind:
        case Kind.BOUNDARY | Kind.NOT_BOUNDARY:
            return ASCII_WORD if anchor.ascii else WORD
        case Kind.LINE_START | Kind.LINE_END:
            return LINE
    return 0


def _opens(gate: Gate | Behind, marks: int, before: int, after: int) -> bool:
    if isinstance(gate, Behind):
        return bool(marks & gate.mark) is not gate.negated
    anchor = gate.anchor
    match anchor.kind:
        case Kind.START:
            return bool(before & EDGE)
        case Kind.END:
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
    width = len(search.parts) + 1
    rows = [[NO] * width, [YES] * width]
    states: list[State] = [(((0, search.first),), search.looking, EDGE)]
    numbers.setdefault(states[0], 2)
    for state in states:
        row = []
        for following in search.after(state):
            number = numbers.get(following)
            if number is None:
                number = numbers[following] = len(states) + 2
                states.append(following)
            row.append(number)
        rows.append([*row, YES if search.ends(state) else NO])
        if len(states) > MAX_STATES or search.work > MAX_WORK:
            raise SizeError("alternatives or repeats that make its automaton too large")
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
