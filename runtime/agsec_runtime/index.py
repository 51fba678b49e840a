"""Find the statements of a large bucket that a request's values leave possible, without looking at the others.

A statement is left out only where a test that it cannot do without is decided, and false: an absent value, another
value, or a text without any of the fragments that a match contains. A value that the test cannot judge brings all that
hang on it, as far as no other field leaves them out.
"""

from __future__ import annotations

from . import abi
from .bundle import covers
from .pages import BundleError
from .values import ABSENT, INFINITY, is_container, is_json, walk_each

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from .bundle import Bundle, Index, Ranks, Row
    from .decision import Request

    Part = list[bytes]  # by rank, ordinals of four bytes

KEPT = 4_096  # parts and rows remembered, parts that do not exist among them: what is looked up comes from the agent
TRIED = 8  # texts, before all fragments of an index are unpacked: a process that decides once is better off without
SIZE = 4  # bytes of an ordinal
_NOT_YET: Part = []
# What ignores case takes these for ASCII letters, besides the capitals.
_LIKE_ASCII = {0x130: "i", 0x131: "i", 0x17F: "s"}


class Narrowed:
    """What is remembered of a bundle's indexes. ``examined`` counts the statements that came out of them."""

    __slots__ = ("asked", "bounds", "examined", "filters", "fragments", "parts", "rows", "wholes")

    def __init__(self) -> None:
        self.examined = 0
        self.asked: dict[int, int] = {}  # texts, by index
        self.bounds: dict[str, list[Any]] = {}
        self.filters: dict[int, bytes] = {}
        self.fragments: dict[int, list[tuple[int, frozenset[bytes]]]] = {}
        self.parts: dict[str, Part | None] = {}
        self.rows: dict[str, Ranks] = {}
        self.wholes: dict[int, list[Any]] = {}


def narrowed(bundle: Bundle, ranks: Ranks, request: Request) -> tuple[Iterable[Row], ...]:
    """``ranks`` with the statements that stand in indexes and that ``request`` leaves possible, read one by one."""
    if bundle.narrowed is None:
        bundle.narrowed = Narrowed()
    found = [(f"{abi.KEY_ROWS}{indexes[0][0]}:", *_parts(bundle, indexes, request)) for _, indexes in ranks[3]]
    return tuple([_rows(bundle, ranks[rank], rank, found, request.action) for rank in range(3)])


def _rows(
    bundle: Bundle, rest: list[Row], rank: int, found: list[tuple[str, list[Part], list[Part]]], action: str
) -> Iterable[Row]:
    """The rows of one rank in file order."""
    streams = []
    for rows, parts, wholes in found:
        few = [part[rank] for part in parts if part[rank]]
        if few:
            ordinals = sorted({each for packed in few for each in _ordinals(packed)})
            streams.append(_read(bundle, rows, rank, ordinals, action))
        many = [whole[rank] for whole in wholes if whole[rank]]
        streams += [_read(bundle, rows, rank, _ordinals(packed), action) for packed in many]
    return _merged([iter(rest), *streams]) if streams else rest


def _ordinals(packed: bytes) -> Iterator[int]:
    for at in range(0, len(packed), SIZE):
        yield int.from_bytes(packed[at : at + SIZE], "little")


def _read(bundle: Bundle, rows: str, rank: int, ordinals: Iterable[int], action: str) -> Iterator[Row]:
    """The rows with these ordinals that are about the action."""
    for ordinal in ordinals:
        ranks = _block(bundle, f"{rows}{ordinal // abi.BLOCK}")
        [row] = [row for row in ranks[rank] if row[0] == ordinal]
        if row[1] is None or covers(row[1], action):
            bundle.narrowed.examined += 1
            yield row


def _block(bundle: Bundle, key: str) -> Ranks:
    known: dict[str, Ranks] = bundle.narrowed.rows
    ranks = known.get(key)
    if ranks is None:
        ranks = bundle.bucket(key)
        if ranks is None:
            raise BundleError("an index of the bundle lost a statement")
        if len(known) >= KEPT:
            known.clear()
        known[key] = ranks
    return ranks


def _merged(streams: list[Iterator[Row]]) -> Iterator[Row]:
    """What the streams have, in order, each statement once."""
    heads = [(row[0], row, stream) for stream in streams for row in [next(stream, None)] if row]
    before = -1
    while heads:
        first = min([head[0] for head in heads])
        [(_, row, _), *_] = [head for head in heads if head[0] == first]
        if first <= before:
            raise BundleError("an index of the bundle is not in order")
        yield row
        before = first
        heads = [_next(head) if head[0] == first else head for head in heads]
        heads = [head for head in heads if head[1]]
    return


