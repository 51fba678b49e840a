"""Put a statement into the text of a policy file, or take one out: nothing else of the text changes.

A statement owns its lines, the comments inside of it (those that stand deeper than its dash), the comments directly
above it that stand no deeper than its dash, and the blank lines above these. A comment with a blank line below it is
nobody's and stays.

Which stretch of text may go or where one may come in is not always plain: blank lines can be the end of the block text
of the statement before. So each function yields the possible edits, the best first, and the caller takes the first
after which all other statements are what they were.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from re import finditer

from .outline import Item, LayoutError, Outline, lines

BOM = b"\xef\xbb\xbf"
Edit = tuple[int, int, str]  # from, to, what comes there instead


@dataclass(frozen=True)
class Content:
    """The bytes of a file, and the text that the compiler sees: without byte order mark, lines ending in ``\\n``."""

    data: bytes

    @cached_property
    def _decoded(self) -> str:
        return self.data.removeprefix(BOM).decode()

    @cached_property
    def text(self) -> str:
        """Raises ``UnicodeDecodeError``."""
        return self._decoded.replace("\r\n", "\n")

    @cached_property
    def _pairs(self) -> list[int]:
        """The newlines of ``text`` that are written as CR LF."""
        return [match.start() - number for number, match in enumerate(finditer("\r\n", self._decoded))]

    def edited(self, edits: list[Edit]) -> Content:
        """With every edit, given by places in ``text``; new lines end as most lines of the file do."""
        newline = "\r\n" if 2 * len(self._pairs) > self.text.count("\n") else "\n"
        raw = self._decoded
        for start, end, new in sorted(edits, reverse=True):
            head, tail = (at + bisect_left(self._pairs, at) for at in (start, end))
            raw = raw[:head] + new.replace("\n", newline) + raw[tail:]
        return Content((BOM if self.data.startswith(BOM) else b"") + raw.encode())


def removals(found: Outline, index: int) -> Iterator[list[Edit]]:
    """Ways to take out statement ``index``. Raises ``LayoutError`` where there is none."""
    users = sorted(number for number, item in enumerate(found.items) if index in item.aliases)
    if users:
        line = found.text.count("\n", 0, found.items[users[0]].start) + 1
        raise LayoutError(f"it defines an anchor that is used in line {line}")
    yield from _flow_removals(found, index) if found.flow else _block_removals(found, index)


def _block_removals(found: Outline, index: int) -> Iterator[list[Edit]]:
    text, item = found.text, found.items[index]
    dash = found.mark(index, "-")
    if dash is None or text[_line_start(text, dash) : dash].strip():
        raise LayoutError("it begins in the middle of a line")
    empty = [(found.colon(), found.colon(), " []")] if len(found.items) == 1 else []
    column = dash - _line_start(text, dash)
    start = _owned_above(text, _line_start(text, dash), column)
    end = _owned_below(text, item.end, column)
    lows = sorted({_next_line(text, place) for place in _ends_before(found, index)})
    for low, last in product(lows, dict.fromkeys((end, _past_blank(text, end)))):
        for region in _kept_newline(text, _blank_above(text, start, low), last):
            yield [*empty, (*region, "")]


def _ends_before(found: Outline, index: int) -> tuple[int, ...]:
    if index:
        return found.items[index - 1].end, found.items[index - 1].reach - 1
    return (found.colon(),)


def _kept_newline(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A file without a newline at its end keeps it so, by losing the one before the region instead."""
    if end == len(text) and start and not text.endswith("\n"):
        yield start - 1, end
    yield start, end


def _flow_removals(found: Outline, index: int) -> Iterator[list[Edit]]:
    """The statement and one comma beside it; whole lines, where nothing else stands in them."""
    text, item = found.text, found.items[index]
    before, after = found.mark(index, ",") if index else None, found.mark(index + 1, ",")
    start, end = item.start, item.end
    if after is not None:
        end = after + 1
    elif before is not None and "#" not in text[before:start]:
        start = before
    column = item.start - _line_start(text, item.start)
    rest = text[end : _line_end(text, end)].lstrip(" \t")
    own_line = not text[_line_start(text, start) : start].strip()
    if own_line and (not rest or rest.startswith("#")):
        low = _next_line(text, found.items[index - 1].end if index else found.start)
        above = _owned_above(text, _line_start(text, start), column)
        start, end = _blank_above(text, max(low, above), low), _line_end(text, end) + 1
    elif rest.startswith("#"):
        end = _line_end(text, end)
    elif text[start - 1] in " \t" and (end, start) != (item.end, item.start) and not own_line:
        start = len(text[:start].rstrip(" \t"))
    elif after is not None:
        end += len(text[end:]) - len(text[end:].lstrip(" \t"))
    yield [(start, end, "")]


