"""Explanations: they tell of each statement what the oracle tells, and what people and programs read of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from agsec.cli.main import application
from agsec.exceptions import AgsecError, InvalidPolicyError
from agsec.explaining import Explanation, Policies, explain, open_explained
from agsec.explaining.policies import as_written
from agsec.explaining.terms import Leaf, Term, leaves
from agsec_compiler import Source
from agsec_runtime.audit import append
from agsec_runtime.decision import Request
from agsec_runtime.evaluator import decide

from . import reference
from .conftest import Guard, Maker
from .strategies import fact_requests, fact_sets, policy_sets, requests
from .test_decide import answer, loaded
from .test_facts import request_with

Json = dict[str, Any]
Sets = list[Json]
ways = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def opened(policies: Sets) -> Policies:
    sources = [Source(f"{at}.yaml", json.dumps(each, ensure_ascii=False)) for at, each in enumerate(policies)]
    try:
        return as_written(sources, [])
    except InvalidPolicyError:
        assume(False)
        raise


def verify(policies: Sets, explanation: Explanation, asked: Json) -> None:
    """The explanation against the oracle, statement by statement."""
    written = [each for file in policies for each in file["statements"]]
    about = [each for each in [*written, *reference.implied(written)] if reference.covers(each, asked["action"])]
    expected = {each["sid"]: reference.statement_verdict(each, asked) for each in about}
    assert {each.sid: each.term.verdict for each in explanation.candidates} == expected
    matching = [each.sid for each in explanation.candidates if each.matches]
    assert (matching[0] if matching else None) == explanation.decision.sid
    for candidate in explanation.candidates:
        assert candidate.matches or candidate.blame or not list(leaves(candidate.term))
        for leaf in leaves(candidate.term):
            verify_leaf(leaf)
    json.dumps(explanation.row())


def verify_leaf(leaf: Leaf) -> None:
    """What is told of the values is why the condition came out as it did."""
    verdicts = [each.verdict for each in leaf.values]
    if verdicts:
        assert leaf.verdict == (reference.either(verdicts) if leaf.each == "any" else reference.both(verdicts))


# -- properties


@settings(ways, max_examples=40)
@given(policies=policy_sets(), asked=st.lists(requests, min_size=2, max_size=4))
def test_an_explanation_tells_of_each_statement_what_the_oracle_does(policies: Sets, asked: list[Json]) -> None:
    written, bundle = opened(policies), loaded(policies)
    for request in asked:
        explanation = explain(written, Request(**request))
        event(explanation.decision.matched_by)
        assert answer(explanation.decision) == answer(decide(bundle, Request(**request)))
        verify(policies, explanation, request)
        of_bundle = explain(Policies(bundle), Request(**request))
        assert [(each.sid, each.matches) for each in of_bundle.candidates] == [
            (each.sid, each.matches) for each in explanation.candidates
        ]


@settings(ways, max_examples=20)
@given(policies=fact_sets(), asked=st.lists(fact_requests(), min_size=2, max_size=4))
def test_an_explanation_tells_of_facts_what_the_oracle_does(policies: Sets, asked: list[Json]) -> None:
    written = opened(policies)
    for request in asked:
        explanation = explain(written, request_with(**request))
        assert answer(explanation.decision) == reference.decide(policies, request)
        verify(policies, explanation, request)


@settings(ways, max_examples=50)
@given(policies=policy_sets(), request=requests)
def test_with_what_a_near_miss_names_the_action_would_be_allowed(policies: Sets, request: Json) -> None:
    explanation = explain(opened(policies), Request(**request))
    for way in explanation.near:
        event("a near miss")
        assert explanation.decision.effect != "allow"
        outcome = {change.leaf.key: change.wanted for change in way}
        after = [(each.effect, holds(each.term, outcome, each.effect)) for each in explanation.candidates]
        effects = [effect for effect, matches in after if matches]
        assert (effects[0] if effects else explanation.default) == "allow"


def holds(term: Term, outcome: dict[Any, bool], effect: str) -> bool:
    if isinstance(term, Leaf) and term.key in outcome:
        return outcome[term.key]
    if terms := getattr(term, "terms", ()):
        found = [holds(each, outcome, effect) for each in terms]
        return all(found) if term.match == "all" else any(found)  # type: ignore[union-attr]
    return effect != "allow" if term.verdict is None else term.verdict


def test_the_evaluator_pays_nothing_for_explanations() -> None:
    """It calls as many functions after one as before any, and none of what explains."""
    policies = open_explained(Path(__file__).parent.parent / "policies")
    request: Json = {"action": "bash.execute", "params": {"command": "rm -rf x"}, "context": {"cwd": "/w"}}
    called(policies, request)
    before = called(policies, request)
    explain(policies, Request(**request))
    assert called(policies, request) == before
    assert not [each for each in before if "explaining" in each]


def called(policies: Policies, request: Json) -> list[str]:
    names: list[str] = []

    def note(frame: FrameType, kind: str, _: object) -> None:
        if kind == "call":
            names.append(f"{frame.f_code.co_filename}:{frame.f_code.co_name}")

    sys.setprofile(note)
    try:
        decide(policies.bundle, Request(**request))
    finally:
        sys.setprofile(None)
    return names


def near(text: str, **params: Any) -> list[list[tuple[str, str, bool]]]:
    """The near misses of a payment: sid, field, and how it would have to come out."""
    found = explain(as_written([Source("p.yaml", text)], []), Request("pay", params, {}))
    return [[(each.sid, each.leaf.field, each.wanted) for each in way] for way in found.near]


def test_no_near_miss_is_told_that_another_statement_would_undo() -> None:
    rule = "{sid: %s, effect: %s, actions: pay, conditions: {params.x: {op: '>', value: 5}%s}}"
    both = f"statements: [{rule % ('No', 'deny', '')}, {rule % ('Yes', 'allow', '')}]"
    assert near(both, x=1) == []
    assert near(both, x=9) == []
    assert near(f"statements: [{rule % ('Yes', 'allow', '')}]", x=1) == [[("Yes", "params.x", True)]]
    twice = f"default: allow\nstatements: [{rule % ('A', 'deny', '')}, {rule % ('B', 'review', ', params.y: 1')}]"
    assert near(twice, x=9, y=1) == [[("A", "params.x", False)]]
    three = "{sid: T, effect: deny, actions: pay, match: any, conditions: {params.a: 1, params.b: 1, params.c: 1}}"
    assert near(f"default: allow\nstatements: [{three}]", a=1, b=1, c=1) == []


# -- what is printed

POLICIES = """\
statements:
  - sid: NoLarge
    effect: deny
    actions: [pay.*]
    conditions:
      params.amount: {op: ">", value: 100}
      context.role: {op: "!=", value: admin}
    reason: too much
    suggestion: pay less
  - sid: AskAbroad
    effect: review
    actions: [pay.*]
    match: any
    conditions:
      params.country: {op: not_in, value: [DE, FR]}
      params.note: {op: regex, value: '^\\s*$'}
    reason: abroad
  - sid: Pay
    effect: allow
    actions: [pay.charge]
    conditions:
      params.amount: {op: ">", value: 0}
      params.items.*: {op: in, value: [a, b, c, d, e]}
    reason: fine
