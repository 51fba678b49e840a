"""Say in words what differs between two versions of a statement: effect, actions, conditions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from agsec_runtime import abi

from .changes import Change, Comparison
from .rules import Rule, Rules, Written


def details(change: Change, comparison: Comparison) -> list[str]:
    """What differs, a line each; of a statement that is added or removed, all that it says."""
    old, new = change.before, change.after
    if old is None or new is None:
        rule, rules = (new, comparison.after) if new else (old, comparison.before)
        return list(_whole(rule, rules)) if rule else []
    return list(_between(old, new, comparison))


def _whole(rule: Rule, rules: Rules) -> Iterator[str]:
    yield f"actions: {', '.join(rule.actions)}"
    match, conditions = rules.written.get(rule.sid, ("all", {}))
    if match == "any" and len(conditions) > 1:
        yield "any of:"
    for name, tests in conditions.items():
        yield _condition(name, tests)


def _between(old: Rule, new: Rule, comparison: Comparison) -> Iterator[str]:
    if old.sid != new.sid:
        yield f"renamed from {old.sid}"
    if old.effect != new.effect:
        yield f"{abi.EFFECTS[old.effect]} became {abi.EFFECTS[new.effect]}"
    listed = _members("actions:", old.actions, new.actions)
    if listed:
        yield listed
    match, conditions = comparison.before.written.get(old.sid, ("all", {}))
    match2, conditions2 = comparison.after.written.get(new.sid, ("all", {}))
    if match != match2:
        yield f"match: {match} became {match2}"
    yield from _fields(conditions, conditions2)


def _fields(old: Written, new: Written) -> Iterator[str]:
    for name in [*old, *(each for each in new if each not in old)]:
        if name not in new:
            yield f"no longer asked: {_condition(name, old[name])}"
        elif name not in old:
            yield f"now asked too: {_condition(name, new[name])}"
        elif json.dumps(old[name]) != json.dumps(new[name]):
            yield _changed(name, old[name], new[name])


def _changed(name: str, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> str:
    match old, new:
        case [{"op": op, "value": list(values)}], [{"op": op2, "value": list(values2)}] if op == op2:
            return _members(f"{name} {op}:", *([_value(each) for each in found] for found in (values, values2)))
    return f"{name}: {_tests(old)} became {_tests(new)}"


def _members(label: str, old: Sequence[str], new: Sequence[str]) -> str:
    """The members that came and went; nothing where only their order is another."""
    come = [f"+ {each}" for each in new if each not in old]
    gone = [f"- {each}" for each in old if each not in new]
    return f"{label} {', '.join(come + gone)}" if come or gone else ""


def _condition(name: str, tests: list[dict[str, Any]]) -> str:
    return f"{name} {_tests(tests)}"


def _tests(tests: list[dict[str, Any]]) -> str:
    return " and ".join(f"{each['op']} {_value(each['value'])}" if "value" in each else each["op"] for each in tests)


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
