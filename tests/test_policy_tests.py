"""Tests of policies: what a test file may say, what is decided of it, what is printed, coverage, mutants."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, assume, event, example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from agsec.cli.main import application
from agsec.exceptions import InvalidPolicyError
from agsec.explaining import Policies, open_explained
from agsec.explaining.policies import as_written
from agsec.shipped import Profile, default_policies, default_tests
from agsec.testing.cases import Case
from agsec.testing.coverage import coverage
from agsec.testing.model import Fixture
from agsec.testing.mutants import Mutant, mutants
from agsec.testing.mutation import mutate
from agsec.testing.reading import read_source, read_tests
from agsec.testing.running import run
from agsec.testing.written import written
from agsec_compiler import Source

from . import reference
from .strategies import policy_sets, requests

Json = dict[str, Any]
Agsec = Callable[..., Any]

POLICIES = """\
statements:
  - sid: NoLarge
    effect: deny
    actions: [pay.*, bill.*]
    conditions:
      params.amount: {op: ">", value: 100}
      context.role: {op: not_in, value: [admin, boss]}
    reason: too much
  - sid: Pay
    effect: allow
    actions: [pay.*]
  - sid: NoSecrets
    effect: deny
    actions: [file.read]
    conditions: {files.reads: {op: glob, value: ["**/.env", "/home/dev/keys/**"]}}
  - sid: Read
    effect: allow
    actions: [file.*]
"""
PASSING = """\
version: 1.0
tests:
  - name: large payments are denied
    action: pay.charge
    params: {amount: 500}
    expect: deny
    sid: NoLarge
  - name: others are not
    action: pay.charge
    expect: allow
    param: amount
    values: [1, 100]
"""


@pytest.fixture
def agsec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Agsec:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AGSEC_COLOR", "never")
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "pay.yaml").write_text(POLICIES, "utf-8")
    return lambda *words: CliRunner().invoke(application(), [*words], standalone_mode=False)


def test_file(text: str) -> Path:
    path = Path("policies/pay_test.yaml")
    path.write_text(text, "utf-8")
    return path


test_file.__test__ = False  # type: ignore[attr-defined]


def code(done: Any) -> int:
    """What the process would exit with; errors of ours end in 2."""
    return 2 if isinstance(done.exception, Exception) else int(done.return_value or done.exit_code)


# -- running


def test_cases_that_pass_are_counted_and_listed_on_demand(agsec: Agsec) -> None:
    test_file(PASSING)
    done = agsec("test")
    assert (code(done), done.stdout) == (0, "3 passed in 1 file\n")
    assert code(agsec("validate", "policies")) == 0
    told = agsec("-v", "test", "-k", "OTHERS are")
    assert told.stdout.splitlines() == [
        "passed policies/pay_test.yaml:12:14: others are not [1]",
        "passed policies/pay_test.yaml:12:17: others are not [100]",
        "2 passed in 1 file",
    ]


def test_a_case_that_fails_prints_its_explanation(agsec: Agsec) -> None:
    test_file(PASSING.replace("amount: 500", "amount: 5").replace("values: [1, 100]", "values: [1, 900]"))
    done = agsec("test")
    assert code(done) == 1
    assert (
        done.stdout
        == """\
FAILED policies/pay_test.yaml:3:5: large payments are denied
    expected deny by NoLarge, got allow by Pay
    pay.charge {"amount": 5}
    allow: statement Pay says allow
      deny    NoLarge, pay.yaml:2: does not match
          params.amount > 100: false; it is 5
      allow   Pay, pay.yaml:9: matches, and decides
          it has no conditions

FAILED policies/pay_test.yaml:12:17: others are not [900]
    expected allow, got deny by NoLarge
    pay.charge {"amount": 900}
    deny: too much
      deny    NoLarge, pay.yaml:2: undecidable, which counts as matching, and decides
          params.amount > 100: true; it is 900
          context.role not_in 'admin', 'boss': undecidable; it is absent
      allow   Pay, pay.yaml:9: matches
          it has no conditions

