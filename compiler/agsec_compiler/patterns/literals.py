"""Find literals that every match of a pattern must contain, so that most texts never reach an engine."""

from __future__ import annotations

from dataclasses import dataclass

from .tree import Alternation, Anchor, Atomic, Char, Concat, Group, Look, Node, Repeat, Set

MAX_CHOICES = 24  # literals a pattern; more cost more than they save


@dataclass(frozen=True)
class _Found:
    """``exact``: all that the node can match, if that is a few strings. ``needed``: one of these is in any match."""

    exact: tuple[str, ...] | None
    needed: tuple[str, ...] | None


_OPEN = _Found(None, None)


def required(node: Node) -> tuple[tuple[str, ...], bool]:
    """Literals of which any match contains one (none: nothing is known), and whether they are lower-cased.

    A pattern that ignores case anywhere is looked for in lower case everywhere. Only ASCII literals are used
    then: see ``agsec_runtime.patterns``.
    """
    folded = _folds(node)
    found = _best([_find(node, folded)])
    literals = tuple(sorted(set(found or ()), key=lambda literal: (len(literal), literal)))
    return literals, folded and bool(literals)


def exact(node: Node) -> tuple[str, ...] | None:
    """All texts that ``node`` matches, if they are a few, whatever stands around them."""
    return None if _folds(node) or _asks(node) else _find(node, False).exact


def _find(node: Node, folded: bool) -> _Found:
    match node:
        case Char(char):
            return _char(char, folded)
        case Set():
            return _set(node, folded)
        case Concat(items):
            return _concat([_find(item, folded) for item in items])
        case Alternation(branches):
            return _alternation([_find(branch, folded) for branch in branches])
        case Group(item) | Atomic(item):
            return _find(item, folded)
        case Repeat(item, least, most):
            return _repeat(_find(item, folded), least, most)
        case Anchor() | Look():  # These match the empty string, so that literals on both sides of one touch.
            return _Found(("",), None)
    return _OPEN


def _char(char: str, folded: bool) -> _Found:
    if folded:
        if not char.isascii():
            return _OPEN
        char = char.lower()
    return _Found((char,), None)


def _set(node: Set, folded: bool) -> _Found:
    size = sum(ord(high) - ord(low) + 1 for low, high in node.ranges)
    if node.negated or node.categories or size > 4:
        return _OPEN
    chars = [chr(code) for low, high in node.ranges for code in range(ord(low), ord(high) + 1)]
    if folded and not all(char.isascii() for char in chars):
        return _OPEN
    return _Found(tuple(sorted({char.lower() if folded else char for char in chars})), None)


def _concat(parts: list[_Found]) -> _Found:
    """Runs of neighbouring exact parts make longer literals; the best run or part is what is needed."""
    runs: list[_Found] = []
    run: tuple[str, ...] = ("",)
    whole = True
    for part in parts:
        joined = None if part.exact is None else _product(run, part.exact)
        if joined is None:
            runs += [_Found(run, None), part]
            whole, run = False, ("",)
        else:
            run = joined
    if whole:
        return _Found(run, None)
    return _Found(None, _best([*runs, _Found(run, None)]))


def _product(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...] | None:
    if len(left) * len(right) > MAX_CHOICES:
        return None
    return tuple(dict.fromkeys(a + b for a in left for b in right))


def _alternation(branches: list[_Found]) -> _Found:
    if all(branch.exact is not None for branch in branches):
        exact = tuple(dict.fromkeys(text for branch in branches for text in branch.exact or ()))
        if len(exact) <= MAX_CHOICES:
            return _Found(exact, None)
    needed = [_best([branch]) for branch in branches]
    if any(each is None for each in needed):
        return _OPEN
    union = tuple(dict.fromkeys(text for each in needed for text in each or ()))
    return _Found(None, union if len(union) <= MAX_CHOICES else None)


def _repeat(item: _Found, least: int, most: int | None) -> _Found:
    if least == most == 1:
        return item
    if (least, most) == (0, 1) and item.exact is not None and len(item.exact) < MAX_CHOICES:
        return _Found(tuple(dict.fromkeys(("", *item.exact))), None)
    return _Found(None, _best([item])) if least else _OPEN


def _best(parts: list[_Found]) -> tuple[str, ...] | None:
    """The choice whose shortest literal is longest, then the smallest; nothing that holds an empty string."""
    choices = [choice for part in parts for choice in (part.exact, part.needed) if choice and "" not in choice]
    return max(choices, key=lambda choice: (min(map(len, choice)), -len(choice)), default=None)


def _folds(node: Node) -> bool:
    match node:
        case Char(_, fold) | Set(fold=fold):
            return fold
        case Concat(items) | Alternation(items):
            return any(map(_folds, items))
        case Group(item) | Atomic(item) | Repeat(item):
            return _folds(item)
    return False


def _asks(node: Node) -> bool:
    """Whether a match hangs on what is around it, or on what was matched before."""
    match node:
        case Anchor() | Look() | Atomic():
            return True
        case Concat(items) | Alternation(items):
            return any(map(_asks, items))
        case Repeat(item, mode=mode):
            return mode == "+" or _asks(item)
        case Group(item):
            return _asks(item)
    return False
