"""Typed documents to the intermediate representation. Only sound documents come here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from agsec_runtime import abi

from . import ir
from .fields import parse_field
from .model import Statement, Test
from .parse import Document, Located

_EFFECTS = {"deny": abi.DENY, "block": abi.DENY, "review": abi.REVIEW, "allow": abi.ALLOW}
SEVERAL = frozenset({"contains", "starts_with", "ends_with", "regex", "not_regex", "glob", "not_glob"})


def lower(documents: Iterable[Document]) -> ir.Program:
    """All statements of all files, in order."""
    documents = tuple(documents)
    located = [(document, each) for document in documents for each in document.statements]
    statements = tuple(_statement(ordinal, *pair) for ordinal, pair in enumerate(located))
    defaults = {document.default for document in documents}
    return ir.Program(statements, abi.ALLOW if "allow" in defaults and "deny" not in defaults else abi.DENY)


def sid_of(document: Document, located: Located) -> str:
    """The statement's own id, or ``FILE#N``."""
    index = int(located.path[1])
    return located.statement.sid or f"{document.source.name}#{index + 1}"


def _statement(ordinal: int, document: Document, located: Located) -> ir.Statement:
    statement = located.statement
    line, _ = document.source.position(document.value_span(*located.path).start)
    return ir.Statement(
        ordinal,
        sid_of(document, located),
        _EFFECTS[statement.effect],
        tuple(dict.fromkeys(statement.actions)),
        _condition(statement),
        statement.reason,
        statement.suggestion,
        document.source.name,
        line,
    )


def _condition(statement: Statement) -> ir.Expr:
    """A statement without conditions matches, whatever ``match`` says."""
    if not statement.conditions:
        return ir.Const(True)
    terms = tuple(_field(text, tests, statement.effect) for text, tests in statement.conditions.items())
    return ir.All(terms) if statement.match == "all" else ir.Any(terms)


def _field(text: str, tests: list[Test], effect: str) -> ir.Field:
    field = parse_field(text)
    each = "" if not field.quantified else "all" if effect == "allow" else "any"
    return ir.Field(field.root, field.steps, tuple(_check(test) for test in tests), each)


def _check(test: Test) -> ir.Check:
    if test.op in SEVERAL:
        values: list[Any] = test.value if isinstance(test.value, list) else [test.value]
        return ir.Check(test.op, tuple(map(ir.Regex, values)) if "regex" in test.op else tuple(values))
    return ir.Check(test.op, test.value)
