"""The options that count before the command, and behind it as well: `-q`, `-v`, `--color`."""

from __future__ import annotations

import copy
from typing import Any

from .output import prefer

NAMES = ("quiet", "verbose", "color")


def spread(root: Any) -> None:
    """Give the root's own options, out of sight, to every command below it."""
    _spread(root, [_behind(option) for option in root.params if option.name in NAMES])


def _spread(group: Any, options: list[Any]) -> None:
    for command in getattr(group, "commands", {}).values():
        taken = {name for parameter in command.params for name in parameter.opts}
        command.params += [option for option in options if not taken.intersection(option.opts)]
        _spread(command, options)


def _behind(option: Any) -> Any:
    """A copy for behind the command, which says nothing where it is left out."""
    twin = copy.copy(option)
    twin.callback, twin.expose_value, twin.hidden, twin.envvar, twin.default = _given, False, True, None, None
    return twin


def _given(context: Any, parameter: Any, value: Any) -> None:
    if value:
        prefer(**{parameter.name: value})