1 passed, 2 failed in 1 file
"""
    )


def test_machines_get_every_case_and_the_explanation_of_those_that_failed(agsec: Agsec) -> None:
    test_file(PASSING.replace("amount: 500", "amount: 5"))
    done = agsec("test", "--output-format", "json")
    told = json.loads(done.stdout)
    assert (code(done), told["version"], told["passed"], told["failed"]) == (1, 1, 2, 1)
    first, second, _ = told["cases"]
    assert (first["file"], first["line"], first["column"]) == ("policies/pay_test.yaml", 3, 5)
    assert first["expected"] == {"effect": "deny", "sid": "NoLarge"}
    assert (first["actual"], first["passed"]) == ({"effect": "allow", "sid": "Pay"}, False)
    assert first["explanation"]["statements"][0]["failed"] == ["params.amount"]
    assert (second["expected"], second["explanation"], second["problem"]) == ({"effect": "allow"}, None, None)
    assert (told["coverage"], told["mutation"]) == (None, None)


PAGE = Path(__file__).parent.parent / "docs" / "testing-policies.md"


def test_the_page_prints_what_the_commands_print(agsec: Agsec) -> None:
    Path("policies/pay.yaml").unlink()
    text = PAGE.read_text("utf-8")
    for name, content in re.findall(r"```yaml\n# (policies/\S+)\n(.*?)```", text, re.DOTALL):
        Path(name).write_text(f"# {name}\n{content}", "utf-8")
    shown = re.findall(r"```console\n\$ agsec (.*?)\n(.*?)```", text, re.DOTALL)
    assert len(shown) == 3
    assert [agsec(*shlex.split(command)).stdout for command, _ in shown] == [output for _, output in shown]


def test_junit_has_a_suite_for_each_file_and_a_failure_with_its_explanation(agsec: Agsec) -> None:
    test_file(PASSING.replace("amount: 500", "amount: 5"))
    Path("policies/other_test.yaml").write_text(
        'tests: [{name: "a <b> \\u0001", action: file.read, params: {file_path: a}, expect: allow}]', "utf-8"
    )
    root = ElementTree.fromstring(agsec("test", "--output-format", "junit").stdout)
    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "4", "1")
    assert [(each.get("name"), each.get("failures")) for each in root] == [
        ("policies/other_test.yaml", "0"),
        ("policies/pay_test.yaml", "1"),
    ]
    assert root[0][0].get("name") == "a <b> \\x01"
    [failure] = root.iter("failure")
    assert failure.get("message") == "expected deny by NoLarge, got allow by Pay"
    assert "params.amount > 100: false; it is 5" in str(failure.text)


def test_no_tests_are_no_success(agsec: Agsec) -> None:
    for words, message in ((("test",), "no tests found in policies"), (("test", "-k", "x"), "none of 3 cases")):
        done = agsec(*words)
        assert code(done) == 2
        assert message in str(done.exception)
        test_file(PASSING)
    assert code(agsec("test", "policies/pay.yaml")) == 2
    assert code(agsec("test", "nowhere")) == 2


def test_tests_may_stand_elsewhere_and_the_policies_in_a_bundle(agsec: Agsec) -> None:
    test_file(PASSING).rename("elsewhere_test.yaml")
    assert agsec("test", "--tests", "elsewhere_test.yaml").stdout == "3 passed in 1 file\n"
    assert agsec("compile", "policies", "-o", "b.agp").exit_code == 0
    assert agsec("test", "b.agp", "--tests", "elsewhere_test.yaml").stdout == "3 passed in 1 file\n"
    assert code(agsec("test", "b.agp", "--tests", "elsewhere_test.yaml", "--coverage")) == 2
    assert code(agsec("test", "b.agp")) == 2


def test_tests_change_nothing_of_the_bundle(agsec: Agsec) -> None:
    revisions = set()
    for text in (PASSING, PASSING.replace("500", "501")):
        revisions.add(json.loads(agsec("compile", "policies", "--output-format", "json").stdout)["revision"])
        test_file(text)
    revisions.add(json.loads(agsec("compile", "policies", "--output-format", "json").stdout)["revision"])
    assert len(revisions) == 1


@pytest.mark.parametrize("profile", list(Profile))
def test_the_default_policies_pass_their_tests_which_reach_every_condition(profile: Profile, tmp_path: Path) -> None:
    for source in [*default_policies(profile), *default_tests(profile)]:
        shutil.copy(source, tmp_path)
    found = read_tests([tmp_path])
    assert [str(each) for each in found.findings] == []
    policies = open_explained(tmp_path)
    results = run(policies, found.cases, observed=True)
    assert [(each.case.place, each.problem) for each in results if not each.passed] == []
    own = "07_strict.yaml" if profile is Profile.strict else ""  # The others are tested as they are by default.
    statements = [each for each in coverage(policies, results).statements if each.file.endswith(own)]
    assert statements
    assert [gap for each in statements for gap in each.gaps] == []


def test_init_writes_the_tests_where_they_are_wanted(agsec: Agsec) -> None:
    for words, count in ((("a",), 6), (("b", "--tests"), 12), (("c", "--tests", "--profile", "strict"), 8)):
        assert code(agsec("init", *words)) == 0
        assert len(list(Path(words[0]).glob("*.yaml"))) == count


# -- what a test may say


def outcome(text: str, policies: str = POLICIES) -> list[str]:
    """What became of each case of a test file: `passed`, or its problem."""
    cases, findings = read_source(Source("a_test.yaml", text))
    assert not findings, [str(each) for each in findings]
    opened = as_written([Source("pay.yaml", policies)], [])
    return [each.problem or "passed" for each in run(opened, cases)]


def test_a_row_replaces_what_its_test_says_and_adds_to_its_params_and_context() -> None:
    text = """\
