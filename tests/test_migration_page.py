"""What the page for users of agsec 0.2 says of this version."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from agsec_compiler.codes import CODES

from .test_language_page import Row, commands, each, findings, matched, rows, value
from .test_readme import ROOT, blocks, shell

TEXT = (ROOT / "docs" / "migration.md").read_text("utf-8")
BEFORE, AFTER = blocks("text", TEXT)[0], blocks("yaml", TEXT)[0]
CONDITIONS = rows("condition", "params", "in 0.2", "now", page=TEXT)


@pytest.mark.parametrize("number", [0, 1], ids=["before", "after"])
def test_the_commands_print_what_the_page_shows(number: int, tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "payments.yaml").write_text((BEFORE, AFTER)[number])
    for command, shown in commands(blocks("console", TEXT)[number]):
        assert shell(command, tmp_path, tmp_path).stdout == shown


@each(CONDITIONS)
def test_a_condition_does_now_what_the_page_says(row: Row) -> None:
    written, params, before, now = row.cells
    assert before in ("denied", "not denied", "failed")
    if now in CODES:
        assert [found.code for found in findings(written)] == [now]
    else:
        assert bool(matched("deny", value(written), params)) is {"denied": True, "not denied": False}[now]


def test_the_page_compares_conditions() -> None:
    assert len(CONDITIONS) >= 20
    assert len(blocks("console", TEXT)) == 2


def test_the_findings_that_the_page_names_are_known() -> None:
    assert set(re.findall(r"AGS\d{3}", TEXT)) <= set(CODES)


def test_a_hook_of_the_old_version_that_was_left_behind_answers_or_blocks(tmp_path: Path) -> None:
    policies = tmp_path / "policies"
    line = [sys.executable, "-m", "agsec.cli.main", "check", "--format=claude-code", "--policy-dir", str(policies)]
    event = {"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "ls"}}
    env = {**os.environ, "XDG_STATE_HOME": str(tmp_path)}

    def answered() -> int:
        text = json.dumps(event)
        return subprocess.run(line, input=text, env=env, capture_output=True, text=True, timeout=60).returncode

    assert answered() == 2
    policies.mkdir()
    (policies / "policy.yaml").write_text("statements: [{sid: Bash, effect: allow, actions: [bash.execute]}]")
    assert answered() == 0
    event["tool_name"] = "WebFetch"
    assert answered() == 2
