"""Find the statements that may cover another one, without looking at all of them.

A statement covers another only if one of its action patterns covers one of the other's, and each of its fields is one
of the other's. So statements stand under the bucket of each of their patterns, and there under one field; those that
want one of a list of values under each of these values. Of those under one field all are compared in sets of up to 256
statements of an effect, in larger ones fewer, so that the work is bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from agsec_runtime import abi

from .. import ir
from ..contradictions import key_of
from ..patterns.globs import is_literal, literal_prefix, literal_suffix
from .values import operands

COMPARISONS = 1 << 16  # that all statements of an effect share, where all stand under one field of a bucket
LEAST_COMPARED = 32  # for each statement that looks for one that covers it, however many there are

Field = tuple[Any, ...]
Key = tuple[str, Field | None, bytes | None]


class Index:
    """Statements of one effect, by what those that they may cover have in common with them."""

    def __init__(self, statements: Sequence[ir.Statement]) -> None:
        self._found: dict[Key, list[ir.Statement]] = {}
        self._most = max(LEAST_COMPARED, COMPARISONS // max(1, len(statements)))
        for statement in statements:
            keys = {
                (bucket, field, value)
                for bucket in map(bucket_of, statement.actions)
                for field, values in _fields(statement.condition)
                for value in values
            }
            for key in keys:
                self._found.setdefault(key, []).append(statement)

    def candidates(self, statement: ir.Statement, pattern: str) -> Iterator[ir.Statement]:
        """Those that may cover what a statement matches under one of its action patterns, in no order."""
        fields: list[tuple[Field | None, bytes | None]] = [(None, None)]
        for field, value in _asked(statement.condition):
            fields += [(field, None), (field, value)]
        for bucket in buckets_for(pattern):
            for asked in dict.fromkeys(fields):
                listed = self._found.get((bucket, *asked), [])
                yield from (each for each in listed[: self._most] if each is not statement)


def _fields(expr: ir.Expr) -> list[tuple[Field | None, list[bytes | None]]]:
    """The fields under one of which a statement is found, and the values that it wants there."""
    match expr:
        case ir.All(terms):
            return max(map(_fields, terms), key=_worth)
        case ir.Any(terms):
            return [each for term in terms for each in _fields(term)]
        case ir.Field(root, steps, checks):
            return [((root, steps), _wanted(checks))]
        case ir.Fact(root, name, checks, folded):
            return [((root, name), _wanted(folded or checks))]
    return [(None, [None])]


def _worth(choice: list[tuple[Field | None, list[bytes | None]]]) -> tuple[bool, bool]:
    """Values tell more than a field alone, a field more than none."""
    return all(None not in values for _, values in choice), all(field is not None for field, _ in choice)


def _wanted(checks: Iterable[ir.Check]) -> list[bytes | None]:
    for check in checks:
        if check.op in ("==", "in"):
            return [key_of(value) for value in operands(check)]
    return [None]


def _asked(expr: ir.Expr) -> Iterator[tuple[Field, bytes | None]]:
    """The fields of a statement, each with one of the values that it wants."""
    match expr:
        case ir.All(terms) | ir.Any(terms):
            for term in terms:
                yield from _asked(term)
        case ir.Field(root, steps, checks):
            yield (root, steps), _wanted(checks)[0]
        case ir.Fact(root, name, checks, folded):
            yield (root, name), _wanted(folded or checks)[0]


def bucket_of(pattern: str) -> str:
    """Where a pattern stands: the key of `plan` that tells most of it."""
    if is_literal(pattern):
        return abi.KEY_EXACT + pattern
    first, dot, _ = literal_prefix(pattern).partition(".")
    if dot:
        return abi.KEY_FIRST + first
    _, dot, last = literal_suffix(pattern).rpartition(".")
    return abi.KEY_LAST + last if dot else abi.KEY_REST


def buckets_for(pattern: str) -> list[str]:
    """Where what may cover a pattern is found."""
    prefix, suffix = (pattern, pattern) if is_literal(pattern) else (literal_prefix(pattern), literal_suffix(pattern))
    first, is_first, _ = prefix.partition(".")
    _, is_last, last = suffix.rpartition(".")
    found = [abi.KEY_EXACT + pattern] if is_literal(pattern) else []
    found += [abi.KEY_FIRST + first] if is_first else []
    found += [abi.KEY_LAST + last] if is_last else []
    return [*found, abi.KEY_REST]
