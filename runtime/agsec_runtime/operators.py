"""One function per operator, ``(actual, expected) -> True | False | None``, in a table by opcode.

``actual`` is a present JSON value, ``ABSENT`` or ``UNREACHABLE``; None means undecidable.
"""

from __future__ import annotations

from . import abi
from .globset import matches_any
from .patterns import found
from .values import ABSENT, UNREACHABLE, equal, is_container, is_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Verdict = bool | None
    Operator = Callable[[Any, Any], Verdict]


def test(opcode: int, actual: Any, expected: Any) -> Verdict:
    """Ask one operator about one value."""
    if actual is ABSENT:
        return ON_ABSENT[opcode]
    if actual is UNREACHABLE or (type(actual) is not str and not is_json(actual)):
        return None
    return OPERATORS[opcode](actual, expected)


def _either(verdicts: list[Verdict]) -> Verdict:
    """OR over three values."""
    return True if True in verdicts else None if None in verdicts else False


def _not(verdict: Verdict) -> Verdict:
    return None if verdict is None else not verdict


def _equals(actual: Any, expected: Any) -> Verdict:
    return None if is_container(actual) is not is_container(expected) else equal(actual, expected)


def _differs(actual: Any, expected: Any) -> Verdict:
    return _not(_equals(actual, expected))


def _ordered(actual: Any, expected: Any) -> bool:
    """Whether the two have an order: numbers with numbers, strings with strings."""
    if type(expected) is str:
        return type(actual) is str
    return type(actual) in (int, float)


def _greater(actual: Any, expected: Any) -> Verdict:
    return actual > expected if _ordered(actual, expected) else None


def _less(actual: Any, expected: Any) -> Verdict:
    return actual < expected if _ordered(actual, expected) else None


def _at_least(actual: Any, expected: Any) -> Verdict:
    return actual >= expected if _ordered(actual, expected) else None


def _at_most(actual: Any, expected: Any) -> Verdict:
    return actual <= expected if _ordered(actual, expected) else None


def _in(actual: Any, expected: list[Any]) -> Verdict:
    return _either([_equals(actual, item) for item in expected])


def _not_in(actual: Any, expected: list[Any]) -> Verdict:
    return _not(_in(actual, expected))


def _contains(actual: Any, expected: list[Any]) -> Verdict:
    return _either([_holds(actual, item) for item in expected])


def _holds(actual: Any, item: Any) -> Verdict:
    kind = type(actual)
    if kind is list:
        return any([equal(member, item) for member in actual])
    if (kind is str or kind is dict) and type(item) is str:
        return item in actual
    return None


def _substring(actual: Any, expected: list[Any]) -> Verdict:
    return _contains(actual, expected) if type(actual) is str else None


def _starts_with(actual: Any, expected: list[str]) -> Verdict:
    return any([actual.startswith(prefix) for prefix in expected]) if type(actual) is str else None


def _ends_with(actual: Any, expected: list[str]) -> Verdict:
    return any([actual.endswith(suffix) for suffix in expected]) if type(actual) is str else None


def _regex(actual: Any, expected: list[Any]) -> Verdict:
    verdict: Verdict = False
    if type(actual) is not str:
        return None
    for pattern in expected:
        match = found(pattern, actual)
        if match:
            return True
        if match is None:
            verdict = None
    return verdict


def _not_regex(actual: Any, expected: list[Any]) -> Verdict:
    return _not(_regex(actual, expected))


def _glob(actual: Any, expected: list[Any]) -> Verdict:
    return matches_any(expected, actual) if type(actual) is str else None


def _not_glob(actual: Any, expected: list[Any]) -> Verdict:
    return _not(_glob(actual, expected))


def _exists(actual: Any, expected: None) -> Verdict:
    return True


def _not_exists(actual: Any, expected: None) -> Verdict:
    return False


OPERATORS: tuple[Operator, ...] = (
    _equals,
    _differs,
    _greater,
    _less,
    _at_least,
    _at_most,
    _in,
    _not_in,
    _contains,
    _starts_with,
    _ends_with,
    _regex,
    _not_regex,
    _glob,
    _not_glob,
    _exists,
    _not_exists,
    _substring,
)

# An absent field: negated operators cannot be decided, the others are false.
NEGATED = frozenset(["!=", "not_in", "not_regex", "not_glob"])
ON_ABSENT: tuple[Verdict, ...] = tuple(
    [None if name in NEGATED else name == "not_exists" for name in abi.OPERATORS],
)
# A list of elements that is empty satisfies `not_exists` and nothing else.
ON_EMPTY: tuple[bool, ...] = tuple([name == "not_exists" for name in abi.OPERATORS])
