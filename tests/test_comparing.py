"""Two policy sets compared by their statements: what is proven must hold for every request."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, reject, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from agsec.cli.main import application
from agsec.comparing import rules
from agsec.comparing.changes import Access, Comparison, compare
from agsec.comparing.globs import covers
from agsec.exceptions import InvalidPolicyError
from agsec_compiler import Source, compile_sources
from agsec_runtime.decision import Request
from agsec_runtime.evaluator import decide

from . import strategies
from .test_facts import request_with

WIDTH = {"deny": 0, "review": 1, "allow": 2}
MIRROR = {Access.widened: Access.tightened, Access.tightened: Access.widened}


def rules_of(files: list[dict[str, Any]]) -> rules.Rules:
    compilation = compile_sources([Source(f"{n}.yaml", json.dumps(file)) for n, file in enumerate(files)])
    return rules.of(Path("policies"), compilation)


def compared(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Comparison:
    return compare(rules_of(before), rules_of(after))


@st.composite
def edited(draw: st.DrawFn, sets: st.SearchStrategy[list[dict[str, Any]]]) -> tuple[Any, Any]:
    """A policy set, and the same after a few edits of the kinds that an author makes."""
    before = draw(sets)
    after = copy.deepcopy(before)
    for _ in range(draw(st.integers(1, 3))):
        file = draw(st.sampled_from(after))
        if file["statements"]:
            _edit(draw, file, draw(st.integers(0, len(file["statements"]) - 1)))
        else:
            file["default"] = draw(st.sampled_from(["deny", "allow"]))
    return (before, after) if draw(st.booleans()) else (after, before)


def _edit(draw: st.DrawFn, file: dict[str, Any], index: int) -> None:
    statement = file["statements"][index]
    conditions = statement.get("conditions") or {}
    kind = draw(st.sampled_from(["effect", "actions", "drop", "loosen", "loosen", "match", "gone", "twin", "default"]))
    if kind == "effect":
        statement["effect"] = draw(st.sampled_from(["deny", "review", "allow"]))
    elif kind == "actions":
        statement["actions"] = draw(st.sampled_from(["*", "bash.*", "file.*", "*.*", "[!f]*", "bash.execute"]))
    elif kind == "match":
        statement["match"] = "any" if statement.get("match") == "all" else "all"
    elif kind == "gone":
        del file["statements"][index]
    elif kind == "twin":
        twin = copy.deepcopy(statement) | {"sid": f"{statement['sid']}x{draw(st.integers(0, 10**9))}"}
        file["statements"].append(twin | {"effect": draw(st.sampled_from(["deny", "review", "allow"]))})
    elif kind == "default":
        file["default"] = draw(st.sampled_from(["deny", "allow"]))
    elif conditions:
        name = draw(st.sampled_from(sorted(conditions)))
        if kind == "drop":
            del conditions[name]
        else:
            conditions[name] = _loosened(draw, conditions[name])


def _loosened(draw: st.DrawFn, tests: Any) -> Any:
    """Another operator of the same kind, one value more or fewer, or one test fewer."""
    if isinstance(tests, list):
        return tests[:-1] or tests
    if not isinstance(tests, dict):
        return {"op": "in", "value": [tests, "x"]} if type(tests) is str else tests
    turned = {">": ">=", ">=": ">", "<": "<=", "<=": "<", "==": "exists", "exists": "not_exists"}
    value = tests.get("value")
    if isinstance(value, list) and len(value) > 1:
        return {**tests, "value": value[1:]}
    op = str(tests["op"])
    op = turned.get(op, op) if draw(st.booleans()) else op
    if "exists" in op:
        return {"op": op}
    return {"op": op, "value": value[:-1] if type(value) is str and value and "regex" not in op else value}


def sound(pair: tuple[Any, Any]) -> Comparison:
    """The comparison of two sets that compile."""
    try:
        return compared(*pair)
    except InvalidPolicyError:
        reject()


def effect(found: rules.Rules, request: dict[str, Any]) -> str:
    asked = request_with(**request) if "facts" in request else Request(**request)
    return decide(found.bundle, asked).effect


def check_proof(found: Comparison, requests: list[dict[str, Any]]) -> None:
    event(found.access.value)
    for request in requests if found.access in (Access.tightened, Access.same) else ():
        old, new = (WIDTH[effect(each, request)] for each in (found.before, found.after))
        assert new <= old, request


@given(edited(strategies.policy_sets()), st.lists(strategies.requests, min_size=3, max_size=6))
@settings(max_examples=40, deadline=None)
def test_no_new_access_means_that_no_request_is_decided_wider(pair: Any, requests: Any) -> None:
    check_proof(sound(pair), requests)


@given(edited(strategies.fact_sets()), st.lists(strategies.fact_requests(), min_size=3, max_size=6))
@settings(max_examples=20, deadline=None)
def test_no_new_access_holds_for_facts_as_well(pair: Any, requests: Any) -> None:
    check_proof(sound(pair), requests)


# A world so small that all its requests can be tried, so that no statement's last one is missed by chance.
NUMBERS = (0, 1, 2)
SMALL_REQUESTS = [
    {"action": action, "params": dict([*first, *second]), "context": {}}
    for action in ("pay.charge", "pay.refund")
    for first in ((), *((("n", value),) for value in (*NUMBERS, "x")))
    for second in ((), (("m", 0),), (("m", 1),))
]


def small_test(op: str, value: Any) -> dict[str, Any]:
    return {"op": op, "value": value}


@st.composite
def small_conditions(draw: st.DrawFn) -> dict[str, Any]:
    tests = st.one_of(
        st.builds(small_test, st.sampled_from(["<", ">", "<=", ">=", "==", "!="]), st.sampled_from(NUMBERS)),
        st.builds(
            amount, st.sampled_from(["in", "not_in"]), st.lists(st.sampled_from(NUMBERS), min_size=1, unique=True)
        ),
        st.sampled_from([{"op": "exists"}, {"op": "not_exists"}]),
    )
    fields = draw(st.sampled_from([(), ("params.n",), ("params.m",), ("params.n", "params.m")]))
    return {field: draw(tests) for field in fields}


@st.composite
def small_statements(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "effect": draw(st.sampled_from(["deny", "deny", "review", "allow", "allow"])),
        "actions": draw(st.sampled_from(["*", "pay.*", "pay.charge", "pay.refund"])),
        "match": draw(st.sampled_from(["all", "any"])),
        "conditions": draw(small_conditions()),
    }


@st.composite
def small_changes(draw: st.DrawFn) -> tuple[Any, Any]:
    """A set, and the same with statements gone, new, in another place, or with one thing of them changed."""
    found = draw(st.lists(small_statements(), min_size=1, max_size=3))
    found += draw(
        st.sampled_from([[], [{"effect": "allow", "actions": "*"}]])
    )  # What is let through shows who forbids.
    before = [{"sid": f"S{n}", **each} for n, each in enumerate(found)]
    after = copy.deepcopy(before)
    for number in range(draw(st.integers(1, 2))):
        index = draw(st.integers(0, len(after) - 1)) if after else None
        kind = draw(st.sampled_from(["gone", "gone", "new", "effect", "actions", "match", "conditions", "moved"]))
        if kind == "new" or index is None:
            after.append({"sid": f"N{number}", **draw(small_statements())})
        elif kind == "gone":
            del after[index]
        elif kind == "moved":
            after.insert(0, after.pop(index))
        else:
            after[index][kind] = draw(small_statements())[kind]
    default = draw(st.sampled_from(["deny", "deny", "allow"]))
    old, new = ([{"version": "1.0", "default": default, "statements": each}] for each in (before, after))
    return old, new


@given(small_changes())
@settings(max_examples=100, deadline=None)
def test_of_all_requests_of_a_small_world_none_is_decided_wider(pair: Any) -> None:
    check_proof(sound(pair), SMALL_REQUESTS)


@given(edited(strategies.policy_sets()))
@settings(max_examples=40, deadline=None)
def test_the_comparison_the_other_way_round_is_the_mirror(pair: Any) -> None:
    there = sound(pair)
    back = compare(there.after, there.before)
    rows = sorted((str(each.before), str(each.after), MIRROR.get(each.access, each.access)) for each in there.changes)
    assert rows == sorted((str(each.after), str(each.before), each.access) for each in back.changes)
    assert there.default == MIRROR.get(back.default, back.default)


@given(strategies.policy_sets())
@settings(max_examples=40, deadline=None)
def test_a_set_does_not_differ_from_itself(files: Any) -> None:
    found = sound((files, files))
    assert (found.changes, found.access) == ((), Access.same)


GLOBS = st.lists(st.sampled_from(["a", "b", "*", "?", "[ab]", "[!a]", "."]), min_size=1, max_size=5).map("".join)
NAMES = [
    a + b + c + d
    for a in ("", "a", "b", "c", ".")
    for b in ("", "a", "b", "c")
    for c in ("", "a", "b")
    for d in ("", "c", ".")
]


def matches(pattern: str, name: str) -> bool:
    spelled = re.sub(r"\[!", "[^", pattern)
    return (
        re.fullmatch(re.sub(r"\.|\*|\?", lambda found: {".": r"\.", "*": ".*", "?": "."}[found[0]], spelled), name)
        is not None
    )


@given(GLOBS, st.lists(GLOBS, max_size=3))
@settings(max_examples=150, deadline=None)
def test_an_action_pattern_is_covered_where_every_name_is(pattern: str, others: list[str]) -> None:
    """Four characters tell all patterns of these apart that are this short, but for the longest."""
    counter = [name for name in NAMES if matches(pattern, name) and not any(matches(each, name) for each in others)]
    if covers(others, pattern):
        assert not counter


@pytest.mark.parametrize(
    ("pattern", "others", "answer"),
    [
        ("bash.execute", ["bash.*"], True),
        ("bash.*", ["bash.execute"], False),
        ("*", ["a*", "[!a]*"], False),  # The empty name.
        ("?*", ["a*", "[!a]*"], True),
        ("*.delete", ["*"], True),
        ("file.[a-c]*", ["file.[a-b]*", "file.c*"], True),
        ("file.[a-d]*", ["file.[a-b]*", "file.c*"], False),
        ("a", [], False),
    ],
)
def test_what_action_patterns_cover(pattern: str, others: list[str], answer: bool) -> None:
    assert covers(others, pattern) is answer


# -- what a change is called


def one(effect: str = "allow", actions: Any = "pay.charge", conditions: Any = None, sid: str = "S") -> dict[str, Any]:
    return {"sid": sid, "effect": effect, "actions": actions, "conditions": conditions or {}}


def access(before: list[dict[str, Any]], after: list[dict[str, Any]], default: str = "deny") -> Access:
    keep = one("allow", "other.action", {"params.z": 1}, "Keep")
    return compared(*([{"default": default, "statements": [keep, *each]}] for each in (before, after))).access


def amount(op: str, value: Any) -> dict[str, Any]:
    return {"params.amount": {"op": op, "value": value}}


@pytest.mark.parametrize(
    ("before", "after", "answer"),
    [
        ([], [one()], Access.widened),
        ([one("deny")], [], Access.same),  # Nothing lets it through without the deny either.
        ([one("deny"), one(sid="A")], [one(sid="A")], Access.widened),
        ([], [one("deny")], Access.same),
        ([one(sid="A")], [one("deny"), one(sid="A")], Access.tightened),
        ([one(conditions=amount("<", 10))], [one(conditions=amount("<", 100))], Access.widened),
        ([one(conditions=amount("<", 10))], [one(conditions=amount("<=", 10))], Access.widened),
        ([one(conditions=amount("<=", 10))], [one(conditions=amount("<", 10))], Access.tightened),
        ([one(conditions=amount("<", 10))], [one(conditions=amount("<", "10"))], Access.unknown),
        ([one(conditions=amount("in", [1]))], [one(conditions=amount("in", [1, 2]))], Access.widened),
        ([one(conditions=amount("in", [1]))], [one(conditions=amount("==", 1.0))], Access.same),
        ([one(conditions=amount("in", [1]))], [one(conditions=amount("==", True))], Access.unknown),
        ([one(conditions=amount("not_in", [1]))], [one(conditions=amount("not_in", [1, 2]))], Access.tightened),
        ([one(conditions=amount("regex", "a"))], [one(conditions=amount("regex", "b"))], Access.unknown),
        ([one(conditions=amount("starts_with", "ab"))], [one(conditions=amount("starts_with", "a"))], Access.widened),
        ([one(conditions=amount("==", 5))], [one(conditions=amount(">", 3))], Access.widened),
        ([one(conditions=amount("==", "a/b"))], [one(conditions=amount("glob", "a/*"))], Access.widened),
        ([one(conditions=amount("<", 9))], [one()], Access.widened),
        ([one(actions="pay.charge")], [one(actions="pay.*")], Access.widened),
        ([one(actions="pay.*")], [one(actions=["pay.c*", "pay.[!c]*"])], Access.tightened),
        ([one("deny")], [one("review")], Access.widened),
        ([one("deny")], [one("allow")], Access.widened),
        ([one("allow")], [one("review")], Access.tightened),
        (
            [one("allow", "pay.charge", amount("<", 9))],
            [one("review", conditions=amount("<", 9))],
            Access.unknown,
        ),
        ([one("review")], [one("deny")], Access.tightened),
        ([], [one("review")], Access.widened),
        ([one(sid="A")], [one(sid="B")], Access.same),
        ([one(actions="pay.*", sid="A")], [one(actions="pay.c*", sid="A"), one(actions="pay.*", sid="B")], Access.same),
        (
            [one(conditions=amount(">", 1), actions="pay.*")],
            [one(conditions=amount(">", 0), actions="pay.x")],
            Access.unknown,
        ),
    ],
)
def test_what_a_change_does(before: Any, after: Any, answer: Access) -> None:
    assert access(before, after) is answer
    assert access(after, before) is MIRROR.get(answer, answer)


def test_the_default_counts_as_well() -> None:
    statements = [one("deny", "a.b")]
    sets = [[{"default": default, "statements": statements}] for default in ("deny", "allow")]
    assert compared(*sets).default is Access.widened
    assert compared(*reversed(sets)).default is Access.tightened


def test_a_set_without_statements_denies_whatever_its_default_says() -> None:
    assert compared([{"default": "allow"}], [{"default": "deny"}]).access is Access.same


def test_a_question_about_unverified_commands_that_goes_with_its_cause_is_seen() -> None:
    guarded = one("deny", "bash.execute", {"shell.programs": {"op": "in", "value": ["rm"]}}, "NoRm")
    allow = one("allow", "bash.execute", sid="All")
    found = compared([{"statements": [guarded, allow]}], [{"statements": [allow]}])
    assert {each.sid: each.access for each in found.changes} == {
        "NoRm": Access.widened,
        "UnverifiedCommand": Access.widened,
    }


# -- the command


@pytest.fixture
def sets(tmp_path: Path) -> tuple[Path, Path]:
    before, after = tmp_path / "before", tmp_path / "after"
    for path, bound, programs in ((before, 10, "[ls]"), (after, 100, "[ls, make]")):
        path.mkdir()
        (path / "pay.yaml").write_text(
            f"statements:\n  - {{sid: Small, effect: allow, actions: [payment.charge], "
            f"conditions: {{params.amount: {{op: '<', value: {bound}}}}}}}\n"
            f"  - {{sid: Tools, effect: allow, actions: [bash.execute], "
            f"conditions: {{shell.programs: {{op: in, value: {programs}}}}}}}\n"
        )
    (before / "old.yaml").write_text("statements:\n  - {sid: Old, effect: allow, actions: [file.read]}\n")
    return before, after


def agsec(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(application(), ["diff", *map(str, arguments)], env={"NO_COLOR": "1"})
    return done.exit_code, done.stdout


GOLDEN = """\
newly granted: 2 statements
  ~ allow  Small  pay.yaml:2
      params.amount: < 10 became < 100
  ~ allow  Tools  pay.yaml:3
      shell.programs in: + "make"
