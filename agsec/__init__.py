"""agsec: an action firewall for AI agents.

Importing this package loads nothing else; names are resolved when they are first used (PEP 562).
"""

from __future__ import annotations

from agsec_runtime.abi import RELEASE as __version__

__all__ = ["__version__"]
