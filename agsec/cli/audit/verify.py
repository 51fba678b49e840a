"""Verify that the log is as agsec wrote it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from agsec_runtime.audit import head_path

from ...audit.chain import Verdict
from ...exceptions import AuditError
from ..options import Plain, PlainFormat
from ..output import counted, say, show, show_json, visible_lines
from . import source
from .source import Source


def verify(
    head: Annotated[
        str | None, typer.Option(metavar="HASH", help="A head printed before: the log must still hold it.")
    ] = None,
    log: source.LogOption = None,
    output_format: PlainFormat = Plain.text,
) -> None:
    """Verify the log's chain of hashes, its head, and what the index remembers. Exits 1 unless it is intact.

    Keep the head that is printed where an agent cannot write; with `--head` it vouches for all that came before it.

    Examples: `agsec audit verify`, `agsec audit verify --head 0f3c...`
    """
    place = Source(log, None)
    path = place.log_path or Path()
    if not (path.exists() or Path(head_path(str(path))).exists()) and (log is not None or place.is_empty()):
        raise AuditError(f"there is no log {path}", "it begins with the first decision of a hook")
    with place.opened() as store:
        verdict = store.verify(head)
    if output_format is Plain.json:
        told = asdict(verdict)
        show_json({"intact": verdict.intact, "log": str(path), **told})
    else:
        _show(verdict)
    raise typer.Exit(0 if verdict.intact else 1)


def _show(verdict: Verdict) -> None:
    for finding in verdict.findings:
        about = f" ({finding.id or 'no id'}, {finding.time or 'no time'})" if finding.line else ""
        show(Text(f"{finding.kind:<10}", "bold red") + Text(visible_lines(finding.message + about)))
    if verdict.count > len(verdict.findings):
        show(f"... and {verdict.count - len(verdict.findings):,} more")
    for note in verdict.notes:
        say(note)
    lines = counted(verdict.lines, "line")
    if verdict.intact:
        show(Text("intact", "green") + Text(f": {lines}, head {verdict.head or '-'}"))
    else:
        show(Text("not intact", "bold red") + Text(f": {counted(verdict.count, 'finding')} in {lines}"))
