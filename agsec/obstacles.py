"""What would keep installed hooks from working, or let an agent get at them: told at installation."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from agsec_runtime.hosts.claude_settings import HOOKLESS

from .claude_code import settings_path


def obstacles(project: Path, home: Path) -> list[str]:
    """One sentence each; none where all is well."""
    found = [_switched_off(settings_path(scope, project, home)) for scope in ("user", "project", "local")]
    return [each for each in (*found, _interpreter_within(project)) if each]


def _switched_off(path: Path) -> str | None:
    try:
        settings = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(settings, dict):
        return None
    if settings.get("disableAllHooks"):
        return f"{path} switches every hook off (`disableAllHooks`): take that out, or agsec is never asked"
    env = settings.get("env")
    named = [name for name in HOOKLESS if isinstance(env, dict) and name in env]
    return f"{path} starts the client without its hooks (`env.{named[0]}`): take that out" if named else None


def _interpreter_within(project: Path) -> str | None:
    python = Path(os.path.realpath(sys.executable))
    if project.resolve() not in python.parents:
        return None
    return f"{python} lies in the project, where an agent could replace it: use a Python from outside"
