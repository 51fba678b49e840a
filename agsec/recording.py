"""Keep what the SDK decided and did: in the log that the hooks write too, unless a store is given."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from time import time
from typing import Any, Protocol

from agsec_runtime import audit as runtime
from agsec_runtime.decision import Decision, Request

from .audit import AuditStore, entries, log
from .state import audit_log

HOST = "sdk"  # what a record names as the host where the program does not say
logger = logging.getLogger("agsec")


class Recorder(Protocol):
    """Where records go: a store, or the log. ``append`` raises ``AuditError`` if the record cannot be kept."""

    def append(self, record: Mapping[str, Any], /) -> str: ...

    def close(self) -> None: ...

    def complete(
        self,
        record_id: str,
        /,
        *,
        outcome: str,
        error: str | None = None,
        result: Any = None,
        approved_by: str | None = None,
        duration_us: int | None = None,
    ) -> None: ...


def record(request: Request, decision: Decision, revision: str | None, seconds: float) -> dict[str, Any]:
    """The fields of a decision's record; ``seconds`` is how long deciding took."""
    fields = runtime.record(request, decision, revision, seconds, time())
    return {**fields, "host": fields["host"] or HOST}


def completed(recorder: Recorder, record_id: str | None, **fields: Any) -> None:
    """Add what became of an action. It has happened, so a failure is told and nothing is taken back."""
    if record_id is None:
        return
    try:
        recorder.complete(record_id, **fields)
    except Exception as error:
        logger.error("what became of %s could not be recorded: %s", record_id, error)


class Log:
    """The log that the hooks write too, for writing alone: no index of it is opened."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, record: Mapping[str, Any], /) -> str:
        """Raises ``AuditError``."""
        fields = entries.entry(record)
        log.append(self.path, fields)
        return str(fields["id"])

    def complete(self, record_id: str, /, *, outcome: str, duration_us: int | None = None, **told: Any) -> None:
        """Raises ``AuditError``."""
        log.append(self.path, entries.completion(record_id, outcome, told, duration_us))

    def close(self) -> None:
        """Nothing is held open."""


def recorder(store: Recorder | str | os.PathLike[str] | None) -> Recorder:
    """``store``, the one at a path, the one that ``AGSEC_AUDIT_DB`` names, or else the machine's log."""
    store = os.environ.get("AGSEC_AUDIT_DB") or Log(audit_log()) if store is None else store
    return AuditStore(store) if isinstance(store, (str, os.PathLike)) else store
