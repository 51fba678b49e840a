"""Run an installed hook once, as its host will: what does not answer now would only block later."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from ..audit.own import INSTALL
from ..exceptions import AgsecError
from ..state import Slot


def prove(where: Slot, fields: dict[str, Any]) -> None:
    """Raises ``AgsecError``."""
    command = fields["entries"]["PreToolUse"]["hooks"][0]["command"]
    event = {
        "hook_event_name": "PreToolUse",
        "session_id": INSTALL,
        "cwd": str(where.directory),
        "tool_name": "AgsecInstall",
        "tool_input": {},
    }
    options: dict[str, Any] = {"input": json.dumps(event), "capture_output": True, "text": True, "timeout": 60}
    try:
        done = subprocess.run(["/bin/sh", "-c", command], check=False, **options)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise AgsecError(f"the hook does not run: {error}", "nothing was installed") from error
    if done.returncode not in (0, 2) or "could not be checked" in done.stderr or "could not run" in done.stderr:
        raise AgsecError(f"the hook does not run: {done.stderr.strip()}", "nothing was installed")
    log = fields["audit_log"]
    if log is not None and fields["audit"] == "required" and not Path(log).is_file():
        raise AgsecError(f"the hook cannot write its log {log}", "remove what stands there, then install again")
