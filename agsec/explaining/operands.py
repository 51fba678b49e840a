"""What a test compares with, as its author wrote it; of a bundle alone, as far as it keeps that."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from agsec_compiler import ir
from agsec_runtime import abi

WIDTH = 60  # characters of one value that a line shows
LISTED = 36  # of each of several
SHOWN = 3  # values of a list that a line shows
_NO_VALUE = ("exists", "not_exists")
_PATTERNS = ("regex", "not_regex", "glob", "not_glob")


@dataclass(frozen=True)
class Operand:
    """``value`` is what was written, a list of several; ``is_known`` is false where a bundle does not keep it."""

    value: Any = None
    is_known: bool = True
    is_none: bool = False

    def __str__(self) -> str:
        """On one line, shortened."""
        if self.is_none:
            return ""
        return shortened(self.value) if self.is_known else "(a pattern that the bundle keeps compiled)"


def of_check(check: ir.Check) -> Operand:
    """The operand of the compiler's."""
    if check.op in _NO_VALUE:
        return Operand(is_none=True)
    if not isinstance(check.value, tuple):
        return Operand(check.value)
    values = [each.source if isinstance(each, ir.Regex | ir.Glob) else each for each in check.value]
    return Operand(values[0] if len(values) == 1 else values)


def of_bundle(opcode: int, expected: Any) -> Operand:
    """The operand of a bundle's. An automaton's source is not in it."""
    name = abi.OPERATORS[opcode]
    if name in _NO_VALUE:
        return Operand(is_none=True)
    if name not in _PATTERNS:
        return Operand(expected)
    return Operand(is_known=False)


def shortened(value: Any, width: int = WIDTH) -> str:
    """A value on one line: texts in quotes, of long lists the first members and how many more there are."""
    if isinstance(value, list) and value:
        listed = ", ".join(shortened(each, width if len(value) == 1 else LISTED) for each in value[:SHOWN])
        return listed + (f" and {len(value) - SHOWN} more" if len(value) > SHOWN else "")
    text = _spelled(value)
    return text if len(text) <= width else f"{text[: width - 4]}...{text[-1]}"


def _spelled(value: Any) -> str:
    """Texts as they are, so that a pattern reads as it was written; all else as JSON."""
    if isinstance(value, str):
        return f'"{value}"' if "'" in value else f"'{value}'"
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return repr(value)
