"""Read MessagePack: the subset that bundles use.

Source of the format: https://github.com/msgpack/msgpack/blob/master/spec.md. The writer is the msgpack
package, which the hook does not import (it alone costs 0.8 of a bare interpreter start).
"""

from __future__ import annotations

from . import abi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Read = Callable[[bytes, int, int, int, "Later | None"], tuple[Any, int]]
    Later = Callable[[int, bytes], Any]  # type and bytes of an extension -> what it stands for

MAX_NESTING = 200
MAX_DIGITS = 20  # of 64 bits


class MsgpackError(ValueError):
    """The bytes are not the MessagePack that a bundle holds."""


def unpack(data: bytes, later: Later | None = None) -> Any:
    """The one value that ``data`` holds; ``later`` knows the extensions about tables that stand apart.

    Raises ``MsgpackError`` for anything else, and for these extensions where there is no ``later``.
    """
    try:
        value, end = _value(data, 0, MAX_NESTING, later)
    except (IndexError, UnicodeDecodeError) as error:
        raise MsgpackError(f"malformed record: {error}") from None
    if end != len(data):
        raise MsgpackError(f"{len(data) - end} bytes after the record")
    return value


def _value(data: bytes, at: int, depth: int, later: Later | None) -> tuple[Any, int]:
    byte = data[at]
    at += 1
    if byte in _SIZED:
        read, size = _SIZED[byte]
        start = at + size
        return read(data, start, int.from_bytes(_take(data, at, size), "big"), depth, later)
    if byte in _CONSTANTS:
        return _CONSTANTS[byte], at
    if byte < 0x80:
        return byte, at
    if byte < 0x90:
        return _map(data, at, byte & 0x0F, depth, later)
    if byte < 0xA0:
        return _array(data, at, byte & 0x0F, depth, later)
    if byte < 0xC0:
        return _text(data, at, byte & 0x1F, depth, later)
    if byte >= 0xE0:
        return byte - 0x100, at
    if byte in _INTEGERS:
        size, signed = _INTEGERS[byte]
        return int.from_bytes(_take(data, at, size), "big", signed=signed), at + size
    if byte in _EXTENDED:
        return _extension(data, at, _EXTENDED[byte], depth, later)
    if byte == 0xCB:
        return _float(data, at)
    raise MsgpackError(f"unexpected byte 0x{byte:02x}")


def _take(data: bytes, at: int, size: int) -> bytes:
    taken = data[at : at + size]
    if len(taken) != size:
        raise MsgpackError("the record ends too early")
    return taken


def _bytes(data: bytes, at: int, size: int, depth: int, later: Later | None) -> tuple[bytes, int]:
    return _take(data, at, size), at + size


def _text(data: bytes, at: int, size: int, depth: int, later: Later | None) -> tuple[str, int]:
    return _take(data, at, size).decode(), at + size


def _extension(data: bytes, at: int, size: int, depth: int, later: Later | None) -> tuple[Any, int]:
    kind, body, end = data[at], _take(data, at + 1, size), at + 1 + size
    if kind == abi.TEXTS:
        return body.decode().split("\0"), end
    if kind == abi.NUMBERS:
        return _numbers(body), end
    if kind == abi.PIECES:
        return _pieces(body), end
    if later and kind in (abi.GLOBS, abi.PATTERN):
        return later(kind, body), end
    raise MsgpackError(f"unexpected extension {kind}")


def _numbers(body: bytes) -> list[int]:
    numbers = body.split(b" ")
    if not all([each.isdigit() and len(each) <= MAX_DIGITS for each in numbers]):
        raise MsgpackError("a list of numbers has something else in it")
    return [int(each) for each in numbers]


def _pieces(body: bytes) -> list[bytes]:
    sizes, _, joined = body.partition(b"\0")
    found, at = [], 0
    for size in _numbers(sizes):
        start, at = at, at + size
        found.append(joined[start:at])
    if at != len(joined):
        raise MsgpackError("byte strings of another length than is said")
    return found


def _float(data: bytes, at: int) -> tuple[float, int]:
    from _struct import unpack  # Few bundles hold a float, and the module is a shared library to load.

    number: float = unpack(">d", _take(data, at, 8))[0]
    return number, at + 8


def _array(data: bytes, at: int, count: int, depth: int, later: Later | None) -> tuple[list[Any], int]:
    if not depth or count > len(data) - at:
        raise MsgpackError("nested too deeply, or too long for its record")
    items: list[Any] = []
    size = len(data)
    for _ in range(count):
        byte = data[at]
        # Most of a bundle is short texts, small numbers and short lists: a call for each was half of the reading.
        if 0xA0 <= byte < 0xC0 and at + byte - 0xA0 < size:
            start = at + 1
            at = start + byte - 0xA0
            items.append(data[start:at].decode())
        elif byte < 0x80:
            items.append(byte)
            at += 1
        elif 0x90 <= byte < 0xA0:
            item, at = _array(data, at + 1, byte & 0x0F, depth - 1, later)
            items.append(item)
        else:
            item, at = _value(data, at, depth - 1, later)
            items.append(item)
    return items, at


def _map(data: bytes, at: int, count: int, depth: int, later: Later | None) -> tuple[dict[str, Any], int]:
    flat, at = _array(data, at, 2 * count, depth, later)
    if not all(type(key) is str for key in flat[::2]):
        raise MsgpackError("a mapping key is not a string")
    return dict(zip(flat[::2], flat[1::2])), at


_CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}
_INTEGERS = {
    0xCC: (1, False),
    0xCD: (2, False),
    0xCE: (4, False),
    0xCF: (8, False),
    0xD0: (1, True),
    0xD1: (2, True),
    0xD2: (4, True),
    0xD3: (8, True),
}
_EXTENDED = {0xD4: 1, 0xD5: 2, 0xD6: 4, 0xD7: 8, 0xD8: 16}
# What reads it, and how many bytes say how long it is.
_SIZED: dict[int, tuple[Read, int]] = {
    0xC4: (_bytes, 1),
    0xC5: (_bytes, 2),
    0xC6: (_bytes, 4),
    0xC7: (_extension, 1),
    0xC8: (_extension, 2),
    0xC9: (_extension, 4),
    0xD9: (_text, 1),
    0xDA: (_text, 2),
    0xDB: (_text, 4),
    0xDC: (_array, 2),
    0xDD: (_array, 4),
    0xDE: (_map, 2),
    0xDF: (_map, 4),
}
