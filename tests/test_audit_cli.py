"""The audit commands, run as processes over logs of their own."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agsec.audit import AuditStore
from agsec_runtime.audit import append

from .forked import run_text

Run = Callable[..., "subprocess.CompletedProcess[str]"]
PUSH = "git push --force origin main"


def environment(home: Path) -> dict[str, str]:
    env = {**os.environ, "HOME": str(home), "NO_COLOR": "1", "COLUMNS": "100"}
    for name in ("XDG_STATE_HOME", "AGSEC_AUDIT_DB"):
        env.pop(name, None)
    return env


@pytest.fixture
def agsec(tmp_path: Path) -> Run:
    """Runs `agsec` in a project below its own home."""
    (tmp_path / "project").mkdir()

    def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        return run_text(arguments, tmp_path / "project", {**environment(tmp_path), **env})

    return run


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The log of this home's hooks, with four decisions in it."""
    path = tmp_path / ".local" / "state" / "agsec" / "audit.jsonl"
    for number, (effect, action, sid, command) in enumerate(
        (
            ("allow", "bash.execute", "AllowBash", "ls"),
            ("deny", "bash.execute", "NoForce", PUSH),
            ("review", "web.fetch", "AskFetch", "https://example.com/"),
            ("allow", "payment.send", "AllowPay", "50 EUR"),
        )
    ):
        write(path, f"{number}a{number}b", effect, action, sid, command)
    return path


def write(
    path: Path, number: str, effect: str = "allow", action: str = "a.b", sid: str = "A", command: str = "x"
) -> None:
    fields = {
        "v": 1,
        "id": number,
        "time": f"2026-01-0{min(9, int(number[0]) + 1)}T10:00:00.000000Z",
        "host": "claude-code",
    }
    decided = {"session": f"s{number[0]}", "cwd": "/work", "action": action, "params": {"command": command}}
    why = {"effect": effect, "sid": sid, "matched_by": f"explicit_{effect}", "reason": "because", "undecidable": []}
    append(str(path), {**fields, **decided, **why, "revision": None, "duration_us": 1_000 + int(number[0])})


def ids(done: subprocess.CompletedProcess[str]) -> list[str]:
    assert done.returncode == 0, done.stderr
    return [each["id"] for each in json.loads(done.stdout)["records"]]


FILTERS = {
    ("--effect", "deny"): ["1a1b"],
    ("--effect", "block"): ["1a1b"],
    ("--action", "*.execute"): ["0a0b", "1a1b"],
    ("--sid", "AskFetch"): ["2a2b"],
    ("--host", "claude-code", "-n", "1"): ["3a3b"],
    ("--session", "s0"): ["0a0b"],
    ("--since", "2026-01-03"): ["2a2b", "3a3b"],
    ("--until", "2026-01-02"): ["0a0b", "1a1b"],
    ("--since", "2h"): [],
    ("--grep", "FORCE"): ["1a1b"],
    ("--effect", "allow", "--grep", "eur"): ["3a3b"],
    ("-n", "2"): ["2a2b", "3a3b"],
}


@pytest.mark.parametrize("options", FILTERS)
def test_filters_choose_what_is_listed_and_exported_alike(agsec: Run, log: Path, options: tuple[str, ...]) -> None:
    assert ids(agsec("audit", *options, "--output-format", "json")) == FILTERS[options]
    if "-n" not in options:
        exported = agsec("audit", "export", "-", *options).stdout.splitlines()
        assert [json.loads(line)["id"] for line in exported] == FILTERS[options]


@pytest.mark.parametrize("options", [("--since", ""), ("--until", " "), ("--action", "pay[.*"), ("--action", "[z-a]")])
def test_a_filter_that_says_nothing_is_a_usage_error(agsec: Run, log: Path, options: tuple[str, ...]) -> None:
    done = agsec("audit", *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert options[0] in done.stderr
    assert "Traceback" not in done.stderr


def test_a_list_words_every_effect_and_is_whole_in_a_pipe(agsec: Run, log: Path) -> None:
    write(log, "5a", "deny", command="x" * 300 + "\nend")
    lines = agsec("audit").stdout.splitlines()
    assert [line.split()[1] for line in lines] == ["allow", "deny", "review", "allow", "deny"]
    assert lines[-1].endswith("x\\nend")
    assert "\x1b[1;31mdeny" in agsec("--color", "always", "audit").stdout
    assert agsec("audit", "--effect", "unreadable").stderr == "no record matches\n"


def test_a_list_on_a_terminal_is_cut_to_its_width(agsec: Run, log: Path, tmp_path: Path) -> None:
    write(log, "5a", command="x" * 300)
    master, terminal = pty.openpty()
    command = [sys.executable, "-m", "agsec", "audit"]
    env = {**environment(tmp_path), "TERM": "xterm"}
    done = subprocess.run(command, env=env, stdin=terminal, stdout=terminal, stderr=terminal, timeout=120)
    os.close(terminal)
    assert done.returncode == 0
    lines = re.sub(r"\x1b\[[0-9;]*m", "", os.read(master, 65_536).decode()).splitlines()
    os.close(master)
    assert len(lines) == 5
    assert max(map(len, lines)) == 100


def test_nothing_is_made_and_nothing_is_wrong_before_the_first_decision(agsec: Run, tmp_path: Path) -> None:
    done = agsec("audit")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "nothing was decided yet\n")
    assert agsec("audit", "--stats").stdout.startswith("0 decisions")
    assert agsec("audit", "export", "-").stdout == ""
    assert agsec("audit", "verify").returncode == 2
    assert not (tmp_path / ".local").exists()


