"""Parse field paths: a root, then dot-separated keys."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from agsec_runtime import abi

ROOTS = {name: number for number, name in enumerate(abi.ROOTS)}
FACTS = frozenset({"files", "shell", "url"})
BUILT_FACTS: frozenset[str] = frozenset()  # The fact roots that this version can derive.

MAX_INDEX = (1 << 31) - 1

Step = str | int | None  # a key, an index (or the key of that spelling), or `*`


@dataclass(frozen=True, slots=True)
class Field:
    """``root`` is a number of ``abi.ROOTS``; ``text`` is the author's spelling."""

    root: int
    steps: tuple[Step, ...]
    text: str

    @property
    def quantified(self) -> bool:
        return None in self.steps


class FieldError(ValueError):
    """The text is no field; ``kind`` is ``root``, ``path`` or ``fact``."""

    def __init__(self, kind: str, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.help = help


def parse_field(text: str) -> Field:
    """The field that ``text`` spells. Raises ``FieldError``."""
    root, *keys = _keys(text)
    if any(isinstance(key.step, int) and key.step > MAX_INDEX for key in keys):
        raise FieldError("path", f"an index in `{text}` is beyond any list", "quote a key that is no index")
    if root.quoted or root.text not in ROOTS:
        raise FieldError("root", f"`{text}` does not start with a root", _root_help(root.text, text))
    if root.text in FACTS - BUILT_FACTS:
        raise FieldError("fact", f"this version of agsec cannot derive `{root.text}.*` facts", _FACT_HELP)
    if root.text == "action" and keys:
        raise FieldError("path", "`action` is the action's name and takes no further key")
    if root.text != "action" and not keys:
        raise FieldError("path", f"`{text}` names no key", f"name one, as in `{text}.command`")
    return Field(ROOTS[root.text], tuple(key.step for key in keys), text)


_FACT_HELP = "test the raw argument instead, e.g. `params.command` with `regex`"


def _root_help(root: str, text: str) -> str:
    close = get_close_matches(root, ROOTS, n=1)
    if close and "." in text:
        return f"did you mean `{close[0]}{text[len(root) :]}`?"
    return f"did you mean `params.{text}` or `context.{text}`?"


@dataclass(frozen=True, slots=True)
class _Key:
    text: str
    quoted: bool

    @property
    def step(self) -> Step:
        if self.quoted:
            return self.text
        if self.text == "*":
            return None
        is_index = self.text.isascii() and self.text.isdigit() and (self.text == "0" or self.text[0] != "0")
        return int(self.text) if is_index else self.text


def _keys(text: str) -> list[_Key]:
    keys: list[_Key] = []
    at = 0
    while True:
        key, at = _quoted(text, at) if text.startswith('"', at) else _plain(text, at)
        keys.append(key)
        if at == len(text):
            return keys
        if text[at] != ".":
            raise FieldError("path", f"a `.` must follow the quoted key in `{text}`")
        at += 1


def _plain(text: str, at: int) -> tuple[_Key, int]:
    end = text.find(".", at)
    end = len(text) if end < 0 else end
    key = text[at:end]
    if not key:
        raise FieldError(
            "path", f"an empty key in `{text}`", 'quote a key that is empty or holds a dot: `params."a.b".c`'
        )
    if key != "*" and (not key.isprintable() or any(char in ' "*\\[]' for char in key)):
        raise FieldError("path", f"`{key}` is no key", f'quote a key that is to be taken literally: `"{key}"`')
    return _Key(key, False), end


def _quoted(text: str, at: int) -> tuple[_Key, int]:
    key: list[str] = []
    at += 1
    while at < len(text) and text[at] != '"':
        if text[at] == "\\":
            at += 1
            if text[at : at + 1] not in ('"', "\\"):
                raise FieldError("path", f'only `\\"` and `\\\\` are escapes in a quoted key: `{text}`')
        key.append(text[at])
        at += 1
    if at >= len(text):
        raise FieldError("path", f"the quoted key in `{text}` is not closed")
    return _Key("".join(key), True), at + 1
