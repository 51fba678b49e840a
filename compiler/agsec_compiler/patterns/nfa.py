"""A regular tree as a nondeterministic automaton: nodes that take a character, ask for a position, or part ways."""

from __future__ import annotations

from dataclasses import dataclass

from .alphabet import Chars, chars_of
from .regular import SizeError
from .tree import Alternation, Anchor, Category, Char, Concat, Dot, Group, Look, Node, Repeat, Set

MAX_NODES = 4_000


@dataclass(frozen=True, slots=True)
class Take:
    """Takes a character, and goes on at node ``to``."""

    chars: Chars
    to: int


@dataclass(frozen=True, slots=True)
class Gate:
    """Goes on where the position is the anchor's."""

    anchor: Anchor
    to: int


@dataclass(frozen=True, slots=True)
class Behind:
    """Goes on where what looks behind has come to its ``mark`` (a set of one node), or with ``negated`` has not."""

    mark: int
    negated: bool
    to: int


@dataclass(frozen=True, slots=True)
class NotAhead:
    """Goes on where what begins at ``start`` is not ahead."""

    start: int
    to: int


Gates = Gate | Behind | NotAhead
Each = Take | Gates | None


@dataclass(frozen=True, slots=True)
class Nfa:
    """Node 0 is where a match is complete. Sets of nodes are integers, a bit a node.

    ``reached``: what is at hand at each node without taking or asking: takers, gates, marks, and the match.
    ``behind``: where begins what looks behind, and that at any place of a text.
    """

    nodes: tuple[Each, ...]
    reached: tuple[int, ...]
    start: int
    behind: tuple[int, ...]


MATCH = 1  # the set of node 0


def nfa(tree: Node) -> Nfa:
    """The automaton of a regular tree. Raises ``SizeError`` where it is too large."""
    builder = _Builder()
    start = builder.build(tree, 0)
    return Nfa(tuple(builder.nodes), tuple(builder.closures()), start, tuple(builder.behind))


class _Builder:
    """Builds from the end: what a node goes on to is there before it."""

    def __init__(self) -> None:
        self.nodes: list[Each] = [None]
        self.behind: list[int] = []
        self.forks: dict[int, list[int]] = {}

    def build(self, node: Node, to: int) -> int:
        """The node where ``node`` begins, if ``to`` is where it goes on."""
        match node:
            case Char() | Category() | Set() | Dot():
                return self._add(Take(chars_of(node), to))
            case Anchor():
                return self._add(Gate(node, to))
            case Concat(items):
                for item in reversed(items):
                    to = self.build(item, to)
                return to
            case Alternation(branches):
                return self._fork([self.build(branch, to) for branch in branches])
            case Group(item):
                return self.build(item, to)
            case Repeat():
                return self._repeat(node, to)
            case Look(item, ahead=True):
                return self._add(NotAhead(self.build(item, 0), to))
            case Look(item, negated=negated):
                mark = self._add(None)
                self.behind.append(self.build(item, mark))
                return self._add(Behind(1 << mark, negated, to))
        raise AssertionError(f"{node!r} is not regular")

    def _repeat(self, node: Repeat, to: int) -> int:
        if node.most is None:
            loop = self._fork([to])
            self.forks[loop].append(self.build(node.item, loop))
            to = loop
        else:
            end = to
            for _ in range(node.most - node.least):
                to = self._fork([end, self.build(node.item, to)])
        for _ in range(node.least):
            to = self.build(node.item, to)
        return to

    def _fork(self, ways: list[int]) -> int:
        fork = self._add(None)
        self.forks[fork] = ways
        return fork

    def _add(self, node: Each) -> int:
        if len(self.nodes) == MAX_NODES:
            raise SizeError("repeats that make it too large")
        self.nodes.append(node)
        return len(self.nodes) - 1

    def closures(self) -> list[int]:
        return [1 << place if place not in self.forks else self._closure(place) for place in range(len(self.nodes))]

    def _closure(self, fork: int) -> int:
        found, seen, ways = 0, {fork}, [fork]
        while ways:
            for way in self.forks[ways.pop()]:
                if way not in self.forks:
                    found |= 1 << way
                elif way not in seen:
                    seen.add(way)
                    ways.append(way)
        return found
