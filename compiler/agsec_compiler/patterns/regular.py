"""Rewrite a pattern's tree, where that can be done, so that an automaton finds what the pattern finds.

A search asks only whether there is a match. So what looks behind at the start of a pattern may as well be matched,
and so may what looks ahead at its end; and a choice that is never taken back is a choice like any other where taking
it back could not help.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .alphabet import LAST, Alphabet, chars_of
from .tree import (
    Alternation,
    Anchor,
    Atomic,
    Backreference,
    Category,
    Char,
    Concat,
    Dot,
    Group,
    Kind,
    Look,
    Node,
    Repeat,
    Set,
)


class IrregularError(Exception):
    """No automaton finds what the pattern finds; ``construct`` is why, ``rewrite`` what could stand there instead."""

    def __init__(self, construct: str, rewrite: str | None = None) -> None:
        super().__init__(construct)
        self.construct = construct
        self.rewrite = rewrite


@dataclass(frozen=True, slots=True)
class _Place:
    """Whether nothing of the pattern stands before, nothing behind; and what is matched next, if that is one thing."""

    first: bool
    last: bool
    following: Node | None = None


_NOWHERE = _Place(False, False)


def regular(tree: Node) -> Node:
    """An equivalent tree of what automata do. Raises ``IrregularError``."""
    return _regular(tree, _Place(True, True))


def _regular(node: Node, place: _Place) -> Node:
    match node:
        case Concat(items):
            return Concat(tuple(_regular(item, _within(items, at, place)) for at, item in enumerate(items)))
        case Alternation(branches):
            return Alternation(tuple(_regular(branch, place) for branch in branches))
        case Group(item):
            return _regular(item, place)
        case Repeat():
            return _repeat(node, place)
        case Atomic(item):
            if place.last or _has_no_choice(item):
                return _regular(item, place)
            raise IrregularError("an atomic group", "`(?:...)` in its place")
        case Look():
            return _look(node, place)
        case Backreference():
            raise IrregularError("a back-reference", "the alternatives that it may repeat, spelled out")
    return node


def _within(items: tuple[Node, ...], at: int, place: _Place) -> _Place:
    last = at + 1 == len(items)
    following = place.following if last else items[at + 1]
    return _Place(place.first and at == 0, place.last and last, following)


def _repeat(node: Repeat, place: _Place) -> Node:
    inner = place if (node.least, node.most) == (1, 1) else _NOWHERE
    if node.mode == "+" and not (place.last or _leaves(node.item, place.following) or _has_no_choice(node)):
        raise IrregularError("a possessive repeat", "the repeat without its `+`")
    return replace(node, item=_regular(node.item, inner), mode="")


def _leaves(item: Node, following: Node | None) -> bool:
    """Whether what follows never starts with what is repeated, so that giving some of that back never helps."""
    match item, following:
        case ((Char() | Set() | Category() | Dot()), (Char() | Set() | Category() | Dot())):
            sets = chars_of(item), chars_of(following)
            alphabet = Alphabet(sets)
            return not alphabet.cells(sets[0]) & alphabet.cells(sets[1])
    return False


def _has_no_choice(node: Node) -> bool:
    match node:
        case Char() | Set() | Category() | Dot() | Anchor():
            return True
        case Concat(items):
            return all(map(_has_no_choice, items))
        case Group(item) | Atomic(item):
            return _has_no_choice(item)
        case Repeat(item, least, most):
            return least == most and _has_no_choice(item)
    return False


def _look(node: Look, place: _Place) -> Node:
    name = f"{'negative ' if node.negated else ''}look-{'ahead' if node.ahead else 'behind'}"
    if not (place.last if node.ahead else place.first):
        where = "end" if node.ahead else "start"
        raise IrregularError(f"a {name} that is not at the {where} of the pattern", _moved(node))
    if not node.negated:
        return _regular(node.item, place if node.ahead else replace(place, last=False, following=None))
    if not isinstance(node.item, Char | Set | Category | Dot):
        raise IrregularError(f"a {name} of more than one character")
    edge = Anchor(Kind.END if node.ahead else Kind.START)
    return Alternation((edge, _other_than(node.item)))


def _moved(node: Look) -> str | None:
    one = isinstance(node.item, Char | Set | Category | Dot)
    if not node.negated or not one:
        return None
    return "`(?:[^...]|$)` of the characters that may not follow" if node.ahead else "`(?:^|[^...])` in its place"


def _other_than(atom: Char | Set | Category | Dot) -> Node:
    match atom:
        case Char(char, fold):
            return Set(((char, char),), (), True, fold)
        case Category():
            return replace(atom, negated=not atom.negated)
        case Set():
            return replace(atom, negated=not atom.negated)
        case Dot(newline):
            return Set((("\0", chr(LAST)),), (), True) if newline else Char("\n")