"""


@pytest.fixture
def agsec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AGSEC_COLOR", "never")
    (tmp_path / "p.yaml").write_text(POLICIES, "utf-8")
    return lambda *words: CliRunner().invoke(application(), [*words, "-p", "p.yaml"])


PAID = ("--param", "country=DE", "--param", "note=x", "--param", 'items:=["a"]')


def test_each_statement_is_told_with_the_condition_that_failed_and_its_value(agsec: Any) -> None:
    done = agsec("explain", "pay.charge", "--param", "amount:=500", *PAID, "--context", "role=clerk")
    assert done.exit_code == 0
    assert (
        done.stdout
        == """\
deny, NoLarge, p.yaml:2
reason: too much
instead: pay less

explicit deny: a statement says so

3 statements are about `pay.charge`, in the order in which they are asked:
  deny    NoLarge, p.yaml:2: matches, and decides
      params.amount > 100: true; it is 500
      context.role != 'admin': true; it is 'clerk'
  review  AskAbroad, p.yaml:10: does not match
      params.country not_in 'DE', 'FR': false; it is 'DE'
      the other condition does not hold either; one would be enough
  allow   Pay, p.yaml:18: matches
      params.amount > 0: true; it is 500
      params.items.* in 'a', 'b', 'c' and 2 more: true; it is 'a'

