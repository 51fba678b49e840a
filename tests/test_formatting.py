"""`agsec fmt`: one form for what means the same, and nothing lost on the way to it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from agsec.cli.main import application
from agsec.formatting import UnformattableError, formatted
from agsec.formatting.comments import comments
from agsec.shipped import Profile, default_policies, default_tests
from agsec_compiler import Source, compile_sources
from agsec_compiler.compose import compose
from agsec_compiler.readable import readable

from . import strategies
from .yaml_texts import yaml_texts

RAGGED = """\
# yaml-language-server: $schema=.agsec.schema.json
# What stands here, and why.


statements:
- effect: block
  # the name
  sid:   'A'
  conditions:
      params.amount:   {value: 10000, op: '>'}   # a lot
      params.command:
        op: "regex"
        value: "\\\\brm\\\\b"
      params.x: # how
        op: in
        value:
        - a
        - "b"
        - 'c d'
        # - e
      params.y: [
        {op: glob, value: ['**/a']}, # why
        {op: not_glob, value: b} ]
  # behind the conditions
  suggestion: >-
    in two
    lines
  reason: not
    here
  actions: 'bash.execute'


# about B
- {sid: B, effect: allow, actions: [file.read,file.write]}
  # at the end of the list
default: 'deny'
version: 1.0
# at the end
"""

EVEN = """\
# yaml-language-server: $schema=.agsec.schema.json
# What stands here, and why.

version: "1.0"
default: deny

statements:
  # the name
  - sid: A
    effect: deny
    actions: [bash.execute]
    reason: "not here"
    # behind the conditions
    suggestion: >-
      in two
      lines
    conditions:
      params.amount: {op: ">", value: 10000}  # a lot
      params.command: {op: regex, value: '\\brm\\b'}
      params.x:  # how
        op: in
        value:
          - a
          - b
          - "c d"
          # - e
      params.y:
        # why
        - op: glob
          value: ["**/a"]
        - op: not_glob
          value: b

  # about B
  - sid: B
    effect: allow
    actions: [file.read, file.write]
  # at the end of the list
