"""The `printf` of bash: its format, used again as long as there are arguments."""

from __future__ import annotations

from ...marks import UNKNOWN_OPEN, as_written, is_plain, unknown
from ..words import pieces
from .escapes import ARGUMENT, FORMAT, LIMIT, to_bytes, unescape, whole

_FLAGS = "-+ #0'"
_MODIFIERS = "hlLjzt"
_SAFE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@%+"
_BITS = 1 << 64


class _Unknown(Exception):
    """The output can only be told by a run."""


class _Directive:
    """``%[flags][width][.precision]conversion``; ``*`` stands for a size that an argument gives."""

    __slots__ = ("conversion", "flags", "precision", "width")

    def __init__(self, flags: str, width: str, precision: str | None, conversion: str) -> None:
        self.flags = flags
        self.width = width
        self.precision = precision
        self.conversion = conversion


def formatted(template: str, arguments: list[str]) -> str | None:
    """What `printf TEMPLATE ARGUMENTS...` prints, None where only a run can tell."""
    try:
        items = _items(template)
        if arguments and UNKNOWN_OPEN in template:
            return None
        return whole(_rounds(items, arguments))
    except _Unknown:
        return None


def _rounds(items: list[str | _Directive], arguments: list[str]) -> list[str]:
    made: list[str] = []
    left, size = list(reversed(arguments)), 0
    while True:
        before = len(left)
        for item in items:
            text, ended = (item, False) if type(item) is str else _converted(item, left)  # type: ignore[arg-type]
            made.append(text)
            size += len(text)
            if ended:
                return made
            if size > LIMIT:
                raise _Unknown
        if not left or len(left) == before:
            return made


def _items(template: str) -> list[str | _Directive]:
    """The format as literal text and directives."""
    items: list[str | _Directive] = []
    for piece in pieces(template):
        if piece[:1] == UNKNOWN_OPEN:
            items.append(piece)
            continue
        at = 0
        while at < len(piece):
            start = piece.find("%", at)
            start = len(piece) if start < 0 else start
            items.append(unescape(piece[at:start], FORMAT)[0])
            if start == len(piece):
                break
            if piece[start : start + 2] == "%%":
                items.append("%")
                at = start + 2
                continue
            directive, at = _directive(piece, start + 1)
            items.append(directive)
    return items


def _directive(piece: str, at: int) -> tuple[_Directive, int]:
    start = at
    while piece[at : at + 1] and piece[at] in _FLAGS:
        at += 1
    flags = piece[start:at]
    width, at = _size(piece, at)
    precision = None
    if piece[at : at + 1] == ".":
        precision, at = _size(piece, at + 1)
    while piece[at : at + 1] and piece[at] in _MODIFIERS:
        at += 1
    conversion = piece[at : at + 1]
    if not conversion or conversion not in "sbcdiouxXqQaAeEfFgG":  # Also `%(format)T`: a time.
        raise _Unknown
    return _Directive(flags, width, precision, conversion), at + 1


def _size(piece: str, at: int) -> tuple[str, int]:
    start = at
    if piece[at : at + 1] == "*":
        return "*", at + 1
    while piece[at : at + 1].isdigit() and piece[at].isascii():
        at += 1
    if at - start > 6:
        raise _Unknown
    return piece[start:at], at


def _converted(directive: _Directive, left: list[str]) -> tuple[str, bool]:
    """What a directive makes of the next arguments; and whether the output ends there."""
    flags = directive.flags
    width, precision = directive.width, directive.precision
    if width == "*":
        width = _taken_size(left)
        if width[:1] == "-":
            flags, width = flags + "-", width[1:]
    if precision == "*":
        precision = _taken_size(left)
        precision = None if precision[:1] == "-" else precision
    argument = left.pop() if left else None
    limit = None if precision is None else int(precision or "0")
    if argument is not None and not is_plain(argument):
        return _open(argument, directive.conversion, bool(width) or limit is not None)
    text, ended = _text(argument, directive.conversion, flags, limit)
    room = int(width or "0")
    if room > len(text):
        if not text.isascii():
            raise _Unknown
        zeros = "0" in flags and "-" not in flags and directive.conversion in "diouxX" and limit is None
        text = _zeros(text, room) if zeros else text.ljust(room) if "-" in flags else text.rjust(room)
    return text, ended


