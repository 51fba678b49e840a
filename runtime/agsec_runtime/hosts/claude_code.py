"""Claude Code: its hook events as requests, and decisions in the form that it honours.

Source: https://code.claude.com/docs/en/hooks, and what version 2.1.330 was observed to do: exit 2 with the
host's JSON on stdout and the reason on stderr blocks in every permission mode and every settings scope; exit 0
without output lets the client's own permission rules go on applying.
"""

from __future__ import annotations

from ..decision import Request
from ..jsontext import dumps
from ..tools import action_of
from . import BLOCK, PRE_TOOL_USE, context, name_of, shown, tool_call, verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..decision import Decision
    from ..installation import Installation
    from . import Answer

NAME = "claude-code"
CONFIG_CHANGE = "ConfigChange"
ENFORCED: dict[str, str] = {}  # It honours every effect as it is.


def is_tool_call(event: Any) -> bool:
    """Whether this is a tool call, and not a change of the settings. Raises ``EventError``."""
    return name_of(event, (PRE_TOOL_USE, CONFIG_CHANGE)) == PRE_TOOL_USE


def requests(event: dict[str, Any], installation: Installation) -> list[Request]:
    """The request that a PreToolUse event makes. Raises ``EventError`` or ``ToolError``."""
    tool, params = tool_call(event)
    server = event.get("mcp_server")
    name = server.get("name") if type(server) is dict else None
    action, params = action_of(tool, params, name if type(name) is str else None)
    return [Request(action, params, context(event, NAME, installation))]


def answer(decision: Decision, announce_allow: bool, notice: str | None) -> Answer:
    """What to print and how to exit. ``notice`` is for the person, not for the model."""
    extra = {"systemMessage": notice} if notice else {}
    text = shown(decision)
    if decision.effect == "deny":
        return dumps({**extra, **verdict("deny", text)}), text + "\n", BLOCK
    if decision.effect == "review":
        return dumps({**extra, **verdict("ask", text)}), "", 0
    if announce_allow:
        return dumps({**extra, **verdict("allow", text)}), "", 0
    return dumps(extra) if extra else "", "", 0


def unheard(answer: Answer) -> Answer:
    """The answer where standard error is closed: the exit code is enough."""
    return answer


def tampering(event: dict[str, Any], installation: Installation) -> str | None:
    """Why a change of the settings must be blocked, or None. Raises ``InstallationError``."""
    from . import claude_settings

    return claude_settings.tampering(event, installation)


def change_answer(problem: str | None) -> Answer:
    """Refuse a change of the settings, or let it be; the session goes on with those it has."""
    if problem is None:
        return "", "", 0
    return dumps({"decision": "block", "reason": f"agsec: {problem}"}), f"agsec: {problem}\n", BLOCK
