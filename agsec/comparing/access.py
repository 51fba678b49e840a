"""Whether one policy set can let through what another does not: proven from the statements, for every request.

Nothing is decided wider by the set of after than by the one of before where

- each deny of before is a deny of after: it is covered by denies there, or nothing there could let the action through;
- each review of before is covered by denies and reviews of after, or no allow there could match the action;
- each allow of after is covered by allows of before, or the default of before allows;
- each review of after is covered by reviews of before, by allows without conditions, or the default of before allows;
- the default did not turn to allow.

Covered means: for each of its action patterns there are statements whose conditions hold wherever its own do, and whose
patterns take in that pattern together. Reviews and allows read what is undecidable in opposite ways, so between them
conditions are not compared. A deny or a review of after without conditions makes up for any allow or review of after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agsec_runtime import abi

from .globs import covers
from .implication import implies
from .rules import Rule, Rules

MAX_PAIRS = 5_000_000  # of conditions that are compared in one set; what is left after that counts as not covered


class Reach:
    """What is needed so that ``after`` grants no more than ``before``."""

    def __init__(self, before: Rules, after: Rules) -> None:
        self._old = _by_effect(before.rules)
        self._new = _by_effect(after.rules)
        self._before = before
        self._after = after
        self._pairs = 0

    def is_wider_by_default(self) -> bool:
        return self._after.default > self._before.default

    def keeps(self, rule: Rule) -> bool:
        """Whether a statement of before is not missed: what it forbade is still forbidden."""
        if rule.effect == abi.ALLOW:
            return True
        coverers = [*self._new[abi.DENY], *(self._new[abi.REVIEW] if rule.effect == abi.REVIEW else ())]
        granting = [*self._new[abi.ALLOW], *(self._new[abi.REVIEW] if rule.effect == abi.DENY else ())]
        return all(
            self._is_ungranted(pattern, granting) or self._is_covered(rule, pattern, coverers)
            for pattern in rule.actions
        )

    def grants_nothing_new(self, rule: Rule) -> bool:
        """Whether a statement of after lets through only what was let through before, or what after refuses anyway."""
        if rule.effect == abi.DENY or self._before.default == abi.ALLOW:
            return True
        sure = [each for each in (*self._new[abi.DENY], *self._barriers(rule)) if each.is_unconditional]
        known = self._old[rule.effect]
        known += [each for each in self._old[abi.ALLOW] if each.is_unconditional] if rule.effect == abi.REVIEW else []
        return all(self._is_covered(rule, pattern, [*known, *sure]) for pattern in rule.actions)

    def _barriers(self, rule: Rule) -> Sequence[Rule]:
        return self._new[abi.REVIEW] if rule.effect == abi.ALLOW else ()

    def _is_ungranted(self, pattern: str, granting: Iterable[Rule]) -> bool:
        return self._after.default == abi.DENY and not any(each.overlaps(pattern) for each in granting)

    def _is_covered(self, rule: Rule, pattern: str, coverers: Iterable[Rule]) -> bool:
        found = [each for each in coverers if each.overlaps(pattern) and self._implies(rule, each)]
        return covers(tuple(dict.fromkeys(action for each in found for action in each.actions)), pattern)

    def _implies(self, rule: Rule, other: Rule) -> bool:
        self._pairs += 1
        return self._pairs <= MAX_PAIRS and implies(rule.condition, other.condition)


def _by_effect(rules: Iterable[Rule]) -> list[list[Rule]]:
    found: list[list[Rule]] = [[], [], []]
    for rule in rules:
        found[rule.effect].append(rule)
    return found
