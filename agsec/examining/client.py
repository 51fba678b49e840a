"""The host's own program: whether there is one, and whether it heeds all of what is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Any

from ..hosts.host import Host
from .check import NOTE, WARNING, Check

SECONDS = 5.0


def client(host: Host) -> Check:
    path = shutil.which(host.client)
    if path is None:
        return Check("client", NOTE, f"there is no `{host.client}` on the PATH")
    version = _version(path)
    if version is None:
        return Check("client", NOTE, f"{path} does not tell its version")
    numbers = tuple(map(int, version.split(".")))
    if numbers < host.heeding:
        least = ".".join(map(str, host.heeding))
        told = f"{path} is version {version}; before {least} it lets calls through where the shell around a hook fails"
        return Check("client", WARNING, told, f"install {host.title} {least} or newer")
    return Check("client", NOTE, f"{path} is version {version}")


def _version(path: str) -> str | None:
    options: dict[str, Any] = {"capture_output": True, "text": True, "timeout": SECONDS, "stdin": subprocess.DEVNULL}
    try:
        done = subprocess.run([path, "--version"], check=False, errors="replace", **options)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"\d+\.\d+\.\d+", done.stdout)
    return found.group() if found else None
