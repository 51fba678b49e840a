"""What is kept: the fields of a record, and those that say what became of the action."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from agsec_runtime import audit as runtime
from agsec_runtime.decision import Decision, Request

from ..exceptions import AuditError
from .plain import plain_fields
from .records import OUTCOMES

if TYPE_CHECKING:
    from ..results import ActionExecutionResult

_EFFECTS = {"allow": "allow", "block": "deny", "review": "review"}


def entry(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record with the fields of ``agsec_runtime.audit.record``, as JSON can hold it. Raises ``AuditError``."""
    fields = plain_fields(record)
    if not isinstance(fields, dict) or not isinstance(fields.get("effect"), str):
        raise AuditError(
            "what is to be kept is no record: it tells no effect", "make it with `agsec_runtime.audit.record`"
        )
    kept = {"v": runtime.VERSION, "id": _new_id(), "time": runtime.utc(time.time()), **fields}
    return kept if kept["id"] else {**kept, "id": _new_id()}


def completion(record_id: str, outcome: str, told: Mapping[str, Any], duration_us: int | None) -> dict[str, Any]:
    """What became of the action of a record; ``told`` holds its error, result and approver. Raises ``AuditError``."""
    if outcome not in OUTCOMES:
        raise AuditError(f"`{outcome}` is no outcome", f"one of {', '.join(OUTCOMES)}")
    fields = {"v": runtime.VERSION, "id": _new_id(), "time": runtime.utc(time.time()), "completes": record_id}
    return {**fields, **plain_fields({"outcome": outcome, **told}), "duration_us": duration_us}


def execution_record(execution: ActionExecutionResult, context: Mapping[str, Any], error: str | None) -> dict[str, Any]:
    """A decision and what became of it, in one record."""
    policy, told = execution.policy, execution.policy.metadata
    effect = _EFFECTS[policy.status.value]
    decision = Decision(
        effect,
        told.get("matched_by") or "default",
        policy.reason,
        told.get("sid"),
        undecidable=tuple(told.get("undecidable") or ()),
    )
    request = Request(execution.action, dict(execution.params), dict(context))
    fields = runtime.record(request, decision, told.get("revision"), 0.0, time.time())
    ran = effect == "allow" or (effect == "review" and execution.approved_by is not None)
    return {
        **fields,
        "id": execution.id or fields["id"],
        "duration_us": told.get("duration_us"),
        "outcome": ("failed" if error is not None else "succeeded") if ran else None,
        "error": error,
        "result": execution.result,
        "approved_by": execution.approved_by,
    }


def _new_id() -> str:
    return os.urandom(8).hex()
