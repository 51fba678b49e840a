"""Which installations guard a project, which use a policy set, and which have a record that cannot be read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from ..exceptions import AgsecError
from ..hosts import everyone
from ..hosts.host import Place
from ..state import Slot, slot, slots
from . import settings
from .managed import machine_wide


def installations(project: Path, state: Path | None = None) -> list[Slot]:
    """The installations that guard ``project``: its own, then those for every project of this person."""
    wanted = (str(project.resolve()), None)
    found = ((each, known(each)) for each in slots(state))
    return [each for each, fields in found if fields.get("entries") and fields.get("workspace") in wanted]


def machines() -> list[Slot]:
    """The installations for the whole machine."""
    return [each for each in map(machine_wide, (host.name for host in everyone())) if known(each).get("entries")]


def guarding(project: Path) -> list[Slot]:
    """All installations for ``project``: this person's, the machine's, and those whose record is of no use."""
    return [*installations(project), *machines(), *damaged([project.resolve()], Path.home())]


def known(where: Slot) -> dict[str, Any]:
    """The record of an earlier installation; nothing where there is none, or none that can be read."""
    try:
        return where.read()
    except AgsecError:
        return {}


def using(policies: Collection[Path], state: Path | None = None) -> list[Slot]:
    """The installations, of whatever project, whose policies are one of these files and directories."""
    names = {str(each) for each in policies}
    return [each for each in slots(state) if not is_damaged(each) and _uses(each, names)]


def damaged(projects: Collection[Path], home: Path, state: Path | None = None) -> list[Slot]:
    """The installations for one of ``projects``, or for all of a person's, that have hooks and no usable record."""
    places = {each: None for project in projects for each in _places(project, home)}
    found = {slot(path, state): None for path in places if _holds_hooks(path)}
    return [each for each in found if each.directory.is_dir() and is_damaged(each)]


def is_damaged(where: Slot) -> bool:
    try:
        where.read()
    except AgsecError:
        return True
    return False


def _uses(where: Slot, names: set[str]) -> bool:
    fields = where.read()
    return bool(fields["entries"]) and fields["policies"] in names


def _places(project: Path, home: Path) -> Iterator[Path]:
    """The settings files that can hold the hooks of a project."""
    for host in everyone():
        for scope in host.scopes:
            if scope != "managed":
                yield host.settings(Place(scope, project, home))


def _holds_hooks(path: Path) -> bool:
    """Settings that cannot be read may hold them."""
    try:
        text = settings.read(path)
    except AgsecError:
        return True
    return text is not None and any(host.editor("project").holds_hooks(text) for host in everyone())
