"""Read and change a TOML text in place: what is not touched stays as it is, byte for byte, or the edit is refused."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:  # At run time tomlkit is imported where it is needed: most commands read no TOML.
    from tomlkit import TOMLDocument
    from tomlkit.container import Container

Path = tuple[str, ...]


class EditError(ValueError):
    """The text is not TOML, or not of the shape that the edit needs."""


class _Table(NamedTuple):
    """What stands at a path: below a header of its own or not, and able to take another line or not."""

    inner: Container
    headed: bool
    growing: bool


def loads(text: str) -> dict[str, Any]:
    """The data of a text. Raises ``EditError`` with line and column."""
    return _parsed(text)[1]


def get(data: Any, path: Path) -> Any:
    """The value at a path, None where there is none."""
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def assigned(text: str, path: Path, key: str, value: str | bool) -> str:
    """``text`` with one key of one table set. Raises ``EditError`` where that cannot be done and be checked."""
    newline, name = _newline(text), (*path, key)
    document, data = _editable(_ended(text, newline))
    tables = list(_tables(document, path))
    holding = [table.inner for table in tables if _height(table.inner, key)]
    growing = [table.inner for table in tables if table.growing]
    height = _height(holding[0], key) if holding else 0
    if holding:
        holding[0][key] = value
    elif growing:
        _insert(growing[0], key, value, newline)
    edited = document.as_string().removesuffix("" if text.endswith("\n") else newline)
    if not holding and not growing:
        header = ".".join(map(spelled_key, path))
        edited = appended(text, f"[{header}]\n{spelled_key(key)} = {spelled(value)}\n")
    _check(text, edited, height, _plain(_with(data, name, value)) == _plain(_editable(edited)[1]), name)
    return edited


def removed(text: str, path: Path, key: str) -> str:
    """``text`` without one key of one table, and without the table's header if nothing is left below it.

    Raises ``EditError`` where that cannot be done and be checked.
    """
    if get(loads(text), (*path, key)) is None:
        return text
    document, data = _editable(text)
    table = next((table for table in _tables(document, path) if _height(table.inner, key)), None)
    if table is None:
        return text
    height = _height(table.inner, key)
    table.inner.remove(key)
    edited = document.as_string()
    if table.headed and not table.inner.as_string().strip():
        edited, height = _without_header(text, edited), height + 2
    name = (*path, key)
    get(data, path).pop(key)
    _check(text, edited, height, _plain(_pruned(data, path)) == _plain(_pruned(loads(edited), path)), name)
    return edited


def appended(text: str, block: str) -> str:
    """``text`` with a block at its end, in the text's own line ends."""
    newline = _newline(text)
    return _ended(text, newline) + (newline if text else "") + block.replace("\n", newline)


def spelled(value: str | bool) -> str:
    import tomlkit

    return tomlkit.item(value).as_string()


def spelled_key(key: str) -> str:
    import tomlkit

    return tomlkit.key(key).as_string()


def _parsed(text: str) -> tuple[TOMLDocument, dict[str, Any]]:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    if text.startswith("\ufeff"):
        raise EditError("it begins with a byte order mark (line 1, column 1)")
    try:
        document = tomlkit.parse(text)
        return document, document.unwrap()
    except (TOMLKitError, ValueError, RecursionError) as error:
        line, column = _place(text, error)
        what = str(error).rpartition(" at line ")[0] or str(error)
        what = what.replace("character: '\\x00'", "end of the file")
        raise EditError(f"{what.rstrip('.')} (line {line}, column {column})") from None


def _editable(text: str) -> tuple[TOMLDocument, dict[str, Any]]:
    document, data = _parsed(text)
    if document.as_string() != text:
        raise EditError("it cannot be edited in place: its tables stand in pieces between other tables")
    return document, data


