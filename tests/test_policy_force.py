"""`agsec policy` and what is in force: a change is applied wherever it counts, or is said not to be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from pathlib import Path

import pytest

from agsec.editing.conditions import Condition
from agsec.editing.drafts import Draft
from agsec.editing.policyset import locked, read, write
from agsec.exceptions import AgsecError
from agsec_runtime.bundle import open_bundle

from .conftest import POLICIES
from .forked import run_text
from .test_policy_commands import ADD, environment

Run = Callable[..., "subprocess.CompletedProcess[str]"]
NOWHERE = "not in force anywhere: no installed hook uses these policies\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    policies = tmp_path / "project" / "policies"
    (policies / "sub").mkdir(parents=True)
    (policies / "01.yaml").write_text(POLICIES)
    (policies / "sub" / "s.yaml").write_text("statements: []\n")
    return tmp_path / "project"


@pytest.fixture
def agsec(tmp_path: Path, project: Path) -> Run:
    def run(*arguments: str, cwd: Path = project, shell: str = "") -> subprocess.CompletedProcess[str]:
        if not shell:
            return run_text(arguments, cwd, environment(tmp_path))
        command = [sys.executable, "-m", "agsec", *arguments]
        return subprocess.run(
            ["/bin/sh", "-c", f'"$@" {shell}', "sh", *command],
            cwd=cwd,
            env=environment(tmp_path),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


def sids(home: Path) -> list[str]:
    """What the hook in force goes by."""
    [path] = home.rglob("bundle.agp")
    bundle = open_bundle(str(path))
    return [str(bundle.statement(number)["sid"]) for number in range(bundle.statements)]


# -- applied, or said not to be


@pytest.mark.parametrize("record", ["{broken", '{"v": 99}', "[]", '{"version": 1}', "[" * 5000, None])
def test_a_damaged_installation_is_told_and_never_taken_for_none(
    agsec: Run, project: Path, tmp_path: Path, record: str | None
) -> None:
    assert agsec("install", "claude-code").returncode == 0
    [path] = tmp_path.rglob("installation.json")
    path.unlink() if record is None else path.write_text(record)
    done = agsec(*ADD)
    assert done.returncode == 1
    assert "error: could not be applied: " in done.stderr
    assert str(path.parent) in done.stderr
    assert "help: run `agsec install` again" in done.stderr
    assert "added: DenyPaymentCharge" in done.stdout
    answer = json.loads(agsec(*ADD, "--output-format", "json", cwd=project / "policies", shell="-p .").stdout)
    assert (answer["written"], answer["applied"], str(path.parent) in answer["failed"]) == (True, [], True)
    applied = agsec("apply")
    assert applied.returncode == 2
    assert str(path.parent) in applied.stderr
    assert "no hook is installed" not in applied.stderr
    assert agsec("install", "claude-code").returncode == 0
    assert agsec("apply").returncode == 0
    assert "DenyPaymentCharge2" in sids(tmp_path)


def test_a_damaged_installation_of_another_project_is_a_warning(agsec: Run, project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    assert agsec("install", "claude-code", "--policies", str(project / "policies"), cwd=other).returncode == 0
    [path] = tmp_path.rglob("installation.json")
    path.write_text("{")
    done = agsec(*ADD)
    assert done.returncode == 0
    assert f"warning: {path.parent} has no usable record" in done.stderr
    assert done.stderr.endswith(NOWHERE)


def test_a_change_is_applied_from_whatever_directory_it_is_made(agsec: Run, project: Path, tmp_path: Path) -> None:
    assert agsec("install", "claude-code").returncode == 0
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for number, (cwd, policies) in enumerate(
        (
            (project / "policies" / "sub", "../../policies"),
            (elsewhere, str(project / "policies")),
            (project, "policies/sub"),
        )
    ):
        done = agsec(*ADD, "--sid", f"S{number}", "-p", policies, cwd=cwd)
        assert (done.returncode, "\napplied: revision " in done.stdout) == (0, True), done.stderr
        assert f"S{number}" in sids(tmp_path)
        assert NOWHERE not in done.stderr


def test_a_change_that_is_in_force_nowhere_is_said_to_be(agsec: Run) -> None:
    assert agsec(*ADD).stderr.endswith(NOWHERE)
    assert agsec(*ADD, "--no-apply").stderr.endswith(NOWHERE)
    machine = agsec("policy", "remove", "DenyPaymentCharge", "--yes", "--output-format", "json")
    assert machine.stderr.endswith(NOWHERE)
    assert json.loads(machine.stdout)["failed"] is None


# -- the output


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_closed_or_full_output_is_told_with_what_it_leaves(agsec: Run, project: Path, form: str) -> None:
    closed = agsec(*ADD, "--output-format", form, shell=">&-")
    assert closed.returncode == 2
    assert "Traceback" not in closed.stderr
    assert "error: the output: closed" in closed.stderr
    written = (project / "policies" / "99_custom.yaml").exists()
    assert ("; policies/99_custom.yaml was written" in closed.stderr) is written is (form == "json")
    if not Path("/dev/full").exists():
        return
    full = agsec(*ADD, "--sid", "Other", "--output-format", form, shell="> /dev/full")
    assert full.returncode != 0
    assert "error: the output: No space left on device" in full.stderr


def test_a_name_in_a_file_forges_no_line_of_the_answer(agsec: Run, project: Path) -> None:
    (project / "policies" / "02.yaml").write_text('statements: [{sid: "A\\nadded: B", effect: deny, actions: [a]}]\n')
    done = agsec("policy", "remove", "A\nadded: B", "--yes")
    assert done.returncode == 0
    assert r"removed: A\nadded: B, policies/02.yaml:1" in done.stdout
    gone = agsec("policy", "remove", "A\nadded: B", "--yes")
    assert r"no statement `A\nadded: B` in" in gone.stderr


def test_several_actions_may_be_given_with_commas(agsec: Run, project: Path) -> None:
    answer = json.loads(agsec(*ADD, "--action", "a.b,c.*, d", "--output-format", "json").stdout)
    assert "actions: [payment.charge, a.b, 'c.*', d]\n" in answer["statement"]


@pytest.mark.parametrize("action", ["bash.*", "[", "bash.?", ""])
def test_a_list_is_narrowed_by_a_name_and_not_by_a_pattern(agsec: Run, action: str) -> None:
    done = agsec("policy", "list", "--action", action)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"`{action}` is no name of an action" in done.stderr


# -- the log


@pytest.mark.parametrize("depth", [8, 300, 600, 700, 800, 960])
def test_records_that_are_nested_too_deeply_are_left_out(agsec: Run, tmp_path: Path, project: Path, depth: int) -> None:
    assert agsec("install", "claude-code").returncode == 0
    [log] = tmp_path.rglob("audit.jsonl")
    record = '{"v": 1, "time": "x", "cwd": %s, "action": "payment.charge", "params": %s}\n'
    deep = '{"a":' * depth + "1" + "}" * depth
    log.write_text(record % (json.dumps(str(project)), deep) + record % (json.dumps(str(project)), '{"amount": 99999}'))
    done = agsec("policy", "add", "--effect", "allow", "--action", "payment.charge", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "1 of 1 recorded decision would change" in done.stdout
    assert "1 with cut params left out" in done.stdout


def test_a_log_that_is_a_pipe_keeps_nobody_waiting(agsec: Run, tmp_path: Path) -> None:
    assert agsec("install", "claude-code").returncode == 0
    [log] = tmp_path.rglob("audit.jsonl")
    log.unlink()
    os.mkfifo(log)
    started = time.monotonic()
    done = agsec(*ADD)
    assert (done.returncode, time.monotonic() - started < 60) == (0, True)
    assert f"warning: {log} is no regular file" in done.stderr


# -- others at the same time


def test_a_file_below_waits_for_those_who_change_its_directory(project: Path) -> None:
    policies = project / "policies"
    draft = Draft("deny", ("a",), "A", (Condition("params.x", "==", 1),))
    change = read(policies).with_statement(draft, "sub/s.yaml")
    with ThreadPoolExecutor() as pool:
        with locked(policies / "sub"):
            writing = pool.submit(write, change, policies)
            with pytest.raises(StillRunning):
                writing.result(timeout=0.5)
            (policies / "sub" / "s.yaml").write_text("statements: []  # theirs\n")
        with pytest.raises(AgsecError, match="was changed by somebody else"):
            writing.result(timeout=60)
    write(read(policies).with_statement(draft, "sub/s.yaml"), policies)
    assert "# theirs" in (policies / "sub" / "s.yaml").read_text()
