"""Findings in every format, by name: for people, for programs, for GitHub, for code scanning, for test reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agsec_compiler.diagnostics import RENDERERS as OF_THE_COMPILER
from agsec_compiler.diagnostics import Diagnostic

from .github import render_github
from .junit import render_junit
from .sarif import render_sarif

RENDERERS: dict[str, Callable[[Sequence[Diagnostic]], str]] = {
    **OF_THE_COMPILER,
    "github": render_github,
    "sarif": render_sarif,
    "junit": render_junit,
}
