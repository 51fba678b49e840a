"""Codex: its hook events as requests, and decisions in the form that it honours.

Source: what version 0.169.0 was observed to do. It has no way to ask, and runs the tool for every answer that is not of
one exact form: exit 2 with a reason on stderr blocks; silence with exit 0 lets its own rules go on applying. A crash, a
time-out, exit 2 without a word, and any field that it does not know let the tool run.
"""

from __future__ import annotations

from ..decision import Request
from ..jsontext import dumps
from ..tools import action_of
from . import BLOCK, PRE_TOOL_USE, EventError, context, name_of, shown, tool_call, verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..decision import Decision
    from ..installation import Installation
    from ..patch import Change
    from . import Answer

NAME = "codex"
ENFORCED = {"review": "deny"}
NOBODY_ASKED = (
    "; a person has to agree, this host cannot ask one, and so it was not run: "
    "have the person run it, or change the policy"
)
TEXTS = {"file.write": "content", "file.edit": "new_string"}  # the param that holds what is put in


def is_tool_call(event: Any) -> bool:
    """Always; no other event is asked for. Raises ``EventError``."""
    return bool(name_of(event, (PRE_TOOL_USE,)))


def requests(event: dict[str, Any], installation: Installation) -> list[Request]:
    """What a PreToolUse event asks for: of a patch, one request for each file. Raises ``ValueError``."""
    tool, params = tool_call(event)
    about = context(event, NAME, installation)
    if tool == "apply_patch":
        return _patched(params, about)
    action, params = action_of(tool, params)
    if action == "bash.execute":
        return [Request(action, params, about), *_patches_in(params["command"], about)]
    if action.startswith("file.") and "file_path" in params:
        return [Request(action, {**params, "file_path": each}, about) for each in _readings(params["file_path"], about)]
    return [Request(action, params, about)]


def _patched(params: dict[str, Any], about: dict[str, Any]) -> list[Request]:
    from ..patch import PatchError, changes

    text = params.get("command")
    if type(text) is not str or len(params) != 1:
        raise PatchError("apply_patch without its patch in `command`, or with more than that")
    return _requests(changes(text), about, about)


def _patches_in(command: str, about: dict[str, Any]) -> list[Request]:
    """A patch in a shell command is applied by the client, and no shell's redirection shows where it writes."""
    if "*** Begin Patch" not in command:
        return []
    from ..shellpatch import patched

    found, directory = patched(command)
    if directory and not directory.startswith("/"):
        directory = f"{about.get('cwd') or '.'}/{directory}"
    return _requests(found, {**about, "cwd": directory} if directory else about, about)


def _requests(changes: list[Change], where: dict[str, Any], about: dict[str, Any]) -> list[Request]:
    """A request for each file; ``where`` says what relative paths are below, ``about`` is what policies see."""
    found = []
    for action, path, text in changes:
        added = {} if text is None else {TEXTS[action]: text}
        found += [Request(action, {"file_path": each, **added}, about) for each in _readings(path, where)]
    return found


def _readings(path: str, about: dict[str, Any]) -> list[str]:
    """The absolute paths that a path may mean: `~` is a directory's name to some versions, the home to others."""
    cwd = about.get("cwd")
    if path.startswith("/"):
        return [_plain(path)]
    if cwd is None or not cwd.startswith("/"):
        raise EventError("a relative path, and no absolute working directory")
    readings = [_plain(f"{cwd}/{path}")]
    if path == "~" or path.startswith("~/"):
        readings.append(_plain(f"{about.get('home') or _home()}{path[1:]}"))
    return readings


def _home() -> str:
    from pwd import getpwuid

    from ..system import posix

    return getpwuid(posix.getuid()).pw_dir


def _plain(path: str) -> str:
    """Without `.`, `..` and doubled slashes, by the text alone: so does the client resolve a path, links or not."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts)


def answer(decision: Decision, announce_allow: bool, notice: str | None) -> Answer:
    """What to print and how to exit. ``notice`` is for the person; beside a block the client would not show it."""
    if decision.effect == "allow":
        return dumps({"systemMessage": notice}) if notice else "", "", 0
    said = shown(decision) + (NOBODY_ASKED if decision.effect == "review" else "")
    return "", said + "\n", BLOCK


def unheard(answer: Answer) -> Answer:
    """The answer where standard error is closed: exit 2 without a word would let the tool run."""
    return dumps(verdict("deny", answer[1].strip())), "", 0


def tampering(event: dict[str, Any], installation: Installation) -> str | None:
    """Its settings are read when a session starts, so that there is no change to judge."""
    raise EventError("a change of settings is no event of this host")


def change_answer(problem: str | None) -> Answer:
    return "", f"agsec: {problem}\n", BLOCK
