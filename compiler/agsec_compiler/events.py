"""The events of a YAML text: from ruamel's own reader, or ten times as fast from libyaml where both read the same.

libyaml reads YAML 1.1, and differs from YAML 1.2 in corners. Whatever could be in one of them is left to the other
reader, and so is the word about every text that is not in order: libyaml never decides what an error is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any

from ruamel.yaml import YAML

libyaml: Any = None
with suppress(ImportError):  # Without a wheel for this machine all is slower, and the same.
    libyaml = import_module("_ruamel_yaml")


class DoubtError(Exception):
    """The two readers might take the text for different things."""


def thorough(text: str) -> Iterator[Any]:
    """The events. Raises ``YAMLError``."""
    yield from YAML(typ="safe", pure=True).parse(text)


def quick(text: str) -> Iterator[Any]:
    """The events by libyaml. Raises ``DoubtError`` where they might not be ``thorough``'s, else as that does."""
    if libyaml is None or _DOUBTFUL.search(text):
        raise DoubtError
    adjacent = {found.start() for found in _ADJACENT.finditer(text)}
    named = not _PROPERTIES.isdisjoint(text)
    next_event = libyaml.CParser(text).get_event
    while (event := next_event()) is not None:
        if named and (getattr(event, "anchor", None) or getattr(event, "tag", None)):
            _check_properties(text, event)
        if adjacent and event.end_mark.index in adjacent:
            raise DoubtError
        yield event


# What an anchor, an alias and a tag begin with.
_PROPERTIES = frozenset("&*!")

# Tabs, marks of byte order, and breaks that only some readers know; directives and marks of documents; lines of
# spaces, by which a block scalar could be indented; a comment right behind its indicator.
_DOUBTFUL = re.compile("[\t\r\ufeff\x85\u2028\u2029]|^(?:%|---|\\.\\.\\.| +$)|[|>][-+0-9]*#", re.MULTILINE)

# A colon right behind a value is one for YAML 1.2, whatever follows.
_ADJACENT = re.compile(r":[^ \n]")

# libyaml ends a name before any other character, YAML 1.2 before white space and flow indicators alone.
_NAMED = re.compile(r"[&*][A-Za-z0-9_-]+(?=[ \n,\]}]|\Z)")


def _check_properties(text: str, event: Any) -> None:
    if getattr(event, "tag", None) or not _NAMED.match(text, event.start_mark.index):
        raise DoubtError
