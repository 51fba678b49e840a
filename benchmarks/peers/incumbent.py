"""agsec 0.2, from the same YAML; the names of the modules are its own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agsec.policy import PolicyEngine


def load(given: dict[str, Any]) -> Callable[[dict[str, Any]], str]:
    """Its engine, which reads a directory."""
    engine = PolicyEngine()
    with tempfile.TemporaryDirectory(prefix="agsec-peer-") as policies:
        Path(policies, "generated.yaml").write_text(given["yaml"], "utf-8")
        engine.load_from_directory(policies)

    def ask(request: dict[str, Any]) -> str:
        status = str(engine.evaluate(request["action"], request).status.value)
        return {"block": "deny"}.get(status, status)

    return ask
