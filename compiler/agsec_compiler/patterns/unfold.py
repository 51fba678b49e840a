"""Turn a pattern's tree into one for folded texts: it finds in them what it would find if case did not count."""

from __future__ import annotations

from dataclasses import replace

from ..folding import folded
from .tree import Alternation, Atomic, Backreference, Char, Concat, Group, Look, Node, Repeat, Set


def without_case(node: Node) -> Node:
    """Letters become their folded forms, which may be several characters or none; classes ignore case."""
    match node:
        case Char(char):
            return _sequence([Char(each) for each in folded(char)])
        case Set():
            return replace(node, fold=True)
        case Backreference():
            return replace(node, fold=False)  # What it repeats is folded.
        case Concat(items):
            return _sequence([part for item in map(without_case, items) for part in _parts(item)])
        case Alternation(branches):
            return Alternation(tuple(map(without_case, branches)))
        case Repeat(item) | Group(item) | Atomic(item) | Look(item):
            return replace(node, item=without_case(item))
    return node


def _parts(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Concat) else (node,)


def _sequence(items: list[Node]) -> Node:
    return items[0] if len(items) == 1 else Concat(tuple(items))