tests:
  - name: rows
    action: pay.charge
    params: {amount: 500}
    context: {role: clerk}
    expect: deny
    sid: NoLarge
    cases:
      - {}
      - {params: {amount: 5}, expect: allow, sid: Pay}
      - {context: {role: admin}, expect: allow, sid: Pay}
      - {name: renamed, action: bill.send, context: {role: boss}, sid: null}
      - {action: bill.send, params: {amount: 1}, sid: null}
"""
    assert outcome(text) == ["passed"] * 5


def test_a_template_makes_a_param_of_each_value() -> None:
    text = "tests: [{name: a, action: file.read, expect: %s, param: file_path, template: '/x/{{value}}', values: [%s]}]"
    assert outcome(text % ("deny", ".env, b/.env")) == ["passed"] * 2
    assert outcome(text % ("allow", "env")) == ["passed"]


def test_a_null_sid_expects_the_default_and_none_expects_nothing() -> None:
    test = "tests: [{name: a, action: mail.send, expect: deny%s}]"
    assert outcome(test % "") == ["passed"]
    assert outcome(test % ", sid: null") == ["passed"]
    assert outcome(test % ", sid: NoLarge") == [
        "expected deny by NoLarge, got deny by default; NoLarge is not about `mail.send`"
    ]
    assert outcome("tests: [{name: a, action: pay.x, params: {amount: 1}, expect: allow, sid: null}]") == [
        "expected allow by default, got allow by Pay"
    ]
    assert "no statement is called NoLagre, did you mean NoLarge?" in outcome(test % ", sid: NoLagre")[0]


SEEN = """\
statements:
  - {sid: A, effect: deny, actions: ['*'], conditions: {params.at: {op: glob, value: '**'}}}
"""


def context_of(fixture: str, more: str = "{}") -> Json:
    """The context that a case in a fixture is decided with."""
    text = f"fixtures: {{f: {fixture}}}\ntests: [{{name: a, action: x, expect: deny, fixture: f, context: {more}}}]"
    cases, findings = read_source(Source("a_test.yaml", text))
    assert not findings
    [result] = run(as_written([Source("a.yaml", SEEN)], []), cases)
    assert result.request is not None, result.problem
    return {**result.request.context, "platform": result.request.platform}


def test_a_fixture_fixes_the_situation_whatever_the_machine() -> None:
    usual = {"cwd": "/home/dev/app", "home": "/home/dev", "workspace": "/home/dev/app", "git_branch": "feature"}
    assert context_of("{}") == {**usual, "platform": "linux"}
    given = "{cwd: /w/a, home: /root, workspace: null, git_branch: main, platform: darwin, context: {host: codex}}"
    expected = {"cwd": "/w/a", "home": "/root", "git_branch": "main", "host": "codex", "platform": "darwin"}
    assert context_of(given) == expected
    assert context_of("{cwd: /w}")["workspace"] == "/w"
    assert context_of("{context: {role: a}}", "{role: b, home: null}").items() >= {"role": "b"}.items()


def test_the_files_of_a_fixture_are_there_with_their_links_and_gone_afterwards() -> None:
    tree = "{files: {.env: A=1, app/.git/HEAD: 'ref: refs/heads/main'}, links: {app/x: ../.env}, directories: [app/e]"
    found = context_of(tree + ", cwd: app, home: '{{root}}', git_branch: null}", "{at: ['{{root}}/y']}")
    root = found["home"]
    assert found["cwd"] == f"{root}/app"
    assert found["workspace"] == f"{root}/app"
    assert found["at"] == [f"{root}/y"]
    assert "git_branch" not in found
    assert not Path(root).exists()


def test_links_and_the_branch_of_the_tree_are_what_facts_see() -> None:
    policies = """\
