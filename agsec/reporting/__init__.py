"""One self-contained HTML page about what was decided: `agsec audit report`."""

from __future__ import annotations

from .aggregate import Aggregate, Figures
from .page import About, is_report, pieces

__all__ = ["About", "Aggregate", "Figures", "is_report", "pieces"]
