"""Write an automaton as the bytes that ``agsec_runtime.automaton`` reads; their layout is in ``agsec_runtime.abi``."""

from __future__ import annotations

from itertools import groupby

from .alphabet import ASCII, KINDS
from .dfa import Dfa
from .regular import SizeError

MAX_BYTES = 1 << 15  # more is slower to read than an engine is to start
_MAX_CLASSES = 255


def tables(automaton: Dfa) -> bytes:
    """The bytes of an automaton. Raises ``SizeError`` where it is too large."""
    parts = automaton.parts
    if len(parts) > _MAX_CLASSES:
        raise SizeError("more classes of characters than an automaton may have")
    size = 1 if len(automaton.rows) + 2 <= 256 else 2
    runs = _ascii(parts)
    bounds, kinds = _beyond(automaton)
    head = [size, len(parts), len(runs) // 2, len(bounds), len(automaton.rows)]
    written = b"".join(
        [
            b"".join(number.to_bytes(2, "little") for number in head),
            runs,
            b"".join(bound.to_bytes(3, "little") for bound in bounds),
            kinds,
            b"".join(state.to_bytes(size, "little") for row in automaton.rows for state in row),
        ]
    )
    if len(written) > MAX_BYTES:
        raise SizeError("alternatives or repeats that make its automaton too large")
    return written


def _ascii(parts: tuple[int, ...]) -> bytes:
    """The classes of the ASCII characters, as runs: how many, which."""
    classes = [_class(parts, code) for code in range(ASCII)]
    return b"".join(bytes([len(list(run)), each]) for each, run in groupby(classes))


def _beyond(automaton: Dfa) -> tuple[list[int], bytes]:
    """The bounds of the other stretches, and the classes in each by kind; equal neighbours are one stretch."""
    bounds, kinds = [], b""
    for place, (first, _) in enumerate(automaton.alphabet.stretches):
        cell = ASCII + len(KINDS) * place
        each = bytes(_class(automaton.parts, cell + kind) for kind in KINDS)
        if kinds[-len(KINDS) :] != each:
            bounds.append(first)
            kinds += each
    return bounds[1:], kinds


def _class(parts: tuple[int, ...], cell: int) -> int:
    return next(number for number, part in enumerate(parts) if part >> cell & 1)
