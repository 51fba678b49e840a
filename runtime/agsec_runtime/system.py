"""The operating system's own module: importing ``os`` would cost a seventh of a bare interpreter start."""

from __future__ import annotations

try:
    import posix
except ImportError:  # Windows calls the same module by another name.
    import nt as posix  # type: ignore[no-redef]

__all__ = ["posix"]