def _next(head: Any) -> Any:
    row = next(head[2], None)
    return (row[0] if row else 0, row, head[2])


def _parts(bundle: Bundle, indexes: list[Index], request: Request) -> tuple[list[Part], list[Part]]:
    """The parts of the indexes that the request's values lead to, and the wholes of those that cannot judge them."""
    parts: list[Part] = []
    wholes: list[Part] = []
    for index in indexes:
        keys = _keys(bundle, index, request)
        if keys is None:
            whole = _whole(bundle, index[0])
            wholes.append(whole[:3])
            more = _parts(bundle, whole[3], request)
            parts += more[0]
            wholes += more[1]
        else:
            start = f"{abi.KEY_PART}{index[0]}:"
            parts += [part for key in keys if (part := _part(bundle, start + key))]
    return parts, wholes


def _part(bundle: Bundle, key: str) -> Part | None:
    known: dict[str, Part | None] = bundle.narrowed.parts
    part: Part | None = known.get(key, _NOT_YET)
    if part is not _NOT_YET:
        return part
    part = bundle.lookup(key)
    if part is not None and (len(part) != 3 or not any(_checked(part))):
        raise BundleError("a part of an index of the bundle is malformed")
    if len(known) >= KEPT:
        known.clear()
    known[key] = part
    return part


def _checked(ranks: list[Any]) -> Part:
    if not all([type(packed) is bytes and not len(packed) % SIZE for packed in ranks]):
        raise BundleError("a part of an index of the bundle is malformed")
    return ranks


def _whole(bundle: Bundle, number: int) -> list[Any]:
    known: dict[int, list[Any]] = bundle.narrowed.wholes
    if number not in known:
        whole = bundle.lookup(f"{abi.KEY_WHOLE}{number}")
        if type(whole) is not list or len(whole) != 4 or not (any(_checked(whole[:3])) or whole[3]):
            raise BundleError("an index of the bundle lost its statements")
        known[number] = whole
    return known[number]


# -- what a request's values are looked up by


def _keys(bundle: Bundle, index: Index, request: Request) -> set[str] | None:
    """What to look up: nothing where no statement of the index can match; None for all of them."""
    number, kind, opcode, root, steps, folds, detail = index
    if opcode in (abi.FACT_ANY, abi.FACT_ALL):
        from .factkeys import texts

        values = texts(request, kind, opcode, root, steps, folds)
    elif opcode in (abi.TEST, abi.EACH_ANY, abi.EACH_ALL) and root in (abi.PARAMS, abi.CONTEXT):
        values = walk_each(request.params if root == abi.PARAMS else request.context, steps)
    else:
        raise BundleError("an index of the bundle is about no field")
    asked = _KINDS[kind]
    found: set[str] = set()
    for value in values:
        if value is not ABSENT:
            keys = asked(bundle, number, detail, value)
            if keys is None:
                return None
            found.update(keys)
    return found


def _of_value(bundle: Bundle, number: int, detail: Any, value: Any) -> list[str] | None:
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


def _of_text(bundle: Bundle, number: int, detail: Any, value: Any) -> list[str] | None:
    if type(value) is not str:
        return None
    data = value.encode("utf-8", "surrogatepass")
    return None if len(data) > abi.MAX_TEXT else _fragments(bundle, number, detail, data)


def _of_members(bundle: Bundle, number: int, detail: Any, value: Any) -> list[str] | None:
    """What `contains` asks for: pieces of a text, a list's members, a mapping's keys."""
    if type(value) is str:
        return _fragments(bundle, number, detail, value.encode("utf-8", "surrogatepass"))
    if not is_container(value) or not is_json(value):
        return None
    texts = [each.encode("utf-8", "surrogatepass") for each in value if type(each) is str]
    return [key for text in texts for key in _fragments(bundle, number, detail, text)]


def _of_caseless(bundle: Bundle, number: int, detail: Any, value: Any) -> list[str] | None:
    if (
        type(value) is not str
        or len(value) > abi.MAX_TEXT
        or len(value.encode("utf-8", "surrogatepass")) > abi.MAX_TEXT
    ):
        return None
    data = value.translate(_LIKE_ASCII).lower().encode("utf-8", "surrogatepass")
    return _fragments(bundle, number, detail, data)


