"""The statements as they are written: each with its data and with the lines that its parts stand in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from agsec_compiler import Source
from agsec_compiler.compose import Node, Path, compose
from agsec_compiler.discover import is_test

from ..explaining import Policies


@dataclass(frozen=True)
class Written:
    """One statement; ``data`` is what a YAML reader makes of it."""

    sid: str
    source: Source
    node: Node
    data: dict[str, Any]

    @property
    def line(self) -> int:
        return self.line_of()

    def line_of(self, *path: str | int) -> int:
        """The line of a part: of a key, where the path ends in one."""
        at: Path = path
        span = self.node.key_at(at) if at else self.node.span
        return self.source.position(span.start)[0]

    @property
    def fields(self) -> list[str]:
        """The fields of its conditions, in order."""
        return list(self.data.get("conditions") or {})


def written(policies: Policies) -> dict[str, Written]:
    """The statements of compiled sources by sid, in file order."""
    found: dict[str, Written] = {}
    for source in policies.sources:
        if not is_test(source):
            found.update({each.sid: each for each in _statements(source)})
    return found


def _statements(source: Source) -> Iterator[Written]:
    node, _ = compose(source)
    listed = node.at(("statements",)) if node and node.value else None
    for at, each in enumerate(listed.value if listed and isinstance(listed.value, list) else []):
        data = each.plain()
        yield Written(data.get("sid") or f"{source.name}#{at + 1}", source, each, data)
