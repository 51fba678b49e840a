"""Which mutants of the policies no case catches: what the tests would let pass if somebody changed it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from agsec_compiler import Source, compile_sources
from agsec_compiler.encode import encode
from agsec_compiler.ir import Statement
from agsec_runtime import abi
from agsec_runtime.decision import Request
from agsec_runtime.evaluator import holds

from ..explaining import Policies
from ..explaining.explanation import covers
from .cases import Case
from .mutants import Mutant, mutants
from .running import Result, meets
from .written import written

Rank = tuple[int, int, str]  # effect, ordinal, sid: the least of those that match decides


@dataclass(frozen=True)
class Mutation:
    """How many mutants there were, and those that no case caught."""

    mutants: int
    survivors: tuple[Mutant, ...]

    @property
    def caught(self) -> int:
        return self.mutants - len(self.survivors)

    @property
    def percent(self) -> float:
        return 100.0 * self.caught / self.mutants if self.mutants else 100.0

    def row(self) -> dict[str, Any]:
        """For machines."""
        survivors = [
            {"file": each.statement.source.shown, "line": each.line, "sid": each.statement.sid, "what": each.what}
            for each in self.survivors
        ]
        counts = {"mutants": self.mutants, "caught": self.caught, "percent": round(self.percent, 2)}
        return {**counts, "survivors": survivors}


@dataclass(frozen=True)
class _Asked:
    """A case that passed, with the statements that matched."""

    case: Case
    request: Request
    matching: tuple[Rank, ...]
    default: str

    def without(self, ordinal: int) -> list[Rank]:
        return [each for each in self.matching if each[1] != ordinal]

    def meets(self, matching: list[Rank]) -> bool:
        """Whether the case passes where these match."""
        if not matching:
            return meets(self.case, self.default, None)
        effect, _, sid = min(matching)
        return meets(self.case, abi.EFFECTS[effect], sid)


def mutate(
    policies: Policies, results: Iterable[Result], progress: Callable[[int, int], None] = lambda done, of: None
) -> Mutation:
    """Try every mutant on the cases that passed. ``policies`` come from sources; ``progress`` is told after each."""
    asked = [_asked(result) for result in results if result.passed]
    ordinals = {each.sid: each.ordinal for each in policies.program.statements} if policies.program else {}
    statements = written(policies).values()
    made = [mutant for statement in statements for mutant in mutants(statement)]
    tried, survivors = 0, []
    for number, mutant in enumerate(made):
        is_empty = mutant.data is None and len(statements) == 1
        caught = _is_caught_empty(asked) if is_empty else _is_caught(mutant, ordinals[mutant.statement.sid], asked)
        tried += caught is not None
        survivors += [mutant] if caught is False else []
        progress(number + 1, len(made))
    return Mutation(tried, tuple(survivors))


def _asked(result: Result) -> _Asked:
    explanation, request = result.explanation, result.request
    if explanation is None or request is None:
        raise ValueError("a case that passed was decided")
    matching = [
        (abi.EFFECTS.index(each.effect), each.ordinal, each.sid) for each in explanation.candidates if each.matches
    ]
    return _Asked(result.case, request, tuple(matching), explanation.default)


def _is_caught_empty(asked: list[_Asked]) -> bool:
    """Whether some case fails where no statement is left: then everything is denied, whatever the default."""
    return any(not meets(each.case, "deny", None) for each in asked)


def _is_caught(mutant: Mutant, ordinal: int, asked: list[_Asked]) -> bool | None:
    """Whether some case fails with the mutant; None where the compiler catches it."""
    if mutant.data is None:
        return any(not each.meets(each.without(ordinal)) for each in asked)
    statement = _compiled(mutant.data)
    if statement is None:
        return None
    condition = encode(statement.condition)
    return any(not each.meets(_matching(each, statement, condition, ordinal, mutant.statement.sid)) for each in asked)


def _matching(asked: _Asked, statement: Statement, condition: list[Any], ordinal: int, sid: str) -> list[Rank]:
    """The statements that match with a mutant in its own one's place."""
    others = asked.without(ordinal)
    if not covers(statement.actions, asked.case.action):
        return others
    verdict = holds(condition, asked.request)
    matches = statement.effect != abi.ALLOW if verdict is None else verdict
    return [*others, (statement.effect, ordinal, sid)] if matches else others


def _compiled(data: dict[str, Any]) -> Statement | None:
    """A statement compiled on its own, and into no bundle: it is asked as it is. None if it has errors."""
    text = json.dumps({"statements": [data]}, ensure_ascii=False)
    escaped = "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in text)
    program = compile_sources([Source("mutant.yaml", escaped)], passes=(), planner=lambda _: {}).program
    return program.statements[0] if program else None
