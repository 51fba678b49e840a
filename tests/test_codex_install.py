"""Installing for Codex: hooks.json and config.toml belong to somebody, and a hook that is not trusted is skipped."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agsec import tomledit
from agsec.exceptions import AgsecError
from agsec.hosts import codex_managed, codex_trust, named
from agsec.installing import installer
from agsec.installing.found import installations
from agsec.state import Slot

from .conftest import POLICIES, Guard, Maker

HOOKS = """\
{
    "description":   "ours",
    "hooks": {
        "PreToolUse": [ {"matcher": "Bash", "hooks": [{"type": "command", "command": "audit-me"}]} ],
        "Stop": []
    }
}
"""
CONFIG = """\
# mine
model = "gpt-5.5"   # keep this

[features]
hooks = true

[projects."/elsewhere"]
trust_level = "trusted"
"""


@pytest.fixture
def make(tmp_path: Path) -> Maker:
    return Maker(tmp_path.resolve(), host="codex")


@pytest.fixture(autouse=True)
def _no_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about files; the client itself has tests of its own."""
    monkeypatch.setattr(codex_trust, "client", lambda: None)


def options(guard: Guard, **more: Any) -> installer.Options:
    chosen: dict[str, Any] = {"project": guard.project, "home": guard.home, "state": guard.state, "host": guard.host}
    return installer.Options(guard.project / "policies", **{**chosen, **more})


def config_of(maker: Maker) -> Path:
    return maker.root / "home" / ".codex" / "config.toml"


def configured(maker: Maker, text: str = CONFIG) -> Path:
    path = config_of(maker)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_the_hook_is_asked_of_all_tools_and_its_command_blocks_whatever_happens(guard: Guard) -> None:
    settings = json.loads(guard.settings.read_text("utf-8"))
    assert guard.settings == guard.project / ".codex" / "hooks.json"
    assert list(settings) == ["hooks"]
    [group] = settings["hooks"]["PreToolUse"]
    [handler] = group["hooks"]
    assert (group["matcher"], handler["type"], handler["timeout"]) == ("*", "command", 60)
    assert " codex || {" in handler["command"]
    assert set(handler) == {"type", "command", "timeout"}


def test_the_hash_is_the_one_that_the_client_computes() -> None:
    """As version 0.169.0 lists it for this very hook."""
    handler = {"type": "command", "command": "true # é", "timeout": 60}
    assert codex_trust.trusted_hash({"matcher": "*", "hooks": [handler]}, handler) == (
        "sha256:237579b0c999c6226d7a75cf4474ac96b438ecd0669ec17118b467e0e14829c6"
    )


