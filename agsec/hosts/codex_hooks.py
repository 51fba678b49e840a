"""What in a hooks.json makes Codex ignore the whole file, without a word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from ..exceptions import AgsecError

ROOT_KEYS = ("description", "hooks")
NEEDED = {"command": ("command",), "mcp_tool": ("server", "tool"), "prompt": (), "agent": ()}
TEXTS = ("command", "server", "tool", "statusMessage")


class _Strange(Exception):
    """What is not of the form, by its place."""


def refuse_unreadable(path: Path, text: str) -> None:
    """Raise ``AgsecError`` with the place of what the client does not take."""
    try:
        settings = json.loads(text, parse_constant=_constant)
        _check(set(settings) <= set(ROOT_KEYS), next((key for key in settings if key not in ROOT_KEYS), ""))
        _check(_is_text(settings, "description"), "description")
        for event, listed in settings.get("hooks", {}).items():
            _check(isinstance(listed, list), f"hooks.{event}")
            for number, group in enumerate(listed):
                _check_group(group, f"hooks.{event}.{number}")
    except _Strange as strange:
        raise AgsecError(
            f"{path} cannot be used: Codex ignores the whole file for `{strange}` in it",
            "take that out, then install again",
        ) from None


def _check_group(group: Any, place: str) -> None:
    _check(isinstance(group, dict), place)
    _check(_is_text(group, "matcher"), f"{place}.matcher")
    _check(isinstance(group.get("hooks"), list), f"{place}.hooks")
    for number, handler in enumerate(group["hooks"]):
        _check_handler(handler, f"{place}.hooks.{number}")


def _check_handler(handler: Any, place: str) -> None:
    _check(isinstance(handler, dict), place)
    kind = handler.get("type")
    _check(isinstance(kind, str) and kind in NEEDED, f"{place}.type")
    for key in NEEDED[kind]:
        _check(key in handler, f"{place}.{key}")
    for key in TEXTS:
        _check(_is_text(handler, key), f"{place}.{key}")
    timeout = handler.get("timeout", 0)
    _check(type(timeout) is int and timeout >= 0, f"{place}.timeout")
    _check(type(handler.get("async", False)) is bool, f"{place}.async")


def _is_text(found: dict[str, Any], key: str) -> bool:
    return key not in found or isinstance(found[key], str)


def _check(fits: bool, place: str) -> None:
    if not fits:
        raise _Strange(place)


def _constant(name: str) -> NoReturn:
    raise _Strange(name)
