"""One module per agent host: what it sends, turned into requests; a decision, turned into what it honours.

Here stands what they have in common: the form of events that Claude Code began and others took over.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..decision import Decision
    from ..installation import Installation

    Answer = tuple[str, str, int]  # stdout, stderr, exit code

PRE_TOOL_USE = "PreToolUse"
BLOCK = 2  # the exit code that blocks


class EventError(ValueError):
    """The event is not one that the host sends to this hook. The caller denies."""


def name_of(event: Any, known: tuple[str, ...]) -> str:
    """Which event this is. Raises ``EventError``."""
    if type(event) is not dict:
        raise EventError("the event is no JSON object")
    name = event.get("hook_event_name")
    if name not in known:
        raise EventError(f"unknown event {name!r}")
    return str(name)


def tool_call(event: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The tool's wire name and its input. Raises ``EventError``."""
    tool, params = event.get("tool_name"), event.get("tool_input")
    if type(tool) is not str or not tool:
        raise EventError("`tool_name` is missing or no text")
    if type(params) is not dict:
        raise EventError("`tool_input` is missing or no JSON object")
    return tool, params


def context(event: dict[str, Any], host: str, installation: Installation) -> dict[str, Any]:
    """What the host and the installation say about the call. Raises ``EventError``."""
    cwd = text(event, "cwd")
    said = {
        "host": host,
        "cwd": cwd,
        "workspace": installation.text("workspace"),
        "home": installation.text("home"),
        "session_id": text(event, "session_id"),
        "permission_mode": text(event, "permission_mode"),
        "agent": text(event, "agent_type"),
    }
    if cwd is not None:
        from ..git import branch

        said["git_branch"] = branch(cwd)
    return {name: value for name, value in said.items() if value is not None}


def text(event: dict[str, Any], name: str) -> str | None:
    value = event.get(name)
    if value is not None and type(value) is not str:
        raise EventError(f"`{name}` is no text")
    return value


def shown(decision: Decision) -> str:
    """A decision as the model and the person read it."""
    by = f" [{decision.sid}]" if decision.sid else ""
    instead = f". Instead: {decision.suggestion}" if decision.suggestion else ""
    return f"agsec {decision.effect}{by}: {decision.reason.rstrip('.') if instead else decision.reason}{instead}"


def verdict(permission: str, reason: str) -> dict[str, Any]:
    return {
        "hookSpecificOutput": {
            "hookEventName": PRE_TOOL_USE,
            "permissionDecision": permission,
            "permissionDecisionReason": reason,
        }
    }
