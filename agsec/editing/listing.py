"""The statements of a policy set as a person lists them, also of one that does not compile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agsec_compiler import Diagnostic, compile_sources
from agsec_compiler.diagnostics import in_order
from agsec_compiler.discover import discover, is_test
from agsec_compiler.facts import FLAGS
from agsec_compiler.fields import FieldError
from agsec_compiler.lower import sid_of
from agsec_compiler.model import Statement
from agsec_compiler.parse import Document, Located
from agsec_compiler.patterns.globs import compile_action, is_literal
from agsec_compiler.patterns.parse import PatternError
from agsec_compiler.unverified import unverified_command
from agsec_runtime.globs import matches_tokens

from ..decisions import unreadable
from ..exceptions import AgsecError
from .policyset import document, line_of

EFFECTS = {"deny": "deny", "block": "deny", "review": "review", "allow": "allow"}


@dataclass(frozen=True)
class Row:
    """A statement. What cannot be read of a broken one is None or left out, and ``intact`` is false.

    ``conditions`` maps a field to its tests. A statement that the set implies has no ``file`` and no ``line``.
    """

    sid: str
    effect: str | None
    actions: tuple[str, ...]
    conditions: dict[str, list[dict[str, Any]]]
    match: str
    reason: str | None
    suggestion: str | None
    file: str | None
    line: int | None
    intact: bool

    def covers(self, action: str) -> bool:
        """Whether one of the action patterns matches the name ``action``."""
        return any(_matches(pattern, action) for pattern in self.actions)


@dataclass(frozen=True)
class Listing:
    rows: tuple[Row, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def errors(self) -> int:
        return sum(each.is_error for each in self.diagnostics)


def listing(path: Path) -> Listing:
    """Everything that can be read under ``path``, in file order. Raises ``PolicyError`` if there is nothing."""
    try:
        sources, findings = discover(path)
    except OSError as error:
        raise unreadable(path, error) from None
    diagnostics = compile_sources(sources, findings=findings, name=str(path)).diagnostics
    documents = [document(each) for each in sources if not is_test(each)]
    rows = tuple(_row(each, located) for each in documents if each for located in each.statements)
    implied = _implied([located.statement for each in documents if each for located in each.statements])
    return Listing(rows + implied, in_order(diagnostics))


def _implied(statements: list[Statement]) -> tuple[Row, ...]:
    """`UnverifiedCommand`, where the set implies it. Fields that are none imply nothing."""
    try:
        found = unverified_command(0, statements)
    except FieldError:
        return ()
    conditions = {flag: [{"op": "==", "value": True}] for flag in FLAGS}
    return tuple(
        Row(each.sid, "review", each.actions, conditions, "any", each.reason, each.suggestion, None, None, intact=True)
        for each in found
    )


def chosen(rows: Iterable[Row], effect: str | None = None, action: str | None = None) -> tuple[Row, ...]:
    """Those of ``effect``, and those that cover ``action``, a name. Raises ``AgsecError`` for a pattern."""
    if action is not None and (not action or not is_literal(action)):
        raise AgsecError(f"`{action}` is no name of an action", "patterns are not compared; e.g. `bash.execute`")
    wanted = (row for row in rows if effect is None or row.effect == effect)
    return tuple(row for row in wanted if action is None or row.covers(action))


def _row(here: Document, located: Located) -> Row:
    statement, place = located.statement, (here.source.name, line_of(here, located))
    if not located.intact:
        return _broken(sid_of(here, located), here.node.at(located.path).plain(), place)
    tests = {
        name: [each.model_dump(exclude_unset=True) for each in found] for name, found in statement.conditions.items()
    }
    return Row(
        sid_of(here, located),
        EFFECTS[statement.effect],
        tuple(statement.actions),
        tests,
        statement.match,
        statement.reason,
        statement.suggestion,
        *place,
        intact=True,
    )


def _broken(sid: str, said: dict[str, Any], place: tuple[str, int]) -> Row:
    """What a statement with errors says, as far as it can be understood."""
    actions, conditions = said.get("actions"), said.get("conditions")
    listed = actions if isinstance(actions, list) else [actions]
    return Row(
        sid,
        EFFECTS.get(str(said.get("effect"))),
        tuple(each for each in listed if isinstance(each, str)),
        {name: _tests(each) for name, each in conditions.items()} if isinstance(conditions, dict) else {},
        "any" if said.get("match") == "any" else "all",
        _text(said.get("reason")),
        _text(said.get("suggestion")),
        *place,
        intact=False,
    )


def _tests(said: Any) -> list[dict[str, Any]]:
    rows = said if isinstance(said, list) else [said]
    return [each if isinstance(each, dict) else {"op": "==", "value": each} for each in rows]


def _text(said: Any) -> str | None:
    return said if isinstance(said, str) else None


def _matches(pattern: str, action: str) -> bool:
    try:
        return bool(matches_tokens(compile_action(pattern), action))
    except PatternError:
        return False
