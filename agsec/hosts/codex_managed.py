"""Codex for the whole machine: our part of requirements.toml, which is the administrator's file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from .. import tomledit
from ..exceptions import AgsecError
from .codex_config import TTY
from .groups import handlers_of
from .host import Handler

ONLY = "allow_managed_hooks_only"
HEAD = f"{ONLY} = true  # agsec-hook\n"  # a key of no table must stand before all tables
BEGIN, END = "# agsec-hook begin\n", "# agsec-hook end\n"
_BLOCK = re.compile(rf"(?:(?<=\n)\n)?^{BEGIN}.*?^{END}", re.MULTILINE | re.DOTALL)
_HOOK = """\
[hooks]
managed_dir = {directory}

[[hooks.PreToolUse]]
matcher = "*"

[[hooks.PreToolUse.hooks]]
type = "command"
command = {command}
timeout = {timeout}
"""
_FEATURES = {"hooks": True, TTY: False}


def requirements() -> Path:
    """The file that no person's settings can override."""
    return Path("/etc/codex/requirements.toml")


def installed(text: str, groups: dict[str, Any]) -> str:
    """The text with our part in it, once. Raises ``AgsecError`` where the administrator has written something else."""
    text = uninstalled(text)
    try:
        data = tomledit.loads(text)
    except tomledit.EditError as error:
        raise AgsecError(f"{requirements()} is no TOML: {error}", "mend the file, then install again") from error
    [handler] = groups["PreToolUse"]["hooks"]
    directory = re.search(r" -I -S (\S+)/hook\.pyc ", handler["command"])
    part = _HOOK.format(
        directory=tomledit.spelled(directory.group(1) if directory else "/etc/agsec/codex"),
        command=tomledit.spelled(handler["command"]),
        timeout=handler["timeout"],
    )
    features = "".join([f"{key} = {tomledit.spelled(value)}\n" for key, value in _FEATURES.items()])
    if "hooks" in data or data.get(ONLY, True) is not True or data.get("features", _FEATURES) != _same(data):
        by_hand = f"add by hand, or change what is there to: {ONLY} = true; [features] {features}{part}"
        raise AgsecError(f"{requirements()} already speaks of hooks, otherwise than agsec would", by_hand)
    head = "" if ONLY in data else HEAD
    part = part if "features" in data else f"[features]\n{features}\n{part}"
    return head + tomledit.appended(text, BEGIN + part + END)


def uninstalled(text: str) -> str:
    """The text without our part."""
    return _BLOCK.sub("", text.removeprefix(HEAD), count=1)


def holds_hooks(text: str) -> bool:
    return BEGIN in text


def handlers(text: str) -> list[Handler]:
    """Our hooks in the text, none where it cannot be parsed."""
    try:
        hooks = tomledit.loads(text).get("hooks")
    except tomledit.EditError:
        return []
    events = hooks.items() if isinstance(hooks, dict) else ()
    return handlers_of({"hooks": {name: groups for name, groups in events if isinstance(groups, list)}})


def _same(data: dict[str, Any]) -> dict[str, Any]:
    """The features as they are, with ours among them."""
    features = data.get("features", {})
    return {**features, **_FEATURES} if isinstance(features, dict) else {}
