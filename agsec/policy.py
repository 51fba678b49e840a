"""Policies held in memory, and asked: the SDK's door to compiler and runtime."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from agsec_compiler import Compilation, Source, compile_path, compile_sources
from agsec_compiler.diagnostics import Diagnostic
from agsec_runtime.bundle import Bundle
from agsec_runtime.decision import Decision, Request, no_policies, refusal
from agsec_runtime.evaluator import decide

from .decisions import compile_in_memory, open_bundle, unreadable
from .results import PolicyResult, PolicyStatus, policy_result

__all__ = ["PolicyEngine", "PolicyResult", "PolicyStatus"]
AnyPath = str | os.PathLike[str]


class PolicyEngine:
    """One policy set at a time. Until one is loaded, everything is denied. Safe to share between threads.

    Every load verifies the whole bundle before it takes the place of what was there; one that fails leaves the engine
    as it was.
    """

    def __init__(self) -> None:
        self._bundle: Bundle | None = None

    def load_from_directory(self, directory: AnyPath) -> None:
        """Compile a directory in memory; nothing is written. Raises ``PolicyError``, ``InvalidPolicyError``."""
        self.use(compile_in_memory(Path(directory)))

    def load_from_file(self, path: AnyPath) -> None:
        """Compile one policy file in memory. Raises ``PolicyError``, ``InvalidPolicyError``."""
        self.use(compile_in_memory(Path(path)))

    def load_bundle(self, bundle: AnyPath | bytes | Bundle) -> None:
        """Take a compiled bundle: a path, its bytes, or one that is loaded. Raises ``PolicyError``."""
        self.use(open_bundle(bundle))

    def use(self, bundle: Bundle) -> None:
        """Swap to ``bundle``: decisions that have begun end with the one of before."""
        self._bundle = bundle

    @property
    def bundle(self) -> Bundle | None:
        """What is decided by at this moment."""
        return self._bundle

    def evaluate(self, action: str, params: dict[str, Any], context: dict[str, Any] | None = None) -> PolicyResult:
        """What the policies say. It never raises: what cannot be decided is blocked, and the reason says why."""
        return policy_result(decided(self._bundle, Request(action, params, {} if context is None else context)))

    def validate(self, text: str, name: str = "policy.yaml") -> list[str]:
        """The errors in a policy text, one line each with its place; none if it compiles."""
        return _messages(compile_sources([Source(name, text)]).errors)

    def validate_file(self, path: AnyPath) -> list[str]:
        """The errors in a policy file. Raises ``PolicyError`` if it cannot be read."""
        return _messages(_compiled(Path(path)).errors)

    def validate_directory(self, directory: AnyPath) -> dict[str, list[str]]:
        """The errors of each file that has any, by its path. Raises ``PolicyError`` if there is no such directory."""
        found: dict[str, list[Diagnostic]] = {}
        for each in _compiled(Path(directory)).errors:
            found.setdefault(each.source.name, []).append(each)
        return {name: _messages(diagnostics) for name, diagnostics in found.items()}


def decided(bundle: Bundle | None, request: Request) -> Decision:
    """The decision on ``request``, a refusal where there can be none."""
    if bundle is None:
        return no_policies()
    problem = _misuse(request)
    if problem:
        return refusal(problem)
    try:
        return decide(bundle, request)
    except Exception as error:
        return refusal(f"it could not be decided: {error or type(error).__name__}")


def _misuse(request: Request) -> str | None:
    if type(request.action) is not str or not request.action:
        return f"the action must be a text, not {request.action!r}"
    for name in ("params", "context"):
        if type(getattr(request, name)) is not dict:
            return f"the {name} must be a dict, not {type(getattr(request, name)).__name__}"
    return None


def _compiled(path: Path) -> Compilation:
    try:
        return compile_path(path)
    except OSError as error:
        raise unreadable(path, error) from None


def _messages(diagnostics: Iterable[Diagnostic]) -> list[str]:
    return [f"{each}; {each.help}" if each.help else str(each) for each in diagnostics]
