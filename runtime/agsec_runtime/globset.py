"""Several path globs asked at once: only those whose literal text stands in the path are tried, and only then unpacked.

An operand of `glob` comes from the bundle as ``[literals, packed]``: for each glob a text that every path it matches
contains ("" for none), joined with NUL, and the globs as one packed list, or the table of it. What was unpacked takes
their place.
"""

from __future__ import annotations

from .globs import matches_path
from .msgpack import MsgpackError, unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .globs import Run


def matches_any(operand: list[Any], path: str) -> bool:
    """Whether one of the globs matches the whole path."""
    literals = operand[0]
    if type(literals) is str:
        literals = operand[0] = literals.split("\0")
    possible = [place for place, literal in enumerate(literals) if literal in path]
    if not possible:
        return False
    globs = globs_of(operand)
    return any([matches_path(globs[place], path) for place in possible])


def globs_of(operand: list[Any]) -> list[list[Run]]:
    """All the globs."""
    globs = operand[1]
    if type(globs) is not list:
        globs, literals = unpack(globs if type(globs) is bytes else globs()), operand[0]
        count = literals.count("\0") + 1 if type(literals) is str else len(literals)
        if type(globs) is not list or len(globs) != count or not all([type(each) is list for each in globs]):
            raise MsgpackError("an operand lost some globs")
        operand[1] = globs
    found: list[list[Run]] = globs
    return found
