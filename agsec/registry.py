"""The functions that actions run, by the actions' names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from .exceptions import ActionNotFoundError, DuplicateActionError

Function = TypeVar("Function", bound=Callable[..., Any])


class ActionRegistry:
    """One function a name; a second one under the same name is refused, lest it stand in for the first."""

    def __init__(self) -> None:
        self._functions: dict[str, Callable[..., Any]] = {}

    def register(self, action: str, function: Function) -> Function:
        """Raises ``DuplicateActionError``, or ``TypeError`` for what is no name or cannot be called."""
        if type(action) is not str or not action:
            raise TypeError(f"an action's name is a text, not {action!r}")
        if not callable(function):
            raise TypeError(f"`{action}` needs something that can be called, not {function!r}")
        if self._functions.setdefault(action, function) is not function:
            raise DuplicateActionError(action)
        return function

    def find(self, action: str) -> Callable[..., Any]:
        """Raises ``ActionNotFoundError``, which names near misses."""
        try:
            return self._functions[action]
        except (KeyError, TypeError):
            raise ActionNotFoundError(str(action), self._functions) from None

    def names(self) -> list[str]:
        return sorted(self._functions)
