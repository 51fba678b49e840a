"""Of equal checks and equal terms one is enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from .. import ir
from ..encode import spelled_check, spelled_expr

T = TypeVar("T")


def unique(expr: ir.Expr) -> ir.Expr:
    match expr:
        case ir.Field(checks=checks) if len(checks) > 1:
            return replace(expr, checks=_first_of_each(checks, spelled_check))
        case ir.Fact(checks=checks, folded=folded):
            exact, without_case = (_first_of_each(tests, spelled_check) for tests in (checks, folded))
            return replace(expr, checks=exact, folded=without_case)
        case ir.All(terms):
            return ir.All(_first_of_each(tuple(map(unique, terms)), spelled_expr))
        case ir.Any(terms):
            return ir.Any(_first_of_each(tuple(map(unique, terms)), spelled_expr))
    return expr


def _first_of_each(items: tuple[T, ...], spelled: Callable[[T], bytes]) -> tuple[T, ...]:
    """By encoding, because Python takes ``1``, ``1.0`` and ``True`` for one."""
    if len(items) < 2:
        return items
    return tuple({spelled(item): item for item in reversed(items)}.values())[::-1]