def _taken_size(left: list[str]) -> str:
    text = left.pop() if left else "0"
    value = _value(text or "0") if is_plain(text) else LIMIT
    if abs(value) >= LIMIT:
        raise _Unknown
    return str(value)


def _open(argument: str, conversion: str, sized: bool) -> tuple[str, bool]:
    """A directive whose argument has parts that are not known, or globs."""
    if conversion == "b" and not sized:
        return unescape(argument, ARGUMENT)
    if conversion == "s" and not sized:
        return argument, False
    if UNKNOWN_OPEN not in argument:
        raise _Unknown
    if conversion in "qcQ" or sized:
        raise _Unknown
    return argument, False


def _text(argument: str | None, conversion: str, flags: str, limit: int | None) -> tuple[str, bool]:
    if conversion == "s":
        return _cut(argument or "", limit), False
    if conversion == "b":
        text, ended = unescape(argument or "", ARGUMENT)
        return _cut(text, limit), ended
    if conversion == "c":
        return _cut(argument or "\0", 1), False
    if conversion in "qQ":
        return _quoted(argument or "", limit), False
    if conversion in "diouxX":
        return _number(argument, conversion, flags, limit), False
    return unknown(as_written(argument or "0")), False


def _cut(text: str, limit: int | None) -> str:
    if limit is None or limit >= len(text):
        if limit is not None and not text.isascii():
            raise _Unknown
        return text
    if not text.isascii():
        raise _Unknown
    return text[:limit]


def _quoted(text: str, limit: int | None) -> str:
    if limit is None and not text:
        return "''"
    if limit is not None or not text.isascii() or not text.isprintable():
        raise _Unknown
    made = [char if char in _SAFE else "\\" + char for char in text]
    return "".join(made)


def _number(argument: str | None, conversion: str, flags: str, limit: int | None) -> str:
    value = _value(argument or "0")
    if conversion in "di":
        if not -_BITS // 2 <= value < _BITS // 2:
            raise _Unknown
        sign = "-" if value < 0 else "+" if "+" in flags else " " if " " in flags else ""
        digits = str(abs(value))
    else:
        if not -_BITS // 2 <= value < _BITS:
            raise _Unknown
        sign, digits = "", format(value % _BITS, {"u": "d"}.get(conversion, conversion))
        if "#" in flags and value and conversion in "xX":
            sign = "0" + conversion
        if "#" in flags and conversion == "o" and digits[:1] != "0":
            digits = "0" + digits
    if limit == 0 and value == 0:
        digits = "0" if "#" in flags and conversion == "o" else ""
    return sign + digits.rjust(limit or 0, "0")


def _zeros(text: str, width: int) -> str:
    """Zeros between the sign, or the prefix, and the digits."""
    signed = 2 if text[:2] in ("0x", "0X") else 1 if text[:1] in ("+", "-", " ") else 0
    return text[:signed] + text[signed:].rjust(width - signed, "0")


def _value(text: str) -> int:
    """A C constant, or a quote and the character whose code is meant."""
    if text[:1] in ("'", '"') and text:
        data = to_bytes(text[1:2])
        if data is None or len(data) > 1:
            raise _Unknown
        return data[0] if data else 0
    stripped = text.lstrip(" \t\n\v\f\r")
    sign = -1 if stripped[:1] == "-" else 1
    digits = stripped[1:] if stripped[:1] in ("-", "+") else stripped
    if not digits.isascii() or not digits.isalnum() or len(digits) > 22:
        raise _Unknown
    try:
        if digits[:2] in ("0x", "0X"):
            return sign * int(digits, 0)
        return sign * int(digits, 8 if digits[0] == "0" else 10)
    except ValueError:
        raise _Unknown from None
