"""Decisions over time: from counts by minute to a few dozen bars."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import count
from operator import add
from typing import NamedTuple

from .tally import EFFECTS, Row

BARS = 60  # at most
FIRST = datetime(1, 1, 1)  # a Monday; minutes are counted from it, in UTC
HOUR, DAY = 60, 1_440
WIDTHS = (1, 5, 15, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY, 28 * DAY, 91 * DAY, 364 * DAY)  # minutes
STRAY = 0.005  # the part of all records that may be left out at either end...
GAIN = 10  # ...unless they are near, where the rest then fills an axis that is shorter by about this factor
_MINUTE = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)", re.ASCII)


class Bar(NamedTuple):
    """What was decided from ``start`` (UTC) on, by effect."""

    start: datetime
    counts: tuple[int, ...]


class Timeline(NamedTuple):
    """Bars of ``width`` minutes without a gap; ``before`` and ``after`` count what is dated outside of them."""

    width: int
    bars: tuple[Bar, ...]
    before: int
    after: int


@lru_cache(4_096)
def minute(time: str) -> int | None:
    """The number of the minute that begins a time in UTC; None for what is no time."""
    found = _MINUTE.fullmatch(time)
    if found is None:
        return None
    try:
        since = datetime(*map(int, found.groups())) - FIRST  # type: ignore[arg-type]
    except ValueError:
        return None
    return since.days * DAY + since.seconds // 60


def key(number: int) -> str:
    """What sorts as the minutes do."""
    return f"{number:010d}"


def timeline(rows: Callable[[], Iterable[Row]]) -> Timeline | None:
    """Of counts by minute, in order, which are told as often as ``rows`` is called; None where there are none."""
    bounds = _bounds(rows)
    if bounds is None:
        return None
    first, last = bounds
    width = _width(first, last)
    start = first - first % width
    bars = [[0] * len(EFFECTS) for _ in range((last - start) // width + 1)]
    outside = [0, 0]
    for row in rows():
        at = int(row.key)
        if first <= at <= last:
            bars[(at - start) // width] = list(map(add, bars[(at - start) // width], row.counts))
        else:
            outside[at > last] += row.total
    starts = (FIRST + timedelta(minutes=start + number * width) for number in range(len(bars)))
    return Timeline(width, tuple(Bar(when, tuple(bar)) for when, bar in zip(starts, bars, strict=True)), *outside)


def _bounds(rows: Callable[[], Iterable[Row]]) -> tuple[int, int] | None:
    """The first and the last minute; without a few strays, where one wrong clock would leave the rest in one bar."""
    total, first, last = 0, None, 0
    for row in rows():
        first = int(row.key) if first is None else first
        total, last = total + row.total, int(row.key)
    if first is None:
        return None
    low, high = _without_strays(rows(), total)
    size = max(high - low, BARS)
    near = [int(row.key) for row in _ends(rows(), low - size, high + size)]
    return (near[0], near[-1]) if last - first > GAIN * size else (first, last)


def _ends(rows: Iterable[Row], low: int, high: int) -> Iterator[Row]:
    """The first and the last row from one minute to another."""
    last = None
    for row in rows:
        if low <= int(row.key) <= high:
            if last is None:
                yield row
            last = row
    if last is not None:
        yield last


def _without_strays(rows: Iterable[Row], total: int) -> tuple[int, int]:
    """What is left where at either end not more than a share of ``STRAY`` is cut."""
    cut, seen, low = int(STRAY * total), 0, None
    for row in rows:
        seen += row.total
        if low is None and seen > cut:
            low = int(row.key)
        if seen >= total - cut:
            return int(row.key) if low is None else low, int(row.key)
    raise ValueError("the rows count less than their total")


def _width(first: int, last: int) -> int:
    """The least width by which not more than ``BARS`` reach from one to the other."""
    return next(each for each in _widths() if last // each - first // each < BARS)


def _widths() -> Iterator[int]:
    yield from WIDTHS
    for factor in count(2):
        yield factor * WIDTHS[-1]
