"""Comments that say that a finding is known: `# agsec: ignore[AGS306] because ...`.

One behind something counts for its line; one on a line of its own for the next line that holds something, and for the
whole statement if that begins there. A finding about two statements is ignored at either of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .codes import CODES
from .compose import Node
from .diagnostics import Diagnostic, Edit
from .parse import Document
from .source import Source, Span

_COMMENT = re.compile(r"(?:(?<=\s)|^)#[ \t]*agsec:[ \t]*ignore\b(?:\[([^\]\n]*)\])?[^\n]*", re.MULTILINE)


@dataclass
class Ignore:
    """A comment, the codes that it names and the lines that it counts for; ``used`` are the codes of what it hid."""

    source: Source
    span: Span
    listed: Span
    codes: tuple[str, ...]
    lines: range
    used: set[str] = field(default_factory=set)

    def hides(self, finding: Diagnostic) -> bool:
        """Whether the finding is one that is known; it is noted that the comment has a use."""
        if finding.code not in self.codes or not CODES[finding.code].waivable:
            return False
        places = [(finding.source, finding.position), *((each.source, each.position) for each in finding.related)]
        hidden = any(source is self.source and line in self.lines for source, (line, _) in places)
        self.used |= {finding.code} if hidden else set()
        return hidden


def ignores_in(documents: Iterable[Document]) -> list[Ignore]:
    """All comments of this kind, in the order in which they stand."""
    return [each for document in documents if "agsec:" in document.source.text for each in _of(document)]


def heeded(findings: Iterable[Diagnostic], ignores: Sequence[Ignore]) -> list[Diagnostic]:
    """The findings that no comment is about."""
    return [finding for finding in findings if not _hidden(finding, ignores)]


def _hidden(finding: Diagnostic, ignores: Sequence[Ignore]) -> bool:
    """Every comment is asked, so that each notes its use."""
    hiding = [each for each in ignores if each.hides(finding)]
    return bool(hiding)


def idle(ignores: Iterable[Ignore]) -> Iterator[Diagnostic]:
    """Comments that hide nothing, or cannot."""
    for each in ignores:
        wrong = [_wrong(code) for code in each.codes if _wrong(code)] or ([] if each.codes else [_FORM])
        if wrong:
            yield Diagnostic("AGS404", f"{wrong[0]}", each.source, each.span, _FORM_HELP)
        elif set(each.codes) - each.used:
            unused = ", ".join(f"`{code}`" for code in each.codes if code not in each.used)
            message = f"there is no finding {unused} to ignore"
            yield Diagnostic("AGS403", message, each.source, each.span, "remove it", fix=(_without_unused(each),))


_FORM = "the comment does not say which codes are to be ignored"
_FORM_HELP = "`# agsec: ignore[AGS204]`, several codes with commas"


def _wrong(code: str) -> str | None:
    if code not in CODES:
        return f"`{code}` is no code"
    return None if CODES[code].waivable else f"`{code}` cannot be ignored: it keeps the policies from being compiled"


def _without_unused(ignore: Ignore) -> Edit:
    left = [code for code in ignore.codes if code in ignore.used]
    if left:
        return Edit(ignore.listed, ", ".join(left))
    text, start, end = ignore.source.text, *ignore.span
    while start and text[start - 1] in " \t":
        start -= 1
    if (not start or text[start - 1] == "\n") and text[end : end + 1] == "\n":
        end += 1
    return Edit(Span(start, end), "")


def _of(document: Document) -> Iterator[Ignore]:
    text = document.source.text
    scalars = sorted(_scalars(document.node))
    for match in _COMMENT.finditer(text):
        if any(start <= match.start() < end for start, end in scalars):
            continue
        codes = tuple(part.strip().upper() for part in (match[1] or "").split(",") if part.strip())
        span = Span(match.start(), match.start() + len(match.group().rstrip()))
        yield Ignore(document.source, span, Span(*match.span(1)), codes, _lines(document, match.start()))


def _scalars(node: Node) -> Iterator[Span]:
    if isinstance(node.value, dict):
        for key, value in node.value.values():
            yield from _scalars(key)
            yield from _scalars(value)
    elif isinstance(node.value, list):
        for item in node.value:
            yield from _scalars(item)
    else:
        yield node.span


def _lines(document: Document, at: int) -> range:
    """The lines that a comment at an offset counts for."""
    source = document.source
    line, column = source.position(at)
    if source.lines[line - 1][: column - 1].strip():
        return range(line, line + 1)
    following = (n for n in range(line + 1, len(source.lines) + 1) if _holds_something(source.lines[n - 1]))
    first = next(following, line)
    for located in document.statements:
        span = document.value_span(*located.path)
        if source.position(span.start)[0] == first:
            return range(first, source.position(max(span.start, span.end - 1))[0] + 1)
    return range(first, first + 1)


def _holds_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")
