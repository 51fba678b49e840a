"""Look at a whole set of statements: what never matches, never decides, or lets through more than it looks.

All of it is exact where it speaks and silent where it cannot tell. It works on the statements as they are lowered,
before any pass, and costs time that compiling does without.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .. import ir
from ..diagnostics import Diagnostic
from ..parse import Document
from .escapes import Escape, escapes
from .impossible import impossible
from .located import placed
from .names import unknown_actions
from .overlaps import Overlaps
from .sameness import same_decisions
from .style import apply, styled
from .wide import wide

__all__ = ["Escape", "analysed", "apply", "escapes", "same_decisions", "styled"]

MAX_STATEMENTS = 20_000  # of a set that are looked at this closely; each takes a millisecond, or five with a pattern


def analysed(documents: Sequence[Document], program: ir.Program) -> Iterator[Diagnostic]:
    """The findings about statements of a set without errors."""
    statements = placed(documents, program)
    overlaps = Overlaps(statements)
    for each in statements[:MAX_STATEMENTS]:
        yield from impossible(each) or overlaps.of(each)
        yield from unknown_actions(each)
        yield from wide(each)
