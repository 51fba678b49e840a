"""One record as a line: time, effect, action, statement, id, and what it was about."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any, Literal

from rich.text import Text

from agsec_compiler.diagnostics import visible

from ...audit.brief import brief
from ..output import EFFECT_STYLES, console


def print_lines(records: Iterable[dict[str, Any]]) -> None:
    """Cut to the width of a terminal, whole for a pipe."""
    out = console()
    overflow: Literal["ellipsis", "ignore"] = "ellipsis" if out.is_terminal else "ignore"
    for record in records:
        out.print(_line(record), overflow=overflow, no_wrap=True, crop=out.is_terminal, soft_wrap=not out.is_terminal)


def print_json_lines(records: Iterable[dict[str, Any]]) -> None:
    for record in records:
        sys.stdout.write(json.dumps({"version": 1, "record": record}) + "\n")
    sys.stdout.flush()


def _line(record: dict[str, Any]) -> Text:
    names = ("time", "effect", "action", "sid", "id")
    when, effect, action, sid, number = (str(record.get(name) or "") for name in names)
    by = sid or str(record.get("matched_by") or "")
    line = Text(f"{visible(when[:19]):<19}  ")
    line.append(f"{visible(effect):<7}", EFFECT_STYLES.get(effect, ""))
    return line.append(visible(f" {action:<14} {by:<24} {number}  {_became(record)}{brief(record)}"))


def _became(record: dict[str, Any]) -> str:
    """What is worth a word: that it did not simply succeed, or that the host could not ask."""
    if record.get("enforced") not in (None, record.get("effect")):
        return "(not run) "
    outcome = record.get("outcome")
    return f"({outcome}) " if outcome not in (None, "succeeded") else ""
