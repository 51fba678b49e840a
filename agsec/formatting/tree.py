"""A YAML text as a person sees it: values with their style, keys in their order, comments where they belong."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    scalar = "scalar"
    alias = "alias"
    list = "list"
    map = "map"


@dataclass
class Comment:
    """``blank``: behind an empty line."""

    text: str
    blank: bool = False


@dataclass
class Piece:
    """A value. ``text`` is how a scalar is written, ``value`` what it says; ``properties`` are anchor and tag."""

    kind: Kind
    start: int
    end: int
    properties: str = ""
    style: str = ""  # of a scalar: empty, a quote, or the indicator of a block
    text: str = ""
    value: str = ""
    flow: bool = False  # as it was read
    block: bool = False  # never in one line
    parted: bool = False  # of a list that is not in one line: its items are neither
    column: int = 0  # of the keys or dashes of a collection
    entries: list[Entry] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)  # comments in its last line
    below: list[Comment] = field(default_factory=list)  # comments behind its last entry

    @property
    def is_collection(self) -> bool:
        return self.kind in (Kind.list, Kind.map)


@dataclass
class Entry:
    """An item of a list, or a key with its value. ``start`` is where its dash or its key stands."""

    value: Piece
    start: int
    column: int
    key: Piece | None = None
    blank: bool = False
    above: list[Comment] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)  # comments in the line of the key

    @property
    def name(self) -> str:
        return self.key.value if self.key else ""
