"""Policies opened to be explained: as their author wrote them, where there is a source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from agsec_compiler import Compilation, Source, compile_sources
from agsec_compiler.diagnostics import Diagnostic
from agsec_compiler.discover import discover
from agsec_compiler.encode import encode
from agsec_compiler.ir import Program
from agsec_compiler.plan import full_scan
from agsec_runtime.bundle import Bundle, load

from ..decisions import is_bundle, open_bundle, unreadable
from ..exceptions import invalid


@dataclass(frozen=True)
class Policies:
    """A bundle to decide by. ``program`` has the conditions as they were written; a bundle alone has none."""

    bundle: Bundle
    program: Program | None = None
    sources: tuple[Source, ...] = ()

    @cached_property
    def conditions(self) -> list[list[Any]]:
        """The conditions of ``program`` as the runtime interprets them, by ordinal."""
        return [encode(each.condition) for each in self.program.statements] if self.program else []


def open_explained(path: Path) -> Policies:
    """A bundle file, or policies compiled in memory. Raises ``PolicyError``."""
    try:
        return Policies(open_bundle(path)) if is_bundle(path) else as_written(*discover(path), str(path))
    except OSError as error:
        raise unreadable(path, error) from None


def as_written(sources: list[Source], findings: list[Diagnostic], name: str = "policies") -> Policies:
    """Policies compiled without passes and without an index, so that every condition stands where its author put it.

    They decide as the others do. Raises ``InvalidPolicyError``.
    """
    compilation = compile_sources(sources, findings=findings, passes=(), planner=full_scan, name=name)
    return _opened(compilation)


def _opened(compilation: Compilation) -> Policies:
    if compilation.bundle is None:
        raise invalid(compilation)
    return Policies(load(compilation.bundle), compilation.program, compilation.sources)
