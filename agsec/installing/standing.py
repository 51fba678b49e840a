"""How an installation stands: whether its hooks are there, what is in force, and whether the policies have changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agsec_runtime import stamps
from agsec_runtime.audit import utc
from agsec_runtime.bundle import open_bundle
from agsec_runtime.installation import Installation, InstallationError, bundle_name
from agsec_runtime.pages import BundleError

from ..exceptions import AgsecError
from ..hosts import named
from ..hosts.host import Place
from ..state import Slot
from . import settings


@dataclass(frozen=True)
class Standing:
    """One installation. ``problems`` say what keeps it from guarding, each with what mends it.

    Without any, the settings hold the hooks as they were installed, nothing that is known switches them off, and what
    they start is there. Whether the client asks them is seen by what it records.

    ``compiled`` is a time in UTC as in audit records; ``changed`` the first policy file that is no longer as compiled.
    What cannot be told is None.
    """

    directory: str
    host: str | None = None
    scope: str | None = None
    settings: str | None = None
    policies: str | None = None
    pinned: bool = False
    revision: str | None = None
    statements: int | None = None
    compiled: str | None = None
    changed: str | None = None
    problems: tuple[str, ...] = ()


def standing(where: Slot) -> Standing:
    """Reads and never writes; a damaged installation is told, not raised."""
    try:
        fields = where.read()
    except AgsecError as error:
        return Standing(str(where.directory), problems=(f"{error.message}; {error.help}",))
    in_force, lacking = _in_force(where, fields)
    changed, unknown = _changed(where, fields)
    return Standing(
        str(where.directory),
        host=fields["host"],
        scope=fields["scope"],
        settings=fields["settings"],
        policies=fields["policies"],
        pinned=fields.get("pin") is not None,
        changed=changed,
        problems=(*_unhooked(fields), *_incomplete(where, fields), *lacking, *unknown),
        **in_force,
    )


def _unhooked(fields: dict[str, Any]) -> tuple[str, ...]:
    """Why the client would not start the hooks that were installed. Nothing else tells of it."""
    path = Path(fields["settings"])
    again = f"run `agsec install {fields['host']}` again"
    try:
        host, text = named(fields["host"]), settings.read(path) or ""
        whole = host.editor(fields["scope"]).installed(text, fields["entries"]) == text
        host.refuse(_place(fields), text)
    except AgsecError as error:
        return (f"{error.message}; {error.help or again}",)
    return () if whole else (f"{path} does not hold the hooks that were installed; {again}",)


def _place(fields: dict[str, Any]) -> Place:
    return Place(fields["scope"], Path(fields.get("workspace") or Path.cwd()), Path(fields.get("home") or Path.home()))


def _incomplete(where: Slot, fields: dict[str, Any]) -> tuple[str, ...]:
    """What the command line of the hooks starts."""
    parts = (fields.get("python"), where.program, fields.get("engine"))
    gone = [str(part) for part in parts if part is not None and not Path(part).exists()]
    return tuple(f"{part} is not there; run `agsec install {fields['host']}` again" for part in gone)


def _in_force(where: Slot, fields: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    path = where.directory / bundle_name(fields.get("pin"))
    try:
        bundle = open_bundle(str(path))
        compiled = utc(path.stat().st_mtime)
    except (BundleError, OSError) as error:
        return {}, (f"{error}; run `agsec apply`",)
    return {"revision": bundle.revision, "statements": bundle.statements, "compiled": compiled}, ()


def _changed(where: Slot, fields: dict[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    try:
        return stamps.changed(Installation(str(where.directory), fields)), ()
    except InstallationError as error:
        return None, (f"{error}; run `agsec apply`",)
