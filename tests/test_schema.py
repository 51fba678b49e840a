"""The JSON Schema says what the compiler takes, and a real language server makes of it what an author sees."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from jsonschema import Draft7Validator
from typer.testing import CliRunner

from agsec import schema
from agsec.cli.main import application
from agsec.schema import FACTS, OPERATORS, policy_schema, written
from agsec.shipped import Profile, default_policies, default_tests
from agsec.testing.reading import read_source
from agsec_compiler import Source, compile_sources
from agsec_compiler.codes import CODES
from agsec_compiler.compose import compose
from agsec_compiler.facts import FACTS as KNOWN_FACTS
from agsec_compiler.model import Operator

from . import strategies
from .language_server import SERVER, Editor, editor

SCHEMA = Draft7Validator(policy_schema())
TEST_SCHEMA = Draft7Validator(schema.test_schema())
ROOT = Path(__file__).parent.parent


def wrong(policy: Any) -> list[str]:
    """What the schema says of a policy: where, and what."""
    return [f"{'/'.join(map(str, each.absolute_path))}: {each.message}" for each in SCHEMA.iter_errors(policy)]


def statement(**changes: Any) -> Any:
    return {"statements": [{"sid": "A", "effect": "deny", "actions": ["bash.execute"], **changes}]}


def with_test(**test: Any) -> Any:
    return statement(conditions={"params.command": test})


def plain(text: str) -> Any:
    node, _ = compose(Source("a.yaml", text))
    return node.plain() if node else None


@pytest.mark.parametrize("made", [policy_schema(), schema.test_schema()], ids=["policies", "tests"])
def test_it_is_a_schema_with_a_text_for_every_key_and_without_tuples(made: Any) -> None:
    Draft7Validator.check_schema(made)
    assert "prefixItems" not in written(made)
    assert not [each for each in walked(made) if isinstance(each.get("items"), list)]
    for each in walked(made):
        for name, inner in each.get("properties", {}).items() if "additionalProperties" in each else []:
            assert inner.get("markdownDescription"), name


def walked(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
    for each in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else []:
        yield from walked(each)


def test_every_operator_and_fact_has_a_text() -> None:
    assert set(OPERATORS) == set(get_args(Operator))
    assert set(FACTS) == set(KNOWN_FACTS)


@pytest.mark.parametrize("path", [*default_tests(), *default_tests(Profile.strict)], ids=lambda p: p.name)
def test_the_shipped_tests_are_in_order(path: Path) -> None:
    assert [each.message for each in TEST_SCHEMA.iter_errors(plain(path.read_text("utf-8")))] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"expct": "deny"},
        {"expect": "dney"},
        {"action": ""},
        {"params": []},
        {"cases": [{"parms": {}}]},
        {"values": [[1]]},
        {"name": None},
    ],
    ids=json.dumps,
)
def test_what_is_wrong_in_a_test_is_called_wrong_as_its_reader_does(changes: Any) -> None:
    file = {"tests": [{"name": "A", "action": "x", "expect": "deny", **changes}]}
    assert list(TEST_SCHEMA.iter_errors(file))
    assert read_source(Source("a_test.yaml", json.dumps(file)))[1]


@pytest.mark.parametrize("path", [*default_policies(), ROOT / "profiles/strict/07_strict.yaml"], ids=lambda p: p.name)
def test_the_shipped_policies_are_in_order(path: Path) -> None:
    assert wrong(plain(path.read_text("utf-8"))) == []


@settings(max_examples=60, deadline=None)
@given(strategies.policies)
def test_what_the_compiler_takes_is_in_order(policy: Any) -> None:
    if not compile_sources([Source("a.yaml", json.dumps(policy))]).errors:
        assert wrong(json.loads(json.dumps(policy))) == []


@pytest.mark.parametrize("code", [code for code in CODES if not code.startswith("AGS0")])
def test_the_good_examples_of_every_finding_are_in_order(code: str) -> None:
    for name, content in CODES[code].good.items():
        if isinstance(content, str) and name.endswith(".yaml") and not name.endswith("_test.yaml"):
            policy = plain(content)
            assert policy is None or wrong(policy) == []


@pytest.mark.parametrize(
    "policy",
    [
        {"statement": []},
        {"version": "2.0"},
        {"default": "review"},
        statement(efect="deny"),
        statement(effect="dney"),
        statement(actions=[]),
        statement(actions=""),
        statement(match="some"),
        statement(conditions={"command": "x"}),
        statement(conditions={"parms.command": "x"}),
        statement(conditions={"shell.programz": "x"}),
        statement(conditions={"params.command": None}),
        statement(conditions={"params.command": ["x"]}),
        {"statements": [{"sid": "A", "actions": ["x"]}]},
        with_test(op="regexx", value="x"),
        with_test(op="regex", vale="x"),
        with_test(op="regex"),
        with_test(op="regex", value=3),
        with_test(op="in", value="x"),
        with_test(op="in", value=[]),
        with_test(op=">", value=True),
        with_test(op="==", value=None),
        with_test(op="exists", value="x"),
        with_test(value="x"),
    ],
    ids=json.dumps,
)
def test_what_is_wrong_is_called_wrong_as_the_compiler_does(policy: Any) -> None:
    assert wrong(policy)
    assert compile_sources([Source("a.yaml", json.dumps(policy))]).errors


def test_the_command_prints_what_init_places_beside_the_policies(tmp_path: Path) -> None:
    assert CliRunner().invoke(application(), ["init", "--tests", str(tmp_path)]).exit_code == 0
    for kind, name in (("policies", ".agsec.schema.json"), ("tests", ".agsec-test.schema.json")):
        done = CliRunner().invoke(application(), ["schema", kind])
        assert (done.exit_code, done.stdout) == (0, (tmp_path / name).read_text("utf-8"))
    for path in tmp_path.glob("*.yaml"):
        name = ".agsec-test.schema.json" if path.name.endswith("_test.yaml") else ".agsec.schema.json"
        assert path.read_text("utf-8").startswith(f"# yaml-language-server: $schema={name}\n")


def test_init_leaves_a_policy_alone_and_renews_the_schema(tmp_path: Path) -> None:
    (tmp_path / "01_base.yaml").write_text("default: deny\n")
    (tmp_path / ".agsec.schema.json").write_text("{}")
    CliRunner().invoke(application(), ["init", str(tmp_path)])
    assert (tmp_path / "01_base.yaml").read_text() == "default: deny\n"
    assert json.loads((tmp_path / ".agsec.schema.json").read_text()) == policy_schema()


MISTAKES = """\
# yaml-language-server: $schema=.agsec.schema.json
statements:
  - sid: A
    efect: deny
    effect: deny
    actions: [bash.execute]
    conditions:
      params.command: {op: regexx, value: a}
      shell.programz: {op: in, value: [rm]}
      shell.programs: {op: in, value: [rm]}
