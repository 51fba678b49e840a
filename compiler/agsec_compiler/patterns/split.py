"""Part a pattern whose automaton would be too large into several patterns: it is found where one of them is.

Alternatives that may all be under way at once multiply the states of one automaton; apart they only add up.
"""

from __future__ import annotations

from collections.abc import Callable

from .regular import SizeError
from .tree import Alternation, Concat, Group, Node

MAX_PARTS = 16


def apart(tree: Node, build: Callable[[Node], bytes]) -> list[bytes]:
    """What ``build`` makes of a regular tree, or of as few parts of it as it takes. Raises ``SizeError``."""
    built, left = [], [tree]
    while left:
        part = left.pop(0)
        try:
            built.append(build(part))
        except SizeError:
            parts = _parts(part)
            if not parts or len(built) + len(left) + len(parts) > MAX_PARTS:
                raise
            left[:0] = parts
    return built


def _parts(tree: Node) -> list[Node]:
    """One for each branch of the first alternation that the whole pattern goes through."""
    items = _items(tree)
    for at, item in enumerate(items):
        inner = _items(item)
        if len(inner) == 1 and isinstance(inner[0], Alternation):
            return [Concat((*items[:at], *_items(branch), *items[at + 1 :])) for branch in inner[0].branches]
    return []


def _items(node: Node) -> tuple[Node, ...]:
    match node:
        case Concat(items):
            return items
        case Group(item):
            return _items(item)
    return (node,)
