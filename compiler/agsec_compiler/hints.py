"""Texts without which a condition about facts is false: where no element has one, it need not even be unpacked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agsec_runtime import abi

from . import ir
from .anchors import Anchor, best
from .anchors import needs as anchored

_KINDS = (abi.EQUALS, abi.FRAGMENTS, abi.FOLDED, abi.GLOBBED)


def hints(expr: ir.Expr, needed: int) -> list[list[Any]] | None:
    """As ``agsec_runtime.abi`` has them; None where a text says nothing about the condition.

    ``needed``: the facts that are derived before (see ``needs``); no others are asked for.
    """
    if not needed:
        return None
    exact, folding = _found(_on(expr, folding=False), needed), _found(_on(expr, folding=True), needed)
    if exact is None or folding is None:
        return None
    if exact == folding:
        return [[abi.ANYWHERE, *each] for each in exact]
    return [[abi.NOT_FOLDING, *each] for each in exact] + [[abi.ONLY_FOLDING, *each] for each in folding]


def _on(expr: ir.Expr, folding: bool) -> ir.Expr:
    """The condition as it is asked on platforms that fold, or on the others."""
    match expr:
        case ir.All(terms) | ir.Any(terms):
            return replace(expr, terms=tuple(_on(term, folding) for term in terms))
        case ir.Fact(checks=[_, *_], folded=[_, *_]):
            return replace(expr, checks=()) if folding else replace(expr, folded=())
    return expr


def _found(expr: ir.Expr, needed: int) -> list[list[Any]] | None:
    tree = anchored(expr)
    found = best(tree, lambda anchor: _weight(anchor, needed)) if tree else None
    return [_hint(anchor) for anchor in found] if found else None


def _weight(anchor: Anchor, needed: int) -> float | None:
    """How many texts it has; None for what is no list of texts that is derived anyway."""
    place = anchor.place
    if place.opcode != abi.FACT_ANY or place.kind not in _KINDS or _name(anchor) not in abi.LISTED:
        return None
    if not needed >> abi.LISTED.index(_name(anchor)) & 1 or any(b"\0" in key for key in anchor.keys):
        return None
    if place.kind == abi.EQUALS and not all(key[:1] == b"s" for key in anchor.keys):
        return None
    return len(anchor.keys)


def _name(anchor: Anchor) -> str:
    return f"{abi.ROOTS[anchor.place.root]}.{anchor.place.steps[0]}"


def _hint(anchor: Anchor) -> list[Any]:
    texts = [key.decode() for key in anchor.keys]
    if anchor.place.kind == abi.EQUALS:
        texts = [text[1:] for text in texts]
    form = abi.LOWERED * (anchor.place.kind == abi.FOLDED) + abi.WITHOUT_CASE * anchor.place.folds
    return [abi.LISTED.index(_name(anchor)), form, "\0".join(texts)]
