"""The statements that differ between two policy sets, in pairs, each with what it does to access."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from .access import Reach
from .rules import Rule, Rules


class Access(str, Enum):
    """What a change does; ``unknown`` is what cannot be told."""

    widened = "widened"
    unknown = "cannot tell"
    tightened = "tightened"
    same = "same"


@dataclass(frozen=True)
class Change:
    """A statement that was added (no ``before``), removed (no ``after``), or changed."""

    before: Rule | None
    after: Rule | None
    access: Access

    @property
    def sid(self) -> str:
        named = self.after or self.before
        return named.sid if named else ""


@dataclass(frozen=True)
class Comparison:
    """``changes`` by what they do, newly granted first; ``default`` is what the set's own default does.

    ``files`` are those that differ where a bundle is compared, whose statements are not known.
    """

    before: Rules
    after: Rules
    changes: tuple[Change, ...]
    default: Access
    files: tuple[str, ...] = ()

    @property
    def is_opaque(self) -> bool:
        return self.before.is_bundle or self.after.is_bundle

    @property
    def access(self) -> Access:
        """Of the whole: widened if anything is; unknown if anything may be; else what is left."""
        found = {self.default, *(each.access for each in self.changes)}
        found |= {Access.unknown} if self.files else set()
        return next((each for each in Access if each in found), Access.same)

    def of(self, access: Access) -> tuple[Change, ...]:
        return tuple(each for each in self.changes if each.access is access)


def compare(before: Rules, after: Rules) -> Comparison:
    """What ``after`` changes. Where nothing is widened or unknown, no request is decided wider than by ``before``."""
    forward, backward = Reach(before, after), Reach(after, before)
    default = _access(not forward.is_wider_by_default(), not backward.is_wider_by_default())
    if before.is_bundle or after.is_bundle:
        return Comparison(before, after, (), default, _files(before.files, after.files))
    changes = [_classified(old, new, forward, backward) for old, new in _pairs(before.rules, after.rules)]
    order = list(Access)
    return Comparison(before, after, tuple(sorted(changes, key=lambda each: order.index(each.access))), default)


def _files(before: dict[str, str], after: dict[str, str]) -> tuple[str, ...]:
    """Equal files in another order mean the same: only which of two equal statements is named hangs on that."""
    return tuple(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)))


def _classified(old: Rule | None, new: Rule | None, forward: Reach, backward: Reach) -> Change:
    no_wider = (old is None or forward.keeps(old)) and (new is None or forward.grants_nothing_new(new))
    no_tighter = (new is None or backward.keeps(new)) and (old is None or backward.grants_nothing_new(old))
    return Change(old, new, _access(no_wider, no_tighter))


def _access(no_wider: bool, no_tighter: bool) -> Access:
    if no_wider:
        return Access.same if no_tighter else Access.tightened
    return Access.widened if no_tighter else Access.unknown


Pair = tuple[Rule | None, Rule | None]


def _pairs(before: Iterable[Rule], after: Iterable[Rule]) -> Iterator[Pair]:
    """Those that differ, paired by sid, and by content where the name is another; the rest is alone."""
    old, new = list(before), list(after)
    _matched(old, new, lambda each: (each.sid, each.meaning))
    _matched(old, new, lambda each: None if each.is_named else each.meaning)  # Of these only a number moved.
    named = _matched(old, new, lambda each: each.sid)
    renamed = _matched(old, new, lambda each: each.meaning)
    yield from named
    yield from renamed
    yield from ((each, None) for each in old)
    yield from ((None, each) for each in new)


def _matched(old: list[Rule], new: list[Rule], key: Callable[[Rule], Any]) -> list[tuple[Rule, Rule]]:
    """Take the pairs with equal keys out of both lists, in order; None is no key."""
    waiting: dict[Any, deque[Rule]] = defaultdict(deque)
    for rule in old:
        waiting[key(rule)].append(rule)
    waiting.pop(None, None)
    pairs = [(waiting[key(rule)].popleft(), rule) for rule in new if waiting.get(key(rule))]
    taken_old, taken_new = ({id(each) for each in side} for side in zip(*pairs, strict=True)) if pairs else ((), ())
    old[:] = [each for each in old if id(each) not in taken_old]
    new[:] = [each for each in new if id(each) not in taken_new]
    return pairs
