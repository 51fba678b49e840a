"""Compile globs: action patterns, and the paths of the ``glob`` operator."""

from __future__ import annotations

from typing import Any

from agsec_runtime import abi

from .parse import PatternError


def compile_action(glob: str) -> list[Any]:
    """An action pattern as tokens; ``*`` spans dots. Raises ``PatternError``."""
    return _tokens(glob, 0)


def compile_path(glob: str) -> list[Any]:
    """A path glob as segments; ``**`` as a whole segment is None. Raises ``PatternError``."""
    segments: list[Any] = []
    start = 0
    for part in _split(glob):
        segments.append(_segment(part, start))
        start += len(part) + 1
    return segments


def is_literal(glob: str) -> bool:
    """Whether a glob matches itself alone."""
    return not any(char in glob for char in "*?[")


def literal_prefix(glob: str) -> str:
    """What every match starts with."""
    return glob[: min((glob.find(char) for char in "*?[" if char in glob), default=len(glob))]


def literal_suffix(glob: str) -> str:
    """What every match ends in."""
    return glob[max(glob.rfind("*"), glob.rfind("?"), glob.rfind("]")) + 1 :]


def _split(glob: str) -> list[str]:
    """Cut at the slashes outside of classes: `[...]` never matches a slash, so one inside is only a member."""
    parts, start, at = [], 0, 0
    while at < len(glob):
        if glob[at] == "[":
            at = _class_end(glob, at, 0)
        elif glob[at] == "/":
            parts.append(glob[start:at])
            start = at + 1
        at += 1
    return [*parts, glob[start:]]


def _segment(text: str, start: int) -> str | list[Any] | None:
    if text == "**":
        return None
    return text if is_literal(text) else _tokens(text, start)


def _tokens(text: str, start: int) -> list[Any]:
    tokens: list[Any] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char == "*":
            if tokens[-1:] != [abi.STAR]:
                tokens.append(abi.STAR)
        elif char == "?":
            tokens.append(abi.ONE)
        elif char == "[":
            end = _class_end(text, at, start)
            tokens.append(_class(text[at + 1 : end], start + at))
            at = end
        elif tokens and isinstance(tokens[-1], str):
            tokens[-1] += char
        else:
            tokens.append(char)
        at += 1
    return tokens


def _class_end(text: str, at: int, start: int) -> int:
    """Where the class that opens at ``at`` closes; a `]` right after the opening is a member."""
    first = at + 2 if text.startswith("[!", at) else at + 1
    end = text.find("]", first + 1)
    if end < 0:
        raise PatternError("missing `]`, the class is not closed", start + at)
    return end


def _class(members: str, at: int) -> list[Any]:
    negated = members.startswith("!")
    rest = members[1:] if negated else members
    ranges: list[str] = []
    place = 0
    while place < len(rest):
        step = 3 if rest[place + 1 : place + 2] == "-" and place + 2 < len(rest) else 1
        low, high = rest[place], rest[place + step - 1]
        if low > high:
            raise PatternError(f"bad character range `{low}-{high}`", at, at + len(members) + 2)
        ranges += (low, high)
        place += step
    return [negated, "".join(ranges)]
