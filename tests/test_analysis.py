"""What the analysis of a set says is so: every finding is shown by a request, and what never decides can go."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from agsec.linting import lint
from agsec_compiler import Source, compile_sources
from agsec_compiler.diagnostics import Diagnostic
from agsec_compiler.patterns import irregularity
from agsec_compiler.patterns.language import (
    Language,
    UnsureError,
    example,
    of_actions,
    of_glob,
    of_order,
    of_regex,
    of_text,
)
from agsec_runtime.bundle import load
from agsec_runtime.decision import Request
from agsec_runtime.evaluator import decide

from . import reference
from .strategies import PATTERNS, STRINGS, action_globs, actions, path_globs, paths, policy_sets, requests

Json = dict[str, Any]
quick = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])

# -- sets of texts


@st.composite
def languages(draw: st.DrawFn) -> tuple[Language, Any]:
    """A set of texts, and what tells by the language page whether a text is in it."""
    kind = draw(st.sampled_from(["regex", "glob", "action", "text", "order"]))
    if kind == "regex":
        pattern = draw(st.sampled_from([each for each in PATTERNS if not irregularity(each)]))
        return of_regex(pattern), lambda text: re.search(pattern, text) is not None
    if kind == "glob":
        glob = draw(path_globs.filter(is_glob))
        return of_glob(glob), lambda text: reference.ask({"op": "glob", "value": glob}, text, each=False)
    if kind == "action":
        glob = draw(action_globs)
        return of_actions(glob), lambda text: reference.glob_run(glob, text)
    literal = draw(st.sampled_from(STRINGS))
    if kind == "order":
        op = draw(st.sampled_from([">", ">=", "<", "<="]))
        return of_order(op, literal), lambda text: reference.ask({"op": op, "value": literal}, text, each=False)
    starts, ends = draw(st.booleans()), draw(st.booleans())
    holds = {
        (True, True): lambda text: text == literal,
        (True, False): lambda text: text.startswith(literal),
        (False, True): lambda text: text.endswith(literal),
        (False, False): lambda text: literal in text,
    }[starts, ends]
    return of_text(literal, starts, ends), holds


def is_glob(glob: str) -> bool:
    try:
        of_glob(glob)
    except (UnsureError, ValueError):
        return False
    return True


@settings(quick, max_examples=60)
@given(drawn=languages(), negated=st.booleans(), text=paths | actions)
def test_a_text_is_in_a_set_where_the_language_says_so(drawn: tuple[Language, Any], negated: bool, text: str) -> None:
    language, holds = drawn
    assert (~language if negated else language).holds(text) is (holds(text) is not negated)


@settings(quick, max_examples=60)
@given(drawn=st.lists(st.tuples(languages(), st.booleans()), min_size=1, max_size=3), texts=st.lists(paths | actions))
def test_an_example_is_in_all_of_the_sets_and_there_is_none_only_if_no_text_is(
    drawn: list[tuple[tuple[Language, Any], bool]], texts: list[str]
) -> None:
    def is_in_all(text: str) -> bool:
        return all(holds(text) is not negated for (_, holds), negated in drawn)

    found = example([~language if negated else language for (language, _), negated in drawn])
    event("found" if found is not None else "none")
    assert found is None or is_in_all(found)
    assert found is not None or not any(map(is_in_all, texts))


@pytest.mark.parametrize(
    ("inner", "outer", "left"),
    [
        ("/etc/**", "/etc/*", "/etc"),
        ("**/.env", "**/.env*", None),
        ("a/**/b", "a/**", None),
        ("**/x/**", "**/*", None),
        ("**", "*", "/"),
        ("[a-c]", "[!d]", None),
        ("[!/]", "?", None),
    ],
)
def test_a_glob_is_within_another_or_has_an_example_that_is_not(inner: str, outer: str, left: str | None) -> None:
    assert example([of_glob(inner), ~of_glob(outer)]) == left


# -- sets of statements

FIELDS = ["params.a", "params.a", "params.b", "context.a", "params.a.b", "params.*", "action", 'params."a"']
NUMBERS = st.sampled_from([1, 2, 3, 1.5])
TEXTS = st.sampled_from(["a", "ab", "abc", "b", "pay.charge"])


def one_of(ops: list[str], value: Any) -> Any:
    return st.fixed_dictionaries({"op": st.sampled_from(ops), "value": value})


TESTS = st.one_of(
    one_of([">", ">=", "<", "<=", "==", "!="], NUMBERS | TEXTS),
    one_of(["in", "not_in"], st.lists(NUMBERS | TEXTS | st.booleans(), min_size=1, max_size=3)),
    one_of(["contains", "starts_with", "ends_with"], TEXTS | st.lists(TEXTS, min_size=1, max_size=2)),
    one_of(["contains"], NUMBERS),
    one_of(["regex", "not_regex"], st.sampled_from(["a", "^a", "^ab", "b$", "a|b", "(a)\\1", "^abc$", "[ab]+"])),
    one_of(["glob", "not_glob"], st.sampled_from(["a*", "*", "**", "ab?", "a/**", "[ab]*"])),
    st.fixed_dictionaries({"op": st.sampled_from(["exists", "not_exists"])}),
)
STATEMENTS = st.fixed_dictionaries(
    {
        "effect": st.sampled_from(["deny", "review", "allow", "allow"]),
        "actions": st.lists(
            st.sampled_from(["pay.charge", "pay.*", "*", "pay.refund", "*.charge"]), min_size=1, max_size=2
        ),
        "conditions": st.dictionaries(
            st.sampled_from(FIELDS), TESTS | st.lists(TESTS, min_size=1, max_size=2), max_size=2
        ),
    },
    optional={"match": st.sampled_from(["all", "any"])},
)


@st.composite
def crowded_sets(draw: st.DrawFn) -> list[Json]:
    """A set whose statements often cover one another."""
    statements = draw(st.lists(STATEMENTS, min_size=2, max_size=6))
    for number, statement in enumerate(statements):
        statement["sid"] = f"s{number}"
    return [{"default": draw(st.sampled_from(["deny", "allow"])), "statements": statements}]


VALUES = st.sampled_from(
    [0, 1, 2, 3, 4, 1.5, "a", "ab", "abc", "aab", "b", "ba", "", "a/b", True, None, [1], ["a"], {"b": 1}, {"b": "a"}]
)
REQUESTS = st.fixed_dictionaries(
    {
        "action": st.sampled_from(["pay.charge", "pay.refund", "a.charge", "b", "abc"]),
        "params": st.dictionaries(st.sampled_from(["a", "b"]), VALUES, max_size=2),
        "context": st.dictionaries(st.just("a"), VALUES, max_size=1),
    }
)
IDLE = ("AGS214", "AGS306", "AGS307", "AGS308")  # what never decides, and can go


def findings_of(policies: list[Json]) -> tuple[Diagnostic, ...]:
    sources = [Source(f"{number}.yaml", json.dumps(each)) for number, each in enumerate(policies)]
    return compile_sources(sources, further=lint).diagnostics


def sid_of(finding: Diagnostic) -> str:
    found = re.search(r"`(s\d+)`", finding.message)
    assert found, finding
    return found[1]


def check_witness(policies: list[Json], finding: Diagnostic) -> None:
    witness = finding.witness
    if witness is None:
        return
    request: Json = {"action": witness.action, "params": witness.params, "context": witness.context}
    statements = {each["sid"]: each for policy in policies for each in policy["statements"]}
    for sid in witness.matches:
        assert reference.covers(statements[sid], witness.action)
        verdict = reference.statement_verdict(statements[sid], request)
        counts = verdict is True or (verdict is None and statements[sid]["effect"] != "allow")
        assert counts, (sid, request)
    decision = reference.decide(policies, request)
    assert decision["sid"] not in witness.misses
    assert witness.effect in (None, decision["effect"])
    bundle = load(compile_sources([Source("p.yaml", json.dumps(each)) for each in policies]).bundle or b"")
    assert decide(bundle, Request(**request)).effect == decision["effect"]


def check_idle(policies: list[Json], sid: str, code: str, asked: list[Json]) -> None:
    """Without the statement the same is decided, by the same statement."""
    without = [{**each, "statements": [one for one in each["statements"] if one["sid"] != sid]} for each in policies]
    assume(any(each["statements"] for each in without))
    for request in asked:
        before, after = reference.decide(policies, request), reference.decide(without, request)
        if code == "AGS214" and any(row[0] == sid for row in before["undecidable"]):
            continue  # It holds for no value that can be decided.
        assert (before["effect"], before["sid"]) == (after["effect"], after["sid"]), (sid, code, request)


@settings(quick, max_examples=70)
@given(policies=crowded_sets(), asked=st.lists(REQUESTS, min_size=5, max_size=15))
def test_what_is_found_is_so_and_what_never_decides_can_go(policies: list[Json], asked: list[Json]) -> None:
    findings = findings_of(policies)
    assume(not any(each.is_error for each in findings))
    for finding in findings:
        event(finding.code)
        check_witness(policies, finding)
        if finding.code in IDLE:
            event(f"{finding.code} {'with' if finding.witness else 'without'} a witness")
            shown = [{"action": w.action, "params": w.params, "context": w.context}] if (w := finding.witness) else []
            check_idle(policies, sid_of(finding), finding.code, [*asked, *shown])


@settings(quick, max_examples=20)
@given(policies=policy_sets(), asked=st.lists(requests, min_size=3, max_size=8))
def test_the_same_of_sets_with_every_kind_of_field_and_value(policies: list[Json], asked: list[Json]) -> None:
    findings = findings_of(policies)
    assume(not any(each.is_error for each in findings))
    for finding in findings:
        check_witness(policies, finding)
        if finding.code in IDLE:
            check_idle(policies, sid_of(finding), finding.code, asked)