statements:
  - {sid: NoSecrets, effect: deny, actions: [file.*], conditions: {files.reads: {op: glob, value: '**/.env'}}}
  - {sid: NoMain, effect: deny, actions: [bash.execute], conditions: {shell.pushes: refs/heads/main}}
  - {sid: Rest, effect: allow, actions: ['*']}
"""
    text = """\
fixtures:
  linked:
    files: {.env: A=1, .git/HEAD: "ref: refs/heads/main\\n"}
    links: {innocent: .env}
tests:
  - {name: a link, fixture: linked, action: file.read, params: {file_path: innocent}, expect: deny, sid: NoSecrets}
  - {name: absolute, fixture: linked, action: file.read, params: {file_path: "{{root}}/innocent"}, expect: deny}
  - {name: no link, action: file.read, params: {file_path: innocent}, expect: allow}
  - {name: the branch, fixture: linked, action: bash.execute, params: {command: git push}, expect: deny, sid: NoMain}
  - {name: elsewhere, fixture: linked, action: bash.execute, params: {command: git push}, context: {git_branch: x}, expect: allow}
  - {name: another, action: bash.execute, params: {command: git push}, expect: allow, sid: Rest}
"""
    assert outcome(text, policies) == ["passed"] * 6


@pytest.mark.parametrize(
    ("fixture", "problem"),
    [
        ("{cwd: app}", "`cwd` is relative, and the fixture has no files; let it begin with `/`"),
        ("{files: {../x: a}}", "`../x` lies outside of the fixture's tree; give a relative path without `..`"),
        ("{files: {/etc/x: a}}", "`/etc/x` lies outside of the fixture's tree; give a relative path without `..`"),
        ("{files: {a: x, a/b: y}}", "the fixture's files cannot be made: "),
        ("{context: {x: '{{root}}'}}", "`{{root}}` stands for nothing here; give the fixture `files`"),
    ],
)
def test_a_fixture_that_cannot_be_made_fails_its_cases(fixture: str, problem: str) -> None:
    [said] = outcome(f"fixtures: {{default: {fixture}}}\ntests: [{{name: a, action: x, expect: deny}}]")
    assert said.startswith(problem)


WRONG = [
    ("tests: [{nam: a, action: x, expect: deny}]", "1:10: error[AGS101] unknown key `nam`", "did you mean `name`?"),
    ("tests: [{action: x, expect: deny}]", "1:9: error[AGS102] missing key `name`", "each test has a name"),
    ("tests: [{name: a, action: x}]", "1:9: error[AGS102] missing key `expect`", "give it in the test, or"),
    ("tests: [{name: a, expect: deny}]", "1:9: error[AGS102] missing key `action`", "give it in the test, or"),
    (
        "tests: [{name: a, action: x, expect: denny}]",
        "1:38: error[AGS104] `expect` cannot be `denny`",
        "one of `deny`, `allow` or `review`",
    ),
    (
        "tests: [{name: a, action: x, expect: deny, values: [1]}]",
        "1:9: error[AGS102] missing key `param`",
        "`param` says what each of `values` is given as",
    ),
    (
        "tests: [{name: a, action: x, expect: deny, param: p}]",
        "1:9: error[AGS102] missing key `values`",
        "`param` says what each of `values` is given as",
    ),
    ("tests: [{name: a, action: 1, expect: deny}]", "1:27: error[AGS103] `action` must be a text", None),
    (
        "tests: [{name: a, action: x, expect: deny, param: p, values: [{a: 1}]}]",
        "1:63: error[AGS103] `0` must be a text, a number, true or false",
        None,
    ),
    ("tests: {}", "1:8: error[AGS103] `tests` must be a list", None),
    ("tests: [{name: '', action: x, expect: deny}]", "1:16: error[AGS107] `name` is empty", None),
    ("[1]", "1:1: error[AGS103] a file of policy tests is a mapping", None),
    ("tests: [{name: a", "error[AGS001]", None),
    ("version: 2.0", "1:10: error[AGS104] `version` cannot be `2.0`", None),
    (
        "tests: [{name: a, action: x, expect: deny, fixture: f}]",
        "1:53: error[AGS104] there is no fixture `f`",
        "known here: none",
    ),
    (
        "fixtures: {g: {}}\ntests: [{name: a, action: x, expect: deny, cases: [{fixture: f}]}]",
        "2:62: error[AGS104] there is no fixture `f`",
        "known here: `g`",
    ),
    (
        "tests: [{name: a, action: x, expect: deny, param: p, values: [1], template: b}]",
        "1:77: error[AGS104] `template` has no `{{value}}`",
        "write `{{value}}` where each of `values` is to stand",
    ),
    ("fixtures: {g: {cdw: /}}", "1:16: error[AGS101] unknown key `cdw`", "did you mean `cwd`?"),
    (
        "tests: [{name: a, action: x, expect: deny, cases: [{effect: deny}]}]",
        "1:53: error[AGS101] unknown key `effect`",
        "did you mean `expect`?",
    ),
    (
        "tests:\n- {name: a, action: x, expect: deny}\n- {name: a, action: x, expect: deny}",
        "3:3: error[AGS002] `a` names two cases",
        "the first is in line 2; give this one another `name`",
    ),
]


@pytest.mark.parametrize(("text", "message", "help"), WRONG)
def test_a_mistake_in_a_test_file_is_told_with_its_place_and_remedy(text: str, message: str, help: str | None) -> None:
    _, findings = read_source(Source("a_test.yaml", text))
    [found] = [each for each in findings if message in str(each)]
    assert help is None or (found.help or "").startswith(help), found.help


def test_with_a_mistake_in_any_test_file_nothing_is_run(agsec: Agsec) -> None:
    test_file(PASSING)
    Path("policies/b_test.yaml").write_text("tests: [{name: a, actoin: x}]", "utf-8")
    done = agsec("test")
    assert (code(done), done.stdout) == (2, "")
    assert "policies/b_test.yaml:1:19" in done.stderr
    assert "did you mean `action`?" in done.stderr


# -- coverage


def test_coverage_names_what_no_case_has_seen_and_fails_under_a_bound(agsec: Agsec) -> None:
    test_file(PASSING)
    done = agsec("test", "--coverage")
    assert code(done) == 0
    assert (
        done.stdout
        == """\
