"""Passes, in order. Each takes an expression and returns one that decides every request the same way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .. import ir
from .cheapest import cheapest
from .flatten import flatten
from .narrow import narrow
from .unique import unique

Pass = Callable[[ir.Expr], ir.Expr]

PASSES: tuple[Pass, ...] = (
    narrow,  # A pattern that is a literal needs no automaton.
    flatten,  # One term needs no list; nested lists of one kind are one list.
    unique,  # After flatten, which brings equal terms side by side.
    cheapest,  # Last: its order is what the evaluator sees.
)


def optimize(program: ir.Program, passes: tuple[Pass, ...] = PASSES) -> ir.Program:
    return replace(program, statements=tuple(_optimized(each, passes) for each in program.statements))


def _optimized(statement: ir.Statement, passes: tuple[Pass, ...]) -> ir.Statement:
    condition = statement.condition
    for each in passes:
        condition = each(condition)
    return statement if condition is statement.condition else replace(statement, condition=condition)
