"""What keeps an installation from guarding, as far as files tell: each with what mends it."""

from __future__ import annotations

import shlex
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from agsec_runtime import installation as layout
from agsec_runtime import stamps
from agsec_runtime.bundle import Bundle, open_bundle
from agsec_runtime.installation import InstallationError, bundle_name
from agsec_runtime.pages import BundleError

from ..exceptions import AgsecError
from .installed import Installed
from .settings import digest

APPLY = "run `agsec apply`"


@dataclass(frozen=True)
class Problem:
    """``told`` says what is wrong, ``help`` what to do."""

    told: str
    help: str

    def __str__(self) -> str:
        return f"{self.told}; {self.help}"


def again(at: Installed) -> str:
    return f"run `{at.again}`"


def lost(at: Installed) -> Problem | None:
    """Whether the settings can be read, and hold the hooks as they were installed."""
    try:
        text = at.text()
        if at.editor.installed(text, at.fields["entries"]) == text:
            return None
    except AgsecError as error:
        return _problem(at, error)
    return Problem(f"{at.settings} does not hold the hooks that were installed", again(at))


def switched_off(at: Installed) -> Problem | None:
    """Whether anything that is known of switches the hooks off, or has the client ignore its settings."""
    try:
        at.host.refuse(at.place, at.text())
    except AgsecError as error:
        return _problem(at, error)
    return None


def untrusted(at: Installed) -> Problem | None:
    """Whether the client would skip the hooks because nobody vouched for them."""
    try:
        at.host.refuse_untrusted(at.place, at.settings, at.text(), at.fields)
    except AgsecError as error:
        return _problem(at, error)
    return None


def _problem(at: Installed, error: AgsecError) -> Problem:
    return Problem(error.message, error.help or again(at))


def incomplete(at: Installed) -> list[Problem]:
    """What the command line of the hooks starts, and is not there."""
    parts = (at.fields.get("python"), at.where.program, at.fields.get("engine"))
    gone = [str(part) for part in parts if part is not None and not Path(part).exists()]
    return [Problem(f"{part} is not there", again(at)) for part in gone]


def altered(at: Installed) -> Problem | None:
    """Whether the hook is the one that was installed; of an earlier agsec's the record does not tell.

    A hook that answers some calls as it should may have been changed where these do not lead.
    """
    try:
        found = digest(at.where.program.read_bytes())
    except OSError as error:
        return Problem(f"{at.where.program} cannot be read: {error.strerror}", again(at))
    if at.fields.get("program", found) == found:
        return None
    return Problem(f"{at.where.program} was changed after it was installed", again(at))


def exposed(at: Installed) -> Problem | None:
    """Whether anybody else on the machine may replace what the hooks run and read."""
    directory = at.where.directory
    for path in (directory, at.where.program, bundle_of(at), directory / layout.RECORD):
        with suppress(OSError):  # What is not there is told elsewhere.
            if path.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                return Problem(f"others can write to {path}", f"run `{shlex.join(['chmod', 'go-w', str(path)])}`")
    return None


def bundle_of(at: Installed) -> Path:
    return at.where.directory / bundle_name(at.fields.get("pin"))


def in_force(at: Installed) -> tuple[Bundle, float] | Problem:
    """The bundle, of which only the header is verified, and when it was written, in seconds since the epoch."""
    path = bundle_of(at)
    try:
        return open_bundle(str(path)), path.stat().st_mtime
    except (BundleError, OSError) as error:
        return Problem(str(error), APPLY)


def changed(at: Installed) -> str | Problem | None:
    """The first policy file that is no longer as it was compiled."""
    try:
        return stamps.changed(at.record)
    except InstallationError as error:
        return Problem(str(error), APPLY)
