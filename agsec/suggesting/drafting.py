"""Draft allow statements for the calls of one shape: the narrowest first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from agsec_runtime import abi
from agsec_runtime.facts import COMMAND, TOOLS

from ..editing.choices import escaped
from ..editing.conditions import Condition
from ..editing.drafts import Draft
from .observed import Call
from .shapes import PATHS, Shape, is_open_ended, place

FEW = 6  # commands, paths or values that are listed one by one rather than covered by what they share
MOST = 20  # of them that are listed where nothing that they share may be allowed
TOUCHING = (*PATHS, "shell.sets", "shell.pushes", "shell.sql", "shell.sends")


class Breadth(IntEnum):
    """How wide a statement is: exactly what was seen, more of its kind, or whatever the params are."""

    exact = 0
    kind = 1
    action = 2


@dataclass(frozen=True)
class Candidate:
    draft: Draft
    breadth: Breadth


def candidates(shape: Shape, calls: list[tuple[Call, Shape]]) -> Iterator[Candidate]:
    """Statements that may cover ``calls``, all of one shape; which ones do is for the evaluator to say."""
    action = str(shape.key[0])
    if action == COMMAND:
        yield from _of_commands(shape, [found for _, found in calls])
    elif action in TOOLS:
        conditions, breadth = _paths(f"files.{TOOLS[action]}", calls)
        if _is_short(conditions):
            yield _candidate(action, conditions, breadth)
    elif len(shape.key) > 1:
        names = ("url.scheme", "url.host", "url.port")
        given = zip(names, shape.key[1:], strict=True)
        yield _candidate(
            action, [Condition(name, "==", value) for name, value in given if value is not None], Breadth.kind
        )
    else:
        yield _of_params(action, [call for call, _ in calls])


def _candidate(action: str, conditions: Iterable[Condition], breadth: Breadth) -> Candidate:
    return Candidate(Draft("allow", (action,), conditions=tuple(conditions)), breadth)


def _of_commands(shape: Shape, found: list[Shape]) -> Iterator[Candidate]:
    """What a command touches is bounded, too: a redirection writes wherever it says."""
    _, heads, _, globbed = shape.key
    commands = sorted({each.written for one in found for each in one.facts["shell.commands"]})
    touching, breadth = _touched(found)
    if not _is_short(touching):
        return
    exact = _candidate(COMMAND, [_listed("shell.commands", commands), *touching], breadth)
    if len(commands) <= FEW and not globbed:
        yield exact
    if not any(map(is_open_ended, heads)):
        yield _candidate(COMMAND, [_beginning(heads, globbed), *touching], Breadth.kind)
    if FEW < len(commands) <= MOST and not globbed:
        yield exact


def _is_short(conditions: list[Condition]) -> bool:
    """Whether a person can review what is listed."""
    return all(len(each.value) <= MOST for each in conditions if each.op == "in")


def _listed(name: str, values: Collection[Any]) -> Condition:
    found = sorted(values, key=repr)
    return Condition(name, "==", found[0]) if len(found) == 1 else Condition(name, "in", found)


def _beginning(heads: tuple[str, ...], globbed: bool) -> Condition:
    """A pattern is searched in no text that has a glob of the shell in it; a beginning is compared there, too."""
    if globbed:
        return Condition("shell.commands", "starts_with", [f"{each} " for each in heads])
    return Condition("shell.commands", "regex", [rf"\A{escaped(each)}(?: |\Z)" for each in heads])


def _touched(found: list[Shape]) -> tuple[list[Condition], Breadth]:
    conditions, breadth = [], Breadth.exact
    for name in TOUCHING:
        values = [each for one in found for each in one.facts[name]]
        if name not in PATHS and values:
            conditions.append(_listed(name, {each.written for each in values}))
        elif values:
            condition, wide = _within(name, values, "")
            conditions.append(condition)
            breadth = max(breadth, wide)
        else:
            conditions.append(Condition(name, "not_exists"))
    return conditions, breadth


def _paths(name: str, calls: list[tuple[Call, Shape]]) -> tuple[list[Condition], Breadth]:
    cwd = str(calls[0][0].context.get("cwd") or "")
    condition, breadth = _within(name, [each for _, one in calls for each in one.facts[name]], cwd)
    return [condition], breadth


def _within(name: str, paths: list[Any], cwd: str) -> tuple[Condition, Breadth]:
    """The paths themselves, if they are few, else the directories that they are in."""
    written = sorted({each.written for each in paths})
    globbed = any(each.is_glob for each in paths)
    directories = sorted({place(each, cwd) for each in written})
    if (len(written) <= FEW and not globbed) or "/" in directories:
        return _listed(name, written), Breadth.exact
    return Condition(name, "glob", [f"{literal(each)}/**" for each in _outermost(directories)]), Breadth.kind


def _outermost(directories: list[str]) -> list[str]:
    return [each for each in directories if not any(each.startswith(f"{other}/") for other in directories)]


def literal(path: str) -> str:
    """A glob that matches this path alone."""
    return re.sub(r"[*?\[]", lambda found: f"[{found[0]}]", path)


def _of_params(action: str, calls: list[Call]) -> Candidate:
    conditions = of_params(calls)
    return _candidate(action, conditions, Breadth.kind if conditions else Breadth.action)


def of_params(calls: list[Call]) -> list[Condition]:
    """Of an action that has no facts: params that took a few values only, and the range of numbers."""
    names = sorted(set.intersection(*(set(each.params) - each.missing for each in calls)))
    return [each for name in names for each in _of_param(name, [call.params[name] for call in calls])]


def _of_param(name: str, values: list[Any]) -> Iterator[Condition]:
    path = f"{abi.ROOTS[abi.PARAMS]}.{_key(name)}"
    kinds = {type(each) for each in values}
    if kinds <= {int, float} and len(set(values)) > 1:
        yield Condition(path, ">=", min(values))
        yield Condition(path, "<=", max(values))
    elif kinds <= {str, bool, int, float} and len(set(values)) <= FEW:
        yield _listed(path, set(values))


def _key(name: str) -> str:
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", name)
    return name if plain else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
