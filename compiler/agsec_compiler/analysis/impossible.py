"""Statements that no request can match: the tests of a field leave no value over, or the actions and `action` none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agsec_runtime import abi

from .. import ir
from ..diagnostics import Diagnostic, Witness
from ..patterns.language import Language, UnsureError, either, of_actions
from .leaves import is_impossible
from .located import Placed
from .witness import build


def impossible(each: Placed) -> list[Diagnostic]:
    """The finding about a statement that holds for no value that can be decided."""
    never = _never(each.statement.condition, each.statement.actions)
    return [] if never is None else [_finding(each, never)]


def _never(expr: ir.Expr, actions: Sequence[str]) -> list[ir.Expr] | None:
    """The terms that cannot hold together; None where the condition may hold."""
    match expr:
        case ir.All(terms):
            return next(filter(None, (_group_never(group, actions) for group in _groups(terms))), None)
        case ir.Any(terms):
            parts = [_never(term, actions) for term in terms]
            return None if None in parts else [term for part in parts for term in part or ()]
        case ir.Field():
            return _group_never([expr], actions)
        case ir.Const(False):
            return [expr]
    return None


def _groups(terms: Iterable[ir.Expr]) -> list[list[ir.Expr]]:
    """Terms about one field together, however it is spelled."""
    groups: dict[object, list[ir.Expr]] = {}
    for number, term in enumerate(terms):
        key = (term.root, term.steps) if isinstance(term, ir.Field) and not term.each else number
        groups.setdefault(key, []).append(term)
    return list(groups.values())


def _group_never(group: list[ir.Expr], actions: Sequence[str]) -> list[ir.Expr] | None:
    first = group[0]
    if not isinstance(first, ir.Field):
        return _never(first, actions)
    checks = tuple(check for term in group if isinstance(term, ir.Field) for check in term.checks)
    try:
        more: list[Language] = [either(map(of_actions, actions))] if first.root == abi.ACTION else []
    except UnsureError:
        return None
    return group if is_impossible(checks, bool(first.each), more) else None


def _finding(each: Placed, never: list[ir.Expr]) -> Diagnostic:
    statement = each.statement
    fields = {_spelled(term) for term in never if isinstance(term, ir.Field)}
    tests = ", ".join(sorted(f"`{field}`" for field in fields)) or "its conditions"
    holds = "no value passes all tests of" if fields != {"action"} else "none of its actions passes the tests of"
    rest = "" if statement.effect == abi.ALLOW else "; it counts only where a value is of the wrong type"
    message = f"{each.name} never matches: {holds} {tests}{rest}"
    help = "for one of several values: `{op: in, value: [...]}`, or `match: any` over fields"
    return Diagnostic("AGS214", message, each.source, each.span, help, witness=_nearest(statement, never))


def _spelled(field: ir.Field) -> str:
    steps = ("*" if step is None else str(step) for step in field.steps)
    return ".".join([abi.ROOTS[field.root], *steps])


def _nearest(statement: ir.Statement, never: list[ir.Expr]) -> Witness | None:
    """A request that passes the first of the tests, which the statement does not match all the same."""
    first = never[0]
    if not isinstance(first, ir.Field):
        return None
    alone = ir.Field(first.root, first.steps, first.checks[:1], first.each)
    request = build([alone], statement.actions)
    return Witness(*request, misses=(statement.sid,)) if request else None