3 passed in 1 file
coverage 50.0 %: 2 of 4 statements matched, 5 of 10 outcomes seen
  policies/pay.yaml:7: NoLarge: `context.role` was never false
  policies/pay.yaml:12: NoSecrets never matched
  policies/pay.yaml:16: Read never matched
"""
    )
    assert code(agsec("test", "--fail-under", "50")) == 0
    low = agsec("test", "--fail-under", "51")
    assert (code(low), "the coverage of 50.0 % is under 51 %" in low.stderr) == (1, True)
    told = json.loads(agsec("test", "--coverage", "--output-format", "json").stdout)["coverage"]
    assert (told["percent"], told["covered"], told["points"]) == (50.0, 5, 10)
    assert told["statements"][0] == {
        "sid": "NoLarge",
        "file": "policies/pay.yaml",
        "line": 2,
        "matched": True,
        "conditions": [
            {"field": "params.amount", "line": 6, "true": True, "false": True},
            {"field": "context.role", "line": 7, "true": True, "false": False},
        ],
    }


ways = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def opened(policies: list[Json]) -> Policies | None:
    sources = [Source(f"{at}.yaml", json.dumps(each, ensure_ascii=False)) for at, each in enumerate(policies)]
    try:
        return as_written(sources, [])
    except InvalidPolicyError:
        return None


def passing(policies: list[Json], asked: list[Json]) -> list[Case]:
    """Cases that expect what the oracle says."""
    return [
        Case(
            Source("a_test.yaml", ""),
            *(1, 1, str(at), request["action"], request["params"], request["context"], Fixture(workspace=None)),
            **_expected(policies, request),
        )
        for at, request in enumerate(asked)
    ]


def _expected(policies: list[Json], request: Json) -> Json:
    context = {**request["context"], "cwd": "/home/dev/app", "home": "/home/dev", "git_branch": "feature"}
    decided = reference.decide(policies, {**request, "context": context})
    return {"expect": decided["effect"], "sid": decided["sid"], "names_sid": True}


@settings(ways, max_examples=15)
@given(policies=policy_sets(), asked=st.lists(requests, min_size=2, max_size=4))
def test_coverage_is_of_a_condition_what_the_oracle_says_of_it(policies: list[Json], asked: list[Json]) -> None:
    made = opened(policies)
    assume(made is not None)
    assert made is not None
    results = run(made, passing(policies, asked))
    assume(all(each.request for each in results))
    contexts = [{**asked[at], "context": each.request.context} for at, each in enumerate(results) if each.request]
    statements = {each["sid"]: each for file in policies for each in file["statements"]}
    for found in coverage(made, results).statements:
        statement = statements[found.sid]
        about = [each for each in contexts if reference.covers(statement, each["action"])]
        closed = reference.effect_of(statement) != "allow"
        verdicts = [reference.statement_verdict(statement, each) for each in about]
        assert found.matched == any(closed if each is None else each for each in verdicts)
        for condition in found.conditions:
            seen = [reference.field_verdict(statement, condition.field, each) for each in about]
            counted = {closed if each is None else each for each in seen}
            assert (condition.true, condition.false) == (True in counted, False in counted)


# -- mutants


def test_mutants_that_no_case_catches_are_listed_with_their_place_and_change(agsec: Agsec) -> None:
    test_file(
        PASSING + "  - {name: roles, action: pay.x, params: {amount: 500}, context: {role: boss}, expect: allow}\n"
    )
    done = agsec("test", "--mutate")
    assert code(done) == 0
    assert (
        done.stdout
        == """\
