"""This checkout: compiled from YAML, decided by the runtime that the hook uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agsec_compiler import Source, compile_sources
from agsec_runtime.bundle import load as loaded
from agsec_runtime.decision import Request
from agsec_runtime.evaluator import decide


def load(given: dict[str, Any]) -> Callable[[dict[str, Any]], str]:
    """The bundle of these statements."""
    compilation = compile_sources([Source("generated.yaml", given["yaml"])])
    if compilation.bundle is None:
        raise ValueError(compilation.errors[0].message)
    bundle = loaded(compilation.bundle)

    def ask(request: dict[str, Any]) -> str:
        effect: str = decide(bundle, Request(request["action"], request, {})).effect
        return effect

    return ask
