"""The doors for what was written for agsec 0.2: `check`, the mapping, the environment's variables."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agsec.audit import AuditStore
from agsec.cli.mapping import map_tool_to_action

from . import forked
from .conftest import POLICIES, Answer

Check = Callable[..., Answer]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "policy.yaml").write_text(POLICIES)

    def run(*options: str, stdin: Any = b"", **env: str) -> Answer:
        raw = stdin if isinstance(stdin, bytes) else json.dumps(stdin).encode()
        own = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state"), "PATH": os.environ["PATH"], **env}
        done = forked.run(("check", *options), tmp_path, own, raw)
        return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


def bash(command: str) -> dict[str, Any]:
    return {"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": command}, "cwd": "/"}


def fetch() -> dict[str, Any]:
    return {"hook_event_name": "PreToolUse", "tool_name": "WebFetch", "tool_input": {"url": "https://example.com/"}}


def test_claude_code_gets_the_answers_that_it_honours(check: Check) -> None:
    assert check("--format", "claude-code", stdin=bash("ls")) == Answer(0, "", "")
    denied = check("--format", "claude-code", stdin=bash("rm x"))
    assert denied.verdict == "blocked"
    assert "deleting files is left to people" in denied.err
    assert json.loads(denied.out)["hookSpecificOutput"]["permissionDecision"] == "deny"
    assert check("--format", "claude-code", stdin=fetch()).verdict == "ask"


def test_codex_is_denied_what_it_cannot_ask_about(check: Check) -> None:
    assert check("--format", "codex", stdin=bash("ls")) == Answer(0, "", "")
    for event in (bash("rm x"), fetch()):
        answer = check("--format", "codex", stdin=event)
        assert answer.code == 2
        assert answer.err.startswith("agsec ")


def test_the_generic_form_says_no_with_exit_1_and_why(check: Check) -> None:
    assert check(stdin={"tool_name": "Bash", "tool_input": {"command": "ls"}}) == Answer(0, "", "")
    assert check(stdin={"action": "file.read", "params": {"file_path": "a"}}) == Answer(0, "", "")
    denied = check("--action", "bash.execute", "--params", '{"command": "rm x"}')
    assert (denied.code, json.loads(denied.err)) == (
        1,
        {"blocked": True, "status": "block", "reason": "deleting files is left to people", "sid": "NoRm"},
    )
    assert json.loads(check(stdin={"action": "web.fetch", "params": {}}).err)["status"] == "review"


@pytest.mark.parametrize("form", ["claude-code", "codex", "generic"])
def test_every_failure_blocks_with_a_reason(check: Check, tmp_path: Path, form: str) -> None:
    event = bash("ls") if form != "generic" else {"action": "file.read", "params": {}}
    bad: list[tuple[tuple[str, ...], Any, dict[str, str]]] = [
        ((), b"", {}),
        ((), b"[]", {}),
        ((), b'{"tool_name": 1}', {}),
        ((), b"\xff", {}),
        ((), {"hook_event_name": "ConfigChange", "tool_name": "Bash"}, {}),
        (("--policy-dir", "gone"), event, {}),
        (("--policy-dir", "broken"), event, {}),
        ((), event, {"AGSEC_POLICY_DIR": "gone"}),
        ((), event, {"AGSEC_AUDIT_DB": "/nowhere/audit.db"}),
        (("--no-such-option",), event, {}),
    ]
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "a.yaml").write_text("statements: [")
    for options, stdin, env in bad:
        answer = check("--format", form, *options, stdin=stdin, **env)
        assert answer.code == 2, (options, stdin, env, answer)
        assert answer.err, (options, stdin, env)
        assert "Traceback" not in answer.err


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "2>/dev/full", ">/dev/full", "<&-"])
@pytest.mark.parametrize("form", ["claude-code", "codex"])
def test_a_stream_that_cannot_be_used_lets_nothing_through(
    check: Check, tmp_path: Path, form: str, closed: str
) -> None:
    check("--format", form, stdin=bash("ls"))  # Makes the directories.
    line = f"'{sys.executable}' -m agsec.cli.main check --format {form} {closed}"
    env = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state"), "PATH": os.environ["PATH"]}
    event = json.dumps(bash("rm x")).encode()
    done = subprocess.run(["/bin/sh", "-c", line], cwd=tmp_path, env=env, input=event, capture_output=True, timeout=60)
    if form == "codex" and "2>" in closed and ">&- 2" not in closed:
        assert done.returncode == 0  # Exit 2 without a word would let it run; the strict form alone is left.
        assert json.loads(done.stdout)["hookSpecificOutput"]["permissionDecision"] == "deny"
    else:
        assert done.returncode == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_denies(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "agsec.cli.main", "check", "--format", "claude-code"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path) as process:
        time.sleep(3)
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert f"stopped by {number.name}".encode() in err


def test_the_environment_names_policies_and_database_for_the_command_line(check: Check, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.yaml").write_text("statements: [{sid: All, effect: allow, actions: '*'}]\n")
    env = {"AGSEC_POLICY_DIR": "other", "AGSEC_AUDIT_DB": str(tmp_path / "own.db")}
    assert check("--format", "claude-code", stdin=bash("rm x"), **env) == Answer(0, "", "")
    with AuditStore(tmp_path / "own.db") as store:
        [row] = store.get_executions()
    assert (row["action"], row["sid"], row["host"]) == ("bash.execute", "All", "claude-code")


def test_a_tool_call_is_mapped_to_the_action_that_policies_know() -> None:
    assert map_tool_to_action("Bash", {"command": "ls"}) == ("bash.execute", {"command": "ls"})
    assert map_tool_to_action("mcp__mail__send", {"to": "x"}) == ("mcp.mail.send", {"to": "x"})
    assert map_tool_to_action("Unheard", {}) == ("unknown.Unheard", {})
    with pytest.raises(ValueError, match="without `command`"):
        map_tool_to_action("Bash", {})
