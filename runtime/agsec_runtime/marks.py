"""Marked text: a value that a shell would compute, with the parts that only a run can tell.

Values are ordinary strings. Six of Unicode's noncharacters, which no honest text holds, mark what a string cannot
say: an active ``*``, ``?`` or ``[...]`` of a shell glob, and a part known only at run time, which stands between two
marks as it was written. So text is joined, split and compared as strings are; only who must know looks at the marks.
"""

from __future__ import annotations

STAR = "\ufdd0"  # an active `*`
ONE = "\ufdd1"  # an active `?`
CLASS_OPEN, CLASS_CLOSE = "\ufdd2", "\ufdd3"  # an active `[...]`, the marks in the place of its brackets
UNKNOWN_OPEN, UNKNOWN_CLOSE = "\ufdd4", "\ufdd5"  # around a part that is known only at run time, as written

MARKS = STAR + ONE + CLASS_OPEN + CLASS_CLOSE + UNKNOWN_OPEN + UNKNOWN_CLOSE
_WRITTEN = {
    ord(STAR): "*",
    ord(ONE): "?",
    ord(CLASS_OPEN): "[",
    ord(CLASS_CLOSE): "]",
    ord(UNKNOWN_OPEN): None,
    ord(UNKNOWN_CLOSE): None,
}


def unknown(written: str) -> str:
    """A part that only a run can tell, spelled ``written``."""
    return UNKNOWN_OPEN + as_written(written) + UNKNOWN_CLOSE


def as_written(text: str) -> str:
    """Marked text as its author wrote it."""
    return text if text.isascii() else text.translate(_WRITTEN)


def is_known(text: str) -> bool:
    """Whether every part is known before the run; an active glob counts as known."""
    return UNKNOWN_OPEN not in text


def is_glob(text: str) -> bool:
    """Whether the text has an active `*`, `?` or `[...]`."""
    return not text.isascii() and (STAR in text or ONE in text or CLASS_OPEN in text)


def is_plain(text: str) -> bool:
    """Whether the text is exactly what the program gets: no part unknown, no glob."""
    return text.isascii() or not any([mark in text for mark in MARKS])


def has_marks(text: str) -> bool:
    """Whether text from outside holds a mark of ours; such a text is not understood."""
    return not is_plain(text)
