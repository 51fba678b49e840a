"""A door for programs written for agsec 0.2: from a host's tool call to an action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agsec_runtime.tools import action_of


def map_tool_to_action(tool_name: str, tool_input: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The action, and its params with the canonical keys added.

    Raises ``ValueError`` for a call that is not of the form that its host sends: deny it.
    """
    return action_of(tool_name, dict(tool_input))
