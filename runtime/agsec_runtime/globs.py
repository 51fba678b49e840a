"""Match globs as the compiler prepared them: leftmost-first over pieces, so time is bounded by text times glob."""

from __future__ import annotations

from . import abi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Segment = str | list[Any]
    Run = list[Segment]


def matches_path(runs: list[Run], path: str) -> bool:
    """Whether the whole path matches."""
    return along(runs, path.split("/"), fits_part)


def along(runs: list[Run], parts: list[Any], fits: Callable[[Segment, Any], bool]) -> bool:
    """Whether the runs fit all the parts, in order, with any number of parts between one run and the next."""
    head, tail = runs[0], runs[-1]
    last = len(parts) - len(tail)
    if len(runs) == 1:
        return not last and _run_fits(head, parts, 0, fits)
    if last < len(head) or not _run_fits(head, parts, 0, fits) or not _run_fits(tail, parts, last, fits):
        return False
    at = len(head)
    for run in runs[1:-1]:
        while at + len(run) <= last and not _run_fits(run, parts, at, fits):
            at += 1
        at += len(run)
        if at > last:
            return False
    return True


def matches_tokens(tokens: list[Any], text: str) -> bool:
    """Whether the whole text matches one run of tokens; ``*`` here spans anything, slashes and dots included."""
    if abi.STAR not in tokens:
        return _width(tokens) == len(text) and _fits(tokens, text, 0)
    pieces = _pieces(tokens)
    head, tail = pieces[0], pieces[-1]
    at, last = _width(head), len(text) - _width(tail)
    if last < at or not _fits(head, text, 0) or not _fits(tail, text, last):
        return False
    for piece in pieces[1:-1]:
        at = _find(piece, text, at, last)
        if at < 0:
            return False
    return True


def _run_fits(run: Run, parts: list[Any], at: int, fits: Callable[[Segment, Any], bool]) -> bool:
    for segment in run:
        if not fits(segment, parts[at]):
            return False
        at += 1
    return True


def fits_part(segment: Segment, part: str) -> bool:
    """Whether one component matches."""
    return segment == part or (type(segment) is list and matches_tokens(segment, part))


def _pieces(tokens: list[Any]) -> list[list[Any]]:
    """The tokens between the stars."""
    pieces: list[list[Any]] = [[]]
    for token in tokens:
        if token == abi.STAR and type(token) is int:
            pieces.append([])
        else:
            pieces[-1].append(token)
    return pieces


def _width(piece: list[Any]) -> int:
    return sum([len(token) if type(token) is str else 1 for token in piece])


def _fits(piece: list[Any], text: str, at: int) -> bool:
    for token in piece:
        if type(token) is str:
            if not text.startswith(token, at):
                return False
            at += len(token)
        else:
            if type(token) is list and not in_class(token, text[at]):
                return False
            at += 1
    return True


def _find(piece: list[Any], text: str, at: int, last: int) -> int:
    """Where the leftmost fit of ``piece`` ends, or -1."""
    width = _width(piece)
    lead = piece[0] if piece and type(piece[0]) is str else ""
    while True:
        at = text.find(lead, at, last)
        if at < 0 or at + width > last:
            return -1
        if _fits(piece, text, at):
            return at + width
        at += 1


def in_class(token: list[Any], char: str) -> bool:
    """Whether a class has ``char``."""
    negated, ranges = token
    found = any([low <= char <= high for low, high in zip(ranges[::2], ranges[1::2])])
    return found is not negated
