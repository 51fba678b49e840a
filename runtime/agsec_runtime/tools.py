"""From a host's tool call to an action with canonical params: one table for every host, by their wire names."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SHELL = ("bash.execute", "command")
_WRITE = ("file.write", "file_path")
_EDIT = ("file.edit", "file_path")
_READ = ("file.read", "file_path")

# Wire name -> (action, the param it cannot do without, if any).
TOOLS: dict[str, tuple[str, str | None]] = {
    "Agent": ("agent.spawn", None),
    "Bash": _SHELL,
    "Edit": _EDIT,
    "Glob": ("file.glob", None),
    "Grep": ("file.grep", None),
    "Monitor": _SHELL,
    "MultiEdit": _EDIT,
    "NotebookEdit": _EDIT,
    "PowerShell": ("powershell.execute", "command"),
    "Read": _READ,
    "RemoteTrigger": ("agent.schedule", None),
    "ScheduleWakeup": ("agent.schedule", None),
    "SendMessage": ("agent.message", None),
    "Shell": _SHELL,
    "Skill": ("agent.skill", None),
    "Task": ("agent.spawn", None),
    "WebFetch": ("web.fetch", "url"),
    "WebSearch": ("web.search", None),
    "Workflow": ("agent.spawn", None),
    "Write": _WRITE,
    "create_file": _WRITE,
    "collaborationspawn_agent": ("agent.spawn", None),
    "edit": _EDIT,
    "exec_command": _SHELL,
    "execute_bash": _SHELL,
    "fetch_web_content": ("web.fetch", "url"),
    "read_file": _READ,
    "replace": _EDIT,
    "run_shell_command": _SHELL,
    "send_input": ("agent.message", None),
    "spawn_agent": ("agent.spawn", None),
    "str_replace": _EDIT,
    "view_image": _READ,
    "web_fetch": ("web.fetch", "url"),
    "write_file": _WRITE,
}

# Tools that touch nothing outside the session.
INTERNAL = frozenset(
    [
        "AskUserQuestion",
        "EnterPlanMode",
        "ExitPlanMode",
        "LSP",
        "TaskCreate",
        "TaskGet",
        "TaskList",
        "TaskStop",
        "TaskUpdate",
        "TodoWrite",
        "ToolSearch",
        "WaitForMcpServers",
        "close_agent",
        "create_goal",
        "get_goal",
        "list_mcp_resource_templates",
        "list_mcp_resources",
        "request_user_input",
        "tool_search",
        "update_goal",
        "update_plan",
        "wait_agent",
    ]
)
PATHS = ("file_path", "path", "notebook_path")
TEXTS = ("command", "file_path", "path", "notebook_path", "url", "query", "pattern", "prompt", "content")


class ToolError(ValueError):
    """The call is not of the form that its host sends. The caller denies."""


def action_of(tool: str, params: dict[str, Any], server: str | None = None) -> tuple[str, dict[str, Any]]:
    """The action of a tool call, and its params with the canonical keys added. Raises ``ToolError``.

    ``server`` is the MCP server's name where the host gives it; the wire name alone can be ambiguous.
    """
    if tool.startswith("mcp__"):
        return _mcp(tool, server), params
    if tool in INTERNAL:
        return f"internal.{tool}", params
    if tool.startswith("Cron"):
        return "agent.schedule", params
    action, needed = TOOLS.get(tool, (f"unknown.{tool}", None))
    if tool == "Monitor" and "command" not in params:
        return "unknown.Monitor", params  # It watches a socket then, and runs nothing.
    return action, params if action.startswith("unknown.") else _canonical(tool, params, needed)


def _mcp(tool: str, server: str | None) -> str:
    if server and tool.startswith(f"mcp__{server}__"):
        return f"mcp.{server}.{tool[len(server) + 7 :]}"
    name, _, rest = tool[5:].partition("__")
    return f"mcp.{name}.{rest}"


def _canonical(tool: str, params: dict[str, Any], needed: str | None) -> dict[str, Any]:
    params = dict(params)
    command = params.get("command")
    if type(command) is list:
        params["command"] = _joined(tool, command)
    for name in TEXTS:
        if params.get(name) is not None and type(params[name]) is not str:
            raise ToolError(f"`{name}` of {tool} is no text")
    if needed == "file_path":
        params["file_path"] = _path(tool, params)
    if needed is not None and params.get(needed) is None:
        raise ToolError(f"{tool} without `{needed}`")
    return params


def _path(tool: str, params: dict[str, Any]) -> str | None:
    given = {params[name] for name in PATHS if params.get(name) is not None}
    if len(given) > 1:
        raise ToolError(f"{tool} names several paths that disagree")
    return given.pop() if given else None


def _joined(tool: str, words: list[Any]) -> str:
    """A list of words as one shell command that means the same."""
    if not all([type(word) is str for word in words]):
        raise ToolError(f"`command` of {tool} holds something else than text")
    return " ".join(["'" + word.replace("'", "'\\''") + "'" for word in words])
