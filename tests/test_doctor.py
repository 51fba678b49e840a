"""`agsec doctor`: every installed hook is asked about real calls, and whatever is broken is told with what mends it."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agsec.examining.client import client as installed_client
from agsec.hosts import codex_trust, named
from agsec.installing import installer
from agsec.suggesting.observed import observe

from .conftest import HOSTS, POLICIES, Guard, Maker
from .forked import run_text

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Damage = Callable[[Guard], None]


@pytest.fixture(autouse=True)
def _no_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codex_trust, "client", lambda: None)


@pytest.fixture
def agsec(tmp_path: Path, make: Maker) -> Run:
    """The command in the project that was made last, as the person that it was made for."""

    def run(*arguments: str, cwd: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        home, state = tmp_path / "home", tmp_path / "xdg"
        env = {"HOME": str(home), "XDG_STATE_HOME": str(state), "NO_COLOR": "1", "SHELL": "/bin/sh"}
        state.mkdir(exist_ok=True)
        if not (state / "agsec").is_symlink():
            (state / "agsec").symlink_to(make.root / "state")
        env = {**os.environ, "PATH": "/usr/bin:/bin", **env, **variables}
        return run_text(arguments, cwd or make.made[-1].project, env)

    return run


def checks(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    """The checks of the only installation, by their names."""
    [one] = json.loads(done.stdout)["installations"]
    return {each["name"]: each for each in one["checks"]}


def examined(agsec: Run, **variables: Any) -> dict[str, dict[str, Any]]:
    return checks(agsec("doctor", "--output-format", "json", **variables))


@pytest.mark.parametrize("host", HOSTS)
def test_a_sound_guard_is_proven_by_a_real_deny_and_a_real_allow(agsec: Run, make: Maker, host: str) -> None:
    guard = make(host=host, trust_project=True)
    done = agsec("doctor")
    assert done.returncode == 0, done.stdout
    head, *lines = done.stdout.splitlines()
    assert head == f"{host}  {guard.settings}"
    assert [int(line[:2]) for line in lines] == list(range(1, len(lines) + 1))
    assert {line[4:11].strip() for line in lines} == {"ok", "note"}
    text = re.sub(r"\d+ ms", "N ms", done.stdout)
    assert "ok       Bash `rm -rf /` is denied by NoRm, in N ms" in text
    assert "ok       Bash `ls` is allowed by AllowWork, in N ms" in text
    assert "ok       a malformed event is blocked, in N ms" in text
    assert done.stderr.endswith("checks: the guard holds\n")


def test_machines_are_told_the_same(agsec: Run, guard: Guard) -> None:
    done = agsec("doctor", "--output-format", "json")
    answer = json.loads(done.stdout)
    assert (answer["version"], answer["sound"], done.returncode) == (1, True, 0)
    [one] = answer["installations"]
    assert (one["host"], one["scope"], one["settings"]) == ("claude-code", "project", str(guard.settings))
    deny = checks(done)["deny"]
    assert (deny["outcome"], deny["help"], deny["milliseconds"] > 0) == ("ok", None, True)


def test_all_installations_are_examined_and_the_checks_counted_through(agsec: Run, make: Maker) -> None:
    guard = make()
    places: dict[str, Any] = {"project": guard.project, "home": guard.home, "state": guard.state}
    for more in ({"host": "codex", "trust_project": True}, {"scope": "user"}):
        installer.install(installer.Options(guard.project / "policies", **places, **more))
    done = agsec("doctor", "--output-format", "json")
    answer = json.loads(done.stdout)
    assert {each["settings"] for each in answer["installations"]} == {
        str(guard.settings),
        str(guard.project / ".codex" / "hooks.json"),
        str(guard.home / ".claude" / "settings.json"),
    }
    numbers = [check["number"] for each in answer["installations"] for check in each["checks"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert done.returncode == 0


def test_where_nothing_is_installed_it_says_what_to_run(agsec: Run, guard: Guard) -> None:
    assert agsec("uninstall", "claude-code").returncode == 0
    done = agsec("doctor")
    assert (done.returncode, done.stdout) == (1, "")
    assert "nothing guards this project; run `agsec install claude-code`" in done.stderr
    assert json.loads(agsec("doctor", "--output-format", "json").stdout) == {
        "version": 1,
        "sound": False,
        "installations": [],
    }


def test_its_own_calls_are_known_in_the_log_and_nothing_learns_from_them(agsec: Run, guard: Guard) -> None:
    guard.call("Bash", command="make")
    assert agsec("doctor").returncode == 0
    own = [each for each in guard.records() if each["session"] == "agsec-doctor"]
    assert [(each["action"], each["effect"]) for each in own] == [
        ("unknown", "deny"),
        ("bash.execute", "deny"),
        ("bash.execute", "allow"),
    ]
    seen = observe(guard.log)
    assert [each.params["command"] for each in seen.allowed.values()] == ["make"]
    assert (seen.refused, sum(seen.left_out.values())) == ({}, 0)
    told = json.loads(agsec("status", "--output-format", "json").stdout)
    assert told["last_decision"]["summary"] == "make"


# What is broken, the check that tells, and words of what it says.


def _settings_emptied(guard: Guard) -> None:
    guard.settings.write_text("{}")


def _settings_no_json(guard: Guard) -> None:
    guard.settings.write_text("{,")


def _command_replaced(guard: Guard, command: str, **more: Any) -> None:
    text = json.loads(guard.settings.read_text())
    text["hooks"]["PreToolUse"][0]["hooks"][0] |= {"command": command, **more}
    guard.settings.write_text(json.dumps(text))


def _hook_always_allows(guard: Guard) -> None:
    _command_replaced(guard, "true # agsec-hook")


def _hook_prints_nonsense(guard: Guard) -> None:
    _command_replaced(guard, "echo hello # agsec-hook")


def _hook_always_denies(guard: Guard) -> None:
    _command_replaced(guard, "echo no >&2; exit 2 # agsec-hook")


def _hooks_switched_off(guard: Guard) -> None:
    guard.settings.with_name("settings.local.json").write_text('{"disableAllHooks": true}')


def _program_deleted(guard: Guard) -> None:
    (guard.directory / "hook.pyc").unlink()


def _program_altered(guard: Guard) -> None:
    """Where no call that is tried leads: in what git does."""
    program = guard.directory / "hook.pyc"
    raw = program.read_bytes()
    at = raw.index(b"--all-progress-implied")
    program.write_bytes(raw[:at] + b"--ALL" + raw[at + 5 :])


def _bundle_open_to_others(guard: Guard) -> None:
    (guard.directory / "bundle.agp").chmod(0o666)


def _program_of_another_python(guard: Guard) -> None:
    path = guard.directory / "hook.pyc"
    path.write_bytes(b"\0\0\r\n" + path.read_bytes()[4:])


def _engine_broken(guard: Guard) -> None:
    for each in (guard.directory / "engine" / "regex").rglob("*"):
        if each.is_file():
            each.unlink()


def _python_gone(guard: Guard) -> None:
    record = guard.directory / "installation.json"
    python = json.loads(record.read_text())["python"]
    for path in (record, guard.settings):
        path.write_text(path.read_text().replace(python, "/opt/gone/bin/python3"))


def _bundle_flipped(guard: Guard) -> None:
    path = guard.directory / "bundle.agp"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _bundle_deleted(guard: Guard) -> None:
    (guard.directory / "bundle.agp").unlink()


def _policies_broken(guard: Guard) -> None:
    (guard.project / "policies" / "policy.yaml").write_text("statements: [{sid: A}]\n")


def _policies_deleted(guard: Guard) -> None:
    (guard.project / "policies" / "policy.yaml").unlink()
    (guard.project / "policies").rmdir()


def _stamps_broken(guard: Guard) -> None:
    (guard.directory / "stamps.json").write_text("[]")


def _record_broken(guard: Guard) -> None:
    (guard.directory / "installation.json").write_text("{broken")


def _record_of_an_unknown_host(guard: Guard) -> None:
    path = guard.directory / "installation.json"
    path.write_text(path.read_text().replace('"host": "claude-code"', '"host": "abacus"'))


def _log_is_a_directory(guard: Guard) -> None:
    guard.log.unlink()
    guard.log.mkdir()


def _log_altered(guard: Guard) -> None:
    guard.call("Bash", command="ls")
    guard.log.write_text(guard.log.read_text().replace('"allow"', '"allom"'))


def _log_cut_off(guard: Guard) -> None:
    guard.call("Bash", command="ls")
    lines = guard.log.read_text().splitlines(keepends=True)
    guard.log.write_text("".join(lines[:-1]))


AGAIN, APPLY = "run `agsec install claude-code`", "run `agsec apply`"


@pytest.mark.parametrize(
    ("damages", "told"),
    [
        (
            (_log_altered, _hooks_switched_off, _engine_broken, _bundle_flipped, _policies_broken),
            {
                "switches": ("switches every hook off (`disableAllHooks`)", "mend that"),
                "program": ("does not run the hook's engine", AGAIN),
                "bundle": ("was changed", APPLY),
                "policies": ("does not compile", "run `agsec validate"),
                "log": ("do not follow one another", "`agsec audit verify`"),
            },
        ),
        (
            (_log_cut_off, _settings_emptied, _python_gone, _bundle_deleted, _stamps_broken),
            {
                "settings": ("does not hold the hooks", AGAIN),
                "program": ("/opt/gone/bin/python3 is not there", AGAIN),
                "bundle": ("cannot be read", APPLY),
                "policies": ("stamps.json is damaged", APPLY),
                "log": ("cut off or written anew", "`agsec audit verify`"),
            },
        ),
        (
            (_settings_no_json, _program_of_another_python, _policies_deleted, _log_is_a_directory),
            {
                "settings": ("cannot be edited", "mend the file"),
                "program": ("made for another Python", AGAIN),
                "policies": ("there is no policy file or directory", "agsec init"),
                "log": ("audit.jsonl", "see what"),
            },
        ),
        ((_log_is_a_directory,), {"allow": ("leaves no record", AGAIN), "recorded": ("cannot be read", AGAIN)}),
        (
            (_hook_always_allows,),
            {
                "settings": ("does not hold the hooks", AGAIN),
                "malformed": ("a malformed event is let through", AGAIN),
                "deny": ("Bash `rm -rf /`, which NoRm denies, is let through", AGAIN),
                "recorded": ("left no record", AGAIN),
            },
        ),
        (
            (_hook_always_denies,),
            {
                "deny": ("is blocked for another reason (exit 2, no)", AGAIN),
                "allow": ("Bash `ls`, which AllowWork allows, is blocked (exit 2, no)", AGAIN),
            },
        ),
        ((_hook_prints_nonsense,), {"deny": ("is not understood (exit 0, hello)", AGAIN)}),
        (
            (_program_deleted,),
            {"program": ("hook.pyc is not there", AGAIN), "deny": ("blocked for another reason", AGAIN)},
        ),
        ((_program_altered,), {"program": ("hook.pyc was changed after it was installed", AGAIN)}),
        ((_bundle_open_to_others,), {"program": ("others can write to", "`chmod go-w")}),
        ((_record_broken,), {"record": ("no usable installation", "run `agsec install` again")}),
        ((_record_of_an_unknown_host,), {"record": ("for an unknown host", "run `agsec install` again")}),
    ],
)
def test_everything_that_is_broken_is_told_with_what_mends_it(
    agsec: Run, guard: Guard, damages: tuple[Damage, ...], told: dict[str, tuple[str, str]]
) -> None:
    for damage in damages:
        damage(guard)
    done = agsec("doctor", "--output-format", "json")
    found = checks(done)
    assert done.returncode == 1
    for name, (words, help) in told.items():
        assert found[name]["outcome"] == "FAILED", found[name]
        assert words in found[name]["told"]
        assert help in found[name]["help"]


def test_a_hook_that_hangs_is_ended_with_all_that_it_started(agsec: Run, guard: Guard, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    _command_replaced(guard, f"sleep 60 3>{pipe} & wait # agsec-hook", timeout=0.2)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        check = examined(agsec)["deny"]
        assert (check["outcome"], check["told"]) == ("FAILED", "Bash `rm -rf /`: the hook did not answer within 0.2 s")
        assert os.read(reader, 1) == b""  # Nobody is left who could write.
    finally:
        os.close(reader)


def test_the_command_that_it_prints_makes_the_installation_as_it_was(agsec: Run, make: Maker, tmp_path: Path) -> None:
    guard = make(scope="user", pin=True, audit_required=False, announce_allow=True)
    record = guard.directory / "installation.json"
    before = json.loads(record.read_text())
    guard.settings.write_text("{}")
    help = examined(agsec, cwd=tmp_path)["settings"]["help"]
    command = help.removeprefix("run `").removesuffix("`")
    assert command == (
        f"agsec install claude-code --user --policies {guard.project / 'policies'}"
        " --audit best-effort --announce-allow --pin"
    )
    assert agsec(*shlex.split(command)[1:], cwd=tmp_path).returncode == 0
    assert agsec("doctor", cwd=tmp_path).returncode == 0
    after = json.loads(record.read_text())
    for name in ("audit", "announce_allow", "pin", "scope", "policies"):
        assert after[name] == before[name]


def test_edited_policies_are_a_warning_and_the_hooks_are_asked_by_those_in_force(agsec: Run, guard: Guard) -> None:
    path = guard.project / "policies" / "policy.yaml"
    path.write_text(POLICIES.replace("sid: NoRm", "sid: NoRemoving"))
    done = agsec("doctor", "--output-format", "json")
    found = checks(done)
    assert (found["policies"]["outcome"], done.returncode) == ("warning", 0)
    assert found["policies"]["help"].startswith("run `agsec apply`")
    assert "by NoRm" in found["deny"]["told"]
    assert agsec("apply").returncode == 0
    assert examined(agsec)["policies"]["outcome"] == "ok"


def test_a_hook_that_compiles_by_itself_is_asked_by_the_policies_as_they_are(agsec: Run, make: Maker) -> None:
    guard = make(watch=True)
    path = guard.project / "policies" / "policy.yaml"
    path.write_text(POLICIES.replace("sid: NoRm", "sid: NoRemoving"))
    found = examined(agsec)
    assert "by NoRemoving" in found["deny"]["told"]
    assert {found[name]["outcome"] for name in ("policies", "deny", "allow")} == {"ok"}


def test_a_hook_of_another_agsec_is_a_warning(agsec: Run, guard: Guard) -> None:
    path = guard.directory / "installation.json"
    path.write_text(re.sub(r'"agsec": "[^"]+"', '"agsec": "0.9.0"', path.read_text()))
    check = examined(agsec)["program"]
    assert (check["outcome"], "0.9.0" in check["told"]) == ("warning", True)


def test_settings_that_a_running_session_would_not_take_are_a_warning(agsec: Run, guard: Guard) -> None:
    text = json.loads(guard.settings.read_text())
    guard.settings.write_text(json.dumps({**text, "statusLine": {"type": "command", "command": "date"}}))
    check = examined(agsec)["change"]
    assert (check["outcome"], "another `statusLine`" in check["told"]) == ("warning", True)
    assert agsec("apply").returncode == 0
    assert examined(agsec)["change"]["outcome"] == "ok"


def test_a_log_that_may_be_lost_is_a_warning_only(agsec: Run, make: Maker) -> None:
    guard = make(audit_required=False)
    _log_is_a_directory(guard)
    done = agsec("doctor", "--output-format", "json")
    found = checks(done)
    assert (found["log"]["outcome"], found["recorded"]["outcome"]) == ("warning", "warning")
    assert (found["allow"]["outcome"], done.returncode) == ("ok", 0)


# Policies about which no well-known call says anything.
PAYMENTS = """\
default: allow
statements:
  - {sid: NoFortunes, effect: deny, actions: [mcp.bank.pay], conditions: {params.amount: {op: ">", value: 1000}}}
