"""What a policy set implies about commands that could not be followed: no allow by their facts, and a question."""

from __future__ import annotations

from agsec_runtime import abi

from . import ir
from .facts import FLAGS, SHELL, is_verified
from .fields import parse_field
from .model import Statement
from .patterns.globs import could_match

SID = "UnverifiedCommand"
REASON = "what this command does cannot be told without running it, or it is no valid shell: no policy could check it"
SUGGESTION = (
    "write out the programs that are to run, without `eval`, without names in variables, without encoded scripts"
)


def guards(statement: Statement) -> tuple[ir.Expr, ...]:
    """What an allow statement about commands' facts needs besides: each flag false that it does not test itself."""
    named = _facts(statement)
    if statement.effect != "allow" or not any(map(is_verified, named)) or not _is_about_commands(statement):
        return ()
    return tuple(_is_false(flag) for flag in FLAGS if flag not in named)


def unverified_command(ordinal: int, statements: list[Statement]) -> list[ir.Statement]:
    """The statement that asks about what a flag is true of, where one that forbids hangs on facts and none asks so."""
    named = {
        name
        for statement in statements
        if statement.effect != "allow" and (facts := _facts(statement)) and _is_about_commands(statement)
        for name in facts
    }
    if not any(map(is_verified, named)) or named.issuperset(FLAGS):
        return []
    condition = ir.Any(tuple(_flag(name, ir.Check("==", True), "any") for name in FLAGS))
    return [ir.Statement(ordinal, SID, abi.REVIEW, (SHELL,), condition, REASON, SUGGESTION, None, None)]


def _facts(statement: Statement) -> set[str]:
    fields = (parse_field(text) for text in statement.conditions)
    return {field.name for field in fields if field.fact is not None}


def _is_about_commands(statement: Statement) -> bool:
    return any(could_match(pattern, SHELL) for pattern in statement.actions)


def _is_false(flag: str) -> ir.Expr:
    """Other actions do not have the flag."""
    return ir.Any((_flag(flag, ir.Check("==", False), "all"), _flag(flag, ir.Check("not_exists", None), "all")))


def _flag(name: str, check: ir.Check, each: str) -> ir.Fact:
    root, _, key = name.partition(".")
    return ir.Fact(abi.ROOTS.index(root), key, (check,), (), each)
