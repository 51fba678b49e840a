"""The facts that a condition cannot do without: where an action has none of them, it is false, and need not be read."""

from __future__ import annotations

from agsec_runtime import abi

from . import ir


def needs(expr: ir.Expr) -> int:
    """A set of ``abi.LISTED``: without a value of any of these the condition is false. 0 where it can do without.

    Asking for them first derives nothing that the condition itself would not have asked for: of terms that hold
    together the first has to need a fact as well.
    """
    match expr:
        case ir.Fact():
            return _listed(expr)
        case ir.All(terms) if terms and needs(terms[0]):
            return min(found for term in terms if (found := needs(term)))  # The rarest: its bits are the lowest.
        case ir.Any(terms):
            sets = [needs(term) for term in terms]
            return _union(sets) if all(sets) else 0
    return 0


def _listed(fact: ir.Fact) -> int:
    field = f"{abi.ROOTS[fact.root]}.{fact.name}"
    tested = [checks for checks in (fact.checks, fact.folded) if checks]
    if field not in abi.LISTED or any(all(check.op == "not_exists" for check in checks) for checks in tested):
        return 0
    return 1 << abi.LISTED.index(field)


def _union(sets: list[int]) -> int:
    union = 0
    for each in sets:
        union |= each
    return union
