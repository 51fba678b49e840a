"""Read files of policy tests: every problem with its place, the text that it is about, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from agsec_compiler import Source
from agsec_compiler.compose import Node, compose
from agsec_compiler.compose import Path as Place
from agsec_compiler.diagnostics import Diagnostic, in_order
from agsec_compiler.discover import discover, is_test

from ..decisions import unreadable
from .cases import Case, cases_of
from .model import Case as Row
from .model import Fixture, PolicyTest, TestFile

_NO_SCALAR = "no_scalar"  # of none of the types that one of `values` can have
_TYPES = {
    "string_type": "a text; quote what YAML would read as something else",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    _NO_SCALAR: "a text, a number, true or false",
}
_MODELS: dict[str, type[BaseModel]] = {"fixtures": Fixture, "tests": PolicyTest, "cases": Row}


@dataclass(frozen=True)
class Tests:
    """The cases that could be read, and what was wrong with the others."""

    __test__ = False

    cases: tuple[Case, ...]
    findings: tuple[Diagnostic, ...]
    files: int


def read_tests(paths: Iterable[Path]) -> Tests:
    """The cases of the test files at and below ``paths``. Raises ``PolicyError`` where there is no such path."""
    sources: dict[str, Source] = {}
    findings: list[Diagnostic] = []
    for path in paths:
        for source in _sources(path, findings):
            sources.setdefault(source.shown, source)
    cases = []
    for source in sources.values():
        found, wrong = read_source(source)
        cases += found
        findings += wrong
    return Tests(tuple(cases), in_order(findings), len(sources))


def _sources(path: Path, findings: list[Diagnostic]) -> Iterator[Source]:
    """What is wrong with the policies that stand beside them is not said here."""
    try:
        sources, wrong = discover(path)
    except OSError as error:
        raise unreadable(path, error) from None
    findings += [each for each in wrong if is_test(each.source)]
    yield from (each for each in sources if is_test(each) or not path.is_dir())


def read_source(source: Source) -> tuple[list[Case], list[Diagnostic]]:
    """The cases of one file, and what is wrong with it."""
    node, findings = compose(source)
    if node is None or node.value is None:
        return [], findings
    if not isinstance(node.value, dict):
        message = "a file of policy tests is a mapping with `version`, `fixtures` and `tests`"
        return [], [*findings, Diagnostic("AGS103", message, source, node.span)]
    file, wrong = _typed(source, node)
    cases, more = cases_of(source, node, file) if file else ([], [])
    return cases, [*findings, *wrong, *more]


def _typed(source: Source, node: Node) -> tuple[TestFile | None, list[Diagnostic]]:
    data = node.plain()
    if type(data.get("version")) is float and data["version"] == 1.0:
        data["version"] = "1.0"  # Unquoted it is a number to YAML; both spellings are the version.
    try:
        return TestFile.model_validate(data), []
    except ValidationError as error:
        return None, list(_diagnostics(source, node, error))


def _diagnostics(source: Source, node: Node, error: ValidationError) -> Iterator[Diagnostic]:
    """Each problem once, though a value may fail to be any of several types."""
    found: dict[Place, list[Any]] = {}
    for detail in error.errors(include_url=False):
        found.setdefault(_place(node, detail["loc"], detail["type"] == "missing"), []).append(detail)
    for path, details in found.items():
        kind = details[0]["type"] if len(details) == 1 else _NO_SCALAR
        yield _diagnostic(source, node, path, {**details[0], "type": kind})


def _place(node: Node, loc: tuple[int | str, ...], is_missing: bool) -> Place:
    """The path in the document; what pydantic adds to tell which of several types it tried is no part of it."""
    path: Place = ()
    for at, step in enumerate(loc):
        inner = node.at(path).value
        is_key = isinstance(inner, dict) and (step in inner or (is_missing and at == len(loc) - 1))
        path = (*path, step) if is_key or (isinstance(inner, list) and isinstance(step, int)) else path
    return path


def _diagnostic(source: Source, node: Node, path: Place, detail: Any) -> Diagnostic:
    kind, last, span = detail["type"], path[-1] if path else "", node.at(path).span
    if kind == "extra_forbidden":
        return Diagnostic("AGS101", f"unknown key `{last}`", source, node.key_at(path), _known(path))
    if kind == "missing":
        return Diagnostic("AGS102", f"missing key `{last}`", source, node.at(path[:-1]).span, "each test has a name")
    if kind == "literal_error":
        message, listed = f"`{last}` cannot be `{detail['input']}`", detail["ctx"]["expected"].replace("'", "`")
        return Diagnostic("AGS104", message, source, span, f"one of {listed}")
    if kind in ("string_too_short", "too_short"):
        return Diagnostic("AGS107", f"`{last}` is empty", source, span)
    return Diagnostic("AGS103", f"`{last}` must be {_TYPES.get(kind, detail['msg'])}", source, span)


def _known(path: Place) -> str:
    """The keys that may stand in the place of ``path``."""
    models = [_MODELS[step] for step in path[:-1] if isinstance(step, str) and step in _MODELS]
    names = list((models[-1] if models else TestFile).model_fields)
    close = get_close_matches(str(path[-1]), names, n=1)
    return f"did you mean `{close[0]}`?" if close else f"known here: {', '.join(f'`{name}`' for name in names)}"
