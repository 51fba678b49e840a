"""Action patterns that match no action of a known family, as a misspelled name does."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache

from ..actions import KNOWN
from ..diagnostics import Diagnostic
from ..patterns.globs import could_match
from .located import Placed

ACTIONS = (*KNOWN, "agent.message", "agent.schedule", "agent.skill", "powershell.execute")
FAMILIES = frozenset(name.partition(".")[0] for name in ACTIONS)
OPEN = ("internal", "mcp", "unknown")  # families whose names are those of tools


def unknown_actions(each: Placed) -> Iterator[Diagnostic]:
    """A finding for each pattern of a statement that looks like a known action and is none."""
    for index, pattern in enumerate(each.statement.actions):
        help = _help(pattern)
        if help:
            message = f"no known action matches `{pattern}`"
            yield Diagnostic("AGS215", message, each.source, each.condition_span("actions", index), help)


@lru_cache(1 << 14)
def _help(pattern: str) -> str | None:
    """What may be meant; None for a pattern of a program's own actions, or of known ones."""
    family, dot, _ = pattern.partition(".")
    if family in OPEN or any(could_match(pattern, name) for name in ACTIONS):
        return None
    close = get_close_matches(pattern.lower(), ACTIONS, n=1, cutoff=0.85)
    if close:
        return f"did you mean `{close[0]}`?"
    if dot and family in FAMILIES:
        listed = ", ".join(f"`{name}`" for name in ACTIONS if name.startswith(f"{family}."))
        return f"known: {listed}"
    return None
