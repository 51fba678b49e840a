"""`agsec policy`, run as processes: what is shown, what is written, what is refused."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from agsec.decisions import ask, open_policies

from .conftest import POLICIES
from .forked import run_text
from .test_readme import ROOT, blocks, shell

Run = Callable[..., "subprocess.CompletedProcess[str]"]
ADD = ("policy", "add", "--effect", "deny", "--action", "payment.charge", "--condition", "params.amount > 10000")


def environment(home: Path, **more: str) -> dict[str, str]:
    env = {**os.environ, "HOME": str(home), "NO_COLOR": "1", "COLUMNS": "100", **more}
    for name in ("XDG_STATE_HOME", "AGSEC_POLICY_DIR"):
        env.pop(name, None)
    return {**env, **more}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    policies = tmp_path / "project" / "policies"
    policies.mkdir(parents=True)
    (policies / "01.yaml").write_text(POLICIES)
    return tmp_path / "project"


@pytest.fixture
def agsec(tmp_path: Path, project: Path) -> Run:
    def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        return run_text(arguments, project, environment(tmp_path, **env))

    return run


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()}


# -- the page


def test_every_command_of_the_page_works_in_its_order(project: Path, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "policies.md").read_text("utf-8")
    (project / "policies" / "01.yaml").unlink()
    commands = [line for block in blocks("bash", page) for line in block.splitlines()]
    assert len(commands) == 15
    for command in commands:
        done = shell(command, project, tmp_path)
        assert done.returncode == 0, (command, done.stderr)
    assert (project / "policies" / "99_custom.yaml").read_text("utf-8").endswith("\nstatements: []\n")


# -- list


def test_a_list_names_each_statement_by_file_and_is_whole_on_a_pipe(agsec: Run, project: Path) -> None:
    (project / "policies" / "02.yaml").write_text(
        "statements:\n  - effect: block\n    actions: [x.y, z.*]\n    match: any\n"
        f"    conditions: {{params.a: [{{op: '>', value: 1}}, {{op: exists}}], context.b: {'long ' * 60}end}}\n"
    )
    done = agsec("policy", "list")
    assert (done.returncode, done.stderr) == (0, "4 statements\n")
    lines = done.stdout.splitlines()
    assert lines[0] == "01.yaml"
    assert lines[1].split()[:3] == ["NoRm", "deny", "bash.execute"]
    assert lines[1].endswith("deleting files is left to people")
    assert lines[5] == "02.yaml"
    assert lines[6].startswith("02.yaml#1  deny")
    assert "params.a > 1 and params.a exists or context.b == " in lines[6]
    assert ("long " * 60 + "end").strip() in lines[6]


def test_a_list_shows_the_statement_that_the_policies_imply(agsec: Run, project: Path) -> None:
    (project / "policies" / "02.yaml").write_text(
        "statements: [{sid: A, effect: deny, actions: bash.execute, conditions: {files.deletes: {op: exists}}}]"
    )
    lines = agsec("policy", "list").stdout.splitlines()
    assert lines[-2] == "implied by the policies above"
    assert lines[-1].split()[:3] == ["UnverifiedCommand", "review", "bash.execute"]
    last = json.loads(agsec("policy", "list", "--output-format", "json").stdout)["statements"][-1]
    assert (last["sid"], last["match"], last["file"], last["line"]) == ("UnverifiedCommand", "any", None, None)
    assert last["conditions"] == {flag: [{"op": "==", "value": True}] for flag in ("shell.dynamic", "shell.unparsed")}
    assert "UnverifiedCommand" not in agsec("policy", "list", "--effect", "deny").stdout
    assert "UnverifiedCommand" not in agsec("policy", "list", "--action", "file.read").stdout
    assert agsec("policy", "remove", "UnverifiedCommand", "--yes").returncode == 2


def test_a_list_for_machines_has_places_and_whole_conditions(agsec: Run) -> None:
    answer = json.loads(agsec("policy", "list", "--output-format", "json").stdout)
    assert answer["version"] == 1
    assert answer["statements"][0] == {
        "sid": "NoRm",
        "effect": "deny",
        "actions": ["bash.execute"],
        "conditions": {"params.command": [{"op": "regex", "value": r"\brm\b"}]},
        "match": "all",
        "reason": "deleting files is left to people",
        "suggestion": "move them to /tmp",
        "file": "01.yaml",
        "line": 2,
        "intact": True,
    }


def test_a_list_can_be_narrowed_by_effect_and_by_action(agsec: Run) -> None:
    def sids(*options: str) -> list[str]:
        rows = json.loads(agsec("policy", "list", "--output-format", "json", *options).stdout)["statements"]
        return [row["sid"] for row in rows]

    assert sids("--effect", "review") == ["AskFetch"]
    assert sids("--action", "bash.execute") == ["NoRm", "AllowWork"]
    assert sids("--action", "file.write", "--effect", "deny") == []
    assert agsec("policy", "list", "--effect", "block").returncode == 2


def test_policies_with_errors_are_listed_as_far_as_they_can_be_read(agsec: Run, project: Path) -> None:
    (project / "policies" / "02.yaml").write_text(
        "statements:\n  - {sid: Odd, efect: deny, actions: [a], conditions: {x: 1}}\n"
    )
    (project / "policies" / "03.yaml").write_text("statements: [")
    done = agsec("policy", "list")
    assert done.returncode == 1
    assert "error[AGS101]: unknown key `efect`" in done.stderr
    assert "policies/03.yaml" in done.stderr
    assert "NoRm" in done.stdout
    assert [line.split() for line in done.stdout.splitlines() if "Odd" in line] == [["Odd", "?", "a", "x", "==", "1"]]
    rows = json.loads(agsec("policy", "list", "--output-format", "json").stdout)["statements"]
    assert [(row["sid"], row["effect"], row["intact"]) for row in rows][-1] == ("Odd", None, False)


def test_what_is_not_there_cannot_be_listed_or_changed(agsec: Run) -> None:
    for command in (("policy", "list"), ADD, ("policy", "remove", "X", "--yes")):
        done = agsec(*command, "-p", "nowhere")
        assert done.returncode == 2
        assert "there is no policy file or directory `nowhere`" in done.stderr
    assert "NoRm" in agsec("policy", "list", AGSEC_POLICY_DIR="policies/01.yaml").stdout


# -- add


def test_a_statement_is_added_to_a_file_of_ones_own_that_is_made_if_need_be(agsec: Run, project: Path) -> None:
    done = agsec(*ADD, "--reason", "too much", "--suggestion", "ask")
    assert done.returncode == 0, done.stderr
    assert "+  - sid: DenyPaymentCharge\n" in done.stdout
    assert done.stdout.endswith("added: DenyPaymentCharge, policies/99_custom.yaml:6\n")
    written = (project / "policies" / "99_custom.yaml").read_text()
    assert written.startswith("# ")
    assert written.endswith(
        'version: "1.0"\n\nstatements:\n'
        "  - sid: DenyPaymentCharge\n"
        "    effect: deny\n"
        "    actions: [payment.charge]\n"
        "    conditions:\n"
        "      params.amount: {op: '>', value: 10000}\n"
        "    reason: too much\n"
        "    suggestion: ask\n"
    )
    assert agsec("eval", "payment.charge", "--param", "amount:=10001").stdout.startswith(
        "deny, DenyPaymentCharge, 99_c"
    )
    again = agsec(*ADD, "--output-format", "json")
    answer = json.loads(again.stdout)
    assert (answer["version"], answer["sid"], answer["line"], answer["written"]) == (1, "DenyPaymentCharge2", 14, True)
    assert answer["statement"].startswith("- sid: DenyPaymentCharge2\n")
    assert answer["diff"].startswith("--- policies/99_custom.yaml\n+++ policies/99_custom.yaml\n@@ ")


def test_several_conditions_and_actions_are_written_together(agsec: Run, project: Path) -> None:
    more = ("--action", "payment.*", "--condition", "params.amount < 20000", "--condition", r"params.to regex \bx'")
    assert agsec(*ADD, *more, "--sid", "Mid", "--match", "all").returncode == 0
    written = (project / "policies" / "99_custom.yaml").read_text()
    assert "actions: [payment.charge, 'payment.*']" in written
    assert "      params.amount:\n        - {op: '>', value: 10000}\n        - {op: '<', value: 20000}\n" in written
    assert r"params.to: {op: regex, value: '\bx'''}" in written
    assert agsec(*ADD, "--condition", "params.to == x", "--match", "any", "--sid", "Any").returncode == 0
    assert "    match: any\n" in (project / "policies" / "99_custom.yaml").read_text()


def test_a_dry_run_shows_all_and_writes_nothing(agsec: Run, project: Path) -> None:
    before = contents(project)
    done = agsec(*ADD, "--dry-run")
    assert done.returncode == 0
    assert "+  - sid: DenyPaymentCharge" in done.stdout
    assert "nothing was written" in done.stderr
    assert agsec("policy", "remove", "NoRm", "--dry-run").returncode == 0
    assert json.loads(agsec(*ADD, "--dry-run", "--output-format", "json").stdout)["written"] is False
    assert contents(project) == before


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--sid", "NoRm"), 2, "the sid `NoRm` is taken: the first is 01.yaml:2"),
        (("--sid", ""), 0, ""),
        (("--sid", "UnverifiedCommand"), 2, "is reserved"),
        (("--action", ""), 2, "is empty"),
        (("--action", "[a"), 2, "missing `]`"),
        (("--condition", "amount > 5"), 2, "did you mean `params.amount` or `context.amount`?"),
        (("--condition", "params.x regex ("), 2, "the group is not closed"),
        (("--condition", "params.amount < 1"), 2, "can never hold"),
        (("--effect", "block"), 2, "block"),
        (("--file", "../other.yaml"), 2, "would not be read"),
        (("--file", ".hidden.yaml"), 2, "would not be read"),
        (("--file", "x_test.yaml"), 2, "would not be read"),
        (("--file", "x.json"), 2, "would not be read"),
        (("--file", "sub/deep/new.yaml"), 2, "there is no directory policies/sub/deep"),
        (("--file", "a\nadded: X.yaml"), 2, r"the file name 'a\nadded: X.yaml' has characters that cannot be shown"),
        (("--sid", "a\nadded: X"), 2, r"the sid 'a\nadded: X' has characters that cannot be shown"),
        (("--sid", "a\x1b[2J"), 2, r"the sid 'a\x1b[2J' has"),
        (("--reason", "x" * (1 << 16)), 0, ""),
        (("--reason", "\udcff"), 2, "is no text"),
    ],
)
def test_wrong_input_is_refused_before_anything_is_written(
    agsec: Run, project: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    before = contents(project)
    done = agsec(*ADD, *arguments)
    assert done.returncode == code, done.stderr
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert (contents(project) == before) is (code != 0)


def test_what_is_missing_is_named_where_nobody_can_be_asked(agsec: Run, project: Path) -> None:
    before = contents(project)
    for arguments, said in (
        (("policy", "add"), "--effect and --action must be given"),
        (("policy", "add", "--effect", "deny", "--no-input"), "--action must be given"),
        (("policy", "remove", "NoRm"), "nobody can be asked"),
        (("policy", "remove", "NoRm", "--no-input"), "say `--yes`"),
        (("policy", "remove", "NoRn", "--yes"), "did you mean `NoRm`?"),
        (("policy", "remove", "zzz", "--yes"), "`agsec policy list` shows what there is"),
    ):
        done = agsec(*arguments)
        assert done.returncode == 2
        assert said in done.stderr
    assert contents(project) == before


def test_policies_that_do_not_compile_are_not_changed(agsec: Run, project: Path) -> None:
    (project / "policies" / "02.yaml").write_text("statements: [{sid: A, efect: deny, actions: a}]")
    before = contents(project)
    for command in (ADD, ("policy", "remove", "NoRm", "--yes")):
        done = agsec(*command)
        assert done.returncode == 1
        assert "error[AGS101]: unknown key `efect`" in done.stderr
    assert contents(project) == before


def test_a_file_may_be_named_from_here_or_from_the_policies(agsec: Run, project: Path) -> None:
    named = ("01.yaml", "policies/01.yaml", str(project / "policies" / "01.yaml"), "new.yml")
    for number, name in enumerate(named):
        assert agsec(*ADD, "--sid", f"A{number}", "--file", name).returncode == 0
    assert [f"sid: A{number}" in (project / "policies" / "01.yaml").read_text() for number in range(4)] == [
        True,
        True,
        True,
        False,
    ]
    assert (project / "policies" / "new.yml").read_text().count("sid: A3") == 1
    one = agsec(*ADD, "--sid", "One", "-p", "policies/01.yaml")
    assert one.stdout.endswith("added: One, policies/01.yaml:31\n")
    assert agsec(*ADD, "-p", "policies/01.yaml", "--file", "new.yml").returncode == 2


def test_a_file_that_would_grow_over_the_limit_is_left_alone(agsec: Run, project: Path) -> None:
    large = project / "policies" / "99_custom.yaml"
    large.write_text("# " + "x" * ((1 << 20) - 60) + "\nstatements: [{sid: A, effect: deny, actions: a}]\n")
    before = large.read_bytes()
    done = agsec(*ADD, "--reason", "long " * 20)
    assert (done.returncode, large.read_bytes()) == (2, before)
    assert "would be larger than 1 MiB" in done.stderr


# -- remove


def test_a_removed_statement_takes_its_comments_along_and_nothing_else(agsec: Run, project: Path) -> None:
    policy = project / "policies" / "01.yaml"
    kept = "statements:\r\n  - {sid: 'A', effect: deny, actions: x}   # a\r\n\r\n  # section{}\r\n\r\n  # about C\r\n  - sid: \"C\"\r\n    effect: deny\r\n    actions: [x]"
    gone = "\r\n\r\n  # about B\r\n  - sid: B # b\r\n    effect: allow\r\n    actions:\r\n      - x\r\n    # inside B"
    policy.write_bytes(b"\xef\xbb\xbf" + kept.replace("{}", gone).encode())
    done = agsec("policy", "remove", "B", "--yes")
    assert done.returncode == 0, done.stderr
    assert "-  # about B\n-  - sid: B # b\n" in done.stdout
    assert "removed: B, policies/01.yaml:7\n" in done.stdout
    assert policy.read_bytes() == b"\xef\xbb\xbf" + kept.replace("{}", "").encode()
    agsec("policy", "remove", "C", "--yes")
    agsec("policy", "remove", "A", "--yes")
    assert policy.read_bytes() == b"\xef\xbb\xbfstatements: []\r\n\r\n  # section"


def test_a_statement_without_a_sid_is_removed_by_its_place(agsec: Run, project: Path) -> None:
    policy = project / "policies" / "02.yaml"
    policy.write_text("statements:\n- effect: deny\n  actions: a\n- effect: deny\n  actions: b\n")
    assert agsec("policy", "remove", "02.yaml#2", "--yes").returncode == 0
    assert policy.read_text() == "statements:\n- effect: deny\n  actions: a\n"


def test_an_anchor_that_is_used_elsewhere_is_kept(agsec: Run, project: Path) -> None:
    policy = project / "policies" / "02.yaml"
    policy.write_text(
        "statements:\n  - {sid: A, effect: deny, actions: &names [a, b]}\n  - {sid: B, effect: allow, actions: *names}\n"
    )
    before = policy.read_bytes()
    done = agsec("policy", "remove", "A", "--yes")
    assert (done.returncode, policy.read_bytes()) == (2, before)
    assert "it defines an anchor that is used in line 3" in done.stderr
    assert agsec("policy", "remove", "B", "--yes").returncode == 0
    assert agsec("policy", "remove", "A", "--yes").returncode == 0


def test_permissions_and_links_stay(agsec: Run, project: Path) -> None:
    real = project / "elsewhere.yaml"
    real.write_text("statements: []\n")
    real.chmod(0o604)
    link = project / "policies" / "99_custom.yaml"
    link.symlink_to("../elsewhere.yaml")
    assert agsec(*ADD).returncode == 0
    assert link.is_symlink()
    assert "DenyPaymentCharge" in real.read_text()
    assert stat.S_IMODE(real.stat().st_mode) == 0o604
    assert agsec("policy", "remove", "DenyPaymentCharge", "--yes").returncode == 0
    assert real.read_text() == "statements: []\n"


def test_a_directory_that_cannot_be_written_is_told_and_left(agsec: Run, project: Path, tmp_path: Path) -> None:
    policies = project / "policies"
    policies.chmod(0o555)
    try:
        if os.access(policies, os.W_OK):
            pytest.skip("not run: permissions do not bind this user")
        done = agsec(*ADD)
        assert done.returncode == 2
        assert "cannot be written" in done.stderr
    finally:
        policies.chmod(0o755)
    assert list(contents(policies)) == ["01.yaml"]


# -- others at the same time


def test_statements_that_are_added_at_once_all_survive(project: Path, tmp_path: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "agsec", *ADD, "--sid", f"S{number}"],
            cwd=project,
            env=environment(tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for number in range(6)
    ]
    for each in started:
        _, err = each.communicate(timeout=120)
        assert each.returncode == 0, err
    written = (project / "policies" / "99_custom.yaml").read_text()
    assert sorted(line.split()[-1] for line in written.splitlines() if "sid:" in line) == [f"S{n}" for n in range(6)]


def test_of_two_that_add_the_same_sid_at_once_one_is_refused(project: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "agsec", *ADD, "--sid", "Same"]
    options = {"cwd": project, "env": environment(tmp_path), "stdout": -1, "stderr": -1}
    started = [subprocess.Popen([*command, "--file", name], **options) for name in ("a.yaml", "b.yaml")]  # type: ignore[call-overload]
    errors = [each.communicate(timeout=120)[1] for each in started]
    assert sorted(each.returncode for each in started) == [0, 2]
    assert b"is taken: the first is " in b"".join(errors)


def test_an_interrupted_addition_leaves_the_file_whole_and_nothing_beside_it(project: Path, tmp_path: Path) -> None:
    policy = project / "policies" / "01.yaml"
    before = policy.read_bytes()
    for wait in (0.1, 0.3, 0.5, 0.7):
        process = subprocess.Popen(
            [sys.executable, "-m", "agsec", *ADD, "--sid", "New", "--file", "01.yaml"],
            cwd=project,
            env=environment(tmp_path),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(wait)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        now = policy.read_bytes()
        assert now == before or now.startswith(before)
        assert sorted(path.name for path in (project / "policies").iterdir()) == ["01.yaml"]
        policy.write_bytes(before)


# -- what is in force


def install(agsec: Run) -> None:
    assert agsec("install", "claude-code").returncode == 0


def test_a_change_is_put_into_force_where_these_policies_guard_the_project(agsec: Run, project: Path) -> None:
    install(agsec)
    done = agsec(*ADD)
    assert "\napplied: revision " in done.stdout
    assert ".claude/settings.json" in done.stdout
    answer = json.loads(agsec("policy", "remove", "DenyPaymentCharge", "--yes", "--output-format", "json").stdout)
    assert [set(each) for each in answer["applied"]] == [{"settings", "revision"}]
    assert answer["applied"][0]["revision"] not in done.stdout
    left = agsec(*ADD, "--no-apply")
    assert "applied" not in left.stdout
    assert "comes into force with `agsec apply`" in left.stderr
    (project / "other").mkdir()
    assert "applied" not in agsec(*ADD, "-p", "other").stdout


def test_the_last_good_bundle_stays_where_a_change_cannot_be_applied(agsec: Run, project: Path, tmp_path: Path) -> None:
    install(agsec)
    (project / "policies" / "02.yaml").write_text("statements: [{sid: A, efect: deny, actions: a}]")
    [bundle] = tmp_path.rglob("bundle.agp")
    before = bundle.read_bytes()
    done = agsec(*ADD, "-p", "policies/01.yaml")
    assert done.returncode == 1
    assert "error[AGS101]" in done.stderr
    assert "the last good bundle stays in force" in done.stderr
    assert "added: DenyPaymentCharge" in done.stdout
    assert bundle.read_bytes() == before


def test_recorded_decisions_are_replayed_and_those_that_would_change_are_shown(
    agsec: Run, project: Path, tmp_path: Path
) -> None:
    install(agsec)
    [log] = tmp_path.rglob("audit.jsonl")
    base = {"v": 1, "time": "2026-01-01T00:00:00Z", "cwd": str(project), "action": "bash.execute", "effect": "allow"}
    records: list[object] = [{**base, "params": {"command": f"git push {number}"}} for number in range(12)]
    records += [
        {**base, "params": {"command": "ls"}},
        {**base, "params": {"command": "git push 1"}, "cwd": "/elsewhere"},
    ]
    records += [
        {**base, "params": {"command": "git push [... 9 of 9000 characters ...]x"}},
        {**base, "params": "[too large to keep]"},
    ]
    records += [{**base, "params": {}, "matched_by": "error"}, [], {"action": "x"}]
    log.write_text("".join(json.dumps(each) + "\n" for each in records) + '{"torn')
    add = (
        "policy",
        "add",
        "--effect",
        "deny",
        "--action",
        "bash.execute",
        "--condition",
        "params.command starts_with git",
        "--dry-run",
    )
    done = agsec(*add)
    assert "12 of 13 recorded decisions would change (an estimate: the log keeps params redacted; 3 with" in done.stdout
    assert done.stdout.count("  allow -> deny  bash.execute  git push ") == 10
    assert "  AllowWork -> DenyGit" in done.stdout
    replayed = json.loads(agsec(*add, "--output-format", "json").stdout)["replay"]
    assert (replayed["replayed"], replayed["skipped"], replayed["changed"], len(replayed["examples"])) == (
        13,
        3,
        12,
        10,
    )
    assert replayed["examples"][0]["params"] == {"command": "git push 11"}
    removed = agsec("policy", "remove", "AllowWork", "--dry-run")
    assert "13 of 13 recorded decisions would change" in removed.stdout


def test_an_agent_may_look_at_the_policies_and_not_change_them() -> None:
    bundle = open_policies(ROOT / "policies")
    for command, effect in (
        ("agsec policy list", "allow"),
        ("agsec --quiet validate", "allow"),
        ("agsec policy remove BlockFileDelete --yes", "deny"),
        ("agsec -q policy  add --effect allow --action '*'", "deny"),
        ("cd x && python3 -m agsec --color never policy remove A -y", "deny"),
        ("bash -c 'agsec --quiet apply'", "deny"),
    ):
        assert ask(bundle, "bash.execute", {"command": command}, {}).effect == effect, command
