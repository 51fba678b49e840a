"""What is asked and what is answered."""

from __future__ import annotations

import sys

from . import abi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .facts import Facts

    Undecided = tuple[str, str, str]  # sid, field, operator


class Request:
    """An action with its params (untrusted) and context (what the host says).

    ``platform`` (as in `sys.platform`) is where it would run; ``facts`` are derived when a statement asks for one.
    """

    __slots__ = ("action", "context", "facts", "params", "platform")

    def __init__(
        self, action: str, params: dict[str, Any], context: dict[str, Any], platform: str = sys.platform
    ) -> None:
        self.action = action
        self.params = params
        self.context = context
        self.platform = platform
        self.facts: Facts | None = None


class Decision:
    """An effect, the statement that decided, and what could not be decided on the way."""

    __slots__ = ("effect", "file", "line", "matched_by", "reason", "sid", "suggestion", "undecidable")

    def __init__(
        self,
        effect: str,
        matched_by: str,
        reason: str,
        sid: str | None = None,
        suggestion: str | None = None,
        file: str | None = None,
        line: int | None = None,
        undecidable: tuple[Undecided, ...] = (),
    ) -> None:
        self.effect = effect
        self.matched_by = matched_by
        self.reason = reason
        self.sid = sid
        self.suggestion = suggestion
        self.file = file
        self.line = line
        self.undecidable = undecidable

    def __repr__(self) -> str:
        return f"Decision({self.effect!r}, {self.sid!r}, {self.reason!r})"


def by_default(default: int, undecidable: tuple[Undecided, ...]) -> Decision:
    effect = abi.EFFECTS[default]
    return Decision(effect, "default", f"no statement matches, and the default is {effect}", undecidable=undecidable)


def no_policies() -> Decision:
    return Decision("deny", "default", "no policies loaded")


def refusal(reason: str) -> Decision:
    """A deny that no policy asked for: something could not be read, verified or finished."""
    return Decision("deny", "error", reason)


def strictest(requests: list[Request], decisions: list[Decision]) -> Decision:
    """What counts for a call that makes several requests: the first deny, or else the first review."""
    if len(decisions) == 1:
        return decisions[0]
    for effect in ("deny", "review"):
        for request, decision in zip(requests, decisions):
            if decision.effect == effect:
                return _about(request, decision)
    return decisions[0]


def _about(request: Request, decision: Decision) -> Decision:
    """The decision with a word on which part of the call it is about."""
    path = request.params.get("file_path")
    what = request.action if path is None else f"{request.action} of {path}"
    reason = f"{what}: {decision.reason}"
    return Decision(decision.effect, decision.matched_by, reason, decision.sid, decision.suggestion)
