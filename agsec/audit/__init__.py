"""The audit store: what was decided and what became of it, to write, to find again and to check."""

from __future__ import annotations

from ..exceptions import AuditError
from .filters import Filter
from .store import AuditStore

__all__ = ["AuditError", "AuditStore", "Filter"]
