"""Regular expressions: parsed here, searched by ``agsec_runtime.patterns`` in the form that ``compile_regex`` gives.

The stages, each a module: `parse` makes a tree of nodes (`tree`), `unfold` one for folded texts, `literals` finds what
a match must contain; `regular` rewrites the tree for automata, `nfa` builds one over sets of characters (`alphabet`,
`cases`), `dfa` makes it deterministic and small, `tables` writes it down; where that grows too large, `split` parts the
pattern. Where there is no automaton, `spell` writes the tree for an engine. What stands behind this door is nobody
else's business.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from agsec_runtime import abi

from .dfa import dfa
from .literals import exact, required
from .nfa import nfa
from .parse import PatternError, parse
from .regular import IrregularError, regular
from .spell import spell
from .split import apart
from .tables import tables
from .tree import Anchor, Concat, Kind, Node
from .unfold import without_case

__all__ = [
    "IrregularError",
    "PatternError",
    "compile_regex",
    "irregularity",
    "narrow_regex",
    "parse",
    "required_literals",
]

_REMEMBERED = 1 << 14  # patterns; checks and passes ask about the same ones


def compile_regex(pattern: str, fold: bool = False) -> list[Any]:
    """``pattern`` as the runtime searches it, with ``fold`` in folded texts. Raises ``PatternError``."""
    return list(_form(pattern, fold))


def required_literals(pattern: str, fold: bool = False) -> tuple[tuple[str, ...], bool]:
    """Texts of which a match contains one, none where that is unknown; and whether they are lower-case ASCII."""
    return required(_tree(pattern, fold))


def irregularity(pattern: str) -> IrregularError | None:
    """Why ``pattern`` needs an engine; None for one that does not. Raises ``PatternError``."""
    built = None if narrow_regex(pattern) else _built(pattern, False)
    return built if isinstance(built, IrregularError) else None


@lru_cache(_REMEMBERED)
def _form(pattern: str, fold: bool) -> tuple[Any, ...]:
    tree, built = _tree(pattern, fold), _built(pattern, fold)
    literals, folded = required(tree)
    if isinstance(built, IrregularError):
        return abi.SEARCH, list(literals), folded, spell(tree)
    return abi.AUTOMATON, list(literals), folded, built


@lru_cache(_REMEMBERED)
def _built(pattern: str, fold: bool) -> list[bytes] | IrregularError:
    try:
        return apart(regular(_tree(pattern, fold)), lambda tree: tables(dfa(nfa(tree))))
    except IrregularError as error:
        return error


@lru_cache(_REMEMBERED)
def _tree(pattern: str, fold: bool) -> Node:
    return without_case(parse(pattern)) if fold else parse(pattern)


def narrow_regex(pattern: str, fold: bool = False) -> list[Any] | None:
    """The form for a pattern that is a literal, alone or anchored, or a choice of literals; None for any other."""
    tree = _tree(pattern, fold)
    items = tree.items if isinstance(tree, Concat) else (tree,)
    start = bool(items) and items[0] == Anchor(Kind.START)
    end = bool(items) and items[-1] == Anchor(Kind.END)
    texts = exact(Concat(items[1 if start else 0 : len(items) - (1 if end else 0)]))
    if not texts:
        return None
    if len(texts) > 1:
        return None if start or end else [abi.ONE_OF, list(texts)]
    kinds = {(False, False): abi.CONTAINS, (True, False): abi.PREFIX, (False, True): abi.SUFFIX}
    return [kinds.get((start, end), abi.EXACT), texts[0]]
