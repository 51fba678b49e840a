"""What a client makes of a hook's answer, and which tool of its makes an action."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agsec.examining.tools import tool_of
from agsec.hosts import named
from agsec.hosts.verdicts import ASKED, BLOCKED, BROKEN, THROUGH
from agsec_runtime.tools import TOOLS, action_of

from .conftest import HOSTS

# What the clients were observed to do with answers: out, err, code, then the verdicts of Claude Code and of Codex.


def _answer(permission: str, **more: Any) -> str:
    said = {"hookEventName": "PreToolUse", "permissionDecision": permission, "permissionDecisionReason": "why", **more}
    return json.dumps({"hookSpecificOutput": {name: value for name, value in said.items() if value is not None}})


@pytest.mark.parametrize(
    ("out", "err", "code", "claude_code", "codex"),
    [
        ("", "", 0, THROUGH, THROUGH),
        (_answer("deny"), "", 0, BLOCKED, BLOCKED),
        (_answer("deny", permissionDecisionReason=None), "", 0, BLOCKED, BROKEN),
        (_answer("deny", permissionDecisionReason=""), "", 0, BLOCKED, BROKEN),
        (_answer("deny", more=1), "", 0, BLOCKED, BROKEN),
        (_answer("deny", hookEventName=None), "", 0, BROKEN, BROKEN),
        ("hello\n" + _answer("deny"), "", 0, BROKEN, BROKEN),
        (_answer("deny"), "", 2, BLOCKED, BROKEN),
        (_answer("deny"), "why", 2, BLOCKED, BLOCKED),
        (_answer("block"), "", 0, BROKEN, BROKEN),
        (_answer("ask"), "", 0, ASKED, BROKEN),
        (_answer("allow"), "", 0, THROUGH, BROKEN),
        ("", "why", 2, BLOCKED, BLOCKED),
        ("", "", 2, BLOCKED, BROKEN),
        ("", "why", 1, BROKEN, BROKEN),
        ("", "", 3, BROKEN, BROKEN),
        ("", "", -9, BROKEN, BROKEN),
        ('{"systemMessage": "changed"}', "", 0, THROUGH, THROUGH),
        ("hello", "", 0, BROKEN, BROKEN),
        ('{"hook', "", 0, BROKEN, BROKEN),
        ("[]", "", 0, BROKEN, BROKEN),
        ('{"hookSpecificOutput": []}', "", 0, BROKEN, BROKEN),
    ],
)
def test_an_answer_counts_as_the_client_takes_it(out: str, err: str, code: int, claude_code: str, codex: str) -> None:
    assert named("claude-code").verdict(out, err, code) == claude_code
    assert named("codex").verdict(out, err, code) == codex


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(
    "action", [*sorted({action for action, _ in TOOLS.values()}), "internal.TodoWrite", "unknown.New", "mcp.a-b.c_d.e"]
)
def test_a_tool_that_stands_for_an_action_makes_it(host: str, action: str) -> None:
    params = dict.fromkeys(("command", "file_path", "url"), "/x")
    call = tool_of(host, action, params)
    assert call is not None or host == "codex"
    if call and call[0] != "apply_patch":
        assert action_of(*call)[0] == action
