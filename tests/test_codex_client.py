"""The real Codex client, against a model on loopback: what runs, what does not, and what the model is told."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from agsec.hosts import codex_trust

from .conftest import Guard, Maker
from .model import Call, Model

CODEX = os.environ.get("CODEX_BIN") or shutil.which("codex")
POLICIES = """\
statements:
  - sid: NoTouch
    effect: deny
    actions: [bash.execute]
    conditions:
      params.command: {op: regex, value: '\\btouch denied\\b'}
    reason: this file is not for agents
    suggestion: touch another one
  - sid: AskTouch
    effect: review
    actions: [bash.execute]
    conditions:
      params.command: {op: regex, value: '\\btouch reviewed\\b'}
    reason: a person has to agree
  - sid: NoEnv
    effect: deny
    actions: [file.*]
    conditions:
      params.file_path: {op: glob, value: '**/.env'}
    reason: secrets
  - sid: Work
    effect: allow
    actions: [bash.execute, file.*]
"""

pytestmark = pytest.mark.skipif(CODEX is None, reason="not run: there is no `codex` on the PATH or at CODEX_BIN")


@dataclass(frozen=True)
class Client:
    """A project that Codex works in, with agsec's hook installed as a person would install it."""

    guard: Guard

    def run(self, *calls: Call) -> list[str]:
        """Have the model make these calls; what it is told of each."""
        env = {
            "HOME": str(self.guard.home),
            "PATH": os.environ["PATH"],
            "KEY": "none",
            "HTTPS_PROXY": "http://127.0.0.1:9",  # Nothing but loopback.
            "NO_PROXY": "127.0.0.1",
        }
        with Model(calls) as model:
            settings: dict[str, Any] = {
                "model": '"gpt-5.5"',
                "model_provider": '"loopback"',
                "model_providers.loopback.name": '"loopback"',
                "model_providers.loopback.base_url": f'"{model.url}"',
                "model_providers.loopback.wire_api": '"responses"',
                "model_providers.loopback.env_key": '"KEY"',
                "analytics.enabled": "false",
                "check_for_update_on_startup": "false",
            }
            options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
            command = [str(CODEX), "exec", "--json", "--skip-git-repo-check", *options]
            command += ["--dangerously-bypass-approvals-and-sandbox", "go on"]
            done = subprocess.run(
                command, cwd=self.guard.project, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=120
            )
            assert done.returncode == 0, done.stderr.decode()
            return model.answers()

    def made(self, name: str) -> bool:
        return (self.guard.project / name).exists()


def shell(command: str) -> Call:
    return "exec_command", {"cmd": command}


@pytest.fixture
def client(make: Maker, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(codex_trust, "client", lambda: CODEX)
    return Client(make(POLICIES, host="codex", trust_project=True))


def test_an_allowed_call_runs_and_a_denied_and_a_reviewed_one_do_not(client: Client) -> None:
    allowed, denied, reviewed = client.run(
        shell("touch allowed"), shell("touch denied"), shell("true && touch reviewed")
    )
    assert (client.made("allowed"), client.made("denied"), client.made("reviewed")) == (True, False, False)
    assert "agsec" not in allowed
    assert "agsec deny [NoTouch]: this file is not for agents. Instead: touch another one" in denied
    assert "agsec review [AskTouch]: a person has to agree" in reviewed
    assert "this host cannot ask" in reviewed
    records = [(record["effect"], record["sid"], record.get("enforced")) for record in client.guard.records()]
    assert records == [("allow", "Work", None), ("deny", "NoTouch", None), ("review", "AskTouch", "deny")]


def test_a_patch_with_one_denied_file_among_several_changes_none(client: Client) -> None:
    patch = "*** Begin Patch\n*** Add File: a.txt\n+a\n*** Add File: sub/.env\n+KEY=1\n*** End Patch\n"
    harmless = patch.replace("sub/.env", "sub/b.txt")
    denied, _ = client.run(("apply_patch", patch), ("apply_patch", harmless))
    assert "agsec deny [NoEnv]: file.write of" in denied
    assert not client.made("sub/.env")
    assert (client.made("a.txt"), client.made("sub/b.txt")) == (True, True)
    assert [record["effect"] for record in client.guard.records()] == ["allow", "deny", "allow", "allow"]


@pytest.mark.parametrize("broken", ["bundle", "program", "everything"])
def test_nothing_runs_once_the_installation_is_broken(client: Client, broken: str) -> None:
    directory = client.guard.directory
    if broken == "bundle":
        (directory / "bundle.agp").write_bytes(b"rubbish")
    elif broken == "program":
        (directory / "hook.pyc").unlink()
    else:
        shutil.rmtree(directory)
    [told] = client.run(shell("touch allowed"))
    assert not client.made("allowed")
    assert "Command blocked by PreToolUse hook" in told
    assert "agsec install" in told


def test_after_uninstalling_the_client_is_as_before(client: Client) -> None:
    from agsec.installing import installer

    guard = client.guard
    installer.uninstall(
        installer.Options(Path("policies"), host="codex", project=guard.project, home=guard.home, state=guard.state)
    )
    client.run(shell("touch denied"))
    assert client.made("denied")
