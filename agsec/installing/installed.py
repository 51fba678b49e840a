"""An installation as its record tells of it: the host, the place, the settings, and the command that makes it anew."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from agsec_runtime.installation import Installation

from ..exceptions import AgsecError
from ..hosts import named
from ..hosts.host import Editor, Host, Place
from ..state import Slot
from . import settings

_CHOSEN = (("announce_allow", "--announce-allow"), ("watch", "--watch"), ("pin", "--pin"))


@dataclass(frozen=True)
class Installed:
    """``fields`` is the record of an installation that has hooks."""

    where: Slot
    fields: dict[str, Any]

    @cached_property
    def host(self) -> Host:
        """Raises ``AgsecError`` for a host that this agsec does not know."""
        try:
            return named(self.fields["host"])
        except KeyError:
            raise AgsecError(f"{self.where.directory} is for an unknown host", "run `agsec install` again") from None

    @property
    def editor(self) -> Editor:
        return self.host.editor(self.fields["scope"])

    @property
    def settings(self) -> Path:
        return Path(self.fields["settings"])

    @property
    def policies(self) -> Path:
        return Path(self.fields["policies"])

    @property
    def project(self) -> Path:
        return Path(self.fields.get("workspace") or Path.cwd())

    @property
    def place(self) -> Place:
        return Place(self.fields["scope"], self.project, Path(self.fields.get("home") or Path.home()))

    @property
    def record(self) -> Installation:
        """As the hook reads it."""
        return Installation(str(self.where.directory), self.fields)

    def text(self) -> str:
        """What the settings say, nothing if there is no file. Raises ``AgsecError``."""
        return settings.read(self.settings) or ""

    @property
    def again(self) -> str:
        """The command that installs the same once more."""
        words = ["agsec", "install", self.fields["host"]]
        if self.fields["scope"] != "project":
            words.append(f"--{self.fields['scope']}")
        if self.policies != (Path.cwd() / "policies").resolve():
            words += ["--policies", str(self.policies)]
        if self.fields.get("audit") == "best-effort":
            words += ["--audit", "best-effort"]
        words += [option for name, option in _CHOSEN if self.fields.get(name)]
        return shlex.join(words)
