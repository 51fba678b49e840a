"""Mutants: the policies with one small mistake each, such as a hand that slips makes, or one that means harm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .written import Written

Data = dict[str, Any]
_FLIPPED = {"deny": "allow", "block": "allow", "review": "allow", "allow": "deny"}
_BORDERS = {">": ">=", ">=": ">", "<": "<=", "<=": "<"}
WIDTH = 60  # characters of a value that is told


@dataclass(frozen=True)
class Mutant:
    """``what`` was done to ``statement``, whose data then is ``data``, None where it is gone; ``line`` says where."""

    statement: Written
    line: int
    what: str
    data: Data | None


def mutants(statement: Written) -> Iterator[Mutant]:
    """All mutants of one statement."""
    yield Mutant(statement, statement.line, "the statement is gone", None)
    yield _flipped(statement)
    yield from _without_an_action(statement)
    yield from _joined_otherwise(statement)
    for field in statement.fields:
        yield from _weakened(statement, field)


def _flipped(statement: Written) -> Mutant:
    effect = statement.data["effect"]
    changed = {**statement.data, "effect": _FLIPPED[effect]}
    return Mutant(statement, statement.line_of("effect"), f"`{effect}` is `{changed['effect']}`", changed)


def _without_an_action(statement: Written) -> Iterator[Mutant]:
    actions = statement.data["actions"]
    if not isinstance(actions, list) or len(actions) < 2:
        return
    for at, action in enumerate(actions):
        changed = {**statement.data, "actions": _without(actions, at)}
        yield Mutant(statement, statement.line_of("actions", at), f"it is not about `{action}`", changed)


def _joined_otherwise(statement: Written) -> Iterator[Mutant]:
    """``all`` for ``any``, or the other way round, where there are several conditions."""
    if len(statement.fields) > 1:
        other = "all" if statement.data.get("match") == "any" else "any"
        place = ("match",) if "match" in statement.data else ("conditions",)
        changed = {**statement.data, "match": other}
        yield Mutant(statement, statement.line_of(*place), f"`{other}` of its conditions must hold", changed)


def _weakened(statement: Written, field: str) -> Iterator[Mutant]:
    """Without the condition, one of its tests, one of the values of a test; with a border that moved."""
    conditions, line = statement.data["conditions"], statement.line_of("conditions", field)
    others = {name: each for name, each in conditions.items() if name != field}
    changed = {**statement.data, "conditions": others}
    yield Mutant(statement, line, f"`{field}` does not matter", changed)
    tests = conditions[field] if isinstance(conditions[field], list) else [conditions[field]]
    for at, test in enumerate(tests):
        place = ("conditions", field, at) if isinstance(conditions[field], list) else ("conditions", field)
        for part, what, weaker in _weaker(test):
            kept = [*tests[:at], *([weaker] if weaker else []), *tests[at + 1 :]]
            if kept:
                told = f"`{field}` {what}"
                data = {**statement.data, "conditions": {**conditions, field: kept}}
                yield Mutant(statement, _line(statement, (*place, *part), line), told, data)


def _line(statement: Written, place: tuple[str | int, ...], line: int) -> int:
    """Where a part stands; one that is named by an alias stands elsewhere, and is told by its field."""
    found = statement.line_of(*place)
    return max(found, line)


def _weaker(test: Any) -> Iterator[tuple[tuple[str | int, ...], str, Data | None]]:
    """What may be wrong with a test: the part, what is done, and what is left, None for nothing."""
    if not isinstance(test, dict):
        return
    operator, value = test["op"], test.get("value")
    yield (), f"is not tested by `{operator}`", None
    if operator in _BORDERS:
        yield ("op",), f"is tested by `{_BORDERS[operator]}`, not `{operator}`", {**test, "op": _BORDERS[operator]}
    if isinstance(value, list) and len(value) > 1 and operator not in ("==", "!="):
        for at, each in enumerate(value):
            text = str(each) if len(str(each)) <= WIDTH else str(each)[: WIDTH - 3] + "..."
            yield ("value", at), f"{operator} lacks `{text}`", {**test, "value": _without(value, at)}


def _without(values: list[Any], at: int) -> list[Any]:
    return [*values[:at], *values[at + 1 :]]
