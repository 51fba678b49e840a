"""What a policy set decides: the runtime against the oracle, and every example of the language page."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, event, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from agsec_compiler import Compilation, Source, compile_path, compile_sources
from agsec_compiler.passes import PASSES
from agsec_compiler.plan import full_scan, plan
from agsec_runtime.bundle import Bundle, load
from agsec_runtime.decision import Decision, Request
from agsec_runtime.evaluator import OFTEN, decide

from . import reference
from .strategies import checks, literals, nested, policy_sets, requests

Json = dict[str, Any]
Sets = list[Json]
ways = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

WAYS: list[Json] = [
    {"passes": ()},
    *({"passes": tuple(each for each in PASSES if each is not left_out)} for left_out in PASSES),
    {"planner": full_scan},
    {"planner": partial(plan, least=1)},
    {"passes": (), "planner": partial(plan, least=1)},
    {"passes": (), "planner": full_scan},
]


# -- properties


@settings(ways, max_examples=250)
@given(policies=policy_sets(), asked=st.lists(requests, min_size=3, max_size=8))
def test_the_runtime_decides_as_the_oracle_does(policies: Sets, asked: list[Json]) -> None:
    bundle = loaded(policies)
    for request in asked:
        expected = reference.decide(policies, request)
        event(expected["matched_by"])
        assert answer(decide(bundle, Request(**request))) == expected


@settings(ways, max_examples=120)
@given(policies=policy_sets(), asked=st.lists(requests, min_size=3, max_size=6))
def test_without_any_one_pass_without_all_and_without_the_index_decisions_are_the_same(
    policies: Sets, asked: list[Json]
) -> None:
    expected = [reference.decide(policies, request) for request in asked]
    for bundle in [loaded(policies, **how) for how in WAYS]:
        assert [answer(decide(bundle, Request(**request))) for request in asked] == expected


@settings(ways, max_examples=30)
@given(policies=policy_sets(), asked=st.lists(requests, min_size=3, max_size=6))
def test_what_is_asked_again_and_again_is_decided_as_the_first_time(policies: Sets, asked: list[Json]) -> None:
    bundle = loaded(policies)
    first = [answer(decide(bundle, Request(**request))) for request in asked]
    for _ in range(OFTEN):
        decide(bundle, Request("any", {}, {}))
    assert bundle.repeated or not bundle.statements
    for _ in range(2):
        assert [answer(decide(bundle, Request(**request))) for request in asked] == first


GUARDED = """\
default: allow
statements:
  - {sid: Folded, effect: deny, actions: x, conditions: {params.a: {op: regex, value: '(?i)sk+y'}}}
  - {sid: Several, effect: deny, actions: x, conditions: {params.a: {op: contains, value: [one, two]}}}
  - {sid: Both, effect: deny, actions: x, conditions: {params.a: {op: regex, value: 'le+ft'}, context.b: {op: "!=", value: 1}}}
  - {sid: Number, effect: review, actions: x, conditions: {params.n: {op: ">", value: 3}}}
  - {sid: Role, effect: allow, actions: x, conditions: {context.b: 2}}
"""


@pytest.mark.parametrize(
    ("params", "context", "sid"),
    [
        ({"a": "the SKY"}, {}, "Folded"),
        ({"a": "\u017f\u212ay"}, {}, "Folded"),
        ({"a": "x" * (1 << 20) + "yy"}, {}, "Folded"),
        ({"a": ["one"]}, {}, "Folded"),
        ({"a": "two"}, {}, "Several"),
        ({"a": "one left"}, {"b": 2}, "Several"),
        ({"a": "left"}, {"b": 2}, "Both"),
        ({"a": "left"}, {}, "Both"),
        ({"a": "left"}, {"b": 1}, None),
        ({"n": 4}, {"b": 2}, "Number"),
        ({"n": True}, {"b": 2}, "Number"),
        ({"n": 3}, {"b": 2}, "Role"),
        ({"n": 3.5}, {"b": 2}, "Number"),
        ({}, {"b": 2.0}, "Role"),
        ({}, {}, None),
    ],
)
def test_literals_and_single_tests_leave_out_only_what_cannot_match(params: Json, context: Json, sid: str) -> None:
    bundle, policies = opened(GUARDED)
    request: Json = {"action": "x", "params": params, "context": context}
    expected = reference.decide(policies, request)
    assert expected["sid"] == sid
    for _ in range(OFTEN + 2):
        assert answer(decide(bundle, Request(**request))) == expected


def test_what_is_prepared_is_bounded_whatever_actions_an_agent_makes_up() -> None:
    bundle, _ = opened("statements: [{sid: A, effect: deny, actions: '*', conditions: {params.a: b}}]")
    for n in range(40_000):
        decide(bundle, Request(f"made.up.{n}", {}, {}))
    assert len(bundle.repeated._actions) <= 25_000


def test_generated_sets_compile_and_reach_every_outcome() -> None:
    seen: Counter[str] = Counter()

    @settings(ways, max_examples=200, database=None, phases=[Phase.generate])
    @given(policies=policy_sets(), asked=st.lists(requests, min_size=6, max_size=6))
    def count(policies: Sets, asked: list[Json]) -> None:
        seen["sets"] += 1
        seen["refused sets"] += compiled(policies).bundle is None
        for request in asked:
            expected = reference.decide(policies, request)
            seen.update(["requests", expected["matched_by"], expected["effect"]])
            seen["undecidable"] += bool(expected["undecidable"])
            seen["undecidable, and decisive"] += expected["sid"] in [sid for sid, _, _ in expected["undecidable"]]

    count()
    assert seen["refused sets"] < seen["sets"] / 4
    outcomes = (
        "explicit_deny",
        "explicit_review",
        "explicit_allow",
        "default",
        "undecidable",
        "undecidable, and decisive",
    )
    assert [outcome for outcome in outcomes if seen[outcome] < seen["requests"] / 200] == []


@settings(ways, max_examples=100)
@given(policies=policy_sets(), request=requests, key=st.sampled_from(["a", "b", "0"]))
def test_a_value_that_nobody_can_judge_allows_nothing_more(policies: Sets, request: Json, key: str) -> None:
    bundle = loaded(policies)
    spoilt = {**request, "params": {**request["params"], key: float("nan")}}
    if decide(bundle, Request(**spoilt)).effect == "allow":
        assert decide(bundle, Request(**request)).effect == "allow"


@settings(ways, max_examples=300)
@example(asked=[{"op": "==", "value": 0}, {"op": "in", "value": [-0.0]}], value=0)
@given(asked=st.lists(checks(quantified=False), min_size=4, max_size=8), value=literals)
def test_no_tests_that_some_value_passes_are_refused_as_impossible(asked: list[Json], value: Any) -> None:
    passed = [test for test in asked if reference.ask(test, value, each=False)]
    assume(passed)
    assert codes(condition(f"params.x: {json.dumps(passed, ensure_ascii=False)}")) == []


# -- 1. files

PAGE = """\
version: "1.0"
default: deny

