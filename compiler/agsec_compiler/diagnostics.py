"""One diagnostic type; every output format is a function over a list of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .codes import CODES
from .source import Source, Span


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding is about, and what stands there."""

    message: str
    source: Source
    span: Span

    @property
    def position(self) -> tuple[int, int]:
        """One-based line and column."""
        return self.source.position(self.span.start)


@dataclass(frozen=True, slots=True)
class Witness:
    """A request that shows a finding: the statements named in ``matches`` match it, those in ``misses`` do not.

    ``effect`` is what the whole set decides on it, where the finding says something of that.
    """

    action: str
    params: dict[str, Any]
    context: dict[str, Any]
    matches: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    effect: str | None = None

    def __str__(self) -> str:
        """In one line: the action, and what goes with it as JSON."""
        parts = [json.dumps(self.params, ensure_ascii=False)] if self.params else []
        parts += [f"context {json.dumps(self.context, ensure_ascii=False)}"] if self.context else []
        return " ".join([self.action, *parts])

    def row(self) -> dict[str, object]:
        """For machines."""
        about = {"action": self.action, "params": self.params, "context": self.context}
        return {**about, "matches": list(self.matches), "misses": list(self.misses), "effect": self.effect}


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters of a finding's file, and what stands in their place once it is mended."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding. Its severity follows from its code. ``fix`` mends it, and changes no decision."""

    code: str
    message: str
    source: Source
    span: Span
    help: str | None = None
    related: tuple[Related, ...] = ()
    witness: Witness | None = None
    fix: tuple[Edit, ...] = ()

    @property
    def severity(self) -> str:
        return CODES[self.code].severity

    @property
    def name(self) -> str:
        """What findings of its code are called."""
        return CODES[self.code].name

    @property
    def position(self) -> tuple[int, int]:
        """One-based line and column."""
        return self.source.position(self.span.start)

    @property
    def end(self) -> tuple[int, int]:
        """One-based line and column behind the last character."""
        return self.source.position(max(self.span.end, self.span.start))

    @property
    def is_error(self) -> bool:
        return self.severity == "error"

    def __str__(self) -> str:
        """One line: place, severity, code, message."""
        return f"{_where(self)}: {self.severity}[{self.code}] {visible(self.message)}"

    def row(self) -> dict[str, object]:
        """For machines."""
        line, column = self.position
        end_line, end_column = self.end
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "path": self.source.shown,
            "line": line,
            "column": column,
            "end_line": end_line,
            "end_column": end_column,
            "help": self.help,
            "related": [_related_row(each) for each in self.related],
            "witness": self.witness.row() if self.witness else None,
            "fixable": bool(self.fix),
        }


def _related_row(related: Related) -> dict[str, object]:
    line, column = related.position
    return {"message": related.message, "path": related.source.shown, "line": line, "column": column}


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """By file, place, code; each finding once."""
    unique = {(d.source.name.encode("utf-8", "surrogatepass"), d.span, d.code, d.message): d for d in diagnostics}
    return tuple(unique[key] for key in sorted(unique))


def render_concise(diagnostics: Sequence[Diagnostic]) -> str:
    return "\n".join(map(str, diagnostics))


def render_full(diagnostics: Sequence[Diagnostic]) -> str:
    return "\n\n".join(map(_frame, diagnostics))


def render_json(diagnostics: Sequence[Diagnostic]) -> str:
    return json.dumps({"version": 1, "diagnostics": [d.row() for d in diagnostics]}, indent=2)


RENDERERS: dict[str, Callable[[Sequence[Diagnostic]], str]] = {
    "full": render_full,
    "concise": render_concise,
    "json": render_json,
}


def visible(text: str) -> str:
    """``text`` without characters that would act on a terminal or break a line."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _where(d: Diagnostic) -> str:
    line, column = d.position
    return f"{visible(d.source.shown)}:{line}:{column}"


def _frame(d: Diagnostic) -> str:
    line, column = d.position
    text = d.source.lines[line - 1].rstrip("\r")
    shown, column, size = _window(text, column, d.span.end - d.span.start)
    gutter = " " * len(str(line))
    rows = [
        f"{d.severity}[{d.code}]: {visible(d.message)}",
        f"{gutter}--> {_where(d)}",
        f"{gutter} |",
        f"{line} | {shown}",
        f"{gutter} | {' ' * (column - 1)}{'^' * size}",
    ]
    rows += [f"{gutter} = {_placed(each)}: {visible(each.message)}" for each in d.related]
    rows += [f"{gutter} = witness: {visible(str(d.witness))}"] if d.witness else []
    rows += [f"{gutter} = help: {visible(d.help)}"] if d.help else []
    return "\n".join(rows)


def _placed(related: Related) -> str:
    line, column = related.position
    return f"{visible(related.source.shown)}:{line}:{column}"


def _window(text: str, column: int, size: int, wide: int = 100) -> tuple[str, int, int]:
    """The part of a long line around the finding, with the carets' column and count in it."""
    size = max(1, min(size, len(text) - column + 1))
    start = max(0, column - 1 - wide // 2) if len(text) > wide else 0
    part = text[start : start + wide]
    head = "..." if start else ""
    tail = "..." if start + wide < len(text) else ""
    shown = "".join(
        char if char.isprintable() else " " if char == "\t" else "\N{REPLACEMENT CHARACTER}" for char in part
    )
    column = column - start + len(head)
    return head + shown + tail, column, max(1, min(size, len(head + shown) - column + 1))