def test_show_tells_everything_of_one_record(agsec: Run, log: Path, tmp_path: Path) -> None:
    with AuditStore.machine(log.parent) as store:
        store.complete("3a3b", outcome="succeeded", result={"paid": True}, approved_by="anna")
    out = agsec("audit", "show", "3").stdout
    for part in (
        "allow  payment.send",
        "AllowPay",
        "command: 50 EUR",
        "because",
        "succeeded",
        "anna",
        "paid: true",
        "/work",
    ):
        assert part in out, part
    told = json.loads(agsec("audit", "show", "1a1b", "--output-format", "json").stdout)
    assert (told["version"], told["record"]["params"], told["statement"]) == (1, {"command": PUSH}, None)
    write(log, "1a1c")
    for number, message in (("1", "several ids begin with `1`: 1a1b, 1a1c"), ("9", "there is no record `9`")):
        done = agsec("audit", "show", number)
        assert done.returncode == 2
        assert message in done.stderr
        assert "help: " in done.stderr


def test_show_and_stats_know_the_installed_statements(agsec: Run, tmp_path: Path) -> None:
    project = tmp_path / "project"
    agsec("init")
    assert agsec("install", "claude-code").returncode == 0
    hook = json.loads((project / ".claude" / "settings.json").read_text())["hooks"]["PreToolUse"][0]["hooks"][0][
        "command"
    ]
    event = {"hook_event_name": "PreToolUse", "session_id": "s", "cwd": str(project), "tool_name": "Bash"}
    raw = json.dumps({**event, "tool_input": {"command": "rm -rf /"}}).encode()
    subprocess.run(["/bin/sh", "-c", hook], input=raw, capture_output=True)
    [record] = json.loads(agsec("audit", "--sid", "BlockFileDelete", "--output-format", "json").stdout)["records"]
    assert "BlockFileDelete, 02_bash.yaml:" in agsec("audit", "show", record["id"]).stdout
    stats = json.loads(agsec("audit", "--stats", "--output-format", "json").stdout)
    unmatched = {each["sid"]: each["file"] for each in stats["unmatched"]}
    assert unmatched["AllowWebSearch"] == "01_base.yaml"
    assert "BlockFileDelete" not in unmatched
    assert "never matched: " in agsec("audit", "--stats").stdout


def test_stats_sum_up_what_the_filters_choose(agsec: Run, log: Path) -> None:
    out = agsec("audit", "--stats").stdout
    assert out.startswith("4 decisions, p50 1,002 us, p99 1,003 us\n")
    stats = json.loads(agsec("audit", "--stats", "--action", "bash.*", "--output-format", "json").stdout)
    assert (stats["version"], stats["total"], stats["effects"]) == (1, 2, {"allow": 1, "deny": 1})
    assert stats["days"] == {"2026-01-01": 1, "2026-01-02": 1}


