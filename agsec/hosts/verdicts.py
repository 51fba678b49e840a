"""What a client makes of what its hook answered, by what was observed of Claude Code 2.1.330 and Codex 0.169.0."""

from __future__ import annotations

import json
from typing import Any

BLOCKED = "blocked"
ASKED = "put to a person"
THROUGH = "let through"  # as far as the hook is concerned
BROKEN = "not understood"  # and so let through, or blocked by what catches a hook that fails

_PERMISSIONS = {"deny": BLOCKED, "ask": ASKED, "allow": THROUGH}
_BLOCK = 2


def of_claude_code(out: str, err: str, code: int) -> str:
    """Exit 2 blocks; with exit 0 the JSON decides, and silence leaves it to the client."""
    if code == _BLOCK:
        return BLOCKED
    said = _object(out) if code == 0 else None
    if said is None:
        return BROKEN
    if said.get("decision") == "block":
        return BLOCKED
    return _permission(said.get("hookSpecificOutput")) if "hookSpecificOutput" in said else THROUGH


def of_codex(out: str, err: str, code: int) -> str:
    """Exit 2 blocks if it comes with a word on standard error; with exit 0, one exact form of JSON does."""
    if code == _BLOCK:
        return BLOCKED if err.strip() else BROKEN
    said = _object(out) if code == 0 else None
    if said is None or set(said) - {"hookSpecificOutput", "systemMessage"}:
        return BROKEN
    if "hookSpecificOutput" not in said:
        return THROUGH
    answer = said["hookSpecificOutput"]
    exact = isinstance(answer, dict) and len(answer) == 3 and bool(answer.get("permissionDecisionReason"))
    return BLOCKED if exact and _permission(answer) == BLOCKED else BROKEN


def _object(out: str) -> dict[str, Any] | None:
    """The JSON object that was printed, an empty one for silence, None for anything else."""
    try:
        said = json.loads(out) if out else {}
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _permission(answer: Any) -> str:
    if not isinstance(answer, dict) or answer.get("hookEventName") != "PreToolUse":
        return BROKEN
    return _PERMISSIONS.get(str(answer.get("permissionDecision")), BROKEN)
