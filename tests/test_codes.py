"""Every code's bad example is found, and its good example is not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from agsec.linting import lint
from agsec_compiler import Compilation, Source, compile_path, compile_sources
from agsec_compiler.codes import CODES, Files
from agsec_compiler.diagnostics import RENDERERS, render_concise, render_full

from .rules_page import PAGE, page


def compiled(directory: Path, files: Files) -> Compilation:
    for name, content in files.items():
        path = directory / name
        if name.endswith("/"):
            path.mkdir()
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return compile_path(directory, further=lint)


@pytest.mark.parametrize("code", CODES)
def test_the_bad_example_is_found(tmp_path: Path, code: str) -> None:
    compilation = compiled(tmp_path, CODES[code].bad)
    assert code in {each.code for each in compilation.diagnostics}
    assert (compilation.bundle is None) is any(each.is_error for each in compilation.diagnostics)


@pytest.mark.parametrize("code", CODES)
def test_the_good_example_has_no_finding(tmp_path: Path, code: str) -> None:
    compilation = compiled(tmp_path, CODES[code].good)
    assert compilation.diagnostics == ()
    assert compilation.bundle is not None


def test_codes_are_well_formed_and_explained() -> None:
    for code, entry in CODES.items():
        assert re.fullmatch(r"AGS[0-4]\d\d", code)
        assert entry.severity in ("error", "warning")
        assert entry.name
        assert entry.why.endswith(".")


def findings(text: str) -> list[str]:
    compilation = compile_sources([Source("policy.yaml", text)])
    return [render_concise([each]) for each in compilation.diagnostics]


def test_all_findings_come_at_once_sorted_by_place() -> None:
    text = """\
version: 2
statements:
  - sid: A
    effect: deny
    actions: [bash.execute]
    conditions:
      params.comand: {op: gt, value: 5}
      params.command: {op: regex, value: 'a(b'}
      command: x
  - sid: A
    efect: allow
    actions: []
