"""Compile globs: action patterns, and the paths of the ``glob`` operator."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from agsec_runtime import abi

from ..folding import folded, folded_members
from .parse import PatternError


def compile_action(glob: str) -> list[Any]:
    """An action pattern as tokens; ``*`` spans dots. Raises ``PatternError``."""
    return _tokens(glob, 0)


def compile_path(glob: str, fold: bool = False) -> list[Any]:
    """A path glob as runs of segments; ``**`` as a whole segment parts them. Raises ``PatternError``.

    With ``fold`` it matches folded texts, whatever its own case.
    """
    runs: list[list[Any]] = [[]]
    start = 0
    for part in _split(glob):
        if part == "**":
            runs.append([])
        else:
            runs[-1].append(_segment(part, start, fold))
        start += len(part) + 1
    return runs


def literal_text(runs: list[Any]) -> str:
    """A text that whatever matches the path glob contains; the longest, "" where there is none."""
    found = [""]
    for run in runs:
        for whole, segments in groupby(run, lambda segment: isinstance(segment, str)):
            if whole:
                found.append("/".join(segments))
            else:
                found += [token for tokens in segments for token in tokens if isinstance(token, str)]
    return max((text for text in found if "\0" not in text), key=len)


def could_match(glob: str, other: str) -> bool:
    """Whether some action may match both action patterns. False for a pattern that is none."""
    try:
        first, second = _units(compile_action(glob)), _units(compile_action(other))
    except PatternError:
        return False
    reached = {(0, 0)}
    open_ends = [(0, 0)]
    while open_ends:
        for place in _further(first, second, *open_ends.pop()):
            if place not in reached:
                reached.add(place)
                open_ends.append(place)
    return (len(first), len(second)) in reached


def _units(tokens: list[Any]) -> list[Any]:
    return [unit for token in tokens for unit in (token if isinstance(token, str) else [token])]


def _further(first: list[Any], second: list[Any], i: int, j: int) -> Iterator[tuple[int, int]]:
    """What two patterns have taken after one character more, or none where a `*` ends."""
    left, right = first[i : i + 1], second[j : j + 1]
    if left == [abi.STAR]:
        yield i + 1, j
    if right == [abi.STAR]:
        yield i, j + 1
    if left and right and _overlap(left[0], right[0]):
        yield i + (left != [abi.STAR]), j + (right != [abi.STAR])


def _overlap(unit: Any, other: Any) -> bool:
    """Whether one character suits both; of two classes that is taken for granted."""
    match unit, other:
        case (str(), str()):
            return bool(unit == other)
        case ([negated, ranges], str(char)) | (str(char), [negated, ranges]):
            found = any(low <= char <= high for low, high in zip(ranges[::2], ranges[1::2], strict=True))
            return found is not negated
    return True


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


def _segment(text: str, start: int, fold: bool) -> Any:
    if is_literal(text):
        return folded(text) if fold else text
    tokens = _tokens(text, start)
    return [_folded(token) for token in tokens] if fold else tokens


def _folded(token: Any) -> Any:
    """A class has also the folded forms of its members, those of one character."""
    match token:
        case str():
            return folded(token)
        case [bool(negated), str(ranges)]:
            pairs = zip(ranges[::2], ranges[1::2], strict=True)
            return [negated, ranges + "".join(2 * char for char in folded_members(pairs))]
    return token


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
