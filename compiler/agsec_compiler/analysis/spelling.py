"""Tests and conditions as bytes, equal for those that are written alike. It builds no automaton and no glob."""

from __future__ import annotations

from typing import Any

from .. import ir
from ..encode import pack


def spelled(expr: ir.Expr) -> bytes:
    """A condition."""
    return pack(_rows(expr))


def spelled_check(check: ir.Check) -> bytes:
    """A test without its field."""
    return pack(_row(check))


def spelled_value(value: Any) -> bytes:
    """One of the values that a test compares with."""
    return pack(_plain(value))


def _rows(expr: ir.Expr) -> list[Any]:
    match expr:
        case ir.Const(value):
            return [value]
        case ir.All(terms):
            return ["all", *map(_rows, terms)]
        case ir.Any(terms):
            return ["any", *map(_rows, terms)]
        case ir.Field(root, steps, checks, each):
            return ["field", root, list(steps), each, list(map(_row, checks))]
        case ir.Fact(root, name, checks, folded, each):
            return ["fact", root, name, each, list(map(_row, checks)), list(map(_row, folded))]


def _row(check: ir.Check) -> list[Any]:
    several = isinstance(check.value, tuple)
    return [check.op, several, [_plain(each) for each in check.value] if several else check.value]


def _plain(value: Any) -> Any:
    return [value.source, value.fold] if isinstance(value, (ir.Regex, ir.Glob)) else value