def test_the_installed_hook_is_trusted_by_its_place_and_its_hash(make: Maker) -> None:
    configured(make)
    guard = make(settings=HOOKS)
    data = tomledit.loads(config_of(make).read_text("utf-8"))
    identity = {
        "event_name": "pre_tool_use",
        "hooks": [{"async": False, "command": guard_command(guard), "timeout": 60, "type": "command"}],
        "matcher": "*",
    }
    text = json.dumps(identity, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
    assert data["hooks"]["state"] == {f"{guard.settings}:pre_tool_use:1:0": {"trusted_hash": digest}}
    assert data["features"] == {"hooks": True, "unified_exec_tty": False}


def guard_command(guard: Guard) -> str:
    groups = json.loads(guard.settings.read_text("utf-8"))["hooks"]["PreToolUse"]
    command: str = groups[-1]["hooks"][0]["command"]
    return command


def test_everything_else_in_both_files_stays_byte_for_byte(make: Maker) -> None:
    config = configured(make)
    guard = make(settings=HOOKS)
    text = guard.settings.read_text("utf-8")
    assert '"description":   "ours"' in text
    assert '{"matcher": "Bash", "hooks": [{"type": "command", "command": "audit-me"}]}' in text
    assert config.read_text("utf-8").startswith(
        CONFIG.replace("hooks = true\n", "hooks = true\nunified_exec_tty = false\n")
    )


def test_installing_twice_changes_nothing(make: Maker) -> None:
    config = configured(make)
    guard = make(settings=HOOKS)
    before = guard.settings.read_bytes(), config.read_bytes()
    assert installer.install(options(guard)).change == ""
    assert (guard.settings.read_bytes(), config.read_bytes()) == before


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize(
    "text", [CONFIG, "", CONFIG.rstrip("\n"), CONFIG.replace("\n", "\r\n"), "features.hooks = true"]
)
def test_uninstalling_restores_both_files_exactly(make: Maker, text: str, again: bool) -> None:
    config = configured(make)
    config.write_bytes(text.encode())
    guard = make(settings=HOOKS)
    if again:
        installer.install(options(guard, pin=True))
        (guard.project / "policies" / "policy.yaml").write_text(POLICIES.replace("rm\\b", "mv\\b"))
        installer.apply(Slot(guard.directory))
    installer.uninstall(options(guard))
    assert guard.settings.read_text("utf-8") == HOOKS
    assert config.read_bytes() == text.encode()
    assert installer.uninstall(options(guard)) is None


def test_uninstalling_removes_files_that_were_not_there(make: Maker) -> None:
    guard = make()
    assert config_of(make).stat().st_mode & 0o777 == 0o600
    installer.uninstall(options(guard))
    assert not guard.settings.exists()
    assert not config_of(make).exists()


def test_uninstalling_keeps_what_a_person_changed_since(make: Maker) -> None:
    config = configured(make)
    guard = make(settings=HOOKS)
    config.write_text(config.read_text("utf-8").replace("gpt-5.5", "gpt-6") + "\n[mine]\na = 1\n", "utf-8")
    installer.uninstall(options(guard))
    assert config.read_text("utf-8") == CONFIG.replace("gpt-5.5", "gpt-6") + "\n[mine]\na = 1\n"


def test_a_terminal_that_a_person_had_switched_off_stays_so(make: Maker) -> None:
    text = "[features]\nunified_exec_tty = false\n"
    config = configured(make, text)
    guard = make()
    config.write_text("# new\n" + config.read_text("utf-8"), "utf-8")
    installer.uninstall(options(guard))
    assert config.read_text("utf-8") == "# new\n" + text


@pytest.mark.parametrize("first", [0, 1])
def test_two_projects_share_the_configuration_and_the_last_one_cleans_up(make: Maker, first: int) -> None:
    config = configured(make)
    guards = [make(), make()]
    installer.uninstall(options(guards[first]))
    data = tomledit.loads(config.read_text("utf-8"))
    assert data["features"]["unified_exec_tty"] is False
    assert list(data["hooks"]["state"]) == [f"{guards[1 - first].settings}:pre_tool_use:0:0"]
    installer.uninstall(options(guards[1 - first]))
    assert config.read_text("utf-8") == CONFIG


def test_installations_at_the_same_time_do_not_lose_each_others_trust(make: Maker) -> None:
    config = configured(make)
    guards = [make() for _ in range(4)]
    for guard in guards:
        installer.uninstall(options(guard))
    assert config.read_text("utf-8") == CONFIG
    code = (
        "import sys; from pathlib import Path; from agsec.installing import installer; from agsec.hosts import codex_trust;"
        "codex_trust.client = lambda: None; p, home, state = map(Path, sys.argv[1:]);"
        "installer.install(installer.Options(p / 'policies', host='codex', project=p, home=home, state=state))"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, each.project, each.home, each.state], stderr=subprocess.PIPE)
        for each in guards
    ]
    assert [each.communicate(timeout=60)[1] for each in running] == [b""] * 4
    assert len(tomledit.loads(config.read_text("utf-8"))["hooks"]["state"]) == 4


def test_trust_goes_with_an_uninstallation_even_if_the_hook_is_gone_already(make: Maker) -> None:
    config = configured(make)
    guard = make()
    guard.settings.unlink()
    assert installer.uninstall(options(guard)) is not None
    assert config.read_text("utf-8") == CONFIG