# at the end
"""


def form(text: str, name: str = "a.yaml") -> str:
    return formatted(Source(name, text))


def decided(text: str) -> str | None:
    """What the compiler makes of a policy: its statements without their lines."""
    program = compile_sources([Source("a.yaml", text)]).program
    return readable(program, "ir") if program else None


def test_the_one_form_of_a_ragged_file() -> None:
    assert form(RAGGED) == EVEN
    assert form(EVEN) == EVEN
    assert decided(RAGGED) == decided(EVEN)


@pytest.mark.parametrize("path", [*default_policies(Profile.strict), *default_tests()], ids=lambda path: path.name)
def test_the_shipped_policies_have_that_form(path: Path) -> None:
    text = path.read_text("utf-8")
    assert form(text, path.name) == text, f"run `agsec fmt {path}`"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("# only a word\n", "# only a word\n"),
        ("{}", "{}\n"),
        ("---\ndefault: deny\n...\n", "default: deny\n"),
        ("statements: []\n", "statements: []\n"),
        ("statements: []   # none yet\n", "statements: []  # none yet\n"),
        ("{statements: [], default: deny}", "default: deny\n\nstatements: []\n"),
        ("'default': \"deny\"", "default: deny\n"),
        ("statements:\n  - &a {effect: deny, sid: \"A\"}\n", "statements:\n  - &a\n    sid: A\n    effect: deny\n"),
        ("default: deny\n\n\n\n# a\n\n\n# b\nstatements: []\n", "default: deny\n\n# a\n\n# b\nstatements: []\n"),
    ],
)  # fmt: skip
def test_small_files(before: str, after: str) -> None:
    assert form(before) == after


def in_statement(line: str) -> str:
    return f"statements:\n  - sid: A\n    effect: deny\n    actions: [x]\n    {line}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("reason: why", 'reason: "why"'),
        ("reason: 'it''s \"so\"'", 'reason: "it\'s \\"so\\""'),
        ('reason: "\\x41\\u00e9"', 'reason: "Aé"'),
        ("conditions: {params.a: 'yes'}", 'conditions:\n      params.a: "yes"'),
        ("conditions: {params.a: '1'}", 'conditions:\n      params.a: "1"'),
        ("conditions: {params.a: 0x10}", "conditions:\n      params.a: 0x10"),
        ("conditions: {params.a: {op: ==, value: 'a: b'}}", 'conditions:\n      params.a: {op: "==", value: "a: b"}'),
        ("conditions: {'params.\"a.b\"': {op: 'exists'}}", "conditions:\n      'params.\"a.b\"': {op: exists}"),
        ("conditions: {params.a: {op: regex, value: \"a\\tb\"}}", 'conditions:\n      params.a: {op: regex, value: "a\\tb"}'),
        ("conditions: {params.a: {op: regex, value: abc }}", "conditions:\n      params.a: {op: regex, value: abc}"),
        ("conditions: {params.a: &a {op: exists}, params.b: *a}", "conditions:\n      params.a: &a {op: exists}\n      params.b: *a"),
    ],
)  # fmt: skip
def test_values_in_a_statement(before: str, after: str) -> None:
    assert form(in_statement(before)) == in_statement(after)
    assert form(in_statement(after)) == in_statement(after)


def test_a_block_of_text_keeps_its_lines() -> None:
    text = in_statement(
        "conditions:\n      params.a:\n        op: regex\n        value: |-\n          (?x) a  # b\n\n           c"
    )
    assert form(text) == text


def test_a_list_goes_into_one_line_up_to_120_characters() -> None:
    words = [f"w{number:02}" for number in range(30)]
    block = "conditions:\n      params.a:\n        op: in\n        value:\n" + "\n".join(
        f"          - {each}" for each in words
    )
    assert form(in_statement(block)) == in_statement(block), "a block that does not fit stays one"
    filled = form(in_statement(f"conditions: {{params.a: {{op: in, value: [{','.join(words)}]}}}}"))
    assert max(map(len, filled.splitlines())) <= 120
    assert "value: [w00, w01," in filled
    assert decided(filled) == decided(in_statement(block))


def test_a_policy_test_keeps_the_order_of_its_keys() -> None:
    text = "tests:\n- params: {b: 1,   a: 2}\n  name: 'x'   # why\n  values:\n  - a\n  - b\n"
    assert (
        form(text, "a_test.yaml")
        == "tests:\n  - params: {b: 1, a: 2}\n    name: x  # why\n    values:\n      - a\n      - b\n"
    )


@settings(max_examples=25, deadline=None)
@given(strategies.policies, st.sampled_from([None, 0, 1, 3]))
def test_it_decides_the_same_and_formatting_again_changes_nothing(policy: object, indent: int | None) -> None:
    text = json.dumps(policy, indent=indent)
    once = form(text)
    assert decided(once) == decided(text)
    assert form(once) == once


@settings(max_examples=30, deadline=None)
@given(yaml_texts)
def test_whatever_the_text_it_is_kept_whole_or_left_alone(text: str) -> None:
    try:
        once = form(text)
    except UnformattableError:
        return
    assert sorted(comments(once)) == sorted(comments(text))
    assert decided(once) == decided(text)
    assert form(once) == once


@st.composite
def commented(draw: st.DrawFn) -> str:
    """A policy with comments and empty lines anywhere between its lines."""
    rows: list[str] = []
    for row in draw(st.sampled_from([RAGGED, EVEN])).splitlines():
        more = st.sampled_from(["", "# c", "  # c", "    # c", "      # c", "          # c"])
        rows += [*draw(st.lists(more, max_size=draw(st.sampled_from([0, 0, 0, 2])))), row]
    return "\n".join(rows) + "\n"


@settings(max_examples=20, deadline=None)
@given(commented())
def test_comments_stay_wherever_they_stand(text: str) -> None:
    assume(compose(Source("a.yaml", text))[0])  # A comment in the middle of a text is no YAML any more.
    once = form(text)
    assert sorted(comments(once)) == sorted(comments(text))
    assert form(once) == once


# -- the command


def run(*arguments: str, given: str | bytes | None = None) -> tuple[int, str, str]:
    done = CliRunner().invoke(application(), ["fmt", *arguments], input=given)
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def ragged(tmp_path: Path) -> Path:
    path = tmp_path / "policies" / "a.yaml"
    path.parent.mkdir()
    path.write_text(RAGGED)
    return path


def test_it_writes_in_place_and_keeps_permissions_and_links(ragged: Path, tmp_path: Path) -> None:
    ragged.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(ragged)
    code, out, _ = run(str(link))
    assert (code, out) == (0, f"formatted  {link}\n")
    assert ragged.read_text() == EVEN
    assert link.is_symlink()
    assert stat.S_IMODE(ragged.stat().st_mode) == 0o640
    assert run(str(ragged.parent))[:2] == (0, "")


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_check_and_diff_write_nothing_and_exit_1(ragged: Path, option: str) -> None:
    code, out, _ = run(str(ragged.parent), option)
    assert code == 1
    assert ragged.read_text() == RAGGED
    assert ("+    effect: deny" in out) == (option == "--diff")
    ragged.write_text(EVEN)
    assert run(str(ragged.parent), option)[:2] == (0, "")


def test_standard_input_goes_to_standard_output() -> None:
    assert run("-", given=RAGGED)[:2] == (0, EVEN)
    assert run("-", "--check", given=RAGGED)[:2] == (1, "")
    assert run("-", "--check", given=EVEN)[:2] == (0, "")
    code, out, err = run("-", given="a: [")
    assert (code, out) == (2, "")
    assert "AGS001" in err


def test_a_file_that_is_no_yaml_is_left_alone_and_the_others_are_formatted(ragged: Path) -> None:
    broken = ragged.parent / "0.yaml"
    broken.write_text("statements: [\n")
    code, _, err = run(str(ragged.parent))
    assert code == 2
    assert "error[AGS001]" in err
    assert broken.read_text() == "statements: [\n"
    assert ragged.read_text() == EVEN


@pytest.mark.parametrize("text", ["- a\n", "a: 1\na: 2\n", "a: 1\n---\nb: 2\n", "a: !x 1\n", "a:\tb\n\tc: d\n"])
def test_what_is_no_policy_is_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    assert run(str(path))[0] == 2
    assert path.read_text() == text


def test_line_endings_and_the_byte_order_mark_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfdefault:   deny\r\nstatements: []\r\n")
    assert run(str(path))[0] == 0
    assert path.read_bytes() == b"\xef\xbb\xbfdefault: deny\r\nstatements: []\r\n"


def test_nothing_to_format_is_no_answer(tmp_path: Path) -> None:
    assert CliRunner().invoke(application(), ["fmt", str(tmp_path / "none")]).exit_code != 0
    done = subprocess.run(
        [sys.executable, "-m", "agsec", "fmt", str(tmp_path)],
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no policy" in done.stderr
