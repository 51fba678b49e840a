"""Write records to a file or to standard output, for other programs."""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from ...audit import AuditStore
from ...audit.export import to_file, written
from ...exceptions import AuditError
from ..options import Plain, PlainFormat
from ..output import counted, show, show_json
from . import source
from .source import Source


class Form(str, Enum):
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


def export(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file to write; `-` is standard output.")],
    form: Annotated[
        Form | None, typer.Option("--format", help="Else told by the file's name; JSON lines if not.")
    ] = None,
    effect: source.EffectOption = None,
    action: source.ActionOption = None,
    sid: source.SidOption = None,
    host: source.HostOption = None,
    session: source.SessionOption = None,
    since: source.SinceOption = None,
    until: source.UntilOption = None,
    grep: source.GrepOption = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    log: source.LogOption = None,
    db: source.DbOption = None,
    output_format: PlainFormat = Plain.text,
) -> None:
    """Export records, oldest first, as JSON, JSON lines or CSV. A file is written whole or not at all.

    Examples: `agsec audit export denied.csv --effect deny`, `agsec audit export - --since 1d`
    """
    chosen = source.wanted(effect, action, sid, host, session, since, until, grep)
    place = Source(log, db)
    target = Path(file)
    if file != "-":
        _refuse_to_destroy(target, force)
    name = (form or _by_name(target)).value
    with AuditStore() if place.is_empty() else place.opened() as store:
        records = store.oldest_first(chosen)
        if file == "-":
            for text in written(name, records):
                sys.stdout.write(text)
            return
        number = to_file(target, name, records)
    if output_format is Plain.json:
        show_json({"path": file, "records": number})
    else:
        show(f"{file}: {counted(number, 'record')}")


def _by_name(target: Path) -> Form:
    suffix = target.suffix.lstrip(".")
    return Form(suffix) if suffix in set(Form) else Form.jsonl


def _refuse_to_destroy(target: Path, force: bool) -> None:
    if target.exists() and not target.is_file():
        raise AuditError(f"{target} is no regular file", "name another file, or `-` for standard output")
    if target.exists() and not force:
        raise AuditError(f"{target} is there already, and is left as it is", "name another file, or give `--force`")
