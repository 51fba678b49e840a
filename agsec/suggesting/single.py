"""Draft statements about one recorded call, for the effect that a person wants: the narrowest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from agsec_runtime import abi
from agsec_runtime.elements import Element
from agsec_runtime.facts import COMMAND, TOOLS

from ..comparing.recorded import recorded
from ..decisions import ask_about
from ..editing.choices import escaped
from ..editing.conditions import Condition
from ..editing.drafts import Draft
from ..exceptions import AgsecError
from .drafting import candidates, literal, of_params
from .observed import Call
from .proposals import compiled
from .shapes import MISSING, head, place, shape

_TELLING = frozenset({"*", "command", "workdir", "file_path", "path", "notebook_path", "pattern", "url"})
BY_HAND = "say what it is about by `--condition`, as in `agsec policy add --help`"


def call_of(record: dict[str, Any], context: dict[str, Any]) -> Call:
    """The request of a record in its ``context``. Raises ``AgsecError`` where the record does not have it whole."""
    found = recorded(record)
    if found is None or found.params is None or not found.labels_are_whole():
        raise AgsecError(f"record {record['id']} keeps no request", "`agsec audit show` tells what it keeps")
    return Call(found.action, found.params, context, found.missing())


def drafts(call: Call, effect: str) -> list[Draft]:
    """Those that compile without a warning and match the call. Raises ``AgsecError`` if there are none."""
    if effect == "allow":
        found = shape(call)
        if isinstance(found, str):
            raise AgsecError(f"no statement narrow enough would allow it: {found}", BY_HAND)
        made = [each.draft for each in candidates(found, [(call, found)])]
    else:
        made = [Draft(effect, (call.action,), conditions=each) for each in _told_apart(call)]
    kept = [each for each in made if _matches(each, call)]
    if not kept:
        why = MISSING if call.missing else "no condition tells it apart for certain"
        raise AgsecError(f"nothing can be drafted about it: {why}", BY_HAND)
    return kept


def _matches(draft: Draft, call: Call) -> bool:
    bundle = compiled(replace(draft, sid="Drafted"))
    if bundle is None:
        return False
    decision = ask_about(bundle, call.request())
    return decision.sid == "Drafted" and not decision.undecidable


def _told_apart(call: Call) -> Iterator[tuple[Condition, ...]]:
    """Conditions that hold wherever the same hides in another call: by facts, where there are any."""
    if call.missing & _TELLING:
        return
    if call.action == COMMAND:
        yield from ((each,) for each in _of_command(call))
    elif call.action in TOOLS:
        yield from ((each,) for each in _of_file(call))
    elif call.action.startswith("web.") and "url" in call.params:
        yield from ((each,) for each in _of_address(call))
    else:
        yield tuple(of_params([call]))
        yield ()


def _of_command(call: Call) -> Iterator[Condition]:
    commands = commands_of(call)
    yield from (Condition("shell.commands", "==", each) for each in commands)
    for name in ("deletes", "writes"):
        yield from (Condition(f"files.{name}", "==", each) for each in _written(call, abi.FILES, name))
    for program in dict.fromkeys(map(head, commands)):
        yield Condition("shell.commands", "regex", rf"\A{escaped(program)}(?: |\Z)")


def commands_of(call: Call) -> list[str]:
    """The commands that it runs, each once; none of what is no shell command."""
    return list(dict.fromkeys(_written(call, abi.SHELL, "commands"))) if call.action == COMMAND else []


def _of_file(call: Call) -> Iterator[Condition]:
    name = TOOLS[call.action]
    for path in _written(call, abi.FILES, name)[:1]:
        directory = place(path, str(call.context.get("cwd") or ""))
        yield Condition(f"files.{name}", "==", path)
        if directory != "/":
            yield Condition(f"files.{name}", "glob", f"{literal(directory)}/**")


def _of_address(call: Call) -> Iterator[Condition]:
    yield from (Condition("url.host", "==", host) for host in call.fact(abi.URL, "host") if isinstance(host, str))


def _written(call: Call, root: int, name: str) -> list[str]:
    return [each.written for each in call.fact(root, name) if isinstance(each, Element)]
