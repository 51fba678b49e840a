"""A patch in a shell command: which files it touches, and below which directory.

Codex itself applies two forms, a here-document to `apply_patch` and the same after `cd DIRECTORY &&`, and resolves the
paths below that directory. In any other form the shell runs `apply_patch`, wherever it has got to by then.
"""

from __future__ import annotations

import re

from .patch import MARKERS, PatchError, touched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .patch import Change

_NAMED = re.compile(r"(?<![\w-])apply_?patch(?![\w.-])")
_PLAIN = r"""[^\s'"$`\\;&|<>(){}*?\[\]~!#]"""  # what stands for itself in a shell's word
_CD = rf"""(?:cd[ \t]+(?:'([^'\n]+)'|"([^"$`\\\n]+)"|((?!-){_PLAIN}+))[ \t]*&&\s*)?"""
_HERE = re.compile(rf"""\s*{_CD}apply_?patch[ \t]*<<[ \t]*(['"]?)(\w+)\4[ \t]*\n""")
_QUOTED = re.compile(r"""\s*apply_?patch[ \t]+(?:'[^']*'|"[^"$`\\]*")\s*""")


def patched(command: str) -> tuple[list[Change], str]:
    """The files, and the directory that they are below; that is empty where the command does not change it.

    A command without the word `apply_patch` only writes about patches. Raises ``PatchError``.
    """
    if not _NAMED.search(command):
        return [], ""
    found = touched(command)
    head = _HERE.match(command)
    if head and _ends_with(command[head.end() :], head.group(5)):
        return found, head.group(1) or head.group(2) or head.group(3) or ""
    if not _QUOTED.fullmatch(command) and not _is_plain(command, found):
        raise PatchError("a patch among other commands may write elsewhere: run it by itself, with absolute paths")
    return found, ""


def _ends_with(text: str, delimiter: str) -> bool:
    """Whether the here-document ends where the command does."""
    lines = text.rstrip().split("\n")
    return lines.index(delimiter) == len(lines) - 1 if delimiter in lines else False


def _is_plain(command: str, found: list[Change]) -> bool:
    """Whether every file is named in a line of its own, by an absolute path."""
    named = sum([command.count(marker.rstrip()) for marker in MARKERS])
    return 0 < named == len(found) and all([path.startswith("/") for _, path, _ in found])
