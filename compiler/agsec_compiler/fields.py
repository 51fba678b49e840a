"""Parse field paths: a root, then dot-separated keys; those of facts against the table of facts."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from agsec_runtime import abi

from .facts import FACTS, Fact

ROOTS = {name: number for number, name in enumerate(abi.ROOTS)}
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
        return None in self.steps or (self.fact is not None and self.fact.is_list)

    @property
    def fact(self) -> Fact | None:
        """What is known of the fact, if it is one."""
        return FACTS.get(self.name) if self.root in (abi.FILES, abi.SHELL, abi.URL) else None

    @property
    def name(self) -> str:
        """Of a fact: its root and its key, as the table of facts spells them."""
        return f"{abi.ROOTS[self.root]}.{self.steps[0]}"


class FieldError(ValueError):
    """The text is no field; ``kind`` is ``root``, ``path`` or ``fact``."""

    def __init__(self, kind: str, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.help = help


@lru_cache(maxsize=4096)  # The same few fields are asked about in thousands of statements.
def parse_field(text: str) -> Field:
    """The field that ``text`` spells. Raises ``FieldError``."""
    root, *keys = _keys(text)
    if any(isinstance(key.step, int) and key.step > MAX_INDEX for key in keys):
        raise FieldError("path", f"an index in `{text}` is beyond any list", "quote a key that is no index")
    if root.quoted or root.text not in ROOTS:
        raise FieldError("root", f"`{text}` does not start with a root", _root_help(root.text, text))
    if root.text == "action" and keys:
        raise FieldError("path", "`action` is the action's name and takes no further key")
    if root.text != "action" and not keys:
        raise FieldError("path", f"`{text}` names no key", f"name one, as in `{text}.command`")
    if ROOTS[root.text] in (abi.FILES, abi.SHELL, abi.URL):
        return _fact(root.text, keys, text)
    return Field(ROOTS[root.text], tuple(key.step for key in keys), text)


def _fact(root: str, keys: list[_Key], text: str) -> Field:
    name = f"{root}.{keys[0].text}"
    if name not in FACTS:
        close = get_close_matches(name, FACTS, n=1) if keys[0].step is not None else []
        known = ", ".join(f"`{each}`" for each in FACTS if each.startswith(f"{root}."))
        help = f"did you mean `{close[0]}`?" if close else f"known: {known}"
        raise FieldError("fact", f"there is no fact `{name}`", help)
    if len(keys) > 1:
        what = "a list of which each element is asked" if FACTS[name].is_list else "one value"
        raise FieldError("path", f"`{name}` is {what} and takes no further key", f"write `{name}`")
    return Field(ROOTS[root], (keys[0].text,), text)


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
