"""Options as variables of the environment: which there are, what goes first, and what none may choose."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from agsec.cli.main import command_line
from agsec.cli.variables import CLOSED, OPEN, SHARED, spelled, variables

from .cli_reference import TYPER, walk
from .forked import run_text

Run = Callable[..., "CompletedProcess[str]"]
ROOT = command_line()
NONE = {option: why for why, options in CLOSED.items() for option in options}
WARNS = "statements:\n- {sid: Any, effect: allow, actions: '*'}\n"


def options() -> Iterator[tuple[str, Any]]:
    """Each option with the words of its command, without what typer adds."""
    for name, command in [("agsec", ROOT), *walk("agsec", ROOT)]:
        for parameter in command.params:
            if parameter.param_type_name == "option" and not parameter.hidden and parameter.name not in TYPER:
                yield " ".join([*name.split()[1:], spelled(parameter)]), parameter


@pytest.fixture
def agsec(tmp_path: Path) -> Run:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "a.yaml").write_text(WARNS)

    def run(*arguments: str, **variables: str) -> CompletedProcess[str]:
        env = {name: value for name, value in os.environ.items() if not name.startswith(("AGSEC_", "XDG_"))}
        return run_text(arguments, tmp_path, {**env, "HOME": str(tmp_path), "COLUMNS": "160", **variables})

    return run


def test_every_option_either_has_a_variable_or_a_reason_to_have_none() -> None:
    """A new option is in neither list: decide, as somebody who can set variables for others would like it least."""
    found = dict(options())
    opened = {name for name in found if name in OPEN or name.split()[-1] in OPEN}
    assert opened | set(NONE) == set(found)
    assert opened & set(NONE) == set()
    assert {name for name, option in found.items() if option.envvar} == opened
    assert {each for each in OPEN if each not in found and each not in {name.split()[-1] for name in found}} == set()


def test_no_two_options_of_different_meaning_have_the_same_variable() -> None:
    owners: dict[str, set[str]] = {}
    for name, option in options():
        for variable in option.envvar or ():
            owners.setdefault(variable, set()).add(name.split()[-1])
    shared = {"AGSEC_" + each[2:].replace("-", "_").upper() for each in SHARED}
    assert {name for name, found in owners.items() if len(found) > 1} == {"AGSEC_POLICY_DIR"}
    assert shared <= set(owners)


def test_a_variable_counts_where_the_command_line_says_nothing(agsec: Run) -> None:
    def form(*arguments: str, **variables: str) -> str:
        return "json" if agsec("rule", "AGS204", *arguments, **variables).stdout.startswith("{") else "text"

    assert form() == "text"
    assert form(AGSEC_OUTPUT_FORMAT="json") == "json"
    assert form(AGSEC_OUTPUT_FORMAT="") == "text"
    assert form("--output-format", "text", AGSEC_OUTPUT_FORMAT="json") == "text"


def test_the_variable_of_one_command_goes_before_that_of_all(agsec: Run) -> None:
    done = agsec("validate", AGSEC_OUTPUT_FORMAT="json", AGSEC_VALIDATE_OUTPUT_FORMAT="concise")
    assert done.stdout.startswith("policies/a.yaml:2:")


def test_flags_and_numbers_have_variables_too(agsec: Run, tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "a.yaml").write_text("statements: []\n")
    asked = ("eval", "payment.charge", "--policies", "made")
    assert agsec(*asked).returncode == agsec(*asked, AGSEC_EXIT_CODE="no").returncode == 0
    assert agsec(*asked, AGSEC_EXIT_CODE="1").returncode == agsec(*asked, AGSEC_EVAL_EXIT_CODE="true").returncode == 1
    assert agsec("diff", "made", "policies").returncode == 0
    assert agsec("diff", "made", "policies", AGSEC_DIFF_NO_NEW_ACCESS="yes").returncode == 1
    assert agsec("diff", "made", "policies", "--no-new-access", AGSEC_DIFF_NO_NEW_ACCESS="no").returncode == 1


@pytest.mark.parametrize(
    ("arguments", "name", "value"),
    [
        (("rule", "AGS204"), "AGSEC_OUTPUT_FORMAT", "xml"),
        (("test",), "AGSEC_TEST_FAIL_UNDER", "200"),
        (("audit",), "AGSEC_AUDIT_NUMBER", "many"),
        (("validate",), "AGSEC_NO_CACHE", "perhaps"),
        (("status",), "AGSEC_COLOR", "pink"),
    ],
)
def test_a_value_that_cannot_be_is_an_error_that_names_the_variable(
    agsec: Run, arguments: tuple[str, ...], name: str, value: str
) -> None:
    done = agsec(*arguments, **{name: value})
    assert done.returncode == 2
    assert f"`{name}`" in done.stderr


def test_a_wrong_value_of_the_command_line_is_not_put_down_to_a_variable(agsec: Run) -> None:
    done = agsec("rule", "AGS204", "--output-format", "xml", AGSEC_OUTPUT_FORMAT="json")
    assert done.returncode == 2
    assert "`--output-format`" in done.stderr
    assert "AGSEC_" not in done.stderr


def test_whoever_sets_variables_cannot_let_a_check_pass(agsec: Run, tmp_path: Path) -> None:
    """Each closed option by every name that it could be thought to have."""
    (tmp_path / "policies" / "b.yaml").write_text("statements:\n- {sid: A, effect: denied, actions: a}\n")
    given = {name: "never" if "LEVEL" in name else "AGS2" for name in thought_of("validate --")}
    assert given["AGSEC_VALIDATE_FAIL_LEVEL"] == "never"
    plain = agsec("validate")
    assert plain.returncode == 1
    told = agsec("validate", **given)
    assert (told.returncode, told.stdout) == (1, plain.stdout)


def test_whoever_sets_variables_agrees_to_nothing_and_applies_nothing(agsec: Run, tmp_path: Path) -> None:
    given = dict.fromkeys(thought_of("policy ", "install ", "apply ", "uninstall ", "audit export "), "1")
    assert {"AGSEC_YES", "AGSEC_POLICY_REMOVE_YES", "AGSEC_FORCE", "AGSEC_INSTALL_POLICIES"} <= set(given)
    assert "nobody can be asked" in agsec("policy", "remove", "Any", **given).stderr
    assert (tmp_path / "policies" / "a.yaml").read_text() == WARNS
    assert "--effect and --action must be given" in agsec("policy", "add", **given).stderr
    assert agsec("install", "claude-code", **given).returncode == 0
    [record] = (tmp_path / ".local" / "state" / "agsec" / "projects").glob("*/installation.json")
    told = json.loads(record.read_text())
    assert (told["policies"], told["scope"]) == (str(tmp_path / "policies"), "project")
    assert agsec("uninstall", "claude-code", **given).returncode == 0
    assert agsec("audit", "export", "policies/a.yaml", **given).returncode == 2
    assert (tmp_path / "policies" / "a.yaml").read_text() == WARNS


def test_whoever_sets_variables_hides_no_record(agsec: Run, tmp_path: Path) -> None:
    asked = ("check", "--action", "payment.charge")
    assert agsec(*asked, "--params", "{}").returncode == 0
    given = {name: "2h" for name in thought_of("audit ", "audit export ", "--quiet") if "FORMAT" not in name}
    assert {"AGSEC_AUDIT_SINCE", "AGSEC_AUDIT_EFFECT", "AGSEC_LOG", "AGSEC_QUIET"} <= set(given)
    assert "payment.charge" in agsec("audit", **given).stdout
    assert "payment.charge" in agsec("audit", "export", "-", **given).stdout
    assert "nothing guards this project" in agsec("status", **given).stderr


def test_a_store_that_a_variable_names_is_told(agsec: Run) -> None:
    done = agsec("audit", AGSEC_AUDIT_DB="gone.db")
    assert "reading gone.db, which AGSEC_AUDIT_DB names, not your hooks' log" in done.stderr


def thought_of(*beginnings: str) -> set[str]:
    """Names that closed options of these commands would have by the rule."""
    found = [name for name in NONE if name.startswith(beginnings)]
    spellings = {tuple(name.split()) for name in found} | {(name.split()[-1],) for name in found}
    return {"_".join(["AGSEC", *(word.strip("-").replace("-", "_").upper() for word in words)]) for words in spellings}


def test_a_declared_name_is_kept() -> None:
    [parameter] = [each for name, each in options() if name == "check --policy-dir"]
    assert variables(("check",), parameter) == ("AGSEC_POLICY_DIR",)
