"""Print a stage of the compiler for people: one line a statement."""

from __future__ import annotations

from agsec_runtime import abi

from . import ir
from .plan import plan


def readable(program: ir.Program, stage: str) -> str:
    """The program as ``ir``, or its buckets as ``plan``."""
    if stage == "ir":
        return "\n".join(_statement(each) for each in program.statements)
    rows = []
    for key, shelf in plan(program).items():
        rows.append(f"{key}")
        rows += [f"  {abi.EFFECTS[e.statement.effect]:<6} {e.statement.sid}" + _left(e.globs) for e in shelf.entries]
    return "\n".join(rows)


def _left(globs: tuple[str, ...] | None) -> str:
    return f"  if the action is like {' or '.join(globs)}" if globs else ""


def _statement(statement: ir.Statement) -> str:
    effect = abi.EFFECTS[statement.effect]
    return f"{statement.ordinal:>5} {effect:<6} {statement.sid} {list(statement.actions)}: {_expr(statement.condition)}"


def _expr(expr: ir.Expr) -> str:
    match expr:
        case ir.Const(value):
            return str(value).lower()
        case ir.All(terms):
            return "(" + " and ".join(map(_expr, terms)) + ")"
        case ir.Any(terms):
            return "(" + " or ".join(map(_expr, terms)) + ")"
        case ir.Field(root, steps, checks, each):
            name = ".".join([abi.ROOTS[root], *["*" if step is None else str(step) for step in steps]])
            return f"{each} {name} {_checks(checks)}".strip()
        case ir.Fact():
            return _fact(expr)


def _fact(fact: ir.Fact) -> str:
    case = "" if not fact.folded else " without case on some platforms" if fact.checks else " without case"
    return f"{fact.each} {abi.ROOTS[fact.root]}.{fact.name} {_checks(fact.checks or fact.folded)}{case}"


def _checks(checks: tuple[ir.Check, ...]) -> str:
    return " and ".join(f"{check.op} {_value(check)}".strip() for check in checks)


def _value(check: ir.Check) -> str:
    if isinstance(check.value, tuple):
        return repr([each.source if isinstance(each, ir.Regex | ir.Glob) else each for each in check.value])
    return "" if check.op in ("exists", "not_exists") else repr(check.value)
