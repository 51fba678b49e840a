"""Our hooks among the groups of a host's JSON settings: how they get into a text and out of it again."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

from .. import jsonedit
from ..exceptions import AgsecError
from .host import Handler

PATIENCE = 600.0  # seconds that the clients wait for a hook that says nothing of it
MARKER = "# agsec-hook"  # ends our command line; nothing else tells our hooks from others


def command_line(host: str, python: str, program: Path, pin: str | None) -> str:
    """The hook's command for `sh`: the real interpreter, isolated, and a tail that blocks whatever happened.

    A hook that blocks has said why. Python ends with 2 as well where there is no such file, and says nothing to do.
    """
    pinned = f" --pin {pin}" if pin else ""
    file = shlex.quote(str(program))
    word = f"agsec: the hook could not run (exit $rc), so this is blocked; run: agsec install {host}"
    tail = f'{{ rc=$?; [ $rc -eq 2 ] && [ -r {file} ] || echo "{word}" >&2; exit 2; }}'
    return f"{shlex.quote(python)} -I -S {file} {host}{pinned} || {tail} {MARKER}"


def installed(text: str, groups: dict[str, Any]) -> str:
    """A settings text with our hooks in it, once. Raises ``AgsecError`` for one that cannot be edited safely."""
    try:
        return _verified(_with(text or "{}\n", groups), groups)
    except jsonedit.EditError as error:
        raise AgsecError(f"the settings cannot be edited: {error}", "mend the file, then install again") from error


def uninstalled(text: str) -> str:
    """A settings text without our hooks, and without what held only them. Raises ``AgsecError``."""
    try:
        for event in _loaded(text).get("hooks", {}):
            if isinstance(_loaded(text)["hooks"].get(event), list):
                text = _without(text, event)
        return text
    except jsonedit.EditError as error:
        raise AgsecError(f"the settings cannot be edited: {error}", "mend the file, then uninstall again") from error


def holds_hooks(text: str) -> bool:
    """Whether a settings text that can be parsed holds a handler of ours."""
    try:
        settings = _loaded(text)
        return any(_holds_ours(group) for event in settings.get("hooks", {}) for group in _groups(settings, event))
    except jsonedit.EditError:
        return False


def handlers(text: str) -> list[Handler]:
    """Our handlers in a settings text, none where it cannot be parsed."""
    try:
        return handlers_of(_loaded(text))
    except jsonedit.EditError:
        return []


def handlers_of(settings: dict[str, Any]) -> list[Handler]:
    """The same of settings that were read. Raises ``EditError`` where an event has no list."""
    return [
        Handler(event, handler["command"], _seconds(handler.get("timeout")))
        for event, _, _, _, handler in _places(settings)
    ]


def _seconds(timeout: Any) -> float:
    return timeout if type(timeout) in (int, float) and timeout > 0 else PATIENCE


def is_ours(handler: Any) -> bool:
    command = handler.get("command") if isinstance(handler, dict) else None
    return isinstance(command, str) and command.endswith(MARKER)


def _with(text: str, groups: dict[str, Any]) -> str:
    settings = _loaded(text)
    if "hooks" not in settings:
        text = jsonedit.added(text, (), "hooks", {})
    for event, group in groups.items():
        listed = _groups(_loaded(text), event)
        if group in listed and sum(_holds_ours(each) for each in listed) == 1:
            continue
        text = _placed(text, event, group)
    return text


def _placed(text: str, event: str, group: Any) -> str:
    """Our group where ours was, or else at the end of the list."""
    listed = _groups(_loaded(text), event)
    ours = [place for place, each in enumerate(listed) if _holds_ours(each)]
    if len(ours) == 1 and all(map(is_ours, listed[ours[0]]["hooks"])):
        return jsonedit.replaced(text, ("hooks", event, ours[0]), group)
    text = _without(text, event)
    settings = _loaded(text)
    if "hooks" not in settings:
        text = jsonedit.added(text, (), "hooks", {})
    if event not in _loaded(text)["hooks"]:
        return jsonedit.added(text, ("hooks",), event, [group])
    return jsonedit.added(text, ("hooks", event), None, group)


def _without(text: str, event: str) -> str:
    """Take our handlers out of an event, and the group, the list and `hooks` where nothing else is left."""
    while True:
        listed = _groups(_loaded(text), event)
        place = next((number for number, each in enumerate(listed) if _holds_ours(each)), None)
        if place is None:
            return text
        handlers = listed[place]["hooks"]
        ours = next(number for number, each in enumerate(handlers) if is_ours(each))
        path: tuple[str | int, ...] = ("hooks", event, place, "hooks", ours)
        if len(handlers) == 1:
            path = path[:3] if len(listed) > 1 else path[:2] if len(_loaded(text)["hooks"]) > 1 else path[:1]
        text = jsonedit.removed(text, path)


def _loaded(text: str) -> dict[str, Any]:
    jsonedit.parse(text)
    settings = json.loads(text)
    if not isinstance(settings, dict):
        raise jsonedit.EditError("they are no JSON object")
    if not isinstance(settings.get("hooks", {}), dict):
        raise jsonedit.EditError("`hooks` is no JSON object")
    return settings


def _groups(settings: dict[str, Any], event: str) -> list[Any]:
    groups = settings.get("hooks", {}).get(event, [])
    if not isinstance(groups, list):
        raise jsonedit.EditError(f"`hooks.{event}` is no list")
    return groups


def _holds_ours(group: Any) -> bool:
    handlers = group.get("hooks") if isinstance(group, dict) else None
    return isinstance(handlers, list) and any(map(is_ours, handlers))


def _verified(text: str, groups: dict[str, Any]) -> str:
    """An edit of text is trusted only when reading it back shows what was meant."""
    settings = json.loads(text)
    for event, group in groups.items():
        if [each for each in settings["hooks"][event] if _holds_ours(each)] != [group]:
            raise jsonedit.EditError(f"`hooks.{event}` did not come out as intended")
    return text


def places(text: str) -> list[tuple[str, int, int, Any, Any]]:
    """Event, number of the group, number of the handler, group and handler of each of ours."""
    return _places(_loaded(text))


def _places(settings: dict[str, Any]) -> list[tuple[str, int, int, Any, Any]]:
    return [
        (event, number, place, group, handler)
        for event in settings.get("hooks", {})
        for number, group in enumerate(_groups(settings, event))
        if _holds_ours(group)
        for place, handler in enumerate(group["hooks"])
        if is_ours(handler)
    ]
