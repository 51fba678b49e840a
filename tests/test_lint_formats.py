"""What `agsec validate` prints: each format, what it leaves out, and what makes it exit 1."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft4Validator
from typer.testing import CliRunner, Result

from agsec.cli.main import application
from agsec.formats import RENDERERS
from agsec_compiler import Source, compile_sources
from agsec_compiler.codes import CODES

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))
ODD = "statements:\n  - sid: Pay\n    effect: denny\n    actions: x\n  - effect: deny\n    actions: ['*.[^a]']\n"
CLEAN = "statements:\n  - sid: Pay\n    effect: deny\n    actions: x\n"


def agsec(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(application(), list(arguments), input=stdin, env={"NO_COLOR": "1", "COLUMNS": "200"})


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "pay ment.yaml").write_text(ODD, "utf-8")
    return tmp_path


def report(form: str, *options: str) -> str:
    return agsec("validate", "--no-cache", "--output-format", form, *options).stdout


def test_github_gets_one_command_for_each_finding(project: Path) -> None:
    assert report("github").splitlines() == [
        "::error file=policies/pay ment.yaml,line=3,col=13,endLine=3,endColumn=18,title=AGS104%3A not one of the "
        "choices::`effect` cannot be `denny` (help: did you mean `deny`?)",
        "::warning file=policies/pay ment.yaml,line=5,col=5,endLine=5,endColumn=17,title=AGS212%3A statement without "
        'sid::a statement without `sid` is called `pay ment.yaml#2` (help: give it one: `sid: "..."`)',
        "::warning file=policies/pay ment.yaml,line=6,col=15,endLine=6,endColumn=23,title=AGS303%3A class that looks "
        "like a negation::`[^` in `*.[^a]` is a class with a `^` in it, not a negation (help: write `[!...]` to "
        "negate, or move the `^` back)",
    ]


def test_what_would_end_a_command_for_github_is_escaped() -> None:
    text = "statements: [{sid: A, effect: '100%,\\n::x', actions: x}]"
    for name in ("a,b:c%.yaml", "a\nb.yaml"):
        [line] = RENDERERS["github"](compile_sources([Source(name, text)]).diagnostics).splitlines()
        place, _, message = line.removeprefix("::error ").partition("::")
        assert "%" in place
        assert len(place.split(",")) == 6
        assert message.startswith("`effect` cannot be `100%25,")


def sarif(text: str) -> Any:
    log = json.loads(text)
    Draft4Validator(SCHEMA).validate(log)
    return log


def test_sarif_follows_its_schema_and_names_rules_and_places(project: Path) -> None:
    run = sarif(report("sarif"))["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["AGS104", "AGS212", "AGS303"]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [each["ruleId"] for each in run["results"]]
    assert [each["level"] for each in run["results"]] == ["error", "warning", "warning"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "policies/pay%20ment.yaml"}
    assert place["region"] == {"startLine": 3, "startColumn": 13, "endLine": 3, "endColumn": 18}


@pytest.mark.parametrize("code", CODES)
def test_sarif_and_junit_are_well_formed_for_every_code(code: str) -> None:
    bad = [Source(name, str(text)) for name, text in CODES[code].bad.items() if name.endswith(".yaml")]
    findings = compile_sources(bad).diagnostics
    assert len(sarif(RENDERERS["sarif"](findings))["runs"][0]["results"]) == len(findings)
    assert len(ElementTree.fromstring(RENDERERS["junit"](findings)).findall(".//testcase")) == max(1, len(findings))


def test_sarif_and_json_carry_the_other_statement_and_the_request_that_shows_it() -> None:
    text = (
        "statements:\n  - {sid: A, effect: deny, actions: 'pay.*'}\n  - {sid: B, effect: allow, actions: pay.charge}\n"
    )
    witness = {
        "action": "pay.charge",
        "params": {},
        "context": {},
        "matches": ["B", "A"],
        "misses": [],
        "effect": "deny",
    }
    [result] = sarif(agsec("validate", "-", "--output-format", "sarif", stdin=text).stdout)["runs"][0]["results"]
    assert result["relatedLocations"][0]["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 11}
    assert result["properties"] == {"witness": witness}
    [row] = json.loads(agsec("validate", "-", "--output-format", "json", stdin=text).stdout)["diagnostics"]
    assert row["witness"] == witness
    assert row["related"] == [{"message": "`A` stands here", "path": "stdin.yaml", "line": 2, "column": 11}]
    assert "(stdin.yaml:2)" in agsec("validate", "-", "--output-format", "github", stdin=text).stdout


def test_a_fingerprint_stays_when_lines_are_added_above_and_tells_equal_lines_apart(project: Path) -> None:
    def prints() -> list[str]:
        return [each["partialFingerprints"]["agsecFinding/v1"] for each in sarif(report("sarif"))["runs"][0]["results"]]

    policy = project / "policies" / "pay ment.yaml"
    before = prints()
    policy.write_text("# one\n# two\n" + ODD, "utf-8")
    assert prints() == before
    policy.write_text(ODD + "  - effect: deny\n    actions: y\n", "utf-8")
    after = prints()
    assert len(set(after)) == len(after) == 4
    assert set(before) < set(after)


def test_paths_outside_of_the_working_directory_are_whole_uris(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project / "policies")
    log = sarif(agsec("validate", "..", "--no-cache", "--output-format", "sarif").stdout)
    assert log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "pay%20ment.yaml"
    }
    monkeypatch.chdir("/")
    log = sarif(agsec("validate", str(project), "--no-cache", "--output-format", "sarif").stdout)
    assert "policies/pay%20ment.yaml" in json.dumps(log)


def test_junit_has_a_failed_test_for_each_error_and_a_passed_one_for_none(project: Path) -> None:
    root = ElementTree.fromstring(report("junit"))
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("3", "1", "2")
    [suite] = root.findall("testsuite")
    assert suite.get("name") == "policies/pay ment.yaml"
    assert [case.get("line") for case in suite] == ["3", "5", "6"]
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.get("type") == "AGS104"
    assert "^^^^^" in (failure.text or "")
    (project / "policies" / "pay ment.yaml").write_text(CLEAN, "utf-8")
    [case] = ElementTree.fromstring(report("junit")).findall("testsuite/testcase")
    assert list(case) == []


@pytest.mark.parametrize(
    ("text", "level", "code"),
    [
        (ODD, "error", 1),
        (ODD, "warning", 1),
        (ODD, "never", 0),
        (ODD.replace("denny", "deny"), "error", 0),
        (ODD.replace("denny", "deny"), "warning", 1),
        (CLEAN, "warning", 0),
    ],
)
def test_the_fail_level_says_what_exits_1(text: str, level: str, code: int) -> None:
    assert agsec("validate", "-", "--fail-level", level, stdin=text).exit_code == code


@pytest.mark.parametrize(
    ("options", "left"),
    [
        ([], ["AGS104", "AGS212", "AGS303"]),
        (["--select", "AGS3"], ["AGS104", "AGS303"]),
        (["--ignore", "ags212"], ["AGS104", "AGS303"]),
        (["--ignore", "AGS212,AGS303"], ["AGS104"]),
        (["--select", "AGS2,AGS3", "--ignore", "AGS30"], ["AGS104", "AGS212"]),
        (["--ignore", "AGS"], ["AGS104"]),
    ],
)
def test_warnings_are_selected_by_their_codes_and_errors_always_stay(options: list[str], left: list[str]) -> None:
    done = agsec("validate", "-", "--output-format", "json", *options, stdin=ODD)
    assert [row["code"] for row in json.loads(done.stdout)["diagnostics"]] == left
    assert done.exit_code == 1


def test_a_code_that_is_none_cannot_be_selected() -> None:
    assert agsec("validate", "-", "--select", "AGS9", stdin=CLEAN).exit_code == 2


def test_standard_input_is_a_file_of_the_name_that_is_given() -> None:
    done = agsec("validate", "-", "--output-format", "concise", stdin=ODD)
    assert done.stdout.startswith("stdin.yaml:3:13: error[AGS104]")
    done = agsec("validate", "-", "--stdin-name", "a/b_test.yaml", "--output-format", "concise", stdin=CLEAN)
    assert done.stdout.startswith("a/b_test.yaml:1:1: error[AGS108]")
    assert "AGS004" in agsec("validate", "-", stdin=b"a: \xff").stdout
    assert "AGS005" in agsec("validate", "-", stdin=b" " * (1 << 20) + b" ").stdout
    assert agsec("validate", "-", stdin=CLEAN).stdout == "no findings in 1 file, 1 statement\n"


def test_a_rule_is_explained_to_people_and_to_programs() -> None:
    text = agsec("rule", "ags104").stdout
    assert text.startswith("AGS104: not one of the choices (error)\n\nAn effect that is none")
    assert text.index("bad: policy.yaml") < text.index("effect: denny") < text.index("good: policy.yaml")
    assert text.rstrip().endswith("/docs/rules.md#ags104")
    [row] = json.loads(agsec("rule", "AGS104", "--output-format", "json").stdout)["rules"]
    assert (row["code"], row["severity"], row["kind"]) == ("AGS104", "error", "schema")
    assert agsec("rule").exit_code == agsec("rule", "AGS104", "--all").exit_code == 2


def test_every_rule_is_listed() -> None:
    assert [line.split()[0] for line in agsec("rule", "--all").stdout.splitlines()] == list(CODES)
    rows = json.loads(agsec("rule", "--all", "--output-format", "json").stdout)["rules"]
    assert [row["code"] for row in rows] == list(CODES)
    assert len(rows) >= 40
