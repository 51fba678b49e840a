"""Ask what is cheap first: a false term spares the ones behind it, and above all the import of an engine."""

from __future__ import annotations

from dataclasses import replace

from .. import ir

_COST = {"regex": 9, "not_regex": 9, "glob": 5, "not_glob": 5, "in": 2, "not_in": 2}


_DERIVING = 10  # A fact has to be derived first, once for all that ask.


def cheapest(expr: ir.Expr) -> ir.Expr:
    match expr:
        case ir.Field(checks=checks) if len(checks) > 1:
            return replace(expr, checks=_sorted(checks))
        case ir.Fact(checks=checks, folded=folded):
            return replace(expr, checks=_sorted(checks), folded=_sorted(folded))
        case ir.All(terms):
            return ir.All(tuple(sorted(map(cheapest, terms), key=_total)))
        case ir.Any(terms):
            return ir.Any(tuple(sorted(map(cheapest, terms), key=_total)))
    return expr


def _sorted(checks: tuple[ir.Check, ...]) -> tuple[ir.Check, ...]:
    return tuple(sorted(checks, key=_cost))


def _cost(check: ir.Check) -> int:
    if check.op in ("regex", "not_regex") and all(pattern.form for pattern in check.value):
        return 3
    return _COST.get(check.op, 1)


def _total(expr: ir.Expr) -> int:
    match expr:
        case ir.Field(checks=checks):
            return sum(map(_cost, checks))
        case ir.Fact(checks=checks, folded=folded):
            return _DERIVING + sum(map(_cost, checks or folded))
        case ir.All(terms) | ir.Any(terms):
            return sum(map(_total, terms))
    return 0
