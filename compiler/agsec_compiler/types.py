"""Which values an operator takes, and which operators a field of known type takes."""

from __future__ import annotations

from typing import Any

from .fields import Field
from .model import Test

_ORDER = frozenset({">", "<", ">=", "<="})
_TEXT = frozenset({"starts_with", "ends_with", "regex", "not_regex", "glob", "not_glob"})
_LISTS = frozenset({"in", "not_in"})
_EQUALITY = frozenset({"==", "!="})
_PRESENCE = frozenset({"exists", "not_exists"})

Wrong = tuple[str, str, str | None]  # code, message, help


def wrong_value(test: Test, quantified: bool) -> Wrong | None:
    """What is wrong with a test's value, apart from its field."""
    if test.op in _PRESENCE:
        return ("AGS206", f"`{test.op}` takes no value", "leave `value` out") if test.has_value else None
    if not test.has_value:
        return "AGS102", f"`{test.op}` needs a `value`", f'`{{op: "{test.op}", value: ...}}`'
    if test.value is None:
        return "AGS206", f"`{test.op}` cannot compare with null", "an absent field is found by `{op: not_exists}`"
    return _wrong_kind(test.op, test.value, quantified)


def _wrong_kind(op: str, value: Any, quantified: bool) -> Wrong | None:
    if op in _ORDER and not _is_number(value) and not isinstance(value, str):
        return "AGS206", f"`{op}` compares with a number or a string, not with {kind_of(value)}", None
    if op in _LISTS:
        return _wrong_list(op, value, quantified)
    if op in _EQUALITY and quantified and isinstance(value, (list, dict)):
        return "AGS206", "each element is compared on its own, never with a list", "use `in` for one of several"
    if op == "contains":
        return _wrong_several(op, value, (str, int, float, bool), "a scalar")
    return _wrong_several(op, value, (str,), "a string") if op in _TEXT else None


def _wrong_list(op: str, value: Any, quantified: bool) -> Wrong | None:
    if not isinstance(value, list):
        shown = f"[{value}]" if isinstance(value, (str, int, float)) else "[...]"
        return "AGS206", f"`{op}` takes a list, not {kind_of(value)}", f"write `{shown}`, or use `==`"
    if not value:
        return "AGS209", f"`{op}` with an empty list asks nothing", "name the values, or leave the test out"
    if quantified and any(isinstance(each, (list, dict)) for each in value):
        return "AGS206", "each element is compared on its own, never with a list", None
    if None in value:
        return "AGS206", f"`{op}` cannot compare with null", "an absent field is found by `{op: not_exists}`"
    return None


def _wrong_several(op: str, value: Any, kinds: tuple[type, ...], wanted: str) -> Wrong | None:
    values = value if isinstance(value, list) else [value]
    if not values:
        return "AGS209", f"`{op}` with an empty list asks nothing", "name the values, or leave the test out"
    for each in values:
        if not isinstance(each, kinds):
            return "AGS206", f"`{op}` takes {wanted}, or a list of them, not {kind_of(each)}", None
    return None


def misfit(kind: str, field: Field, test: Test) -> str | None:
    """Why a test of a param or fact of known type could never be decided, or never be true."""
    if kind == "any":
        return None
    if len(field.steps) > 1:
        return f"`params.{field.steps[0]}` is a {_NAMES[kind]} and has no `{field.text}`"
    if test.op in _TEXT | {"contains"} and kind != "str":
        return f"`{field.text}` is a {_NAMES[kind]}; `{test.op}` needs a string"
    if test.op == "contains":
        values = test.value if isinstance(test.value, list) else [test.value]
        odd = [value for value in values if not isinstance(value, str)]
        return f"`{field.text}` is a string and cannot contain {kind_of(odd[0])}" if odd else None
    if test.op in _ORDER and (kind == "bool" or isinstance(test.value, str) != (kind == "str")):
        return f"`{field.text}` is a {_NAMES[kind]}; `{test.op}` cannot compare it with {kind_of(test.value)}"
    if test.op in _EQUALITY | _LISTS:
        values = test.value if isinstance(test.value, list) and test.op in _LISTS else [test.value]
        odd = [value for value in values if not _is_of(kind, value)]
        if odd:
            return f"`{field.text}` is a {_NAMES[kind]} and never equals {kind_of(odd[0])}"
    return None


_NAMES = {"str": "string", "number": "number", "bool": "boolean"}


def kind_of(value: Any) -> str:
    """A value's JSON type, with its article."""
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    if value is None:
        return "null"
    return "a string" if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_of(kind: str, value: Any) -> bool:
    return {"str": isinstance(value, str), "bool": isinstance(value, bool), "number": _is_number(value)}[kind]
