"""Read a condition as a person types it: ``FIELD OP VALUE``.

The field is spelled as in a policy, quoted keys included. The value is JSON if it parses as JSON, else the rest of the
text as it stands, so that `params.path glob **/.env`, `params.amount > 10000` and `params.country in ["KP", "IR"]` mean
what they say. Operators on text alone take what is no text literally: `params.command regex 42`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from difflib import get_close_matches
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
_MISSING = object()


@dataclass(frozen=True)
class Condition:
    """One test of one field; ``value`` is None for the operators that take none."""

    field: str
    op: str
    value: Any = None

    @property
    def test(self) -> dict[str, Any]:
        """As a policy spells it."""
        return {"op": self.op} if self.op in _PRESENCE else {"op": self.op, "value": self.value}


def parse_condition(text: str) -> Condition:
    """Raises ``AgsecError``, which names the part that is wrong."""
    match = _FIELD.match(text.strip())
    if match is None:
        raise AgsecError(f"`{text}` does not begin with a field", SHAPE)
    field, rest = match.group(), text.strip()[match.end() :]
    _check_field(field)
    op, value = (*rest.split(maxsplit=1), "", "")[:2] if rest[:1].isspace() else ("", "")
    _check_operator(text, field, op)
    condition = Condition(field, op, _value(text, op, value))
    _check_value(text, condition)
    return condition


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
        if value:
            raise AgsecError(f"`{op}` takes no value, and `{text}` gives it `{value}`", "leave the value out")
        return None
    if not value:
        raise AgsecError(f"`{text}` has no value after `{op}`", SHAPE)
    found = _json(text, value)
    return value if found is _MISSING or (op in _TEXT and not _is_text(found)) else found


def _json(text: str, value: str) -> Any:
    """What ``value`` is as JSON, or ``_MISSING``."""
    try:
        return json.loads(value, object_pairs_hook=_pairs, parse_constant=_no_constant)
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


def _is_text(value: Any) -> bool:
    """A text, or a list that holds only texts."""
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(each, str) for each in value))


def _check_value(text: str, condition: Condition) -> None:
    field = parse_field(condition.field)
    wrong = wrong_value(Test.model_validate(condition.test), field.quantified)
    if wrong:
        raise AgsecError(f"{wrong[1]}: `{text}`", wrong[2] or SHAPE)
