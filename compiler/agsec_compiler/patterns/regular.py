"""Rewrite a pattern's tree, where that can be done, so that an automaton finds what the pattern finds.

A search asks only whether there is a match. So what looks ahead at the end of a pattern may as well be matched; and a
choice that is never taken back is a choice like any other where taking it back could not help.

What is left of look-around looks behind, or says what must not be ahead; automata follow it beside the match.
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


class SizeError(IrregularError):
    """An automaton would be too large."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Whether nothing of the pattern stands behind; what is matched next, if that is one thing; and what looks here."""

    last: bool
    following: Node | None = None
    look: Look | None = None


def regular(tree: Node) -> Node:
    """An equivalent tree of what automata do. Raises ``IrregularError``."""
    return _regular(tree, _Place(True))


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
        case Anchor(Kind.LAST):
            return _LAST if place.last else _regular(_NOTHING_BUT_A_LAST_NEWLINE, place)
        case Look():
            return _look(node, place)
        case Backreference():
            raise IrregularError("a back-reference", "the alternatives that it may repeat, spelled out")
    return node


# `$` may take the newline that it looks at where nothing is matched after it.
_LAST = Alternation((Anchor(Kind.END), Concat((Char("\n"), Anchor(Kind.END)))))
_NOTHING_BUT_A_LAST_NEWLINE = Look(Alternation((Dot(), Concat((Char("\n"), Dot(True))))), True, True)


def _within(items: tuple[Node, ...], at: int, place: _Place) -> _Place:
    last = at + 1 == len(items)
    return replace(place, last=place.last and last, following=place.following if last else items[at + 1])


def _repeat(node: Repeat, place: _Place) -> Node:
    inner = place if (node.least, node.most) == (1, 1) else replace(place, last=False, following=None)
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
    if node.ahead and not node.negated:
        return _ahead(node, place)
    if place.look and (node.ahead or not place.look.ahead):
        raise IrregularError("a look-around in a look-around")
    return replace(node, item=_regular(node.item, _Place(node.ahead, look=node)))


def _ahead(node: Look, place: _Place) -> Node:
    """What is ahead may be matched if nothing else is; and one character is ahead if neither another nor the end is."""
    if place.last:
        return _regular(node.item, place)
    if not isinstance(node.item, Char | Set | Category | Dot):
        raise IrregularError("a look-ahead that is not at the end of the pattern")
    return _look(Look(Alternation((Anchor(Kind.END), _other_than(node.item))), True, True), place)


def _other_than(atom: Char | Set | Category | Dot) -> Node:
    match atom:
        case Char(char, fold):
            return Set(((char, char),), (), True, fold)
        case Category() | Set():
            return replace(atom, negated=not atom.negated)
        case Dot(newline):
            return Set((("\0", chr(LAST)),), (), True) if newline else Char("\n")
