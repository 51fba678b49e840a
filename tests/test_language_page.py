"""Every example of the language page, through the compiler, the runtime and the oracle."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from agsec_compiler import Source, compile_sources, compose, facts
from agsec_compiler.actions import KNOWN
from agsec_compiler.codes import CODES
from agsec_compiler.patterns.parse import MAX_DEPTH, MAX_LENGTH, MAX_REPEAT
from agsec_runtime import abi
from agsec_runtime.bundle import load
from agsec_runtime.decision import Decision, Request
from agsec_runtime.evaluator import decide
from agsec_runtime.patterns import BUDGET

from . import reference
from .test_decide import answer, compiled, decision
from .test_facts import with_facts
from .test_readme import README, ROOT, shell

PAGE = ROOT / "docs" / "language.md"
TEXT = PAGE.read_text("utf-8")
SAMPLES: dict[str, list[Any]] = {
    "string": ["a"],
    "number": [1],
    "boolean": [True],
    "list": [["a"], [["a"]], [{"a": 1}]],
    "mapping": [{"a": 1}],
}


# -- the page


@dataclass(frozen=True)
class Row:
    """A row of a table: the section that it stands in, and its cells without the marks of code."""

    section: str
    line: int
    cells: tuple[str, ...]

    def __str__(self) -> str:
        return f"line {self.line}"


def cells_of(line: str) -> tuple[str, ...]:
    """The cells of a line; a cell that is all code without its marks."""
    cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip()[1:-1])]
    return tuple(cell[1:-1] if re.fullmatch("`[^`]+`", cell) else cell for cell in cells)


def rows(*header: str, page: str = TEXT) -> list[Row]:
    """The rows of all tables of a page under that header."""
    found, section, table = [], "", None
    for number, line in enumerate(page.splitlines(), 1):
        if line.startswith("#"):
            section = line.lstrip("# ")
        if not line.startswith("|"):
            table = None
        elif table is None:
            table = cells_of(line)
        elif table == header and not set(line) <= set("|-"):
            found.append(Row(section, number, cells_of(line)))
    return found


def value(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def each(found: list[Row]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", found, ids=str)


CONDITIONS = rows("condition", "params", "result")
JOINED = rows("conditions", "match", "params", "result")
EACH = rows("conditions with `*`", "params", "deny, review", "allow")
MISTAKES = rows("written", "finding", "write")
FACTS = rows("condition on a fact", "command", "deny, review", "allow")
FENCED = re.findall(r"^```yaml\n# policies/(\S+)\n(.*?)^```\n\n```console\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
SECTIONS = dict(re.findall(r"^### (`[^\n]+`)\n(.*?)(?=^##)", TEXT, re.DOTALL | re.MULTILINE))


def matched(effect: str, conditions: dict[str, Any], request: str, match: str = "all") -> Decision | None:
    """The decision, if a statement of that effect with these conditions matches. The oracle agrees."""
    statement = {"sid": "A", "effect": effect, "actions": "*", "match": match, "conditions": conditions}
    policy = json.dumps({"default": "deny" if effect == "allow" else "allow", "statements": [statement]})
    about = "context" if request.startswith("context ") else "params"
    decided = decision(policy, action="payment.charge", **{about: value(request.removeprefix("context ").strip("`"))})
    assert (decided.matched_by == f"explicit_{effect}") is (decided.sid == "A")
    return decided if decided.sid else None


def verdict(conditions: dict[str, Any], request: str, match: str = "all") -> str:
    """What deny, review and allow statements make of the conditions, in one word."""
    denied, reviewed, allowed = (matched(effect, conditions, request, match) for effect in abi.EFFECTS)
    assert bool(denied) is bool(reviewed)
    if denied and allowed:
        assert not denied.undecidable
        return "true"
    assert not allowed
    assert not denied or denied.undecidable
    return "undecidable" if denied else "false"


# -- its examples


@each(CONDITIONS)
def test_a_condition_is_what_the_page_says(row: Row) -> None:
    written, params, result = row.cells
    assert verdict(value(written), params) == result


@each(JOINED)
def test_joined_conditions_are_what_the_page_says(row: Row) -> None:
    written, match, params, result = row.cells
    assert verdict(value(written), params, match) == result


@each(EACH)
def test_elements_match_as_the_page_says(row: Row) -> None:
    written, params, *results = row.cells
    for effects, result in zip((("deny", "review"), ("allow",)), results, strict=True):
        for effect in effects:
            assert bool(matched(effect, value(written), params)) is {"matches": True, "does not match": False}[result]


@each(FACTS)
def test_facts_of_a_command_match_as_the_page_says(row: Row) -> None:
    """By the runtime, and by the oracle from the facts that the runtime derived."""
    written, command, *results = row.cells
    for effect in abi.EFFECTS:
        statement = {"sid": "A", "effect": effect, "actions": "bash.execute", "conditions": value(written)}
        policies = [{"default": "deny" if effect == "allow" else "allow", "statements": [statement]}]
        request = Request("bash.execute", {"command": command}, {"cwd": "/srv", "home": "/home/dev"}, "linux")
        decided = decide(load(compiled(policies).bundle or b""), request)
        expected = results[1 if effect == "allow" else 0]
        assert (decided.sid == "A") is {"matches": True, "does not match": False}[expected]
        assert answer(decided) == reference.decide(policies, with_facts(request))


@each(rows("pattern", "action", "result"))
def test_an_action_pattern_matches_as_the_page_says(row: Row) -> None:
    pattern, action, result = row.cells
    policy = f"statements: [{{sid: A, effect: allow, actions: {json.dumps(pattern)}}}]"
    allowed = decision(policy, action=action).effect == "allow"
    assert allowed is {"matches": True, "does not match": False}[result]


@each(MISTAKES)
def test_a_mistake_has_its_finding_and_the_right_way_has_none(row: Row) -> None:
    wrong, code, right = row.cells
    assert [found.code for found in findings(wrong)] == [code]
    assert findings(right) == []


@pytest.mark.parametrize(("name", "policy", "console"), FENCED, ids=[name for name, *_ in FENCED])
def test_the_commands_of_the_page_print_what_it_shows(name: str, policy: str, console: str, tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / name).write_text(f"# policies/{name}\n{policy}")
    for command, shown in commands(console):
        assert shell(command, tmp_path, tmp_path).stdout == shown
        if name == "shell.yaml":
            continue  # The oracle derives no facts.
        by_oracle = reference.decide([value(policy)], request_of(command))
        assert re.split(", |\n", shown)[: 2 if by_oracle["sid"] else 1] == [
            told for told in (by_oracle["effect"], by_oracle["sid"]) if told
        ]


def commands(console: str) -> list[tuple[str, str]]:
    """Each command with what it prints."""
    return re.findall(r"^\$ (.*)\n((?:[^$].*\n)*)", console, re.MULTILINE)


def request_of(command: str) -> dict[str, Any]:
    """The request that an `agsec eval` asks about."""
    _, _, action, *options = shlex.split(command)
    request: dict[str, Any] = {"action": action, "params": {}, "context": {}}
    for option, pair in zip(options[::2], options[1::2], strict=True):
        name, _, text = pair.partition("=")
        about = {"--param": "params", "--context": "context"}[option]
        request[about][name.removesuffix(":")] = json.loads(text) if name.endswith(":") else text
    return request


def findings(text: str) -> list[Any]:
    about = '"file.*", bash.execute' if re.match("files|shell", text) else '"*"'
    policy = f"statements: [{{sid: A, effect: deny, actions: [{about}], conditions: {{{text}}}}}]"
    return list(compile_sources([Source("a.yaml", policy)]).diagnostics)


# -- its completeness


def test_no_example_of_the_page_is_overlooked() -> None:
    tables = [line for line in TEXT.splitlines() if re.match(r"\|.*\| (result|deny, review \| allow) \|$", line)]
    assert len(tables) == 17
    assert (len(CONDITIONS), len(JOINED), len(EACH), len(MISTAKES)) >= (90, 10, 14, 17)
    assert len(FACTS) >= 23
    assert len(FENCED) == TEXT.count("```console") == TEXT.count("```yaml") == 3


@pytest.mark.parametrize("operator", dict.fromkeys(abi.OPERATORS))
def test_every_operator_has_a_section_with_an_example_of_each_result(operator: str) -> None:
    [section] = [heading for heading in SECTIONS if f"`{operator}`" in heading.split(", ")]
    results = {row.cells[2] for row in CONDITIONS if row.section == section and operator in operators(row)}
    assert results == {"true", "false", "undecidable"}


def operators(row: Row) -> set[str]:
    """Those that a row's condition uses."""
    [tests] = value(row.cells[0]).values()
    tests = tests if isinstance(tests, list) else [tests if isinstance(tests, dict) else {"op": "=="}]
    return {test["op"] for test in tests}


