"""Ignore comments, and what `agsec validate --fix` mends: what is decided stays, and so do the other comments."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from agsec.cli.main import application
from agsec.fixing import mended
from agsec.linting import lint
from agsec_compiler import Source, compile_sources
from agsec_runtime.bundle import load
from agsec_runtime.decision import Request
from agsec_runtime.evaluator import decide

CROWDED = """\
# what payments may do
statements:
  - sid: A  # agsec: ignore[AGS302]
    effect: block  # the old word
    actions: ["pay.**", pay.charge, pay.charge]  # all of them
    match: any
  # agsec: ignore[AGS301]
  - sid: B
    # kept
    effect: allow
    actions:
      - crawl.x
      - crawl.y  # kept, too
      - crawl.x
      - "crawl.*"
    conditions:
      params.note: {op: in, value: [a, b, a]}
"""
MENDED = """\
# what payments may do
statements:
  - sid: A
    effect: deny  # the old word
    actions: ["pay.*"]  # all of them
  - sid: B
    # kept
    effect: allow
    actions:
      - crawl.y  # kept, too
      - "crawl.*"
    conditions:
      params.note: {op: in, value: [a, b]}
"""


def agsec(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(application(), list(arguments), input=stdin, env={"NO_COLOR": "1", "COLUMNS": "200"})


def codes(text: str) -> list[str]:
    return [each.code for each in compile_sources([Source("p.yaml", text)], further=lint).diagnostics]


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "policies" / "pay.yaml"
    path.parent.mkdir()
    path.write_text(CROWDED, "utf-8")
    return path


# -- ignores

EVERYTHING = "statements:\n  - sid: A\n    effect: allow\n    actions: ['*']"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{EVERYTHING}\n", ["AGS302"]),
        (f"{EVERYTHING}  # agsec: ignore[AGS302]\n", []),
        (f"{EVERYTHING}  # agsec: ignore[ags302] only in the sandbox\n", []),
        (EVERYTHING.replace("  - sid", "  # agsec: ignore[AGS302]\n\n  # a word\n  - sid") + "\n", []),
        (EVERYTHING.replace("    actions", "    # agsec: ignore[AGS302]\n    actions") + "\n", []),
        (EVERYTHING.replace("    effect", "    # agsec: ignore[AGS302]\n    effect") + "\n", ["AGS403", "AGS302"]),
        (f"{EVERYTHING}  # agsec: ignore[AGS303]\n", ["AGS302", "AGS403"]),
        (f"{EVERYTHING}  # agsec: ignore[AGS302, AGS303]\n", ["AGS403"]),
        (f"{EVERYTHING}  # agsec: ignore\n", ["AGS302", "AGS404"]),
        (f"{EVERYTHING}  # agsec: ignore[AGS999]\n", ["AGS302", "AGS404"]),
        (f"{EVERYTHING}  # agsec: ignore[AGS101]\n", ["AGS302", "AGS404"]),
        (f"{EVERYTHING}\n    reason: '# agsec: ignore[AGS302]'\n", ["AGS302"]),
        (f"{EVERYTHING}\n    reason: |\n      text\n      # agsec: ignore[AGS302]\n", ["AGS302"]),
    ],
)
def test_a_comment_ignores_findings_of_its_codes_on_its_line_or_of_its_statement(text: str, left: list[str]) -> None:
    assert codes(text) == left


def test_a_finding_about_two_statements_is_ignored_at_either() -> None:
    text = "statements:\n  - {sid: A, effect: deny, actions: x}\n  - {sid: B, effect: allow, actions: x}\n"
    assert codes(text) == ["AGS306"]
    for sid in "AB":
        assert codes(re.sub(f"(.*sid: {sid}.*)", r"\1  # agsec: ignore[AGS306]", text)) == []


def test_what_the_author_knows_better_compiles_when_it_is_ignored_and_nothing_else_does() -> None:
    text = "statements:\n  - sid: A\n    effect: deny\n    actions: bash.execute\n    conditions:\n      params.shiny: {op: exists}"
    assert compile_sources([Source("p.yaml", text)]).bundle is None
    compilation = compile_sources([Source("p.yaml", f"{text}  # agsec: ignore[AGS204] new in the host\n")])
    assert compilation.diagnostics == ()
    assert decide(load(compilation.bundle or b""), Request("bash.execute", {"shiny": 1}, {})).effect == "deny"
    broken = compile_sources([Source("p.yaml", "statements: []\nefect: 5  # agsec: ignore[AGS101]\n")])
    assert [each.code for each in broken.errors] == ["AGS101"]


# -- fixes


def test_a_difference_is_shown_and_nothing_is_written(policy: Path) -> None:
    done = agsec("validate", "--no-cache", "--diff")
    assert done.exit_code == 1
    assert done.stdout.startswith("--- policies/pay.yaml\n+++ policies/pay.yaml\n@@ ")
    assert "\n-    effect: block  # the old word\n" in done.stdout
    assert "\n+    effect: deny  # the old word\n" in done.stdout
    assert policy.read_text("utf-8") == CROWDED


def test_fixes_are_written_comments_stay_and_a_second_time_changes_nothing(policy: Path) -> None:
    assert agsec("validate", "--no-cache").stdout.rstrip().endswith("can be mended with `--fix`")
    done = agsec("validate", "--no-cache", "--fix")
    assert done.exit_code == 0
    assert policy.read_text("utf-8") == MENDED
    assert "mended 10 findings" in done.stderr
    assert "crawl.y" in done.stdout  # It stays for its comment.
    agsec("validate", "--no-cache", "--fix")
    assert policy.read_text("utf-8") == MENDED
    assert agsec("validate", "--no-cache", "--diff").stdout == ""


def test_only_selected_findings_are_mended_and_nothing_where_there_are_errors(policy: Path) -> None:
    agsec("validate", "--no-cache", "--fix", "--select", "AGS406")
    assert policy.read_text("utf-8") == CROWDED.replace("block", "deny")
    policy.write_text(CROWDED.replace("sid: B", "sid: A"), "utf-8")
    assert agsec("validate", "--no-cache", "--fix").exit_code == 1
    assert policy.read_text("utf-8") == CROWDED.replace("sid: B", "sid: A")


def test_line_ends_and_a_byte_order_mark_stay(policy: Path) -> None:
    policy.write_bytes(b"\xef\xbb\xbf" + CROWDED.replace("\n", "\r\n").encode())
    assert agsec("validate", "--no-cache", "--fix").exit_code == 0
    assert policy.read_bytes() == b"\xef\xbb\xbf" + MENDED.replace("\n", "\r\n").encode()
    mixed = CROWDED.replace("\n", "\r\n", 3).encode()
    policy.write_bytes(mixed)
    assert agsec("validate", "--no-cache", "--fix").exit_code != 0
    assert policy.read_bytes() == mixed


def test_standard_input_is_mended_to_standard_output() -> None:
    assert agsec("validate", "-", "--fix", stdin=CROWDED).stdout == MENDED


LISTED = st.lists(st.sampled_from(["pay.charge", "pay.*", "pay.**", "*", "mail.*"]), min_size=1, max_size=5)
TEXTS = st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, max_size=4)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A policy with much to mend, in one style or another, with comments."""
    rows = ["# top", "statements:"]
    for number in range(draw(st.integers(1, 3))):
        effect = draw(st.sampled_from(["block", "allow", "review"]))
        rows += [f"  # about {number}", f"  - sid: s{number}", f"    effect: {effect}  # effect {number}"]
        actions = draw(LISTED)
        if draw(st.booleans()):
            rows += [f"    actions: {json.dumps(actions)}"]
        else:
            rows += [
                "    actions:",
                *(f"      - {json.dumps(each)}{draw(st.sampled_from(['', '  # why']))}" for each in actions),
            ]
        rows += draw(st.sampled_from([[], ["    match: any"], ["    match: all  # as said"]]))
        if draw(st.booleans()):
            op = draw(st.sampled_from(["in", "not_in", "contains", "regex"]))
            rows += ["    conditions:", f"      params.a: {{op: {op}, value: {json.dumps(draw(TEXTS))}}}"]
        rows += draw(st.sampled_from([[], ["    # agsec: ignore[AGS303]"]]))
    return "\n".join(rows) + "\n"


def comments(text: str) -> list[str]:
    return [each for each in re.findall("#.*", text) if "agsec:" not in each]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    text=texts(),
    action=st.sampled_from(["pay.charge", "pay.x.y", "mail.a", "b"]),
    value=st.sampled_from(["a", "ab", "c", 1, None]),
)
def test_what_is_mended_decides_the_same_keeps_its_comments_and_stays(text: str, action: str, value: object) -> None:
    result = mended(compile_sources([Source("p.yaml", text)], further=lint), lambda each: True)
    [after] = [source.text for source in result.after.sources]
    assert comments(after) == comments(text)
    assert not any(each.fix for each in result.after.diagnostics)
    assert mended(result.after, lambda each: True).count == 0
    decisions = [
        decide(load(each.bundle or b""), Request(action, {"a": value}, {})) for each in (result.before, result.after)
    ]
    assert decisions[0].effect == decisions[1].effect
    assert decisions[0].sid == decisions[1].sid
