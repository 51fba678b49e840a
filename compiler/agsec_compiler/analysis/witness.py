"""Build a request that satisfies conditions for certain, where they are of a kind for which that is known.

Facts are derived from params, so a request for one is made the other way round: from a path, a program or an address
of ordinary characters to a tool call of which it is the fact.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from agsec_runtime import abi

from .. import ir
from ..actions import KNOWN
from ..facts import FACTS, SHELL
from ..patterns.globs import is_literal
from ..patterns.language import Language, UnsureError, example, of_actions, of_regex
from .leaves import samples
from .values import Odd

Request = tuple[str, dict[str, Any], dict[str, Any]]  # action, params, context

_PATH = r"\A(?:/[a-z0-9_-][a-z0-9_-]*(?:\.[a-z0-9_-]+)*|/\.[a-z0-9_-]+)+\Z"
_WORD, _HOST = r"\A[a-z][a-z0-9]*\Z", r"\A[a-z][a-z0-9]*(?:\.[a-z][a-z0-9]*)+\Z"
_TOOLS = {"files.reads": ("file.read",), "files.writes": ("file.write", "file.edit"), "files.deletes": ("file.delete",)}
_COMMANDS = {"files.reads": "cat {}", "files.writes": "touch {}", "files.deletes": "rm {}", "shell.programs": "{}"}


@dataclass
class _Draft:
    """A request that is being put together; what does not fit raises ``ValueError``."""

    action: str
    params: dict[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)

    def put(self, root: int, steps: Sequence[Any], value: Any) -> None:
        here = self.params if root == abi.PARAMS else self.context
        keys = [_key(step) for step in steps]
        for key in keys[:-1]:
            here = here.setdefault(key, {})
            if not isinstance(here, dict):
                raise ValueError(key)
        if here.get(keys[-1], value) != value:
            raise ValueError(keys[-1])
        here[keys[-1]] = value

    def absent(self, root: int, steps: Sequence[Any]) -> None:
        here: Any = self.params if root == abi.PARAMS else self.context
        for step in steps:
            if not isinstance(here, dict) or _key(step) not in here:
                return
            here = here[_key(step)]
        raise ValueError(steps)


def _key(step: Any) -> str:
    return "each" if step is None else str(step)


def build(conditions: Iterable[ir.Expr], patterns: Sequence[str]) -> Request | None:
    """A request under one of the action patterns that satisfies all the conditions; None where none is found."""
    wanted = [term for each in conditions for term in _terms(each)]
    for action in actions(patterns, wanted):
        try:
            return _filled(_Draft(action), wanted)
        except (ValueError, UnsureError):
            continue
    return None


def _terms(expr: ir.Expr) -> Iterator[ir.Expr]:
    """What has to hold. Of an `any` one term will do: the first that has a sample."""
    match expr:
        case ir.All(terms):
            for term in terms:
                yield from _terms(term)
        case ir.Any(terms):
            yield from _terms(next(filter(_is_open, terms), terms[0]))
        case ir.Const(True):
            return
        case _:
            yield expr


def _is_open(expr: ir.Expr) -> bool:
    match expr:
        case ir.Field(checks=checks, each=each):
            return next(samples(checks, bool(each)), None) is not None
        case ir.Fact(name=name, each="all", checks=checks):
            return name not in ("dynamic", "unparsed") or any(check.value is False for check in checks)
    return True


def actions(patterns: Sequence[str], wanted: Sequence[ir.Expr] = ()) -> Iterator[str]:
    """Actions under the patterns: known ones that have the facts asked for, then others."""
    asked = [each for each in wanted if isinstance(each, ir.Fact)]
    for pattern in patterns:
        known = [name for name in KNOWN if _takes(pattern, name)]
        yield from sorted(known, key=lambda name: (not all(_has(name, each) for each in asked), name == SHELL))
        if pattern not in KNOWN:
            yield from filter(None, [pattern if is_literal(pattern) else _some_action(pattern)])


def _has(action: str, fact: ir.Fact) -> bool:
    return FACTS[f"{abi.ROOTS[fact.root]}.{fact.name}"].covers([action])


@lru_cache(4096)
def _takes(pattern: str, action: str) -> bool:
    try:
        return pattern == action or (not is_literal(pattern) and of_actions(pattern).holds(action))
    except UnsureError:
        return False


def _some_action(pattern: str) -> str | None:
    for shape in (r"\A[a-z]+(?:\.[a-z]+)+\Z", r"\A[a-z]+\Z", r"."):
        try:
            found = example([of_actions(pattern), of_regex(shape)])
        except UnsureError:
            return None
        if found:
            return found
    return None


def _filled(draft: _Draft, wanted: Sequence[ir.Expr]) -> Request:
    merged: dict[str, list[ir.Field]] = {}
    for each in wanted:
        if isinstance(each, ir.Field):
            merged.setdefault(json.dumps([each.root, each.steps]), []).append(each)
        elif isinstance(each, ir.Fact):
            _put_fact(draft, each)
        else:
            raise ValueError(each)
    absent = [fields[0] for fields in merged.values() if not _put_field(draft, fields)]
    for each in absent:
        draft.absent(each.root, each.steps)
    if draft.commands:
        draft.put(abi.PARAMS, ("command",), "; ".join(dict.fromkeys(draft.commands)))
    return draft.action, draft.params, draft.context


def _put_field(draft: _Draft, fields: Sequence[ir.Field]) -> bool:
    """Whether the field has a value: it may have to be absent."""
    field, checks = fields[0], tuple(check for each in fields for check in each.checks)
    more = [of_regex(r"\A" + _escaped(draft.action) + r"\Z")] if field.root == abi.ACTION else []
    found = next(samples(checks, bool(field.each), more), None)
    if found is None:
        raise ValueError(field)
    if field.root == abi.ACTION:
        return True
    if found in (Odd.ABSENT, Odd.NO_ELEMENTS):
        return False
    draft.put(field.root, field.steps, found)
    return True


def _escaped(text: str) -> str:
    return "".join(f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\U{ord(char):08x}" for char in text)


def _put_fact(draft: _Draft, fact: ir.Fact) -> None:
    name = f"{abi.ROOTS[fact.root]}.{fact.name}"
    if name in ("shell.dynamic", "shell.unparsed"):
        return  # False of every command that is made here.
    checks = fact.checks or fact.folded
    if draft.action in _TOOLS.get(name, ()):
        draft.put(abi.PARAMS, ("file_path",), _text(checks, _PATH))
    elif draft.action == SHELL and name in _COMMANDS and (fact.each == "any" or not draft.commands):
        draft.commands.append(_COMMANDS[name].format(_text(checks, _PATH if fact.root == abi.FILES else _WORD)))
    elif name == "url.host" and draft.action.startswith("web."):
        draft.put(abi.PARAMS, ("url",), f"https://{_text(checks, _HOST)}/")
    else:
        raise ValueError(name)


def _text(checks: Sequence[ir.Check], shape: str) -> str:
    more: list[Language] = [of_regex(shape)]
    for found in samples(checks, True, more):
        if isinstance(found, str):
            return found
    raise ValueError(shape)
