"""An ``All`` or ``Any`` of one term is that term; one in another of its kind joins it; constants decide."""

from __future__ import annotations

from .. import ir


def flatten(expr: ir.Expr) -> ir.Expr:
    match expr:
        case ir.All(terms):
            return _joined(ir.All, True, terms)
        case ir.Any(terms):
            return _joined(ir.Any, False, terms)
    return expr


def _joined(kind: type[ir.All] | type[ir.Any], neutral: bool, terms: tuple[ir.Expr, ...]) -> ir.Expr:
    """``neutral`` is the constant that changes nothing; the other one decides."""
    flat: list[ir.Expr] = []
    for term in map(flatten, terms):
        if isinstance(term, kind):
            flat.extend(term.terms)
        elif term == ir.Const(not neutral):
            return term
        elif term != ir.Const(neutral):
            flat.append(term)
    if not flat:
        return ir.Const(neutral)
    return flat[0] if len(flat) == 1 else kind(tuple(flat))
