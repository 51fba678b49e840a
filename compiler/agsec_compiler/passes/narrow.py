"""A regex that is a plain literal, alone or anchored, or a choice of some, is searched without an automaton."""

from __future__ import annotations

from dataclasses import replace

from .. import ir
from ..patterns import narrow_regex


def narrow(expr: ir.Expr) -> ir.Expr:
    match expr:
        case ir.Field(checks=checks):
            return replace(expr, checks=tuple(map(_narrow, checks)))
        case ir.Fact(checks=checks, folded=folded):
            return replace(expr, checks=tuple(map(_narrow, checks)), folded=tuple(map(_narrow, folded)))
        case ir.All(terms):
            return ir.All(tuple(map(narrow, terms)))
        case ir.Any(terms):
            return ir.Any(tuple(map(narrow, terms)))
    return expr


def _narrow(check: ir.Check) -> ir.Check:
    match check:
        case ir.Check("regex" | "not_regex", patterns):
            return replace(check, value=tuple(map(_pattern, patterns)))
    return check


def _pattern(pattern: ir.Regex) -> ir.Regex:
    form = narrow_regex(pattern.source, pattern.fold)
    return pattern if form is None else replace(pattern, form=tuple(form))
