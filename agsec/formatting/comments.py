"""Find the comments of a YAML text: whatever begins with `#` outside of values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ruamel.yaml import YAML, events

from ..editing.outline import PROPERTIES, lines

_COMMENT = re.compile(r"(?:(?<=[\s,\[\]{}])|\A)#[^\n]*")
_HEADER = re.compile(r"[|>][-+0-9]*")
_GAP = re.compile(r"(?:\s|#[^\n]*)*")
BLOCKS = ("|", ">")


class Found(NamedTuple):
    """A comment and its offset."""

    start: int
    text: str


def comments(text: str) -> list[str]:
    """Raises ``YAMLError``."""
    return [each.text for each in located(text, YAML(typ="safe", pure=True).parse(text))]


def located(text: str, parsed: Iterable[Any]) -> list[Found]:
    """The comments between the values that ``parsed``, the events of ``text``, tell of."""
    found: list[Found] = []
    last = 0
    for event in parsed:
        if isinstance(event, events.ScalarEvent):
            for start, end in _taken(text, event):
                found += _between(text, last, start)
                last = max(last, end)
    return found + _between(text, last, len(text))


def _between(text: str, start: int, end: int) -> list[Found]:
    return [Found(each.start(), each.group().rstrip()) for each in _COMMENT.finditer(text, start, end)]


def content(text: str, event: Any) -> int:
    """Where a scalar begins, behind its anchor and its tag."""
    start: int = event.start_mark.index
    properties = PROPERTIES.match(text, start) if event.anchor or event.tag else None
    gap = _GAP.match(text, properties.end()) if properties else None
    return gap.end() if gap and gap.end() < event.end_mark.index else properties.end() if properties else start


def _taken(text: str, event: Any) -> Iterator[tuple[int, int]]:
    """The stretches in which a `#` is part of a scalar."""
    start = content(text, event)
    header = _HEADER.match(text, start) if event.style in BLOCKS else None
    if header is None:
        yield start, max(start, event.end_mark.index)
        return
    yield start, header.end()
    newline = text.find("\n", start)
    body = newline + 1 if newline >= 0 else len(text)
    yield body, _body_end(text, body)


def _body_end(text: str, body: int) -> int:
    """Behind the last line of a block that is as deep as its first one."""
    end, depth = body, 0
    for low, high in lines(text, body):
        row = text[low:high]
        if not row.strip():
            continue
        indent = len(row) - len(row.lstrip(" "))
        depth = depth or indent
        if indent < depth or not indent:
            break
        end = high
    return end
