"""Where agsec keeps what hooks need: outside the agent's workspace, one directory per installation."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from agsec_compiler.cache import Cache
from agsec_runtime import installation as layout

from .exceptions import AgsecError
from .files import make_readable, write_atomically

AUDIT_LOG = "audit.jsonl"
_INSTALL_AGAIN = "run `agsec install` again"


def root() -> Path:
    """The person's state directory, as the system's custom has it."""
    return Path(platformdirs.user_state_path("agsec", appauthor=False))


def audit_log(state: Path | None = None) -> Path:
    """One log for all of a person's hooks."""
    return (state or root()) / AUDIT_LOG


def cache() -> Cache:
    """Trees of policies, beside the bundles: the policies that guard those guard it too."""
    return Cache(root() / "projects" / ".trees")


@dataclass(frozen=True)
class Slot:
    """One installation's directory."""

    directory: Path
    shared: bool = False  # readable by everybody: the machine-wide form

    @property
    def bundle(self) -> Path:
        return self.directory / layout.BUNDLE

    @property
    def program(self) -> Path:
        return self.directory / layout.PROGRAM

    def create(self) -> None:
        """Make the directories. Raises ``AgsecError``."""
        try:
            if self.shared:
                make_readable(self.directory)
            else:
                self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
                self.directory.chmod(0o700)
                (self.directory / layout.SESSIONS).mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise AgsecError(f"the state directory {self.directory} cannot be made: {error.strerror}") from error

    def write(self, name: str, data: bytes) -> None:
        write_atomically(self.directory / name, data, 0o644 if self.shared else 0o600)

    def read(self) -> dict[str, Any]:
        """The installation's record. Raises ``AgsecError``."""
        try:
            fields = json.loads((self.directory / layout.RECORD).read_text("utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            message = f"there is no usable installation in {self.directory}: {error}"
            raise AgsecError(message, _INSTALL_AGAIN) from error
        if not isinstance(fields, dict) or fields.get("version") != layout.VERSION:
            raise AgsecError(f"{self.directory} belongs to another version of agsec", _INSTALL_AGAIN)
        if not _whole(fields):
            raise AgsecError(f"the record of the installation in {self.directory} is damaged", _INSTALL_AGAIN)
        return fields

    def record(self, fields: dict[str, Any]) -> None:
        self.write(layout.RECORD, (json.dumps(fields, indent=2, ensure_ascii=False) + "\n").encode())


def _whole(fields: dict[str, Any]) -> bool:
    """Whether a record says what was installed, or that nothing is any more."""
    entries = fields.get("entries")
    named = (fields.get(name) for name in ("host", "scope", "policies", "settings"))
    return isinstance(entries, dict) and (not entries or all(isinstance(each, str) for each in named))


def slot(settings: Path, state: Path | None = None) -> Slot:
    """The directory for the hook in a settings file: named after its project, told apart by a digest."""
    digest = hashlib.blake2b(os.fsencode(settings), digest_size=4).hexdigest()
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", settings.parent.parent.name).strip("-.") or "root"
    return Slot((state or root()) / "projects" / f"{name[:40]}-{digest}")


def slots(state: Path | None = None) -> Iterator[Slot]:
    """Every installation there is."""
    for record in sorted(((state or root()) / "projects").glob(f"*/{layout.RECORD}")):
        yield Slot(record.parent)