def test_a_pin_that_moves_is_trusted_anew(make: Maker) -> None:
    guard = make(pin=True)
    before = config_of(make).read_text("utf-8")
    (guard.project / "policies" / "policy.yaml").write_text(POLICIES.replace("rm\\b", "mv\\b"))
    outcome = installer.apply(Slot(guard.directory))
    assert outcome.revision in guard_command(guard)
    [trust] = tomledit.loads(config_of(make).read_text("utf-8"))["hooks"]["state"].values()
    group = json.loads(guard.settings.read_text("utf-8"))["hooks"]["PreToolUse"][0]
    assert trust["trusted_hash"] == codex_trust.trusted_hash(group, group["hooks"][0])
    assert trust["trusted_hash"] not in before


@pytest.mark.parametrize(
    "settings",
    [
        '{"$schema": "x"}',
        '{"hooks": {}, "other": 1}',
        '{"hooks": {"Stop": [{"hooks": [{"type": "http", "url": "x"}]}]}}',
        '{"hooks": {"Stop": [{"hooks": [{"command": "x"}]}]}}',
        '{"hooks": {"Stop": [7]}}',
        '{"description": 5, "hooks": {}}',
        '{"description": "x", "hooks": {"Stop": [{"hooks": [], "matcher": 5}]}}',
        '{"hooks": {"Stop": [{"hooks": [{"type": "command"}]}]}}',
        '{"hooks": {"Stop": [{"hooks": [{"type": ["command"], "command": "x"}]}]}}',
        '{"hooks": {"Stop": [{"hooks": [{"type": "mcp_tool", "server": "x"}]}]}}',
        '{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x", "timeout": "5"}]}]}}',
        '{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x", "timeout": -1}]}]}}',
        '{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x", "async": "no"}]}]}}',
        '{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x", "statusMessage": 1}]}]}}',
        '{"hooks": {"Stop": [{"other": NaN, "hooks": []}]}}',
        '{"hooks": {"Stop": {}}}',
        "{",
        "[]",
        '{"hooks": []}',
    ],
)
def test_a_file_that_the_client_would_ignore_is_refused_and_left_alone(make: Maker, settings: str) -> None:
    with pytest.raises(AgsecError):
        make(settings=settings)
    [path] = make.root.glob("*/.codex/hooks.json")
    assert path.read_text("utf-8") == settings
    assert not config_of(make).exists()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[features]\nhooks = false\n", "switches every hook off"),
        ("features = {hooks = false}\n", "switches every hook off"),
        ("[features]\nhooks = true\ncodex_hooks = false\n", "switches every hook off"),
        ("[features]\nunified_exec_tty = true\n", "type into a running shell"),
        ("allow_managed_hooks_only = true\n", "only managed hooks"),
        ("[features\n", "is no TOML"),
        ("a = 1\na = 2\n", "is no TOML"),
    ],
)
def test_a_configuration_in_which_the_hook_would_not_be_asked_is_refused(make: Maker, text: str, problem: str) -> None:
    config = configured(make, text)
    with pytest.raises(AgsecError, match=problem):
        make()
    assert config.read_text("utf-8") == text
    config.unlink()
    project = make.root / "project1" / ".codex"
    project.mkdir(parents=True)
    (project / "config.toml").write_text(text, "utf-8")
    (make.root / "project1" / "policies").mkdir()
    (make.root / "project1" / "policies" / "policy.yaml").write_text(POLICIES)
    chosen = installer.Options(
        project.parent / "policies", host="codex", project=project.parent, home=make.root, state=make.root / "state"
    )
    with pytest.raises(AgsecError, match=problem):
        installer.install(chosen)
    assert not (project / "hooks.json").exists()


@pytest.mark.parametrize("path", [".codex/config.toml", "home/.codex/x.config.toml"])
def test_configurations_up_to_the_repository_and_profiles_are_looked_at_too(make: Maker, path: str) -> None:
    (make.root / ".git").mkdir()
    (make.root / path).parent.mkdir(parents=True)
    (make.root / path).write_text("[features]\nhooks = false\n")
    with pytest.raises(AgsecError, match="switches every hook off"):
        make()


def test_a_configuration_that_is_no_file_is_refused_at_once(make: Maker) -> None:
    config_of(make).parent.mkdir(parents=True)
    os.mkfifo(config_of(make))
    with pytest.raises(AgsecError, match="is no regular file"):
        make()


