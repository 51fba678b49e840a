"""Decide without a host: what `agsec eval` and the demo ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agsec_compiler import compile_path
from agsec_runtime.bundle import Bundle, load
from agsec_runtime.decision import Decision, Request
from agsec_runtime.evaluator import decide
from agsec_runtime.pages import BundleError

from .errors import AgsecError, PolicyInvalid


def open_policies(path: Path) -> Bundle:
    """A bundle file, or policies compiled in memory. Raises ``AgsecError`` or ``PolicyInvalid``."""
    if path.suffix == ".agp":
        try:
            return load(path.read_bytes())
        except (OSError, BundleError) as error:
            raise AgsecError(f"{path} cannot be used: {error}", "compile it again with `agsec compile`") from error
    try:
        compilation = compile_path(path)
    except FileNotFoundError as error:
        raise AgsecError(str(error), "write some with `agsec init`, or name them with `--policies`") from None
    if compilation.bundle is None:
        raise PolicyInvalid(compilation)
    return load(compilation.bundle)


def ask(bundle: Bundle, action: str, params: dict[str, Any], context: dict[str, Any]) -> Decision:
    return decide(bundle, Request(action, params, context))
