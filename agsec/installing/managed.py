"""The machine-wide form: settings, bundle and hook in places that only root can write."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from ..exceptions import AgsecError
from ..state import Slot


def managed_slot(host: str) -> Slot:
    """Raises ``AgsecError`` unless run by root."""
    if os.geteuid() != 0:
        raise AgsecError("only root can install for the whole machine", "run it with sudo, or leave `--managed` out")
    return machine_wide(host)


def machine_wide(host: str) -> Slot:
    """Where the machine's own installation is, if there is one; everybody can read it."""
    root = Path("/Library/Application Support/agsec" if sys.platform == "darwin" else "/etc/agsec")
    return Slot(root / host, shared=True)


def refuse_unless_root_owned(paths: list[str]) -> None:
    """Every file that the hook runs, and every directory above it, must be root's to write alone.

    Raises ``AgsecError``.
    """
    library = str(Path(os.__file__).parent)
    for path in [*paths, library]:
        real = Path(os.path.realpath(path))
        for each in (real, *real.parents):
            status = each.stat()
            if not status.st_mode & stat.S_IXOTH or not status.st_mode & stat.S_IROTH:
                raise AgsecError(f"{each} cannot be read by everybody", "the hook runs as whoever runs the agent")
            if status.st_uid != 0 or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                raise AgsecError(
                    f"{each} can be written by others than root, so an agent could replace what the hook runs",
                    "install agsec into a root-owned environment, e.g. `python3 -m venv /opt/agsec` as root",
                )
