"""Whether one statement matches for certain whatever another one matches. Silent where that cannot be told.

The conditions are compared as trees without negation: an `all` is within what one of its terms is within, an `any`
where each of its terms is. Facts are compared test by test, because an element can stand for several paths, or for
text that only a run can tell (section 5 of the language page), and what holds for these is no matter of texts alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from agsec_runtime import abi

from .. import ir
from ..patterns.globs import is_literal
from ..patterns.language import UnsureError, example, of_actions
from .leaves import Leaf, within
from .spelling import spelled_check, spelled_value
from .values import NEGATED, operands


@lru_cache(1 << 14)
def pattern_covers(outer: str, inner: str) -> bool:
    """Whether an action pattern matches every action that another one matches."""
    if outer in ("*", inner):
        return True
    if is_literal(outer):
        return False
    try:
        return example([of_actions(inner), ~of_actions(outer)]) is None
    except UnsureError:
        return False


class Comparison:
    """Compares conditions, and remembers what it found out about each of their fields."""

    def __init__(self) -> None:
        self._leaves: dict[tuple[int, bool], Leaf] = {}

    def covers(self, outer: ir.Statement, inner: ir.Statement, pattern: str) -> bool:
        """Whether ``outer`` matches what ``inner`` matches under ``pattern``, one of its action patterns."""
        if not any(pattern_covers(each, pattern) for each in outer.actions):
            return False
        return self.implies(inner.condition, outer.condition, inner.effect == abi.ALLOW, outer.effect == abi.ALLOW)

    def implies(self, inner: ir.Expr, outer: ir.Expr, sure: bool, outer_sure: bool) -> bool:
        """Whether ``outer`` holds wherever ``inner`` does; what is undecidable is false with ``sure``, else true."""
        match inner, outer:
            case _, ir.Const(value):
                return value
            case ir.Const(value), _:
                return not value
            case _, ir.All(terms):
                return all(self.implies(inner, term, sure, outer_sure) for term in terms)
            case ir.Any(terms), _:
                return all(self.implies(term, outer, sure, outer_sure) for term in terms)
            case _, ir.Any(terms):
                return any(self.implies(inner, term, sure, outer_sure) for term in terms)
            case ir.All(terms), _:
                return any(self.implies(term, outer, sure, outer_sure) for term in terms)
            case ir.Field(), ir.Field():
                return within(self.leaf(inner, sure), self.leaf(outer, outer_sure))
            case ir.Fact(), ir.Fact():
                return _fact_within(inner, outer)
        return False

    def leaf(self, field: ir.Field, sure: bool) -> Leaf:
        known = self._leaves.get((id(field), sure))
        if known is None:
            known = Leaf(field.root, field.steps, field.each, field.checks, sure)
            self._leaves[id(field), sure] = known
        return known


def _fact_within(inner: ir.Fact, outer: ir.Fact) -> bool:
    if (inner.root, inner.name) != (outer.root, outer.name) or (inner.each, outer.each) == ("any", "all"):
        return False
    if inner.each != outer.each:  # What an allow says of all elements, against what a deny says of any.
        asks_presence = all(check.op == "exists" for check in (*outer.checks, *outer.folded))
        return asks_presence and any(check.op != "not_exists" for check in (*inner.checks, *inner.folded))
    pairs = ((inner.checks, outer.checks), (inner.folded, outer.folded))
    return all(_tests_within(narrow, wide) for narrow, wide in pairs)


def _tests_within(inner: Sequence[ir.Check], outer: Sequence[ir.Check]) -> bool:
    return all(any(_test_within(narrow, wide) for narrow in inner) for wide in outer)


def _test_within(narrow: ir.Check, wide: ir.Check) -> bool:
    """Whether each element of a fact that passes the one test passes the other."""
    if spelled_check(narrow) == spelled_check(wide):
        return True
    if wide.op == "exists":
        return narrow.op != "not_exists" and narrow.op not in NEGATED  # These are undecidable where it is absent.
    if narrow.op != wide.op and {narrow.op, wide.op} not in ({"==", "in"}, {"!=", "not_in"}):
        return False
    given, wanted = _values(narrow), _values(wide)
    if wide.op in NEGATED:
        return wanted <= given
    return wide.op in ("==", "in", "contains", "starts_with", "ends_with", "regex", "glob") and given <= wanted


def _values(check: ir.Check) -> set[bytes]:
    return {spelled_value(value) for value in operands(check)}
