"""Bring the tree of a policy file into its order: keys, spellings, and what stands in lines of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from agsec_compiler.model import Operator

from .comments import BLOCKS
from .scalars import DOUBLE, SINGLE
from .tree import Entry, Kind, Piece

ROOT = ("version", "default", "statements")
STATEMENT = ("sid", "effect", "actions", "match", "reason", "suggestion", "conditions")
TEST = ("op", "value")
PATTERNS = ("regex", "not_regex")
SYMBOLS = frozenset(op for op in get_args(Operator) if not op.replace("_", "").isalpha())


def canonical(root: Piece, is_test: bool, ordered: bool = True) -> Piece:
    """The tree itself, changed. Of a policy test, which has no order of its own, only the layout."""
    if is_test:
        _keep_blocks(root)
    else:
        _policy(root, ordered)
    return root


def _keep_blocks(piece: Piece) -> None:
    """What stands in lines of its own stays there."""
    piece.block = not piece.flow
    for entry in piece.entries:
        _keep_blocks(entry.value)


def _policy(root: Piece, ordered: bool) -> None:
    root.block = True
    if ordered:
        _order_root(root)
    for entry in root.entries:
        if entry.name == "version":
            _say(entry.value, "1.0", DOUBLE)
        if entry.name == "statements" and entry.value.kind is Kind.list:
            entry.value.block = True
            for item in entry.value.entries:
                _statement(item.value, ordered)


def _order_root(root: Piece) -> None:
    """The comments above the first key are the file's, and stay at its head."""
    if not root.entries:
        return
    first = root.entries[0]
    head, gap = first.above, first.blank
    first.above = []
    _order(root, ROOT)
    if root.entries[0] is not first:
        first.blank = True
        gap = gap or not head
    top = root.entries[0]
    if top.above:
        top.above[0].blank = gap
    else:
        top.blank = gap
    top.above = [*head, *top.above]


def _order(piece: Piece, names: Sequence[str]) -> None:
    """Known keys first, in their order; what is unknown keeps its own."""
    places = {name: place for place, name in enumerate(names)}
    piece.entries.sort(key=lambda entry: places.get(entry.name, len(names)))


def _statement(piece: Piece, ordered: bool) -> None:
    if piece.kind is not Kind.map:
        return
    piece.block = True
    if ordered:
        _order(piece, STATEMENT)
    for entry in piece.entries:
        _member(entry, ordered)


def _member(entry: Entry, ordered: bool) -> None:
    value = entry.value
    if entry.name in ("reason", "suggestion") and _is_text(value):
        _say(value, value.value, DOUBLE)
    elif entry.name == "effect" and value.value == "block":
        _say(value, "deny", "")
    elif entry.name == "actions" and value.kind is Kind.scalar and not value.properties:
        entry.value = _listed(entry)
    elif entry.name == "conditions":
        value.block = True
        for each in value.entries:
            _condition(each.value, ordered)


def _is_text(piece: Piece) -> bool:
    """What stands in one line and is not for another type to read."""
    if piece.kind is not Kind.scalar or piece.style in BLOCKS:
        return False
    return bool(piece.style) or (piece.text[:1].isalpha() and piece.text.lower() not in ("null", "true", "false"))


def _say(piece: Piece, value: str, style: str) -> None:
    if piece.kind is Kind.scalar:
        piece.value, piece.text, piece.style = value, value, style


def _listed(entry: Entry) -> Piece:
    """A lone action as a list of one."""
    value = entry.value
    listed = Piece(Kind.list, value.start, value.end, beside=value.beside)
    value.beside = []
    listed.entries.append(Entry(value, value.start, entry.column))
    return listed


def _condition(piece: Piece, ordered: bool) -> None:
    """Several tests of a field stand in lines of their own, unless they were in one line and fit there."""
    if piece.kind is Kind.list:
        piece.block, piece.parted = not piece.flow, True
        for each in piece.entries:
            _condition(each.value, ordered)
    elif piece.kind is Kind.map:
        _test(piece, ordered)


def _test(piece: Piece, ordered: bool) -> None:
    if ordered:
        _order(piece, TEST)
    by_name = {entry.name: entry.value for entry in piece.entries}
    operator = by_name.get("op")
    if operator is None:
        return
    _say(operator, operator.value, DOUBLE if operator.value in SYMBOLS else "")
    if operator.value in PATTERNS and "value" in by_name:
        _patterns(by_name["value"])


def _patterns(piece: Piece) -> None:
    """In single quotes, which leave a pattern as it is."""
    for each in [piece, *(entry.value for entry in piece.entries)]:
        if _is_text(each) and each.style and each.value.isprintable():
            _say(each, each.value, SINGLE)


def meaning(policy: Any) -> Any:
    """A policy with each thing that can be said in two ways said in one."""
    if not isinstance(policy, dict):
        return policy
    version = {"version": "1.0"} if policy.get("version") == 1.0 else {}
    listed = policy.get("statements")
    rows = {"statements": [_meant(each) for each in listed]} if isinstance(listed, list) else {}
    return {**policy, **version, **rows}


def _meant(statement: Any) -> Any:
    if not isinstance(statement, dict):
        return statement
    effect = {"effect": "deny"} if statement.get("effect") == "block" else {}
    actions = {"actions": [statement["actions"]]} if isinstance(statement.get("actions"), str) else {}
    return {**statement, **effect, **actions}
