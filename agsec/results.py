"""What the SDK answers: a policy's word on an action, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agsec_runtime.decision import Decision


class PolicyStatus(str, Enum):
    """The effect in the SDK's words: ``BLOCK`` is the language's deny."""

    ALLOW = "allow"
    BLOCK = "block"
    REVIEW = "review"


@dataclass(frozen=True)
class PolicyResult:
    """``metadata`` holds ``sid``, ``matched_by``, ``file``, ``line``, ``suggestion``, ``undecidable``.

    ``undecidable`` is a list of (sid, field, operator). ``matched_by`` is ``explicit_deny``, ``explicit_review``,
    ``explicit_allow``, ``default``, or ``error`` where nothing could be decided, which blocks.
    """

    status: PolicyStatus
    reason: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sid(self) -> str | None:
        """The statement that decided, if one did."""
        sid: str | None = self.metadata.get("sid")
        return sid


@dataclass(frozen=True)
class ActionExecutionResult:
    """What became of an action: ``result`` is what it returned, None where it did not run (``executed`` is False).

    ``params`` are the snapshot that was decided upon and that ran, ``id`` names its audit record, and
    ``approved_by`` says who let a reviewed action through.
    """

    action: str
    params: Mapping[str, Any]
    policy: PolicyResult
    result: Any = None
    id: str | None = None
    approved_by: str | None = None
    executed: bool = False


_STATUS = {"allow": PolicyStatus.ALLOW, "deny": PolicyStatus.BLOCK, "review": PolicyStatus.REVIEW}


def policy_result(decision: Decision) -> PolicyResult:
    """A decision of the runtime as the SDK tells it."""
    names = ("sid", "matched_by", "file", "line", "suggestion")
    metadata = {name: getattr(decision, name) for name in names}
    return PolicyResult(
        _STATUS[decision.effect], decision.reason, {**metadata, "undecidable": list(decision.undecidable)}
    )
