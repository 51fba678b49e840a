"""Policy text and the places in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters; lines and columns are computed on demand."""

    start: int
    end: int


@dataclass(frozen=True)
class Source:
    """One file: ``name`` is its ``/``-joined path inside the set, ``path`` what a person would type to open it."""

    name: str
    text: str
    path: str = ""

    @property
    def shown(self) -> str:
        return self.path or self.name

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    def position(self, offset: int) -> tuple[int, int]:
        """One-based line and column of ``offset``."""
        before = self.text[:offset]
        return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1

    def whole(self) -> Span:
        """The first line: where to point for a finding about the file."""
        return Span(0, len(self.lines[0]))
