"""`agsec doctor` and `agsec status` about Codex: its trust, and the shell that it starts hooks with."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from agsec.installing.installed import Installed
from agsec.installing.problems import untrusted
from agsec.state import Slot

from .conftest import Guard, Maker
from .test_doctor import Damage, Run, _no_client, agsec, checks, examined

__all__ = ["_no_client", "agsec"]


def _config(guard: Guard) -> Path:
    return guard.home / ".codex" / "config.toml"


def _config_without(guard: Guard, line: str) -> None:
    path = _config(guard)
    kept = [each for each in path.read_text().splitlines() if not each.startswith(line)]
    assert len(kept) < len(path.read_text().splitlines())
    path.write_text("\n".join(kept))


def _trust_taken_out(guard: Guard) -> None:
    _config_without(guard, "trusted_hash")


def _trust_in_another_hook(guard: Guard) -> None:
    _config(guard).write_text(re.sub(r"sha256:[0-9a-f]+", "sha256:" + 64 * "0", _config(guard).read_text()))


def _another_hook_before_ours(guard: Guard) -> None:
    settings = json.loads(guard.settings.read_text())
    settings["hooks"]["PreToolUse"].insert(0, {"hooks": [{"type": "command", "command": "true"}]})
    guard.settings.write_text(json.dumps(settings))


def _switched_off_by_the_person(guard: Guard) -> None:
    text = _config(guard).read_text()
    _config(guard).write_text(text.replace("trusted_hash", "enabled = false\ntrusted_hash"))


def _terminals_opened(guard: Guard) -> None:
    _config_without(guard, "unified_exec_tty")


def _project_distrusted(guard: Guard) -> None:
    _config_without(guard, "trust_level")


@pytest.mark.parametrize(
    ("damage", "told", "help"),
    [
        (_trust_taken_out, "does not trust the hook as it stands", "run `agsec install codex --policies"),
        (_trust_in_another_hook, "does not trust the hook as it stands", "run `agsec install codex --policies"),
        (_another_hook_before_ours, "does not trust the hook as it stands", "run `agsec install codex --policies"),
        (_switched_off_by_the_person, "switches the hook off", "take that out"),
        (_terminals_opened, "can type into a running shell", "run `agsec install codex --policies"),
        (_project_distrusted, "does not trust the project", "`agsec install codex --trust-project`"),
    ],
)
def test_a_hook_that_codex_would_skip_is_told(make: Maker, damage: Damage, told: str, help: str) -> None:
    guard = make(host="codex", trust_project=True)
    at = Installed(Slot(guard.directory), Slot(guard.directory).read())
    assert untrusted(at) is None
    damage(guard)
    problem = untrusted(at)
    assert problem is not None
    assert told in problem.told
    assert help in problem.help


def test_a_hook_that_codex_would_skip_is_told_by_doctor_and_by_status(agsec: Run, make: Maker) -> None:
    _trust_taken_out(make(host="codex", trust_project=True))
    done = agsec("doctor", "--output-format", "json")
    check = checks(done)["trust"]
    assert (check["outcome"], done.returncode) == ("FAILED", 1)
    standing = json.loads(agsec("status", "--output-format", "json").stdout)
    [one] = standing["installations"]
    assert standing["guarded"] is False
    assert one["problems"] == [f"{check['told']}; {check['help']}"]


def test_the_hash_that_the_client_put_there_itself_is_trusted(make: Maker) -> None:
    """A newer client may reckon otherwise than we do; what stood there when it confirmed the trust is known."""
    guard = make(host="codex", trust_project=True)
    _trust_in_another_hook(guard)
    record = guard.directory / "installation.json"
    record.write_text(re.sub(r"sha256:[0-9a-f]+", "sha256:" + 64 * "0", record.read_text()))
    assert untrusted(Installed(Slot(guard.directory), Slot(guard.directory).read())) is None


def test_a_login_shell_that_talks_before_the_hook_is_noticed(agsec: Run, make: Maker, tmp_path: Path) -> None:
    make(host="codex", trust_project=True)
    shell = tmp_path / "chatty"
    shell.write_text('#!/bin/sh\necho welcome\nexec /bin/sh "$@"\n')
    shell.chmod(0o755)
    found = examined(agsec, SHELL=str(shell))
    assert (found["deny"]["outcome"], found["allow"]["outcome"]) == ("ok", "FAILED")
    assert "is not understood (exit 0, welcome)" in found["allow"]["told"]
