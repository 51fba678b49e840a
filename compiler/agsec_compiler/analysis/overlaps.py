"""Statements that never decide, because another one matches whatever they match: duplicates, shadowed, redundant ones.

How many others a statement is compared with, for each of its fields and buckets, is bounded by `index`, so the work
grows with the number of statements; what the bound leaves out goes unreported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from agsec_runtime import abi

from .. import ir
from ..diagnostics import Diagnostic, Witness
from ..encode import pack
from ..facts import FLAGS, SHELL, is_verified
from ..passes.flatten import flatten
from ..patterns.globs import could_match
from .coverage import Comparison
from .index import Index
from .located import Placed, facts_of
from .spelling import spelled
from .witness import build

Found = tuple[Placed, ...]  # one for each action pattern


class Overlaps:
    """The statements of a set, to be asked for what covers one of them."""

    def __init__(self, statements: Sequence[Placed]) -> None:
        self.placed = {each.statement.ordinal: each for each in statements}
        self.flat = {each.statement.ordinal: _flat(each.statement) for each in statements}
        plain = list(self.flat.values())
        self.by_effect = [
            Index([each for each in plain if each.effect == effect]) for effect in range(len(abi.EFFECTS))
        ]
        self.comparison = Comparison()
        self.question = _Question(plain)
        self.first: dict[bytes, Placed] = {}

    def of(self, inner: Placed) -> Iterator[Diagnostic]:
        """At most one finding about a statement."""
        statement = self.flat[inner.statement.ordinal]
        same = self.first.setdefault(_spelled(statement), inner)
        if self.question.hangs_on(statement):
            return
        stronger = self._covering(inner, range(statement.effect), lambda other: True)
        if stronger:
            yield _shadowed(inner, stronger)
        elif same is not inner:
            yield _finding("AGS308", inner, (same,), f"{inner.name} says again what {same.name} says", "remove it")
        else:
            earlier = self._covering(inner, [statement.effect], lambda other: other.ordinal < statement.ordinal)
            if earlier:
                message = f"{inner.name} never decides: {_named(earlier)} before it matches whatever it matches"
                yield _finding("AGS307", inner, earlier, message, "remove it, or put it first if its reason matters")

    def _covering(self, inner: Placed, effects: Iterable[int], suits: Callable[[ir.Statement], bool]) -> Found | None:
        """A statement for each of the action patterns; None where one of them has none."""
        chosen = list(effects)
        statement = self.flat[inner.statement.ordinal]
        found = [self._for_pattern(statement, each, chosen, suits) for each in statement.actions]
        return None if None in found else tuple(self.placed[each.ordinal] for each in found if each)

    def _for_pattern(
        self, inner: ir.Statement, pattern: str, effects: list[int], suits: Callable[[ir.Statement], bool]
    ) -> ir.Statement | None:
        for effect in effects:
            for outer in self.by_effect[effect].candidates(inner, pattern):
                if suits(outer) and self.comparison.covers(outer, inner, pattern):
                    return outer
        return None


def _flat(statement: ir.Statement) -> ir.Statement:
    """Without lists of one term, which would be gone through again and again."""
    return replace(statement, condition=flatten(statement.condition))


def _spelled(statement: ir.Statement) -> bytes:
    return pack([statement.effect, sorted(statement.actions)]) + spelled(statement.condition)


def _named(found: Found) -> str:
    return " and ".join(dict.fromkeys(each.name for each in found))


def _shadowed(inner: Placed, outer: Found) -> Diagnostic:
    message = f"{inner.name} never decides: {_named(outer)} goes before and matches whatever it matches"
    return _finding("AGS306", inner, outer, message, "remove it, or narrow what goes before")


def _finding(code: str, inner: Placed, outer: Found, message: str, help: str) -> Diagnostic:
    others = {each.statement.ordinal: each for each in outer}.values()
    related = tuple(each.related(f"`{each.statement.sid}` stands here") for each in others)
    return Diagnostic(code, message, inner.source, inner.span, help, related, _witness(inner, outer))


def _witness(inner: Placed, outer: Found) -> Witness | None:
    """A request that matches the statement, so that the other one decides."""
    statement, other = inner.statement, outer[0].statement
    request = build([statement.condition], statement.actions[:1])
    if request is None:
        return None
    effect = abi.EFFECTS[other.effect] if other.effect == abi.DENY else None
    return Witness(*request, matches=(statement.sid, other.sid), effect=effect)


class _Question:
    """What the implied statement about unverified commands hangs on: with it would go more than one statement."""

    def __init__(self, statements: Iterable[ir.Statement]) -> None:
        self.named = Counter(name for each in statements for name in _facts_of_commands(each))

    def hangs_on(self, statement: ir.Statement) -> bool:
        """Whether the implied statement would come or go with this one."""
        own = Counter(_facts_of_commands(statement))
        return bool(own) and self._asks(self.named) is not self._asks(self.named - own)

    @staticmethod
    def _asks(named: Counter[str]) -> bool:
        return any(map(is_verified, named)) and not all(named[flag] for flag in FLAGS)


def _facts_of_commands(statement: ir.Statement) -> set[str]:
    if statement.effect == abi.ALLOW:
        return set()
    facts = set(facts_of(statement.condition))
    return facts if facts and any(could_match(pattern, SHELL) for pattern in statement.actions) else set()
