"""Change a JSON text in place: what is not touched stays as it is, byte for byte."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SPACE = re.compile(r"[ \t\r\n]*")
_SCALAR = re.compile(r"[^ \t\r\n,\]}]+")
Path = tuple[str | int, ...]


class EditError(ValueError):
    """The text is not JSON, or not of the shape that the edit needs."""


@dataclass
class Node:
    """A value and where it stands; ``items`` are an array's elements or an object's members (``keys`` beside them)."""

    kind: str  # object | array | scalar
    start: int
    end: int = 0
    items: list[Node] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)  # where each member begins: its key, or the element itself


def parse(text: str) -> Node:
    """The places of all values. Raises ``EditError``; duplicate keys are refused."""
    try:
        json.loads(text)
        node = _value(text, _skip(text, 0), 0)
    except (ValueError, RecursionError) as error:
        raise EditError(str(error)) from None
    return node


def find(node: Node, path: Path) -> Node | None:
    for step in path:
        if isinstance(step, str) and node.kind == "object" and step in node.keys:
            node = node.items[node.keys.index(step)]
        elif isinstance(step, int) and node.kind == "array" and step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node


def replaced(text: str, path: Path, value: Any) -> str:
    """``text`` with the value at ``path`` replaced."""
    node = _found(text, path)
    return text[: node.start] + _written(value, text, node.start) + text[node.end :]


def added(text: str, path: Path, key: str | None, value: Any) -> str:
    """``text`` with a member (``key``) added to the object at ``path``, or an element to the array there."""
    node = _found(text, path)
    if node.kind != ("array" if key is None else "object"):
        raise EditError(f"`{'.'.join(map(str, path))}` is no {'list' if key is None else 'object'}")
    inner = _line_indent(text, node.heads[0]) if node.items and _breaks_before(text, node.heads[0]) else None
    outer = _line_indent(text, node.start)
    indent = outer + _unit(text) if inner is None else inner
    written = json.dumps(value, indent=_unit(text), ensure_ascii=False).replace("\n", "\n" + indent)
    member = written if key is None else f"{json.dumps(key, ensure_ascii=False)}: {written}"
    if node.items:
        last = node.items[-1].end
        return f"{text[:last]},\n{indent}{member}{_closing(text, node, last, outer)}"
    return f"{text[: node.start + 1]}\n{indent}{member}\n{outer}{text[node.end - 1 :]}"


def removed(text: str, path: Path) -> str:
    """``text`` without the member or element at ``path``, its comma and the space before it."""
    parent = _found(text, path[:-1])
    place = parent.keys.index(str(path[-1])) if parent.kind == "object" else int(path[-1])
    start, end = parent.heads[place], parent.items[place].end
    if len(parent.items) == 1:
        return text[: parent.start + 1] + text[parent.end - 1 :]
    if place == 0:
        return text[:start] + text[parent.heads[1] :]
    return text[: parent.items[place - 1].end] + text[end:]


def _found(text: str, path: Path) -> Node:
    node = find(parse(text), path)
    if node is None:
        raise EditError(f"there is no `{'.'.join(map(str, path))}`")
    return node


def _written(value: Any, text: str, at: int) -> str:
    return json.dumps(value, indent=_unit(text), ensure_ascii=False).replace("\n", "\n" + _line_indent(text, at))


def _closing(text: str, node: Node, last: int, outer: str) -> str:
    rest = text[last:]
    return rest if "\n" in text[last : node.end] else f"\n{outer}{rest.lstrip(' ')}"


def _breaks_before(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip(" \t") and "\n" in text[:at]


def _line_indent(text: str, at: int) -> str:
    line = text[text.rfind("\n", 0, at) + 1 :]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _unit(text: str) -> str:
    """The file's own step of indentation."""
    match = re.search(r"\n([ \t]+)\S", text)
    return match.group(1) if match else "  "


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _value(text: str, at: int, depth: int) -> Node:
    if depth > 200:
        raise EditError("nested too deeply")
    if text[at] in "{[":
        return _container(text, at, depth)
    match = _STRING.match(text, at) or _SCALAR.match(text, at)
    return Node("scalar", at, match.end() if match else at + 1)


def _container(text: str, start: int, depth: int) -> Node:
    node = Node("object" if text[start] == "{" else "array", start)
    at = _skip(text, start + 1)
    while text[at] not in "}]":
        node.heads.append(at)
        if node.kind == "object":
            member = _value(text, at, depth + 1)
            key = json.loads(text[member.start : member.end])
            if key in node.keys:
                raise EditError(f"the key `{key}` stands twice")
            node.keys.append(key)
            at = _skip(text, _skip(text, member.end) + 1)
        item = _value(text, at, depth + 1)
        node.items.append(item)
        at = _skip(text, item.end)
        if text[at] == ",":
            at = _skip(text, at + 1)
    node.end = at + 1
    return node
