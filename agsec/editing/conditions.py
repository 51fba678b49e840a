"""Read a condition as a person types it: ``FIELD OP VALUE``.

The field is spelled as in a policy, quoted keys included. The value is JSON if it parses as JSON, else the rest of the
text as it stands, so that `params.path glob **/.env`, `params.amount > 10000` and `params.country in ["KP", "IR"]` mean
what they say. Operators on text alone take what is no text literally: `params.command regex 42`. Refused are blanks
around a text and, for the other operators, what is no JSON but looks meant as such: quoted, it says what is meant.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from difflib import get_close_matches
from math import isinf
from typing import Any, get_args

from agsec_compiler.fields import FieldError, parse_field
from agsec_compiler.model import Operator, Test
from agsec_compiler.parse import SYNONYMS
from agsec_compiler.types import wrong_value

from ..exceptions import AgsecError

OPERATORS: tuple[str, ...] = get_args(Operator)
SHAPE = "write FIELD OP VALUE with spaces between, e.g. `params.amount > 10000`"
_FIELD = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^\s"])+')
_TEXT = frozenset({"starts_with", "ends_with", "regex", "not_regex", "glob", "not_glob"})
_PRESENCE = frozenset({"exists", "not_exists"})
_LISTS = frozenset({"in", "not_in"})
_NUMBER = re.compile(r"[+-]?(?:0[xob][0-9a-f_]+|(?=[^\de]*\d)[\d_, ']*\.?[\d_]*(?:e[+-]?\d+)?)", re.IGNORECASE)
_WORDS = frozenset({"true", "false", "null", "none"})
_MISSING = object()


@dataclass(frozen=True)
class Condition:
    """One test of one field; ``value`` is None for the operators that take none."""

    field: str
    op: str
    value: Any = None

    def __str__(self) -> str:
        """As `parse_condition` reads it."""
        return " ".join([self.field, self.op, *([] if self.op in _PRESENCE else [json.dumps(self.value)])])

    @property
    def test(self) -> dict[str, Any]:
        """As a policy spells it."""
        return {"op": self.op} if self.op in _PRESENCE else {"op": self.op, "value": self.value}


def parse_condition(text: str) -> Condition:
    """Raises ``AgsecError``, which names the part that is wrong."""
    match = _FIELD.match(text.lstrip())
    if match is None:
        raise AgsecError(f"`{text}` does not begin with a field", SHAPE)
    field, rest = match.group(), text.lstrip()[match.end() :]
    _check_field(field)
    op, value = _split(rest.lstrip()) if rest[:1].isspace() else ("", "")
    _check_operator(text, field, op)
    condition = Condition(field, op, _value(text, op, value))
    _check_value(text, condition)
    return condition


def _split(rest: str) -> tuple[str, str]:
    """The operator, and all that is behind the one blank that follows it."""
    op = (rest.split(maxsplit=1) or [""])[0]
    return op, rest[len(op) + 1 :]


def _check_field(field: str) -> None:
    try:
        parse_field(field)
    except FieldError as error:
        raise AgsecError(error.message, error.help or SHAPE) from None


def _check_operator(text: str, field: str, op: str) -> None:
    if not op:
        raise AgsecError(f"`{text}` has no operator after `{field}`", SHAPE)
    if op in OPERATORS:
        return
    meant = SYNONYMS.get(op.lower()) or next(iter(get_close_matches(op.lower(), OPERATORS, n=1)), None)
    help = f"did you mean `{meant}`?" if meant else "one of " + ", ".join(f"`{each}`" for each in OPERATORS)
    raise AgsecError(f"unknown operator `{op}` in `{text}`", help)


def _value(text: str, op: str, value: str) -> Any:
    if op in _PRESENCE:
        if value.strip():
            raise AgsecError(f"`{op}` takes no value, and `{text}` gives it `{value}`", "leave the value out")
        return None
    if not value.strip():
        raise AgsecError(f"`{text}` has no value after `{op}`", SHAPE)
    found = _json(text, value)
    if found is not _MISSING and (op not in _TEXT or _is_text(found)):
        return found
    _refuse_a_misread_text(text, op, value)
    return value


def _refuse_a_misread_text(text: str, op: str, value: str) -> None:
    quoted = f"if the text is meant, write it as JSON: `{json.dumps(value, ensure_ascii=False)}`"
    if value != value.strip():
        raise AgsecError(f"there are blanks around the value of `{text}`", quoted)
    if op in _TEXT:
        return
    if value[0] in "[{":
        raise AgsecError(f"`{value}` is no JSON", f'a list is JSON with double quotes, e.g. `["a", "b"]`; {quoted}')
    if value[0] in "\"'":
        raise AgsecError(f"`{value}` begins with a quote and is no JSON", quoted)
    if op in _LISTS:
        listed = json.dumps([value], ensure_ascii=False)
        raise AgsecError(f"`{op}` takes a list, and `{value}` is none", f"a list is JSON: `{listed}`")
    if _NUMBER.fullmatch(value):
        raise AgsecError(f"`{value}` looks like a number and is none of JSON", f"e.g. `10000` or `0.5`; {quoted}")
    if value.lower() in _WORDS:
        raise AgsecError(f"`{value}` is no word of JSON", f"one of `true`, `false`, `null`; {quoted}")


def _json(text: str, value: str) -> Any:
    """What ``value`` is as JSON, or ``_MISSING``."""
    try:
        return json.loads(value, object_pairs_hook=_pairs, parse_constant=_no_constant, parse_float=_finite)
    except _Twice as twice:
        raise AgsecError(f"the key `{twice}` stands twice in `{text}`", "remove or merge one of them") from None
    except (ValueError, RecursionError):
        return _MISSING


class _Twice(Exception):
    pass


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _Twice(name)
        found[name] = value
    return found


def _no_constant(name: str) -> Any:
    """NaN and the infinities are no JSON: such a word is a text."""
    raise ValueError(name)


def _finite(digits: str) -> float:
    if isinf(float(digits)):
        raise AgsecError(f"`{digits}` is larger than any number can be", "give a smaller one, or a text in quotes")
    return float(digits)


def _is_text(value: Any) -> bool:
    """A text, or a list that holds only texts."""
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(each, str) for each in value))


def _check_value(text: str, condition: Condition) -> None:
    field = parse_field(condition.field)
    wrong = wrong_value(Test.model_validate(condition.test), field.quantified)
    if wrong:
        raise AgsecError(f"{wrong[1]}: `{text}`", wrong[2] or SHAPE)
