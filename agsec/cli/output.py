"""What commands print: data to standard output, messages to standard error, colour where it is wanted."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, NoReturn, TextIO

from rich.console import Console
from rich.text import Text

from agsec_compiler.diagnostics import Diagnostic, visible

from ..formats import RENDERERS

EFFECT_STYLES = {"allow": "green", "deny": "bold red", "review": "yellow", "unreadable": "magenta"}
_SEVERITIES = {"error": "bold red", "warning": "bold yellow"}
_FOR_PROGRAMS = ("json", "github", "sarif", "junit")


class Color(str, Enum):
    auto = "auto"
    always = "always"
    never = "never"


@dataclass
class _Choice:
    color: Color = Color.auto
    quiet: bool = False
    verbose: bool = False


_choice = _Choice()


def prefer(**chosen: Color | bool) -> None:
    """Set ``color``, ``quiet`` or ``verbose``; what is left out stays."""
    for name, value in chosen.items():
        setattr(_choice, name, value)


def console(stderr: bool = False) -> Console:
    """A console for one stream. In ``auto``, rich heeds terminals, NO_COLOR, FORCE_COLOR and TERM."""
    options: dict[str, Any] = {"stderr": stderr, "highlight": False, "soft_wrap": True, "markup": False, "emoji": False}
    if _choice.color is Color.always:
        options |= {"force_terminal": True, "color_system": "standard", "no_color": False}
    elif _choice.color is Color.never:
        options |= {"no_color": True, "color_system": None}
    made = Console(**options)
    if made.width < 1:
        made.width = 80  # COLUMNS=0 would print nothing at all.
    return made


def say(message: str) -> None:
    """A message for the person, not part of the data."""
    if not _choice.quiet:
        console(stderr=True).print(visible_lines(message))


def tell(message: str) -> None:
    """A detail for whoever asked with `-v`."""
    if _choice.verbose:
        say(message)


def is_verbose() -> bool:
    return _choice.verbose


def show(text: str | Text) -> None:
    """Data. Raises ``OSError`` where it cannot be put out."""
    _output()
    console().print(text if isinstance(text, Text) else visible_lines(text))


def show_json(value: Any) -> None:
    """Data for machines; every such answer carries its ``version``. Raises ``OSError`` as ``show`` does."""
    out = _output()
    out.write(json.dumps({"version": 1, **value}, indent=2) + "\n")
    out.flush()


def _output() -> TextIO:
    """Standard output, which Python has None for where the caller closed it."""
    out: TextIO | None = sys.stdout
    if out is None:
        raise OSError(errno.EBADF, "closed")
    return out


def visible_lines(text: str) -> str:
    return "\n".join(map(visible, text.split("\n")))


def effect_text(effect: str) -> Text:
    return Text(effect, EFFECT_STYLES.get(effect, ""))


def show_diagnostics(diagnostics: Sequence[Diagnostic], form: str, to_stderr: bool = False) -> None:
    """Findings in one of the formats; the full and the concise form in colour."""
    text = RENDERERS[form](diagnostics)
    if form in _FOR_PROGRAMS:
        show_exactly(text)
    elif text:
        console(stderr=to_stderr).print(_painted(text))


def show_exactly(text: str) -> None:
    """Data for programs, byte for byte. Raises ``OSError`` as ``show`` does."""
    out = _output()
    out.write(text + "\n" if text else "")
    out.flush()


def _painted(text: str) -> Text:
    painted = Text(text)
    for word, style in _SEVERITIES.items():
        painted.highlight_regex(rf"\b{word}\[AGS\d+\]", style)
    painted.highlight_regex(r"(?m)^ *\| +\^+$", "red")
    painted.highlight_regex(r"(?m)^ *= help:.*$", "cyan")
    return painted


def fail(message: str, help: str | None, code: int) -> NoReturn:
    """Say what went wrong and what to do, and end."""
    err = console(stderr=True)
    err.print(Text("error: ", "bold red") + Text(visible_lines(message)))
    if help:
        err.print(Text("help: ", "cyan") + Text(visible_lines(help)))
    raise SystemExit(code)


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
