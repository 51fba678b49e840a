"""What would let an agent get at the hooks, or slow them down: told at installation."""

from __future__ import annotations

import os
import sys
from pathlib import Path

OLD_HOOK = "agsec.cli.main check"


def interpreter_within(project: Path) -> str | None:
    """A warning where an agent that works in ``project`` could replace the interpreter."""
    python = Path(os.path.realpath(sys.executable))
    if project.resolve() not in python.parents:
        return None
    return f"{python} lies in the project, where an agent could replace it: use a Python from outside"


def hook_of_old(settings: Path) -> str | None:
    """A warning where a hook of agsec 0.2, which compiles the policies at each call, still stands beside ours."""
    if OLD_HOOK not in settings.read_text("utf-8"):
        return None
    return f"{settings} still holds a hook of agsec 0.2 (`{OLD_HOOK}`), which slows every call: take it out"
