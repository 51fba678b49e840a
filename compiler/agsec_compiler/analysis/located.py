"""The statements of a set beside their places in the files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agsec_runtime import abi

from .. import ir
from ..diagnostics import Related
from ..parse import Document, Located
from ..source import Source, Span


@dataclass(frozen=True)
class Placed:
    """A statement as it means and as it is written."""

    statement: ir.Statement
    document: Document
    located: Located

    @property
    def source(self) -> Source:
        return self.document.source

    @property
    def span(self) -> Span:
        """Its sid, or its first line."""
        span = self.document.value_span(*self.located.path, "sid")
        end = self.source.text.find("\n", span.start)
        return Span(span.start, span.end if end < 0 else min(span.end, end))

    @property
    def name(self) -> str:
        """How findings call it: effect, sid and place."""
        line, _ = self.source.position(self.span.start)
        return f"{abi.EFFECTS[self.statement.effect]} `{self.statement.sid}` ({self.source.shown}:{line})"

    def related(self, message: str) -> Related:
        return Related(message, self.source, self.span)

    def condition_span(self, *path: str | int) -> Span:
        return self.document.value_span(*self.located.path, *path)


def placed(documents: Sequence[Document], program: ir.Program) -> list[Placed]:
    """All statements that somebody wrote, in their order."""
    pairs = [(document, located) for document in documents for located in document.statements]
    return [Placed(statement, *pair) for statement, pair in zip(program.statements[: len(pairs)], pairs, strict=True)]


def facts_of(expr: ir.Expr) -> Iterator[str]:
    """The facts that a condition asks for."""
    match expr:
        case ir.Fact(root, name):
            yield f"{abi.ROOTS[root]}.{name}"
        case ir.All(terms) | ir.Any(terms):
            for term in terms:
                yield from facts_of(term)
