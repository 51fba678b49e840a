"""A shell's pattern as the tokens that `globs` matches."""

from __future__ import annotations

from .. import abi
from ..marks import CLASS_CLOSE, CLASS_OPEN, MARKS, ONE, STAR, UNKNOWN_CLOSE, UNKNOWN_OPEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CLASSES = {
    "alnum": "09AZaz",
    "alpha": "AZaz",
    "blank": "  \t\t",
    "digit": "09",
    "lower": "az",
    "punct": "!/:@[`{~",
    "space": "  \t\r",
    "upper": "AZ",
    "xdigit": "09AFaf",
}


def tokens(marked: str) -> list[Any]:
    """Marked text as tokens: text, ``STAR``, ``ONE`` or ``[negated, ranges]``; an unknown part can be anything."""
    if marked.isascii() or not any([mark in marked for mark in MARKS]):
        return [marked] if marked else []
    made: list[Any] = []
    run, at = "", 0
    while at < len(marked):
        char = marked[at]
        token: Any = None
        if char == STAR:
            token = abi.STAR
        elif char == ONE:
            token = abi.ONE
        elif char == UNKNOWN_OPEN:
            close = marked.find(UNKNOWN_CLOSE, at)
            at, token = (len(marked) if close < 0 else close), abi.STAR
        elif char == CLASS_OPEN:
            close = marked.find(CLASS_CLOSE, at)
            close = len(marked) if close < 0 else close
            token, at = _class(marked[at + 1 : close]), close
        at += 1
        if token is None:
            run += char
            continue
        if run:
            made.append(run)
            run = ""
        if token != abi.STAR or type(token) is not int or not made or made[-1] != abi.STAR or type(made[-1]) is not int:
            made.append(token)
    return [*made, run] if run else made


def _class(inner: str) -> list[Any]:
    negated = inner[:1] in ("!", "^")
    inner = inner[1:] if negated else inner
    ranges, at = "", 0
    while at < len(inner):
        if inner.startswith("[:", at):
            close = inner.find(":]", at)
            if close > 0:
                ranges += _CLASSES.get(inner[at + 2 : close], "")
                at = close + 2
                continue
        if inner[at + 1 : at + 2] == "-" and at + 2 < len(inner):
            ranges += inner[at] + inner[at + 2]
            at += 3
            continue
        ranges += inner[at] * 2
        at += 1
    return [negated, ranges]
