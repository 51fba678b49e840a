"""From the tests of a file to single cases: each row of a table is one, complete, with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from agsec_compiler import Source
from agsec_compiler.compose import Node, Path
from agsec_compiler.diagnostics import Diagnostic

from .model import Case as Row
from .model import Fixture, PolicyTest, TestFile

DEFAULT = "default"  # the fixture that holds where none is named
USUAL = Fixture()
VALUE = "{{value}}"  # stands for each of the values in a template
WIDTH = 60  # characters of a value that a name shows


@dataclass(frozen=True)
class Case:
    """One request and what is expected. ``sid`` counts where ``names_sid``; it is None for a decision by default."""

    source: Source
    line: int
    column: int
    name: str
    action: str
    params: Mapping[str, Any]
    context: Mapping[str, Any]
    fixture: Fixture = field(repr=False)
    expect: str = "deny"
    sid: str | None = None
    names_sid: bool = False

    @property
    def place(self) -> str:
        return f"{self.source.shown}:{self.line}:{self.column}"

    @property
    def title(self) -> str:
        """The name with the file that it stands in, which ``-k`` selects by."""
        return f"{self.source.name}: {self.name}"


def cases_of(source: Source, node: Node, file: TestFile) -> tuple[list[Case], list[Diagnostic]]:
    """The cases of a file in order, and what keeps tests from being any."""
    reader = _Reader(source, node, file)
    found = [case for at, test in enumerate(file.tests) for case in reader.cases(test, ("tests", at))]
    return found, reader.findings


class _Reader:
    def __init__(self, source: Source, node: Node, file: TestFile) -> None:
        self.source, self.node, self.file = source, node, file
        self.findings: list[Diagnostic] = []
        self._names: dict[str, int] = {}

    def cases(self, test: PolicyTest, path: Path) -> Iterator[Case]:
        if bool(test.values) != (test.param is not None):
            missing = "param" if test.values else "values"
            self._find("AGS102", f"missing key `{missing}`", path, "`param` says what each of `values` is given as")
            return
        if test.template is not None and VALUE not in test.template:
            help = f"write `{VALUE}` where each of `values` is to stand"
            self._find("AGS104", f"`template` has no `{VALUE}`", (*path, "template"), help)
            return
        for row, at, name in _rows(test, path):
            case = self._case(test, row, at, name)
            if case is not None:
                yield case

    def _case(self, test: PolicyTest, row: Row, path: Path, name: str) -> Case | None:
        action, expect = row.action or test.action, row.expect or test.expect
        for key, value in (("action", action), ("expect", expect)):
            if value is None:
                help = "give it in the test, or in each of its cases"
                self._find("AGS102", f"missing key `{key}`", path, help)
                return None
        fixture = self._fixture(row, test, path)
        if fixture is None or action is None or expect is None or not self._is_new(name, path):
            return None
        says = next((each for each in (row, test) if "sid" in each.model_fields_set), None)
        line, column = self.source.position(self.node.at(path).span.start)
        params, context = {**test.params, **row.params}, {**test.context, **row.context}
        return Case(
            *(self.source, line, column, name, action, params, context, fixture),
            expect,
            says.sid if says else None,
            says is not None,
        )

    def _fixture(self, row: Row, test: PolicyTest, path: Path) -> Fixture | None:
        known, holder = self.file.fixtures, row if row.fixture else test
        if holder.fixture is None:
            return known.get(DEFAULT, USUAL)
        if holder.fixture not in known:
            place = (*(path if holder is row else path[:2]), "fixture")
            listed = ", ".join(f"`{each}`" for each in known) or "none"
            self._find("AGS104", f"there is no fixture `{holder.fixture}`", place, f"known here: {listed}")
            return None
        return known[holder.fixture]

    def _is_new(self, name: str, path: Path) -> bool:
        if name in self._names:
            help = f"the first is in line {self._names[name]}; give this one another `name`"
            self._find("AGS002", f"`{name}` names two cases", path, help)
            return False
        self._names[name] = self.source.position(self.node.at(path).span.start)[0]
        return True

    def _find(self, code: str, message: str, path: Path, help: str) -> None:
        self.findings.append(Diagnostic(code, message, self.source, self.node.at(path).span, help))


def _rows(test: PolicyTest, path: Path) -> Iterator[tuple[Row, Path, str]]:
    """The rows of a test with their places and names; the test itself, if it has no table."""
    if not test.values and not test.cases:
        yield Row(), path, test.name
    for at, value in enumerate(test.values):
        given = value if test.template is None else test.template.replace(VALUE, str(value))
        yield Row(params={str(test.param): given}), (*path, "values", at), f"{test.name} [{_short(value)}]"
    for at, row in enumerate(test.cases):
        yield row, (*path, "cases", at), f"{test.name} [{row.name or _told(row, at)}]"


def _told(row: Row, at: int) -> str:
    """A row without a name goes by its only param, or else by its number."""
    values = list(row.params.values())
    return _short(values[0]) if len(values) == 1 and isinstance(values[0], str) else str(at + 1)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= WIDTH else text[: WIDTH - 3] + "..."
