"""From an action back to the tool call of a host that makes it."""

from __future__ import annotations

from typing import Any

_CLAUDE_CODE = {
    "agent.message": "SendMessage",
    "agent.schedule": "ScheduleWakeup",
    "agent.skill": "Skill",
    "agent.spawn": "Agent",
    "bash.execute": "Bash",
    "file.edit": "Edit",
    "file.glob": "Glob",
    "file.grep": "Grep",
    "file.read": "Read",
    "file.write": "Write",
    "powershell.execute": "PowerShell",
    "web.fetch": "WebFetch",
    "web.search": "WebSearch",
}
_CODEX = {
    "agent.message": "send_input",
    "agent.spawn": "spawn_agent",
    "bash.execute": "Bash",
    "file.read": "view_image",
}
_TOOLS = {"claude-code": _CLAUDE_CODE, "codex": _CODEX}
_HUNKS = {
    "file.delete": "*** Delete File: {path}\n",
    "file.edit": "*** Update File: {path}\n@@\n-old\n+new\n",
    "file.write": "*** Add File: {path}\n+text\n",
}

Call = tuple[str, dict[str, Any]]  # the tool's wire name, its input


def tool_of(host: str, action: str, params: dict[str, Any]) -> Call | None:
    """None where the host has no tool for the action."""
    if action in _TOOLS[host]:
        return _TOOLS[host][action], params
    if host == "codex" and action in _HUNKS:
        return _patch(action, params)
    kind, _, name = action.partition(".")
    if kind in ("internal", "unknown") and name:
        return name, params
    server, _, tool = name.partition(".")
    return (f"mcp__{server}__{tool}", params) if kind == "mcp" and server and tool else None


def _patch(action: str, params: dict[str, Any]) -> Call | None:
    path = params.get("file_path")
    if not isinstance(path, str) or "\n" in path:
        return None
    return "apply_patch", {"command": f"*** Begin Patch\n{_HUNKS[action].format(path=path)}*** End Patch\n"}
