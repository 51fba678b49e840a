"""Write a tree as text: two spaces a level, and in one line what fits there."""

from __future__ import annotations

from .scalars import key, scalar
from .tree import Comment, Entry, Kind, Piece

WIDTH = 120  # characters a line, without the comment behind it
STEP = 2  # spaces a level

Rows = list[str]


def written(root: Piece) -> str:
    """Without an empty line at the start or the end."""
    rows = _collection(root, 0)
    if not root.entries and root.flow:
        rows = [f"{{}}{_beside(root.beside)}", *rows]
    return "".join(f"{row}\n" for row in rows)


def _collection(piece: Piece, indent: int) -> Rows:
    rows: Rows = []
    for number, entry in enumerate(piece.entries):
        rows += _entry(entry, indent, first=number == 0)
    return rows + _comments(piece.below, indent, first=not rows)


def _entry(entry: Entry, indent: int, first: bool) -> Rows:
    pad = " " * indent
    head = pad + (f"{key(entry.key)}:" if entry.key else "-")
    line, rows, hoisted = _value(entry, indent, WIDTH - len(head))
    above = _comments([*entry.above, *map(Comment, hoisted)], indent, first)
    gap = [""] if entry.blank and (above or not first) else []
    return [*above, *gap, head + line, *rows]


def _comments(found: list[Comment], indent: int, first: bool) -> Rows:
    """``first``: where no empty line goes before."""
    rows: Rows = []
    for comment in found:
        rows += [""] if comment.blank and (rows or not first) else []
        rows.append(" " * indent + comment.text)
    return rows


Written = tuple[str, Rows, list[str]]  # the rest of the line, the lines below it, comments that go above


def _value(entry: Entry, indent: int, room: int) -> Written:
    value, notes = entry.value, [*entry.beside, *entry.value.beside]
    lead = f" {value.properties}" if value.properties else ""
    if value.is_collection and not value.entries:
        empty = "[]" if value.kind is Kind.list else "{}"
        notes += [comment.text for comment in value.below]
        return f"{lead} {empty}{_beside(notes[-1:])}", [], notes[:-1]
    inline = in_line(value)
    if inline is not None and (not value.is_collection or len(lead) + 1 + len(inline) <= room):
        return f"{lead} {inline}{_beside(notes[-1:])}", [], notes[:-1]
    if inline is not None and value.flow and not any(entry.value.is_collection for entry in value.entries):
        line, *rows = _filled(value, WIDTH - room + len(lead) + 1)
        return f"{lead} {line}", [*rows[:-1], rows[-1] + _beside(notes[-1:])], notes[:-1]
    if value.kind is Kind.scalar:
        header, *rows = scalar(value, flow=False).split("\n")
        return f"{lead} {header}{_beside(notes[-1:])}", _indented(rows, indent + STEP), notes[:-1]
    if entry.key is None and value.kind is Kind.map and not lead:
        return _item(value, indent, notes)
    _part_items(value)
    return f"{lead}{_beside(notes[-1:])}", _collection(value, indent + STEP), notes[:-1]


def _part_items(piece: Piece) -> None:
    for entry in piece.entries if piece.parted else []:
        entry.value.block = True


def _filled(value: Piece, column: int) -> Rows:
    """A list of short values, as many in a line as fit; its bracket opens at ``column``."""
    rows: Rows = []
    row, width = "[", column + 1
    for entry in value.entries:
        part = f"{_part(entry)},"
        if width + len(part) > WIDTH:
            rows.append(row.rstrip())
            row, width = " " * (column + 1), column + 1
        row, width = f"{row}{part} ", width + len(part) + 1
    return [*rows, row.removesuffix(", ") + "]"]


def _item(value: Piece, indent: int, notes: list[str]) -> Written:
    """A mapping that begins in the line of its dash; comments above its first key go above the dash."""
    rows = _collection(value, indent + STEP)
    start = next(number for number, row in enumerate(rows) if row and not row.lstrip().startswith("#"))
    above = [row.lstrip() for row in rows[:start] if row]
    return f" {rows[start].lstrip()}", rows[start + 1 :], [*notes, *above]


def _indented(rows: Rows, indent: int) -> Rows:
    return [" " * indent + row if row else "" for row in rows]


def _beside(notes: list[str]) -> str:
    return "".join(f"  {note}" for note in notes)


def in_line(piece: Piece) -> str | None:
    """As it stands in one line; None where it cannot."""
    if piece.kind is Kind.alias:
        return piece.text
    if piece.kind is Kind.scalar:
        text = scalar(piece, flow=False)
        return None if "\n" in text else text
    if piece.block or piece.below:
        return None
    parts = [_part(entry) for entry in piece.entries]
    if any(part is None for part in parts):
        return None
    listed = ", ".join(part for part in parts if part is not None)
    return f"[{listed}]" if piece.kind is Kind.list else f"{{{listed}}}"


def _part(entry: Entry) -> str | None:
    """An entry of a collection in one line."""
    value = entry.value
    if entry.above or entry.beside or value.beside:
        return None
    text = scalar(value, flow=True) if value.kind is Kind.scalar else in_line(value)
    if text is None or "\n" in text:
        return None
    text = f"{value.properties} {text}" if value.properties else text
    return f"{key(entry.key)}: {text}" if entry.key else text
