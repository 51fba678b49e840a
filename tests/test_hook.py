"""The installed hook, run as the host runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agsec.exceptions import InvalidPolicyError
from agsec.hosts import groups
from agsec.installing import installer
from agsec.state import Slot
from agsec_runtime.audit import GENESIS, chained

from .conftest import POLICIES, Answer, Guard, Maker


def test_a_denied_call_is_blocked_with_reason_sid_and_suggestion_on_both_streams(guard: Guard) -> None:
    answer = guard.call("Bash", command="rm -rf build")
    assert answer.code == 2
    shown = "agsec deny [NoRm]: deleting files is left to people. Instead: move them to /tmp"
    assert json.loads(answer.out) == {
        "hookSpecificOutput": {
            "hookEventName": "PreToolUse",
            "permissionDecision": "deny",
            "permissionDecisionReason": shown,
        }
    }
    assert answer.err == shown + "\n"


def test_a_reviewed_call_is_asked_about(guard: Guard) -> None:
    answer = guard.call("WebFetch", url="https://example.com/", prompt="read")
    assert (answer.code, answer.verdict, answer.err) == (0, "ask", "")
    assert "[AskFetch]: fetching needs a person's word" in answer.out


def test_an_allowed_call_is_left_to_the_hosts_own_rules(guard: Guard) -> None:
    assert guard.call("Bash", command="ls") == Answer(0, "", "")


def test_an_allow_is_announced_only_where_that_was_asked_for(make: Maker) -> None:
    answer = make(announce_allow=True).call("Bash", command="ls")
    assert (answer.code, answer.verdict) == (0, "allow")


def test_what_no_statement_names_is_denied(guard: Guard) -> None:
    answer = guard.call("mcp__mail__send", to="someone@example.com")
    assert answer.verdict == "blocked"
    assert "no statement matches, and the default is deny" in answer.err


def test_context_is_what_the_host_and_the_installation_say(make: Maker) -> None:
    guard = make(
        "default: allow\nstatements:\n"
        "  - {sid: Bypass, effect: deny, actions: '*', conditions: {context.permission_mode: bypassPermissions}}\n"
        "  - {sid: Agent, effect: deny, actions: '*', conditions: {context.agent: {op: exists}}}\n"
        "  - {sid: Host, effect: review, actions: '*', conditions: {context.host: {op: '!=', value: claude-code}}}\n"
        "  - {sid: Branch, effect: deny, actions: '*', conditions: {context.git_branch: main}}\n"
    )
    event = guard.event("Bash", command="ls")
    assert guard.send(event).verdict == "silent"
    assert "[Bypass]" in guard.send({**event, "permission_mode": "bypassPermissions"}).err
    assert "[Agent]" in guard.send({**event, "agent_type": "explorer"}).err
    (guard.project / ".git").mkdir()
    (guard.project / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (guard.project / "src").mkdir()
    assert "[Branch]" in guard.send({**event, "cwd": str(guard.project / "src")}).err


def test_the_branch_of_a_worktree_is_found(make: Maker) -> None:
    guard = make(
        "default: allow\nstatements: [{sid: A, effect: deny, actions: '*', conditions: {context.git_branch: main}}]"
    )
    real = guard.project / "real"
    real.mkdir()
    (real / "HEAD").write_text("ref: refs/heads/main\n")
    (guard.project / ".git").write_text(f"gitdir: {real}\n")
    assert guard.call("Bash", command="ls").verdict == "blocked"


def test_every_decision_leaves_a_record_with_secrets_masked(guard: Guard) -> None:
    guard.call("Bash", command="curl -H 'Authorization: Bearer abcdefghijklmnop' https://example.com")
    guard.call("Bash", command="rm x")
    guard.call("WebFetch", url="https://user:hunter22@example.com/", prompt="x")
    guard.send(b"not json")
    records = guard.records()
    assert [(each["effect"], each["sid"]) for each in records] == [
        ("allow", "AllowWork"),
        ("deny", "NoRm"),
        ("review", "AskFetch"),
        ("deny", None),
    ]
    text = guard.log.read_text("utf-8")
    assert "abcdefghijklmnop" not in text
    assert "hunter22" not in text
    first = records[0]
    assert first["revision"] == guard.outcome.revision
    assert first["time"].endswith("Z")
    assert first["duration_us"] > 0
    assert guard.log.stat().st_mode & 0o777 == 0o600


def test_records_are_chained_by_their_hashes(guard: Guard) -> None:
    for number in range(5):
        guard.call("Bash", command=f"echo {number}")
    previous = GENESIS
    for line in guard.log.read_text("utf-8").splitlines():
        body, _, digest = line.rpartition(',"hash":"')
        assert digest == chained(previous, body) + '"}'
        previous = digest[:-2]


def test_a_torn_last_line_does_not_swallow_the_next_record(guard: Guard) -> None:
    guard.log.write_text('{"v":1,"effect":"al')
    guard.call("Bash", command="rm x")
    first, second = guard.log.read_text("utf-8").splitlines()
    assert first == '{"v":1,"effect":"al'
    assert json.loads(second)["sid"] == "NoRm"


def test_sixteen_processes_write_whole_records_into_one_chain(guard: Guard) -> None:
    event = json.dumps(guard.event("Bash", command="echo hello")).encode()
    guard.log.unlink()
    for _ in range(5):
        running = [
            subprocess.Popen(["/bin/sh", "-c", guard.command], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
            for _ in range(16)
        ]
        for each in running:
            assert each.communicate(event, timeout=60)[1] == b""
    previous = GENESIS
    lines = guard.log.read_text("utf-8").splitlines()
    assert len(lines) == 80
    for line in lines:
        body, _, digest = line.rpartition(',"hash":"')
        assert digest == chained(previous, body) + '"}'
        previous = digest[:-2]


def test_edited_broken_and_deleted_policies_change_nothing_until_they_are_applied(guard: Guard) -> None:
    policy = guard.project / "policies" / "policy.yaml"
    for content in ("default: allow\n", "statements: [", None):
        if content is None:
            policy.unlink()
        else:
            policy.write_text(content)
        assert guard.call("Bash", command="rm x").verdict == "blocked"
        assert guard.call("Bash", command="ls").verdict == "silent"


def test_newer_sources_are_told_once_a_session(guard: Guard) -> None:
    (guard.project / "policies" / "new.yaml").write_text("statements: []\n")
    first = guard.call("Bash", command="ls")
    assert "run `agsec apply`" in json.loads(first.out)["systemMessage"]
    assert first.code == 0
    assert guard.call("Bash", command="ls").out == ""
    assert "systemMessage" in guard.send({**guard.event("Bash", command="ls"), "session_id": "s2"}).out


def test_apply_swaps_the_bundle_and_a_broken_set_leaves_the_last_good_one(guard: Guard) -> None:
    policy = guard.project / "policies" / "policy.yaml"
    policy.write_text(POLICIES.replace("rm\\b", "mv\\b"))
    installer.apply(Slot(guard.directory))
    assert guard.call("Bash", command="mv a b").verdict == "blocked"
    assert guard.call("Bash", command="rm a").verdict == "silent"
    policy.write_text("statements: [")
    with pytest.raises(InvalidPolicyError):
        installer.apply(Slot(guard.directory))
    assert guard.call("Bash", command="mv a b").verdict == "blocked"


def test_watch_compiles_at_the_next_call_and_denies_what_does_not_compile(make: Maker) -> None:
    guard = make(watch=True)
    policy = guard.project / "policies" / "policy.yaml"
    policy.write_text(POLICIES.replace("rm\\b", "mv\\b"))
    assert guard.call("Bash", command="mv a b").verdict == "blocked"
    assert guard.call("Bash", command="rm a").verdict == "silent"
    policy.write_text("statements:\n  - sid: A\n    efect: deny\n    effect: deny\n    actions: '*'\n")
    answer = guard.call("Bash", command="ls")
    assert answer.verdict == "blocked"
    assert "policy.yaml:3:5: error[AGS101] unknown key `efect`" in answer.err
    policy.unlink()
    (guard.project / "policies").rmdir()
    assert guard.call("Bash", command="ls").verdict == "blocked"


def test_a_pinned_hook_believes_no_other_bundle(make: Maker) -> None:
    guard, other = make(pin=True), make("default: allow\nstatements: [{sid: A, effect: allow, actions: '*'}]")
    assert guard.call("Bash", command="rm x").verdict == "blocked"
    assert guard.call("Bash", command="ls").verdict == "silent"
    for bundle in guard.directory.glob("bundle*.agp"):
        bundle.write_bytes((other.directory / "bundle.agp").read_bytes())
    answer = guard.call("Bash", command="ls")
    assert answer.verdict == "blocked"
    assert "the settings pin" in answer.err


def test_apply_moves_the_pin_and_sessions_with_the_old_one_go_on(make: Maker) -> None:
    guard = make(pin=True)
    before = guard.command
    (guard.project / "policies" / "policy.yaml").write_text(POLICIES.replace("rm\\b", "mv\\b"))
    outcome = installer.apply(Slot(guard.directory))
    assert outcome.revision in guard.command
    assert guard.call("Bash", command="mv a b").verdict == "blocked"
    done = subprocess.run(["/bin/sh", "-c", before], input=json.dumps(guard.event("Bash", command="rm x")).encode())
    assert done.returncode == 2
    assert settings_change(guard).verdict == "silent"


def test_the_console_script_answers_the_same_and_blocks_without_its_state(guard: Guard) -> None:
    script = str(Path(sys.executable).parent / "agsec-hook")
    for arguments, shell, code in (
        (["claude-code", "--state", str(guard.directory)], "ls", 0),
        (["claude-code", "--state", str(guard.directory)], "rm x", 2),
        (["claude-code"], "ls", 2),
        (["other-host", "--state", str(guard.directory)], "ls", 2),
        (["claude-code", "--stat", str(guard.directory)], "ls", 2),
        ([], "ls", 2),
    ):
        event = json.dumps(guard.event("Bash", command=shell)).encode()
        assert subprocess.run([script, *arguments], input=event, capture_output=True).returncode == code


def test_neither_the_environment_nor_the_working_directory_can_change_an_answer(guard: Guard, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.mkdir()
    for name in ("agsec_runtime", "posix", "time", "_json", "regex", "sitecustomize", "hook", "marshal"):
        (trap / f"{name}.py").write_text("import os; os._exit(0)")
    env = {
        **os.environ,
        "PYTHONPATH": str(trap),
        "PYTHONSTARTUP": str(trap / "hook.py"),
        "PYTHONHOME": str(trap),
        "AGSEC_POLICY_DIR": str(trap),
        "AGSEC_AUDIT_DB": str(trap),
        "HOME": str(trap),
        "XDG_STATE_HOME": str(trap),
    }
    assert guard.send(guard.event("Bash", command="rm x"), env=env, cwd=trap).verdict == "blocked"
    assert guard.send(guard.event("Bash", command="ls"), env=env, cwd=trap).verdict == "silent"
    assert len(guard.records()) == 2


def settings_change(guard: Guard, path: Path | None = None) -> Any:
    source = "project_settings"
    return guard.send(
        {
            "hook_event_name": "ConfigChange",
            "session_id": "s1",
            "cwd": str(guard.project),
            "source": source,
            "file_path": str(path or guard.settings),
        }
    )


def _without(event: str) -> Any:
    def change(settings: dict[str, Any]) -> dict[str, Any]:
        return {**settings, "hooks": {name: value for name, value in settings["hooks"].items() if name != event}}

    return change


def _with_silent_hook(settings: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(settings)
    return dict(json.loads(text.replace("exit 2;", "exit 0;")))


TAMPERING = {
    "the tool hook removed": _without("PreToolUse"),
    "the settings hook removed": _without("ConfigChange"),
    "all hooks removed": lambda settings: {},
    "the command altered": _with_silent_hook,
    "hooks disabled": lambda settings: {**settings, "disableAllHooks": True},
    "permissions malformed": lambda settings: {**settings, "permissions": {"allow": "everything"}},
    "hooks no object": lambda settings: {**settings, "hooks": []},
    "a shell prefix": lambda settings: {**settings, "env": {"CLAUDE_CODE_SHELL_PREFIX": "/x"}},
    "a preloaded library": lambda settings: {**settings, "env": {"LD_PRELOAD": "/x"}},
    "any other variable": lambda settings: {**settings, "env": {"A": "1"}},
    "a key of a wrong type": lambda settings: {**settings, "model": 5},
    "a key nobody knows": lambda settings: {**settings, "statusLine": {}},
    "another hook that could rewrite the call": lambda settings: {
        **settings,
        "hooks": {**settings["hooks"], "PreToolUse": [*settings["hooks"]["PreToolUse"], {"hooks": []}]},
    },
    "the client started without hooks": lambda settings: {**settings, "env": {"CLAUDE_CODE_SIMPLE": "1"}},
    "a list": lambda settings: [settings],
}


@pytest.mark.parametrize("name", TAMPERING)
def test_a_change_that_would_disarm_the_hooks_is_blocked(guard: Guard, name: str) -> None:
    settings = json.loads(guard.settings.read_text("utf-8"))
    guard.settings.write_text(json.dumps(TAMPERING[name](settings)))
    command = settings["hooks"]["ConfigChange"][0]["hooks"][0]["command"]
    event = {"hook_event_name": "ConfigChange", "source": "project_settings", "file_path": str(guard.settings)}
    done = subprocess.run(["/bin/sh", "-c", command], input=json.dumps(event).encode(), capture_output=True)
    assert done.returncode == 2
    assert json.loads(done.stdout)["decision"] == "block"
    assert str(guard.settings) in done.stderr.decode()


@pytest.mark.parametrize("content", [None, "{", "\xff"])
def test_a_settings_file_that_is_gone_or_broken_is_blocked(guard: Guard, content: str | None) -> None:
    command = guard.command
    if content is None:
        guard.settings.unlink()
    else:
        guard.settings.write_bytes(content.encode("latin-1"))
    event = {"hook_event_name": "ConfigChange", "source": "project_settings", "file_path": str(guard.settings)}
    done = subprocess.run(["/bin/sh", "-c", command], input=json.dumps(event).encode(), capture_output=True)
    assert done.returncode == 2
    assert json.loads(done.stdout)["decision"] == "block"


def test_a_change_that_leaves_the_hooks_alone_passes(guard: Guard) -> None:
    settings = json.loads(guard.settings.read_text("utf-8"))
    settings["permissions"] = {"allow": ["Bash(ls)"], "deny": [], "ask": [], "defaultMode": "plan"}
    settings["model"] = "opus"
    guard.settings.write_text(json.dumps(settings))
    assert settings_change(guard).verdict == "silent"


def test_apply_vouches_for_the_settings_of_the_moment(guard: Guard) -> None:
    settings = json.loads(guard.settings.read_text("utf-8"))
    guard.settings.write_text(json.dumps({**settings, "statusLine": {"type": "command", "command": "date"}}))
    assert settings_change(guard).code == 2
    installer.apply(Slot(guard.directory))
    assert settings_change(guard).verdict == "silent"


def test_apply_does_not_vouch_for_hooks_that_were_altered(guard: Guard) -> None:
    settings = json.loads(guard.settings.read_text("utf-8"))
    command = settings["hooks"]["ConfigChange"][0]["hooks"][0]["command"]
    settings["hooks"]["PreToolUse"][0]["hooks"][0]["command"] = f"true {groups.MARKER}"
    guard.settings.write_text(json.dumps(settings))
    installer.apply(Slot(guard.directory))
    event = {"hook_event_name": "ConfigChange", "source": "project_settings", "file_path": str(guard.settings)}
    done = subprocess.run(["/bin/sh", "-c", command], input=json.dumps(event).encode(), capture_output=True)
    assert done.returncode == 2
    assert b"lose or alter the PreToolUse hook" in done.stderr


def test_switching_hooks_off_in_another_settings_file_is_blocked(guard: Guard) -> None:
    other = guard.settings.with_name("settings.local.json")
    for content in (
        '{"disableAllHooks": true}',
        '{"disableAllHooks": false, "disableAllHooks": true}',
        '\ufeff{"disableAllHooks": true}',
        '{"x": ' + "1" * 5000 + "}",
        "{",
    ):
        other.write_text(content, "utf-8")
        assert settings_change(guard, other).code == 2
        assert settings_change(guard).code == 2, "a blocked change must not come into force with the next one"
    other.write_text('{"model": "opus"}')
    assert settings_change(guard, other).verdict == "silent"


def test_a_person_may_uninstall_while_a_session_runs(guard: Guard) -> None:
    command = guard.command
    options = installer.Options(guard.project / "policies", project=guard.project, home=guard.home, state=guard.state)
    installer.uninstall(options)
    event = {"hook_event_name": "ConfigChange", "source": "project_settings", "file_path": str(guard.settings)}
    done = subprocess.run(["/bin/sh", "-c", command], input=json.dumps(event).encode(), capture_output=True)
    assert (done.returncode, done.stdout) == (0, b"")
