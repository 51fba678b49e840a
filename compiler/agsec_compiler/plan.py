"""Put statements into buckets, so that a request meets only those whose action patterns can match it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agsec_runtime import abi

from . import ir
from .patterns.globs import compile_action, is_literal, literal_prefix, literal_suffix


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement in a bucket; ``globs`` are what the bucket's key leaves to be tested, None for nothing."""

    statement: ir.Statement
    globs: tuple[str, ...] | None


Buckets = dict[str, list[Entry]]


def plan(program: ir.Program) -> Buckets:
    """The buckets by key, statements in file order."""
    buckets: Buckets = {}
    for statement in program.statements:
        for key, globs in _keys(statement.actions).items():
            buckets.setdefault(key, []).append(Entry(statement, globs))
    return buckets


def full_scan(program: ir.Program) -> Buckets:
    """One bucket for everything: the plan's twin without an index, for tests and measurements."""
    return {abi.KEY_REST: [Entry(statement, statement.actions) for statement in program.statements]}


def tokens(globs: tuple[str, ...] | None) -> list[Any] | None:
    return None if globs is None else [compile_action(glob) for glob in globs]


def _keys(actions: tuple[str, ...]) -> dict[str, tuple[str, ...] | None]:
    left: dict[str, list[str]] = {}
    implied: set[str] = set()
    for pattern in actions:
        key, is_implied = _key(pattern)
        left.setdefault(key, []).append(pattern)
        if is_implied:
            implied.add(key)
    return {key: None if key in implied else tuple(patterns) for key, patterns in left.items()}


def _key(pattern: str) -> tuple[str, bool]:
    """The most telling bucket for a pattern, and whether its key alone implies a match."""
    if is_literal(pattern):
        return abi.KEY_EXACT + pattern, True
    first, dot, _ = literal_prefix(pattern).partition(".")
    if dot:
        return abi.KEY_FIRST + first, pattern == f"{first}.*"
    _, dot, last = literal_suffix(pattern).rpartition(".")
    if dot:
        return abi.KEY_LAST + last, pattern == f"*.{last}"
    return abi.KEY_REST, pattern == "*"
