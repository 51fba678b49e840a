"""Put changed policies into force, in every installation that uses them, and tell where that failed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..editing.policyset import Change
from ..exceptions import AgsecError, InvalidPolicyError
from ..installing import found, installer
from ..state import Slot, slots
from .output import say, show_diagnostics


@dataclass(frozen=True)
class Guarding:
    """The installations that use a policy set; of the ``damaged`` ones of this project that can only be feared."""

    usable: tuple[Slot, ...] = ()
    damaged: tuple[Slot, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.usable or self.damaged)

    def workspaces(self) -> tuple[Path, ...]:
        """The projects that are guarded, by default the one of here; none where these policies guard all."""
        names = [each.read().get("workspace") for each in self.usable]
        return () if None in names else tuple(Path(str(each)) for each in names) or (Path.cwd(),)


@dataclass(frozen=True)
class Force:
    """What was put into force, and why the rest was not."""

    applied: tuple[dict[str, str], ...] = ()
    failed: str | None = None
    help: str | None = None


def guarding(change: Change, policies: Path) -> Guarding:
    here = policies.resolve()
    known = (here, *here.parents, change.path.resolve())
    cwd = Path.cwd().resolve()
    projects = dict.fromkeys((cwd, *cwd.parents, *here.parents))
    return Guarding(tuple(found.using(known)), tuple(found.damaged(list(projects), Path.home())))


def warn_of_unknown(known: Guarding) -> None:
    """Say which other installations cannot be read: they may use these policies or not."""
    for each in slots():
        if each not in known.damaged and found.is_damaged(each):
            say(
                f"warning: {each.directory} has no usable record: if it uses these policies, the old ones stay in force"
            )


def put_into_force(guards: Guarding) -> Force:
    """Apply every installation; one that fails does not stop the others."""
    applied, failures = [], []
    for slot in (*guards.usable, *guards.damaged):
        try:
            outcome = installer.apply(slot)
        except InvalidPolicyError as error:
            show_diagnostics(error.diagnostics, "full", to_stderr=True)
            failures.append(AgsecError(error.message))
        except AgsecError as error:
            failures.append(error)
        except OSError as error:
            failures.append(AgsecError(f"{error.filename}: {error.strerror}"))
        else:
            applied.append({"settings": str(outcome.settings), "revision": outcome.revision})
    if not failures:
        return Force(tuple(applied))
    reasons = "; ".join(dict.fromkeys(each.message for each in failures))
    return Force(tuple(applied), reasons, next((each.help for each in failures if each.help), None))


def row(force: Force) -> dict[str, Any]:
    return {"applied": list(force.applied), "failed": force.failed}
