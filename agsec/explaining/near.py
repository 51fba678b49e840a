"""Near misses: which few conditions would have to come out otherwise for the action to be allowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

from .terms import Always, Group, Leaf, Term, Verdict

REACH = 2  # conditions that may come out otherwise; what needs more is not near
MOST = 5  # ways that are told


@dataclass(frozen=True)
class Change:
    """A condition of the statement ``sid``, and how it would have to come out."""

    sid: str
    leaf: Leaf
    wanted: bool


@dataclass(frozen=True)
class Asked:
    """A candidate as it is seen here; one that is ``open`` lets access through where it matches."""

    sid: str
    is_open: bool
    term: Term

    @property
    def matches(self) -> bool:
        return _counts(self.term.verdict, self.is_open)


Way = dict[tuple[Any, bool], Change]  # by what is asked and how it is to come out


def near_misses(candidates: Iterable[Asked], allows_by_default: bool) -> list[list[Change]]:
    """Ways to an allow, the shortest first. Conditions that ask the same come out the same in all statements."""
    asked = list(candidates)
    closed = [_ways(each.term, each, False) for each in asked if not each.is_open and each.matches]
    opened = [_ways(each.term, each, True) for each in asked if each.is_open]
    entries: list[Way] = [{}] if allows_by_default else [way for ways in opened for way in ways]
    found = _joined([*closed, entries])
    return [
        list(way.values()) for way in sorted(_least(found), key=len) if way and _allows(way, asked, allows_by_default)
    ][:MOST]


def _ways(term: Term, of: Asked, wanted: bool) -> list[Way]:
    """What would have to change in a term for it to come to ``wanted``."""
    if _counts(term.verdict, of.is_open) is wanted:
        return [{}]
    match term:
        case Always():
            return []
        case Leaf():
            return [{(term.key, wanted): Change(of.sid, term, wanted)}]
        case Group(match=match, terms=terms):
            parts = [_ways(each, of, wanted) for each in terms]
            return _joined(parts) if (match == "all") is wanted else [way for ways in parts for way in ways]


def _joined(parts: list[list[Way]]) -> list[Way]:
    """Each choice of one way a part that is near and does not contradict itself."""
    found: list[Way] = [{}]
    for ways in parts:
        pairs = ({**other, **one} for one, other in product(found, ways))
        found = [way for way in pairs if len(way) <= REACH and len({key for key, _ in way}) == len(way)]
    return found


def _least(found: list[Way]) -> list[Way]:
    """Each way once, without those that do more than another."""
    unique = list({frozenset(way): way for way in found}.values())
    return [way for way in unique if not any(other.keys() < way.keys() for other in unique)]


def _allows(way: Way, asked: list[Asked], by_default: bool) -> bool:
    """Whether that is all: no statement forbids then, and one that lets through still matches, if it takes one."""
    outcome = {change.leaf.key: change.wanted for change in way.values()}
    matching = [each.is_open for each in asked if _after(each.term, each.is_open, outcome)]
    return all(matching) and (bool(matching) or by_default)


def _after(term: Term, is_open: bool, outcome: dict[Any, bool]) -> bool:
    match term:
        case Leaf():
            return outcome.get(term.key, _counts(term.verdict, is_open))
        case Group(match=match, terms=terms):
            found = [_after(each, is_open, outcome) for each in terms]
            return all(found) if match == "all" else any(found)
    return _counts(term.verdict, is_open)


def _counts(verdict: Verdict, is_open: bool) -> bool:
    """What is undecidable counts against access."""
    return not is_open if verdict is None else verdict