def test_export_writes_each_format_and_destroys_nothing(agsec: Run, log: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    assert agsec("audit", "export", "all.csv").stdout == "all.csv: 4 records\n"
    rows = list(csv.DictReader(io.StringIO((project / "all.csv").read_text())))
    assert [row["effect"] for row in rows] == ["allow", "deny", "review", "allow"]
    done = agsec("audit", "export", "all.csv", "--effect", "deny")
    assert (done.returncode, len((project / "all.csv").read_text().splitlines())) == (2, 5)
    assert "--force" in done.stderr
    assert agsec("audit", "export", "all.csv", "--effect", "deny", "--force").returncode == 0
    assert len((project / "all.csv").read_text().splitlines()) == 2
    told = json.loads(agsec("audit", "export", "x", "--format", "json", "--output-format", "json").stdout)
    assert (told, len(json.loads((project / "x").read_text())["records"])) == (
        {"version": 1, "path": "x", "records": 4},
        4,
    )
    assert agsec("audit", "export", "policies").returncode == 0
    assert agsec("audit", "export", ".").returncode == 2
    assert agsec("audit", "export", "nowhere/x.csv").returncode == 2


def test_verify_says_yes_no_or_cannot_by_its_exit_code(agsec: Run, log: Path) -> None:
    done = agsec("audit", "verify")
    assert done.returncode == 0
    head = done.stdout.strip().rpartition(" ")[2]
    assert done.stdout == f"intact: 4 lines, head {head}\n"
    assert agsec("audit", "verify", "--head", head).returncode == 0
    assert agsec("audit", "verify", "--head", "0" * 32).returncode == 1
    assert agsec("audit", "verify", "--head", "zz").returncode == 2
    log.write_bytes(log.read_bytes().replace(PUSH.encode(), b"git push"))
    done = agsec("audit", "verify")
    assert done.returncode == 1
    assert "line 2 does not follow from the line before" in done.stdout
    assert "(1a1b, 2026-01-02T10:00:00.000000Z)" in done.stdout
    told = json.loads(agsec("audit", "verify", "--output-format", "json").stdout)
    assert (told["version"], told["intact"], told["findings"][0]["line"]) == (1, False, 2)
    assert agsec("audit", "verify", "--log", "gone.jsonl").returncode == 2
    log.unlink()
    log.mkdir()
    assert agsec("audit", "verify").returncode == 2


def test_another_log_and_a_store_of_a_program_are_read_alike(agsec: Run, log: Path, tmp_path: Path) -> None:
    with AuditStore(tmp_path / "own.db") as store:
        store.append({"id": "own1", "effect": "deny", "action": "x.y", "params": {"a": 1}})
    other = tmp_path / "other.jsonl"
    write(other, "7other")
    own, alien = ("--db", str(tmp_path / "own.db")), ("--log", str(other))
    assert ids(agsec("audit", *own, "--output-format", "json")) == ["own1"]
    assert ids(agsec("audit", "--output-format", "json", AGSEC_AUDIT_DB=own[1])) == ["own1"]
    assert ids(agsec("audit", *alien, "--output-format", "json", AGSEC_AUDIT_DB=own[1])) == ["7other"]
    assert "x.y" in agsec("audit", "show", "own", *own).stdout
    assert agsec("audit", "--stats", *alien).stdout.startswith("1 decision")
    assert agsec("audit", "verify", *alien).returncode == 0
    assert sorted(each.name for each in tmp_path.glob("other*")) == ["other.head", "other.jsonl"]
    for options in ((*own, *alien), ("--db", "gone.db"), ("--db", str(other)), ("--log", "gone.jsonl")):
        done = agsec("audit", *options)
        assert done.returncode == 2, options
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "project" / "gone.db").exists()


def test_wrong_options_are_told(agsec: Run, log: Path) -> None:
    for options, message in (
        (("--since", "soon"), "`soon` is no time"),
        (("--effect", "maybe"), "maybe"),
        (("--effect", "deny", "export", "-"), "belongs behind"),
        (("--follow", "--stats"), "not together"),
        (("verfy",), "verify"),
        (("show",), "ID"),
    ):
        done = agsec("audit", *options)
        assert done.returncode == 2, options
        assert message in done.stderr


def test_each_command_explains_itself_with_an_example(agsec: Run) -> None:
    listed = agsec("audit", "-h").stdout
    for command in ("show", "export", "verify"):
        assert command in listed
        assert "Example" in agsec("audit", command, "--help").stdout


# -- follow


class Following:
    """`agsec audit --follow` in the background."""

    def __init__(self, home: Path, *options: str) -> None:
        command = [sys.executable, "-m", "agsec", "audit", "--follow", "--output-format", "json", *options]
        self.process = subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def next(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())["record"]["id"]

    def end(self) -> tuple[int, bytes]:
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=60)
        assert out == b""
        return self.process.returncode, err


@pytest.fixture
def follow(tmp_path: Path) -> Iterator[Callable[..., Following]]:
    started: list[Following] = []

    def start(*options: str) -> Following:
        started.append(Following(tmp_path, *options))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.communicate()


def test_following_shows_new_decisions_and_ends_cleanly(log: Path, follow: Callable[..., Following]) -> None:
    following = follow("-n", "2", "--effect", "allow")
    assert [following.next(), following.next()] == ["0a0b", "3a3b"]
    write(log, "5", "deny")
    write(log, "6", "allow")
    assert following.next() == "6"
    log.rename(log.with_name("audit.jsonl.1"))
    write(log, "7", "allow")
    assert following.next() == "7"
    assert following.end() == (0, b"")


def test_following_begins_before_there_is_a_log(tmp_path: Path, follow: Callable[..., Following]) -> None:
    following = follow()
    state = tmp_path / ".local" / "state" / "agsec"
    while not (state / "audit.db").exists():
        time.sleep(0.05)
        assert following.process.poll() is None
    write(state / "audit.jsonl", "1")
    assert following.next() == "1"
    assert following.end() == (0, b"")


def test_following_a_store_of_a_program(tmp_path: Path, follow: Callable[..., Following]) -> None:
    with AuditStore(tmp_path / "own.db") as store:
        store.append({"id": "own1", "effect": "deny", "action": "x"})
        following = follow("--db", str(tmp_path / "own.db"))
        assert following.next() == "own1"
        store.append({"id": "own2", "effect": "deny", "action": "x"})
        assert following.next() == "own2"
        assert following.end() == (0, b"")
