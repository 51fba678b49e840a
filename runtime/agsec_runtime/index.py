"""Find the statements of a large bucket that a request's values leave possible, without looking at the others.

A statement is left out only where a test that it cannot do without is decided, and false: an absent value, another
value, or a text without any of the fragments that a match contains. A value that the test cannot judge brings all
statements of the bucket.
"""

from __future__ import annotations

from . import abi
from .bundle import merge
from .pages import BundleError
from .values import ABSENT, INFINITY, walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .bundle import Bundle, Index, Ranks
    from .decision import Request

PARTS = 4_096  # parts remembered, those that do not exist among them: what is looked up comes from the agent
# What ignores case takes these for ASCII letters, besides the capitals.
_LIKE_ASCII = {0x130: "i", 0x131: "i", 0x17F: "s"}


class Narrowed:
    """What is remembered of a bundle's indexes. ``examined`` counts the statements that came out of them."""

    __slots__ = ("examined", "filters", "parts", "wholes")

    def __init__(self) -> None:
        self.examined = 0
        self.filters: dict[int, bytes] = {}
        self.parts: dict[str, Ranks | None] = {}
        self.wholes: dict[str, Ranks] = {}


def narrowed(bundle: Bundle, ranks: Ranks, request: Request) -> Ranks:
    """``ranks`` with the statements that stand in indexes and that ``request`` leaves possible."""
    if bundle.narrowed is None:
        bundle.narrowed = Narrowed()
    parts = [part for key, indexes in ranks[3] for part in _parts(bundle, key, indexes, request)]
    if not parts:
        return ranks
    deny, review, allow = [
        merge([ranks[rank], *[part[rank] for part in parts]], request.action)
        if any([part[rank] for part in parts])
        else ranks[rank]
        for rank in range(3)
    ]
    bundle.narrowed.examined += len(deny) + len(review) + len(allow) - sum([len(rows) for rows in ranks[:3]])
    return deny, review, allow, []


def _parts(bundle: Bundle, bucket: str, indexes: list[Index], request: Request) -> list[Ranks]:
    found = []
    for index in indexes:
        keys = _keys(bundle, index, _value(request, index))
        if keys is None:
            return [_whole(bundle, bucket)]
        found.extend([part for key in keys if (part := _part(bundle, f"{abi.KEY_PART}{index[0]}:{key}"))])
    return found


def _value(request: Request, index: Index) -> Any:
    root = index[2]
    if root not in (abi.PARAMS, abi.CONTEXT):
        raise BundleError("an index of the bundle is about no field")
    return walk(request.params if root == abi.PARAMS else request.context, index[3])


def _keys(bundle: Bundle, index: Index, value: Any) -> list[str] | None:
    """What to look up for a value: nothing where no statement of the index can match; None for all of them."""
    if value is ABSENT:
        return []
    number, kind, _, _, sizes = index
    if kind == abi.EQUALS:
        return _equal_keys(value)
    if kind not in (abi.FRAGMENTS, abi.FOLDED):
        raise BundleError("an index of the bundle is of an unknown kind")
    if type(value) is not str:
        return None
    data = value.encode("utf-8", "surrogatepass")
    if len(data) > abi.MAX_TEXT:
        return None
    if kind == abi.FOLDED:
        data = value.translate(_LIKE_ASCII).lower().encode("utf-8", "surrogatepass")
    return _fragments(data, sizes, _filter(bundle, number))


def _equal_keys(value: Any) -> list[str] | None:
    kind = type(value)
    if kind is str:
        return ["s" + value]
    if kind is bool:
        return ["b1" if value else "b0"]
    if kind is int:
        return [f"n{value:x}"]
    if kind is float and -INFINITY < value < INFINITY:
        return [f"n{int(value):x}" if value.is_integer() else f"n{value.hex()}"]
    return None


def _fragments(data: bytes, sizes: list[int], known: bytes) -> list[str]:
    """The fragments of ``data`` that the filter does not rule out."""
    bits = len(known) * 8
    first, second, third = abi.PRIMES
    keys = []
    for size in sizes:
        number = int.from_bytes
        for each in {number(data[at : at + size], "little") for at in range(len(data) - size + 1)}:
            place = (each * first & 0xFFFFFFFF) % bits
            if known[place >> 3] >> (place & 7) & 1:
                place, other = (each * second & 0xFFFFFFFF) % bits, (each * third & 0xFFFFFFFF) % bits
                if known[place >> 3] >> (place & 7) & 1 and known[other >> 3] >> (other & 7) & 1:
                    keys.append(f"{size}{each:x}")
    return keys


def _filter(bundle: Bundle, number: int) -> bytes:
    filters: dict[int, bytes] = bundle.narrowed.filters
    known = filters.get(number)
    if known is None:
        known = bundle.lookup(f"{abi.KEY_FILTER}{number}")
        if type(known) is not bytes or not known:
            raise BundleError("an index of the bundle lost its filter")
        filters[number] = known
    return known


def _part(bundle: Bundle, key: str) -> Ranks | None:
    parts: dict[str, Ranks | None] = bundle.narrowed.parts
    if key not in parts:
        if len(parts) >= PARTS:
            parts.clear()
        parts[key] = part = bundle.bucket(key)
        return part
    return parts.get(key) or bundle.bucket(key)


def _whole(bundle: Bundle, bucket: str) -> Ranks:
    wholes: dict[str, Ranks] = bundle.narrowed.wholes
    if bucket not in wholes:
        whole = bundle.bucket(abi.KEY_WHOLE + bucket)
        if whole is None:
            raise BundleError("a bucket of the bundle lost its statements")
        wholes[bucket] = whole
    return wholes[bucket]
