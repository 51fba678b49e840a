"""Typed documents to the intermediate representation. Only sound documents come here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from agsec_runtime import abi

from . import ir
from .facts import Fact
from .fields import Field, parse_field
from .folding import composed, folded
from .model import Statement, Test
from .parse import Document, Located
from .unverified import guards, unverified_command

_EFFECTS = {"deny": abi.DENY, "block": abi.DENY, "review": abi.REVIEW, "allow": abi.ALLOW}
SEVERAL = frozenset({"contains", "starts_with", "ends_with", "regex", "not_regex", "glob", "not_glob"})


def lower(documents: Iterable[Document]) -> ir.Program:
    """All statements of all files, in order, and behind them the one that is implied, if one is."""
    documents = tuple(documents)
    located = [(document, each) for document in documents for each in document.statements]
    statements = [_statement(ordinal, *pair) for ordinal, pair in enumerate(located)]
    statements += unverified_command(len(statements), [each.statement for _, each in located])
    defaults = {document.default for document in documents}
    return ir.Program(tuple(statements), abi.ALLOW if "allow" in defaults and "deny" not in defaults else abi.DENY)


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
    condition = ir.All(terms) if statement.match == "all" else ir.Any(terms)
    required = guards(statement)
    return ir.All((condition, *required)) if required else condition


def _field(text: str, tests: list[Test], effect: str) -> ir.Expr:
    field = parse_field(text)
    quantifier = "all" if effect == "allow" else "any"
    if field.fact is not None:
        return _fact(field, field.fact, tests, quantifier)
    return ir.Field(field.root, field.steps, _checks(tests), quantifier if field.quantified else "")


def _fact(field: Field, fact: Fact, tests: list[Test], quantifier: str) -> ir.Fact:
    """A path is compared without case by what forbids it; what allows it, and names of programs, where files are."""
    takes_case = not fact.is_path or quantifier == "all"
    checks = _checks(tests, composed if fact.is_path else _as_it_is) if takes_case else ()
    without_case = _checks(tests, folded, fold=True) if fact.is_path or fact.is_name else ()
    return ir.Fact(field.root, str(field.steps[0]), checks, without_case, quantifier)


def _checks(tests: list[Test], spell: Callable[[str], str] | None = None, fold: bool = False) -> tuple[ir.Check, ...]:
    return tuple(_check(test, spell or _as_it_is, fold) for test in tests)


def _as_it_is(text: str) -> str:
    return text


def _check(test: Test, spell: Callable[[str], str], fold: bool) -> ir.Check:
    if test.op not in SEVERAL:
        values = [_spelled(each, spell) for each in test.value] if test.op in ("in", "not_in") else None
        return ir.Check(test.op, _spelled(test.value, spell) if values is None else values)
    several: list[Any] = test.value if isinstance(test.value, list) else [test.value]
    if "regex" in test.op:
        return ir.Check(test.op, tuple(ir.Regex(each, fold=fold) for each in several))
    if "glob" in test.op:
        return ir.Check(test.op, tuple(ir.Glob(each if fold else spell(each), fold) for each in several))
    return ir.Check(test.op, tuple(_spelled(each, spell) for each in several))


def _spelled(value: Any, spell: Callable[[str], str]) -> Any:
    return spell(value) if isinstance(value, str) else value
