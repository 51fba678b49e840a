"""`agsec apply` says what `agsec validate` would warn of, and is stopped by none of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agsec.cli.applying import CLOSELY, SHOWN
from agsec.cli.main import application
from agsec_runtime.bundle import load

from .conftest import Guard

TWICE = """\
  - {{sid: A{0}, effect: allow, actions: a.x{0}}}
  - {{sid: B{0}, effect: allow, actions: a.x{0}}}
"""


def applied(guard: Guard, *arguments: str) -> Any:
    return CliRunner().invoke(application(), ["apply", "--state", str(guard.directory), *arguments])


def validated(guard: Guard) -> str:
    done = CliRunner().invoke(application(), ["validate", str(policies(guard)), "--output-format", "concise"])
    return done.stdout


def policies(guard: Guard) -> Path:
    return guard.project / "policies"


def with_warnings(guard: Guard, count: int) -> None:
    text = "statements:\n" + "".join(TWICE.format(number) for number in range(count))
    (policies(guard) / "policy.yaml").write_text(text, "utf-8")


def test_apply_shows_the_warnings_of_validate_and_puts_the_policies_into_force(guard: Guard) -> None:
    with_warnings(guard, 2)
    done = applied(guard, "--output-format", "concise")
    assert done.exit_code == 0
    assert done.stderr == validated(guard)
    assert done.stderr.count("warning[AGS308]") == 2
    assert "applied: 4 statements" in done.stdout
    assert load((guard.directory / "bundle.agp").read_bytes()).statements == 4


def test_programs_are_told_what_was_applied_and_what_was_found(guard: Guard) -> None:
    with_warnings(guard, 1)
    told = json.loads(applied(guard, "--output-format", "json").stdout)
    assert (told["version"], told["failed"], [each["code"] for each in told["diagnostics"]]) == (1, [], ["AGS308"])
    revision = load((guard.directory / "bundle.agp").read_bytes()).revision
    assert told["applied"] == [{"settings": str(guard.settings), "revision": revision, "statements": 2}]


def test_programs_are_told_what_was_not_applied(guard: Guard) -> None:
    before = (guard.directory / "bundle.agp").read_bytes()
    (policies(guard) / "policy.yaml").write_text("statements: [", "utf-8")
    done = applied(guard, "--output-format", "json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["applied"], told["diagnostics"][0]["severity"]) == (1, [], "error")
    assert told["failed"] == ["the policies have 1 error; the last good bundle stays in force"]
    assert (guard.directory / "bundle.agp").read_bytes() == before


def test_many_warnings_are_counted_not_listed(guard: Guard) -> None:
    with_warnings(guard, SHOWN + 5)
    done = applied(guard, "--output-format", "concise")
    assert done.stderr.count("warning[") == SHOWN
    assert "and 5 warnings more: `agsec validate` shows all" in done.stderr


@pytest.mark.parametrize(("count", "closely"), [(CLOSELY // 2, True), (CLOSELY // 2 + 1, False)])
def test_a_huge_set_comes_into_force_without_the_analysis(guard: Guard, count: int, closely: bool) -> None:
    with_warnings(guard, count)
    done = applied(guard, "--output-format", "concise")
    assert f"applied: {2 * count:,} statements" in done.stdout
    assert ("warning[" in done.stderr) is closely
    assert ("not looked at as closely as by `agsec validate`" in done.stderr) is not closely