statements:
  - sid: "UniqueId"
    effect: deny
    actions: ["bash.execute", "payment.*", "*.delete"]
    conditions:
      params.amount: {op: ">", value: 10000}
      context.user_role: "admin"
      params.size: [{op: ">=", value: 1}, {op: "<", value: 9}]
    match: all
    reason: "Shown to the agent and kept in the audit log"
    suggestion: "What to do instead"
"""


@pytest.mark.parametrize("action", ["bash.execute", "payment.charge", "payment.charge.twice", "file.delete"])
def test_the_statement_of_the_page_denies_what_it_describes(action: str) -> None:
    decided = decision(PAGE, {"amount": 10001, "size": 1}, {"user_role": "admin"}, action)
    assert (decided.effect, decided.sid, decided.matched_by) == ("deny", "UniqueId", "explicit_deny")
    assert decided.reason == "Shown to the agent and kept in the audit log"
    assert decided.suggestion == "What to do instead"


@pytest.mark.parametrize(
    "params", [{"amount": 10000, "size": 1}, {"amount": 10001, "size": 9}, {"amount": 10001, "size": 0}]
)
def test_all_fields_and_all_tests_of_a_field_must_hold(params: Json) -> None:
    assert decision(PAGE, params, {"user_role": "admin"}, "payment.x").matched_by == "default"


def test_any_field_may_hold_where_the_statement_says_match_any() -> None:
    text = PAGE.replace("match: all", "match: any")
    assert decision(text, {"amount": 1, "size": 8}, {"user_role": "guest"}, "payment.x").effect == "deny"
    assert decision(text, {"amount": 1, "size": 9}, {"user_role": "guest"}, "payment.x").matched_by == "default"


def test_block_is_accepted_for_deny_and_a_lone_action_for_a_list_of_one() -> None:
    decided = decision('statements: [{sid: A, effect: block, actions: "pay.*"}]')
    assert (decided.effect, decided.sid, decided.matched_by) == ("deny", "A", "explicit_deny")


@pytest.mark.parametrize("version", ['"1.0"', "1.0", "'1.0'"])
def test_the_only_version_may_be_quoted_or_not(version: str) -> None:
    assert codes(f"version: {version}\n{ALLOW}") == []


@pytest.mark.parametrize("version", ['"1.1"', "2", "1", "2.0", '"1"'])
def test_any_other_version_is_an_error(version: str) -> None:
    assert codes(f"version: {version}\n{ALLOW}") == ["AGS105"]


def test_statements_are_merged_in_file_order_then_statement_order() -> None:
    deny = "statements: [{{sid: {}, effect: deny, actions: '*'}}, {{sid: {}, effect: deny, actions: '*'}}]"
    decided = decision_of([deny.format("A", "B"), deny.format("C", "D")])
    assert (decided.sid, decided.file, decided.line) == ("A", "0.yaml", 1)
    assert decision_of(["statements: []", deny.format("C", "D")]).sid == "C"


@pytest.mark.parametrize(
    ("said", "effect"),
    [
        ([], "deny"),
        (["deny"], "deny"),
        (["allow"], "allow"),
        (["allow", "allow"], "allow"),
        (["allow", "deny"], "deny"),
        (["deny", "allow"], "deny"),
    ],
)
def test_the_default_is_what_all_files_that_set_one_agree_on_and_else_deny(said: list[str], effect: str) -> None:
    files = [f"default: {default}" for default in said]
    decided = decision_of([*files, "statements: [{sid: A, effect: deny, actions: other}]"])
    assert (decided.effect, decided.sid, decided.matched_by) == (effect, None, "default")


def test_the_compiler_warns_where_files_disagree_on_the_default() -> None:
    compilation = compile_sources([Source("a.yaml", "default: deny\n" + ALLOW), Source("b.yaml", "default: allow\n")])
    assert "AGS211" in [each.code for each in compilation.warnings]


@pytest.mark.parametrize("files", [[], [""], ["default: allow"], ["# nothing\n", "statements: []"]])
def test_an_empty_set_denies_everything(files: list[str]) -> None:
    decided = decision_of(files)
    assert (decided.effect, decided.sid, decided.matched_by) == ("deny", None, "default")
    assert decided.reason == "no policies loaded"


def test_a_statement_without_sid_is_named_after_its_file_and_place() -> None:
    source = Source(
        "sub/pay.yaml", "statements:\n  - {effect: review, actions: '*'}\n  - {effect: deny, actions: '*'}\n"
    )
    compilation = compile_sources([source])
    assert [each.code for each in compilation.diagnostics] == ["AGS212", "AGS212"]
    decided = decide(load(compilation.bundle or b""), Request("pay.charge", {}, {}))
    assert (decided.sid, decided.file, decided.line) == ("sub/pay.yaml#2", "sub/pay.yaml", 3)


def test_a_sid_is_unique_over_the_whole_set() -> None:
    compilation = compile_sources([Source("a.yaml", ALLOW), Source("b.yaml", ALLOW)])
    assert [each.code for each in compilation.errors] == ["AGS201"]
    assert compilation.bundle is None


def test_files_come_in_the_order_of_the_bytes_of_their_names(tmp_path: Path) -> None:
    names = ["A.yml", "a-b.yaml", "a.yaml", "a/b.yaml", "a/b/c.yaml", "b.yaml", "é.yaml", "\U0001f600.yaml"]
    for number, name in enumerate(names):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"statements: [{{sid: s{number}, effect: deny, actions: '*'}}]")
    compilation = compile_path(tmp_path)
    assert [source.name for source in compilation.sources] == sorted(names, key=str.encode)
    assert compilation.errors == ()


def test_a_single_file_is_a_policy_set(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(ALLOW)
    (tmp_path / "other.yaml").write_text("statements: [{sid: B, effect: deny, actions: '*'}]")
    assert decide(load(compile_path(tmp_path / "one.yaml").bundle or b""), Request("x", {}, {})).effect == "allow"


def test_hidden_files_and_tests_of_policies_are_no_policies(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(ALLOW)
    (tmp_path / "a_test.yaml").write_text("tests: []")
    (tmp_path / ".hidden.yaml").write_text("not a policy")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "b.yaml").write_text("not a policy")
    (tmp_path / "README.md").write_text("not a policy")
    compilation = compile_path(tmp_path)
    assert compilation.errors == ()
    assert decide(load(compilation.bundle or b""), Request("x", {}, {})).effect == "allow"


@pytest.mark.parametrize("name", ["a_test.yaml", "b.YAML", "b.Yml", "b.json", "b.yaml/", "b.yaml -> nowhere"])
def test_what_looks_like_a_policy_and_is_not_read_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.yaml").write_text(ALLOW)
    path, _, target = name.partition(" -> ")
    if target:
        (tmp_path / path).symlink_to(tmp_path / target)
    elif path.endswith("/"):
        (tmp_path / path).mkdir()
    else:
        (tmp_path / path).write_text("statements: [{sid: B, effect: deny, actions: '*'}]")
    compilation = compile_path(tmp_path)
    assert [each.source.name for each in compilation.errors] == [path.removesuffix("/")]
    assert compilation.bundle is None


STATEMENT = "statements:\n  - sid: A\n    effect: allow\n    actions: [pay.charge]\n"


@pytest.mark.parametrize(
    ("text", "position"),
    [
        (STATEMENT.replace("effect: allow", "efect: deny"), (3, 5)),
        (STATEMENT + "    sid: B\n", (5, 5)),
        (STATEMENT + "    efect: deny\n", (5, 5)),
        ("efault: deny\n" + STATEMENT, (1, 1)),
        ("version: '2.0'\n" + STATEMENT, (1, 10)),
        (STATEMENT + "\treason: x\n", (5, 1)),
        (STATEMENT + f"    conditions: {{params.x: {{op: ==, value: {'[' * 62}{']' * 62}}}}}\n", (5, 103)),
        (
            "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
            + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcd", "bcde", strict=True)),
            (4, 36),
        ),
        (STATEMENT + "    conditions: {params.x: {op: '>'}}\n", (5, 28)),
        (STATEMENT + "    conditions: {params.x: {op: gt, value: 1}}\n", (5, 33)),
    ],
)
def test_errors_say_line_and_column(text: str, position: tuple[int, int]) -> None:
    errors = compile_sources([Source("a.yaml", text)]).errors
    assert position in [each.position for each in errors]


def test_text_that_is_not_utf8_and_text_over_a_mebibyte_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(ALLOW.encode() + b"# \xff\n")
    (tmp_path / "b.yaml").write_bytes(ALLOW.replace("sid: A", "sid: B").encode().ljust((1 << 20) + 1, b"\n"))
    (tmp_path / "c.yaml").write_bytes(ALLOW.replace("sid: A", "sid: C").encode().ljust(1 << 20, b"\n"))
    errors = compile_path(tmp_path).errors
    assert [(each.source.name, each.code) for each in errors] == [("a.yaml", "AGS004"), ("b.yaml", "AGS005")]


def test_scalars_are_those_of_yaml_1_2() -> None:
    assert holds('params.x: "no"', {"x": "no"}) is holds("params.x: no", {"x": "no"}) is True
    assert holds("params.x: yes", {"x": True}) is False
    assert holds("params.x: true", {"x": True}) is True
    assert holds("params.x: 0o17", {"x": 15}) is True
    assert holds("params.x: 017", {"x": 17}) is True
    assert holds("params.x: 12:30", {"x": "12:30"}) is True
    assert holds("params.x: 1e3", {"x": 1000}) is True


# -- 2. actions


@pytest.mark.parametrize(
    ("glob", "matching", "others"),
    [
        ("bash.execute", ["bash.execute"], ["Bash.execute", "bash.executed", "bash", "", "bash.execute\n"]),
        (
            "payment.*",
            ["payment.charge", "payment.", "payment.a.b"],
            ["payment", "payments.x", "Payment.x", "a.payment.x"],
        ),
        ("*.delete", ["db.delete", ".delete", "a.b.delete"], ["delete", "db.delete.all", "db.Delete"]),
        ("mcp.*.post", ["mcp.slack.post", "mcp.a.b.post"], ["mcp.post", "mcp.slack.posts"]),
        ("*", ["", ".", "a.b", "a\nb"], []),
        ("f?le.read", ["file.read", "f.le.read"], ["fle.read", "fiile.read"]),
        ("[fm]*.read", ["file.read", "mcp.read"], ["db.read", "f.write"]),
        ("[!f]*.read", ["mcp.read", "Ff.read"], ["file.read", ".read.x"]),
        ("[a-c].x", ["a.x", "c.x"], ["d.x", "-.x"]),
        ("*a*b*", ["ab", "xaxbx", "a.b"], ["ba", "b", ""]),
    ],
)
def test_an_action_pattern_is_a_case_sensitive_glob(glob: str, matching: list[str], others: list[str]) -> None:
    text = f"statements: [{{sid: A, effect: allow, actions: {json.dumps(glob)}}}]"
    assert [action for action in matching + others if decision(text, action=action).effect == "allow"] == matching


@pytest.mark.parametrize("glob", ["payment.[ab", "[", "[]", "[!]", "a[]b"])
def test_an_action_pattern_with_an_unclosed_class_is_an_error(glob: str) -> None:
    assert codes(f"statements: [{{sid: A, effect: allow, actions: {json.dumps(glob)}}}]") == ["AGS208"]


# -- 3. fields

TREE = {
    "a": {"b": 1, "0": 2, "": 3},
    "a.b": {"c": 4},
    "list": [5, None, {"a": 6}],
    'q"\\': 7,
    "*": 8,
    "null": None,
    "t": "KP",
}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("params.a.b", 1),
        ("params.a.0", 2),
        ('params.a."0"', 2),
        ('params.a.""', 3),
        ('params."a.b".c', 4),
        ("params.list.0", 5),
        ("params.list.2.a", 6),
        (r'params."q\"\\"', 7),
        ('params."*"', 8),
        ("context.a.b", 1),
        ("action", "pay.charge"),
    ],
)
def test_a_field_finds_its_value(field: str, value: Any) -> None:
    assert holds(f"{json.dumps(field)}: {json.dumps(value)}", TREE, TREE) is True
    assert holds(f"{json.dumps(field)}: other", TREE, TREE) is False


@pytest.mark.parametrize(
    "field",
    [
        "params.no",
        "params.a.no",
        "params.list.3",
        "params.list.1",
        "params.null",
        "params.null.x.y",
        "params.no.x",
        "context.x",
    ],
)
def test_what_is_missing_or_null_is_absent(field: str) -> None:
    assert holds(f"{field}: {{op: not_exists}}", TREE) is True
    assert holds(f"{field}: {{op: exists}}", TREE) is False


@pytest.mark.parametrize(
    "field", ["params.t.country", "params.t.0", "params.list.name", 'params.list."0"', "params.a.b.c", "params.a.b.*"]
)
@pytest.mark.parametrize(
    "test", ["{op: exists}", "{op: not_exists}", "x", "{op: '!=', value: x}", "{op: regex, value: x}"]
)
def test_a_step_into_a_value_that_cannot_take_it_is_undecidable(field: str, test: str) -> None:
    assert holds(f"{json.dumps(field)}: {test}", TREE) is None


def test_a_string_for_a_mapping_does_not_escape_a_rule_on_what_is_in_it() -> None:
    text = (
        "statements: [{sid: A, effect: deny, actions: '*', conditions: {params.recipient.country: KP}}]\ndefault: allow"
    )
    assert decision(text, {"recipient": {"country": "KP"}}).effect == "deny"
    assert decision(text, {"recipient": {"country": "FR"}}).effect == "allow"
    decided = decision(text, {"recipient": "KP"})
    assert (decided.effect, decided.undecidable) == ("deny", (("A", "params.recipient.country", "=="),))


def test_a_field_without_a_root_is_an_error_that_asks_which_one_was_meant() -> None:
    (error,) = compile_sources([Source("a.yaml", condition("amount: 5"))]).errors
    assert (error.code, error.help) == ("AGS202", "did you mean `params.amount` or `context.amount`?")


@pytest.mark.parametrize(
    "field", ["action.name", "params", "context", "params.", "params..x", 'params."x', 'params."x"y', r'params."\x"']
)
def test_a_malformed_field_is_an_error(field: str) -> None:
    assert codes(condition(f"{json.dumps(field)}: 5")) == ["AGS203"]


# -- 4. operators

BIG = 2**53
OPERATORS: list[tuple[str, list[Any], list[Any], list[Any]]] = [
    # test, values for which it is true, false, undecidable
    ("{op: '==', value: 1}", [1, 1.0], [2, "1", True], [[1], [], {}, {"a": 1}]),
    ("{op: '==', value: '1'}", ["1"], [1, "", "11", True], [["1"]]),
    ("{op: '==', value: true}", [True], [1, 1.0, "true", False], [[True]]),
    ("{op: '==', value: 0}", [0, 0.0, -0.0], [False, "", "0"], [[], {}]),
    (f"{{op: '==', value: {BIG + 1}}}", [BIG + 1], [BIG, float(BIG)], []),
    (
        "{op: '==', value: [1, {a: [true]}]}",
        [[1, {"a": [True]}], [1.0, {"a": [True]}]],
        [[1, {"a": [1]}], [1], [], {}],
        [1, ""],
    ),
    ("{op: '==', value: {a: null}}", [{"a": None}], [{}, {"a": 0}, {"a": []}, []], ["a", 0, False]),
    ("{op: '!=', value: 1}", [2, "1", True], [1, 1.0], [[1], {}]),
    ("{op: '!=', value: [1]}", [[True], ["1"], [], {}], [[1], [1.0]], [1]),
    ("{op: '>', value: 5}", [6, 5.5, 1e300], [5, 5.0, -1], ["abc", "6", True, [], {}]),
    ("{op: '<', value: 5.5}", [5, -1.5], [5.5, 6], ["1", False]),
    ("{op: '>=', value: 5}", [5, 5.0, 6], [4.9], [True, "5"]),
    ("{op: '<=', value: 5}", [5, 5.0, 0], [5.1], [False, "5"]),
    ("{op: '>', value: b}", ["c", "ba", "\u00e9", "\U0001f600"], ["b", "a", "B", ""], [1, True, []]),
    ("{op: '<', value: \"\\uFFFD\"}", ["a", "\ud7ff"], ["\U0001f600", "\ufffd"], [0]),
    ("{op: in, value: [1, a]}", [1, 1.0, "a"], [2, True, "1"], [[1], {}]),
    ("{op: in, value: [[1], a]}", [[1.0], "a"], [], ["b", 1, [2], {}]),
    ("{op: not_in, value: [1, a]}", [2, True, "1"], [1, 1.0, "a"], [[1], {}]),
    ("{op: not_in, value: [[1], a]}", [], [[1.0], "a"], ["b", 1, [2], {}]),
    ("{op: in, value: [[1], {a: 1}]}", [[1], {"a": 1.0}], [[2], {}], [1, "a"]),
    (
        "{op: contains, value: b}",
        ["abc", ["b"], ["a", "b"], {"b": None}],
        ["B", "", [], ["abc"], {"a": "b"}, [["b"]]],
        [1, True],
    ),
    ("{op: contains, value: 1}", [[1], [1.0, 2]], [[True], ["1"], []], ["1", {"1": 1}, 1, 11]),
    ("{op: contains, value: [b, 1]}", ["b", [1], ["b"], {"b": 0}], [["x"], []], ["x", {"x": 0}, 5]),
    ("{op: contains, value: ''}", ["", "a", [""], {"": 1}], [[], {}], [0]),
    ("{op: starts_with, value: ab}", ["ab", "abc"], ["a", "Abc", " ab", ""], [1, ["ab"], {"ab": 1}]),
    ("{op: starts_with, value: [x, ab]}", ["ab", "x"], ["bx"], [True]),
    ("{op: ends_with, value: bc}", ["bc", "abc"], ["c", "bc ", "BC"], [1, ["bc"]]),
    ("{op: ends_with, value: [x, bc]}", ["bc", "x"], ["xb"], [{}]),
    ("{op: regex, value: b+}", ["b", "abba"], ["a", "", "B"], [1, ["b"], {"b": 1}, True]),
    ("{op: regex, value: [^a$, ^b$]}", ["a", "b", "a\n"], ["ab", "\na"], [0]),
    ("{op: not_regex, value: b+}", ["a", ""], ["b", "abba"], [1, ["a"]]),
    ("{op: not_regex, value: [^a$, ^b$]}", ["ab"], ["a", "b"], [{}]),
    ("{op: glob, value: '*'}", ["", "a", ".env", "a\nb"], ["a/b", "/"], [1, ["a"]]),
    ("{op: glob, value: 'a?c'}", ["abc", "a.c"], ["a/c", "ac", "abbc"], []),
    ("{op: glob, value: 'a[/b]c'}", ["abc"], ["a/c", "a]c"], []),
    ("{op: glob, value: 'a[!b]c'}", ["aac"], ["abc", "a/c"], []),
    ("{op: glob, value: '**/.env'}", [".env", "a/.env", "/.env", "a/b/.env"], [".env/a", "a.env", "a/.envs"], []),
    ("{op: glob, value: '/etc/**'}", ["/etc", "/etc/", "/etc/a/b"], ["/etcetera", "etc/a", "/"], []),
    ("{op: glob, value: 'a/**/b'}", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb", "b", "a"], []),
    ("{op: glob, value: '**'}", ["", "a", "a/b", "/"], [], [0]),
    ("{op: glob, value: 'a**b'}", ["ab", "axxb"], ["a/b", "ax/b"], []),
    ("{op: glob, value: ['*.py', 'a/*']}", ["x.py", "a/x"], ["b/x.py", "a/b/c"], [5]),
    ("{op: not_glob, value: ['*.py', 'a/*']}", ["b/x.py", "a/b/c"], ["x.py", "a/x"], [5, ["x.py"]]),
    ("{op: exists}", ["", 0, False, [], {}, [None]], [], []),
    ("{op: not_exists}", [], ["", 0, False, [], {}, [None]], []),
]


@pytest.mark.parametrize(("test", "true", "false", "undecidable"), OPERATORS, ids=[row[0] for row in OPERATORS])
def test_an_operator_is_true_false_or_undecidable(
    test: str, true: list[Any], false: list[Any], undecidable: list[Any]
) -> None:
    for verdict, values in ((True, true), (False, false), (None, undecidable)):
        assert [(value, holds(f"params.x: {test}", {"x": value})) for value in values] == [
            (value, verdict) for value in values
        ]


@pytest.mark.parametrize("test", [row[0] for row in OPERATORS])
def test_on_an_absent_field_negated_operators_are_undecidable_and_the_others_false(test: str) -> None:
    operator = YAML(typ="safe").load(test)["op"]
    undecidable = operator in ("!=", "not_in", "not_regex", "not_glob")
    assert holds(f"params.x: {test}", {}) is (None if undecidable else operator == "not_exists")


@pytest.mark.parametrize("test", [row[0] for row in OPERATORS])
def test_what_is_no_json_value_is_undecidable_for_every_operator(test: str) -> None:
    nan = float("nan")
    for value in (nan, float("inf"), -float("inf"), (1, 2), b"a", {1}, 1j, {1: 2}, [nan], {"a": [()]}, nested(129)):
        assert holds(f"params.x: {test}", {"x": value}) is None


def test_values_that_python_takes_for_one_are_two() -> None:
    tests = "[{op: '!=', value: 1}, {op: '!=', value: true}]"
    assert [holds(f"params.x: {tests}", {"x": value}) for value in (1, 1.0, True, 2)] == [False, False, False, True]


def test_a_value_may_be_nested_128_levels_deep() -> None:
    assert holds("params.x: {op: exists}", {"x": nested(128)}) is True
    assert holds("params.x: {op: exists}", {"x": nested(129)}) is None
    assert holds("params.x.0: {op: exists}", {"x": nested(129)}) is True


@pytest.mark.parametrize(
    "test",
    [
        "null",
        "{op: '==', value: null}",
        "{op: '=='}",
        "{op: '>', value: true}",
        "{op: '>', value: [1]}",
        "{op: in, value: 5}",
        "{op: in, value: []}",
        "{op: not_in, value: abc}",
        "{op: contains, value: {a: 1}}",
        "{op: contains, value: [[1]]}",
        "{op: starts_with, value: 5}",
        "{op: regex, value: 5}",
        "{op: regex, value: '('}",
        "{op: glob, value: '[a'}",
        "{op: exists, value: true}",
        "{op: not_exists, value: null}",
        "[]",
        "[a, b]",
        "{op: '~', value: 1}",
        "{op: '==', value: .nan}",
        "{op: '>', value: .inf}",
    ],
)
def test_a_value_that_its_operator_does_not_take_is_an_error(test: str) -> None:
    assert compile_sources([Source("a.yaml", condition(f"params.x: {test}"))]).bundle is None


# -- 5. deciding


@pytest.mark.parametrize(
    ("effects", "expected"),
    [
        (["allow", "review", "deny"], ("deny", "s2", "explicit_deny")),
        (["allow", "review"], ("review", "s1", "explicit_review")),
        (["review", "allow"], ("review", "s0", "explicit_review")),
        (["allow", "allow"], ("allow", "s0", "explicit_allow")),
        (["deny", "deny"], ("deny", "s0", "explicit_deny")),
        (["block", "deny", "allow"], ("deny", "s0", "explicit_deny")),
        ([], ("deny", None, "default")),
    ],
)
def test_deny_wins_over_review_over_allow_and_the_first_of_a_rank_is_named(
    effects: list[str], expected: tuple[str, ...]
) -> None:
    rows = [f"{{sid: s{number}, effect: {effect}, actions: '*'}}" for number, effect in enumerate(effects)]
    rows.append("{sid: other, effect: allow, actions: other}")
    decided = decision(f"statements: [{', '.join(rows)}]")
    assert (decided.effect, decided.sid, decided.matched_by) == expected


@pytest.mark.parametrize(
    "order",
    [
        ["*", "pay.charge"],
        ["pay.charge", "*"],
        ["*.charge", "pay.*"],
        ["pay.*", "*.charge"],
        ["p*", "*.charge", "pay.charge"],
    ],
)
def test_whatever_bucket_a_statement_is_in_file_order_names_the_first(order: list[str]) -> None:
    rows = [f"{{sid: s{number}, effect: review, actions: {json.dumps(glob)}}}" for number, glob in enumerate(order)]
    assert decision(f"statements: [{', '.join(rows)}]").sid == "s0"


@pytest.mark.parametrize("match", ["all", "any"])
def test_a_statement_without_conditions_matches_whatever_match_says(match: str) -> None:
    assert decision(f"statements: [{{sid: A, effect: allow, actions: '*', match: {match}}}]").effect == "allow"
    assert (
        decision(f"statements: [{{sid: A, effect: allow, actions: '*', match: {match}, conditions: {{}}}}]").effect
        == "allow"
    )


@pytest.mark.parametrize(("effect", "decided"), [("deny", "deny"), ("review", "review"), ("allow", "deny")])
def test_an_undecidable_condition_counts_against_access(effect: str, decided: str) -> None:
    found = decision(condition("params.x: {op: '>', value: 5}", effect), {"x": "abc"})
    assert (found.effect, found.undecidable) == (decided, (("A", "params.x", ">"),))


def test_what_is_decided_all_the_same_is_not_called_undecidable() -> None:
    text = condition("params.x: {op: '>', value: 5}\n      params.y: 1", "deny")
    assert decision(text, {"x": "abc", "y": 2}).undecidable == ()
    assert decision(text, {"x": "abc", "y": 1}).undecidable == (("A", "params.x", ">"),)
    either = text + "    match: any\n"
    assert decision(either, {"x": "abc", "y": 2}).undecidable == (("A", "params.x", ">"),)
    assert decision(either, {"x": "abc", "y": 1}).undecidable == ()


def test_what_was_undecidable_is_listed_sorted_and_once_for_every_statement_asked() -> None:
    text = """\
