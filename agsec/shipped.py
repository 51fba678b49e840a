"""The policies that travel with agsec."""

from __future__ import annotations

from pathlib import Path


def default_policies() -> list[Path]:
    """The files that `agsec init` writes: in the wheel beside this module, in a checkout beside the package."""
    here = Path(__file__).parent
    directory = next(each for each in (here / "policies", here.parent / "policies") if each.is_dir())
    return sorted(directory.glob("*.yaml"))
