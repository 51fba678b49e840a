"""The commands, run as processes in a project of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from agsec_runtime.bundle import load

from .forked import run_text

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def agsec(tmp_path: Path) -> Run:
    """Runs `agsec` in a project below its own home."""
    (tmp_path / "project").mkdir()

    def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "HOME": str(tmp_path), "NO_COLOR": "1", "COLUMNS": "100"}
        env.pop("XDG_STATE_HOME", None)
        return run_text(arguments, tmp_path / "project", env)

    return run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return tmp_path / "project"


def test_init_writes_six_files_that_validate_and_keeps_what_is_there(agsec: Run, project: Path) -> None:
    (project / "policies").mkdir()
    (project / "policies" / "05_git.yaml").write_text("default: deny\n")
    done = agsec("init")
    assert done.returncode == 0
    assert "kept     policies/05_git.yaml" in done.stdout
    assert done.stdout.count("written") == 5
    assert (project / "policies" / "05_git.yaml").read_text() == "default: deny\n"
    (project / "policies" / "05_git.yaml").unlink()
    agsec("init")
    done = agsec("validate")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("no findings in 6 files, ")


def test_init_writes_a_profile_beside_what_another_has_written(agsec: Run, project: Path) -> None:
    balanced, strict = agsec("init"), agsec("init", "--profile", "strict")
    assert (balanced.returncode, strict.returncode) == (0, 0)
    assert strict.stdout.count("kept") == balanced.stdout.count("written") == 6
    assert "written  policies/07_strict.yaml" in strict.stdout
    done = agsec("validate")
    assert (done.returncode, done.stderr) == (0, "")
    assert agsec("init", "--profile", "loose").returncode == 2


def test_validate_exits_1_with_every_finding_and_a_count(agsec: Run, project: Path) -> None:
    (project / "policies").mkdir()
    (project / "policies" / "a.yaml").write_text(
        "statements:\n  - sid: A\n    efect: deny\n    actions: x\n  - effect: deny\n    actions: x\n"
    )
    done = agsec("validate")
    assert done.returncode == 1
    assert "error[AGS101]: unknown key `efect`\n --> policies/a.yaml:3:5" in done.stdout
    assert "  = help: did you mean `effect`?" in done.stdout
    assert done.stdout.endswith("\n2 errors, 1 warning in 1 file\n")
    concise = agsec("validate", "--output-format", "concise").stdout.splitlines()
    assert [line.partition(" ")[0] for line in concise] == [
        "policies/a.yaml:2:5:",
        "policies/a.yaml:3:5:",
        "policies/a.yaml:5:5:",
    ]
    rows = json.loads(agsec("validate", "--output-format", "json").stdout)
    assert rows["version"] == 1
    assert {row["code"] for row in rows["diagnostics"]} == {"AGS101", "AGS102", "AGS212"}


def test_what_is_not_there_cannot_be_answered(agsec: Run) -> None:
    for command in ("validate", "compile", "install claude-code", "apply", "uninstall claude-code", "rule AGS999"):
        done = agsec(*command.split())
        assert done.returncode == 2, command
        assert done.stderr.startswith("error: "), command
        assert "help: " in done.stderr, command
        assert "Traceback" not in done.stderr


def test_compile_writes_a_bundle_whole_or_not_at_all(agsec: Run, project: Path) -> None:
    agsec("init")
    done = agsec("compile", "policies/", "-o", "bundle.agp")
    assert done.returncode == 0
    first = (project / "bundle.agp").read_bytes()
    assert load(first).revision in done.stdout
    (project / "policies" / "99.yaml").write_text("statements: [")
    broken = agsec("compile", "policies/", "-o", "bundle.agp")
    assert broken.returncode == 1
    assert "policies/99.yaml:1:" in broken.stderr
    assert broken.stdout == ""
    assert (project / "bundle.agp").read_bytes() == first
    assert not list(project.glob(".bundle*"))


def test_compile_says_the_same_to_machines_and_prints_its_stages(agsec: Run, project: Path) -> None:
    agsec("init")
    facts = json.loads(agsec("compile", "--output-format", "json").stdout)
    raw = (project / "bundle.agp").read_bytes()
    assert (facts["bytes"], facts["revision"], facts["version"]) == (len(raw), load(raw).revision, 1)
    assert "BlockFileDelete" in agsec("compile", "--emit", "ir").stdout
    assert "=bash.execute" in agsec("compile", "--emit", "plan").stdout


def test_compile_overwrites_bundles_and_nothing_else(agsec: Run, project: Path) -> None:
    agsec("init")
    policy = project / "policies" / "04_web.yaml"
    before = policy.read_bytes()
    assert agsec("compile", "-o", "policies/04_web.yaml").returncode == 2
    assert policy.read_bytes() == before
    assert agsec("compile", "-o", "/dev/null").returncode == 2
    assert agsec("compile", "-o", "policies").returncode == 2
    assert [agsec("compile").returncode, agsec("compile").returncode] == [0, 0]


def test_streams_that_are_full_or_no_utf_8_give_a_clear_answer(agsec: Run, project: Path) -> None:
    (project / "p.yaml").write_text(
        "statements: [{sid: Ü, effect: deny, actions: x, reason: 'no \\u2014 never'}]", "utf-8"
    )
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "agsec", "validate", "p.yaml"], cwd=project, stdout=full, stderr=-1
        )
    assert done.returncode != 0
    assert b"Traceback" not in done.stderr
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "COLUMNS": "0"}
    command = [sys.executable, "-m", "agsec", "eval", "x", "-p", "p.yaml"]
    done = subprocess.run(command, cwd=project, env=env, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"deny, \\xdc, p.yaml:1")


def test_eval_names_effect_statement_and_place(agsec: Run) -> None:
    agsec("init")
    done = agsec("eval", "bash.execute", "--param", "command=rm -rf /")
    assert done.returncode == 0
    first, reason, *_ = done.stdout.splitlines()
    assert first.startswith("deny, BlockFileDelete, 02_bash.yaml:")
    assert reason.startswith("reason: ")
    assert agsec("eval", "bash.execute", "--param", "command=rm x", "--exit-code").returncode == 1
    assert agsec("eval", "bash.execute", "--param", "command=ls", "--exit-code").returncode == 0
    answer = json.loads(agsec("eval", "mcp.mail.send", "--output-format", "json").stdout)
    assert (answer["effect"], answer["matched_by"], answer["sid"]) == ("deny", "default", None)


def test_eval_shows_the_facts_that_were_asked_for(agsec: Run, project: Path) -> None:
    (project / "p.yaml").write_text(
        "statements: [{sid: A, effect: deny, actions: ['file.*', bash.execute],"
        " conditions: {files.reads: {op: glob, value: '**/.env'}, files.in_workspace: false}}]"
    )
    ask = ("eval", "bash.execute", "--context", "cwd=/w", "--context", "workspace=/w", "-p", "p.yaml")
    done = agsec(*ask, "--param", 'command=cat .e* "$f"')
    assert done.stdout.splitlines()[0] == "deny, A, p.yaml:1"
    assert done.stdout.splitlines()[2:] == [
        "files.deletes: none",
        "files.in_workspace: false",
        "files.reads: /w/.e*, $f",
        "files.writes: none",
    ]
    answer = json.loads(agsec(*ask, "--param", "command=cat a", "--output-format", "json").stdout)
    assert answer["facts"]["files.reads"] == ["/w/a"]
    asked = json.loads(agsec(*ask, "--param", 'command="$x"', "--output-format", "json").stdout)
    assert (asked["sid"], asked["file"], asked["facts"]["shell.dynamic"]) == ("UnverifiedCommand", None, True)
    assert agsec(*ask, "--param", "command=$x").stdout.startswith(
        "review, UnverifiedCommand, implied by the policies\n"
    )
    unusable = json.loads(agsec("eval", "file.read", "-p", "p.yaml", "--output-format", "json").stdout)
    assert set(unusable["facts"].values()) == {"undecidable"}
    assert json.loads(agsec("eval", "pay", "-p", "p.yaml", "--output-format", "json").stdout)["facts"] == {}


def test_eval_takes_json_context_and_bundles_and_shows_what_was_undecidable(agsec: Run, project: Path) -> None:
    (project / "p.yaml").write_text(
        "statements:\n"
        "  - {sid: A, effect: deny, actions: pay, conditions: {params.amount: {op: '>', value: 5}}}\n"
        "  - {sid: B, effect: allow, actions: pay, conditions: {context.role: admin}}\n"
    )
    agsec("compile", "p.yaml", "-o", "p.agp")
    for policies in ("p.yaml", "p.agp"):
        for params, expected in (
            (["--param", "amount:=6"], "deny, A, p.yaml:2"),
            (["--param", "amount:=5", "--context", "role=admin"], "allow, B, p.yaml:3"),
            (["--param", "amount=6"], "deny, A, p.yaml:2"),
        ):
            assert agsec("eval", "pay", *params, "-p", policies).stdout.splitlines()[0] == expected
    assert "undecidable in A: `params.amount` >" in agsec("eval", "pay", "--param", "amount=6", "-p", "p.yaml").stdout
    assert agsec("eval", "pay", "--param", "amount", "-p", "p.yaml").returncode == 2
    assert agsec("eval", "pay", "--param", "amount:=x", "-p", "p.yaml").returncode == 2


def test_install_apply_audit_and_uninstall_in_their_order(agsec: Run, project: Path, tmp_path: Path) -> None:
    agsec("init")
    done = agsec("install", "claude-code")
    assert done.returncode == 0, done.stderr
    assert '+    "PreToolUse": [' in done.stdout
    settings = project / ".claude" / "settings.json"
    command = json.loads(settings.read_text())["hooks"]["PreToolUse"][0]["hooks"][0]["command"]
    again = agsec("install", "claude-code")
    assert "already holds the hooks" in again.stdout

    event = {"hook_event_name": "PreToolUse", "session_id": "s", "cwd": str(project), "tool_name": "Bash"}
    for shell, code in (("ls", 0), ("rm -rf /", 2), ("cat notes.txt", 0)):
        raw = json.dumps({**event, "tool_input": {"command": shell}}).encode()
        assert subprocess.run(["/bin/sh", "-c", command], input=raw, capture_output=True).returncode == code

    lines = agsec("audit").stdout.splitlines()
    assert [line.split()[1] for line in lines[-3:]] == ["allow", "deny", "allow"]
    assert "BlockFileDelete" in lines[-2]
    assert "rm -rf /" in lines[-2]
    assert len(agsec("audit", "-n", "1").stdout.splitlines()) == 1
    records = json.loads(agsec("audit", "-n", "2", "--output-format", "json").stdout)["records"]
    assert [record["params"]["command"] for record in records] == ["rm -rf /", "cat notes.txt"]
    stats = json.loads(agsec("audit", "--stats", "--output-format", "json").stdout)
    assert stats["effects"]["allow"] == 2
    assert stats["sids"]["BlockFileDelete"] == 1
    assert "by effect" in agsec("audit", "--stats").stdout

    (project / "policies" / "99.yaml").write_text(
        "statements: [{sid: NoLs, effect: deny, actions: bash.execute, reason: x}]"
    )
    assert agsec("apply").stdout.startswith("applied: ")
    raw = json.dumps({**event, "tool_input": {"command": "ls"}}).encode()
    assert subprocess.run(["/bin/sh", "-c", command], input=raw, capture_output=True).returncode == 2
    (project / "policies" / "99.yaml").write_text("statements: [")
    broken = agsec("apply")
    assert broken.returncode == 1
    assert "the last good bundle stays in force" in broken.stderr

    assert agsec("uninstall", "claude-code").returncode == 0
    assert not settings.exists()
    assert agsec("uninstall", "claude-code").returncode == 2


def test_a_damaged_line_of_the_log_is_shown_not_hidden(agsec: Run, project: Path) -> None:
    log = project / "audit.jsonl"
    log.write_text('{"v":1,"effect":"allow","time":"2026-01-01T00:00:00Z"}\nnot json\n\xff\n', "latin-1")
    lines = agsec("audit", "--log", str(log)).stdout.splitlines()
    assert len(lines) == 3
    assert "line 2 of the log is damaged" in lines[1]


def test_an_audit_line_cannot_act_on_the_terminal(agsec: Run, project: Path) -> None:
    log = project / "audit.jsonl"
    record = {"effect": "deny\x1b[2J", "action": "a\x1b]0;x\x07", "params": {"command": "x\n\x1b[31my"}, "id": "\r"}
    log.write_text(json.dumps(record) + "\n" + '{"params": {"command": "\\ud800"}}\n')
    assert json.loads(agsec("audit", "--log", str(log), "--output-format", "json").stdout)["records"]
    assert agsec("audit", "--log", str(log) + ".gone").returncode == 2
    log.write_text(json.dumps(record) + "\n")
    out = agsec("audit", "--log", str(log)).stdout
    assert len(out.splitlines()) == 1
    assert not {"\x1b", "\x07", "\r"} & set(out)


def test_the_demo_shows_the_main_job(agsec: Run, project: Path, tmp_path: Path) -> None:
    done = agsec("demo", "--output-format", "json")
    assert done.returncode == 0, done.stderr
    calls = json.loads(done.stdout)["calls"]
    assert len(calls) >= 12
    effects = {call["about"]: call["effect"] for call in calls}
    assert effects["rm -rf /"] == "deny"
    assert effects["git status"] == "allow"
    assert effects['git commit -m "rm old code"'] == "allow"
    assert effects["https://example.com/"] == "review"
    assert {"allow", "review", "deny"} == set(effects.values())
    assert "BlockFileDelete" in agsec("demo").stdout
    assert list(project.iterdir()) == []
    assert not (tmp_path / ".local").exists()


def test_a_misspelled_command_or_option_is_met_with_a_suggestion(agsec: Run) -> None:
    for arguments, meant in ((["validte"], "validate"), (["validate", "--output-fromat", "json"], "--output-format")):
        done = agsec(*arguments)
        assert done.returncode == 2
        assert meant in done.stderr


def test_every_command_explains_itself_with_an_example(agsec: Run) -> None:
    commands = ["init", "validate", "compile", "eval", "rule", "install", "apply", "uninstall", "audit", "demo"]
    listed = agsec("-h").stdout
    for command in commands:
        assert command in listed
        help_text = agsec(command, "--help").stdout
        assert "Example" in help_text, command
    for command in ("list", "add", "remove"):
        assert "Example" in agsec("policy", command, "--help").stdout, command


def test_colour_is_there_when_asked_for_and_never_in_a_pipe(agsec: Run) -> None:
    agsec("init")
    assert "\x1b[" in agsec("--color", "always", "eval", "bash.execute", "--param", "command=rm x").stdout
    assert "\x1b[" not in agsec("eval", "bash.execute", "--param", "command=rm x").stdout
    assert agsec("--color", "sometimes", "init").returncode == 2


def test_quiet_keeps_messages_to_itself(agsec: Run) -> None:
    assert agsec("init").stderr != ""
    assert agsec("--quiet", "init").stderr == ""


def test_quiet_verbose_and_color_may_stand_behind_the_command(agsec: Run, project: Path) -> None:
    agsec("init")
    assert agsec("validate", "-v").stderr == agsec("-v", "validate").stderr != ""
    assert agsec("init", "other", "-q").stderr == agsec("-q", "init", "other").stderr == ""
    assert agsec("init", "other").stderr != ""
    assert "\x1b[" in agsec("eval", "x", "--color", "always").stdout
    assert "\x1b[" not in agsec("eval", "x", "--color", "never").stdout
    assert agsec("validate", "--color", "pink").returncode == 2


def test_a_hook_of_agsec_0_2_beside_ours_is_told(agsec: Run, project: Path) -> None:
    agsec("init")
    (project / ".claude").mkdir()
    old = {"type": "command", "command": "python -m agsec.cli.main check --format claude-code"}
    settings = {"hooks": {"PreToolUse": [{"matcher": "*", "hooks": [old]}]}}
    (project / ".claude" / "settings.json").write_text(json.dumps(settings))
    assert "still holds a hook of agsec 0.2" in agsec("install", "claude-code").stderr
    assert old in json.loads((project / ".claude" / "settings.json").read_text())["hooks"]["PreToolUse"][0]["hooks"]
