"""What would let an agent get at the hooks: told at installation."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def interpreter_within(project: Path) -> str | None:
    """A warning where an agent that works in ``project`` could replace the interpreter."""
    python = Path(os.path.realpath(sys.executable))
    if project.resolve() not in python.parents:
        return None
    return f"{python} lies in the project, where an agent could replace it: use a Python from outside"
