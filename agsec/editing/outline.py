"""Where the statements of a policy file stand in its text: what an edit needs to know, and no values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML, events
from ruamel.yaml.error import YAMLError

PROPERTIES = re.compile(r"[&!]\S*(?:\s+[&!]\S*)*")
_COLON = re.compile(r"(?:\s|#[^\n]*)*:")
_GAP = re.compile(r"[ \t\n:]*(?:#[^\n]*)?")


class LayoutError(ValueError):
    """The file cannot be edited in place; the text says why."""


@dataclass
class Item:
    """A statement: from its first character, anchor included, to the last one that says something."""

    start: int
    end: int = 0
    reach: int = 0  # where the parser says that it ends: a block text may go on in blank lines
    aliases: set[int] = field(default_factory=set)  # the statements whose anchors it uses


@dataclass
class Outline:
    """All offsets are characters of ``text``, whose lines end in ``\\n`` alone."""

    text: str
    items: list[Item] = field(default_factory=list)
    key: tuple[int, int] | None = None  # the key `statements`
    start: int = 0  # of its value
    end: int = 0
    flow: bool = False  # `[...]`
    root: int | None = None  # the first key of the file, or the `{` that opens it
    root_flow: bool = False
    last: int = 0  # where the file's last value ends
    blank: int | None = None  # where the value of a document without one would stand

    def colon(self) -> int:
        """Just behind the colon of `statements:`, and behind an anchor there."""
        if self.key is None:
            raise LayoutError("there is no `statements`")
        found = PROPERTIES.match(self.text, self.start) or _COLON.match(self.text, self.key[1])
        if found is None:
            raise LayoutError("`statements` has no colon")
        return found.end()

    def mark(self, index: int, sign: str) -> int | None:
        """Where the ``sign`` (`-` or `,`) between statement ``index`` and the one before it stands."""
        if index:
            low = self.items[index - 1].end
        else:
            found = PROPERTIES.match(self.text, self.start)
            low = found.end() if found else self.start
        high = self.items[index].start if index < len(self.items) else self.end
        return find(self.text, sign, low, high)


def find(text: str, sign: str, low: int, high: int) -> int | None:
    """The first ``sign`` in a stretch that holds only space, signs and comments."""
    while low < high:
        if text[low] == sign:
            return low
        low = _step(text, low)
    return None


def _step(text: str, at: int) -> int:
    match = _GAP.match(text, at)
    return max(match.end() if match else at, at + 1)


def outline(text: str) -> Outline:
    """Raises ``LayoutError`` for what is no YAML, or no policy file."""
    found = Outline(text)
    try:
        _Reader(found).run()
    except (YAMLError, ValueError, RecursionError) as error:
        raise LayoutError(f"it cannot be read: {str(error).splitlines()[0]}") from None
    return found


class _Reader:
    """Follows the parser's events, two levels deep."""

    def __init__(self, found: Outline) -> None:
        self.found = found
        self.depth = 0
        self.keys = 0  # nodes seen at depth one: keys and values in turn
        self.inside = False  # of the value of `statements`
        self.item: Item | None = None
        self.anchors: dict[str, int | None] = {}

    def run(self) -> None:
        for event in YAML(typ="safe", pure=True).parse(self.found.text):
            match event:
                case events.MappingStartEvent() | events.SequenceStartEvent():
                    self._opens(event)
                    self.depth += 1
                case events.MappingEndEvent() | events.SequenceEndEvent():
                    self.depth -= 1
                    self._closes(event)
                case events.ScalarEvent() | events.AliasEvent():
                    self._opens(event)
                    self._closes(event)

    def _opens(self, event: Any) -> None:
        at: int = event.start_mark.index
        if self.depth == 0:
            self._root(event, at)
        elif self.depth == 1:
            self._member(event, at)
        elif self.depth == 2 and self.inside:
            self.item = Item(at)
            self.found.items.append(self.item)
        self._names(event)

    def _root(self, event: Any, at: int) -> None:
        if isinstance(event, events.ScalarEvent):
            self.found.blank = at
        elif getattr(event, "flow_style", False):
            self.found.root, self.found.root_flow = at, True

    def _member(self, event: Any, at: int) -> None:
        if self.found.root is None:
            self.found.root = at
        if self.keys % 2 == 0:
            self.inside = getattr(event, "value", None) == "statements"
            if self.inside:
                self.found.key = (at, event.end_mark.index)
        elif self.inside:
            self.found.start, self.found.flow = at, bool(getattr(event, "flow_style", False))
        self.keys += 1

    def _names(self, event: Any) -> None:
        """An alias leads to the last anchor of its name before it."""
        here = len(self.found.items) - 1 if self.item else None
        if isinstance(event, events.AliasEvent):
            target = self.anchors.get(event.anchor)
            if self.item and target is not None and target != here:
                self.item.aliases.add(target)
        elif event.anchor:
            self.anchors[event.anchor] = here

    def _closes(self, event: Any) -> None:
        low, high = event.start_mark.index, event.end_mark.index
        if high > low:  # The end of a block has no text, and lies behind the comments that follow.
            self.found.last = low + len(self.found.text[low:high].rstrip())
            if self.item:
                self.item.end, self.item.reach = self.found.last, high
        if self.depth == 2:
            self.item = None
        if self.depth == 1 and self.inside and self.keys % 2 == 0:
            self.found.end = high


def lines(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The lines of ``text`` from the one that begins at ``start``, as offsets without the newline."""
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1