def test_what_cannot_be_set_in_place_is_told_for_a_person_to_set(make: Maker) -> None:
    config = configured(make, "features = {hooks = true}\n")
    with pytest.raises(AgsecError) as caught:
        make()
    assert caught.value.help == "set features.unified_exec_tty = false there"
    assert config.read_text("utf-8") == "features = {hooks = true}\n"


def test_hooks_are_switched_on_by_name_for_as_long_as_an_installation_needs_it(make: Maker) -> None:
    text = 'model = "x"\n'
    config = configured(make, text)
    guards = make(), make()
    assert tomledit.loads(config.read_text("utf-8"))["features"]["hooks"] is True
    installer.uninstall(options(guards[0]))
    assert tomledit.loads(config.read_text("utf-8"))["features"]["hooks"] is True
    installer.uninstall(options(guards[1]))
    assert (
        "features" not in config.read_text("utf-8")
        or "hooks" not in tomledit.loads(config.read_text("utf-8"))["features"]
    )


def test_a_hook_that_a_person_switched_off_is_told(make: Maker) -> None:
    guard = make()
    config = config_of(make)
    config.write_text(config.read_text("utf-8").replace("trusted_hash", "enabled = false\ntrusted_hash"), "utf-8")
    with pytest.raises(AgsecError, match="switches the hook off"):
        installer.install(options(guard))


