"""An audit log replayed by two policy sets: what would be decided otherwise, and what the log cannot tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from agsec.cli.main import application
from agsec.comparing import rules
from agsec.comparing.changes import Access, Comparison, compare
from agsec.comparing.replay import replay
from agsec.comparing.tally import Tally
from agsec_compiler import Source, compile_sources
from agsec_runtime.audit import body, record, write
from agsec_runtime.decision import Decision, Request

BEFORE = """\
statements:
  - {sid: Small, effect: allow, actions: [payment.charge], conditions: {params.amount: {op: "<", value: 10}}}
  - {sid: Tools, effect: allow, actions: [bash.execute], conditions: {shell.programs: {op: in, value: [ls]}}}
  - {sid: Read, effect: allow, actions: [file.read]}
"""
AFTER = BEFORE.replace("value: 10", "value: 100").replace("[ls]", "[cat]")


def rules_of(text: str) -> rules.Rules:
    return rules.of(Path("policies"), compile_sources([Source("p.yaml", text)]))


def compared(before: str = BEFORE, after: str = AFTER) -> Comparison:
    return compare(rules_of(before), rules_of(after))


def logged(path: Path, *requests: tuple[str, dict[str, Any]], **context: str) -> Path:
    """A log as hooks write it."""
    for action, params in requests:
        asked = Request(action, params, {"host": "claude-code", "cwd": "/work", **context})
        fields = record(asked, Decision("deny", "default", "no"), "r", 0.001, 1_700_000_000)
        write(str(path), body(fields))
    return path


def replayed(path: Path, before: str = BEFORE, after: str = AFTER) -> dict[str, int]:
    tally = replay(path, compared(before, after))
    return {access.value: tally.count(access) for access in Access if tally.count(access)}


def test_each_record_is_counted_by_what_would_become_of_it(tmp_path: Path) -> None:
    log = logged(
        tmp_path / "audit.jsonl",
        ("payment.charge", {"amount": 50}),
        ("payment.charge", {"amount": 5}),
        ("bash.execute", {"command": "ls -l"}),
        ("bash.execute", {"command": "cat a"}),
        ("file.read", {"file_path": "/a"}),
    )
    assert replayed(log) == {"widened": 2, "tightened": 1, "same": 2}


def test_what_was_masked_or_cut_cannot_be_told_where_it_is_asked_about(tmp_path: Path) -> None:
    log = logged(
        tmp_path / "audit.jsonl",
        ("bash.execute", {"command": "curl -H 'Authorization: Bearer abcdefghijklmnop'"}),
        ("bash.execute", {"command": "ls " + "a" * 5_000}),
        ("payment.charge", {"amount": 50, "note": "x" * 5_000, "password": "hunter2"}),
        ("file.read", {"file_path": "/" + "a" * 5_000}),  # No change is about it.
    )
    assert replayed(log) == {"cannot tell": 2, "widened": 1, "same": 1}


def test_an_action_that_is_cut_cannot_be_told(tmp_path: Path) -> None:
    assert replayed(logged(tmp_path / "audit.jsonl", ("a" * 3_000, {}))) == {"cannot tell": 1}


ASKING = "statements:\n  - {{sid: S, effect: {effect}, actions: [a.b], conditions: {{{conditions}}}}}\n"


@pytest.mark.parametrize(
    ("conditions", "answer"),
    [
        ("context.user_role: admin", {"cannot tell": 1}),
        ("context.user_role: admin, params.x: 2", {"same": 1}),  # Whatever the role was, this is not about it.
        ("context.host: claude-code", {"widened": 1}),
        ("context.git_branch: main", {"cannot tell": 1}),
        ("context.git_branch: {op: regex, value: main}", {"cannot tell": 1}),
        ("'context.*': main", {"cannot tell": 1}),
    ],
)
def test_a_context_that_is_not_recorded_is_not_made_up(conditions: str, answer: dict[str, int], tmp_path: Path) -> None:
    log = logged(tmp_path / "audit.jsonl", ("a.b", {"x": 1}))
    before, after = (ASKING.format(effect=effect, conditions=conditions) for effect in ("deny", "allow"))
    assert replayed(log, before, after) == answer


def test_the_branch_counts_only_where_it_makes_a_difference(tmp_path: Path) -> None:
    """On each branch it is denied before, and allowed after, but on one of them."""
    log = logged(tmp_path / "audit.jsonl", ("a.b", {"x": 1}))
    guard = "  - {sid: G, effect: deny, actions: [a.b], conditions: {context.git_branch: main, params.x: %d}}\n"
    allow = "statements:\n  - {sid: A, effect: allow, actions: [a.b]}\n"
    nothing = "statements:\n  - {sid: A, effect: deny, actions: [a.b]}\n"
    assert replayed(log, nothing, allow + guard % 1) == {"cannot tell": 1}
    assert replayed(log, nothing, allow + guard % 2) == {"widened": 1}


def test_the_workspace_counts_only_where_it_makes_a_difference(tmp_path: Path) -> None:
    log = logged(
        tmp_path / "audit.jsonl", ("file.write", {"file_path": "/work/a"}), ("file.write", {"file_path": "/b"})
    )
    inside = (
        "statements:\n  - {sid: A, effect: allow, actions: [file.write], conditions: {files.in_workspace: true%s}}\n"
    )
    nothing = "statements:\n  - {sid: A, effect: deny, actions: [file.write]}\n"
    assert replayed(log, nothing, inside % "") == {"cannot tell": 2}
    assert replayed(log, nothing, inside % ", files.writes: {op: glob, value: /work/**}") == {
        "cannot tell": 1,
        "same": 1,
    }


def test_lines_that_are_no_records_are_counted_and_what_became_of_an_action_is_not(tmp_path: Path) -> None:
    log = logged(tmp_path / "audit.jsonl", ("payment.charge", {"amount": 50}))
    with log.open("a") as stream:
        stream.write('{"completes": "x", "outcome": "succeeded"}\n{"torn\n[]\n{"action": 1}\n')
    tally = replay(log, compared())
    assert (tally.records, tally.unreadable) == (1, 3)


def test_a_record_that_no_hook_wrote_stops_nothing(tmp_path: Path) -> None:
    log = logged(tmp_path / "audit.jsonl", ("payment.charge", {"amount": 50}))
    deep = "[" * 900 + "]" * 900
    with log.open("a") as stream:
        stream.write('{"action": "payment.charge", "effect": "deny", "host": [1], "params": {"amount": 50}}\n')
        stream.write('{"action": "payment.charge", "effect": "deny", "params": [1]}\n')
        stream.write('{"action": "payment.charge", "effect": "deny", "params": {"amount": ' + deep + "}}\n")
    tally = replay(log, compared())
    assert (tally.count(Access.widened), tally.count(Access.unknown), tally.unreadable) == (1, 2, 1)


def test_what_an_installation_tried_on_itself_is_left_out(tmp_path: Path) -> None:
    log = logged(tmp_path / "a.jsonl", ("payment.charge", {"amount": 50}), session_id="agsec-install")
    assert replayed(log) == {}


LINES = st.one_of(
    st.builds(
        lambda amount, session, cwd: json.dumps(
            {"time": "t", "host": "h", "session": session, "cwd": cwd, "action": "payment.charge", "effect": "deny"}
            | {"params": {"amount": amount}}
        ),
        st.integers(0, 120),
        st.sampled_from(["s", "agsec-install"]),
        st.sampled_from(["/a", "/b"]),
    ),
    st.sampled_from(["", "{", '{"completes": "x"}']),
    st.builds(
        lambda command: json.dumps({"action": "bash.execute", "effect": "deny", "params": {"command": command}}),
        st.sampled_from(["ls", "cat", "ls && cat", "$X", "[redacted]"]),
    ),
)


def told(tally: Tally) -> Any:
    groups = [tally.of(access) for access in Access]
    return tally.counts, tally.unreadable, repr(groups)


@given(st.lists(LINES, max_size=40), st.integers(1, 400), st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_answer_does_not_hang_on_where_the_log_is_cut(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], chunk: int, newline: bool
) -> None:
    log = tmp_path_factory.mktemp("log") / "audit.jsonl"
    log.write_text("\n".join(lines) + "\n" * newline)
    comparison = compared()
    assert told(replay(log, comparison, chunk=chunk)) == told(replay(log, comparison))


def test_nor_on_how_many_processes_decide(tmp_path: Path) -> None:
    amounts = [("payment.charge", {"amount": amount % 130}) for amount in range(300)]
    log = logged(tmp_path / "audit.jsonl", *amounts)
    seen: list[tuple[int, int]] = []
    alone = replay(log, compared(), processes=1)
    assert told(replay(log, compared(), lambda *at: seen.append(at), chunk=5_000, processes=2)) == told(alone)
    size = log.stat().st_size
    assert seen[-1] == (size, size)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_the_examples_are_the_newest_each_with_other_params(tmp_path: Path) -> None:
    log = logged(tmp_path / "a.jsonl", *(("payment.charge", {"amount": n}) for n in (50, 60, 70, 60, 80)))
    [(action, verdict, group)] = replay(log, compared()).of(Access.widened)
    assert (action, verdict.before, verdict.after, verdict.after_sid) == ("payment.charge", "deny", "allow", "Small")
    assert [each.params for each in group.examples] == [{"amount": 80}, {"amount": 60}, {"amount": 70}]
    assert group.count == 5


# -- the command


@pytest.fixture
def sets(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "before.yaml", tmp_path / "after.yaml"
    for path, text in zip(paths, (BEFORE, AFTER), strict=True):
        path.write_text(text)
    return paths


def agsec(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(application(), ["diff", *map(str, arguments)], env={"NO_COLOR": "1"})
    return done.exit_code, done.stdout, str(done.exception or "")


def test_the_command_tells_what_the_log_says(sets: tuple[Path, Path], tmp_path: Path) -> None:
    log = logged(
        tmp_path / "a.jsonl", ("payment.charge", {"amount": 50}), ("bash.execute", {"command": "ls; cat [redacted]"})
    )
    status, text, _ = agsec(*sets, "--audit", log)
    assert status == 0
    assert text.endswith(
        "replayed 2 records: 1 newly granted, 1 cannot be told, 0 newly refused, 0 as before\n"
        "  newly granted  payment.charge  1 record  deny -> allow  the default -> Small\n"
        "      amount=50\n"
        "  cannot be told  bash.execute  1 record  its params were masked or cut\n"
        "      ls; cat [redacted]\n"
    )


def test_programs_are_told_the_same(sets: tuple[Path, Path], tmp_path: Path) -> None:
    log = logged(tmp_path / "a.jsonl", ("payment.charge", {"amount": 50}))
    told = json.loads(agsec(*sets, "--audit", log, "--output-format", "json")[1])["replay"]
    assert told["counts"] == {"widened": 1, "cannot tell": 0, "tightened": 0, "same": 0}
    assert told["groups"][0]["examples"][0]["params"] == {"amount": 50}


def test_a_log_that_is_not_there_or_a_database_is_refused(sets: tuple[Path, Path], tmp_path: Path) -> None:
    assert "there is no log" in agsec(*sets, "--audit", tmp_path / "none")[2]
    (tmp_path / "a.db").write_bytes(b"SQLite format 3\0" + b"x" * 100)
    assert "is a database" in agsec(*sets, "--audit", tmp_path / "a.db")[2]


def test_only_one_log_is_replayed(sets: tuple[Path, Path], tmp_path: Path) -> None:
    assert agsec(*sets, "--audit", tmp_path / "a", "--recorded")[0] == 2


# -- bundles, whose statements are not known


def bundled(path: Path, text: str) -> rules.Rules:
    path.write_bytes(rules_of(text).raw)
    return rules.read(path)


@pytest.mark.parametrize(
    ("conditions", "answer"),
    [
        ("params.x: 1", {"widened": 1}),
        ("context.user_role: admin", {"cannot tell": 1}),
        ("context.user_role: admin, params.x: 2", {"same": 1}),
        ("context.git_branch: main", {"cannot tell": 1}),
    ],
)
def test_of_bundles_it_is_found_out_whether_the_context_counts(
    conditions: str, answer: dict[str, int], tmp_path: Path
) -> None:
    log = logged(tmp_path / "audit.jsonl", ("a.b", {"x": 1}))
    before, after = (
        bundled(tmp_path / f"{effect}.agp", ASKING.format(effect=effect, conditions=conditions))
        for effect in ("deny", "allow")
    )
    tally = replay(log, compare(before, after))
    assert {access.value: tally.count(access) for access in Access if tally.count(access)} == answer


@given(st.lists(LINES, max_size=20))
@settings(max_examples=25, deadline=None)
def test_what_is_told_of_bundles_is_what_is_told_of_their_policies(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    place = tmp_path_factory.mktemp("log")
    (place / "audit.jsonl").write_text("\n".join(lines))
    known = replay(place / "audit.jsonl", compared())
    opaque = replay(place / "audit.jsonl", compare(bundled(place / "a.agp", BEFORE), bundled(place / "b.agp", AFTER)))
    assert opaque.records == known.records
    for access in (Access.widened, Access.tightened, Access.same):
        assert opaque.count(access) <= known.count(access)
    assert opaque.count(Access.widened) == known.count(Access.widened)
