"""The command that brings policy files into their one form."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from agsec_compiler.diagnostics import Diagnostic, visible
from agsec_compiler.discover import discover
from agsec_compiler.source import Source

from ..decisions import unreadable
from ..exceptions import AgsecError
from ..files import write_atomically
from ..formatting import UnformattableError, formatted
from .options import WRITING
from .output import counted, fail, say, show, show_diagnostics

STDIN = Path("-")
_BOM = "\ufeff".encode()


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=WRITING)(fmt)


@dataclass(frozen=True)
class _File:
    """``raw`` is what stands on the disk, or came from standard input."""

    source: Source
    raw: bytes

    def as_before(self, text: str) -> bytes:
        """``text`` with the line endings, and the byte order mark, of the file."""
        ended = text.replace("\n", "\r\n") if b"\r\n" in self.raw else text
        return (_BOM if self.raw.startswith(_BOM) else b"") + ended.encode()


def fmt(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Policy files and directories; `-` for standard input.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a file would change.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what would change, and do as `--check`.")] = False,
    stdin_name: Annotated[
        str, typer.Option("--stdin-name", help="What the text of standard input is called, where `-` is formatted.")
    ] = "stdin.yaml",
) -> None:
    """Bring policy files into one form: order of keys, quotes, indentation. What they say stays, and every comment.

    A file that cannot be read is left as it is, and the exit code is 2.

    Examples: `agsec fmt`, `agsec fmt --check policies/`, `agsec fmt - < policy.yaml`
    """
    given = paths or [Path("policies")]
    changed = failed = total = 0
    for file in _files(given, stdin_name):
        total += 1
        after = _after(file)
        failed += after is None
        changed += after not in (None, file.raw)
        if after is not None:
            _deliver(file, after, diff=diff, write=not (check or diff), piped=STDIN in given)
    if not total:
        fail(f"there is no policy in {', '.join(map(str, given))}", "name a file or a directory", 2)
    if STDIN not in given:
        say(_summary(total, changed, failed, "would change" if check or diff else "changed"))
    raise typer.Exit(2 if failed else 1 if changed and (check or diff) else 0)


def _files(given: list[Path], name: str) -> Iterator[_File]:
    """Raises ``AgsecError`` for the first that cannot be read."""
    for path in given:
        sources, findings = _stdin(name) if path == STDIN else _found(path)
        if findings:
            show_diagnostics(findings, "full", to_stderr=True)
            raise AgsecError(f"{counted(len(findings), 'file')} cannot be read", "nothing more was formatted")
        yield from sources


Read = tuple[list[_File], list[Diagnostic]]


def _stdin(name: str) -> Read:
    raw = sys.stdin.buffer.read()
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise AgsecError(f"standard input is not UTF-8: byte {error.start}", "save it as UTF-8") from None
    return [_File(Source(name, text), raw)], []


def _found(path: Path) -> Read:
    try:
        sources, findings = discover(path)
        return [_File(source, Path(source.shown).read_bytes()) for source in sources], findings
    except OSError as error:
        raise unreadable(path, error) from None


def _after(file: _File) -> bytes | None:
    """The bytes in their one form; None, with a word about it, where the file has to stay as it is."""
    try:
        return file.as_before(formatted(file.source))
    except UnformattableError as error:
        if error.diagnostics:
            show_diagnostics(error.diagnostics, "full", to_stderr=True)
        else:
            show_error(file.source.shown, str(error))
        return None


def show_error(name: str, message: str) -> None:
    typer.echo(f"error: {visible(name)}: {message}", err=True)


def _deliver(file: _File, after: bytes, *, diff: bool, write: bool, piped: bool) -> None:
    if diff:
        show_diff(file, after)
    elif piped and write:
        sys.stdout.buffer.write(after)
        sys.stdout.flush()
    elif after != file.raw and write:
        write_atomically(Path(file.source.shown), after)
        show(f"formatted  {file.source.shown}")
    elif after != file.raw and not piped:
        show(f"would change  {file.source.shown}")


def show_diff(file: _File, after: bytes) -> None:
    name = file.source.shown
    before, text = (raw.decode("utf-8-sig").splitlines() for raw in (file.raw, after))
    for row in difflib.unified_diff(before, text, name, name, lineterm=""):
        show(row)


def _summary(total: int, changed: int, failed: int, what: str) -> str:
    told = [f"{counted(changed, 'file')} {what}", f"{total - changed - failed} already in form"]
    return ", ".join([*told, *([f"{failed} left as they are"] if failed else [])])