statements:
  - sid: Allows
    effect: allow
    actions: "*"
    conditions: {params.z: 1, params.x: [{op: "!=", value: 1}, {op: "!=", value: 2}, {op: "<", value: 3}]}
  - {sid: Other, effect: review, actions: other, conditions: {params.x: {op: "<", value: 3}}}
  - sid: Reviews
    effect: review
    actions: "*"
    conditions: {params.y: {op: regex, value: a}, context."a b": {op: not_in, value: [1]}}
  - {sid: Later, effect: review, actions: "*", conditions: {params.x: {op: "<", value: 3}}}
"""
    decided = decision(text, {"x": "a", "y": 1, "z": [1]})
    assert (decided.effect, decided.sid) == ("review", "Reviews")
    assert decided.undecidable == (("Reviews", 'context."a b"', "not_in"), ("Reviews", "params.y", "regex"))
    decided = decision(text, {"x": "a", "y": "b", "z": [1]}, {"a b": 1})
    assert decided.undecidable == (("Later", "params.x", "<"),)
    decided = decision(text, {"y": "b", "z": [1]}, {"a b": 1})
    assert decided.undecidable == ()  # `<` on an absent field is false, and so is all of `params.x`.


def test_a_text_over_a_mebibyte_is_undecidable_for_a_regex_and_for_nothing_else() -> None:
    limit = 1 << 20
    for pattern in ("a", "a+$"):
        assert holds(f"params.x: {{op: regex, value: {pattern}}}", {"x": "a" * limit}) is True
        assert holds(f"params.x: {{op: regex, value: {pattern}}}", {"x": "a" * (limit + 1)}) is None
        assert holds(f"params.x: {{op: not_regex, value: {pattern}}}", {"x": "é" * (limit // 2) + "a"}) is None
    assert holds("params.x: {op: contains, value: b}", {"x": "a" * (limit + 1)}) is False


def test_a_regex_that_runs_out_of_its_budget_is_undecidable() -> None:
    text = condition(r"params.x: {op: regex, value: '^((a|aa)+)+\2b$'}", "deny") + "default: allow\n"
    decided = decide(opened(text)[0], Request("pay.charge", {"x": "a" * 60 + "b!"}, {}))
    assert (decided.effect, decided.undecidable) == ("deny", (("A", "params.x", "regex"),))


# -- 5. lists of facts: `*`

LISTS: list[tuple[str, list[Any], list[Any], list[Any], list[Any]]] = [
    # test of params.x.*, lists that match as deny, that do not, lists that match as allow, that do not
    (
        "{op: in, value: [rm]}",
        [["rm"], ["ls", "rm"], ["rm", 1]],
        [["ls"], [], None, [1]],
        [["rm"], ["rm", "rm"]],
        [["rm", "ls"], ["ls"], [], None],
    ),
    (
        "{op: not_in, value: [rm]}",
        [["ls"], ["rm", "ls"], None],
        [["rm"], []],
        [["ls"], [1]],
        [["rm", "ls"], [], None, [None]],
    ),
    (
        "{op: contains, value: b}",
        [["abc"], ["a", "b"], [1], [["b"]], ["a", {"b": 1}]],
        [["a"], [], None, [None]],
        [["b", "abc"]],
        [["b", "a"], [1], [["b"]], [{"b": 1}], []],
    ),
    ("{op: contains, value: 1}", [["1"], [1]], [[], [None]], [], [["1"], [1], [[1]], []]),
    ("{op: exists}", [[1], [None, 1]], [[], [None], None], [[1, ""]], [[], [None, 1], None]),
    ("{op: not_exists}", [[], [None], None, [None, 1]], [[1]], [[], [None], None], [[1], [None, 1]]),
    (
        "{op: '>', value: 5}",
        [[6], [1, 6], ["x"], "text", 7],
        [[5], [], None],
        [[6, 7.5]],
        [[6, 5], [6, "x"], "text", []],
    ),
    (
        "a",
        [["a"], ["b", "a"], {"k": "a"}, {"k": "b", "l": "a"}],
        [["b"], [], {}, {"k": "b"}],
        [["a", "a"], {"k": "a"}],
        [["a", "b"], {}],
    ),
    ("{op: glob, value: 'a/*'}", [["a/b"], ["b", "a/b"], [1]], [["b"], []], [["a/b", "a/c"]], [["a/b", "b"], []]),
]


@pytest.mark.parametrize(("test", "denied", "undenied", "allowed", "disallowed"), LISTS, ids=[row[0] for row in LISTS])
def test_deny_asks_for_any_element_and_allow_for_all(
    test: str, denied: list[Any], undenied: list[Any], allowed: list[Any], disallowed: list[Any]
) -> None:
    deny, allow = (condition(f'"params.x.*": {test}', effect) for effect in ("deny", "allow"))
    assert [x for x in denied + undenied if decision(deny + "default: allow\n", {"x": x}).effect == "deny"] == denied
    assert [x for x in allowed + disallowed if decision(allow, {"x": x}).effect == "allow"] == allowed


def test_several_tests_of_a_field_must_hold_for_one_element_together() -> None:
    tests = '[{op: glob, value: "**/.env*"}, {op: not_glob, value: "**/.env.example"}]'
    deny = condition(f'"params.reads.*": {tests}', "deny") + "default: allow\n"
    assert decision(deny, {"reads": ["a/.env.example", "a/.env"]}).effect == "deny"
    assert decision(deny, {"reads": ["a/.env.example", "a/other"]}).effect == "allow"


def test_an_element_in_which_the_rest_of_the_path_is_missing_is_one_absent_element() -> None:
    allow = condition('"params.x.*.name": a')
    assert decision(allow, {"x": [{"name": "a"}, {"name": "a"}]}).effect == "allow"
    assert decision(allow, {"x": [{"name": "a"}, {}]}).effect == "deny"
    deny = condition('"params.x.*.name": {op: not_exists}', "deny") + "default: allow\n"
    assert decision(deny, {"x": [{"name": "a"}, {}]}).effect == "deny"
    assert decision(deny, {"x": [{"name": "a"}]}).effect == "allow"


def test_the_elements_of_inner_lists_all_count_alike() -> None:
    allow = condition('"params.x.*.*": {op: "<", value: 5}')
    assert decision(allow, {"x": [[1, 2], [], {"k": 3}]}).effect == "allow"
    assert decision(allow, {"x": [[1, 2], [5]]}).effect == "deny"
    assert decision(allow, {"x": [[], {}]}).effect == "deny"
    assert decision(allow, {"x": [[1], 1]}).undecidable == (("A", "params.x.*.*", "<"),)


def test_only_elements_left_unknown_make_their_tests_undecidable() -> None:
    tests = '[{op: ">", value: 5}, {op: regex, value: a}]'
    assert decision(condition(f'"params.x.*": {tests}', "deny"), {"x": [1]}).undecidable == ()
    rows = (("A", "params.x.*", ">"), ("A", "params.x.*", "regex"))
    assert decision(condition(f'"params.x.*": {tests}', "deny"), {"x": [1, 9, "a"]}).undecidable == rows


@pytest.mark.parametrize("test", ["{op: '==', value: [1]}", "{op: '!=', value: {a: 1}}", "{op: in, value: [[1]]}"])
def test_comparing_elements_with_a_list_literal_is_an_error(test: str) -> None:
    assert codes(condition(f'"params.x.*": {test}')) == ["AGS206"]


@pytest.mark.parametrize(
    ("test", "verdict"),
    [
        ("{op: contains, value: a}", True),
        ("{op: '==', value: [a]}", True),
        ("{op: '!=', value: [a]}", False),
        ("{op: starts_with, value: a}", None),
        ("{op: in, value: [a]}", None),
        ("{op: '>', value: a}", None),
    ],
)
def test_a_list_without_the_star_is_a_plain_value(test: str, verdict: bool | None) -> None:
    assert holds(f"params.x: {test}", {"x": ["a"]}) is verdict


# -- helpers

ALLOW = "statements: [{sid: A, effect: allow, actions: '*', reason: x, conditions: {context.y: {op: not_exists}}}]\n"


def compiled(policies: Sets, **how: Any) -> Compilation:
    """JSON is YAML."""
    texts = [json.dumps(policy, ensure_ascii=False) for policy in policies]
    return compile_sources([Source(f"{number}.yaml", text) for number, text in enumerate(texts)], **how)


def loaded(policies: Sets, **how: Any) -> Bundle:
    """The set's bundle; where the compiler refuses the set, Hypothesis is to try another."""
    raw = compiled(policies, **how).bundle
    assume(raw is not None)
    return load(raw or b"")


