"""What every command prints, as a user sees it: stories in a project of their own, and what was printed before.

`python -m tests.golden` writes `expected/` anew. Read what it changes as a user would.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests import forked
from tests.golden.stories import STORIES, Call, Step

HERE = Path(__file__).parent
EXPECTED = HERE / "expected"
PROJECT = HERE / "project"

# What differs from run to run or with the bytes of a bundle, in this order, and what stands for it.
RULES = (
    ("a moment", r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?", "TIME"),
    ("a day", r"\b20\d\d-\d\d-\d\d\b", "DAY"),
    ("a revision or a hash", r"\b[0-9a-f]{32}\b", "DIGEST"),
    ("the id of a record", r"\b[0-9a-f]{16}\b", "ID"),
    ("the directory of a project's state", r"\bproject-[0-9a-f]{8}\b", "project-SLOT"),
    ("microseconds", r"\b[\d,]+ us\b", "N us"),
    ("microseconds in JSON", r'("(?:duration|run|p50|p99)_us": )\d+', r"\1N"),
    ("microseconds in CSV", r'("DIGEST",)"\d+"', r'\1"N"'),
    ("milliseconds", r"\b\d+ ms\b", "N ms"),
    ("milliseconds in a table", r"(?m)^((?:allow|deny|review) +)\d+ +", r"\1N   "),
    ("the width of their column", r"(?m)^decision  ms +", "decision  ms  "),
    ("microseconds in a list", r"(?m)^(duration us +)\d+", r"\1N"),
    ("milliseconds in JSON", r'("milliseconds": )\d+(\.\d+)?', r"\1N"),
    ("bytes of a bundle", r"\b[\d,]+ bytes, (?=revision|by)", "N bytes, "),
    ("bytes of a bundle in JSON", r'("bytes": )\d+', r"\1N"),
    ("a version of Python", r"Python \d+\.\d+\.\d+", "Python N"),
    ("blanks at the end of a line", r"(?m) +$", ""),
)


@dataclass(frozen=True)
class Place:
    """Where a story takes place: a home, and a project in it with the files of `project/`."""

    home: Path

    @property
    def project(self) -> Path:
        return self.home / "project"

    def told(self, step: Step | Call) -> str:
        """A step and what came of it, as a file holds it."""
        done = self._called(step) if isinstance(step, Call) else self._run(step)
        out, err = done.stdout.decode(), done.stderr.decode()
        if isinstance(step, Step) and step.lines:
            out = "".join(out.splitlines(keepends=True)[: step.lines]) + "...\n"
        out += "" if out.endswith("\n") or not out else "\n--- no newline\n"
        parts = [f"$ {step.typed}\n", out, f"--- standard error\n{err}" if err else ""]
        parts.append(f"--- exit {done.returncode}\n" if done.returncode else "")
        return self._normal("".join(parts))

    def _run(self, step: Step) -> subprocess.CompletedProcess[bytes]:
        words = tuple(self._newest() if word == "ID" else word for word in shlex.split(step.typed))
        if words[0] == "cat":
            return subprocess.CompletedProcess(words, 0, (self.project / words[1]).read_bytes(), b"")
        done: subprocess.CompletedProcess[bytes] = forked.run(words[1:], self.project, self._env(), step.stdin.encode())
        return done

    def _newest(self) -> str:
        log = self.home / ".local" / "state" / "agsec" / "audit.jsonl"
        return str(json.loads(log.read_text("utf-8").splitlines()[-1])["id"])

    def _called(self, call: Call) -> subprocess.CompletedProcess[bytes]:
        """A tool call, through the hook as it stands in the settings."""
        settings = json.loads((self.project / ".claude" / "settings.json").read_text("utf-8"))
        event = {
            "hook_event_name": "PreToolUse",
            "session_id": "golden",
            "cwd": str(self.project),
            "permission_mode": "default",
            "tool_name": call.tool,
            "tool_input": call.params,
        }
        command = settings["hooks"]["PreToolUse"][0]["hooks"][0]["command"]
        return subprocess.run(["/bin/sh", "-c", command], input=json.dumps(event).encode(), capture_output=True)

    def _env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AGSEC_", "XDG_", "CODEX_"))}
        fixed = {"NO_COLOR": "1", "COLUMNS": "100", "TZ": "UTC"}
        return {**kept, **fixed, "HOME": str(self.home), "PATH": str(self.home / "bin")}  # No client is installed.

    def _normal(self, text: str) -> str:
        text = text.replace(os.path.realpath(sys.executable), "PYTHON").replace(str(self.home), "/home/dev")
        for _, pattern, stands in RULES:
            text = re.sub(pattern, stands, text)
        return text


def tell(story: str, home: Path) -> dict[str, str]:
    """Every step of a story by the name of its file."""
    place = Place(home.resolve())
    shutil.copytree(PROJECT, place.project)
    return {f"{story}/{step.name.replace(' ', '-')}.txt": place.told(step) for step in STORIES[story]}
