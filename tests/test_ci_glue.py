"""The hooks for pre-commit and the action for GitHub, run as those would run them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from agsec.shipped import default_policies

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
PRE_COMMIT = shutil.which("pre-commit", path=f"{BIN}:{os.environ['PATH']}")
HOOKS: list[dict[str, Any]] = YAML(typ="safe").load(ROOT / ".pre-commit-hooks.yaml")
ACTION: dict[str, Any] = YAML(typ="safe").load(ROOT / "action.yml")
CI = (ROOT / "docs" / "ci.md").read_text("utf-8")
TEST = """\
tests:
  - name: a file is read
    action: file.read
    params: {file_path: a.py}
    expect: allow
"""


def done(command: list[str], cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    own = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "HOME": str(cwd.parent), "NO_COLOR": "1", **env}
    own.pop("XDG_STATE_HOME", None)
    return subprocess.run(command, cwd=cwd, env=own, capture_output=True, text=True, timeout=120)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """With the smallest of the default policies, and a test of it."""
    root = tmp_path / "repository"
    (root / "policies").mkdir(parents=True)
    shutil.copy(default_policies()[0], root / "policies")
    (root / "policies" / "01_base_test.yaml").write_text(TEST)
    done(["git", "init", "-q"], root)
    return root


class TestPreCommit:
    pytestmark = pytest.mark.skipif(PRE_COMMIT is None, reason="not run: pre-commit is not installed")

    @pytest.fixture
    def repository(self, repository: Path) -> Path:
        """It uses the hooks as they are offered, but for the environment, which is this one."""
        hooks = [{**hook, "language": "system"} for hook in HOOKS]
        (repository / ".pre-commit-config.yaml").write_text(json.dumps({"repos": [{"repo": "local", "hooks": hooks}]}))
        return repository

    def run(self, repository: Path) -> subprocess.CompletedProcess[str]:
        assert PRE_COMMIT is not None
        done(["git", "add", "."], repository)
        return done([PRE_COMMIT, "run", "--all-files"], repository, PRE_COMMIT_HOME=str(repository.parent / "cache"))

    def test_the_hooks_are_a_manifest(self) -> None:
        assert PRE_COMMIT is not None
        ran = done([PRE_COMMIT, "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")], ROOT)
        assert ran.returncode == 0, ran.stdout

    def test_policies_in_order_pass(self, repository: Path) -> None:
        ran = self.run(repository)
        assert (ran.returncode, ran.stdout.count("Passed")) == (0, len(HOOKS)), ran.stdout + ran.stderr

    def test_a_finding_stops_the_commit_and_so_does_another_form(self, repository: Path) -> None:
        (repository / "policies" / "02_more.yaml").write_text("statements:\n- {effect: dney, actions: a, sid: A}\n")
        ran = self.run(repository)
        assert ran.returncode == 1
        assert "error[AGS104]" in ran.stdout
        assert "files were modified by this hook" in ran.stdout
        assert "  - sid: A\n" in (repository / "policies" / "02_more.yaml").read_text()


class TestAction:
    def test_it_is_of_the_schema_of_actions(self) -> None:
        checker = BIN / "check-jsonschema"
        if not checker.exists():
            pytest.skip("not run: check-jsonschema is not installed")
        ran = done([str(checker), "--builtin-schema", "vendor.github-actions", str(ROOT / "action.yml")], ROOT)
        assert ran.returncode == 0, ran.stdout

    def test_no_script_holds_an_expression(self) -> None:
        """An input that is pasted into a script would be run by it."""
        scripts = [step["run"] for step in ACTION["runs"]["steps"]]
        assert scripts
        assert not [script for script in scripts if "${{" in script]

    def test_its_inputs_are_those_that_are_described(self) -> None:
        used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text("utf-8")))
        assert used == set(ACTION["inputs"])
        assert set(re.findall(r"^\| `([\w-]+)` \|", CI.partition("## GitHub")[2], re.MULTILINE)) == used

    def steps(self, cwd: Path, policies: str) -> list[subprocess.CompletedProcess[str]]:
        """Every step but the installation, as a runner starts `shell: bash`."""
        scripts = [step["run"] for step in ACTION["runs"]["steps"] if step.get("id") != "install"]
        shell = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c"]
        return [done([*shell, script], cwd, POLICIES=policies, FAIL_LEVEL="error") for script in scripts]

    def test_its_steps_pass_policies_in_order_and_stop_at_others(self, repository: Path) -> None:
        assert [step.returncode for step in self.steps(repository, "policies")] == [0] * (
            len(ACTION["runs"]["steps"]) - 1
        )
        (repository / "policies" / "02_more.yaml").write_text("statements:\n- {effect: dney, actions: a, sid: A}\n")
        ran = self.steps(repository, "policies")
        assert [step.returncode for step in ran] == [1] * len(ran)
        assert "::error file=policies/02_more.yaml,line=2," in ran[0].stdout
        assert "+  - sid: A" in ran[-1].stdout

    def test_a_name_that_looks_like_a_command_is_only_a_name(self, repository: Path) -> None:
        assert {step.returncode for step in self.steps(repository, "--help; touch pwned; $(touch pwned)")} == {2}
        assert not (repository / "pwned").exists()


def test_the_page_names_the_hooks_that_there_are() -> None:
    assert set(re.findall(r"^\| `(agsec-\w+)` \|", CI, re.MULTILINE)) == {hook["id"] for hook in HOOKS}


def test_the_readme_shows_both() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for part in ("agsec-validate", "agsec-fmt", "uses: agsec/agsec@"):
        assert part in readme, part
