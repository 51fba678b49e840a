"""Every command and every program of docs/audit.md, run."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from agsec.audit import AuditStore
from agsec_runtime.audit import append

PAGE = (Path(__file__).parent.parent / "docs" / "audit.md").read_text("utf-8")
COMMANDS = re.findall(r"^\$ (agsec .+)$", PAGE, re.MULTILINE)
PROGRAMS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose hooks decided something."""
    log = tmp_path / ".local" / "state" / "agsec" / "audit.jsonl"
    for number in ("5f3a9c01", "77aa0011"):
        fields = {"v": 1, "id": number, "time": "2026-02-01T00:00:00.000000Z", "action": "bash.execute"}
        append(str(log), {**fields, "effect": "deny", "params": {"command": "git push"}})
    return tmp_path


def run(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    env = {**os.environ, "HOME": str(home), "PATH": path, "NO_COLOR": "1"}
    for name in ("XDG_STATE_HOME", "AGSEC_AUDIT_DB"):
        env.pop(name, None)
    return subprocess.run(command, cwd=home, env=env, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("command", dict.fromkeys(COMMANDS))
def test_the_command_works(home: Path, command: str) -> None:
    done = run(home, "/bin/sh", "-c", command)
    assert done.returncode == 0, done.stderr
    assert done.stdout or "--since 7d" in command


@pytest.mark.parametrize("number", range(2))
def test_the_program_works(home: Path, number: int) -> None:
    assert len(PROGRAMS) == 2
    done = run(home, sys.executable, "-c", PROGRAMS[number])
    assert done.returncode == 0, done.stderr


def test_what_verify_prints_looks_as_it_is_shown(home: Path) -> None:
    [shown] = re.findall(r"^intact: .*$", PAGE, re.MULTILINE)
    printed = run(home, "agsec", "audit", "verify").stdout.strip()
    assert re.sub(r"[0-9a-f]{32}$|[\d,]+", "#", printed) == re.sub(r"[0-9a-f]{32}$|[\d,]+", "#", shown)


def test_the_schema_is_as_it_is_told(tmp_path: Path) -> None:
    AuditStore(tmp_path / "a.db").close()
    with sqlite3.connect(tmp_path / "a.db") as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        told = PAGE.partition("## The SQLite schema")[2]
        assert sorted(tables) == sorted(re.findall(r"^\| `(\w+)` \|", told, re.MULTILINE))
        for table in ("records", "texts"):
            for _, name, *_ in connection.execute(f"PRAGMA table_info({table})"):
                assert f"`{name}`" in told, name
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
        assert connection.execute("PRAGMA application_id").fetchone()[0] == 0x61677365
    connection.close()


def test_every_kind_of_finding_is_explained() -> None:
    source = (Path(__file__).parent.parent / "agsec" / "audit" / "chain.py").read_text("utf-8")
    [kinds] = re.findall(r"kind: str  # (.*)", source)
    for kind in kinds.split(" | "):
        assert f"`{kind}`" in PAGE
