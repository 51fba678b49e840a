"""Which characters are one another's case, as Python's ``re`` has it: those whose lower cases have one upper case.

Source: the comments on ``_EXTRA_CASES`` in CPython's ``re/_casefix.py``. The groups are those of the compiler's
Unicode database; what Unicode has once made a pair stays one.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from ..folding import CASED

Ranges = tuple[tuple[int, int], ...]  # of code points, both ends included

_MORE = {
    "i": "İı",
    "k": "\N{KELVIN SIGN}",
    "s": "\N{LATIN SMALL LETTER LONG S}",
}  # all that ASCII letters have besides one another


def with_cases(ranges: Ranges) -> Ranges:
    """The ranges, and whatever is another case of one of their characters."""
    if all(high < 128 for _, high in ranges):
        return ranges + _single("".join(_ascii(chr(code)) for low, high in ranges for code in range(low, high + 1)))
    return ranges + _single("".join(group for group in _groups() if _touches(ranges, group)))


def _single(chars: str) -> Ranges:
    return tuple((ord(char), ord(char)) for char in chars)


def _ascii(char: str) -> str:
    return char.swapcase() + _MORE.get(char.lower(), "") if char.isalpha() else ""


def _touches(ranges: Ranges, group: str) -> bool:
    return any(low <= ord(char) <= high for char in group for low, high in ranges)


@cache
def _groups() -> tuple[str, ...]:
    groups = defaultdict(list)
    for char in map(chr, range(CASED)):
        lower = "i" if char == "İ" else char.lower()  # `str.lower` makes two characters of this one alone
        if lower != char or char.upper() != char:
            groups[lower.upper()].append(char)
    return tuple("".join(group) for group in groups.values())
