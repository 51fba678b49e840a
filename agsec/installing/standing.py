"""How an installation stands: whether its hooks are there, what is in force, and whether the policies have changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agsec_runtime.audit import utc

from ..exceptions import AgsecError
from ..state import Slot
from . import problems
from .installed import Installed
from .problems import Problem


@dataclass(frozen=True)
class Standing:
    """One installation. ``problems`` say what keeps it from guarding, each with what mends it.

    Without any, the settings hold the hooks as they were installed, nothing that is known switches them off, the client
    trusts them, and what they start is there. `agsec doctor` asks the hooks themselves.

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
        at = Installed(where, where.read())
    except AgsecError as error:
        return Standing(str(where.directory), problems=(f"{error.message}; {error.help}",))
    in_force, lacking = _in_force(at)
    changed = problems.changed(at)
    started = problems.incomplete(at) or list(filter(None, [problems.altered(at), problems.exposed(at)]))
    found = [*_unasked(at), *started, *lacking, *([changed] if isinstance(changed, Problem) else [])]
    return Standing(
        str(where.directory),
        host=at.fields["host"],
        scope=at.fields["scope"],
        settings=at.fields["settings"],
        policies=at.fields["policies"],
        pinned=at.fields.get("pin") is not None,
        changed=None if isinstance(changed, Problem) else changed,
        problems=tuple(map(str, found)),
        **in_force,
    )


def _unasked(at: Installed) -> list[Problem]:
    """Why the client would not ask the hooks: the first reason, which is often that of the next."""
    reasons = (problems.lost, problems.switched_off, problems.untrusted)
    return [found for reason in reasons if (found := reason(at))][:1]


def _in_force(at: Installed) -> tuple[dict[str, Any], list[Problem]]:
    found = problems.in_force(at)
    if isinstance(found, Problem):
        return {}, [found]
    bundle, written = found
    return {"revision": bundle.revision, "statements": bundle.statements, "compiled": utc(written)}, []
