"""What the tests share: a project with policies, guarded by a real hook."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from agsec.hosts import named
from agsec.installing import installer

# How long an example takes says what else the machine is doing.
settings.register_profile("agsec", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("agsec")

POLICIES = """\
statements:
  - sid: NoRm
    effect: deny
    actions: [bash.execute]
    conditions:
      params.command: {op: regex, value: '\\brm\\b'}
    reason: deleting files is left to people
    suggestion: move them to /tmp
  - sid: AskFetch
    effect: review
    actions: [web.fetch]
    reason: fetching needs a person's word
  - sid: AllowWork
    effect: allow
    actions: [bash.execute, file.*]
"""
STRICT_DENY = {"hookEventName": "PreToolUse", "permissionDecision": "deny"}
HOSTS = ("claude-code", "codex")


@dataclass(frozen=True)
class Answer:
    """What a hook process did."""

    code: int
    out: str
    err: str
    host: str = "claude-code"

    @property
    def verdict(self) -> str:
        """What the host makes of it."""
        return self._of_codex if self.host == "codex" else self._of_claude_code

    @property
    def _of_codex(self) -> str:
        """Exit 2 blocks with a word on standard error; of JSON, one exact form does, with exit 0; all else runs."""
        if self.code == 2:
            return "blocked" if self.err.strip() else "executed by mistake"
        if self.code != 0:
            return "executed by mistake"
        said = json.loads(self.out) if self.out else {}
        if not said or (list(said) == ["systemMessage"] and isinstance(said["systemMessage"], str)):
            return "silent"
        hook = dict(said.get("hookSpecificOutput", {}))
        reason = hook.pop("permissionDecisionReason", None)
        strict = list(said) == ["hookSpecificOutput"] and reason
        return "blocked" if strict and hook == STRICT_DENY else "executed by mistake"

    @property
    def _of_claude_code(self) -> str:
        """Exit 2 blocks; else the JSON decides; silence leaves it to the client."""
        if self.code == 2:
            return "blocked"
        if self.code != 0:
            return "executed by mistake"
        if not self.out:
            return "silent"
        hook = json.loads(self.out).get("hookSpecificOutput", {})
        return str(hook.get("permissionDecision", "silent"))


@dataclass(frozen=True)
class Guard:
    """A project whose settings hold the hooks."""

    project: Path
    home: Path
    state: Path
    outcome: installer.Outcome
    host: str = "claude-code"

    @property
    def directory(self) -> Path:
        return self.outcome.directory

    @property
    def settings(self) -> Path:
        return self.outcome.settings

    @property
    def log(self) -> Path:
        return self.state / "audit.jsonl"

    @property
    def command(self) -> str:
        """The command line as it stands in the settings."""
        hooks = json.loads(self.settings.read_text("utf-8"))["hooks"]
        command: str = hooks["PreToolUse"][0]["hooks"][0]["command"]
        return command

    def call(self, tool: str, **params: Any) -> Answer:
        return self.send(self.event(tool, **params))

    def event(self, tool: str, **params: Any) -> dict[str, Any]:
        return {
            "hook_event_name": "PreToolUse",
            "session_id": "s1",
            "cwd": str(self.project),
            "permission_mode": "default",
            "tool_name": tool,
            "tool_input": params,
        }

    def send(self, event: Any, **options: Any) -> Answer:
        raw = event if isinstance(event, bytes) else json.dumps(event).encode()
        return run(self.command, raw, host=self.host, **options)

    def records(self) -> list[dict[str, Any]]:
        lines = self.log.read_text("utf-8").splitlines() if self.log.exists() else []
        return [each for each in map(json.loads, lines) if each["session"] != "agsec-install"]


def run(command: str, stdin: bytes, host: str = "claude-code", **options: Any) -> Answer:
    """Run a command line the way the host does."""
    done = subprocess.run(["/bin/sh", "-c", command], input=stdin, capture_output=True, timeout=60, **options)
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode(), host)


@dataclass
class Maker:
    """Makes guarded projects below one directory."""

    root: Path
    made: list[Guard] = field(default_factory=list)
    host: str = "claude-code"

    def __call__(self, policies: str = POLICIES, settings: str | None = None, **options: Any) -> Guard:
        project = self.root / f"project{len(self.made)}"
        (project / "policies").mkdir(parents=True)
        (project / "policies" / "policy.yaml").write_text(policies, "utf-8")
        home, state = self.root / "home", self.root / "state"
        options = {"host": self.host, **options}
        chosen = installer.Options(project / "policies", project=project, home=home, state=state, **options)
        if settings is not None:
            path = named(chosen.host).settings(chosen.place)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(settings, "utf-8")
        guard = Guard(project, home, state, installer.install(chosen), chosen.host)
        self.made.append(guard)
        return guard


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The distribution, built."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(Path(__file__).parent.parent)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    [path] = out.glob("*.whl")
    return path


@pytest.fixture(autouse=True)
def _no_settings_of_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CODEX_HOME", raising=False)


@pytest.fixture
def make(tmp_path: Path) -> Maker:
    return Maker(tmp_path.resolve())


@pytest.fixture
def guard(make: Maker) -> Guard:
    return make()
