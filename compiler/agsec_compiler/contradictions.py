"""Find tests of one field that no value can pass together. Silent where that is not certain."""

from __future__ import annotations

from typing import Any

from .encode import pack
from .model import Test

_LOWER, _UPPER = (">", ">="), ("<", "<=")


def contradiction(tests: list[Test]) -> str | None:
    """Why ``tests`` cannot all hold, in a few words; None where they may."""
    operators = {test.op for test in tests}
    if "not_exists" in operators and len(operators) > 1:
        other = next(test.op for test in tests if test.op != "not_exists")
        return f"`not_exists` and `{other}` exclude one another"
    return _no_common_value(tests) or _empty_range(tests)


def _no_common_value(tests: list[Test]) -> str | None:
    """The values that `==` and `in` leave over, less those that `!=` and `not_in` take away."""
    choices = [[test.value] if test.op == "==" else test.value for test in tests if test.op in ("==", "in")]
    if not choices:
        return None
    left = {key_of(value) for value in choices[0]}
    for more in choices[1:]:
        left &= {key_of(value) for value in more}
    for test in tests:
        if test.op in ("!=", "not_in"):
            left -= {key_of(value) for value in (test.value if test.op == "not_in" else [test.value])}
    return None if left else "no value passes its `==`, `in`, `!=` and `not_in` tests together"


def key_of(value: Any) -> bytes:
    """Equal for values that the language calls equal: `1` and `1.0` are, `1` and `true` are not."""
    return pack(_as_float(value))


def _as_float(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_float(item) for item in value]
    if isinstance(value, dict):
        return {key: _as_float(item) for key, item in value.items()}
    exact = isinstance(value, int) and not isinstance(value, bool) and int(float(value)) == value
    return float(value) + 0.0 if exact or isinstance(value, float) else value  # -0.0 becomes 0.0.


def _empty_range(tests: list[Test]) -> str | None:
    lower = [(test.value, test.op) for test in tests if test.op in _LOWER]
    upper = [(test.value, test.op) for test in tests if test.op in _UPPER]
    if len({isinstance(value, str) for value, _ in [*lower, *upper]}) > 1:
        return "a value cannot be compared both with a number and with a string"
    if not lower or not upper:
        return None
    low, low_op = max(lower, key=lambda bound: (bound[0], bound[1] == ">"))
    high, high_op = min(upper, key=lambda bound: (bound[0], bound[1] != "<"))
    if low > high or (low == high and (low_op, high_op) != (">=", "<=")):
        return f"nothing is both `{low_op} {low}` and `{high_op} {high}`"
    return None