def answer(decided: Decision) -> Json:
    return {
        "effect": decided.effect,
        "sid": decided.sid,
        "matched_by": decided.matched_by,
        "undecidable": [list(row) for row in decided.undecidable],
    }


def condition(text: str, effect: str = "allow") -> str:
    return f"statements:\n  - sid: A\n    effect: {effect}\n    actions: '*'\n    conditions:\n      {text}\n"


def codes(text: str) -> list[str]:
    """The codes of a text's errors."""
    return [each.code for each in compile_sources([Source("a.yaml", text)]).errors]


@cache
def opened(*texts: str) -> tuple[Bundle, Sets]:
    """A policy set, for the runtime and for the oracle."""
    compilation = compile_sources([Source(f"{number}.yaml", text) for number, text in enumerate(texts)])
    assert compilation.bundle is not None, compilation.errors
    return load(compilation.bundle), [YAML(typ="safe").load(text) or {} for text in texts]


def decision_of(
    texts: list[str], params: Json | None = None, context: Json | None = None, action: str = "pay.charge"
) -> Decision:
    """The runtime's decision, which must be the oracle's as well."""
    bundle, policies = opened(*texts)
    request: Json = {"action": action, "params": params or {}, "context": context or {}}
    decided = decide(bundle, Request(**request))
    assert answer(decided) == reference.decide(policies, request)
    return decided


def decision(
    text: str, params: Json | None = None, context: Json | None = None, action: str = "pay.charge"
) -> Decision:
    return decision_of([text], params, context, action)


def holds(text: str, params: Json, context: Json | None = None) -> bool | None:
    """Whether a condition holds: None if it does in a deny statement and does not in an allow statement."""
    allows = decision(condition(text), params, context).effect == "allow"
    denies = decision(condition(text, "deny") + "default: allow\n", params, context).effect == "deny"
    assert denies or not allows
    return allows if allows is denies else None
