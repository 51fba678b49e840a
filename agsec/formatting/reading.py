"""Read a YAML text as a tree that knows styles and comments."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML, events

from ..editing.outline import PROPERTIES, LayoutError, find
from .comments import BLOCKS, Found, content, located
from .tree import Comment, Entry, Kind, Piece

__all__ = ["LayoutError", "read"]


def read(text: str) -> Piece:
    """The root. Raises ``YAMLError`` for what is no YAML, and ``LayoutError`` where it is one for no person."""
    parsed = list(YAML(typ="safe", pure=True).parse(text))
    builder = _Builder(text)
    for event in parsed:
        builder.take(event)
    root = builder.root or Piece(Kind.map, 0, len(text))
    attach(text, root, located(text, parsed))
    return root


@dataclass
class _Builder:
    text: str
    root: Piece | None = None
    stack: list[Piece] = field(default_factory=list)
    keys: list[Piece | None] = field(default_factory=list)  # the key that waits for its value, by depth
    last: int = 0  # where the last value, or the last opening of a collection, ended

    def take(self, event: Any) -> None:
        match event:
            case events.MappingStartEvent() | events.SequenceStartEvent():
                self._open(event)
            case events.MappingEndEvent() | events.SequenceEndEvent():
                self._close(event)
            case events.ScalarEvent() | events.AliasEvent():
                self._add(self._leaf(event))

    def _open(self, event: Any) -> None:
        kind = Kind.list if isinstance(event, events.SequenceStartEvent) else Kind.map
        piece = Piece(kind, event.start_mark.index, 0, self._properties(event), flow=bool(event.flow_style))
        self._add(piece)
        self.stack.append(piece)
        self.keys.append(None)
        self.last = piece.start + len(piece.properties)

    def _close(self, event: Any) -> None:
        piece = self.stack.pop()
        self.keys.pop()
        piece.end = event.end_mark.index if piece.flow else self.last
        self.last = piece.end

    def _leaf(self, event: Any) -> Piece:
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, events.AliasEvent):
            return Piece(Kind.alias, start, end, text=f"*{event.anchor}")
        inner = content(self.text, event)
        text = self.text[inner:end] if end > inner else ""
        style = event.style or ""
        return Piece(Kind.scalar, start, max(start, end), self._properties(event), style, text, event.value)

    def _properties(self, event: Any) -> str:
        if not (event.anchor or event.tag):
            return ""
        found = PROPERTIES.match(self.text, event.start_mark.index)
        return " ".join(found.group().split()) if found else ""

    def _add(self, piece: Piece) -> None:
        if not self.stack:
            self.root = piece
        elif self.stack[-1].kind is Kind.list:
            self._item(self.stack[-1], piece)
        elif self.keys[-1] is None:
            self._key(piece)
        else:
            self._value(self.stack[-1], self.keys[-1], piece)
        self.last = max(self.last, piece.end)

    def _item(self, top: Piece, piece: Piece) -> None:
        dash = None if top.flow else find(self.text, "-", self.last, piece.start)
        start = piece.start if dash is None else dash
        self._entry(top, Entry(piece, start, self._column(start)))

    def _key(self, piece: Piece) -> None:
        if piece.kind is not Kind.scalar:
            raise LayoutError("a key is no text")
        self.keys[-1] = piece

    def _value(self, top: Piece, key: Piece, piece: Piece) -> None:
        self.keys[-1] = None
        self._entry(top, Entry(piece, key.start, self._column(key.start), key))

    def _entry(self, top: Piece, entry: Entry) -> None:
        if not top.entries:
            top.column = entry.column
        entry.blank = _follows_blank(self.text, entry.start)
        top.entries.append(entry)

    def _column(self, at: int) -> int:
        return at - self.text.rfind("\n", 0, at) - 1


def _follows_blank(text: str, at: int) -> bool:
    """Whether the line above that of ``at`` is empty."""
    start = text.rfind("\n", 0, at) + 1
    return start > 0 and not text[text.rfind("\n", 0, start - 1) + 1 : start - 1].strip()


def attach(text: str, root: Piece, found: list[Found]) -> None:
    """Give each comment to what it stands beside, above, or at the end of."""
    places = _Places(text, root)
    for each in found:
        line = text[text.rfind("\n", 0, each.start) + 1 : each.start]
        if line.strip():
            places.beside(each)
        else:
            places.alone(each, len(line))


class _Places:
    """Where comments can go, in the order of the text."""

    def __init__(self, text: str, root: Piece) -> None:
        self.text = text
        self.root = root
        self.entries = sorted(_entries(root), key=_start)  # An item stands before the first key in it.
        self.flows = [each for each in (root, *(entry.value for entry in self.entries)) if each.flow]
        self.ends = sorted(_ends(root, self.entries), key=_first)

    def beside(self, found: Found) -> None:
        """Behind the last thing that ends before it in its line."""
        at = bisect_right(self.ends, found.start, key=_first)
        if at and self.ends[at - 1][0] > self.text.rfind("\n", 0, found.start):
            self.ends[at - 1][1].append(found.text)
        else:
            following = self._following(found.start)
            (following.above if following else self.root.below).append(Comment(found.text))

    def alone(self, found: Found, column: int) -> None:
        comment = Comment(found.text, _follows_blank(self.text, found.start))
        flows = [each for each in self.flows if each.start < found.start < each.end]
        following = self._following(found.start)
        if flows:
            self._in_flow(comment, flows[-1], found.start)
        elif following and column <= following.column:
            following.above.append(comment)
        else:
            self._at_an_end(comment, column, found.start, following)

    def _following(self, at: int) -> Entry | None:
        place = bisect_right(self.entries, at, key=_start)
        return self.entries[place] if place < len(self.entries) else None

    def _in_flow(self, comment: Comment, piece: Piece, at: int) -> None:
        inside = [each for each in piece.entries if each.start > at]
        (inside[0].above if inside else piece.below).append(comment)

    def _at_an_end(self, comment: Comment, column: int, at: int, following: Entry | None) -> None:
        """Of the deepest collection that is open, and not deeper than the comment."""
        chain = self._chain(at)
        holder = next((each for each in reversed(chain) if each.column <= column), self.root)
        if following and any(each is following for each in holder.entries):
            following.above.append(comment)
        else:
            holder.below.append(comment)

    def _chain(self, at: int) -> list[Piece]:
        """The collections that hold the last entry before ``at``, from the root."""
        chain, piece = [self.root], self.root
        while True:
            before = [each for each in piece.entries if each.start < at]
            if not before or not before[-1].value.is_collection or before[-1].value.flow:
                return chain
            piece = before[-1].value
            chain.append(piece)


def _ends(root: Piece, entries: list[Entry]) -> Iterator[tuple[int, list[str]]]:
    """Where keys and values end, and the comments beside them."""
    for entry in entries:
        if entry.key:
            yield entry.key.end, entry.beside
        if entry.value.style in BLOCKS:
            yield entry.value.start, entry.value.beside
        elif entry.value.end > entry.value.start and (not entry.value.is_collection or entry.value.flow):
            yield entry.value.end, entry.value.beside
    if root.flow:
        yield root.end, root.beside


def _start(entry: Entry) -> int:
    return entry.start


def _first(end: tuple[int, list[str]]) -> int:
    return end[0]


def _entries(piece: Piece) -> Iterator[Entry]:
    for entry in piece.entries:
        yield entry
        yield from _entries(entry.value)
