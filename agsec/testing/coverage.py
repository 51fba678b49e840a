"""Coverage: which statements matched in a case, and which conditions were seen both true and false."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..explaining import Explanation, Policies
from ..explaining.explanation import Candidate
from ..explaining.terms import leaves
from .running import Result
from .written import Written, written


@dataclass(frozen=True)
class Condition:
    """A condition by its field, and whether some case saw it true, and false."""

    field: str
    line: int
    true: bool
    false: bool


@dataclass(frozen=True)
class Statement:
    """A statement, and whether it matched in some case."""

    sid: str
    file: str
    line: int
    matched: bool
    conditions: tuple[Condition, ...]

    @property
    def covered(self) -> int:
        return self.matched + sum(each.true + each.false for each in self.conditions)

    @property
    def points(self) -> int:
        return 1 + 2 * len(self.conditions)

    @property
    def gaps(self) -> list[tuple[int, str]]:
        """What no case has seen, each with its line."""
        if not self.matched:
            return [(self.line, f"{self.sid} never matched")]
        missing = [(each, "true") for each in self.conditions if not each.true]
        missing += [(each, "false") for each in self.conditions if not each.false]
        return [(each.line, f"{self.sid}: `{each.field}` was never {word}") for each, word in missing]


@dataclass(frozen=True)
class Coverage:
    """Of all statements that somebody wrote."""

    statements: tuple[Statement, ...]

    @property
    def covered(self) -> int:
        return sum(each.covered for each in self.statements)

    @property
    def points(self) -> int:
        return sum(each.points for each in self.statements)

    @property
    def percent(self) -> float:
        """One point a statement that matched, one each for a condition that was true and that was false."""
        return 100.0 * self.covered / self.points if self.points else 100.0

    def row(self) -> dict[str, Any]:
        """For machines."""
        return {
            "percent": round(self.percent, 2),
            "covered": self.covered,
            "points": self.points,
            "statements": [
                {**vars(each), "conditions": [vars(condition) for condition in each.conditions]}
                for each in self.statements
            ],
        }


def coverage(policies: Policies, results: Iterable[Result]) -> Coverage:
    """What the cases of ``results`` have seen. ``policies`` come from sources."""
    seen: defaultdict[str, set[tuple[int, bool]]] = defaultdict(set)
    for explanation in (result.explanation for result in results):
        _note(explanation, seen)
    return Coverage(tuple(_statement(each, seen[sid]) for sid, each in written(policies).items()))


MATCHED = -1  # in place of a condition's number


def _note(explanation: Explanation | None, seen: dict[str, set[tuple[int, bool]]]) -> None:
    for candidate in explanation.candidates if explanation else ():
        if candidate.matches:
            seen[candidate.sid].add((MATCHED, True))
        seen[candidate.sid].update(_outcomes(candidate))


def _outcomes(candidate: Candidate) -> Iterable[tuple[int, bool]]:
    """What is undecidable counts as it does in the decision."""
    closed = candidate.effect != "allow"
    for number, leaf in enumerate(leaves(candidate.term)):
        yield number, closed if leaf.verdict is None else leaf.verdict


def _statement(statement: Written, seen: set[tuple[int, bool]]) -> Statement:
    """The conditions that the author wrote stand first; what the compiler adds to them comes behind."""
    conditions = [
        Condition(field, statement.line_of("conditions", field), (number, True) in seen, (number, False) in seen)
        for number, field in enumerate(statement.fields)
    ]
    matched = (MATCHED, True) in seen
    return Statement(statement.sid, statement.source.shown, statement.line, matched, tuple(conditions))
