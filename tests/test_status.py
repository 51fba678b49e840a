"""`agsec status`: whether this project is guarded, by what, and what is in the way."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import HOSTS, Guard, Maker
from .forked import run_text

Status = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def status(tmp_path: Path, make: Maker) -> Status:
    def run(*options: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "HOME": str(tmp_path / "home"), "XDG_STATE_HOME": str(tmp_path / "xdg"), "NO_COLOR": "1"}
        (tmp_path / "xdg").mkdir(exist_ok=True)
        link = tmp_path / "xdg" / "agsec"
        if not link.is_symlink():
            link.symlink_to(make.root / "state")
        return run_text(("status", *options), cwd or make.made[-1].project, env)

    return run


def told(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_a_guarded_project_is_told_with_what_is_in_force_and_what_was_decided(status: Status, guard: Guard) -> None:
    guard.call("Bash", command="rm x")
    done = status()
    assert (done.returncode, done.stderr) == (0, "")
    first, second, third, last = done.stdout.splitlines()
    assert first == f"claude-code  guarded  {guard.settings}"
    assert second.startswith(f"  in force   3 statements, revision {guard.outcome.revision}, compiled 20")
    assert third == f"  policies   {guard.project / 'policies'}"
    assert last.startswith("last decision  20")
    assert last.endswith("  deny  bash.execute rm x")


def test_machines_are_told_the_same(status: Status, guard: Guard) -> None:
    guard.call("Bash", command="ls")
    answer = told(status("--output-format", "json"))
    assert (answer["version"], answer["guarded"]) == (1, True)
    [one] = answer["installations"]
    assert (one["host"], one["scope"], one["revision"]) == ("claude-code", "project", guard.outcome.revision)
    assert (one["statements"], one["pinned"], one["changed"], one["problems"]) == (3, False, None, [])
    assert answer["last_decision"]["effect"] == "allow"


def test_policies_that_were_edited_since_are_told_and_guard_as_they_were(status: Status, guard: Guard) -> None:
    path = guard.project / "policies" / "policy.yaml"
    path.write_text(path.read_text() + "# more\n")
    done = status()
    assert done.returncode == 0
    assert f"  changed    {path}: `agsec apply` puts it into force" in done.stdout.splitlines()


@pytest.mark.parametrize("host", HOSTS)
def test_each_host_is_told_by_its_name(status: Status, make: Maker, host: str) -> None:
    guard = make(host=host, trust_project=True)
    done = status()
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, f"{host}  guarded  {guard.settings}")


def test_a_pinned_bundle_is_the_one_that_is_told_of(status: Status, make: Maker) -> None:
    guard = make(pin=True)
    assert f"revision {guard.outcome.revision}, pinned, compiled" in status().stdout


def test_nothing_guards_a_directory_without_hooks(status: Status, guard: Guard, tmp_path: Path) -> None:
    done = status(cwd=tmp_path)
    assert done.returncode == 1
    assert "nothing guards this project" in done.stderr
    answer = told(status("--output-format", "json", cwd=tmp_path))
    assert (answer["guarded"], answer["installations"]) == (False, [])


def _without_hooks(guard: Guard) -> None:
    guard.settings.write_text("{}")


def _without_settings(guard: Guard) -> None:
    guard.settings.unlink()


def _hook_replaced(guard: Guard) -> None:
    settings = json.loads(guard.settings.read_text())
    settings["hooks"]["PreToolUse"][0]["hooks"][0]["command"] = "true # agsec-hook"
    guard.settings.write_text(json.dumps(settings))


def _hooks_switched_off(guard: Guard) -> None:
    guard.settings.with_name("settings.local.json").write_text('{"disableAllHooks": true}')


def _without_program(guard: Guard) -> None:
    (guard.directory / "hook.pyc").unlink()


def _altered_program(guard: Guard) -> None:
    """Behind the code that every call reads."""
    program = guard.directory / "hook.pyc"
    raw = bytearray(program.read_bytes())
    raw[len(raw) // 2] ^= 1
    program.write_bytes(raw)


def _open_to_others(guard: Guard) -> None:
    guard.directory.chmod(0o777)


def _without_bundle(guard: Guard) -> None:
    (guard.directory / "bundle.agp").unlink()


def _broken_bundle(guard: Guard) -> None:
    (guard.directory / "bundle.agp").write_bytes(b"agsec")


def _broken_record(guard: Guard) -> None:
    (guard.directory / "installation.json").write_text("{broken")


def _broken_stamps(guard: Guard) -> None:
    (guard.directory / "stamps.json").write_text("[]")


@pytest.mark.parametrize(
    ("damage", "problem", "remedy"),
    [
        (_without_hooks, "settings.json does not hold the hooks that were installed", "`agsec install"),
        (_without_settings, "settings.json does not hold the hooks that were installed", "`agsec install"),
        (_hook_replaced, "settings.json does not hold the hooks that were installed", "`agsec install"),
        (_hooks_switched_off, "switches every hook off (`disableAllHooks`)", "install again"),
        (_without_program, "hook.pyc is not there", "`agsec install"),
        (_altered_program, "hook.pyc was changed after it was installed", "`agsec install"),
        (_open_to_others, "others can write to", "`chmod go-w"),
        (_without_bundle, "bundle.agp cannot be read", "`agsec apply"),
        (_broken_bundle, "", "`agsec apply"),
        (_broken_record, "", "`agsec install"),
        (_broken_stamps, "stamps.json is damaged", "`agsec apply"),
    ],
)
def test_what_keeps_a_hook_from_guarding_is_told_with_what_mends_it(
    status: Status, guard: Guard, damage: Callable[[Guard], None], problem: str, remedy: str
) -> None:
    damage(guard)
    done = status()
    assert done.returncode == 1
    assert "NOT GUARDED" in done.stdout
    [line] = [each for each in done.stdout.splitlines() if each.startswith("  problem    ")]
    assert problem in line
    assert remedy in line
    assert told(status("--output-format", "json"))["guarded"] is False