def _place(text: str, error: Exception) -> tuple[int, int]:
    """Some errors do not say where: the first lines of the text that give the same error do."""
    if hasattr(error, "line") and hasattr(error, "col"):
        return error.line, error.col + 1
    lines = text.split("\n")
    last = bisect_left(range(len(lines)), True, key=lambda last: _fails("\n".join(lines[: last + 1]), type(error)))
    return last + 1, 1


def _fails(text: str, kind: type[Exception]) -> bool:
    import tomlkit

    try:
        tomlkit.parse(text).unwrap()
    except Exception as error:
        return type(error) is kind
    return False


def _tables(inner: Container, path: Path) -> Iterator[_Table]:
    """All that a path leads to, in the text's order: a table may be written in several pieces."""
    from tomlkit.items import InlineTable, Table

    if not path:
        yield _Table(inner, headed=False, growing=True)
    for key, item in inner.body if path else ():
        if key is None or key.key != path[0] or not isinstance(item, (InlineTable, Table)):
            continue
        if path[1:]:
            yield from _tables(item.value, path[1:])
        else:
            headed = isinstance(item, Table) and not item.is_super_table()
            yield _Table(item.value, headed, growing=headed or key.is_dotted())


def _height(inner: Container, key: str) -> int:
    """The number of lines that a key and its value take, 0 where the key is not there, or begins a table."""
    from tomlkit.items import AoT, Table

    for each, item in inner.body:
        if each is not None and each.key == key and not isinstance(item, (AoT, Table)):
            return item.as_string().count("\n") + 1
    return 0


def _insert(inner: Container, key: str, value: str | bool, newline: str) -> None:
    """Below the last line of the table: tomlkit itself would go below the comments on the next table."""
    import tomlkit
    from tomlkit.items import AoT, Table

    lines = [
        number
        for number, (each, item) in enumerate(inner.body, 1)
        if each is not None and (each.is_dotted() or not isinstance(item, (AoT, Table)))
    ]
    item = tomlkit.item(value)
    item.trivia.trail = newline
    inner.body.insert(lines[-1] if lines else 0, (tomlkit.key(key), item))


def _without_header(text: str, edited: str) -> str:
    """``edited``, a key shorter than ``text``, without the header right above that key and one empty line above it."""
    lines = edited.split("\n")
    at = _alike(text.split("\n"), lines) - 1
    if not lines[at].lstrip().startswith("["):
        return edited
    gap = at > 1 and not lines[at - 1].strip()
    return "\n".join(lines[: at - gap] + lines[at + 1 :])


def _check(text: str, edited: str, height: int, meant: bool, name: Path) -> None:
    """An edit is trusted only if it reads as meant, and all lines but ``height`` of them are still there, in order."""
    before, after = (_ended(each, _newline(text)).split("\n") for each in (text, edited))
    kept = _alike(before, after)
    kept += _alike(before[kept:][::-1], after[kept:][::-1])
    if not meant or len(before) - kept > height:
        raise EditError(f"`{'.'.join(name)}` cannot be edited in place, in the form that the file has")


def _alike(before: list[str], after: list[str]) -> int:
    """The number of lines at the beginning that are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))


def _with(data: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """``data`` is changed, and given back."""
    inner = data
    for step in path[:-1]:
        inner = inner.setdefault(step, {})
        if not isinstance(inner, dict):
            raise EditError(f"`{step}` is no table")
    inner[path[-1]] = value
    return data


def _pruned(data: dict[str, Any], path: Path) -> dict[str, Any]:
    """``data`` without the tables along a path that hold nothing."""
    inner = _pruned(data[path[0]], path[1:]) if path and path[0] in data else None
    rest = {key: value for key, value in data.items() if not path or key != path[0]}
    return {**rest, path[0]: inner} if inner else rest


def _plain(data: dict[str, Any]) -> str:
    """Equal for equal data alone: Python holds that 1 is 1.0 and True, and that nan is not nan."""
    return json.dumps(data, sort_keys=True, default=lambda time: time.isoformat())


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _ended(text: str, newline: str) -> str:
    return text if text.endswith("\n") or not text else text + newline
