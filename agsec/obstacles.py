"""What would keep installed hooks from being asked, or let an agent get at them: told at installation."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from agsec_runtime.hosts.claude_settings import misshapen, switched_off

from .claude_code import settings_path
from .exceptions import AgsecError

SCOPES = ("user", "project", "local")


def settings_files(project: Path, home: Path) -> list[Path]:
    """Every settings file that a session in ``project`` reads, whatever the scope of ours."""
    return [settings_path(scope, project.resolve(), home) for scope in SCOPES]


def load_settings(path: Path) -> Any:
    """The settings in a file, ``{}`` if there is none. Raises ``AgsecError`` for one that cannot be read."""
    try:
        return json.loads(path.read_bytes().decode() or "{}")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise AgsecError(f"{path} cannot be read: {error}", "mend the file, then install again") from error


def refuse_what_disarms(paths: list[Path]) -> None:
    """Raise ``AgsecError`` where the client would not ask the hooks, or ignore a file as a whole."""
    for path in paths:
        settings = load_settings(path)
        problem = misshapen(settings) or switched_off(settings)
        if problem:
            raise AgsecError(f"{path} {problem}: agsec would never be asked", "mend that, then install again")


def interpreter_within(project: Path) -> str | None:
    """A warning where an agent that works in ``project`` could replace the interpreter."""
    python = Path(os.path.realpath(sys.executable))
    if project.resolve() not in python.parents:
        return None
    return f"{python} lies in the project, where an agent could replace it: use a Python from outside"
