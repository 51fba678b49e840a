"""Regular expressions: parsed here, searched by ``agsec_runtime.patterns`` in the form that ``compile_regex`` gives.

What stands behind this door (an engine today) is nobody else's business.
"""

from __future__ import annotations

from typing import Any

from agsec_runtime import abi

from .literals import required
from .parse import PatternError, parse
from .spell import spell
from .tree import Anchor, Char, Concat, Kind, Node
from .unfold import without_case

__all__ = ["PatternError", "compile_regex", "narrow_regex", "parse"]


def compile_regex(pattern: str, fold: bool = False) -> list[Any]:
    """``pattern`` as the runtime searches it, with ``fold`` in folded texts. Raises ``PatternError``."""
    return search_form(_tree(pattern, fold))


def search_form(tree: Node) -> list[Any]:
    """A tree for the engine, with the literals that rule it out."""
    literals, folded = required(tree)
    return [abi.SEARCH, list(literals), folded, spell(tree)]


def _tree(pattern: str, fold: bool) -> Node:
    return without_case(parse(pattern)) if fold else parse(pattern)


def narrow_regex(pattern: str, fold: bool = False) -> list[Any] | None:
    """The form without an engine for a pattern that is a literal, alone or anchored; None for any other."""
    tree = _tree(pattern, fold)
    items = tree.items if isinstance(tree, Concat) else (tree,)
    start = bool(items) and items[0] == Anchor(Kind.START)
    end = bool(items) and items[-1] == Anchor(Kind.END)
    middle = items[1 if start else 0 : len(items) - (1 if end else 0)]
    if not all(isinstance(item, Char) and not item.fold for item in middle) or (end and not start):
        return None
    text = "".join(item.char for item in middle if isinstance(item, Char))
    return [abi.EXACT if end else abi.PREFIX if start else abi.CONTAINS, text]
