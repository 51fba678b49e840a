"""Put statements into buckets, so that a request meets only those whose action patterns can match it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from agsec_runtime import abi

from . import ir
from .anchors import Anchors, anchors
from .patterns.globs import compile_action, is_literal, literal_prefix, literal_suffix


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement in a bucket; ``globs`` are what the bucket's key leaves to be tested, None for nothing.

    ``anchors`` are what indexes of the bucket find it by, None where it is in none.
    """

    statement: ir.Statement
    globs: tuple[str, ...] | None
    anchors: Anchors | None = None


Buckets = dict[str, list[Entry]]


LEAST = 64  # statements that an index must have: fewer are asked as fast as it is


def plan(program: ir.Program, least: int = LEAST) -> Buckets:
    """The buckets by key, statements in file order; ``least`` statements that share a field are worth an index."""
    buckets: Buckets = {}
    for statement in program.statements:
        for key, globs in _keys(statement.actions).items():
            buckets.setdefault(key, []).append(Entry(statement, globs))
    return {key: entries if len(entries) < least else _anchored(entries, least) for key, entries in buckets.items()}


def _anchored(entries: list[Entry], least: int) -> list[Entry]:
    """With anchors, where enough statements of the bucket share the field of each."""
    found = [anchors(entry.statement.condition) for entry in entries]
    shared = Counter(anchor.field for each in found for anchor in each or ())
    return [
        replace(entry, anchors=each) if each and all(shared[anchor.field] >= least for anchor in each) else entry
        for entry, each in zip(entries, found, strict=True)
    ]


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
