"""The facts of the language: the type of each, the actions that have it, and whether case counts in it."""

from __future__ import annotations

from dataclasses import dataclass

from .patterns.globs import could_match

SHELL = "bash.execute"
FLAGS = ("shell.dynamic", "shell.unparsed")


@dataclass(frozen=True, slots=True)
class Fact:
    """``kind`` is the type of a fact, or of the elements of a list; ``actions`` are globs of those that have it.

    ``is_path``: case counts in allow statements only, and not on the platforms of ``abi.FOLDING``. ``is_name``: case
    counts but on those platforms.
    """

    kind: str
    is_list: bool
    actions: tuple[str, ...]
    is_path: bool = False
    is_name: bool = False

    def covers(self, patterns: list[str]) -> bool:
        """Whether an action under one of these patterns can have the fact."""
        return any(could_match(pattern, action) for pattern in patterns for action in self.actions)


def _paths(*actions: str) -> Fact:
    return Fact("str", True, (*actions, SHELL), is_path=True)


_URL = ("web.*",)
FACTS: dict[str, Fact] = {
    "files.reads": _paths("file.read", "file.grep", "file.glob"),
    "files.writes": _paths("file.write", "file.edit"),
    "files.deletes": _paths("file.delete"),
    "files.in_workspace": Fact(
        "bool",
        False,
        ("file.read", "file.grep", "file.glob", "file.write", "file.edit", "file.delete", SHELL),
    ),
    "shell.programs": Fact("str", True, (SHELL,), is_name=True),
    "shell.commands": Fact("str", True, (SHELL,)),
    "shell.git": Fact("str", True, (SHELL,)),
    "shell.pushes": Fact("str", True, (SHELL,)),
    "shell.sql": Fact("str", True, (SHELL,)),
    "shell.sends": _paths(),
    "shell.sets": Fact("str", True, (SHELL,)),
    "shell.dynamic": Fact("bool", False, (SHELL,)),
    "shell.unparsed": Fact("bool", False, (SHELL,)),
    "url.scheme": Fact("str", False, _URL),
    "url.host": Fact("str", False, _URL),
    "url.port": Fact("number", False, _URL),
    "url.is_loopback": Fact("bool", False, _URL),
    "url.is_private": Fact("bool", False, _URL),
}


def is_verified(name: str) -> bool:
    """Whether a fact is only known as far as a command could be followed, which the flags say."""
    return name.startswith(("files.", "shell.")) and name not in FLAGS
