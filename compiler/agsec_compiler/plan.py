"""Put statements into buckets, so that a request meets only those whose action patterns can match it."""

from __future__ import annotations

from typing import Any

from agsec_runtime import abi

from . import ir
from .patterns.globs import compile_action, is_literal, literal_prefix, literal_suffix
from .shelves import LEAST, Entry, Shelf, shelved

Buckets = dict[str, Shelf]


def plan(program: ir.Program, least: int = LEAST) -> Buckets:
    """The buckets by key, statements in file order; ``least`` statements that share a field are worth an index."""
    buckets: dict[str, list[Entry]] = {}
    for statement in program.statements:
        for key, globs in _keys(statement.actions).items():
            buckets.setdefault(key, []).append(Entry(statement, globs))
    return {key: shelved(entries, least) for key, entries in buckets.items()}


def full_scan(program: ir.Program) -> Buckets:
    """One bucket for everything: the plan's twin without an index, for tests and measurements."""
    entries = [Entry(statement, statement.actions) for statement in program.statements]
    return {abi.KEY_REST: Shelf(entries, entries)}


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
