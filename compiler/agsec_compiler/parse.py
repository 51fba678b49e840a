"""Located tree to typed model. Every problem is reported, and what is left of a broken statement is checked on."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from .compose import Node, Path
from .diagnostics import Diagnostic
from .model import Effect, Operator, PolicyFile, Statement, Test
from .source import Source, Span

SYNONYMS = {
    "gt": ">",
    "lt": "<",
    "gte": ">=",
    "ge": ">=",
    "lte": "<=",
    "le": "<=",
    "eq": "==",
    "equals": "==",
    "=": "==",
    "===": "==",
    "ne": "!=",
    "neq": "!=",
    "<>": "!=",
    "not_equals": "!=",
    "matches": "regex",
    "match": "regex",
    "=~": "regex",
    "not_matches": "not_regex",
    "startswith": "starts_with",
    "begins_with": "starts_with",
    "prefix": "starts_with",
    "endswith": "ends_with",
    "suffix": "ends_with",
    "one_of": "in",
    "not in": "not_in",
    "nin": "not_in",
    "like": "glob",
    "has": "contains",
    "includes": "contains",
    "present": "exists",
    "absent": "not_exists",
    "missing": "not_exists",
}


@dataclass(frozen=True)
class Located:
    """A statement with its place: ``path`` leads to it in the document's tree."""

    statement: Statement
    path: Path
    intact: bool


@dataclass(frozen=True)
class Document:
    """A policy file that could be read."""

    source: Source
    node: Node
    default: str | None
    statements: tuple[Located, ...]

    def value_span(self, *path: str | int) -> Span:
        return self.node.at(path).span

    def key_span(self, *path: str | int) -> Span:
        return self.node.key_at(path)


def parse(source: Source, node: Node) -> tuple[Document | None, list[Diagnostic]]:
    """The typed document of a tree, and what is wrong with it."""
    if not isinstance(node.value, dict):
        message = "a policy file is a mapping with `version`, `default` and `statements`"
        return None, [Diagnostic("AGS103", message, source, node.span)]
    reader = _Reader(source, node)
    data = node.plain()
    header = reader.read(PolicyFile, _header_data(data), ())
    listed = data.get("statements")
    rows = listed if isinstance(listed, list) else []
    statements = [reader.statement(index, row) for index, row in enumerate(rows)]
    found = tuple(each for each in statements if each is not None)
    return Document(source, node, header.default if header else None, found), reader.findings


def _header_data(data: dict[str, Any]) -> dict[str, Any]:
    """`1.0` unquoted is a number to YAML; both spellings are the version."""
    if type(data.get("version")) is float and data["version"] == 1.0:
        return {**data, "version": "1.0"}
    return data


class _Reader:
    def __init__(self, source: Source, node: Node) -> None:
        self.source = source
        self.node = node
        self.findings: list[Diagnostic] = []

    def read(self, model: type[PolicyFile], data: dict[str, Any], path: Path) -> PolicyFile | None:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            self._report(error, path, PolicyFile)
            return None

    def statement(self, index: int, data: Any) -> Located | None:
        path: Path = ("statements", index)
        try:
            return Located(Statement.model_validate(data), path, True)
        except ValidationError as error:
            self._report(error, path, Statement)
            left = _without_errors(data, error)
        return None if left is None else Located(left, path, False)

    def _report(self, error: ValidationError, path: Path, model: type[BaseModel]) -> None:
        for detail in error.errors(include_url=False):
            where: Path = (*path, *detail["loc"])
            self.findings.append(_explain(self.source, self.node, where, dict(detail), model))


def _without_errors(data: Any, error: ValidationError) -> Statement | None:
    """What is left of a statement when all that failed is taken away. It is checked, never compiled."""
    if not isinstance(data, dict):
        return None
    conditions = data.get("conditions")
    left = dict(data, conditions=dict(conditions) if isinstance(conditions, dict) else {})
    for detail in error.errors(include_url=False):
        top, *rest = detail["loc"]
        if top == "conditions" and rest:
            left["conditions"][rest[0]] = {"op": "exists"}  # The field is looked at all the same.
        else:
            left.pop(str(top), None)
    try:
        return Statement.model_validate({"effect": "deny", "actions": ["*"], **left})
    except ValidationError:
        return None


def _explain(source: Source, node: Node, path: Path, detail: dict[str, Any], model: type[BaseModel]) -> Diagnostic:
    kind, last = detail["type"], path[-1] if path else ""
    value = node.at(path).span
    if kind == "extra_forbidden":
        names = list((Test if "conditions" in path else model).model_fields)
        return Diagnostic("AGS101", f"unknown key `{last}`", source, node.key_at(path), _key_help(str(last), names))
    if kind == "missing":
        return Diagnostic("AGS102", f"missing key `{last}`", source, node.at(path[:-1]).span, _missing_help(str(last)))
    if kind == "literal_error":
        return _literal_error(source, path, detail, value)
    if kind in ("too_short", "string_too_short"):
        return Diagnostic("AGS107", f"`{_name(path)}` is empty", source, value)
    if kind == "null_condition":
        return Diagnostic(
            "AGS103",
            "a condition cannot be null",
            source,
            value,
            "to ask whether a field is absent: `{op: not_exists}`",
        )
    if kind == "bare_list":
        return Diagnostic("AGS103", detail["msg"], source, value, "for one of several values: `{op: in, value: [...]}`")
    return Diagnostic("AGS103", f"`{_name(path)}` must be {_EXPECTED.get(kind, detail['msg'])}", source, value)


_EXPECTED = {
    "string_type": "a string",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}


def _name(path: Path) -> str:
    names = [step for step in path if isinstance(step, str)]
    number = f"[{path[-1]}]" if path and isinstance(path[-1], int) else ""
    return (names[-1] if names else "file") + number


def _key_help(word: str, names: list[str]) -> str:
    close = get_close_matches(word.lower(), names, n=1)
    if close:
        return f"did you mean `{close[0]}`?"
    if SYNONYMS.get(word, word) in get_args(Operator):
        return f'write `{{op: "{SYNONYMS.get(word, word)}", value: ...}}`'
    return f"known here: {', '.join(f'`{name}`' for name in names)}"


def _missing_help(name: str) -> str | None:
    return {
        "effect": "one of `deny`, `allow`, `review`",
        "actions": "say what the statement is about: `actions: [bash.execute]`",
        "op": "one of " + ", ".join(f"`{op}`" for op in get_args(Operator)),
    }.get(name)


def _literal_error(source: Source, path: Path, detail: dict[str, Any], span: Span) -> Diagnostic:
    given, name = detail["input"], path[-1]
    if name == "op":
        return Diagnostic("AGS106", f"unknown operator `{given}`", source, span, _operator_help(given))
    if name == "version":
        return Diagnostic("AGS105", f"unknown version `{given}`", source, span, 'the only version is `"1.0"`')
    options = {"effect": get_args(Effect), "match": ("all", "any"), "default": ("deny", "allow")}[str(name)]
    close = get_close_matches(str(given).lower(), options, n=1)
    help = f"did you mean `{close[0]}`?" if close else "one of " + ", ".join(f"`{each}`" for each in options)
    return Diagnostic("AGS104", f"`{name}` cannot be `{_shown(given)}`", source, span, help)


def _operator_help(given: Any) -> str:
    operators = get_args(Operator)
    word = str(given).lower()
    close = [SYNONYMS[word]] if word in SYNONYMS else get_close_matches(word, operators, n=1)
    return f"did you mean `{close[0]}`?" if close else "one of " + ", ".join(f"`{op}`" for op in operators)


def _shown(value: Any) -> str:
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