newly refused: 1 statement
  - allow  Old  old.yaml:2
      actions: file.read
access is wider
"""


def test_what_is_newly_granted_is_told_first(sets: tuple[Path, Path]) -> None:
    assert agsec(*sets) == (0, GOLDEN)


def test_no_new_access_is_refused_where_access_is_wider(sets: tuple[Path, Path]) -> None:
    before, after = sets
    assert agsec(before, after, "--no-new-access")[0] == 1
    (before / "old.yaml").unlink()
    assert agsec(after, before, "--no-new-access")[0] == 0


def test_no_new_access_is_refused_where_it_cannot_be_told(tmp_path: Path) -> None:
    for name, pattern in (("a", "x+"), ("b", "y+")):
        (tmp_path / name).write_text("")
        path = tmp_path / f"{name}.yaml"
        path.write_text(
            f"statements:\n  - {{sid: S, effect: deny, actions: ['*'], conditions: {{params.a: {{op: regex, value: '{pattern}'}}}}}}\n"
            f"  - {{sid: All, effect: allow, actions: ['*']}}\n"
        )
    status, text = agsec(tmp_path / "a.yaml", tmp_path / "b.yaml", "--no-new-access")
    assert status == 1
    assert text.startswith("cannot tell whether it grants more: 1 statement\n  ~ deny  S  b.yaml:2\n")


def test_the_answer_for_machines_says_the_same(sets: tuple[Path, Path]) -> None:
    told = json.loads(agsec(*sets, "--output-format", "json")[1])
    assert (told["version"], told["access"]) == (1, "widened")
    assert [(each["sid"], each["access"]) for each in told["changes"]] == [
        ("Small", "widened"),
        ("Tools", "widened"),
        ("Old", "tightened"),
    ]
    assert told["changes"][1]["details"] == ['shell.programs in: + "make"']


def test_nothing_is_said_of_what_is_the_same(sets: tuple[Path, Path]) -> None:
    assert agsec(sets[0], sets[0]) == (0, "no difference\n")


def test_of_a_bundle_the_files_are_compared(sets: tuple[Path, Path], tmp_path: Path) -> None:
    bundle = tmp_path / "before.agp"
    bundle.write_bytes(rules.read(sets[0]).raw)
    assert agsec(bundle, sets[0], "--no-new-access") == (0, "no difference\n")
    assert agsec(bundle, sets[1], "--no-new-access") == (
        1,
        "cannot tell whether it grants more: 2 files of which a bundle keeps no text\n"
        "  - old.yaml\n"
        "  ~ pay.yaml\n"
        "it cannot be told whether access is wider\n",
    )


def test_a_broken_bundle_is_no_answer(sets: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "broken.agp").write_bytes(rules.read(sets[0]).raw[:-1])
    done = CliRunner().invoke(application(), ["diff", str(tmp_path / "broken.agp"), str(sets[0])])
    assert "cannot be used" in str(done.exception)
