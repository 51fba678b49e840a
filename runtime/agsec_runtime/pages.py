"""Verified random access to a bundle: every byte handed out was checked against the digest tree."""

from __future__ import annotations

from _blake2 import blake2b

from . import abi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Read = Callable[[int, int], bytes]  # offset and length in the file -> at most that many bytes


class BundleError(Exception):
    """The bundle must not be used. The caller denies."""


def tag(level: int, page: bytes) -> bytes:
    """The digest of one page; the level keeps a page of tags from passing for data."""
    return blake2b(page, digest_size=abi.TAG, person=b"agsec-page%d" % level).digest()


def levels(length: int) -> list[int]:
    """Bytes of each level of the tree over ``length`` bytes of data, data first, the single top page last."""
    sizes = [length, -(-length // abi.PAGE) * abi.TAG]
    while sizes[-1] > abi.PAGE:
        sizes.append(-(-sizes[-1] // abi.PAGE) * abi.TAG)
    return sizes


class Pages:
    """The data of a bundle, page by page; each page is verified up to the root before it is used."""

    __slots__ = ("_cache", "_read", "_root", "_sizes", "_starts")

    def __init__(self, read: Read, length: int, root: bytes) -> None:
        self._read = read
        self._root = root
        self._sizes = levels(length)
        self._starts = [0] * len(self._sizes)
        start = abi.HEADER
        for level in range(len(self._sizes) - 1, -1, -1):
            self._starts[level] = start
            start += self._sizes[level]
        self._cache: dict[tuple[int, int], bytes] = {}

    @property
    def end(self) -> int:
        """Where the file must end."""
        return self._starts[0] + self._sizes[0]

    @property
    def depth(self) -> int:
        return len(self._sizes)

    def get(self, offset: int, size: int) -> bytes:
        """``size`` bytes of data from ``offset``. Raises ``BundleError`` if they are not what was compiled."""
        if offset < 0 or size <= 0 or offset + size > self._sizes[0]:
            raise BundleError("the bundle points outside of itself")
        first, last = offset // abi.PAGE, (offset + size - 1) // abi.PAGE
        skip = offset - first * abi.PAGE
        if first == last:
            return self._page(0, first)[skip : skip + size]
        return b"".join([self._page(0, number) for number in range(first, last + 1)])[skip : skip + size]

    def table(self, place: bytes) -> bytes:
        """The table at a place, as ``abi`` has it. Raises ``BundleError``."""
        offset, length = [
            int.from_bytes(place[start:end], "little") for start, end in (abi.PLACE_OFFSET, abi.PLACE_LENGTH)
        ]
        return self.get(offset, length)

    def verify(self) -> None:
        """Check every page. Raises ``BundleError``."""
        for number in range(-(-self._sizes[0] // abi.PAGE)):
            self._page(0, number)
        self._cache.clear()

    def _page(self, level: int, number: int) -> bytes:
        page = self._cache.get((level, number))
        if page is None:
            start = number * abi.PAGE
            page = self._read(self._starts[level] + start, min(abi.PAGE, self._sizes[level] - start))
            if tag(level, page) != self._expected(level, number):
                raise BundleError("the bundle was changed or cut off after it was compiled")
            self._cache[level, number] = page
        return page

    def _expected(self, level: int, number: int) -> bytes:
        if level == len(self._sizes) - 1:
            return self._root
        parent, place = divmod(number, abi.FANOUT)
        return self._page(level + 1, parent)[place * abi.TAG : (place + 1) * abi.TAG]