"""
ALL = "statements: [{sid: All, effect: allow, actions: ['*']}]\n"
NOTHING = "statements: [{sid: None, effect: deny, actions: ['*']}]\n"


@pytest.mark.parametrize("host", HOSTS)
def test_a_call_is_made_up_where_no_well_known_one_is_denied(agsec: Run, make: Maker, host: str) -> None:
    make(PAYMENTS, host=host, trust_project=True)
    found = examined(agsec)
    assert found["deny"]["told"] == "mcp__bank__pay `1001` is denied by NoFortunes"
    assert found["allow"]["told"] == "Bash `ls` is allowed by the default"


@pytest.mark.parametrize(
    ("policies", "name", "word"), [(ALL, "deny", "denied"), (NOTHING, "allow", "allowed")], ids=["all", "nothing"]
)
def test_what_cannot_be_proven_is_not_run_and_does_not_pass(
    agsec: Run, make: Maker, policies: str, name: str, word: str
) -> None:
    make(policies)
    done = agsec("doctor", "--output-format", "json")
    check = checks(done)[name]
    assert check["told"] == f"no call is {word} by the policies in force, and no statement has the effect {name}"
    assert (check["outcome"], done.returncode) == ("not run", 1)


@pytest.mark.parametrize(
    ("version", "outcome"), [("2.1.197", "warning"), ("2.1.295", "note"), ("10.0.0", "note"), ("none", "note")]
)
def test_a_client_that_does_not_heed_all_of_it_is_a_warning(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str, outcome: str
) -> None:
    client = tmp_path / "claude"
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    client.write_text(f"#!/bin/sh\necho '{version} (Claude Code)'\n")
    client.chmod(0o755)
    check = installed_client(named("claude-code"))
    assert check.outcome == outcome
    assert str(client) in check.told
