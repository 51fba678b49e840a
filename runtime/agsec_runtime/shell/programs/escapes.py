"""Backslash escapes as `echo -e`, `printf` and `printf %b` undo them, and text that is bytes."""

from __future__ import annotations

from ..words import pieces

LIMIT = 1 << 17  # characters that a program's output may have to be known
_SIMPLE = {
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "E": "\x1b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
}
_OCTAL = "01234567"
_HEX = "0123456789abcdefABCDEF"
_HEX_SIZES = {"x": 2, "u": 4, "U": 8}

ECHO, FORMAT, ARGUMENT = "echo", "format", "argument"  # whose escapes


def unescape(text: str, kind: str) -> tuple[str, bool]:
    """Marked text with its escapes undone; and whether a `\\c` ends the output there."""
    if "\\" not in text:
        return text, False
    made: list[str] = []
    for piece in pieces(text):
        undone, ended = _unescape(piece, kind)
        made.append(undone)
        if ended:
            return "".join(made), True
    return "".join(made), False


def _unescape(piece: str, kind: str) -> tuple[str, bool]:
    first, *rest = piece.split("\\")
    made = [first]
    at = 0
    while at < len(rest):
        run = rest[at]
        at += 1
        if run == "" and at < len(rest):  # Two backslashes are one.
            run = "\\" + rest[at]
            at += 1
            made.append(run)
            continue
        if run[:1] == "c" and kind != FORMAT:
            return "".join(made), True
        made.append(_escape(run, kind))
    return "".join(made), False


def _escape(run: str, kind: str) -> str:
    """What stands behind a backslash, up to the next, with the escape at its start undone."""
    char = run[:1]
    if char in _HEX_SIZES:
        return _hexadecimal(run, char)
    if char and char in _OCTAL:
        return _octal(run, kind)
    if char in _SIMPLE:
        return _SIMPLE[char] + run[1:]
    if char and char in "'\"?" and kind == FORMAT:
        return run
    return "\\" + run


def _hexadecimal(run: str, char: str) -> str:
    size = _span(run, 1, _HEX_SIZES[char], _HEX)
    if not size:
        return "\\" + run
    value = int(run[1 : 1 + size], 16)
    return (_byte(value) if char == "x" else _code_point(value)) + run[1 + size :]


def _octal(run: str, kind: str) -> str:
    """`\\0nnn` for echo, `\\nnn` in a format, either in an argument for %b."""
    if kind == ECHO and run[0] != "0":
        return "\\" + run
    start = 1 if run[0] == "0" and kind != FORMAT else 0
    size = _span(run, start, 3, _OCTAL)
    return _byte(int(run[start : start + size] or "0", 8) & 0xFF) + run[start + size :]


def _span(run: str, start: int, most: int, digits: str) -> int:
    size = 0
    while size < most and run[start + size : start + size + 1] and run[start + size] in digits:
        size += 1
    return size


def _byte(value: int) -> str:
    return chr(value) if value < 0x80 else chr(0xDC00 + value)


def _code_point(value: int) -> str:
    if 0xFDD0 <= value <= 0xFDEF:  # As bytes, so that `whole` sees where our marks come from.
        return "".join([_byte(code) for code in chr(value).encode()])
    return chr(value) if value < 0x110000 else "\ud800"


def to_bytes(text: str) -> bytes | None:
    """Plain text as the bytes that a program sees."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return None


def from_bytes(data: bytes) -> str | None:
    """Bytes as plain text; None where they hold what we mark unknown parts with, or are too many."""
    if len(data) > LIMIT:
        return None
    text = data.decode("utf-8", "surrogateescape")
    return None if _marks(text) else text


def whole(parts: list[str]) -> str | None:
    """Marked parts as one text: bytes that make a character together become that character."""
    text = "".join(parts)
    if len(text) > LIMIT:
        return None
    if text.isascii() or not any(["\ud800" <= char <= "\udfff" for char in text]):
        return text
    data = to_bytes(text)
    again = None if data is None else data.decode("utf-8", "surrogateescape")
    return again if again is not None and _marks(again) == _marks(text) else None


def _marks(text: str) -> int:
    """How many of the noncharacters that we use for marks it holds."""
    return 0 if text.isascii() else len([char for char in text if "\ufdd0" <= char <= "\ufdef"])
