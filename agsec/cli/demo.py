"""The command that shows the main job: a scratch project, and a dozen tool calls through a real hook process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import typer
from rich.table import Table
from rich.text import Text

from ..installing import installer
from ..shipped import default_policies
from .options import Plain, PlainFormat
from .output import console, effect_text, say, show, show_json

PANEL = "See what happened"

CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Read", {"file_path": "src/app.py"}),
    ("Bash", {"command": "git status"}),
    ("Bash", {"command": "npm run build"}),
    ("Bash", {"command": 'git commit -m "rm old code"'}),
    ("Bash", {"command": "rm -rf /"}),
    ("Bash", {"command": "cat .env"}),
    ("Bash", {"command": "git push --force origin main"}),
    ("Bash", {"command": 'psql -c "DROP TABLE users"'}),
    ("Write", {"file_path": "src/app.py", "content": "print('hello')\n"}),
    ("Write", {"file_path": ".env", "content": "KEY=value\n"}),
    ("WebFetch", {"url": "http://localhost:8000/", "prompt": "read it"}),
    ("WebFetch", {"url": "https://example.com/", "prompt": "read it"}),
    ("mcp__mail__send", {"to": "someone@example.com"}),
)


@dataclass(frozen=True)
class Run:
    """One call and what the hook process answered."""

    tool: str
    about: str
    effect: str
    reason: str
    milliseconds: float


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(demo)


def demo(output_format: PlainFormat = Plain.text) -> None:
    """Show the main job in a scratch project: tool calls through a real hook process, and what was decided.

    Nothing of yours is touched, and none of the calls is carried out.

    Example: `agsec demo`
    """
    with tempfile.TemporaryDirectory(prefix="agsec-demo-") as scratch:
        command = _installed(Path(scratch).resolve())
        runs = [_run(command, Path(scratch), tool, params) for tool, params in CALLS]
        bare = median(_bare() for _ in CALLS)
    usual = median(run.milliseconds for run in runs)
    if output_format is Plain.json:
        show_json({"calls": [run.__dict__ for run in runs], "median_ms": usual, "bare_python_ms": bare})
        return
    _show(runs)
    say(f"a call is checked in {usual:.0f} ms (median); starting Python alone takes {bare:.0f} ms")
    say("try it on your own project: `agsec init`, `agsec validate`, `agsec install claude-code`")


def _installed(scratch: Path) -> str:
    """The hook's command line, as `agsec install claude-code` puts it into a project's settings."""
    project = scratch / "project"
    policies = project / "policies"
    policies.mkdir(parents=True)
    for source in default_policies():
        shutil.copy(source, policies)
    options = installer.Options(policies, project=project, home=scratch / "home", state=scratch / "state")
    settings = installer.install(options).settings
    command: str = json.loads(settings.read_text("utf-8"))["hooks"]["PreToolUse"][0]["hooks"][0]["command"]
    return command


def _run(command: str, scratch: Path, tool: str, params: dict[str, Any]) -> Run:
    project = scratch / "project"
    sent = dict(params)
    if "file_path" in sent:
        sent["file_path"] = str(project / sent["file_path"])
    event = {
        "hook_event_name": "PreToolUse",
        "session_id": "demo",
        "cwd": str(project),
        "permission_mode": "default",
        "tool_name": tool,
        "tool_input": sent,
    }
    started = time.perf_counter()
    done = subprocess.run(
        ["/bin/sh", "-c", command], input=json.dumps(event).encode(), capture_output=True, check=False
    )
    elapsed = (time.perf_counter() - started) * 1e3
    about = str(next(iter(params.values())))
    return Run(tool, about, *_answer(done.returncode, done.stdout, done.stderr), elapsed)


def _answer(code: int, out: bytes, err: bytes) -> tuple[str, str]:
    """What the host would make of the hook's answer: effect and reason."""
    if code == 2:
        return "deny", err.decode("utf-8", "replace").strip()
    if not out:
        return "allow", ""
    verdict = json.loads(out)["hookSpecificOutput"]
    return {"ask": "review"}.get(verdict["permissionDecision"], "allow"), verdict["permissionDecisionReason"]


def _bare() -> float:
    python = os.path.realpath(sys.executable)
    started = time.perf_counter()
    subprocess.run(["/bin/sh", "-c", f"'{python}' -I -S -c pass"], check=True)
    return (time.perf_counter() - started) * 1e3


def _by(run: Run) -> str:
    """The statement that a reason names, or the default."""
    sid = run.reason.partition("[")[2].partition("]")[0]
    return sid or ("the default" if run.reason else "")


def _show(runs: list[Run]) -> None:
    table = Table("decision", "ms", "tool", "call", "by", box=None, pad_edge=False)
    for run in runs:
        row = (f"{run.milliseconds:.0f}", run.tool, Text(run.about), Text(_by(run)))
        table.add_row(effect_text(run.effect), *row)
    console().print(table, soft_wrap=False)
    blocked = next(run for run in runs if run.effect == "deny")
    show(f"\nwhat the agent reads, for example:\n  {blocked.reason}")
    counts = {effect: sum(run.effect == effect for run in runs) for effect in ("allow", "review", "deny")}
    show("\n" + ", ".join(f"{count} {effect}" for effect, count in counts.items()))
