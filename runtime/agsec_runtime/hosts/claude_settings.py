"""Whether a change of Claude Code's settings would remove, disable, alter or get round our hooks.

The client reloads all of its settings when one file changes, and drops a file as a whole for one key of a wrong type.
So every file is looked at each time, and only keys of which it is known what they do, and of what type they are, may
differ from what was seen when a person last ran `agsec install` or `agsec apply`. A change that is blocked is not lost:
it counts from the next session on.
"""

from __future__ import annotations

from _blake2 import blake2b

from ..installation import InstallationError, read_file
from ..jsontext import JsonError, dumps, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..installation import Installation

# Variables that start the client, the shell or the loader in a way that the hook cannot see from inside.
HOOKLESS = (
    "BASHOPTS",
    "BASH_ENV",
    "BUN_OPTIONS",
    "CLAUDE_CODE_SHELL_PREFIX",
    "CLAUDE_CODE_SIMPLE",
    "CLAUDE_CONFIG_DIR",
    "ENV",
    "NODE_OPTIONS",
    "SHELL",
    "SHELLOPTS",
)
HOOKLESS_PREFIXES = ("BASH_FUNC_", "DYLD_", "GCONV", "LD_")
MODES = ("default", "acceptEdits", "bypassPermissions", "plan", "dontAsk", "auto")


def tampering(event: dict[str, Any], installation: Installation) -> str | None:
    """Why the change must be blocked, or None. Raises ``InstallationError``."""
    ours, entries = installation.text("settings"), installation.fields.get("entries")
    if entries == {}:
        return None  # Uninstalled by a person: a session that still runs may take the change.
    seen = installation.fields.get("seen")
    if ours is None or type(entries) is not dict or type(seen) is not dict:
        raise InstallationError("the installation does not say which settings are ours")
    paths = [ours, *[path for path in seen if path != ours]]
    changed = event.get("file_path")
    if type(changed) is str and event.get("source") != "skills" and changed not in paths:
        paths.append(changed)
    for path in paths:
        problem = _problem(path, seen.get(path), entries if path == ours else {})
        if problem:
            return f"{path} {problem}"
    return None


def marks(settings: dict[str, Any]) -> dict[str, str]:
    """A digest of each top-level value: what `tampering` compares with, without keeping what may be secret."""
    return {key: _mark(value) for key, value in settings.items()}


def switched_off(settings: dict[str, Any]) -> str | None:
    """What in the settings keeps hooks from being asked, or None."""
    if settings.get("disableAllHooks"):
        return "switches every hook off (`disableAllHooks`)"
    env = settings.get("env")
    for name in env if type(env) is dict else ():
        if name in HOOKLESS or name.startswith(HOOKLESS_PREFIXES):
            return f"starts the client, its shell or its loader so that hooks can be evaded (`env.{name}`)"
    return None


def misshapen(settings: Any) -> str | None:
    """Which key is of a type that makes the client ignore the whole file, as far as that is known."""
    if type(settings) is not dict:
        return "is no JSON object"
    for key, value in settings.items():
        if key in SHAPES and not SHAPES[key](value):
            return f"has a `{key}` of the wrong type, and the client ignores the whole file"
    return None


def _problem(path: str, seen: Any, entries: dict[str, Any]) -> str | None:
    """What is wrong with one file; ``entries`` are the hooks that it must hold."""
    try:
        settings = loads(read_file(path))
    except FileNotFoundError:
        return "would be gone, and the hooks in it with it" if entries else None
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    except JsonError as error:
        return f"cannot be read as JSON ({error})"
    problem = misshapen(settings) or switched_off(settings) or _lost(settings, entries)
    return problem or (_unknown_change(settings, seen) if type(seen) is dict else None)


def _lost(settings: dict[str, Any], entries: dict[str, Any]) -> str | None:
    hooks = settings.get("hooks", {})
    for event, group in entries.items():
        if group not in hooks.get(event, []):
            return f"would lose or alter the {event} hook"
    return None


def _unknown_change(settings: dict[str, Any], seen: dict[str, Any]) -> str | None:
    for key, value in settings.items():
        if _mark(value) != seen.get(key) and key not in HARMLESS:
            return f"has another `{key}` than agsec last saw; if you changed it yourself, run `agsec apply`"
    return None


def _mark(value: Any) -> str:
    return blake2b(dumps(value).encode(), digest_size=8).hexdigest()


def _text(value: Any) -> bool:
    return type(value) is str


def _flag(value: Any) -> bool:
    return type(value) is bool


def _texts(value: Any) -> bool:
    return type(value) is list and all([type(item) is str for item in value])


def _variables(value: Any) -> bool:
    return type(value) is dict and all([type(item) is str for item in value.values()])


def _permissions(value: Any) -> bool:
    lists = ("allow", "deny", "ask", "additionalDirectories")
    return type(value) is dict and all(
        [_texts(item) if key in lists else key != "defaultMode" or item in MODES for key, item in value.items()]
    )


def _hooks(value: Any) -> bool:
    return type(value) is dict and all([type(groups) is list and all(map(_group, groups)) for groups in value.values()])


def _group(value: Any) -> bool:
    if type(value) is not dict or type(value.get("matcher", "")) is not str or type(value.get("hooks")) is not list:
        return False
    kinds = ("command", "http", "mcp_tool", "prompt", "agent")
    return all([type(handler) is dict and handler.get("type") in kinds for handler in value["hooks"]])


SHAPES: dict[str, Callable[[Any], bool]] = {
    "cleanupPeriodDays": lambda value: type(value) is int,
    "disableAllHooks": _flag,
    "enabledPlugins": lambda value: type(value) is dict,
    "env": _variables,
    "hooks": _hooks,
    "includeCoAuthoredBy": _flag,
    "language": _text,
    "model": _text,
    "outputStyle": _text,
    "permissions": _permissions,
    "statusLine": lambda value: type(value) is dict,
}
# What may change in a session that runs: none of it has to do with hooks, and its type is checked above.
HARMLESS = frozenset(["cleanupPeriodDays", "includeCoAuthoredBy", "language", "model", "outputStyle", "permissions"])
