"""Examine installations: by their files, and by asking their hooks."""

from .check import Check
from .examination import damaged, examine

__all__ = ["Check", "damaged", "examine"]
