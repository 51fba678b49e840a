"""Every code a diagnostic can have: what it finds, why that matters, and an example of bad and of good.

0 syntax, 1 schema, 2 meaning, 3 security, 4 style. A code is never reused. The examples are the codes' tests.
"""

from __future__ import annotations

from . import meaning, schema, security, style, syntax
from .code import CLASSES, Code, Files

__all__ = ["CLASSES", "CODES", "Code", "Files"]

_TABLES = (syntax, schema, meaning, security, style)
CODES: dict[str, Code] = {each.code: each for table in _TABLES for each in table.TABLE}
