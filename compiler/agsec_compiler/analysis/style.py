"""What is right and could be said better: findings about how statements are written, most of which can be mended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..compose import Node
from ..contradictions import key_of
from ..diagnostics import Diagnostic, Edit
from ..parse import Document, Located
from ..source import Span
from .coverage import pattern_covers

MAX_PATTERNS = 64  # of a statement that are compared with one another


def styled(documents: Iterable[Document]) -> Iterator[Diagnostic]:
    """The findings of a set, whether or not it has errors."""
    for document in documents:
        for located in document.statements:
            if located.intact:
                yield from _statement(document, located)


def _statement(document: Document, located: Located) -> Iterator[Diagnostic]:
    yield from _effect(document, located)
    yield from _match(document, located)
    yield from _stars(document, located)
    actions = document.node.at((*located.path, "actions"))
    yield from _repeated(document, actions)
    yield from _covered(document, actions, located.statement.actions)
    for name, tests in located.statement.conditions.items():
        for index in range(len(tests)):
            yield from _repeated(document, document.node.at((*located.path, "conditions", name, index, "value")))


def _effect(document: Document, located: Located) -> Iterator[Diagnostic]:
    span = document.value_span(*located.path, "effect")
    if located.statement.effect == "block" and _text(document, span) == "block":
        message = "`block` is the older word for `deny`"
        yield Diagnostic("AGS406", message, document.source, span, "write `deny`", fix=(Edit(span, "deny"),))


def _match(document: Document, located: Located) -> Iterator[Diagnostic]:
    written = document.node.at(located.path).value
    if "match" in written and len(located.statement.conditions) < 2:
        key, value = written["match"]
        message = "`match` says nothing where there are not at least two fields"
        fix = _without_line(document, Span(key.span.start, value.span.end))
        yield Diagnostic("AGS407", message, document.source, key.span, "leave it out", fix=fix)


def _stars(document: Document, located: Located) -> Iterator[Diagnostic]:
    for index, pattern in enumerate(located.statement.actions):
        if "**" in pattern and "[" not in pattern:
            span = document.value_span(*located.path, "actions", index)
            shorter = re.sub(r"\*+", "*", pattern)
            written = _text(document, span)
            fix = (Edit(span, written.replace(pattern, shorter)),) if written.count(pattern) == 1 else ()
            message = f"`**` in `{pattern}` is the same as `*`: in actions one star takes dots as well"
            yield Diagnostic("AGS409", message, document.source, span, f"write `{shorter}`", fix=fix)


def _repeated(document: Document, listed: Node) -> Iterator[Diagnostic]:
    if not isinstance(listed.value, list):
        return
    seen: set[bytes] = set()
    for index, item in enumerate(listed.value):
        key = key_of(item.plain())
        if key in seen:
            message = f"{_shown(item)} stands in the list already"
            fix = _without_item(document, listed.value, index)
            yield Diagnostic("AGS405", message, document.source, item.span, "remove one of them", fix=fix)
        seen.add(key)


def _covered(document: Document, listed: Node, patterns: Sequence[str]) -> Iterator[Diagnostic]:
    if not isinstance(listed.value, list) or len(patterns) > MAX_PATTERNS:
        return
    for index, pattern in enumerate(patterns):
        if pattern in patterns[:index]:
            continue
        wider = next((other for other in patterns if other != pattern and pattern_covers(other, pattern)), None)
        if wider and not (pattern_covers(pattern, wider) and patterns.index(wider) > index):
            message = f"`{pattern}` says nothing beside `{wider}`"
            fix = _without_item(document, listed.value, index)
            yield Diagnostic("AGS408", message, document.source, listed.value[index].span, "leave it out", fix=fix)


def _shown(item: Node) -> str:
    return f"`{item.value}`" if isinstance(item.value, (str, int, float)) else "this value"


def _text(document: Document, span: Span) -> str:
    return document.source.text[span.start : span.end]


def _without_item(document: Document, items: Sequence[Node], index: int) -> tuple[Edit, ...]:
    """The edit that takes an item out of its list; none where a comment would go with it."""
    if document.source.text[: items[0].span.start].rstrip()[-1:] != "[":
        return _without_line(document, items[index].span, "- ")
    first, last = (items[index - 1].span.end, items[index].span.end) if index else (0, 0)
    if not index:
        first, last = items[0].span.start, items[1].span.start
    gone = Span(first, last)
    return () if "#" in _between(document, gone, items[index].span) else (Edit(gone, ""),)


def _between(document: Document, gone: Span, item: Span) -> str:
    return _text(document, Span(gone.start, item.start)) + _text(document, Span(item.end, gone.end))


def _without_line(document: Document, span: Span, before: str = "") -> tuple[Edit, ...]:
    """The edit that takes a whole line out, if it holds nothing else."""
    text = document.source.text
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    lead = text[start : span.start]
    if end < 0 or "\n" in text[span.start : span.end] or text[span.end : end].strip() or lead.strip() != before.strip():
        return ()
    return (Edit(Span(start, end + 1), ""),)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with as many of the edits as do not touch one another, from the end to the beginning."""
    beginning = len(text) + 1
    for edit in sorted(set(edits), key=_place, reverse=True):
        if edit.span.end <= beginning:
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
            beginning = edit.span.start
    return text


def _place(edit: Edit) -> Any:
    return edit.span
