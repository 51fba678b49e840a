"""Count verdicts, in groups with a few examples: the same whatever way the records were cut into chunks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .changes import Access
from .judging import Verdict
from .recorded import Recorded

EXAMPLES = 3  # of a group: the newest, each with other params


class Example(NamedTuple):
    """``offset`` is where the record's line begins, in bytes."""

    offset: int
    time: str
    params: dict[str, Any] | None


@dataclass
class Group:
    count: int = 0
    examples: tuple[Example, ...] = ()

    def add(self, count: int, examples: Iterable[Example]) -> None:
        self.count += count
        distinct: dict[str, Example] = {}
        for each in sorted([*self.examples, *examples], key=lambda each: -each.offset):
            distinct.setdefault(repr(each.params), each)
        self.examples = tuple(distinct.values())[:EXAMPLES]


@dataclass
class Tally:
    """``groups`` are of what would be decided otherwise, or cannot be told."""

    counts: Counter[str] = field(default_factory=Counter)
    unreadable: int = 0
    groups: dict[tuple[str, Verdict], Group] = field(default_factory=dict)

    @property
    def records(self) -> int:
        return self.counts.total()

    def count(self, access: Access) -> int:
        return self.counts[access.value]

    def add(self, record: Recorded, verdict: Verdict, offset: int, time: str) -> None:
        self.counts[verdict.access.value] += 1
        if verdict.access is not Access.same:
            group = self.groups.setdefault((record.action, verdict), Group())
            group.add(1, [Example(offset, time, record.params)])

    def merge(self, other: Tally) -> None:
        self.counts += other.counts
        self.unreadable += other.unreadable
        for key, group in other.groups.items():
            self.groups.setdefault(key, Group()).add(group.count, group.examples)

    def of(self, access: Access) -> list[tuple[str, Verdict, Group]]:
        """The groups, the largest first."""
        found = [(action, verdict, group) for (action, verdict), group in self.groups.items()]
        return sorted(
            (each for each in found if each[1].access is access), key=lambda each: (-each[2].count, repr(each))
        )
