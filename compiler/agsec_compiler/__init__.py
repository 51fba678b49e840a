"""The compiler of agsec: policy text in, located diagnostics and a bundle out."""

from __future__ import annotations

from .cache import Cache
from .diagnostics import Diagnostic
from .pipeline import Compilation, compile_path, compile_sources
from .source import Source, Span

__all__ = ["Cache", "Compilation", "Diagnostic", "Source", "Span", "compile_path", "compile_sources"]
