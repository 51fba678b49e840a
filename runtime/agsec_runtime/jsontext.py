"""Read and write JSON with the interpreter's own C scanner, without importing ``json`` (1.3 bare starts)."""

from __future__ import annotations

import sys
from _json import encode_basestring_ascii, make_scanner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class JsonError(ValueError):
    """The text is not JSON, or says one thing twice."""


def loads(raw: bytes) -> Any:
    """The value of UTF-8 JSON text. Raises ``JsonError``; duplicate keys, NaN and infinities are refused."""
    try:
        text = raw.decode().strip(" \t\r\n")
        value, end = _scan(text, 0)
    except (StopIteration, SystemError):
        # The scanner reports most errors by a class of `json`; where that was never imported, by none at all.
        raise JsonError("it is empty, cut off or malformed") from None
    except UnicodeDecodeError as error:
        raise JsonError(f"byte {error.start} is not UTF-8") from None
    except RecursionError:
        raise JsonError("it is nested too deeply") from None
    except ValueError as error:
        raise JsonError(str(error)) from None
    if end != len(text):
        raise JsonError(f"there is more behind its end at character {end}")
    return value


def dumps(value: Any) -> str:
    """Compact ASCII JSON. What JSON cannot hold is written as text."""
    kind = type(value)
    if kind is str:
        return encode_basestring_ascii(value)
    if kind is bool or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if kind is int or (kind is float and value - value == 0):
        return repr(value)
    if kind is list or kind is tuple:
        return "[" + ",".join([dumps(item) for item in value]) + "]"
    if kind is dict:
        return "{" + ",".join([f"{encode_basestring_ascii(str(key))}:{dumps(value[key])}" for key in value]) + "}"
    return encode_basestring_ascii(str(value))


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise JsonError("a key stands twice in one object")
    return mapping


def _constant(name: str) -> Any:
    raise JsonError(f"{name} is no JSON value")


_Namespace: Any = type(sys.implementation)  # `types.SimpleNamespace`, which spares a class (see `program`)
# What the scanner asks its owner for.
_SETTINGS = _Namespace(
    strict=True,
    object_hook=None,
    object_pairs_hook=_mapping,
    array_hook=None,
    parse_float=float,
    parse_int=int,
    parse_constant=_constant,
)
_scan: Any = make_scanner(_SETTINGS)
