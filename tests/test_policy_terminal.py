"""`agsec policy` on a terminal: questions, answers, and second thoughts."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import POLICIES

pty = pytest.importorskip("pty", reason="no pseudo-terminals here")
ADD = ("add", "--effect", "deny", "--action", "payment.charge")


class Terminal:
    """A process on a terminal of its own."""

    def __init__(self, command: list[str], cwd: Path, env: dict[str, str]) -> None:
        try:
            self.master, slave = pty.openpty()
        except OSError as error:
            pytest.skip(f"not run: no pseudo-terminal: {error}")
        self.seen = ""
        self.process = subprocess.Popen(
            command, cwd=cwd, env=env, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
        )
        os.close(slave)

    def expect(self, text: str) -> str:
        """What came up to and with ``text``; the rest waits for the next call."""
        until = time.monotonic() + 60
        while text not in self.seen:
            if not self._read(until):
                raise AssertionError(f"{text!r} did not come: {self.seen!r}")
        found, _, self.seen = self.seen.partition(text)
        return found + text

    def answer(self, question: str, line: str) -> str:
        shown = self.expect(question)
        os.write(self.master, f"{line}\n".encode())
        return shown

    def end(self) -> tuple[int, str]:
        until = time.monotonic() + 60
        while self._read(until):
            pass
        return self.process.wait(timeout=60), self.seen

    def interrupted(self) -> tuple[int, str]:
        """As by Control-C, which a person presses again where it came too early for readline to see."""
        for _ in range(60):
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=1)
                break
            except subprocess.TimeoutExpired:
                continue
        return self.end()

    def _read(self, until: float) -> bool:
        if not select.select([self.master], [], [], max(0.0, until - time.monotonic()))[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:  # Linux says so when the last process has left the terminal.
            return False
        self.seen += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    policies = tmp_path / "project" / "policies"
    policies.mkdir(parents=True)
    (policies / "01.yaml").write_text(POLICIES)
    return tmp_path / "project"


@pytest.fixture
def terminal(tmp_path: Path, project: Path) -> Iterator[object]:
    started: list[Terminal] = []

    def start(*arguments: str) -> Terminal:
        env = {**os.environ, "HOME": str(tmp_path), "NO_COLOR": "1", "COLUMNS": "80", "TERM": "dumb"}
        for name in ("XDG_STATE_HOME", "AGSEC_POLICY_DIR"):
            env.pop(name, None)
        started.append(Terminal([sys.executable, "-m", "agsec", "policy", *arguments], project, env))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.process.kill()
            each.process.wait()
        os.close(each.master)


def custom(project: Path) -> str:
    path = project / "policies" / "99_custom.yaml"
    return path.read_text() if path.exists() else ""


def test_what_is_missing_is_asked_for_the_narrowest_pattern_first(terminal, project: Path) -> None:  # type: ignore[no-untyped-def]
    at = terminal("add")
    at.answer("effect: deny, review or allow [deny]: ", "maybe")
    at.expect("`maybe` is no effect")
    at.answer("effect: deny, review or allow [deny]: ", "")
    at.answer("action, e.g. bash.execute or payment.*: ", "bash.execute")
    menu = at.answer("number [1]: ", "9")
    labels = re.findall(r"^  (\d)  (.+)$", menu, re.MULTILINE)
    assert [label for _, label in labels] == [
        "one command, exactly",
        "one program, with any arguments",
        "commands that begin alike",
        "commands with a pattern in them",
        "a condition of your own",
        "all",
    ]
    at.expect("a number from 1 to 6")
    at.answer("number [1]: ", "4")
    at.answer("regular expression: ", "(")
    at.expect("the group is not closed")
    at.answer("regular expression: ", r"\bnpm publish\b")
    at.answer("reason, shown to the agent (may be empty): ", "releases are made by people")
    at.answer("suggestion, what to do instead (may be empty): ", "")
    at.answer("sid [DenyNpmPublish]: ", "NoRm")
    at.expect("the sid `NoRm` is taken")
    at.answer("sid [DenyNpmPublish]: ", "")
    shown = at.answer("write this? [y/N]: ", "y")
    assert "+  - sid: DenyNpmPublish\n" in shown
    assert "no decision is recorded" in shown
    code, rest = at.end()
    assert (code, "added: DenyNpmPublish, policies/99_custom.yaml:6" in rest) == (0, True)
    assert "      params.command: {op: regex, value: '\\bnpm publish\\b'}\n" in custom(project)
    assert "suggestion" not in custom(project)


def test_an_allowed_program_may_not_bring_others_along(terminal, project: Path) -> None:  # type: ignore[no-untyped-def]
    from agsec.decisions import ask, open_policies

    for number, answer in (("2", "git"), ("3", "git status")):
        at = terminal("add", "--effect", "allow", "--file", f"{number}.yaml", "--sid", f"Allow{number}")
        at.answer("payment.*: ", "bash.execute")
        at.answer("number [1]: ", number)
        at.answer(": ", answer)
        at.answer("(may be empty): ", "")
        at.answer("[y/N]: ", "y")
        assert at.end()[0] == 0
        bundle = open_policies(project / "policies" / f"{number}.yaml")
        for command, effect in (
            ("git status", "allow"),
            ("git status -s 'a b'", "allow"),
            ("git status; rm x", "deny"),
            ("git status $(rm x)", "deny"),
            ("git status\nrm x", "deny"),
            ("gitx", "deny"),
            ("x git status", "deny"),
        ):
            assert ask(bundle, "bash.execute", {"command": command}, {}).effect == effect, (number, command)


def test_other_actions_are_asked_for_a_condition(terminal, project: Path) -> None:  # type: ignore[no-untyped-def]
    at = terminal("add", "--reason", "r", "--suggestion", "s")
    at.answer("[deny]: ", "r")
    at.answer("payment.*: ", "payment.charge")
    at.answer("(empty for none) []: ", "amount > 5")
    at.expect("did you mean `params.amount`")
    at.answer("(empty for none) []: ", "params.amount > 5")
    at.answer("sid [ReviewPaymentCharge]: ", "Mine")
    at.answer("[y/N]: ", "y")
    assert at.end()[0] == 0
    assert "sid: Mine\n    effect: review\n" in custom(project)


def test_who_says_no_or_leaves_has_written_nothing(terminal, project: Path) -> None:  # type: ignore[no-untyped-def]
    at = terminal(*ADD)
    at.answer("write this? [y/N]: ", "")
    code, rest = at.end()
    assert (code, custom(project)) == (1, "")
    assert "nothing was written" in rest
    for question, command in (("write this?", ("remove", "NoRm")), ("effect: ", ("add",))):
        at = terminal(*command)
        at.expect(question)
        code, rest = at.interrupted()
        assert (code, "nothing was written" in rest, "Traceback" in rest) == (130, True, False)
    assert custom(project) == ""
    assert (project / "policies" / "01.yaml").read_text() == POLICIES


def test_a_removal_shows_the_statement_and_asks(terminal, project: Path) -> None:  # type: ignore[no-untyped-def]
    at = terminal("remove", "AskFetch")
    shown = at.answer("write this? [y/N]: ", "y")
    assert "-  - sid: AskFetch\n-    effect: review\n" in shown
    assert at.end()[0] == 0
    assert "AskFetch" not in (project / "policies" / "01.yaml").read_text()


def test_yes_and_no_input_do_not_ask(terminal, project: Path) -> None:  # type: ignore[no-untyped-def]
    assert terminal(*ADD, "--sid", "A", "--yes").end()[0] == 0
    assert terminal(*ADD, "--sid", "B", "--no-input").end()[0] == 0
    code, rest = terminal("remove", "A", "--no-input").end()
    assert (code, "say `--yes`" in rest) == (2, True)
    assert terminal("remove", "A", "-y").end()[0] == 0
    assert "sid: B" in custom(project)
    assert "sid: A" not in custom(project)


def test_a_file_that_somebody_changes_while_it_is_shown_is_left_to_them(terminal, project: Path) -> None:  # type: ignore[no-untyped-def]
    at = terminal(*ADD, "--file", "01.yaml")
    at.expect("write this?")
    (project / "policies" / "01.yaml").write_text(POLICIES + "# theirs\n")
    os.write(at.master, b"y\n")
    code, rest = at.end()
    assert (code, "was changed by somebody else meanwhile" in rest) == (2, True)
    assert (project / "policies" / "01.yaml").read_text() == POLICIES + "# theirs\n"


def test_a_list_fits_the_terminal(terminal, project: Path) -> None:  # type: ignore[no-untyped-def]
    long = "statements: [{sid: %s, effect: deny, actions: [a], reason: %s, conditions: {params.x: %s}}]"
    (project / "policies" / "02.yaml").write_text(long % ("S" * 60, "why " * 60 + "end", "x" * 200))
    code, shown = terminal("list").end()
    assert code == 0
    lines = shown.splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.startswith("NoRm ") and " deny " in line for line in lines)
    assert shown.count("S") >= 60
    assert "end" in shown
    assert "…" in shown


def test_about_a_recorded_decision_only_what_it_leaves_open_is_asked(terminal, project: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    log = tmp_path / "log.jsonl"
    record = {"id": "5f3a", "time": "2026-01-01T00:00:00Z", "cwd": str(project), "effect": "allow", "sid": "AllowWork"}
    log.write_text(json.dumps({**record, "action": "bash.execute", "params": {"command": "cd x && git status"}}) + "\n")
    at = terminal("add", "--from-decision", "5f3a", "--log", str(log))
    at.expect("record 5f3a: allow by AllowWork, bash.execute  cd x && git status\n")
    at.answer("effect: deny, review or allow [deny]: ", "")
    menu = at.answer("number [1]: ", "2")
    assert re.findall(r"^  \d  (.+)$", menu, re.MULTILINE)[:3] == [
        'shell.commands == "cd x"',
        'shell.commands == "git status"',
        'shell.commands regex "\\\\Acd(?: |\\\\Z)"',
    ]
    at.answer("may be empty): ", "ask first")
    at.answer("may be empty): ", "")
    at.answer("sid [DenyGitStatus]: ", "")
    assert "record 5f3a: allow -> deny  by DenyGitStatus\n" in at.answer("write this? [y/N]: ", "y")
    code, _ = at.end()
    assert code == 0
    assert "shell.commands: {op: '==', value: git status}" in custom(project)
