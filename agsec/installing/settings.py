"""A host's settings file: read, written only if nobody else did meanwhile, and restored byte for byte."""

from __future__ import annotations

import difflib
import hashlib
from pathlib import Path
from typing import Any

from ..exceptions import AgsecError
from ..files import write_atomically
from ..hosts.host import Editor
from ..state import Slot

BACKUP = "settings.backup"


def read(path: Path) -> str | None:
    """The text, None if there is no file. Raises ``AgsecError``."""
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise AgsecError(f"{path} cannot be read: {error}", "mend the file, then try again") from error


def write(path: Path, before: str | None, after: str | None) -> None:
    """Put ``after`` in the place of ``before``; None is no file. Raises ``AgsecError``."""
    if after == before:
        return
    if read(path) != before:
        raise AgsecError(f"{path} was changed by somebody else meanwhile", "try again")
    if after is None:
        path.unlink()
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AgsecError(f"{path.parent} cannot be made: {error.strerror}") from error
    write_atomically(path, after.encode(), 0o644)


def origin(where: Slot, before: str | None, known: dict[str, Any], editor: Editor) -> dict[str, Any]:
    """Whether, and to what, uninstalling may restore the file byte for byte.

    That holds from the first installation on for as long as nobody else touches the file.
    """
    if before is None or not editor.holds_hooks(before):
        if before is not None:
            where.write(BACKUP, before.encode())
        return {"existed": before is not None, "exact": True}
    exact = known.get("exact") is True and known.get("written") == digest(before.encode())
    return {"existed": known.get("existed") is not False or not exact, "exact": exact}


def restored(where: Slot, fields: dict[str, Any], before: str, edited: str | None, path: Path) -> str | None:
    """The very file of before the installation, if nobody changed it since; else what is left without our hooks."""
    if fields.get("exact") is True and fields.get("written") == digest(before.encode()):
        if not fields.get("existed"):
            return edited if path.is_symlink() else None
        backup = where.directory / BACKUP
        if backup.exists():
            return backup.read_bytes().decode()
    return edited


def change(path: Path, before: str | None, after: str | None) -> str:
    """The difference, for a person; empty where there is none."""
    old, new = (before or "").splitlines(), (after or "").splitlines()
    return "\n".join(difflib.unified_diff(old, new, str(path), str(path), lineterm=""))


def digest(data: bytes) -> str:
    """As an installation's record has it of a file that was written."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()
