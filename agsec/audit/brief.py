"""Say in one text what a recorded action was about."""

from __future__ import annotations

from typing import Any

_TELLING = ("command", "file_path", "url", "query", "pattern", "path", "prompt")


def brief(record: dict[str, Any]) -> str:
    """The part of the params that tells most; the reason of what has none."""
    params = record.get("params")
    if not isinstance(params, dict):
        return str(record.get("reason") or "")
    for name in _TELLING:
        if isinstance(params.get(name), str):
            return str(params[name])
    return ", ".join(f"{name}={value}" for name, value in params.items())
