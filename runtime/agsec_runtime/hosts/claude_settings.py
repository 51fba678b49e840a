"""Whether a change of Claude Code's settings would remove, disable or alter our hooks."""

from __future__ import annotations

from ..installation import InstallationError, read_file
from ..jsontext import JsonError, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..installation import Installation

# Variables that start the client without hooks, or with another directory of settings.
HOOKLESS = ("CLAUDE_CODE_SIMPLE", "CLAUDE_CONFIG_DIR")


def tampering(event: dict[str, Any], installation: Installation) -> str | None:
    """Why the change must be blocked, or None. Raises ``InstallationError``."""
    ours = installation.text("settings")
    entries = installation.fields.get("entries")
    if entries == {}:
        return None  # Uninstalled by a person: a session that still runs may take the change.
    if ours is None or type(entries) is not dict:
        raise InstallationError("the installation does not say which settings are ours")
    changed = event.get("file_path")
    problem = _altered(ours, entries)
    if problem is None and type(changed) is str and changed != ours:
        problem = _disabling(changed)
    return problem


def _altered(path: str, entries: dict[str, Any]) -> str | None:
    try:
        settings = loads(read_file(path))
    except OSError:
        return f"{path} would be gone, and the hooks in it with it"
    except JsonError as error:
        return f"{path} would no longer be JSON ({error}), and the hooks in it be ignored"
    problem = _misshapen(settings) or _switched_off(settings)
    if problem:
        return f"{path} {problem}"
    for event, group in entries.items():
        groups = settings["hooks"].get(event) if type(settings.get("hooks")) is dict else None
        if type(groups) is not list or group not in groups:
            return f"{path} would lose or alter the {event} hook"
    return None


def _disabling(path: str) -> str | None:
    try:
        settings = loads(read_file(path))
    except (OSError, JsonError):
        return None  # The client ignores the file, and our hooks stand in another one.
    problem = _switched_off(settings) if type(settings) is dict else None
    return f"{path} {problem}" if problem else None


def _switched_off(settings: dict[str, Any]) -> str | None:
    if settings.get("disableAllHooks"):
        return "would switch every hook off (`disableAllHooks`)"
    env = settings.get("env")
    if type(env) is dict and any([name in env for name in HOOKLESS]):
        return "would start the client without its hooks (`env`)"
    return None


def _misshapen(settings: Any) -> str | None:
    """A key of the wrong type makes the client ignore the whole file."""
    if type(settings) is not dict:
        return "would no longer be a JSON object"
    for name, kind in (("hooks", dict), ("permissions", dict), ("env", dict)):
        if name in settings and type(settings[name]) is not kind:
            return f"would have a `{name}` of the wrong type, and be ignored as a whole"
    lists = settings.get("permissions", {})
    for name in ("allow", "deny", "ask"):
        if name in lists and not _is_texts(lists[name]):
            return f"would have a `permissions.{name}` of the wrong type, and be ignored as a whole"
    return None


def _is_texts(value: Any) -> bool:
    return type(value) is list and all([type(item) is str for item in value])
