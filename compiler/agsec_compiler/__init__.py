"""The compiler of agsec: policy text in, located diagnostics and a bundle out.

Importing this package loads nothing else; names are resolved when they are first used (PEP 562), so that whoever only
prints diagnostics does not load the stages.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .cache import Cache
    from .diagnostics import Diagnostic
    from .pipeline import Compilation, compile_path, compile_sources
    from .source import Source, Span

_HOMES = {
    "Cache": "cache",
    "Compilation": "pipeline",
    "Diagnostic": "diagnostics",
    "Source": "source",
    "Span": "source",
    "compile_path": "pipeline",
    "compile_sources": "pipeline",
}

__all__ = ["Cache", "Compilation", "Diagnostic", "Source", "Span", "compile_path", "compile_sources"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value
