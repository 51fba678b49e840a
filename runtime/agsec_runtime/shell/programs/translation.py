"""`tr`: sets of characters, and text translated, deleted or squeezed by them, byte by byte."""

from __future__ import annotations

from ..words import pieces
from .escapes import LIMIT, from_bytes, to_bytes, whole

_ESCAPES = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92}
_UPPER, _LOWER, _DIGIT = range(65, 91), range(97, 123), range(48, 58)
_PUNCTUATION = [code for code in range(33, 127) if not chr(code).isalnum()]
_CLASSES: dict[str, list[int]] = {
    "alnum": [*_DIGIT, *_UPPER, *_LOWER],
    "alpha": [*_UPPER, *_LOWER],
    "blank": [9, 32],
    "cntrl": [*range(32), 127],
    "digit": [*_DIGIT],
    "graph": [*range(33, 127)],
    "lower": [*_LOWER],
    "print": [*range(32, 127)],
    "punct": _PUNCTUATION,
    "space": [9, 10, 11, 12, 13, 32],
    "upper": [*_UPPER],
    "xdigit": [*_DIGIT, *range(65, 71), *range(97, 103)],
}
_Codes = list[int]


class _Invalid(Exception):
    """Not a set that `tr` takes."""


def translated(text: str, sets: list[str], flags: str) -> str | None:
    """Marked text through `tr`; what is unknown in it stays unknown. None where the sets make no sense."""
    try:
        change = _change(sets, flags)
    except _Invalid:
        return None
    if change is None:
        return None
    table, deleted, squeezed = change
    made: list[str] = []
    for piece in pieces(text):
        if piece[:1] == "\ufdd4":
            made.append(piece)
            continue
        data = to_bytes(piece)
        after = None if data is None else from_bytes(_squeezed(data.translate(table, deleted), squeezed))
        if after is None:
            return None
        made.append(after)
    return whole(made)


def _change(sets: list[str], flags: str) -> tuple[bytes, bytes, frozenset[int]] | None:
    """What is done: a table, the bytes that go, and those that are not repeated."""
    deletes, squeezes = "d" in flags, "s" in flags
    expected = 2 if not deletes and not squeezes else 1
    if not expected <= len(sets) <= (1 if deletes and not squeezes else 2) or (deletes and squeezes and len(sets) < 2):
        return None
    first = _codes(sets[0], 0)
    if "c" in flags or "C" in flags:
        chosen = frozenset(first)
        first = [code for code in range(256) if code not in chosen]
    if deletes:
        last = _codes(sets[1], 0) if squeezes else []
        return bytes(range(256)), bytes(sorted(set(first))), frozenset(last)
    if len(sets) == 1:
        return bytes(range(256)), b"", frozenset(first)
    second = _codes(sets[1], len(first))
    return _table(first, second, "t" in flags), b"", frozenset(second) if squeezes else frozenset()


def _table(first: _Codes, second: _Codes, truncate: bool) -> bytes:
    if truncate:
        first = first[: len(second)]
    if not second:
        raise _Invalid
    table = bytearray(range(256))
    for index, code in enumerate(first):
        table[code] = second[min(index, len(second) - 1)]
    return bytes(table)


def _squeezed(data: bytes, chosen: frozenset[int]) -> bytes:
    if not chosen:
        return data
    made = bytearray()
    for code in data:
        if not (made and made[-1] == code and code in chosen):
            made.append(code)
    return bytes(made)


def _codes(text: str, wanted: int) -> _Codes:
    """A set's bytes in their order; ``wanted`` is how many a repeat without a count fills up to."""
    data = to_bytes(text)
    if data is None or len(data) > 4096:
        raise _Invalid
    made: _Codes = []
    tail: _Codes | None = None  # what follows a repeat that fills
    filler, at = 0, 0
    while at < len(data):
        bracket = _bracket(data, at)
        if bracket is not None:
            codes, at = bracket
            if codes is None:
                filler, tail = data[at - 3], made
                made = []
            else:
                made.extend(codes)
            if len(made) > LIMIT:
                raise _Invalid
            continue
        low, at = _code(data, at)
        if data[at : at + 1] == b"-" and at + 1 < len(data):
            high, at = _code(data, at + 1)
            if high < low:
                raise _Invalid
            made.extend(range(low, high + 1))
        else:
            made.append(low)
    if tail is not None:
        made = [*tail, *[filler] * (wanted - len(tail) - len(made)), *made]
    return made


def _bracket(data: bytes, at: int) -> tuple[_Codes | None, int] | None:
    """`[:class:]`, `[=c=]`, `[c*n]`; for `[c*]` None, which fills."""
    if data[at : at + 2] == b"[:":
        end = data.find(b":]", at + 2)
        name = data[at + 2 : end].decode("latin-1") if end > 0 else ""
        if end > 0:
            if name not in _CLASSES:
                raise _Invalid
            return _CLASSES[name], end + 2
    if data[at : at + 2] == b"[=" and data[at + 3 : at + 5] == b"=]":
        return [data[at + 2]], at + 5
    if data[at : at + 1] == b"[" and data[at + 2 : at + 3] == b"*" and data[at + 1] != 92:
        end = data.find(b"]", at + 3)
        count = data[at + 3 : end] if end > 0 else b"x"
        if end == at + 3:
            return None, at + 4
        if count.isdigit() and len(count) < 5:
            size = int(count, 8 if count[:1] == b"0" else 10)
            return ([data[at + 1]] * size, end + 1) if size else (None, at + 4)
    return None


def _code(data: bytes, at: int) -> tuple[int, int]:
    """One byte, its escape undone."""
    if data[at] != 92 or at + 1 == len(data):
        return data[at], at + 1
    char = chr(data[at + 1])
    if char not in "01234567":
        return _ESCAPES.get(char, data[at + 1]), at + 2
    end = at + 1
    while end < len(data) and end < at + 4 and chr(data[end]) in "01234567" and int(data[at + 1 : end + 1], 8) < 256:
        end += 1
    return int(data[at + 1 : end], 8), end
