"""A past decision, asked again: by the bundle that made it, where that is still installed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agsec_compiler import compile_path
from agsec_runtime.bundle import Bundle, load, open_bundle
from agsec_runtime.decision import Request
from agsec_runtime.git import branch
from agsec_runtime.pages import BundleError

from ..exceptions import AgsecError
from ..installing.found import installations, known
from .explanation import Explanation, explain
from .policies import Policies, open_explained

Record = dict[str, Any]
Fields = dict[str, Any]  # of an installation


@dataclass(frozen=True)
class Past:
    """A recorded decision with its explanation; ``remarks`` say in what the two may differ."""

    record: Record
    explanation: Explanation
    remarks: tuple[str, ...]

    def row(self) -> dict[str, Any]:
        """For machines."""
        kept = {name: self.record.get(name) for name in ("id", "time", "effect", "sid", "revision")}
        return {"record": kept, "remarks": list(self.remarks), **self.explanation.row()}


def explain_record(record: Record, project: Path, policies: Path) -> Past:
    """Explain a record; ``policies`` are asked where what decided is not installed for ``project`` any more.

    Raises ``AgsecError`` for a record of no request, and of a refusal that no policy made.
    """
    action, params = record.get("action"), record.get("params")
    if not isinstance(action, str) or not isinstance(params, dict):
        raise AgsecError(f"record {record['id']} keeps no request", "`agsec audit show` tells what it keeps")
    if record.get("matched_by") == "error":
        message = f"no policy decided in record {record['id']}: {record.get('reason')}"
        raise AgsecError(message, "what could not be decided is denied")
    found = next(_deciding(record.get("revision"), project), None)
    opened, remark = _opened(found, policies)
    explanation = explain(opened, Request(action, params, _context(record, found[1] if found else {})))
    return Past(record, explanation, tuple(filter(None, [remark, _difference(record, explanation)])))


def context_of(record: Record, project: Path) -> Fields:
    """What is known of a record's context: by itself, and by the installation that decided or guards ``project``."""
    found = next(_deciding(record.get("revision"), project), None)
    guards = [fields for slot in installations(project) if (fields := known(slot))]
    return _context(record, found[1] if found else next(iter(guards), {}))


def _deciding(revision: object, project: Path) -> Iterator[tuple[Bundle, Fields]]:
    """The bundle of that revision, with the record of its installation. One that cannot be read is passed over."""
    for slot in installations(project):
        for path in sorted(slot.directory.glob("bundle*.agp")):
            try:
                bundle = open_bundle(str(path))
            except BundleError:
                continue
            if bundle.revision == revision:
                yield bundle, slot.read()


def _opened(found: tuple[Bundle, Fields] | None, policies: Path) -> tuple[Policies, str | None]:
    """What to ask, and a remark where that is not all of what decided."""
    if found is None:
        remark = f"the bundle that decided is not installed any more; {policies} are asked instead"
        return open_explained(policies), remark
    bundle, fields = found
    source = Path(fields["policies"])
    if _revision(source) == bundle.revision:
        return open_explained(source), None
    return Policies(bundle), f"{source} have changed since: the bundle is asked, which keeps no patterns to show"


def _revision(source: Path) -> str | None:
    try:
        compiled = compile_path(source).bundle
    except OSError:
        return None
    return load(compiled).revision if compiled else None


def _context(record: Record, fields: Fields) -> dict[str, Any]:
    """What the record keeps of the context, what the installation adds to it, and the branch of today."""
    said = {
        "host": record.get("host"),
        "session_id": record.get("session"),
        "cwd": record.get("cwd"),
        "workspace": fields.get("workspace"),
        "home": fields.get("home"),
        "git_branch": branch(record["cwd"]) if isinstance(record.get("cwd"), str) else None,
    }
    return {name: value for name, value in said.items() if value is not None}


def _difference(record: Record, explanation: Explanation) -> str | None:
    was, now = (record.get("effect"), record.get("sid")), (explanation.decision.effect, explanation.decision.sid)
    if was == now:
        return None
    decided = f"{was[0]} by {was[1] or 'default'}"
    return f"the record says {decided}: params are kept redacted, and files, links or the branch may have changed since"
