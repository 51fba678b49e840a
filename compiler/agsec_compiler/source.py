"""Policy text and the places in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Span(NamedTuple):
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

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """One-based line and column of ``offset``."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def whole(self) -> Span:
        """The first line: where to point for a finding about the file."""
        return Span(0, len(self.lines[0]))
