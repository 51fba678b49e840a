"""Claude Code: its hook events as requests, and decisions in the form that it honours.

Source: https://code.claude.com/docs/en/hooks, and what version 2.1.330 was observed to do: exit 2 with the
host's JSON on stdout and the reason on stderr blocks in every permission mode and every settings scope; exit 0
without output lets the client's own permission rules go on applying.
"""

from __future__ import annotations

from ..decision import Request
from ..jsontext import dumps
from ..tools import action_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..decision import Decision
    from ..installation import Installation

NAME = "claude-code"
PRE_TOOL_USE = "PreToolUse"
CONFIG_CHANGE = "ConfigChange"
BLOCK = 2  # the exit code that blocks

Answer = tuple[str, str, int]  # stdout, stderr, exit code


class EventError(ValueError):
    """The event is not one that Claude Code sends to this hook. The caller denies."""


def event_name(event: Any) -> str:
    """Which event this is. Raises ``EventError``."""
    if type(event) is not dict:
        raise EventError("the event is no JSON object")
    name = event.get("hook_event_name")
    if name not in (PRE_TOOL_USE, CONFIG_CHANGE):
        raise EventError(f"unknown event {name!r}")
    return str(name)


def request(event: dict[str, Any], installation: Installation) -> Request:
    """The request that a PreToolUse event makes. Raises ``EventError`` or ``ToolError``."""
    tool, params = event.get("tool_name"), event.get("tool_input")
    if type(tool) is not str or not tool:
        raise EventError("`tool_name` is missing or no text")
    if type(params) is not dict:
        raise EventError("`tool_input` is missing or no JSON object")
    server = event.get("mcp_server")
    name = server.get("name") if type(server) is dict else None
    action, params = action_of(tool, params, name if type(name) is str else None)
    return Request(action, params, _context(event, installation))


def _context(event: dict[str, Any], installation: Installation) -> dict[str, Any]:
    cwd = _text(event, "cwd")
    context = {
        "host": NAME,
        "cwd": cwd,
        "workspace": installation.text("workspace"),
        "home": installation.text("home"),
        "session_id": _text(event, "session_id"),
        "permission_mode": _text(event, "permission_mode"),
        "agent": _text(event, "agent_type"),
    }
    if cwd is not None:
        from ..git import branch

        context["git_branch"] = branch(cwd)
    return {name: value for name, value in context.items() if value is not None}


def _text(event: dict[str, Any], name: str) -> str | None:
    value = event.get(name)
    if value is not None and type(value) is not str:
        raise EventError(f"`{name}` is no text")
    return value


def answer(decision: Decision, announce_allow: bool, notice: str | None) -> Answer:
    """What to print and how to exit. ``notice`` is for the person, not for the model."""
    extra = {"systemMessage": notice} if notice else {}
    text = shown(decision)
    if decision.effect == "deny":
        return dumps({**extra, **_verdict("deny", text)}), text + "\n", BLOCK
    if decision.effect == "review":
        return dumps({**extra, **_verdict("ask", text)}), "", 0
    if announce_allow:
        return dumps({**extra, **_verdict("allow", text)}), "", 0
    return dumps(extra) if extra else "", "", 0


def blocked_change(reason: str) -> Answer:
    """Refuse a change of the settings; the session goes on with those it has."""
    return dumps({"decision": "block", "reason": f"agsec: {reason}"}), f"agsec: {reason}\n", BLOCK


def shown(decision: Decision) -> str:
    """A decision as the model and the person read it."""
    by = f" [{decision.sid}]" if decision.sid else ""
    instead = f". Instead: {decision.suggestion}" if decision.suggestion else ""
    return f"agsec {decision.effect}{by}: {decision.reason.rstrip('.') if instead else decision.reason}{instead}"


def _verdict(permission: str, reason: str) -> dict[str, Any]:
    return {
        "hookSpecificOutput": {
            "hookEventName": PRE_TOOL_USE,
            "permissionDecision": permission,
            "permissionDecisionReason": reason,
        }
    }
