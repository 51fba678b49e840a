"""How long decisions took: quantiles and a histogram, from counts by duration."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import NamedTuple

from .tally import Row

SHARES = (0.5, 0.9, 0.99)
# Microseconds; each bin reaches from its bound up to the next one, which it does not include.
BOUNDS = (0, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000)


class Bin(NamedTuple):
    """How many took at least ``start`` microseconds and less than ``end``; the last bin has no end."""

    start: int
    end: int | None
    number: int


class Latency(NamedTuple):
    """Microseconds; a quantile is the duration that at least this part of the ``timed`` decisions did not exceed."""

    timed: int
    quantiles: tuple[int, ...]
    longest: int
    bins: tuple[Bin, ...]


def key(micros: int) -> str:
    """What sorts as the durations do."""
    return f"{micros:020d}"


def latency(rows: Callable[[], Iterable[Row]]) -> Latency | None:
    """Of counts by duration, in order, which are told as often as ``rows`` is called; None where there are none."""
    timed = sum(row.total for row in rows())
    if not timed:
        return None
    ranks = [min(timed - 1, int(share * timed)) for share in SHARES]
    quantiles: list[int] = []
    seen, longest, counts = 0, 0, [0] * len(BOUNDS)
    for row in rows():
        longest = int(row.key)
        seen += row.total
        while len(quantiles) < len(ranks) and seen > ranks[len(quantiles)]:
            quantiles.append(longest)
        counts[_bin(longest)] += row.total
    return Latency(timed, tuple(quantiles), longest, _bins(counts))


def _bin(micros: int) -> int:
    return bisect_right(BOUNDS, micros) - 1


def _bins(counts: list[int]) -> tuple[Bin, ...]:
    """Without the empty ones at both ends."""
    ends = [*BOUNDS[1:], None]
    used = [place for place, number in enumerate(counts) if number]
    return tuple(Bin(BOUNDS[place], ends[place], counts[place]) for place in range(used[0], used[-1] + 1))
