"""Texts without case, as `agsec_runtime.paths` folds the paths that they are compared with."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cache
from unicodedata import normalize

CASED = 0x1F000  # no letter with case lies beyond
# What nobody sees in a name, and some file systems skip.
_INVISIBLE = (
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x61C, 0x61C),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
)
_SEEN = {code: None for low, high in _INVISIBLE for code in range(low, high + 1)}


def folded(text: str) -> str:
    """Without case and without invisible characters, composed."""
    return normalize("NFC", normalize("NFD", text.translate(_SEEN)).casefold())


def composed(text: str) -> str:
    """In Unicode's normal form C, as every path is."""
    return normalize("NFC", text)


def folded_members(ranges: Iterable[tuple[str, str]]) -> str:
    """The folded forms, of one character each, of the members of a class that are not folded themselves."""
    chars, forms = _changing()
    within = (range(bisect_left(chars, low), bisect_right(chars, high)) for low, high in ranges)
    return "".join(forms[number] for number in sorted(set().union(*within)))


@cache
def _changing() -> tuple[str, str]:
    """Characters that are not folded, in their order, and the one that each becomes."""
    pairs = ((char, folded(char)) for char in map(chr, range(CASED)) if char.casefold() != char)
    single = [(char, to) for char, to in pairs if len(to) == 1]
    return "".join(char for char, _ in single), "".join(to for _, to in single)