def test_what_was_set_is_taken_back_even_if_the_client_goes_on_distrusting(
    make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configured(make)
    monkeypatch.setattr(codex_trust, "client", lambda: "codex")
    monkeypatch.setattr(codex_trust, "confirmed", lambda *_: "modified")
    with pytest.raises(AgsecError, match="would skip it"):
        make()
    project = make.root / "project0"
    chosen = installer.Options(
        project, host="codex", project=project, home=make.root / "home", state=make.root / "state"
    )
    assert installer.uninstall(chosen) is not None
    assert config.read_text("utf-8") == CONFIG


def test_a_project_is_trusted_only_when_a_person_says_so(make: Maker) -> None:
    config = configured(make)
    guard = make()
    assert any("SKIPS its hooks" in note for note in guard.outcome.notes)
    assert str(guard.project) not in tomledit.loads(config.read_text("utf-8"))["projects"]
    outcome = installer.install(options(guard, trust_project=True))
    assert not any("SKIPS" in note for note in outcome.notes)
    assert tomledit.get(tomledit.loads(config.read_text("utf-8")), ("projects", str(guard.project), "trust_level"))
    installer.uninstall(options(guard))
    assert config.read_text("utf-8") == CONFIG


def test_the_trust_in_a_repository_holds_for_its_directories(make: Maker) -> None:
    configured(make, f'[projects."{make.root}"]\ntrust_level = "trusted"\n')
    (make.root / ".git").mkdir()
    assert not any("SKIPS" in note for note in make().outcome.notes)


def test_the_persons_form_is_kept_where_the_environment_says(make: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    other = make.root / "elsewhere"
    monkeypatch.setenv("CODEX_HOME", str(other))
    guard = make(scope="user", pin=True)
    assert guard.settings == other / "hooks.json"
    monkeypatch.delenv("CODEX_HOME")
    (guard.project / "policies" / "policy.yaml").write_text(POLICIES.replace("rm\\b", "mv\\b"))
    installer.apply(Slot(guard.directory))
    assert list(tomledit.loads((other / "config.toml").read_text("utf-8"))) == ["features", "hooks"]
    assert not config_of(make).exists()


@pytest.mark.parametrize("chosen", [{"scope": "local"}, {"announce_allow": True}])
def test_what_the_host_does_not_have_is_refused(make: Maker, chosen: dict[str, Any]) -> None:
    with pytest.raises(AgsecError, match="Codex"):
        make(**chosen)


def test_the_hosts_of_one_project_have_their_own_state_and_are_applied_together(make: Maker) -> None:
    guard = make()
    other = installer.install(options(guard, host="claude-code"))
    found = installations(guard.project, guard.state)
    assert {each.directory for each in found} == {guard.directory, other.directory}
    assert guard.call("Bash", command="rm x").verdict == "blocked"


@pytest.mark.parametrize(
    "script",
    ["exit 0", "echo nonsense; sleep 5", "sleep 60", "while :; do echo '{\"id\": 7}'; done", "echo '{\"id\":1}'"],
)
def test_a_client_that_does_not_answer_is_told_and_keeps_nobody_waiting(
    make: Maker, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    client = make.root / "codex"
    client.write_text(f"#!/bin/sh\n{script}\n")
    client.chmod(0o755)
    monkeypatch.setattr(codex_trust, "client", lambda: str(client))
    monkeypatch.setattr(codex_trust, "PATIENCE", 1.0)
    guard = make()
    assert any(note.startswith(f"warning: {client} did not confirm") for note in guard.outcome.notes)
    assert guard.call("Bash", command="rm x").verdict == "blocked"


# -- the machine-wide form

GROUPS = named("codex").entries(
    "/usr/bin/python3 -I -S /etc/agsec/codex/hook.pyc codex || { exit 2; } # agsec-hook", False
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# ours\n",
        'allowed_approval_policies = ["never"]\n\n[rules]\nprefix_rules = []\n',
        "allow_managed_hooks_only = true\n",
        "[features]\nhooks = true\nunified_exec_tty = false\nother = true\n",
    ],
)
def test_our_part_of_the_administrators_file_comes_and_goes_alone(text: str) -> None:
    after = codex_managed.installed(text, GROUPS)
    data = tomledit.loads(after)
    assert data["allow_managed_hooks_only"] is True
    assert (data["features"]["hooks"], data["features"]["unified_exec_tty"]) == (True, False)
    assert data["hooks"]["managed_dir"] == "/etc/agsec/codex"
    [group] = data["hooks"]["PreToolUse"]
    assert group["hooks"][0]["command"] == GROUPS["PreToolUse"]["hooks"][0]["command"]
    assert text in after
    assert codex_managed.installed(after, GROUPS) == after
    assert codex_managed.uninstalled(after) == text
    assert codex_managed.holds_hooks(after)
    assert not codex_managed.holds_hooks(text)


@pytest.mark.parametrize(
    "text",
    [
        '[hooks]\nmanaged_dir = "/x"\n',
        "allow_managed_hooks_only = false\n",
        "[features]\nhooks = false\n",
        "[features]\nother = true\n",
        "features = 1\n",
        "[[",
    ],
)
def test_an_administrators_file_that_says_otherwise_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(AgsecError) as caught:
        codex_managed.installed(text, GROUPS)
    assert caught.value.help


def switched_off(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[features]\ncodex_hooks = false\n")


@pytest.mark.parametrize("place", ["user", "profile", "project", "above"])
def test_hooks_that_are_switched_off_anywhere_are_refused(make: Maker, place: str) -> None:
    repository = make.root / "project0"
    (make.root / ".git").mkdir()
    switched_off(
        {
            "user": make.root / "home" / ".codex" / "config.toml",
            "profile": make.root / "home" / ".codex" / "work.config.toml",
            "project": repository / ".codex" / "config.toml",
            "above": make.root / ".codex" / "config.toml",
        }[place]
    )
    with pytest.raises(AgsecError, match="switches every hook off"):
        make()
    assert not (repository / ".codex" / "hooks.json").exists()


@pytest.mark.parametrize(
    "strange",
    [
        '{"description": 5, "hooks": {}}',
        '{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x", "timeout": "5"}]}]}}',
        '{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x", "timeout": -1}]}]}}',
        '{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x", "async": "no"}]}]}}',
        '{"hooks": {"Stop": [{"hooks": [{"type": "command"}]}]}}',
        '{"hooks": {"Stop": [{"hooks": [{"type": "mcp_tool"}]}]}}',
        '{"hooks": {"Stop": [{"matcher": 5, "hooks": []}]}}',
    ],
)
def test_a_hooks_file_that_the_client_would_drop_is_refused(make: Maker, strange: str) -> None:
    with pytest.raises(AgsecError, match="Codex ignores the whole file"):
        make(settings=strange)
    assert (make.root / "project0" / ".codex" / "hooks.json").read_text() == strange