"""


@pytest.fixture(scope="module")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("policies").resolve()
    CliRunner().invoke(application(), ["init", "--tests", str(root)])
    (root / "mistakes.yaml").write_text(MISTAKES)
    return root


@pytest.fixture(scope="module")
def server(policies: Path) -> Iterator[Editor]:
    if SERVER is None:
        pytest.skip("not run: there is no `yaml-language-server` on the PATH or at YAML_LANGUAGE_SERVER")
    with editor(policies) as opened:
        yield opened


class TestEditor:
    def test_it_finds_nothing_in_what_init_writes(self, server: Editor, policies: Path) -> None:
        names = sorted(path.name for path in policies.glob("0*.yaml"))
        assert len(names) == 12
        assert {name: server.findings(name) for name in names} == {name: [] for name in names}

    def test_it_marks_misspelled_keys_operators_and_facts_where_they_stand(self, server: Editor) -> None:
        found = sorted(server.findings("mistakes.yaml"))
        assert [each.partition(". V")[0] for each in found] == [
            "4: Property efect is not allowed.",
            "8: Value is not accepted",
            "9: Property shell.programz is not allowed.",
        ]
        assert '"regex"' in found[1]

    def test_it_shows_texts_over_keys_operators_and_facts(self, server: Editor) -> None:
        server.findings("mistakes.yaml")
        for word, text in {
            "statements": "deny always wins",
            "actions": "Globs of action names: `bash.execute`, `file.*`.",
            "shell.programs": "Names of the programs that a command would run",
            "params.command": "as the agent gave it: untrusted",
            "regexx": "* `starts_with`: The text begins so.",
        }.items():
            assert text in server.hover("mistakes.yaml", word), word

    def test_it_offers_the_facts(self, server: Editor) -> None:
        server.findings("mistakes.yaml")
        assert set(KNOWN_FACTS) <= server.offered("mistakes.yaml", "shell.") | {"shell.programs"}
