"""The ways to narrow a statement to some requests of an action, and the condition that each makes of an answer.

What is denied is matched wherever it may hide; what is allowed is matched only where nothing else can hide in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ..exceptions import AgsecError
from .conditions import Condition

_NO_SHELL = r"[^;&|<>$`()\\\n]*\Z"  # what an allow may be followed by: nothing that starts another command
_BEFORE = r"""(?:^|[\s;&|(`/<>'"\\{}])"""
_BEHIND = r"""(?:[\s;&|)`<>'"\\{},]|$)"""
_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True)
class Choice:
    """One way to narrow a statement; ``build`` makes the condition of an effect and an answer."""

    label: str
    question: str
    build: Callable[[str, str], Condition]


def choices(actions: tuple[str, ...]) -> tuple[Choice, ...]:
    """What is known to tell requests of these actions apart."""
    names = {"bash.execute": _COMMANDS, "web.fetch": _ADDRESSES}
    files = ("file.read", "file.write", "file.edit", "file.delete")
    found = {id(each): each for each in (names.get(name, _FILES if name in files else ()) for name in actions)}
    return next(iter(found.values())) if len(found) == 1 else ()


def _plain(field: str, op: str) -> Callable[[str, str], Condition]:
    return lambda effect, answer: Condition(field, op, answer)


def _program(effect: str, answer: str) -> Condition:
    """Alone in its command where it is allowed, anywhere in it where it is not."""
    name = escaped(answer)
    alone, anywhere = rf"^{name}(?:[ \t]{_NO_SHELL}|\Z)", f"{_BEFORE}{name}{_BEHIND}"
    return Condition("params.command", "regex", alone if effect == "allow" else anywhere)


def _beginning(effect: str, answer: str) -> Condition:
    if effect == "allow":
        return Condition("params.command", "regex", f"^{escaped(answer)}{_NO_SHELL}")
    return Condition("params.command", "starts_with", answer)


def _host(effect: str, answer: str) -> Condition:
    """Readers of a URL differ about `@`, `\\` and blanks: an allow has none where a host could end at them."""
    name = answer.removesuffix(".").lower()
    if not _HOST.fullmatch(name):
        help = "its letters, digits, dots and hyphens alone, e.g. `example.com`; an international one as `xn--...`"
        raise AgsecError(f"`{answer}` is no name of a host", help)
    if effect == "allow":
        pattern = rf"^https?://{escaped(name)}(?::[0-9]{{1,5}})?(?:/[^\s\\]*|[?#][^\s\\@]*)?\Z"
    else:
        scheme, user = r"(?:[a-z][a-z0-9+.-]*:)?", r"(?:[^/?#]*@)?"
        pattern = rf"(?i)^[\s\x00-\x1f]*{scheme}[/\\]*{user}{escaped(name)}\.?(?:[\s:/?#\\]|\Z)"
    return Condition("params.url", "regex", pattern)


def escaped(text: str) -> str:
    """A pattern that finds this text, as a person would write it."""
    return re.escape(text).replace("\\ ", " ").replace("\\-", "-")


_COMMANDS = (
    Choice("one command, exactly", "command", _plain("params.command", "==")),
    Choice("one program, with any arguments", "program", _program),
    Choice("commands that begin alike", "they begin with", _beginning),
    Choice("commands with a pattern in them", "regular expression", _plain("params.command", "regex")),
)
_FILES = (
    Choice("one file, exactly", "path", _plain("params.file_path", "==")),
    Choice("paths that match a glob", "glob, e.g. **/.env*", _plain("params.file_path", "glob")),
    Choice("paths with a pattern in them", "regular expression", _plain("params.file_path", "regex")),
)
_ADDRESSES = (
    Choice("one address, exactly", "URL", _plain("params.url", "==")),
    Choice("one host", "host", _host),
    Choice("addresses with a pattern in them", "regular expression", _plain("params.url", "regex")),
)