def _fragments(bundle: Bundle, number: int, sizes: list[list[int]], data: bytes) -> list[str]:
    """The fragments of ``data`` that an index knows, some others among them at first."""
    known: Narrowed = bundle.narrowed
    fragments = known.fragments.get(number)
    if fragments is None:
        known.asked[number] = asked = known.asked.get(number, 0) + 1
        if asked <= TRIED:
            return _filtered(data, sizes, _filter(bundle, number, sizes))
        fragments = known.fragments[number] = _unpacked(bundle.lookup(f"{abi.KEY_FRAGMENTS}{number}"), sizes)
    return [each.hex() for size, of_size in fragments for each in _cut(data, size) & of_size]


def _cut(data: bytes, size: int) -> set[bytes]:
    return {data[at : at + size] for at in range(len(data) - size + 1)}


def _unpacked(record: Any, sizes: list[list[int]]) -> list[tuple[int, frozenset[bytes]]]:
    found = [
        (size, frozenset([packed[at : at + size] for at in range(0, len(packed), size)]))
        for (size, _), packed in zip(sizes, record)
        if type(packed) is bytes
    ]
    if [[size, len(fragments)] for size, fragments in found] != sizes:
        raise BundleError("an index of the bundle lost some fragments")
    return found


def _filtered(data: bytes, sizes: list[list[int]], known: bytes) -> list[str]:
    """The fragments of ``data`` that the filter does not rule out."""
    bits = len(known) * 8
    first, second, third = abi.PROBES
    keys = []
    for size, _ in sizes:
        for fragment in _cut(data, size):
            each = int.from_bytes(fragment, "little")
            place = (each * first >> 32 & 0xFFFFFFFF) % bits
            if known[place >> 3] >> (place & 7) & 1:
                place, other = (each * second >> 32 & 0xFFFFFFFF) % bits, (each * third >> 32 & 0xFFFFFFFF) % bits
                if known[place >> 3] >> (place & 7) & 1 and known[other >> 3] >> (other & 7) & 1:
                    keys.append(fragment.hex())
    return keys


def _filter(bundle: Bundle, number: int, sizes: list[list[int]]) -> bytes:
    filters: dict[int, bytes] = bundle.narrowed.filters
    known = filters.get(number)
    if known is None:
        known = bundle.lookup(f"{abi.KEY_FILTER}{number}")
        if type(known) is not bytes or len(known) != -(-sum([count for _, count in sizes]) * abi.FILTER_BITS // 8):
            raise BundleError("an index of the bundle lost its filter")
        filters[number] = known
    return known


def _of_number(bundle: Bundle, number: int, detail: Any, value: Any) -> list[str] | None:
    """The nodes above the place of a number."""
    kind = type(value)
    if kind is not int and (kind is not float or not -INFINITY < value < INFINITY):
        return None
    count, firsts = detail
    node = _place(bundle, number, count, firsts, value) + (1 << (2 * count).bit_length())
    return [str(node >> up) for up in range(node.bit_length())]


def _place(bundle: Bundle, number: int, count: int, firsts: list[Any], value: Any) -> int:
    chunk = _not_above(firsts, value) - 1
    if chunk < 0:
        return 0
    bounds = _bounds(bundle, f"{abi.KEY_BOUNDS}{number}:{chunk}", min(abi.CHUNK, count - chunk * abi.CHUNK))
    place = _not_above(bounds, value) - 1
    return 2 * (chunk * abi.CHUNK + place) + (1 if bounds[place] == value else 2)


def _bounds(bundle: Bundle, key: str, count: int) -> list[Any]:
    known: dict[str, list[Any]] = bundle.narrowed.bounds
    if key not in known:
        bounds = bundle.lookup(key)
        if type(bounds) is not list or len(bounds) != count:
            raise BundleError("an index of the bundle lost some bounds")
        known[key] = bounds
    return known[key]


def _not_above(bounds: list[Any], value: Any) -> int:
    """How many of the bounds, which are in order, are not above a value."""
    low, high = 0, len(bounds)
    while low < high:
        middle = (low + high) // 2
        if bounds[middle] <= value:
            low = middle + 1
        else:
            high = middle
    return low


_KINDS = (_of_value, _of_text, _of_members, _of_caseless, _of_text, _of_number)
