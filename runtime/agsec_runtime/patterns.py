"""Search a text for a compiled pattern: required literals first, then its automaton, or an engine if it has none.

The engine is the ``regex`` package, because it takes a time budget; importing it costs more than twice a bare
interpreter start, so it is imported for the first pattern that needs it and not before.
"""

from __future__ import annotations

import sys

from . import abi
from .msgpack import MsgpackError, unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Verdict = bool | None

BUDGET = 0.1  # seconds that one search may take

_engine_path: list[str] = []  # where the engine is found when site-packages are not on the path
_compiled: dict[str, Any] = {}  # by source; the sources come from bundles, never from requests


class EngineError(Exception):
    """The pattern engine cannot be had. The caller denies."""


def use_engine_at(path: str | None) -> None:
    """Where to import the engine from, if it comes to that."""
    _engine_path[:] = [path] if path else []


def found(pattern: list[Any], text: str) -> Verdict:
    """Whether ``pattern`` is found in ``text``; None where that cannot be decided."""
    if len(text) > abi.MAX_TEXT // 4 and len(text.encode("utf-8", "surrogatepass")) > abi.MAX_TEXT:
        return None
    kind = pattern[0]
    if kind == abi.AUTOMATON:
        _, literals, folded, _ = pattern
        return _possible(literals, folded, text) and _walk(pattern, text)
    if kind == abi.CONTAINS:
        return pattern[1] in text
    if kind == abi.PREFIX:
        return text.startswith(pattern[1])
    if kind == abi.EXACT:
        return bool(text == pattern[1])
    if kind == abi.SUFFIX:
        return text.endswith(pattern[1])
    if kind == abi.ONE_OF:
        return any([literal in text for literal in pattern[1]])
    if kind == abi.SEARCH:
        _, literals, folded, source = pattern
        return _possible(literals, folded, text) and _search(source, text)
    raise ValueError(f"unknown kind of pattern {kind!r}")


def _possible(literals: list[str], folded: bool, text: str) -> bool:
    """Whether a match is possible at all: a match contains one of the literals.

    Folded literals are lower-case ASCII. Lower-casing other texts is no substitute for the pattern's folding (the
    Kelvin sign matches ``k``), so for those anything is possible.
    """
    if not literals:
        return True
    if folded:
        if not text.isascii():
            return True
        text = text.lower()
    return any([literal in text for literal in literals])


def _walk(pattern: list[Any], text: str) -> bool:
    from .automaton import search

    return any([search(each, text) for each in tables_of(pattern)])


def tables_of(pattern: list[Any]) -> list[bytes]:
    """The automata of a pattern, which then stand in it."""
    tables = pattern[3]
    if type(tables) is not list:  # Read once: another thread may unpack them meanwhile.
        tables = pattern[3] = unpack(tables())
    if type(tables) is not list or not tables:
        raise MsgpackError("a pattern has no automata")
    automata: list[bytes] = tables
    return automata


def _search(source: str, text: str) -> Verdict:
    compiled = _compiled.get(source)
    if compiled is None:
        compiled = _compiled[source] = _engine().compile(source)
    try:
        return compiled.search(text, timeout=BUDGET) is not None
    except TimeoutError:
        return None


def _engine() -> Any:
    sys.path.extend([path for path in _engine_path if path not in sys.path])
    try:
        import regex
    except ImportError as error:
        raise EngineError(f"the pattern engine cannot be imported ({error}); reinstall agsec") from None
    return regex
