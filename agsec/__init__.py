"""agsec: an action firewall for AI agents.

Importing this package loads nothing else; names are resolved when they are first used (PEP 562).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from agsec_runtime.abi import RELEASE as __version__

if TYPE_CHECKING:
    from .audit import AuditStore
    from .control import ControlLayer
    from .exceptions import (
        ActionExecutionError,
        ActionNotFoundError,
        AgsecError,
        AuditError,
        DuplicateActionError,
        HookError,
        InvalidPolicyError,
        PolicyError,
        PolicyParseError,
        PolicyViolationError,
    )
    from .policy import PolicyEngine
    from .registry import ActionRegistry
    from .results import ActionExecutionResult, PolicyResult, PolicyStatus
    from .review import ReviewAnswer, ReviewRequest

_HOMES = {
    "ActionExecutionError": "exceptions",
    "ActionExecutionResult": "results",
    "ActionNotFoundError": "exceptions",
    "ActionRegistry": "registry",
    "AgsecError": "exceptions",
    "AuditError": "exceptions",
    "AuditStore": "audit",
    "ControlLayer": "control",
    "DuplicateActionError": "exceptions",
    "HookError": "exceptions",
    "InvalidPolicyError": "exceptions",
    "PolicyEngine": "policy",
    "PolicyError": "exceptions",
    "PolicyParseError": "exceptions",
    "PolicyResult": "results",
    "PolicyStatus": "results",
    "PolicyViolationError": "exceptions",
    "ReviewAnswer": "review",
    "ReviewRequest": "review",
}

__all__ = [
    "ActionExecutionError",
    "ActionExecutionResult",
    "ActionNotFoundError",
    "ActionRegistry",
    "AgsecError",
    "AuditError",
    "AuditStore",
    "ControlLayer",
    "DuplicateActionError",
    "HookError",
    "InvalidPolicyError",
    "PolicyEngine",
    "PolicyError",
    "PolicyParseError",
    "PolicyResult",
    "PolicyStatus",
    "PolicyViolationError",
    "ReviewAnswer",
    "ReviewRequest",
    "__version__",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
