"""Every command of the README, run."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agsec.cli.main import application
from agsec_compiler import compile_path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
EFFECTS = ("allow", "deny", "review")  # `agsec deny [Sid]: ...` is how a hook begins its answer
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(language: str, text: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def shell(command: str, cwd: Path, home: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    env = {**os.environ, "HOME": str(home), "PATH": path, "NO_COLOR": "1"}
    env.pop("XDG_STATE_HOME", None)
    return subprocess.run(["/bin/sh", "-c", command], cwd=cwd, env=env, capture_output=True, text=True, timeout=300)


@lru_cache
def helped(*words: str) -> str:
    """What a command says of itself."""
    done = CliRunner().invoke(application(), [*words, "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert done.exit_code == 0, words
    return done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def test_the_first_policy_blocks_the_first_command_for_the_reason_shown(project: Path, tmp_path: Path) -> None:
    policy, console = blocks("yaml")[0], blocks("console")[0]
    name = re.match(r"# (policies/\S+)", policy)
    assert name is not None
    (project / "policies").mkdir()
    (project / name.group(1)).write_text(policy.partition("\n")[2])
    prompt, _, shown = console.partition("\n")
    done = shell(prompt.removeprefix("$ "), project, tmp_path)
    assert done.stdout == shown.replace("push.yaml:3", "push.yaml:2")


def test_the_first_policy_does_not_deny_its_own_suggestion(project: Path, tmp_path: Path) -> None:
    (project / "policies").mkdir()
    (project / "policies" / "push.yaml").write_text(blocks("yaml")[0])
    for command, effect in (("git push --force-with-lease", "allow"), ("git push -f", "deny"), ("git push x", "allow")):
        assert shell(f"agsec eval bash.execute --param command='{command}'", project, tmp_path).stdout.startswith(
            effect
        )


def test_the_python_of_the_readme_prints_what_it_says(project: Path, tmp_path: Path) -> None:
    (project / "policies").mkdir()
    (project / "policies" / "push.yaml").write_text(blocks("yaml")[0])
    (project / "program.py").write_text(blocks("python")[0])
    done = shell("python program.py", project, tmp_path)
    assert (done.stdout, done.stderr) == (blocks("text")[0], "")


def test_the_first_set_up_command_installs_and_shows_the_demo(tmp_path: Path) -> None:
    [command] = [line for line in "".join(blocks("bash")).splitlines() if line.endswith("agsec demo")]
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    names = [name for name in listed.stdout.split("\0") if name] or [
        str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts
    ]
    for name in names:
        if (ROOT / name).is_file():
            (tmp_path / "checkout" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "checkout" / name).write_bytes((ROOT / name).read_bytes())
    done = shell(command, tmp_path / "checkout", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "BlockFileDelete" in done.stdout


def test_the_second_set_up_command_is_the_one_that_ci_runs() -> None:
    pattern = "^python3 -m venv .*pytest$"
    assert len(re.findall(pattern, README, re.MULTILINE)) == 1
    assert f"grep -E '{pattern}' README.md" in (ROOT / ".ci" / "run").read_text()


def test_the_commands_that_guard_a_project_work_in_their_order(project: Path, tmp_path: Path) -> None:
    [block] = [block for block in blocks("bash") if block.startswith("agsec init")]
    for line in block.splitlines():
        done = shell(line, project, tmp_path)
        assert done.returncode == 0, (line, done.stderr)


def test_every_command_of_the_table_works(project: Path, tmp_path: Path) -> None:
    commands: list[str] = list(re.findall(r"^\| `(agsec [^`]+)` \|", README, re.MULTILINE))
    assert len(commands) == 22
    shell("agsec init --tests", project, tmp_path)
    for command in commands:
        done = shell(command, project, tmp_path)
        assert done.returncode == 0, (command, done.stderr)


@pytest.mark.parametrize("page", DOCS, ids=lambda path: path.name)
def test_the_commands_of_the_docs_exist_and_the_links_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        assert target.startswith("http") or (page.parent / target).exists(), target
    known = helped()
    for command in re.findall(r"`agsec ([a-z]+)[^`]*`", text) + [
        shlex.split(line)[1]
        for block in blocks("bash", text)
        for line in block.splitlines()
        if line.startswith("agsec ")
    ]:
        assert command in EFFECTS or re.search(rf"\b{command}\b", known), command
    for options in re.findall(r"`agsec (install claude-code|install codex|apply|audit|compile|eval)([^`]*)`", text):
        for option in re.findall(r"--[a-z-]+", options[1]):
            assert option in helped(options[0].split()[0]), option


def test_the_policies_of_the_docs_compile(tmp_path: Path) -> None:
    found = [block for page in DOCS for block in blocks("yaml", page.read_text("utf-8"))]
    found = [block for block in found if re.search("^statements:", block, re.MULTILINE)]
    assert len(found) >= 5
    for number, block in enumerate(found):
        path = tmp_path / f"{number}.yaml"
        path.write_text(block)
        assert compile_path(path).errors == (), block


def test_the_index_of_the_docs_names_every_page() -> None:
    text = (ROOT / "docs" / "README.md").read_text("utf-8")
    assert {page.name for page in DOCS[1:]} - {"README.md"} == set(re.findall(r"\]\(([\w-]+\.md)\)", text))
