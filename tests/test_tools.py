"""Tool calls to actions, by the wire names of every host."""

from __future__ import annotations

import time
from typing import Any

import pytest

from agsec_compiler.actions import KNOWN
from agsec_runtime.redact import MASK, MAX_TEXT, redact
from agsec_runtime.tools import TOOLS, ToolError, action_of


@pytest.mark.parametrize(
    ("tool", "params", "action"),
    [
        ("Bash", {"command": "ls"}, "bash.execute"),
        ("Monitor", {"command": "tail -f x"}, "bash.execute"),
        ("Monitor", {"ws": "ws://localhost"}, "unknown.Monitor"),
        ("run_shell_command", {"command": "ls"}, "bash.execute"),
        ("execute_bash", {"command": "ls"}, "bash.execute"),
        ("Shell", {"command": "ls"}, "bash.execute"),
        ("exec_command", {"command": "ls"}, "bash.execute"),
        ("PowerShell", {"command": "dir"}, "powershell.execute"),
        ("Write", {"file_path": "a"}, "file.write"),
        ("create_file", {"path": "a"}, "file.write"),
        ("Edit", {"file_path": "a"}, "file.edit"),
        ("MultiEdit", {"file_path": "a"}, "file.edit"),
        ("NotebookEdit", {"notebook_path": "a"}, "file.edit"),
        ("str_replace", {"path": "a"}, "file.edit"),
        ("Read", {"file_path": "a"}, "file.read"),
        ("view_image", {"path": "a"}, "file.read"),
        ("Glob", {"pattern": "*"}, "file.glob"),
        ("Grep", {"pattern": "x", "path": "src"}, "file.grep"),
        ("WebFetch", {"url": "http://localhost"}, "web.fetch"),
        ("WebSearch", {"query": "x"}, "web.search"),
        ("Agent", {"prompt": "x"}, "agent.spawn"),
        ("Task", {"prompt": "x"}, "agent.spawn"),
        ("Workflow", {"script": "x"}, "agent.spawn"),
        ("Skill", {"skill": "x"}, "agent.skill"),
        ("SendMessage", {"to": "x"}, "agent.message"),
        ("CronCreate", {"cron": "x"}, "agent.schedule"),
        ("ScheduleWakeup", {}, "agent.schedule"),
        ("TodoWrite", {"todos": []}, "internal.TodoWrite"),
        ("ExitPlanMode", {}, "internal.ExitPlanMode"),
        ("mcp__slack__post_message", {"text": "x"}, "mcp.slack.post_message"),
        ("mcp__my-srv__touch", {}, "mcp.my-srv.touch"),
        ("bash", {"command": "ls"}, "unknown.bash"),
        ("SomethingNew", {"x": 1}, "unknown.SomethingNew"),
    ],
)
def test_a_tool_call_is_an_action(tool: str, params: dict[str, Any], action: str) -> None:
    assert action_of(tool, params)[0] == action


def test_the_servers_own_name_settles_an_ambiguous_mcp_tool() -> None:
    assert action_of("mcp__a__b__c", {})[0] == "mcp.a.b__c"
    assert action_of("mcp__a__b__c", {}, "a__b")[0] == "mcp.a__b.c"
    assert action_of("mcp__a__b__c", {}, "elsewhere")[0] == "mcp.a.b__c"


def test_params_are_the_tools_own_plus_the_canonical_path() -> None:
    given = {"notebook_path": "/n.ipynb", "new_source": "x"}
    assert action_of("NotebookEdit", given)[1] == {**given, "file_path": "/n.ipynb"}
    assert "file_path" not in given


def test_a_list_of_words_is_joined_as_one_command() -> None:
    words = ["echo", "it's", "$HOME; rm -rf /"]
    assert action_of("Bash", {"command": words})[1]["command"] == "'echo' 'it'\\''s' '$HOME; rm -rf /'"