@pytest.mark.parametrize("section", SECTIONS)
def test_the_types_that_a_section_lists_are_those_that_the_operators_take(section: str) -> None:
    found = re.search(r"\*\*Field:\*\* (.*?)\. \*\*Value:\*\* (.*?)\.", SECTIONS[section], re.DOTALL)
    assert found is not None
    field_types, value_types = (set(found[n].replace("\n", " ").split(", ")) - {"none"} for n in (1, 2))
    for operator in section.replace("`", "").split(", "):
        taken = {kind for kind, (sample, *_) in SAMPLES.items() if accepted(operator, sample)}
        assert taken == value_types
        operands = [one for kind in taken for one in SAMPLES[kind] if accepted(operator, one)]
        tests = [{"op": operator, "value": one} for one in operands] or [{"op": operator}]
        assert {kind for kind, (sample, *_) in SAMPLES.items() if decided(tests, sample)} == field_types


def accepted(operator: str, operand: Any) -> bool:
    return findings(f"params.a: {json.dumps({'op': operator, 'value': operand})}") == []


def decided(tests: list[dict[str, Any]], field: Any) -> bool:
    """Whether some test of such a field is true or false."""
    return any(verdict({"params.a": test}, json.dumps({"a": field})) != "undecidable" for test in tests)


