"""Claude Code: its settings files, and what in them would keep the hooks from being asked."""

from __future__ import annotations

import contextlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from agsec_runtime.hosts import PRE_TOOL_USE
from agsec_runtime.hosts import claude_code as hook
from agsec_runtime.hosts.claude_settings import marks, misshapen, switched_off

from ..exceptions import AgsecError
from ..state import Slot
from . import groups, verdicts
from .host import Place, Settled

TIMEOUT = 10  # seconds the client waits: more than the hook's own limit, so that the hook answers first
WATCH_TIMEOUT = 60


@dataclass(frozen=True)
class ClaudeCode:
    """The installer's view of Claude Code."""

    name: str = hook.NAME
    title: str = "Claude Code"
    scopes: tuple[str, ...] = ("project", "local", "user", "managed")
    announces_allow: bool = True
    client: str = "claude"
    heeding: tuple[int, ...] = (2, 1, 295)  # `onFailure`
    asks_trust: bool = False

    def settings(self, place: Place) -> Path:
        return managed_file() if place.scope == "managed" else settings_path(place.scope, place.project, place.home)

    def editor(self, scope: str) -> ModuleType:
        return groups

    def entries(self, command: str, watch: bool) -> dict[str, Any]:
        return entries(command, watch)

    def refuse(self, place: Place, text: str) -> None:
        refuse_what_administrators_disarm(managed_files(), place.scope == "managed")
        if place.scope != "managed":
            refuse_what_disarms(settings_files(place.project, place.home))

    def refuse_untrusted(self, place: Place, settings: Path, text: str, fields: dict[str, Any]) -> None:
        return  # It trusts the settings that it reads.

    def shell(self) -> list[str]:
        return ["/bin/sh", "-c"]

    def verdict(self, out: str, err: str, code: int) -> str:
        return verdicts.of_claude_code(out, err, code)

    def seen(self, place: Place, settings: Path, text: str) -> dict[str, dict[str, str]]:
        """What the settings files say now: of our own, what it is about to say."""
        others = [] if place.scope == "managed" else settings_files(place.project, place.home)
        seen = {str(settings): marks(json.loads(text))}
        for path in others:
            with contextlib.suppress(AgsecError):  # One that cannot be read now blocks every change until it can be.
                there = load_settings(path)
                seen.setdefault(str(path), marks(there) if isinstance(there, dict) else {})
        return seen

    def settle(self, where: Slot, place: Place, fields: dict[str, Any], trust_project: bool) -> Settled:
        notes = ["sessions that run already may need a restart"]
        if place.scope in ("project", "local"):
            notes.insert(0, f"it guards sessions that are started in {place.project}, not in a directory below it")
        return Settled(notes=tuple(notes))

    def unsettle(self, where: Slot, fields: dict[str, Any]) -> tuple[str, ...]:
        return ()


def settings_path(scope: str, project: Path, home: Path) -> Path:
    """The settings file of a scope: ``project``, ``local`` or ``user``."""
    return {
        "project": project / ".claude" / "settings.json",
        "local": project / ".claude" / "settings.local.json",
        "user": home / ".claude" / "settings.json",
    }[scope]


def managed_file() -> Path:
    """A file of our own among the managed settings; nothing of anybody else's is touched."""
    if sys.platform == "darwin":
        return Path("/Library/Application Support/ClaudeCode/managed-settings.d/50-agsec.json")
    return Path("/etc/claude-code/managed-settings.d/50-agsec.json")


def managed_files() -> list[Path]:
    """The managed settings, which count for everybody on this machine."""
    above = managed_file().parent
    return [above.with_suffix(".json"), *sorted(above.glob("*.json"))]


def entries(command: str, watch: bool) -> dict[str, Any]:
    """Our group of each event."""
    timeout = WATCH_TIMEOUT if watch else TIMEOUT
    handler = {"type": "command", "command": command, "timeout": timeout, "onFailure": "block"}
    return {
        PRE_TOOL_USE: {"matcher": "*", "hooks": [handler]},
        hook.CONFIG_CHANGE: {"hooks": [handler]},
    }


def settings_files(project: Path, home: Path) -> list[Path]:
    """Every settings file that a session in ``project`` reads, whatever the scope of ours."""
    return [settings_path(scope, project.resolve(), home) for scope in ("user", "project", "local")]


def load_settings(path: Path) -> Any:
    """The settings in a file, ``{}`` if there is none. Raises ``AgsecError`` for one that cannot be read."""
    try:
        return json.loads(path.read_bytes().decode() or "{}")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise AgsecError(f"{path} cannot be read: {error}", "mend the file, then install again") from error


def refuse_what_administrators_disarm(paths: list[Path], managed: bool) -> None:
    """Raise ``AgsecError`` where managed settings keep the client from asking hooks, or those that are not managed.

    The same keys in other settings leave managed hooks alone.
    """
    off = {"disableAllHooks": "switches every hook off"}
    if not managed:
        off["allowManagedHooksOnly"] = "lets only managed hooks be asked"
    for path in paths:
        settings = load_settings(path)
        for key, what in off.items():
            if isinstance(settings, dict) and settings.get(key):
                help = "have the administrator change that, or install with `--managed`"
                raise AgsecError(f"{path} {what} (`{key}`): agsec would never be asked", help)


def refuse_what_disarms(paths: list[Path]) -> None:
    """Raise ``AgsecError`` where the client would not ask the hooks, or ignore a file as a whole."""
    for path in paths:
        settings = load_settings(path)
        problem = misshapen(settings) or switched_off(settings)
        if problem:
            raise AgsecError(f"{path} {problem}: agsec would never be asked", "mend that, then install again")
