"""Mend what can be mended safely: the same statements decide the same, and every comment but a useless one stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from difflib import unified_diff
from pathlib import Path

from agsec_compiler import Compilation, Source, compile_sources
from agsec_compiler.analysis import apply, same_decisions
from agsec_compiler.diagnostics import Diagnostic

from .exceptions import AgsecError
from .files import write_atomically
from .linting import lint

ROUNDS = 8  # one fix may make room for another
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Mended:
    """A set before and after; ``count`` findings were mended."""

    before: Compilation
    after: Compilation
    count: int

    def changed(self) -> Iterator[tuple[Source, Source]]:
        """The files that differ, old and new."""
        for old, new in zip(self.before.sources, self.after.sources, strict=True):
            if old.text != new.text:
                yield old, new

    def diff(self) -> str:
        """What changes, in the unified form."""
        return "".join(_diff(*pair) for pair in self.changed())

    def write(self) -> None:
        """Put the new texts into the files. Raises ``AgsecError``."""
        raws = [(new, _encoded(Path(old.path), new.text)) for old, new in self.changed()]
        for new, raw in raws:
            write_atomically(Path(new.path), raw)


def mended(before: Compilation, wanted: Callable[[Diagnostic], bool]) -> Mended:
    """The set with the fixes of all findings that are wanted; a set with errors stays as it is.

    Raises ``AgsecError`` where a fix would change what is decided, which would be a mistake of agsec's.
    """
    after, count = before, 0
    for _ in range(ROUNDS):
        found = _fixable(after, wanted)
        if not found or after.errors:
            break
        edited = compile_sources([_edited(source, found) for source in after.sources], further=lint)
        if after.program is None or edited.program is None or not same_decisions(after.program, edited.program):
            raise AgsecError("a fix would change what is decided; nothing is written", "please report it")
        count += max(0, len(found) - len(_fixable(edited, wanted)))
        after = edited
    return Mended(before, after, count)


def _fixable(compilation: Compilation, wanted: Callable[[Diagnostic], bool]) -> list[Diagnostic]:
    return [each for each in compilation.diagnostics if each.fix and wanted(each)]


def _edited(source: Source, found: list[Diagnostic]) -> Source:
    edits = [edit for each in found if each.source.name == source.name for edit in each.fix]
    return replace(source, text=apply(source.text, edits)) if edits else source


def _diff(old: Source, new: Source) -> str:
    before, after = (text.splitlines(keepends=True) for text in (old.text, new.text))
    rows = unified_diff(before, after, old.shown, new.shown)
    return "".join(row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n" for row in rows)


def _encoded(path: Path, text: str) -> bytes:
    """The text with the line ends and the byte order mark of the file that it replaces. Raises ``AgsecError``."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise AgsecError(f"{path} cannot be read: {error.strerror}") from error
    lone = raw.count(b"\n") - raw.count(b"\r\n")
    if lone and b"\r\n" in raw:
        raise AgsecError(f"{path} mixes two kinds of line ends", "settle for one, then fix it")
    ended = text.replace("\n", "\r\n") if b"\r\n" in raw else text
    return (BOM if raw.startswith(BOM) else b"") + ended.encode()
