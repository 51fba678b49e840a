"""Read and change a TOML text in place: what is not touched stays as it is, byte for byte."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str, ...]
_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t]|\r?\n|#[^\n]*)*")  # between values in an array
_END = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\r?\n|\Z)")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(
    r"true|false|[+-]?(?:inf|nan)|\d{4}-\d\d-\d\d(?:[Tt ]\d\d:[\d:.Zz+-]+)?|\d\d:\d\d[\d:.]*|[+-]?\d[\w.]*(?:[+-]\d+)?"
)
_STRINGS = (
    (re.compile(r'"""\r?\n?((?:[^"\\]|\\[\s\S]|"{1,2}(?!"))*"{0,2})"""(?!")'), True),
    (re.compile(r"'''\r?\n?((?:[^']|'{1,2}(?!'))*'{0,2})'''(?!')"), False),
    (re.compile(r'"((?:[^"\\\n]|\\[^\n])*)"'), True),
    (re.compile(r"'([^'\n]*)'"), False),
)
_ESCAPE = re.compile(r'\\(?:(["\\bfnrt])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|[ \t]*\r?\n\s*|([\s\S]))')
_CONTROL = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
MAX_DEPTH = 100


class EditError(ValueError):
    """The text is not TOML, or not of the shape that the edit needs."""


@dataclass(frozen=True)
class Raw:
    """A number or a date, as it is written."""

    text: str


@dataclass(frozen=True)
class Entry:
    """A key with its value, and where they stand: ``start`` is where the line begins, ``end`` where the next does."""

    key: Path
    value: Any
    start: int
    end: int
    value_start: int
    value_end: int


@dataclass
class Table:
    """A header and what stands below it; the first table has no header."""

    path: Path
    array: bool
    start: int
    body: int
    end: int = 0
    entries: list[Entry] = field(default_factory=list)


def parse(text: str) -> list[Table]:
    """The tables of a text, in its order. Raises ``EditError``."""
    tables = _Reader(text).tables()
    _check(text)
    return tables


def loads(text: str) -> dict[str, Any]:
    """The data of a text; numbers and dates as ``Raw``. Raises ``EditError``."""
    data: dict[str, Any] = {}
    seen: set[Path] = set()
    for table in parse(text):
        inner = _opened(data, table, seen)
        for entry in table.entries:
            _assign(inner, entry.key, entry.value)
    return data


def get(data: Any, path: Path) -> Any:
    """The value at a path, None where there is none."""
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def assigned(text: str, path: Path, key: str, value: str | bool) -> str:
    """``text`` with one key of one table set. Raises ``EditError`` where that cannot be done and be checked."""
    expected = _with(loads(text), (*path, key), value)
    written = f"{spelled_key(key)} = {spelled(value)}"
    edited = _replaced(text, (*path, key), spelled(value))
    if edited is None:
        edited = _inserted(text, path, written)
    if edited is None:
        header = f"[{'.'.join(map(spelled_key, path))}]"
        edited = appended(text, f"{header}\n{written}\n")
    return _verified(edited, expected, (*path, key))


def removed(text: str, path: Path, key: str) -> str:
    """``text`` without one key of one table, and without the table's header if nothing is left below it."""
    for table in parse(text):
        for entry in table.entries:
            if not table.array and (*table.path, *entry.key) == (*path, key):
                lone = len(table.entries) == 1 and table.path and not text[entry.end : table.end].strip()
                return _cut(text, table.start if lone else entry.start, entry.end, bool(lone))
    return text


def appended(text: str, block: str) -> str:
    """``text`` with a block at its end, in the text's own line ends."""
    newline = "\r\n" if "\r\n" in text else "\n"
    gap = "" if not text else newline if text.endswith("\n") else newline * 2
    return text + gap + block.replace("\n", newline)


def spelled(value: str | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda match: f"\\u{ord(match.group()):04x}", escaped) + '"'


def spelled_key(key: str) -> str:
    return key if _BARE.fullmatch(key) else spelled(key)


def _check(text: str) -> None:
    """Where Python brings a reader of its own, that one has to agree that this is TOML."""
    if sys.version_info >= (3, 11):
        import tomllib

        try:
            tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            raise EditError(str(error)) from None


def _replaced(text: str, path: Path, written: str) -> str | None:
    for table in parse(text):
        for entry in table.entries:
            if not table.array and (*table.path, *entry.key) == path:
                return text[: entry.value_start] + written + text[entry.value_end :]
    return None


def _inserted(text: str, path: Path, written: str) -> str | None:
    """Below the last entry of the table, or its header; as a dotted key where the table is written so."""
    newline = "\r\n" if "\r\n" in text else "\n"
    for table in parse(text):
        if table.array:
            continue
        if table.path == path and path:
            at = table.entries[-1].end if table.entries else table.body
            gap = "" if text[:at].endswith("\n") else newline
            return f"{text[:at]}{gap}{written}{newline}{text[at:]}"
        for entry in table.entries:
            if path and (*table.path, *entry.key[:-1]) == path and len(entry.key) > 1:
                prefix = ".".join(map(spelled_key, entry.key[:-1]))
                gap = "" if text[: entry.end].endswith("\n") else newline
                return f"{text[: entry.end]}{gap}{prefix}.{written}{newline}{text[entry.end :]}"
    return None


def _cut(text: str, start: int, end: int, with_gap: bool) -> str:
    head = text[:start]
    if with_gap:
        head = re.sub(r"(?<=\n)\r?\n\Z", "", head)
    return head + text[end:]


def _verified(text: str, expected: dict[str, Any], path: Path) -> str:
    """An edit of text is trusted only when reading it back shows what was meant."""
    try:
        found = loads(text)
    except EditError:
        found = {}
    if found != expected:
        raise EditError(f"`{'.'.join(path)}` cannot be set in the form that the file has")
    return text


def _with(data: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """``data`` is changed, and given back."""
    inner = data
    for step in path[:-1]:
        inner = inner.setdefault(step, {})
        if not isinstance(inner, dict):
            raise EditError(f"`{step}` is no table")
    inner[path[-1]] = value
    return data


def _opened(data: dict[str, Any], table: Table, seen: set[Path]) -> dict[str, Any]:
    """The mapping that a header opens."""
    inner: Any = data
    for number, step in enumerate(table.path):
        last = number == len(table.path) - 1
        if last and table.array:
            listed = inner.setdefault(step, [])
            if not isinstance(listed, list):
                raise EditError(f"`{step}` is a table, and a list of tables")
            listed.append({})
        found = inner.setdefault(step, {})
        inner = found[-1] if isinstance(found, list) and found else found
        if not isinstance(inner, dict):
            raise EditError(f"`{step}` is no table")
    if table.path and not table.array:
        if table.path in seen:
            raise EditError(f"the table `{'.'.join(table.path)}` stands twice")
        seen.add(table.path)
    elif table.array:
        seen.difference_update([path for path in seen if path[: len(table.path)] == table.path])
    opened: dict[str, Any] = inner
    return opened


def _assign(inner: dict[str, Any], key: Path, value: Any) -> None:
    for step in key[:-1]:
        inner = inner.setdefault(step, {})
        if not isinstance(inner, dict):
            raise EditError(f"`{step}` is no table")
    if key[-1] in inner:
        raise EditError(f"the key `{'.'.join(key)}` stands twice")
    inner[key[-1]] = value


class _Reader:
    """Reads a text from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def tables(self) -> list[Table]:
        tables = [Table((), False, 0, 0)]
        while self.at < len(self.text):
            start = self.at
            self._skip(_SPACE)
            if self._ends_line():
                continue
            if self._take("["):
                tables[-1].end = start
                tables.append(self._header(start))
            else:
                tables[-1].entries.append(self._entry(start))
        tables[-1].end = self.at
        return tables

    def _header(self, start: int) -> Table:
        array = self._take("[")
        path = self._key()
        if not self._take("]]" if array else "]"):
            raise self._error("a table's header does not end")
        if not self._ends_line():
            raise self._error("there is more behind a table's header")
        return Table(path, array, start, self.at)

    def _entry(self, start: int) -> Entry:
        key, value, begin, end = self._pair(0)
        if not self._ends_line():
            raise self._error("there is more behind a value")
        return Entry(key, value, start, self.at, begin, end)

    def _pair(self, depth: int) -> tuple[Path, Any, int, int]:
        key = self._key()
        if not self._take("="):
            raise self._error("a key without `=`")
        self._skip(_SPACE)
        begin = self.at
        value = self._value(depth)
        return key, value, begin, self.at

    def _key(self) -> Path:
        parts = []
        while True:
            self._skip(_SPACE)
            match = _BARE.match(self.text, self.at)
            parts.append(match.group() if match else self._string(multiline=False))
            self.at = match.end() if match else self.at
            self._skip(_SPACE)
            if not self._take("."):
                return tuple(parts)

    def _value(self, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise self._error("it is nested too deeply")
        first = self.text[self.at : self.at + 1]
        if first in ('"', "'"):
            return self._string(multiline=True)
        if first == "[":
            return self._array(depth)
        if first == "{":
            return self._inline(depth)
        match = _SCALAR.match(self.text, self.at)
        if not match:
            raise self._error("a value that is none")
        self.at = match.end()
        return {"true": True, "false": False}.get(match.group(), Raw(match.group()))

    def _array(self, depth: int) -> list[Any]:
        items: list[Any] = []
        self.at += 1
        while True:
            self._skip(_BLANK)
            if self._take("]"):
                return items
            items.append(self._value(depth + 1))
            self._skip(_BLANK)
            if not self._take(",") and self.text[self.at : self.at + 1] != "]":
                raise self._error("a list that does not end")

    def _inline(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self.at += 1
        self._skip(_SPACE)
        if self._take("}"):
            return found
        while True:
            key, value, _, _ = self._pair(depth + 1)
            _assign(found, key, value)
            self._skip(_SPACE)
            if self._take("}"):
                return found
            if not self._take(","):
                raise self._error("a table in braces that does not end")

    def _string(self, multiline: bool) -> str:
        for pattern, escapes in _STRINGS if multiline else _STRINGS[2:]:
            match = pattern.match(self.text, self.at)
            if match:
                self.at = match.end()
                return _ESCAPE.sub(self._escaped, match.group(1)) if escapes else match.group(1)
        raise self._error("a text that does not begin or end")

    def _escaped(self, match: re.Match[str]) -> str:
        simple, short, long, other = match.groups()
        if other:
            raise self._error(f"an unknown escape `\\{other}`")
        if simple:
            return _CONTROL[simple]
        code = int(short or long or "0", 16)
        if code > 0x10FFFF:
            raise self._error("an escape for no character")
        return chr(code) if short or long else ""

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _take(self, word: str) -> bool:
        taken = self.text.startswith(word, self.at)
        self.at += len(word) if taken else 0
        return taken

    def _ends_line(self) -> bool:
        match = _END.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match is not None

    def _error(self, what: str) -> EditError:
        line = self.text.count("\n", 0, self.at) + 1
        return EditError(f"{what} (line {line})")
