"""Recorded requests, as far as the audit log still has them: what was masked or cut is known to be missing."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from agsec_runtime.redact import MASK, MAX_DEPTH, MAX_ITEMS

from ..audit.own import is_own

_CUT = re.compile(r"\[\.\.\. \d+ of \d+ characters \.\.\.\]|\[nested too deeply to keep\]|\[too \w+(?: \w+)? to keep\]")


class Recorded(NamedTuple):
    """What a decision was about. ``params`` is None where the record does not have it as a mapping."""

    action: str
    params: dict[str, Any] | None
    host: str | None
    session: str | None
    cwd: str | None

    @property
    def context(self) -> dict[str, Any]:
        """What the log keeps of the context."""
        kept = {"host": self.host, "session_id": self.session, "cwd": self.cwd}
        return {name: value for name, value in kept.items() if value is not None}

    @property
    def is_own_test(self) -> bool:
        return is_own(self.session)

    def labels_are_whole(self) -> bool:
        return not any(is_cut(each) for each in (self.action, self.host, self.session, self.cwd))

    def missing(self) -> frozenset[str]:
        """The params of which the record has less than there was; `*` where some may be missing altogether."""
        params = self.params
        if params is None or "[cut]" in params or any(is_cut(name) or MASK in name for name in params):
            return frozenset("*")
        return frozenset(name for name, value in params.items() if is_incomplete(value))


def fields_of(line: bytes) -> dict[str, Any] | None:
    """The fields of a line of the log; None if it is none."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def recorded(fields: dict[str, Any]) -> Recorded | None:
    """The request of a record; None of what is no record.

    Of one that was refused before it was asked about, and of params that are nested deeper than the log ever has them,
    ``params`` is None.
    """
    action, params = fields.get("action"), fields.get("params")
    labels = [fields.get(name) for name in ("host", "session", "cwd")]
    if not all(each is None or isinstance(each, str) for each in labels):
        return None
    if not isinstance(action, str) or not isinstance(fields.get("effect"), str):
        return None
    asked = isinstance(params, dict) and fields.get("matched_by") != "error" and not _is_deep(params)
    whole = params if asked else None
    return Recorded(action, whole, *labels)


def _is_deep(value: Any, depth: int = MAX_DEPTH + 1) -> bool:
    kind = type(value)
    if kind is not dict and kind is not list:
        return False
    return not depth or any(_is_deep(each, depth - 1) for each in (value if kind is list else value.values()))


def is_cut(value: Any, depth: int = MAX_DEPTH + 1) -> bool:
    """Whether the log has less of it than there was, or more levels than the log ever has."""
    if not depth:
        return True
    if isinstance(value, str):
        return _CUT.search(value) is not None
    if isinstance(value, dict):
        return "[cut]" in value or any(is_cut(each, depth - 1) for each in value.values())
    return isinstance(value, list) and (len(value) > MAX_ITEMS or any(is_cut(each, depth - 1) for each in value))


def is_incomplete(value: Any) -> bool:
    """Whether some of it was cut or masked."""
    return is_cut(value) or _is_masked(value)


def _is_masked(value: Any) -> bool:
    if isinstance(value, str):
        return MASK in value
    if isinstance(value, dict):
        return any(MASK in name or _is_masked(each) for name, each in value.items())
    return isinstance(value, list) and any(map(_is_masked, value))