it would be allowed if one of these held:
  params.amount is not above 100 (NoLarge)
  context.role is 'admin' (NoLarge)
"""
    )


def test_what_is_undecidable_says_for_what_it_counts(agsec: Any) -> None:
    lines = agsec("explain", "pay.charge", "--param", "amount=many", *PAID).stdout.splitlines()
    assert lines[0] == "deny, NoLarge, p.yaml:2"
    assert "undecidable in NoLarge: `params.amount` >" in lines
    assert "  deny    NoLarge, p.yaml:2: undecidable, which counts as matching, and decides" in lines
    assert "      params.amount > 100: undecidable; it is 'many'" in lines
    assert "      context.role != 'admin': undecidable; it is absent" in lines
    assert "  allow   Pay, p.yaml:18: undecidable, which counts as not matching" in lines


def test_a_value_that_cannot_be_told_is_not_called_by_what_comes_of_it(agsec: Any, tmp_path: Path) -> None:
    statement = "{sid: A, effect: deny, actions: pay, conditions: {params.a.b: x}}"
    (tmp_path / "p.yaml").write_text(f"statements: [{statement}]", "utf-8")
    assert "      params.a.b == 'x': undecidable; it is unknown" in agsec("explain", "pay", "--param", "a=text").stdout


def test_an_implicit_deny_is_told_from_an_explicit_one(agsec: Any) -> None:
    implicit = agsec("explain", "pay.charge", "--param", "amount:=5", "--param", "country=FR", "--param", "note=x")
    assert "implicit deny: no statement about `pay.charge` matches, so the default holds" in implicit.stdout
    assert "  each of params.items.* is one of 'a', 'b', 'c' and 2 more (Pay)" in implicit.stdout
    nobody = agsec("explain", "mail.send")
    assert "implicit deny: no statement is about `mail.send`, so the default holds" in nobody.stdout
    assert "would be allowed" not in nobody.stdout


def test_machines_get_every_condition_with_its_values(agsec: Any) -> None:
    done = agsec("explain", "pay.charge", "--param", "amount:=500", *PAID, "--output-format", "json", "--exit-code")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert (told["version"], told["effect"], told["explicit"], told["sid"]) == (1, "deny", True, "NoLarge")
    assert told["request"]["params"]["amount"] == 500
    [first, *_] = told["statements"]
    assert (first["sid"], first["matches"], first["decides"], first["verdict"]) == (
        "NoLarge",
        True,
        True,
        "undecidable",
    )
    assert first["condition"]["terms"][0] == {
        "verdict": True,
        "field": "params.amount",
        "each": None,
        "tests": [{"op": ">", "value": 100, "known": True}],
        "values": [{"state": "present", "value": 500, "verdicts": [True]}],
    }
    assert first["condition"]["terms"][1]["values"] == [{"state": "absent", "value": None, "verdicts": ["undecidable"]}]
    assert [[change["field"] for change in way] for way in told["near_misses"]] == [["params.amount"], ["context.role"]]


def test_of_a_bundle_alone_patterns_are_not_known_and_the_rest_is(agsec: Any, tmp_path: Path) -> None:
    assert CliRunner().invoke(application(), ["compile", "p.yaml", "-o", "b.agp"]).exit_code == 0
    ask = ["explain", "pay.charge", "--param", "amount:=5", "--param", "note=x", "--param", "country=DE", "-p", "b.agp"]
    told = CliRunner().invoke(application(), [*ask, "--output-format", "json"])
    assert json.loads(told.stdout)["sid"] is None
    tests = [each["condition"] for each in json.loads(told.stdout)["statements"] if each["sid"] == "AskAbroad"]
    known = {term["field"]: term["tests"][0]["known"] for term in tests[0]["terms"]}
    assert known == {"params.country": True, "params.note": False}
    assert (
        "params.items.* in 'a', 'b', 'c' and 2 more: false; it is absent"
        in CliRunner().invoke(application(), ask).stdout
    )


# -- past decisions


@pytest.fixture
def past(make: Maker, monkeypatch: pytest.MonkeyPatch) -> tuple[Guard, Json]:
    """A guarded project, in which a command was denied, and the record of that."""
    (make.root / "xdg").mkdir()
    (make.root / "xdg" / "agsec").symlink_to(make.root / "state")
    monkeypatch.setenv("XDG_STATE_HOME", str(make.root / "xdg"))
    monkeypatch.setenv("AGSEC_COLOR", "never")
    guard = make()
    monkeypatch.chdir(guard.project)
    assert guard.call("Bash", command="rm x").verdict == "blocked"
    [record] = guard.records()
    return guard, record


def told(*words: str) -> str:
    done = CliRunner().invoke(application(), ["explain", *words])
    assert done.exit_code == 0, done.exception
    return done.stdout


def test_a_past_decision_is_explained_by_the_bundle_that_made_it(past: tuple[Guard, Json]) -> None:
    guard, record = past
    lines = told(record["id"]).splitlines()
    assert lines[0] == f"record {record['id']} of {record['time']}: deny by NoRm, bash.execute"
    assert lines[1:3] == ["", "deny, NoRm, policy.yaml:2"]
    assert "      params.command regex '\\brm\\b': true; it is 'rm x'" in lines
    row = json.loads(told(record["id"][:6], "--output-format", "json"))
    assert (row["record"]["id"], row["remarks"], row["sid"]) == (record["id"], [], "NoRm")
    assert row["request"]["context"]["workspace"] == str(guard.project)


def test_where_policies_have_changed_since_the_bundle_is_asked_or_else_what_is_there(past: tuple[Guard, Json]) -> None:
    guard, record = past
    policy = guard.project / "policies" / "policy.yaml"
    policy.write_text(policy.read_text("utf-8").replace("\\brm\\b", "\\bmv\\b"), "utf-8")
    text = told(record["id"])
    assert f"note: {guard.project}/policies have changed since: the bundle is asked" in text
    assert "params.command regex (a pattern that the bundle keeps compiled): true; it is 'rm x'" in text
    for bundle in guard.directory.glob("bundle*.agp"):
        bundle.unlink()
    text = told(record["id"])
    assert "note: the bundle that decided is not installed any more; policies are asked instead" in text
    assert "note: the record says deny by NoRm: params are kept redacted" in text
    assert "\nallow, AllowWork, policy.yaml:13\n" in text


def test_what_no_policy_decided_and_what_is_no_record_have_no_explanation(past: tuple[Guard, Json]) -> None:
    guard, _ = past
    append(str(guard.log), {"id": "ab12", "action": "x", "params": {}, "effect": "deny", "matched_by": "error"})
    append(str(guard.log), {"id": "cd34", "effect": "deny"})
    for id, message in (("ab12", "no policy decided"), ("cd34", "keeps no request"), ("eeee", "there is no record")):
        done = CliRunner().invoke(application(), ["explain", id], standalone_mode=False)
        assert isinstance(done.exception, AgsecError)
        assert message in str(done.exception)
        assert id != "eeee" or "for an action, give a `--param`" in str(done.exception.help)
