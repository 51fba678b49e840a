"""The one form of a policy file: the order of keys, quotes, indentation, and what stands in one line.

Nothing that it says changes, and no comment is lost; both are checked on every text before it is given back.
"""

from __future__ import annotations

import json
from typing import Any

from agsec_compiler.compose import Node, compose
from agsec_compiler.diagnostics import Diagnostic
from agsec_compiler.discover import is_test
from agsec_compiler.source import Source

from .canonical import canonical, meaning
from .comments import comments
from .reading import LayoutError, read
from .writing import written


class UnformattableError(ValueError):
    """The text stays as it is. ``diagnostics`` say why, where it is no YAML; else the text of the error does."""

    def __init__(self, message: str, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        super().__init__(message)
        self.diagnostics = diagnostics


def formatted(source: Source) -> str:
    """The text of ``source`` in the one form. Raises ``UnformattableError``."""
    node = _tree(source)
    if not comments(source.text) and (node is None or node.value is None):
        return source.text
    for ordered in (True, False):  # An order that would part an alias from its anchor is left as it was.
        text = _attempt(source, ordered)
        if text is not None and _says_the_same(source, node, text):
            return text
    raise UnformattableError("its form cannot be changed without changing what it says")


def _tree(source: Source) -> Node | None:
    node, findings = compose(source)
    errors = tuple(each for each in findings if each.is_error)
    if errors:
        raise UnformattableError("it cannot be read", errors)
    if node is not None and node.value is not None and not isinstance(node.value, dict):
        message = "a policy file is a mapping with `version`, `default` and `statements`"
        raise UnformattableError("it is no policy", (Diagnostic("AGS103", message, source, node.span),))
    return node


def _attempt(source: Source, ordered: bool) -> str | None:
    try:
        return written(canonical(read(source.text), is_test(source), ordered))
    except LayoutError:
        return None


def _says_the_same(source: Source, node: Node | None, text: str) -> bool:
    after, findings = compose(Source(source.name, text))
    if findings or _spelled(node, source) != _spelled(after, source):
        return False
    return sorted(comments(source.text)) == sorted(comments(text))


def _spelled(node: Node | None, source: Source) -> str:
    value: Any = node.plain() if node else None
    return json.dumps(value if is_test(source) else meaning(value), sort_keys=True)
