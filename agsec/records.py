"""Read the audit log that the hooks write."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .exceptions import AgsecError


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Every record that can be read, oldest first. Raises ``AgsecError`` if the log itself cannot be.

    A line that is no record is given as one of effect ``unreadable``, so that damage is seen.
    """
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _record(line, number)
    except FileNotFoundError:
        return
    except OSError as error:
        raise AgsecError(f"{path} cannot be read: {error.strerror}") from error


def _record(line: str, number: int) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if isinstance(record, dict):
        return record
    return {"effect": "unreadable", "reason": f"line {number} of the log is damaged", "id": "", "time": ""}


@dataclass(frozen=True)
class Stats:
    """What `agsec audit --stats` sums up; durations are in microseconds."""

    total: int
    effects: dict[str, int]
    sids: dict[str, int]
    days: dict[str, int]
    p50_us: int | None
    p99_us: int | None


def stats(records: Iterator[dict[str, Any]]) -> Stats:
    effects: Counter[str] = Counter()
    sids: Counter[str] = Counter()
    days: Counter[str] = Counter()
    durations: list[int] = []
    for record in records:
        effects[str(record.get("effect"))] += 1
        sids[str(record.get("sid") or f"({record.get('matched_by')})")] += 1
        days[str(record.get("time"))[:10]] += 1
        if isinstance(record.get("duration_us"), int):
            durations.append(record["duration_us"])
    durations.sort()
    return Stats(
        effects.total(),
        dict(effects.most_common()),
        dict(sids.most_common()),
        dict(sorted(days.items())),
        _quantile(durations, 0.5),
        _quantile(durations, 0.99),
    )


def _quantile(ordered: list[int], share: float) -> int | None:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None