4 passed in 1 file
mutation score 52.6 %: 10 of 19 mutants caught
  policies/pay.yaml:4: NoLarge: it is not about `bill.*`
  policies/pay.yaml:7: NoLarge: `context.role` not_in lacks `admin`
  policies/pay.yaml:12: NoSecrets: the statement is gone
  policies/pay.yaml:13: NoSecrets: `deny` is `allow`
  policies/pay.yaml:15: NoSecrets: `files.reads` does not matter
  policies/pay.yaml:15: NoSecrets: `files.reads` glob lacks `**/.env`
  policies/pay.yaml:15: NoSecrets: `files.reads` glob lacks `/home/dev/keys/**`
  policies/pay.yaml:16: Read: the statement is gone
  policies/pay.yaml:17: Read: `allow` is `deny`
"""
    )
    assert code(agsec("test", "--min-score", "52")) == 0
    assert code(agsec("test", "--min-score", "60")) == 1
    told = json.loads(agsec("test", "--mutate", "--output-format", "json").stdout)["mutation"]
    assert (told["mutants"], told["caught"], told["percent"]) == (19, 10, 52.63)
    assert told["survivors"][0] == {
        "file": "policies/pay.yaml",
        "line": 4,
        "sid": "NoLarge",
        "what": "it is not about `bill.*`",
    }


@settings(ways, max_examples=8)
@given(policies=policy_sets(), asked=st.lists(requests, min_size=1, max_size=2))
@example(
    policies=[{"default": "allow", "statements": [{"sid": "s0", "effect": "deny", "actions": "x"}]}],
    asked=[{"action": "y", "params": {}, "context": {}}],
)
def test_a_mutant_is_caught_where_the_whole_set_with_it_decides_otherwise(
    policies: list[Json], asked: list[Json]
) -> None:
    made = opened(policies)
    assume(made is not None)
    assert made is not None
    results = run(made, passing(policies, asked))
    assert all(each.passed for each in results), [each.problem for each in results]
    tried = [each for statement in written(made).values() for each in mutants(statement)]
    survivors = [(each.statement.sid, each.what) for each in mutate(made, results).survivors]
    for mutant in tried:
        whole = opened(_with(policies, mutant))
        if whole is not None:
            lives = all(each.passed for each in run(whole, [each.case for each in results]))
            event(f"lives: {lives}")
            assert ((mutant.statement.sid, mutant.what) in survivors) is lives, mutant


def _with(policies: list[Json], mutant: Mutant) -> list[Json]:
    def changed(statement: Json) -> list[Json]:
        if statement["sid"] != mutant.statement.sid:
            return [statement]
        return [mutant.data] if mutant.data else []

    return [{**file, "statements": [new for each in file["statements"] for new in changed(each)]} for file in policies]
