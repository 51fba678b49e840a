"""Ask one operator about one element of a fact: what counts as matching hangs on the effect of the statement that asks.

In deny and review statements an element is tested as it is written, and a shell glob also by the names that it stands
for. In allow statements an element with a part known only at run time satisfies nothing, and a shell glob only what
holds for each of its names.
"""

from __future__ import annotations

from . import abi
from .globset import globs_of
from .marks import as_written, is_glob, is_known
from .operators import test

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .globs import Run
    from .shellglobs import Part

    Verdict = bool | None
    Ask = Callable[[int, Any, Any], Verdict]


class Element:
    """A marked text (or, of a fact that is a value, that value) as both kinds of statements see it."""

    __slots__ = ("_folded", "_parts", "is_glob", "is_known", "marked", "platform", "written")

    def __init__(self, marked: str, platform: str = "linux") -> None:
        self.platform = platform
        self.marked = marked
        self.written: Any = as_written(marked)
        self.is_known = is_known(marked)
        self.is_glob = is_glob(marked)
        self._folded: str | None = None
        self._parts: dict[bool, list[Part]] = {}

    @property
    def folded(self) -> Any:
        """As written, without case."""
        if self._folded is None:
            from .paths import folded

            self._folded = folded(self.written, self.platform)
        return self._folded

    def parts(self, folds: bool) -> list[Part]:
        """The components of a shell glob."""
        if folds not in self._parts:
            from .shellglobs import parts_of

            self._parts[folds] = parts_of(self.marked, _fold(folds))
        return self._parts[folds]


class Guess(Element):
    """A value that holds as far as one can tell by what is written, and that a run may prove wrong."""

    __slots__ = ()

    def __init__(self, written: Any) -> None:
        super().__init__("")
        self.written = self._folded = written
        self.is_known = False


def asker(opcode: int, folds: bool) -> Ask:
    """How the statements of that opcode (FACT_ANY, FACT_ALL) ask, with ``folds`` about elements without case."""
    return _ASKERS[opcode == abi.FACT_ALL][folds]


def _any_exact(opcode: int, value: Any, expected: Any) -> Verdict:
    if not isinstance(value, Element):
        return test(opcode, value, expected)
    held = test(opcode, value.written, expected)
    return held if held or not value.is_glob else _may(opcode, value, expected, False) or held


def _any_folded(opcode: int, value: Any, expected: Any) -> Verdict:
    if not isinstance(value, Element):
        return test(opcode, value, expected)
    held = test(opcode, value.folded, expected)
    return held if held or not value.is_glob else _may(opcode, value, expected, True) or held


def _all_exact(opcode: int, value: Any, expected: Any) -> Verdict:
    if not isinstance(value, Element):
        return test(opcode, value, expected)
    if value.is_glob:
        return value.is_known and _must(opcode, value, expected, False)
    return value.is_known and test(opcode, value.written, expected)


def _all_folded(opcode: int, value: Any, expected: Any) -> Verdict:
    if not isinstance(value, Element):
        return test(opcode, value, expected)
    if value.is_glob:
        return value.is_known and _must(opcode, value, expected, True)
    return value.is_known and test(opcode, value.folded, expected)


_ASKERS: tuple[tuple[Ask, Ask], tuple[Ask, Ask]] = ((_any_exact, _any_folded), (_all_exact, _all_folded))

EQ, NE, IN, NOT_IN, GLOB, NOT_GLOB, EXISTS = [
    abi.OPERATORS.index(name) for name in ("==", "!=", "in", "not_in", "glob", "not_glob", "exists")
]
STARTS_WITH, ENDS_WITH = abi.OPERATORS.index("starts_with"), abi.OPERATORS.index("ends_with")


def _may(opcode: int, element: Element, expected: Any, folds: bool) -> bool:
    """Whether some name that the glob stands for satisfies an operator that asks for names."""
    if opcode not in (EQ, IN, GLOB):
        return False
    from .shellglobs import may_match

    parts = element.parts(folds)
    return any([may_match(runs, parts) for runs in _globs(opcode, expected)])


def _must(opcode: int, element: Element, expected: Any, folds: bool) -> bool:
    """Whether every name that the glob stands for satisfies the operator, as far as that is certain."""
    from .shellglobs import can_match, literals_of, may_lead_out, must_match

    if opcode == EXISTS:
        return True
    parts = element.parts(folds)
    if may_lead_out(parts):
        return False
    if opcode == GLOB:
        return any([must_match(runs, parts) for runs in globs_of(expected)])
    if opcode in (NE, NOT_IN, NOT_GLOB):
        return not any([can_match(runs, parts) for runs in _globs(opcode, expected)])
    literals = literals_of(element.marked, _fold(folds))
    if opcode == abi.SUBSTRING:
        return any([part in text for part in expected for text in literals])
    if opcode == STARTS_WITH:
        return literals[0].startswith(tuple(expected))
    return opcode == ENDS_WITH and literals[-1].endswith(tuple(expected))


def _globs(opcode: int, expected: Any) -> list[list[Run]]:
    """What the operator compares names with, as globs."""
    if opcode in (GLOB, NOT_GLOB):
        return globs_of(expected)
    texts = expected if opcode in (IN, NOT_IN) else [expected]
    return [[list(text.split("/"))] for text in texts if type(text) is str]


def _fold(folds: bool) -> Callable[[str], str] | None:
    from .paths import folded

    return folded if folds else None
