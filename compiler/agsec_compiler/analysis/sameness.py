"""Whether two sets decide the same, statement by statement, however often a list says the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .. import ir
from ..contradictions import key_of
from .coverage import pattern_covers
from .spelling import spelled, spelled_value


def same_decisions(before: ir.Program, after: ir.Program) -> bool:
    """Whether the statements of both match the same, in the same order, with the same words. Silent means no."""
    if before.default != after.default or len(before.statements) != len(after.statements):
        return False
    return all(_same(*pair) for pair in zip(before.statements, after.statements, strict=True))


def _same(one: ir.Statement, other: ir.Statement) -> bool:
    words = [(each.sid, each.effect, each.reason, each.suggestion) for each in (one, other)]
    return (
        words[0] == words[1]
        and _covers_all(one.actions, other.actions)
        and _covers_all(other.actions, one.actions)
        and spelled(_sorted(one.condition)) == spelled(_sorted(other.condition))
    )


def _covers_all(outer: tuple[str, ...], inner: tuple[str, ...]) -> bool:
    return all(any(pattern_covers(each, pattern) for each in outer) for pattern in inner)


def _sorted(expr: ir.Expr) -> ir.Expr:
    match expr:
        case ir.All(terms):
            return ir.All(tuple(map(_sorted, terms)))
        case ir.Any(terms):
            return ir.Any(tuple(map(_sorted, terms)))
        case ir.Field(checks=checks):
            return replace(expr, checks=tuple(map(_values_once, checks)))
        case ir.Fact(checks=checks, folded=folded):
            return replace(expr, checks=tuple(map(_values_once, checks)), folded=tuple(map(_values_once, folded)))
    return expr


def _values_once(check: ir.Check) -> ir.Check:
    if check.op in ("in", "not_in"):
        return replace(check, value=list({key_of(each): each for each in check.value}.values()))
    if isinstance(check.value, tuple):
        return replace(check, value=tuple({_key(each): each for each in check.value}.values()))
    return check


def _key(value: Any) -> bytes:
    return spelled_value(value) if isinstance(value, (ir.Regex, ir.Glob)) else key_of(value)
