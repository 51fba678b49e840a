"""`agsec doctor`: every installed hook is asked about real calls, and whatever is broken is told with what mends it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agsec.hosts import codex_trust
from agsec.suggesting.observed import observe

from .conftest import HOSTS, Guard, Maker
from .forked import run_text

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Damage = Callable[[Guard], None]


@pytest.fixture(autouse=True)
def _no_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codex_trust, "client", lambda: None)


@pytest.fixture
def agsec(tmp_path: Path, make: Maker) -> Run:
    """The command in the project that was made last, as the person that it was made for."""

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        home, state = tmp_path / "home", tmp_path / "xdg"
        env = {"HOME": str(home), "XDG_STATE_HOME": str(state), "NO_COLOR": "1", "SHELL": "/bin/sh"}
        state.mkdir(exist_ok=True)
        if not (state / "agsec").is_symlink():
            (state / "agsec").symlink_to(make.root / "state")
        env = {**os.environ, "PATH": "/usr/bin:/bin", **env, **variables}
        return run_text(arguments, make.made[-1].project, env)

    return run


def checks(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    """The checks of the only installation, by their names."""
    [one] = json.loads(done.stdout)["installations"]
    return {each["name"]: each for each in one["checks"]}


def examined(agsec: Run, **variables: str) -> dict[str, dict[str, Any]]:
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
    assert agsec("install", "codex", "--trust-project").returncode == 0
    assert agsec("install", "claude-code", "--user").returncode == 0
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


def _hook_hangs(guard: Guard) -> None:
    _command_replaced(guard, "sleep 60; true # agsec-hook", timeout=0.2)


def _hooks_switched_off(guard: Guard) -> None:
    guard.settings.with_name("settings.local.json").write_text('{"disableAllHooks": true}')


def _program_deleted(guard: Guard) -> None:
    (guard.directory / "hook.pyc").unlink()


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


@pytest.mark.parametrize(
    ("damage", "name", "told", "help"),
    [
        (_settings_emptied, "settings", "does not hold the hooks", "run `agsec install claude-code`"),
        (_settings_no_json, "settings", "cannot be edited", "mend the file"),
        (
            _hook_always_allows,
            "deny",
            "`rm -rf /`, which NoRm denies, is let through",
            "run `agsec install claude-code`",
        ),
        (_hook_always_allows, "malformed", "a malformed event is let through", "run `agsec install claude-code`"),
        (_hook_always_allows, "recorded", "left no record", "run `agsec install claude-code`"),
        (_hook_prints_nonsense, "deny", "is not understood (exit 0, hello)", "run `agsec install claude-code`"),
        (_hook_always_denies, "deny", "is blocked for another reason (exit 2, no)", "run `agsec install claude-code`"),
        (_hook_always_denies, "allow", "`ls`, which AllowWork allows, is blocked", "run `agsec install claude-code`"),
        (_hook_hangs, "deny", "did not answer within 0.2 s", "run `agsec install claude-code`"),
        (_hooks_switched_off, "switches", "switches every hook off (`disableAllHooks`)", "mend that"),
        (_program_deleted, "program", "hook.pyc is not there", "run `agsec install claude-code`"),
        (_program_deleted, "deny", "blocked for another reason", "run `agsec install claude-code`"),
        (_program_of_another_python, "program", "for another Python", "run `agsec install claude-code`"),
        (_engine_broken, "program", "does not run the hook's engine", "run `agsec install claude-code`"),
        (_python_gone, "program", "/opt/gone/bin/python3 is not there", "run `agsec install claude-code`"),
        (_bundle_flipped, "bundle", "changed", "run `agsec apply`"),
        (_bundle_deleted, "bundle", "cannot be read", "run `agsec apply`"),
        (_policies_broken, "policies", "does not compile", "run `agsec validate"),
        (_policies_deleted, "policies", "there is no policy file or directory", ""),
        (_stamps_broken, "policies", "stamps.json is damaged", "run `agsec apply`"),
        (_record_broken, "record", "no usable installation", "run `agsec install` again"),
        (_record_of_an_unknown_host, "record", "for an unknown host", "run `agsec install` again"),
        (_log_is_a_directory, "log", "audit.jsonl", ""),
        (_log_is_a_directory, "allow", "leaves no record", "run `agsec install claude-code`"),
        (_log_altered, "log", "do not follow one another", "`agsec audit verify`"),
        (_log_cut_off, "log", "cut off or written anew", "`agsec audit verify`"),
    ],
)
def test_what_is_broken_is_told_with_what_mends_it(
    agsec: Run, guard: Guard, damage: Damage, name: str, told: str, help: str
) -> None:
    damage(guard)
    done = agsec("doctor", "--output-format", "json")
    check = checks(done)[name]
    assert (check["outcome"], done.returncode) == ("FAILED", 1)
    assert told in check["told"]
    assert help in check["help"]