def insertions(found: Outline, block: str, flow: str) -> Iterator[list[Edit]]:
    """Ways to put a statement last: ``block`` is its text with the dash, not indented, ``flow`` in one line.

    Raises ``LayoutError`` where there is none.
    """
    if found.key is None:
        yield from _first_key(found, block)
    elif not found.flow:
        yield from _block_insertions(found, block)
    elif found.items:
        yield from _flow_insertions(found, found.items[-1], flow)
    elif found.root_flow or found.text[found.colon() : found.end] != " []":
        yield [(found.end - 1, found.end - 1, flow)]
    else:
        column = _column(found) + 2
        at = _owned_below(found.text, found.end, column)
        for edit in _as_lines(found.text, at, _indented(block, column)):
            yield [(found.colon(), found.end, ""), edit]


def _first_key(found: Outline, block: str) -> Iterator[list[Edit]]:
    if found.root_flow:
        raise LayoutError("it is one `{...}` without `statements`")
    column = _column(found) if found.root is not None else 0
    at = _owned_below(found.text, found.last, column) if found.root is not None else _document_start(found)
    apart = found.blank is None and at and not found.text[:at].endswith("\n\n")
    blank = "\n" if apart else ""
    yield from (
        [edit] for edit in _as_lines(found.text, at, blank + _indented(f"statements:\n{_nested(block)}", column))
    )


def _document_start(found: Outline) -> int:
    """Where the first key of a file of comments may stand."""
    at = found.blank
    return at if at is not None and found.text[:at].endswith("\n") else len(found.text)


def _block_insertions(found: Outline, block: str) -> Iterator[list[Edit]]:
    text, last = found.text, found.items[-1]
    dash = found.mark(len(found.items) - 1, "-")
    if dash is None:
        raise LayoutError("its last statement has no dash")
    column = dash - _line_start(text, dash)
    new = _indented(block, column)
    apart = len(found.items) == 1 or "\n\n" in text[found.items[-2].end : last.start]
    places = (_owned_below(text, last.end, column), _owned_below(text, max(last.end, last.reach - 1), column))
    for at, blank in product(dict.fromkeys(places), ("\n", "") if apart else ("",)):
        yield from ([edit] for edit in _as_lines(text, at, blank + new))


def _flow_insertions(found: Outline, last: Item, flow: str) -> Iterator[list[Edit]]:
    text, comma = found.text, found.mark(len(found.items), ",")
    end = last.end if comma is None else comma + 1
    start = _line_start(text, last.start)
    indent = text[start : last.start]
    own_line = not indent.strip() and start > found.start
    rest = text[end : _line_end(text, end)].strip()
    if rest.startswith("#") or (own_line and comma is not None and not rest):
        at = _next_line(text, end)
        indent = indent if own_line else " " * (_column(found) + 2)
        yield [(at, at, f"{indent}{flow},\n" if comma is not None else f"{indent}, {flow}\n")]
    elif comma is not None:
        yield [(end, end, f" {flow},")]
    else:
        yield [(end, end, f",\n{indent}{flow}" if own_line else f", {flow}")]


def _as_lines(text: str, at: int, new: str) -> Iterator[Edit]:
    """``new`` as lines of their own at ``at``, the beginning of a line or the end of a text without a newline."""
    if at == len(text) and text and not text.endswith("\n"):
        yield at, at, "\n" + new.removesuffix("\n")
    else:
        yield at, at, new


def _nested(block: str) -> str:
    return _indented(block, 2)


def _indented(block: str, column: int) -> str:
    return "".join(" " * column + line if line.strip() else line for line in block.splitlines(keepends=True))


def _column(found: Outline) -> int:
    at = found.root or 0
    return at - _line_start(found.text, at)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _next_line(text: str, at: int) -> int:
    return min(len(text), _line_end(text, at) + 1)


def _comment_column(line: str) -> int | None:
    """Where a line that is only a comment has its ``#``."""
    return line.index("#") if line.lstrip(" \t").startswith("#") else None


def _owned_above(text: str, start: int, column: int) -> int:
    """Up over the comment lines directly above that stand no deeper than ``column``."""
    while start:
        above = _line_start(text, start - 1)
        at = _comment_column(text[above:start])
        if at is None or at > column:
            break
        start = above
    return start


def _blank_above(text: str, start: int, low: int) -> int:
    while start > low and not text[_line_start(text, start - 1) : start].strip():
        start = _line_start(text, start - 1)
    return max(start, low)


def _owned_below(text: str, end: int, column: int) -> int:
    """The end of the line at ``end``, and down over the comments below that stand deeper than ``column``."""
    owned = _next_line(text, end)
    for start, stop in lines(text, owned):
        line = text[start:stop]
        at = _comment_column(line)
        if at is not None and at > column:
            owned = min(len(text), stop + 1)
        elif line.strip():
            break
    return owned


def _past_blank(text: str, end: int) -> int:
    for start, stop in lines(text, end):
        if text[start:stop].strip():
            break
        end = min(len(text), stop + 1)
    return end