"""
    assert findings(text) == [
        "policy.yaml:1:10: error[AGS105] unknown version `2`",
        "policy.yaml:7:7: error[AGS204] `bash.execute` has no `params.comand`",
        "policy.yaml:7:27: error[AGS106] unknown operator `gt`",
        "policy.yaml:8:44: error[AGS207] invalid pattern `a(b`: missing `)`, the group is not closed (at position 1)",
        "policy.yaml:9:7: error[AGS202] `command` does not start with a root",
        "policy.yaml:10:5: error[AGS102] missing key `effect`",
        "policy.yaml:10:10: error[AGS201] a second statement with sid `A`",
        "policy.yaml:11:5: error[AGS101] unknown key `efect`",
        "policy.yaml:12:14: error[AGS107] `actions` is empty",
    ]


def test_a_frame_shows_the_source_with_carets_and_help() -> None:
    text = "statements:\n  - sid: A\n    effect: deny\n    actions: [bash.execute]\n    conditions:\n      params.comand: x\n"
    compilation = compile_sources([Source("policies/02_bash.yaml", text)])
    assert render_full(compilation.diagnostics) == (
        "error[AGS204]: `bash.execute` has no `params.comand`\n"
        " --> policies/02_bash.yaml:6:7\n"
        "  |\n"
        "6 |       params.comand: x\n"
        "  |       ^^^^^^^^^^^^^\n"
        "  = help: did you mean `params.command`?"
    )


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("gt", ">"),
        ("gte", ">="),
        ("equals", "=="),
        ("matches", "regex"),
        ("startswith", "starts_with"),
        ("regx", "regex"),
    ],
)
def test_an_unknown_operator_is_met_with_the_one_that_was_meant(wrong: str, meant: str) -> None:
    text = f"statements: [{{sid: A, effect: deny, actions: x, conditions: {{params.a: {{op: {wrong}, value: 1}}}}}}]"
    [finding] = compile_sources([Source("policy.yaml", text)]).diagnostics
    assert finding.help == f"did you mean `{meant}`?"


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("{op: '>', value: true}", "AGS206"),
        ("{op: '>', value: [1]}", "AGS206"),
        ("{op: in, value: x}", "AGS206"),
        ("{op: in, value: []}", "AGS209"),
        ("{op: contains, value: []}", "AGS209"),
        ("{op: contains, value: {a: 1}}", "AGS206"),
        ("{op: regex, value: 5}", "AGS206"),
        ("{op: exists, value: true}", "AGS206"),
        ("{op: '=='}", "AGS102"),
        ("{op: '==', value: null}", "AGS206"),
        ("null", "AGS103"),
        ("[1, 2]", "AGS103"),
        ("[]", "AGS107"),
        ("[{op: '==', value: 1}, {op: '==', value: 2}]", "AGS209"),
        ("[{op: '==', value: 1}, {op: in, value: [2, 3]}]", "AGS209"),
        ("[{op: '==', value: 1}, {op: '!=', value: 1.0}]", "AGS209"),
        ("[{op: '>', value: 5}, {op: '<=', value: 5}]", "AGS209"),
        ("[{op: '>', value: 5}, {op: '<', value: x}]", "AGS209"),
        ("[{op: exists}, {op: not_exists}]", "AGS209"),
    ],
)
def test_a_test_that_could_never_be_decided_or_never_hold_is_an_error(condition: str, code: str) -> None:
    text = f"statements: [{{sid: A, effect: deny, actions: x, conditions: {{params.a: {condition}}}}}]"
    compilation = compile_sources([Source("policy.yaml", text)])
    assert [each.code for each in compilation.diagnostics] == [code]
    assert compilation.bundle is None


def test_possible_tests_of_one_field_are_left_alone() -> None:
    for condition in (
        "[{op: '>=', value: 5}, {op: '<=', value: 5}]",
        "[{op: '==', value: 1}, {op: '!=', value: true}]",
    ):
        text = f"statements: [{{sid: A, effect: deny, actions: x, conditions: {{params.a: {condition}}}}}]"
        assert compile_sources([Source("policy.yaml", text)]).diagnostics == ()


def test_files_are_read_in_the_byte_order_of_their_paths(tmp_path: Path) -> None:
    names = ["b.yaml", "a/z.yml", "a.yaml", "Z.yaml", "é.yaml", ".hidden.yaml", "sub/.x.yaml", "notes.md"]
    for number, name in enumerate(names):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"statements: [{{sid: S{number}, effect: deny, actions: x}}]")
    compilation = compile_path(tmp_path)
    assert [source.name for source in compilation.sources] == ["Z.yaml", "a.yaml", "a/z.yml", "b.yaml", "é.yaml"]
    assert compilation.program is not None
    assert [each.sid for each in compilation.program.statements] == ["S3", "S2", "S1", "S0", "S4"]


def test_linked_files_and_directories_are_read_and_loops_end(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "a.yaml").write_text("statements: [{sid: A, effect: deny, actions: x}]")
    policies = tmp_path / "policies"
    policies.mkdir()
    (policies / "linked").symlink_to(shared)
    assert [source.name for source in compile_path(policies).sources] == ["linked/a.yaml"]
    (shared / "loop").symlink_to(policies)
    (policies / "again").symlink_to(shared)
    compilation = compile_path(policies)
    assert [each.code for each in compilation.diagnostics] == ["AGS010", "AGS010"]
    assert [source.name for source in compilation.sources] == ["linked/a.yaml"] or len(compilation.sources) == 1
    assert compilation.bundle is None


def test_a_link_to_nowhere_is_an_error_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("statements: [{sid: A, effect: deny, actions: x}]")
    (tmp_path / "team").symlink_to(tmp_path / "nowhere")
    assert [each.code for each in compile_path(tmp_path).errors] == ["AGS010"]


def test_what_could_end_a_comment_for_some_readers_is_refused() -> None:
    for char in "\x85\u2028\u2029\r":
        text = f"statements:\n# note {char} {{sid: B, effect: allow, actions: '*'}}\n  - {{sid: A, effect: deny, actions: x}}\n"
        compilation = compile_sources([Source("policy.yaml", text)])
        assert "AGS001" in {each.code for each in compilation.errors}, char.encode()


def test_a_test_file_with_the_keys_of_a_policy_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("statements: [{sid: A, effect: deny, actions: x}]")
    (tmp_path / "a_test.yaml").write_text("default: deny\nstatement: []\n")
    assert [each.code for each in compile_path(tmp_path).errors] == ["AGS108", "AGS101"]


def test_odd_input_gives_findings_and_never_a_traceback() -> None:
    for text in (
        'statements: [{sid: "\\UFFFFFFFF", effect: deny, actions: x}]',
        "statements: [{sid: A, effect: deny, actions: x, conditions: {params.a.99999999999999999999: 1}}]",
        "statements: [5]",
        "statements:",
        "statements: [{sid: A, effect: deny, actions: bash.execute, conditions: {params.command: {op: contains, value: 5}}}]",
    ):
        compilation = compile_sources([Source("policy.yaml", text)])
        assert compilation.errors, text
        assert "^" in render_full(compilation.diagnostics)


def test_sound_conditions_on_known_actions_are_left_alone() -> None:
    for actions, field in (
        ("file.write", "params.*"),
        ("file.read", "params.notebook_path"),
        ("bash.execute", "params.*"),
    ):
        text = f"statements: [{{sid: A, effect: deny, actions: {actions}, conditions: {{{field}: {{op: regex, value: x}}}}}}]"
        assert compile_sources([Source("policy.yaml", text)]).diagnostics == ()


def test_every_renderer_survives_control_characters_and_long_lines() -> None:
    text = 'statements:\n  - sid: "a\\x1b[31mb"\n    effect: deny\n    actions: ' + "[" + "x, " * 400 + "'['" + "]\n"
    diagnostics = compile_sources([Source("p\x1b.yaml", text)]).diagnostics
    assert diagnostics
    for name, render in RENDERERS.items():
        output = render(diagnostics)
        assert "\x1b" not in output
        assert name == "json" or max(map(len, output.splitlines())) < 220
    assert json.loads(RENDERERS["json"](diagnostics))["version"] == 1


def test_the_page_of_the_rules_is_the_one_that_the_codes_write() -> None:
    assert PAGE.read_text("utf-8") == page(), "run `python -m tests.rules_page`"
