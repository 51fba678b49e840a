"""Put the page together from its template, style, script and figures."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from typing import NamedTuple

from . import parts
from .aggregate import Figures
from .entries import COLUMNS
from .texts import embedded, escaped

MARK = b"<!doctype html>\n<!-- agsec audit report, version "  # how every report begins
_SLOT = re.compile(r"\{\{(\w+)\}\}")


class About(NamedTuple):
    """What a page says of itself: names with texts, where statements stand, and those that decided nothing.

    ``warning`` stands above everything else.
    """

    facts: Sequence[tuple[str, str]]
    places: Mapping[str, str]
    unused: Sequence[tuple[str, str]]
    warning: str = ""


def is_report(beginning: bytes) -> bool:
    """Whether a file that begins so is a report."""
    return beginning.startswith(MARK)


def pieces(told: Figures, about: About) -> Iterator[str]:
    """The page, piece by piece: what was put into a slot is not looked at again."""
    slots = {**_code("script", "report.js"), **_code("style", "report.css"), **_parts(told, about)}
    for place, piece in enumerate(_SLOT.split(_resource("report.html"))):
        yield slots[piece] if place % 2 else piece


def _resource(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


def _code(slot: str, name: str) -> dict[str, str]:
    """A script or a style, with the hash by which the page's policy lets it through."""
    text = _resource(name)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return {slot: text, f"{slot}_hash": digest}


def _parts(told: Figures, about: About) -> dict[str, str]:
    return {
        "about": "".join(f"<dt>{escaped(name)}</dt><dd>{escaped(text)}</dd>" for name, text in about.facts),
        "warning": f'<p class="broken warning" role="alert">{escaped(about.warning)}</p>' if about.warning else "",
        "figures": parts.figures(told),
        "timeline": parts.timeline(told.timeline, told.undated),
        "denied": parts.denied(told.denied),
        "statements": parts.breakdown(told.statements, "statement", about.places or None) + parts.unused(about.unused),
        "actions": parts.breakdown(told.actions, "action"),
        "latency": parts.latency(told.latency, told.total),
        "embedded": _embedded(told),
        "data": embedded({"columns": COLUMNS, "rows": told.entries}),
    }


def _embedded(told: Figures) -> str:
    """Which records the table holds, and that the figures do not stop there."""
    number = len(told.entries)
    if number == told.total:
        which = f"The table holds all {number:,} records"
    else:
        which = (
            f"The table holds the newest {number:,} of {told.total:,} records; every figure above counts all of them"
        )
    return f"{which}. Long texts are cut here; <code>agsec audit show ID</code> tells a record whole."
