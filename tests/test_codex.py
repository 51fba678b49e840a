"""Codex: its events as requests, and answers of the one form that it takes for a block."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from agsec.cli.audit.lines import print_lines
from agsec.installing import installer
from agsec.state import Slot

from .conftest import POLICIES, STRICT_DENY, Answer, Guard, Maker

FILES = """
  - {sid: NoSecrets, effect: deny, actions: ["file.*"], conditions: {params.file_path: {op: glob, value: "**/.env"}}}
  - {sid: NoDelete, effect: deny, actions: [file.delete]}
  - {sid: AskNotes, effect: review, actions: ["file.*"], conditions: {params.file_path: {op: ends_with, value: .md}}}
  - {sid: NoKeys, effect: deny, actions: ["file.*"], match: any, conditions: {params.content: {op: contains, value: AKIA}, params.new_string: {op: contains, value: AKIA}}}
"""


@pytest.fixture
def make(tmp_path: Path) -> Maker:
    return Maker(tmp_path.resolve(), host="codex")


@pytest.fixture
def files(make: Maker) -> Guard:
    return make(POLICIES.replace(", file.*]", ", file.write, file.edit, file.read]") + FILES)


def patch(*lines: str) -> str:
    return "\n".join(["*** Begin Patch", *lines, "*** End Patch"])


def test_a_denied_call_is_blocked_by_its_exit_code_and_a_reason_and_nothing_on_standard_output(guard: Guard) -> None:
    answer = guard.call("Bash", command="rm -rf build")
    shown = "agsec deny [NoRm]: deleting files is left to people. Instead: move them to /tmp\n"
    assert answer == Answer(2, "", shown, "codex")


def test_a_reviewed_call_is_blocked_and_the_model_is_told_that_nobody_could_be_asked(guard: Guard) -> None:
    answer = guard.call("web_fetch", url="https://example.com/")
    assert answer.verdict == "blocked"
    assert "agsec review [AskFetch]: fetching needs a person's word; a person has to agree" in answer.err
    assert "have the person run it, or change the policy" in answer.err
    [record] = guard.records()
    assert (record["effect"], record["enforced"]) == ("review", "deny")
    assert "enforced" not in (guard.call("Bash", command="rm x"), guard.records()[-1])[1]


def test_an_allowed_call_is_silent(guard: Guard) -> None:
    assert guard.call("Bash", command="ls") == Answer(0, "", "", "codex")


def test_newer_sources_are_told_to_the_person_with_an_allow(guard: Guard) -> None:
    (guard.project / "policies" / "new.yaml").write_text("statements: []\n")
    answer = guard.call("Bash", command="ls")
    assert answer.verdict == "silent"
    assert "agsec apply" in json.loads(answer.out)["systemMessage"]


def test_where_standard_error_is_closed_the_block_is_said_in_the_one_form_of_json(guard: Guard) -> None:
    event = json.dumps(guard.event("Bash", command="rm x")).encode()
    done = subprocess.run(["/bin/sh", "-c", f"exec 2>&-; {guard.command}"], input=event, stdout=subprocess.PIPE)
    hook = json.loads(done.stdout)["hookSpecificOutput"]
    assert "[NoRm]" in hook.pop("permissionDecisionReason")
    assert (done.returncode, hook) == (0, STRICT_DENY)


@pytest.mark.parametrize(
    ("tool", "params", "action"),
    [
        ("mcp__my_srv__touch", {"path": "x"}, "mcp.my_srv.touch"),
        ("spawn_agent", {"message": "x"}, "agent.spawn"),
        ("collaborationspawn_agent", {"message": "x"}, "agent.spawn"),
        ("create_goal", {"objective": "x"}, "internal.create_goal"),
        ("list_mcp_resources", {}, "internal.list_mcp_resources"),
        ("view_image", {"path": "a.png"}, "file.read"),
        ("write_stdin", {"chars": "rm x"}, "unknown.write_stdin"),
    ],
)
def test_a_tool_call_is_an_action(guard: Guard, tool: str, params: dict[str, object], action: str) -> None:
    guard.call(tool, **params)
    assert guard.records()[-1]["action"] == action


def test_context_says_which_host_asks(make: Maker) -> None:
    guard = make(
        "default: deny\nstatements: [{sid: A, effect: allow, actions: '*', conditions: {context.host: codex}}]"
    )
    assert guard.call("Bash", command="ls").verdict == "silent"


def test_each_file_of_a_patch_is_decided_and_recorded_and_one_deny_blocks_them_all(files: Guard) -> None:
    text = patch(
        "*** Add File: src/a.py", "+x", "*** Add File: sub/.env", "+K=v", "*** Update File: b", "@@", "-x", "+y"
    )
    answer = files.call("apply_patch", command=text)
    assert answer.verdict == "blocked"
    assert f"agsec deny [NoSecrets]: file.write of {files.project}/sub/.env" in answer.err
    assert [(each["action"], each["effect"], each["params"]["file_path"]) for each in files.records()] == [
        ("file.write", "allow", f"{files.project}/src/a.py"),
        ("file.write", "deny", f"{files.project}/sub/.env"),
        ("file.edit", "allow", f"{files.project}/b"),
    ]


def test_the_strictest_decision_of_a_patch_counts(files: Guard) -> None:
    add = ["*** Add File: a", "+x"]
    assert files.call("apply_patch", command=patch(*add)) == Answer(0, "", "", "codex")
    notes = files.call("apply_patch", command=patch(*add, "*** Add File: n.md", "+x"))
    assert "agsec review [AskNotes]" in notes.err
    both = files.call("apply_patch", command=patch("*** Add File: n.md", "+x", "*** Delete File: b"))
    assert "agsec deny [NoDelete]" in both.err


def test_a_move_deletes_its_source_and_writes_its_target(files: Guard) -> None:
    text = patch("*** Update File: a", "*** Move to: .env", "@@", "-x", "+y")
    assert files.call("apply_patch", command=text).verdict == "blocked"
    assert [each["action"] for each in files.records()] == ["file.edit", "file.delete", "file.write"]


def test_what_a_patch_puts_in_is_seen_by_policies(files: Guard) -> None:
    for text in (patch("*** Add File: a", "+AKIA"), patch("*** Update File: a", "@@", "-x", "+AKIA")):
        assert "[NoKeys]" in files.call("apply_patch", command=text).err
    assert files.call("apply_patch", command=patch("*** Update File: a", "@@", "-AKIA", "+x")).verdict == "silent"


@pytest.mark.parametrize("path", ["./x/../.env", "/.//etc/../.env", "~/.env", ".env"])
def test_a_path_is_decided_as_the_client_resolves_it(files: Guard, path: str) -> None:
    assert "[NoSecrets]" in files.call("apply_patch", command=patch(f"*** Add File: {path}", "+x")).err
    assert "[NoSecrets]" in files.call("view_image", path=path).err


def test_a_tilde_is_decided_as_a_directory_and_as_the_home(files: Guard) -> None:
    files.call("apply_patch", command=patch("*** Add File: ~/a", "+x"))
    paths = [each["params"]["file_path"] for each in files.records()]
    assert paths == [f"{files.project}/~/a", f"{files.home}/a"]


def test_a_patch_in_a_shell_command_is_decided_by_its_files_too(files: Guard) -> None:
    text = patch("*** Add File: sub/.env", "+x")
    answer = files.call("Bash", command=f"apply_patch <<'EOF'\n{text}\nEOF")
    assert "[NoSecrets]: file.write of" in answer.err
    assert [each["action"] for each in files.records()] == ["bash.execute", "file.write"]


@pytest.mark.parametrize("word", ["deep/er", "'deep/er'", '"deep/er"', "{project}/deep/er"])
@pytest.mark.parametrize("program", ["apply_patch", "applypatch"])
def test_a_patch_after_cd_is_decided_below_that_directory(files: Guard, word: str, program: str) -> None:
    word = word.replace("{project}", str(files.project))
    text = patch("*** Add File: a", "+x")
    assert files.call("Bash", command=f"cd {word} && {program} <<'EOF'\n{text}\nEOF\n").verdict == "silent"
    assert files.records()[-1]["params"]["file_path"] == f"{files.project}/deep/er/a"


@pytest.mark.parametrize(
    "form",
    [
        "cd a; apply_patch <<'EOF'\n{patch}\nEOF",
        "cd $A && apply_patch <<'EOF'\n{patch}\nEOF",
        "cd a && cd b && apply_patch <<'EOF'\n{patch}\nEOF",
        "pushd a && apply_patch <<'EOF'\n{patch}\nEOF",
        "(cd a && apply_patch <<'EOF'\n{patch}\nEOF\n)",
        "apply_patch <<'EOF'\n{patch}\nEOF\ncd a && apply_patch <<'EOF'\n{patch}\nEOF",
        "cat <<'EOF' | (cd a; applypatch)\n{patch}\nEOF",
        "printf '*** Begin Patch\\n*** Add File: .env\\n+x\\n*** End Patch' | apply_patch",
        "apply_patch $'*** Begin Patch\\n*** Add File: .env\\n+x\\n*** End Patch'",
    ],
)
def test_a_patch_whose_directory_nobody_knows_is_blocked(files: Guard, form: str) -> None:
    text = patch("*** Add File: a", "+x")
    answer = files.call("Bash", command=form.replace("{patch}", text))
    assert answer.verdict == "blocked"
    assert "run it by itself, with absolute paths" in answer.err
    assert "agsec install" not in answer.err


def test_a_patch_among_other_commands_may_name_absolute_paths(files: Guard) -> None:
    text = patch("*** Add File: /srv/a", "+x")
    assert files.call("Bash", command=f"cd a; apply_patch <<'EOF'\n{text}\nEOF").verdict == "silent"
    assert files.records()[-1]["params"]["file_path"] == "/srv/a"


def test_a_document_that_shows_a_patch_is_none(files: Guard) -> None:
    text = patch("*** Add File: .env", "+x")
    assert files.call("Bash", command=f"cat > notes.txt <<'EOF'\n{text}\nEOF").verdict == "silent"


def test_a_patch_may_name_its_environment(files: Guard) -> None:
    text = patch("*** Environment ID: local", "*** Add File: .env", "+x")
    assert "[NoSecrets]" in files.call("apply_patch", command=text).err


@pytest.mark.parametrize(
    "command",
    [
        "cd src; applypatch <<'EOF'\n{}\nEOF",
        "(cd src\napply_patch <<'EOF'\n{}\nEOF\n)",
        "apply_patch <<'EOF'\n{}\nEOF\ncd src\napply_patch <<'EOF'\n{}\nEOF",
        "true && apply_patch '{}'",
        "env -C /etc apply_patch '{}'",
    ],
)
def test_a_patch_among_commands_that_may_change_the_directory_is_blocked(files: Guard, command: str) -> None:
    answer = files.call("Bash", command=command.replace("{}", patch("*** Add File: a.txt", "+x")))
    assert answer.verdict == "blocked"
    assert "run it by itself" in answer.err
    assert "agsec install" not in answer.err


def test_a_text_that_shows_a_patch_is_no_patch(files: Guard) -> None:
    text = patch("*** Add File: .env", "+x")
    assert files.call("Bash", command=f"cat > notes.md <<'EOF'\n{text}\nEOF").verdict == "silent"


@pytest.mark.parametrize(
    "params",
    [
        {"command": "*** Begin Patch"},
        {"command": ["apply_patch", "x"]},
        {"patch": patch("*** Add File: a", "+x")},
        {"command": patch("*** Add File: a", "+x"), "workdir": "/etc"},
        {},
    ],
)
def test_a_patch_that_cannot_be_read_is_blocked_and_recorded(files: Guard, params: dict[str, object]) -> None:
    answer = files.call("apply_patch", **params)
    assert answer.verdict == "blocked"
    assert "could not be checked" in answer.err
    assert files.records()[-1]["effect"] == "deny"


def test_a_relative_path_without_a_working_directory_is_blocked(files: Guard) -> None:
    event = files.event("apply_patch", command=patch("*** Add File: a", "+x"))
    for cwd in (None, "src"):
        assert files.send({**event, "cwd": cwd}).verdict == "blocked"


def test_a_thousand_files_are_decided_in_time_and_more_are_refused(files: Guard) -> None:
    lines = [line for number in range(1_000) for line in (f"*** Add File: src/{number}.py", "+x")]
    started = time.monotonic()
    answer = files.call("apply_patch", command=patch(*lines))
    assert answer.verdict == "silent", answer.err
    assert time.monotonic() - started < 10
    assert len(files.records()) == 1_000
    assert "more than 1,000 changes" in files.call("apply_patch", command=patch(*lines, "*** Delete File: x")).err


def test_a_patch_that_takes_too_long_is_blocked_and_each_file_recorded(files: Guard) -> None:
    import fcntl

    with files.log.open("a") as log:
        fcntl.lockf(log, fcntl.LOCK_EX)
        answer = files.call("apply_patch", command=patch("*** Add File: a", "+x", "*** Add File: b", "+x"))
    assert answer.verdict == "blocked"
    assert "it took too long" in answer.err


def test_an_event_of_another_kind_is_blocked(guard: Guard) -> None:
    assert guard.send({**guard.event("Bash", command="ls"), "hook_event_name": "ConfigChange"}).verdict == "blocked"


def test_the_audit_command_shows_that_a_reviewed_call_did_not_run(
    guard: Guard, capsys: pytest.CaptureFixture[str]
) -> None:
    guard.call("web_fetch", url="https://example.com/")
    print_lines(guard.records()[-1:])
    line = capsys.readouterr().out
    assert "review  web.fetch" in line
    assert "(not run) https://example.com/" in line


def test_apply_swaps_the_bundle(make: Maker) -> None:
    for pin in (False, True):
        guard = make(pin=pin)
        (guard.project / "policies" / "policy.yaml").write_text(POLICIES.replace("rm\\b", "mv\\b"))
        installer.apply(Slot(guard.directory))
        assert guard.call("Bash", command="mv a b").verdict == "blocked"
        assert guard.call("Bash", command="rm a").verdict == "silent"


# -- the client itself


def _client() -> str | None:
    import shutil

    return os.environ.get("CODEX_BIN") or shutil.which("codex")


@pytest.mark.skipif(_client() is None, reason="not run: there is no `codex` on the PATH or at CODEX_BIN")
def test_the_real_client_computes_the_same_hash_and_trusts_the_installed_hook(
    make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{Path(_client() or '').parent}:{os.environ['PATH']}")
    guard = make(trust_project=True)
    assert f"confirmed: {_client()} trusts the hook" in guard.outcome.notes
    assert "codex" in guard.command
