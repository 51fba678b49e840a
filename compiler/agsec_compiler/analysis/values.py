"""What a test says of each kind of value, as the evaluator would: the texts it holds for, and its verdict on others.

Section 5 of the language page: what cannot be decided counts as true in deny and review statements, as false in allow
statements. ``sure`` asks for the latter: whether the test holds for certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from fractions import Fraction
from itertools import pairwise
from typing import Any

from .. import ir
from ..patterns import irregularity
from ..patterns.language import ALL, NONE, Language, UnsureError, either, of_glob, of_order, of_regex, of_text


class Odd(Enum):
    """Values that are no scalars."""

    ABSENT = "absent"
    STUCK = "a step into what cannot take the key, or a value that is not JSON's"
    LIST = "a list"
    MAPPING = "a mapping"
    NO_ELEMENTS = "a list of facts, or behind `*`, that is empty"


VARIES = "varies"  # the verdict hangs on what is in the list or mapping
Verdict = bool | str | None

NEGATED = frozenset({"!=", "not_in", "not_regex", "not_glob"})
ORDER = frozenset({">", "<", ">=", "<="})


def verdict(check: ir.Check, value: Any, each: bool) -> Verdict:
    """What a test says of a value that is no text: an ``Odd`` one, a boolean or a number."""
    match value:
        case Odd.NO_ELEMENTS:
            return check.op == "not_exists"
        case Odd.ABSENT:
            return None if check.op in NEGATED else check.op == "not_exists"
        case Odd.STUCK:
            return None
    if check.op in ("exists", "not_exists"):
        return check.op == "exists"
    if check.op in ("==", "in"):
        return _either([_equal(value, each) for each in operands(check)])
    if check.op in ("!=", "not_in"):
        return _not(_either([_equal(value, each) for each in operands(check)]))
    if check.op in ORDER:
        return _ordered(check.op, value, check.value)
    return _contains(check, value) if check.op == "contains" and not each else None


def _contains(check: ir.Check, value: Any) -> Verdict:
    if value is Odd.MAPPING and not any(isinstance(each, str) for each in operands(check)):
        return None
    return VARIES if value in (Odd.LIST, Odd.MAPPING) else None


def operands(check: ir.Check) -> Sequence[Any]:
    """What the test compares with, one by one."""
    if check.op in ("in", "not_in") or isinstance(check.value, tuple):
        values: Sequence[Any] = check.value
        return values
    return [check.value]


def _equal(value: Any, expected: Any) -> Verdict:
    container = {Odd.LIST: list, Odd.MAPPING: dict}.get(value) if isinstance(value, Odd) else None
    if isinstance(expected, (list, dict)) is not (container is not None):
        return None
    if container is not None:
        return VARIES if isinstance(expected, container) else False
    same_kind = not isinstance(expected, str) and isinstance(value, bool) is isinstance(expected, bool)
    return same_kind and bool(value == expected)


def _ordered(op: str, value: Any, expected: Any) -> Verdict:
    if isinstance(expected, str) or isinstance(value, (bool, Odd)):
        return None
    return bool({">": value > expected, "<": value < expected, ">=": value >= expected, "<=": value <= expected}[op])


def _either(verdicts: Iterable[Verdict]) -> Verdict:
    found = list(verdicts)
    return next((each for each in (True, VARIES, None) if each in found), False)


def _not(given: Verdict) -> Verdict:
    return not given if isinstance(given, bool) else given


def numbers(checks: Iterable[ir.Check]) -> list[Fraction]:
    """A number for each way in which numbers can stand to those of the tests: each of them, and what lies between."""
    named = sorted({Fraction(each) for check in checks for each in operands(check) if is_number(each)})
    if not named:
        return [Fraction(0)]
    between = [(low + high) / 2 for low, high in pairwise(named)]
    return [named[0] - 1, *named, *between, named[-1] + 1]


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def texts(check: ir.Check, sure: bool) -> Language:
    """The texts that the test holds for. Raises ``UnsureError``."""
    return ~_texts(check, not sure) if check.op in NEGATED else _texts(check, sure)


def _texts(check: ir.Check, sure: bool) -> Language:
    """The texts of the test without its negation."""
    match check.op.removeprefix("not_"):
        case "exists":
            return NONE if check.op == "not_exists" else ALL
        case "==" | "!=" | "in":
            return _some(check, sure, (list, dict), lambda text: of_text(text, True, True))
        case "contains":
            return _some(check, sure, (bool, int, float), lambda text: of_text(text, False, False))
        case "starts_with":
            return either(of_text(each, True, False) for each in operands(check))
        case "ends_with":
            return either(of_text(each, False, True) for each in operands(check))
        case "regex":
            return either(map(_of_regex, operands(check)))
        case "glob":
            return either(of_glob(each.source, each.fold) for each in operands(check))
    if isinstance(check.value, str):
        return of_order(check.op, check.value)
    return NONE if sure else ALL


def _some(check: ir.Check, sure: bool, undecidable: tuple[type, ...], of: Any) -> Language:
    """The texts of one of the operands; a text that none of them takes may be left undecidable by one."""
    if not sure and any(isinstance(each, undecidable) for each in operands(check)):
        return ALL
    return either(of(each) for each in operands(check) if isinstance(each, str))


def _of_regex(pattern: ir.Regex) -> Language:
    """Raises ``UnsureError`` for a pattern that needs an engine, which may run out of time."""
    if irregularity(pattern.source):
        raise UnsureError(pattern.source)
    return of_regex(pattern.source, pattern.fold)


def is_regex(check: ir.Check) -> bool:
    return check.op in ("regex", "not_regex")


def is_bounded(check: ir.Check) -> bool:
    """Whether the test holds for no text that is too long for a regex."""
    return check.op in ("==", "in") and not any(isinstance(each, (list, dict)) for each in operands(check))


def holds_for(check: ir.Check, text: str, sure: bool) -> bool:
    """Whether the test holds for a text, as far as that can be told."""
    return decider(check, sure)(text)


def decider(check: ir.Check, sure: bool) -> Callable[[str], bool]:
    """What tells whether the test holds for a text; it says no where that cannot be told."""
    quick, values = _QUICK.get(check.op.removeprefix("not_")), operands(check)
    if quick and all(isinstance(each, str) for each in values):
        negated = check.op.startswith("not_")
        return lambda text: any(quick(text, each) for each in values) is not negated
    try:
        return texts(check, sure).holds
    except UnsureError:
        return lambda text: False


_QUICK: dict[str, Callable[[str, str], bool]] = {
    "==": str.__eq__,
    "!=": str.__ne__,
    "in": str.__eq__,
    ">": str.__gt__,
    "<": str.__lt__,
    ">=": str.__ge__,
    "<=": str.__le__,
    "contains": str.__contains__,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
}
