"""Deny statements that a missing field escapes: `amount > 10000` is false of a request without an amount.

Whether such a request is let through depends on the whole set, so what is given here are pairs of requests to be
decided: one that is caught, and the same without the field.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agsec_runtime import abi

from .. import ir
from ..diagnostics import Diagnostic, Witness
from ..parse import Document
from ..patterns.globs import is_literal
from .index import bucket_of, buckets_for
from .located import Placed, placed
from .values import ORDER
from .witness import Request, build

MAX_ALLOWS = 2  # allow statements that are tried for each deny statement, of each bucket
REQUIRED = {  # params that no call of a host lacks
    "bash.execute": "command",
    "file.delete": "file_path",
    "file.edit": "file_path",
    "file.read": "file_path",
    "file.write": "file_path",
    "web.fetch": "url",
}


@dataclass(frozen=True)
class Escape:
    """A finding that holds if ``caught`` is denied and ``missing`` is allowed."""

    finding: Diagnostic
    caught: Witness
    missing: Witness


def escapes(documents: Sequence[Document], program: ir.Program) -> Iterator[Escape]:
    """What has to be decided to find the deny statements that a missing field escapes."""
    statements = placed(documents, program)
    allows: dict[str, list[ir.Statement]] = {}
    for each in statements:
        if each.statement.effect == abi.ALLOW:
            for bucket in dict.fromkeys(map(bucket_of, each.statement.actions)):
                allows.setdefault(bucket, []).append(each.statement)
    for each in statements:
        if each.statement.effect == abi.DENY:
            conditions = _allowing(each.statement, allows, program.default)
            yield from (escape for field in _fields(each) for escape in _tried(each, field, conditions))


def _allowing(deny: ir.Statement, allows: dict[str, list[ir.Statement]], default: int) -> list[ir.Expr]:
    """What may let through what a statement does not deny."""
    buckets = dict.fromkeys(bucket for pattern in deny.actions for bucket in buckets_for(pattern))
    found = [each.condition for bucket in buckets for each in allows.get(bucket, [])[:MAX_ALLOWS]]
    return [*found, ir.Const(True)] if default == abi.ALLOW else found


def _fields(each: Placed) -> Iterator[ir.Field]:
    """The fields that a statement needs, of those that a request may lack."""
    condition = each.statement.condition
    for term in condition.terms if isinstance(condition, ir.All) else (condition,):
        if isinstance(term, ir.Field) and _may_be_missing(each.statement, term):
            yield term


def _may_be_missing(statement: ir.Statement, field: ir.Field) -> bool:
    if field.root not in (abi.PARAMS, abi.CONTEXT) or field.each or _is_required(statement, field):
        return False
    return any(map(_suits_a_missing_one, field.checks))


def _is_required(statement: ir.Statement, field: ir.Field) -> bool:
    return field.root == abi.PARAMS and all(
        field.steps == (REQUIRED[pattern],) if pattern in REQUIRED else False for pattern in statement.actions
    )


def _suits_a_missing_one(check: ir.Check) -> bool:
    """Whether an author may forget what the test says of a missing field.

    A limit is meant to hold, and so is what is one of few values. A flag that is missing is not set, and a text that is
    missing holds nothing that could be forbidden.
    """
    return check.op in ORDER or (check.op in ("==", "in") and not isinstance(check.value, bool))


def _tried(each: Placed, field: ir.Field, conditions: Sequence[ir.Expr]) -> Iterator[Escape]:
    statement = each.statement
    patterns = sorted(statement.actions, key=lambda pattern: not is_literal(pattern))
    condition = statement.condition
    others = [term for term in (condition.terms if isinstance(condition, ir.All) else ()) if term is not field]
    absent = ir.Field(field.root, field.steps, (ir.Check("not_exists", None),))
    for allowing in conditions:
        caught, missing = build([condition, allowing], patterns), build([absent, *others, allowing], patterns)
        if caught and missing:
            yield Escape(_finding(each, field, missing), Witness(*caught), Witness(*missing))


def _finding(each: Placed, field: ir.Field, missing: Request) -> Diagnostic:
    name = _written(each, field)
    message = f"{each.name} lets a request without `{name}` escape, and that request is allowed"
    help = f"deny what lacks it as well (`{name}: {{op: not_exists}}`), or test it where you allow"
    span = each.document.key_span(*each.located.path, "conditions", name)
    witness = Witness(*missing, misses=(each.statement.sid,), effect="allow")
    return Diagnostic("AGS216", message, each.source, span, help, witness=witness)


def _written(each: Placed, field: ir.Field) -> str:
    """The field as its author spells it: the terms of a condition stand in the order of the fields."""
    names = list(each.located.statement.conditions)
    condition = each.statement.condition
    terms = condition.terms if isinstance(condition, ir.All) else (condition,)
    return next(name for name, term in zip(names, terms, strict=False) if term is field)
