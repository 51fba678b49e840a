"""The escapes of ``$'...'``."""

from __future__ import annotations

_ESCAPES = {"a": 7, "b": 8, "e": 27, "E": 27, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_ESCAPES |= {char: ord(char) for char in "\\'\"?"}
_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
_HEXADECIMAL_SIZES = {"x": 2, "u": 4, "U": 8}


def unescape(text: str, at: int, made: bytearray) -> int:
    """Add what the escape means whose letter stands at ``at``; the place behind it."""
    char = text[at]
    if char in _ESCAPES:
        made.append(_ESCAPES[char])
        return at + 1
    if char in _HEXADECIMAL_SIZES:
        return _hexadecimal(text, at, made)
    if char in "01234567":
        stop = at + 1
        while stop < at + 3 and text[stop] in "01234567":
            stop += 1
        made.append(int(text[at:stop], 8) & 0xFF)
        return stop
    if char == "c" and text[at + 1] not in "'\0":
        following = text[at + 1]
        made.append(0x7F if following == "?" else ord(following.upper()[0]) & 0x1F)
        if following != "\\" or text[at + 2] not in "'\\":
            return at + 2
        made += b"'" if text[at + 2] == "'" else b""  # the backslash has hidden it from the end of the quote
        return at + 3
    made += b"\\"
    return at


def _hexadecimal(text: str, at: int, made: bytearray) -> int:
    """``xHH``, ``uHHHH``, ``UHHHHHHHH`` with as many digits as there are, and bash's ``x{HHH}`` with any number."""
    braced = text.startswith("x{", at)
    stop = start = at + 2 if braced else at + 1
    while (braced or stop < start + _HEXADECIMAL_SIZES[text[at]]) and text[stop] in _HEXADECIMAL:
        stop += 1
    if braced:
        made.append(int(text[stop - 2 : stop], 16) if stop > start + 1 else int(text[start:stop] or "0", 16))
        return stop + (text[stop] == "}")
    if stop == start:
        made += b"\\" + text[at].encode()
        return start
    code = int(text[start:stop], 16)
    if text[at] == "x":
        made.append(code)
    else:
        made += (chr(code) if code < 0x110000 else "\ufffd").encode("utf-8", "surrogatepass")
    return stop
