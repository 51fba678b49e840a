"""What the analysis of a set says is so: every finding is shown by a request, and what never decides can go."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from agsec.linting import lint
from agsec.shipped import Profile, default_policies
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
from .strategies import (
    PATTERNS,
    STRINGS,
    action_globs,
    actions,
    fact_requests,
    fact_sets,
    path_globs,
    paths,
    policy_sets,
    requests,
)

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


@settings(quick, max_examples=40)
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


@settings(quick, max_examples=12)
@given(policies=policy_sets(), asked=st.lists(requests, min_size=3, max_size=8))
def test_the_same_of_sets_with_every_kind_of_field_and_value(policies: list[Json], asked: list[Json]) -> None:
    findings = findings_of(policies)
    assume(not any(each.is_error for each in findings))
    for finding in findings:
        check_witness(policies, finding)
        if finding.code in IDLE:
            check_idle(policies, sid_of(finding), finding.code, asked)


@settings(quick, max_examples=12)
@given(policies=fact_sets(), asked=st.lists(fact_requests(), min_size=3, max_size=8))
def test_the_same_of_statements_about_facts(policies: list[Json], asked: list[Json]) -> None:
    findings = findings_of(policies)
    assume(not any(each.is_error for each in findings))
    for finding in findings:
        event(finding.code)
        if finding.code in IDLE:
            check_idle(policies, sid_of(finding), finding.code, asked)


# -- examples


def test_the_default_policies_have_no_findings_in_the_profile_that_adds_most() -> None:
    sources = [Source(path.name, path.read_text("utf-8")) for path in default_policies(Profile.strict)]
    assert compile_sources(sources, further=lint).diagnostics == ()


def rules(*statements: str) -> str:
    """A file with one statement a line: `sid effect action [field test]`."""
    rows = []
    for each in statements:
        sid, effect, action, *rest = each.split(" ", 3)
        conditions = f", conditions: {{{rest[0]}}}" if rest else ""
        rows.append(f'  - {{sid: {sid}, effect: {effect}, actions: ["{action}"]{conditions}}}')
    return "\n".join(["statements:", *rows]) + "\n"


def found(*statements: str) -> list[tuple[str, str]]:
    """Code and the statement, of each finding."""
    diagnostics = compile_sources([Source("p.yaml", rules(*statements))], further=lint).diagnostics
    named = [re.search(r"`(\w+)`", each.message) for each in diagnostics]
    return [(each.code, name[1] if name else "") for each, name in zip(diagnostics, named, strict=True)]


@pytest.mark.parametrize(
    "tests",
    [
        "params.a: [{op: starts_with, value: /etc}, {op: starts_with, value: /var}]",
        "params.a: [{op: regex, value: '^[0-9]+$'}, {op: contains, value: x}]",
        "params.a: [{op: glob, value: '/srv/*'}, {op: ends_with, value: /a/b}]",
        "params.a: [{op: '>', value: b}, {op: starts_with, value: a}]",
        "params.a: [{op: '>', value: 5}, {op: contains, value: x}]",
        "params.a: {op: '>', value: 5}, 'params.\"a\"': {op: '<', value: 3}",
        "action: {op: starts_with, value: mail.}",
    ],
)
def test_a_statement_that_no_value_satisfies_never_matches(tests: str) -> None:
    assert found(f"A allow pay.charge {tests}", "B review pay.refund") == [("AGS214", "A")]


@pytest.mark.parametrize(
    "tests",
    [
        "params.a: [{op: starts_with, value: /etc}, {op: ends_with, value: .conf}]",
        "params.a: [{op: regex, value: '(x)\\1'}, {op: regex, value: '^y'}]",
        "params.a: [{op: '>=', value: 5}, {op: '<=', value: 5}]",
        "params.*: [{op: starts_with, value: a}, {op: not_glob, value: ab}]",
        "action: {op: starts_with, value: pay.}",
    ],
)
def test_a_statement_that_some_value_may_satisfy_is_left_alone(tests: str) -> None:
    assert [code for code, _ in found(f"A deny pay.charge {tests}") if code == "AGS214"] == []


@pytest.mark.parametrize(
    ("inner", "outer"),
    [
        ("pay.charge", "pay.*"),
        ("pay.charge params.a: 5", "pay.charge"),
        ("pay.charge params.a: 5", "pay.charge params.a: {op: in, value: [5, 6]}"),
        ("pay.charge params.a: {op: '>', value: 10}", "pay.* params.a: {op: '>=', value: 10}"),
        (
            "pay.charge params.a: {op: starts_with, value: abc}",
            "pay.charge params.a: {op: starts_with, value: [x, ab]}",
        ),
        ("pay.charge params.a: {op: glob, value: '/etc/*.conf'}", "pay.charge params.a: {op: glob, value: '/etc/**'}"),
        ("pay.charge params.a: {op: glob, value: '/etc/*'}", "pay.charge params.a: {op: starts_with, value: /e}"),
        ("pay.charge params.a: {op: regex, value: '^ab+c$'}", "pay.charge params.a: {op: regex, value: 'b'}"),
        ("pay.charge params.a: 5, params.b: 6", "pay.charge params.b: 6"),
        ("pay.charge params.*: {op: in, value: [a, b]}", "pay.charge params.*: {op: in, value: [c, b, a]}"),
        ("bash.execute shell.programs: rm", "bash.execute shell.programs: {op: in, value: [rm, dd]}"),
        ("bash.execute files.reads: {op: glob, value: '/etc/**'}", "bash.execute files.reads: {op: exists}"),
    ],
)
def test_what_a_broader_statement_covers_never_decides_and_the_other_way_round_it_does(inner: str, outer: str) -> None:
    keep = "K deny bash.execute shell.programs: {op: in, value: [mkfs]}"  # The implied question stays.
    idle = {"AGS306", "AGS307"}
    assert [each for each in found(f"B deny {outer}", f"A deny {inner}", keep) if each[0] in idle] == [("AGS307", "A")]
    assert [each for each in found(f"A review {inner}", f"B deny {outer}", keep) if each[0] in idle] == [
        ("AGS306", "A")
    ]
    assert [each for each in found(f"A deny {inner}", f"B deny {outer}", keep) if each[0] in idle] == []
    assert [each for each in found(f"B review {outer}", f"A deny {inner}", keep) if each[0] in idle] == []


@pytest.mark.parametrize(
    ("inner", "outer"),
    [
        ("pay.* params.a: 5", "pay.charge params.a: 5"),
        ("pay.charge params.a: {op: '>=', value: 10}", "pay.charge params.a: {op: '>', value: 10}"),
        ("pay.charge params.a: {op: contains, value: b}", "pay.charge params.a: {op: contains, value: bc}"),
        (
            "pay.charge params.a: {op: starts_with, value: b}",
            "pay.charge params.a: {op: contains, value: b}",
        ),  # A list.
        ("pay.charge params.a: {op: regex, value: '(a)\\1'}", "pay.charge params.a: {op: contains, value: a}"),
        ("pay.charge params.a: {op: not_in, value: [a]}", "pay.charge params.a: {op: exists}"),  # It may be missing.
        (
            "pay.charge params.a: {op: regex, value: '^ab'}",
            "pay.charge params.a: {op: starts_with, value: ab}",
        ),  # Too long for one.
        ("pay.charge params.a: {op: exists}", "pay.charge params.b: {op: exists}"),
    ],
)
def test_what_may_match_more_is_left_alone(inner: str, outer: str) -> None:
    assert [code for code, _ in found(f"B deny {outer}", f"A deny {inner}") if code in IDLE] == []


def test_a_finding_names_both_statements_with_file_and_line_and_a_request() -> None:
    files = {
        "a.yaml": "statements:\n  - {sid: Deny, effect: deny, actions: pay.*}\n",
        "b.yaml": rules("Allow allow pay.charge params.a: {op: '>', value: 5}"),
    }
    [finding] = compile_sources([Source(*each) for each in files.items()], further=lint).diagnostics
    assert (
        finding.message
        == "allow `Allow` (b.yaml:2) never decides: deny `Deny` (a.yaml:2) goes before and matches whatever it matches"
    )
    assert [(each.source.name, each.position) for each in finding.related] == [("a.yaml", (2, 11))]
    assert str(finding.witness) == 'pay.charge {"a": 6}'


def test_what_covers_a_statement_is_found_among_hundreds_about_the_same_field() -> None:
    denies = [f"D{number} deny mail.send params.to: {{op: regex, value: 'x{number} +y'}}" for number in range(200)]
    allow = "A allow mail.send params.to: {op: regex, value: 'x199 y'}"
    assert [each for each in found(*denies, allow) if each[1] == "A"] == [("AGS306", "A")]


def test_each_action_may_be_covered_by_another_statement() -> None:
    text = "statements:\n  - {sid: A, effect: deny, actions: x}\n  - {sid: B, effect: deny, actions: y}\n  - {sid: C, effect: allow, actions: [x, y]}\n"
    [finding] = compile_sources([Source("p.yaml", text)], further=lint).diagnostics
    assert [each.message for each in finding.related] == ["`A` stands here", "`B` stands here"]
    assert (
        findings_of(
            [
                {
                    "statements": [
                        {"sid": "s0", "effect": "deny", "actions": "x"},
                        {"sid": "s1", "effect": "allow", "actions": ["x", "y"]},
                    ]
                }
            ]
        )
        == ()
    )


def test_a_limit_that_a_missing_field_escapes_is_found_where_the_request_is_allowed() -> None:
    limit = "L deny pay.charge params.a: {op: '>', value: 5}"
    assert found(limit, "A allow pay.*") == [("AGS216", "L")]
    assert found(limit) == []
    assert found(limit, "A allow pay.* params.a: {op: '<=', value: 5}") == []
    assert found(limit, "A allow pay.*", "M deny pay.* params.a: {op: not_exists}") == []
    assert found("L deny pay.charge params.flag: true", "A allow pay.*") == []
    assert found("L deny pay.charge params.a: {op: not_in, value: [1]}", "A allow pay.*") == []


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("A allow *.read", "AGS309"),
        ("A allow tar.open params.path: {op: contains, value: srv}", "AGS310"),
        ("A allow tar.open params.path: {op: regex, value: 'srv/'}", "AGS310"),
        ("A allow tar.open params.path: {op: glob, value: '**/srv/*'}", "AGS310"),
        ("A allow tar.open params.path: {op: glob, value: '/srv/**'}", None),
        ("A allow tar.open params.path: {op: regex, value: '^/srv/'}", None),
        ("A allow tar.open params.path: {op: not_glob, value: '**/.env'}", None),
        ("A allow crawl.x params.host: {op: ends_with, value: example.com}", "AGS311"),
        ("A allow crawl.x params.host: {op: regex, value: 'example[.]com'}", "AGS311"),
        ("A allow crawl.x params.host: {op: regex, value: 'example[.]com$'}", "AGS311"),
        ("A allow crawl.x params.host: {op: regex, value: '(^|[.])example[.]com$'}", None),
        ("A allow crawl.x params.host: {op: ends_with, value: .example.com}", None),
        ("A allow crawl.x params.host: {op: in, value: [example.com]}", None),
        ("A allow crawl.x params.url: {op: starts_with, value: 'https://example.com'}", "AGS311"),
        ("A allow crawl.x params.url: {op: starts_with, value: 'https://example.com/'}", None),
        ("A allow bash.execute params.command: {op: regex, value: '^git '}", "AGS312"),
        ("A allow bash.execute params.command: {op: regex, value: '^git status$'}", None),
    ],
)
def test_an_allow_that_more_passes_than_it_says_is_found(statement: str, code: str | None) -> None:
    assert [each for each, _ in found(statement)] == ([code] if code else [])


@pytest.mark.parametrize(
    ("action", "help"),
    [
        ("bash.exec", "did you mean `bash.execute`?"),
        ("Bash.execute", "did you mean `bash.execute`?"),
        ("files.read", "did you mean `file.read`?"),
        ("web.crawl*", "known: `web.fetch`, `web.search`"),
        ("file.r*", None),
        ("payment.charge", None),
        ("mcp.x.y", None),
        ("internal.Anything", None),
        ("*", None),
    ],
)
def test_an_action_pattern_that_matches_no_known_action_is_found(action: str, help: str | None) -> None:
    diagnostics = compile_sources([Source("p.yaml", rules(f"A deny {action}"))], further=lint).diagnostics
    assert [each.help for each in diagnostics if each.code == "AGS215"] == ([help] if help else [])


def test_the_implied_question_is_not_taken_away_with_what_it_hangs_on() -> None:
    assert (
        found(
            "B deny bash.execute params.command: {op: exists}",
            "A deny bash.execute shell.programs: rm, params.command: {op: exists}",
        )
        == []
    )
