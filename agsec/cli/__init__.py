"""The command line."""

from __future__ import annotations


def main() -> None:
    """Run `agsec`. The commands are imported here, so that importing this package costs nothing."""
    from .main import run

    run()