def test_every_operator_is_on_an_absent_field_what_the_page_says() -> None:
    negated = {"!=", "not_in", "not_regex", "not_glob"}
    for operator in dict.fromkeys(abi.OPERATORS):
        operand = next((one for one in ("a", ["a"]) if accepted(operator, one)), None)
        test = {"op": operator} if operand is None else {"op": operator, "value": operand}
        expected = "undecidable" if operator in negated else "true" if operator == "not_exists" else "false"
        assert verdict({"params.a": test}, "{}") == expected, operator


def test_the_limits_of_the_page_are_those_of_the_code() -> None:
    assert {row.cells[1]: row.cells[0] for row in rows("limit", "of what", "beyond it")} == {
        "a policy file": f"{compose.MAX_BYTES >> 20} MiB",
        "nesting in a policy file": f"{compose.MAX_DEPTH} levels",
        "expanded from aliases in a file": f"{compose.MAX_ALIASED:,} values",
        "a regular expression": f"{MAX_LENGTH:,} characters",
        "counted in a regular expression, nested ones multiplied": f"{MAX_REPEAT:,} repeats",
        "groups in a regular expression": f"{MAX_DEPTH} levels",
        "an integer in a policy file": "64 bits",
        "a text that a regular expression is searched in": f"{abi.MAX_TEXT >> 20} MiB",
        "a search by the `regex` engine": f"{BUDGET} seconds",
        "nesting in a value of a request": f"{abi.MAX_DEPTH} levels",
    }


def test_the_page_names_every_known_action_with_all_its_params() -> None:
    told = {row.cells[0]: set(re.findall("[^`, ]+", row.cells[1])) for row in rows("known action", "params")}
    assert told == {action: set(params) for action, params in KNOWN.items()}


def test_the_page_names_every_fact_with_its_type() -> None:
    kinds = {"str": "string", "bool": "boolean", "number": "number"}
    told = {row.cells[0]: row.cells[1] for row in rows("fact", "type", "what")}
    assert told == {name: "list of " * fact.is_list + kinds[fact.kind] for name, fact in facts.FACTS.items()}


def test_the_findings_that_the_page_names_are_known() -> None:
    assert set(re.findall(r"AGS\d{3}", TEXT + README)) <= set(CODES)
