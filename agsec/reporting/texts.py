"""Texts of records as a page may show them: nothing in them acts on the page, nor on the order of its letters."""

from __future__ import annotations

import html
import json
from typing import Any

from agsec_compiler.diagnostics import visible

TOO_DEEP = "[nested too deeply to show]"


def told(value: Any, most: int) -> str:
    """Any value of a record as at most ``most`` characters and an ellipsis.

    Characters that cannot be seen, controls, bidirectional overrides and lone surrogates among them, are spelled out.
    """
    if value is None:
        return ""
    text = value if isinstance(value, str) else _json(value)
    cut = text[: most + 1]
    return shortened(cut if cut.isprintable() else visible(cut), most)


def _json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return TOO_DEEP


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def escaped(text: str) -> str:
    """For the content of an element and for a quoted attribute."""
    return html.escape(text if text.isprintable() else visible(text))


def embedded(value: Any) -> str:
    """JSON for the inside of a script element: no `<` that could end it, and nothing but ASCII."""
    spelled = json.dumps(value, separators=(",", ":"))
    for mark in "<>&":
        spelled = spelled.replace(mark, f"\\u{ord(mark):04x}")
    return spelled
