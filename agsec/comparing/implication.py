"""Whether one condition holds wherever another does: True only where that is certain, undecidable values included.

Both conditions are read for statements of one kind: what is undecidable counts as true for both, or as false for both.
A list of checks is an AND, several values of one check are an OR over three values, and a negated operator is NOT of
that; so more values of a check, fewer of a negated one, fewer checks and a wider bound never lose a match, whatever the
field holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from agsec_compiler import ir
from agsec_compiler.patterns.globs import compile_path
from agsec_runtime.globs import matches_path
from agsec_runtime.values import equal, is_container

NEGATED = {"!=": "==", "not_in": "in", "not_regex": "regex", "not_glob": "glob"}
_LISTED = ("in", "contains", "regex", "glob", "starts_with", "ends_with")


def implies(one: ir.Expr, other: ir.Expr) -> bool:
    """Whether ``other`` certainly matches whatever ``one`` matches."""
    match one, other:
        case (ir.Const(False), _) | (_, ir.Const(True)):
            return True
        case ir.Any(terms), _:
            return all(implies(term, other) for term in terms)
        case _, ir.All(terms):
            return all(implies(one, term) for term in terms)
        case ir.All(terms), ir.Any(others):
            return any(implies(term, other) for term in terms) or any(implies(one, each) for each in others)
        case ir.All(terms), _:
            return any(implies(term, other) for term in terms)
        case _, ir.Any(terms):
            return any(implies(one, term) for term in terms)
    return _field_implies(one, other)


def _field_implies(one: ir.Expr, other: ir.Expr) -> bool:
    match one, other:
        case ir.Field(root, steps, checks, each), ir.Field(root2, steps2, checks2, each2):
            same = (root, each) == (root2, each2) and _spelled(steps) == _spelled(steps2)
            return same and _checks_imply(checks, checks2, plain=True)
        case ir.Fact(root, name, checks, folded, each), ir.Fact(root2, name2, checks2, folded2, each2):
            same = (root, name, each) == (root2, name2, each2)
            return same and _checks_imply(checks, checks2) and _checks_imply(folded, folded2)
    return False


def _spelled(steps: Sequence[Any]) -> str:
    return repr(steps)  # `0` and `"0"` are different keys, and Python takes True for 1.


def _checks_imply(checks: tuple[ir.Check, ...], others: tuple[ir.Check, ...], plain: bool = False) -> bool:
    """``plain``: the value is one of the request's own, not a fact, whose elements may stand for several texts."""
    return all(any(_check_implies(check, other, plain) for check in checks) for other in others)


def _check_implies(check: ir.Check, other: ir.Check, plain: bool) -> bool:
    if other.op in NEGATED:
        return check.op in NEGATED and _values_imply(_positive(other), _positive(check), plain=False)
    if check.op in NEGATED:
        return False
    if other.op in ("exists", "not_exists") or check.op == "not_exists":
        return other.op == check.op or (other.op == "exists" and check.op != "not_exists")
    return _values_imply(_listed(check), _listed(other), plain)


def _positive(check: ir.Check) -> tuple[str, Sequence[Any]]:
    return _listed(ir.Check(NEGATED[check.op], check.value))


def _listed(check: ir.Check) -> tuple[str, Sequence[Any]]:
    """The operator and its values, `==` as an `in` of one value."""
    if check.op == "==":
        return "in", [check.value]
    return check.op, check.value if check.op in _LISTED else [check.value]


def _values_imply(one: tuple[str, Sequence[Any]], other: tuple[str, Sequence[Any]], plain: bool) -> bool:
    (op, values), (op2, values2) = one, other
    if op == op2:
        return all(any(_value_implies(op, value, value2) for value2 in values2) for value in values)
    if op in (">", "<", ">=", "<=") and op2 in (">", "<", ">=", "<="):
        return _bound_implies(op, values[0], op2, values2[0])
    return plain and op == "in" and op2 in _HOLDS and all(_holds_of(op2, value, values2) for value in values)


def _value_implies(op: str, value: Any, other: Any) -> bool:
    match op:
        case "in" | "contains":
            return equal(value, other)
        case "regex" | "glob":
            return bool((value.source, value.fold) == (other.source, other.fold))
        case "starts_with":
            return bool(value.startswith(other))
        case "ends_with":
            return bool(value.endswith(other))
    return _bound_implies(op, value, op, other)


def _bound_implies(op: str, bound: Any, op2: str, bound2: Any) -> bool:
    """`> 5` implies `>= 5` and `> 3`, but `> "5"` says nothing of numbers."""
    if op[0] != op2[0] or (type(bound) is str) is not (type(bound2) is str):
        return False
    beyond = bound > bound2 if op[0] == ">" else bound < bound2
    return bool(beyond or (bound == bound2 and (op == op2 or op2.endswith("="))))


def _holds_of(op: str, value: Any, expected: Sequence[Any]) -> bool:
    """Whether the operator holds for the scalar ``value``.

    What makes `in` undecidable, a list or a mapping, is so for these operators too.
    """
    return not is_container(value) and any(_HOLDS[op](value, each) for each in expected)


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def holds(value: Any, bound: Any) -> bool:
        kinds = (str,) if type(bound) is str else (int, float)
        return type(value) in kinds and compare(value, bound)

    return holds


def _of_text(holds: Callable[[str, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda value, expected: type(value) is str and holds(value, expected)


_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    ">": _ordered(lambda value, bound: value > bound),
    "<": _ordered(lambda value, bound: value < bound),
    ">=": _ordered(lambda value, bound: value >= bound),
    "<=": _ordered(lambda value, bound: value <= bound),
    "starts_with": _of_text(str.startswith),
    "ends_with": _of_text(str.endswith),
    "glob": _of_text(lambda value, glob: matches_path(compile_path(glob.source, glob.fold), value)),
}