@pytest.mark.parametrize(
    ("tool", "params"),
    [
        ("Bash", {}),
        ("Bash", {"command": None}),
        ("Bash", {"command": 7}),
        ("Bash", {"command": ["ls", 7]}),
        ("Write", {"content": "x"}),
        ("Read", {"file_path": "a", "path": "b"}),
        ("WebFetch", {"url": ["http://localhost"]}),
    ],
)
def test_a_call_of_the_wrong_form_is_refused(tool: str, params: dict[str, Any]) -> None:
    with pytest.raises(ToolError):
        action_of(tool, params)


def test_actions_with_a_schema_are_those_that_hosts_send() -> None:
    sent = {action for action, _ in TOOLS.values()}
    assert set(KNOWN) - {"file.delete"} <= sent
    assert len(KNOWN) == 10


# -- redaction


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("export AWS_SECRET_ACCESS_KEY=abcd1234efgh", "abcd1234efgh"),
        ("aws --key AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
        ("curl -H 'Authorization: Bearer abc.def-ghi_jkl'", "abc.def-ghi_jkl"),
        ("curl -u admin:hunter2 https://example.com", "hunter2"),
        ("git clone https://me:s3cr3t@example.com/x", "s3cr3t"),
        ("mysql --password=hunter2 -e x", "hunter2"),
        ("tool --token hunter2xyz", "hunter2xyz"),
        ("echo ghp_abcdefghijklmnopqrstuvwxyz0123456789", "ghp_abcdefghijklmnopqrstuvwxyz"),
        ("OPENAI_API_KEY='sk-abcdefghijklmnopqrstuvwx' run", "sk-abcdefghijklmnopqrstuvwx"),
        ('{"password": "hunter2"}', "hunter2"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIEabc\n-----END RSA PRIVATE KEY-----", "MIIEabc"),
        ("x=eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.abc-_", "eyJzdWIiOiIxMjM0"),
    ],
)
def test_what_looks_like_a_credential_is_masked(text: str, secret: str) -> None:
    kept = redact({"command": text})["command"]
    assert secret not in kept
    assert MASK in kept


@pytest.mark.parametrize(
    "text",
    [
        "token" * 800,
        "token_" * 600,
        "token" + "-" * 4000,
        "gh" + "a-_" * 3000 + 'token = "' + "b" * 4000,
        "-" * 4000,
        "eyJ-" * 1000,
        "://" * 1500,
        "-----BEGIN " * 400,
        "mysql a a a a a " * 300,
        "password=\\" * 500,
        "secret" + " " * 4000,
    ],
)
def test_no_text_makes_redaction_slow(text: str) -> None:
    """A pattern that backtracks took a minute and more here; this is milliseconds."""
    started = time.process_time()
    redact(text)
    assert time.process_time() - started < 5


def test_a_key_that_names_a_secret_hides_its_value_whatever_it_is() -> None:
    assert redact({"api_key": "plain", "Authorization": ["a"], "nested": {"DB_PASSWORD": 7}}) == {
        "api_key": MASK,
        "Authorization": MASK,
        "nested": {"DB_PASSWORD": MASK},
    }


def test_ordinary_text_is_kept_as_it_is() -> None:
    for text in ("npm run build", "git commit -m 'task-1: basics'", "ls -la src/", "python -m pytest tests"):
        assert redact(text) == text


def test_bulk_is_cut_with_a_word_about_it() -> None:
    kept = redact("a" * 5_000 + "b" * 5_000)
    assert kept.startswith("a" * 1_500 + "[... 8000 of 10000 characters ...]")
    assert kept.endswith("b" * (MAX_TEXT // 4))
    assert redact(list(range(100)))[-1] == "[50 more]"
    assert redact({str(number): 0 for number in range(100)})["[cut]"] == "50 more keys"
    deep: Any = "x"
    for _ in range(50):
        deep = [deep]
    assert "nested too deeply" in str(redact(deep))
