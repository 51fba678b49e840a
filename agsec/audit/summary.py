"""Sum up what was decided: by effect, statement and day, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .database import Database
from .filters import Filter


@dataclass(frozen=True)
class Stats:
    """What `agsec audit --stats` sums up; durations are in microseconds."""

    total: int
    effects: dict[str, int]
    sids: dict[str, int]
    days: dict[str, int]
    p50_us: int | None
    p99_us: int | None


def stats(database: Database, wanted: Filter) -> Stats:
    """Raises ``AuditError``."""
    effects = _counts(database, wanted, "effect")
    days = _counts(database, wanted, "substr(time, 1, 10)")
    return Stats(
        sum(effects.values()),
        effects,
        _counts(database, wanted, "ifnull(sid, '(' || ifnull(matched_by, effect) || ')')"),
        dict(sorted(days.items())),
        *_quantiles(database, wanted),
    )


def _counts(database: Database, wanted: Filter, by: str) -> dict[str, int]:
    """How many records there are of each, the most frequent first."""
    query, parameters = _from(wanted, f"{by} AS name, count(*) AS number")
    return dict(database.rows(f"{query} GROUP BY name ORDER BY number DESC, name", parameters))


def _quantiles(database: Database, wanted: Filter) -> tuple[int | None, int | None]:
    query, parameters = _from(wanted, "duration_us")
    ordered = sorted(each for (each,) in database.each(f"{query} AND duration_us IS NOT NULL", parameters))
    return _quantile(ordered, 0.5), _quantile(ordered, 0.99)


def _quantile(ordered: list[int], share: float) -> int | None:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def _from(wanted: Filter, what: str) -> tuple[str, list[Any]]:
    condition, parameters = wanted.condition()
    source = "records JOIN texts USING (seq)" if wanted.reads_texts else "records"
    return f"SELECT {what} FROM {source} WHERE {condition}", parameters
