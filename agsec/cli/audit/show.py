"""Show everything that is known of one record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.text import Text

from agsec_compiler.diagnostics import visible

from ..options import Plain, PlainFormat
from ..output import effect_text, show, show_json, visible_lines
from . import source
from .installed import statements
from .source import Source

WIDTH = 14  # of the names
_PLAIN = ("id", "time", "host", "session", "cwd", "reason")
_LATER = (
    *("enforced", "outcome", "approved_by", "error", "result", "completed", "run_us"),
    *("revision", "duration_us", "hash", "text"),
)


def show_record(
    id: Annotated[str, typer.Argument(metavar="ID", help="A record's id, or enough of its beginning.")],
    log: source.LogOption = None,
    db: source.DbOption = None,
    output_format: PlainFormat = Plain.text,
) -> None:
    """Show everything about one decision: params, reason, where the statement stands, what became of it.

    Example: `agsec audit show 5f3a`
    """
    place = Source(log, db)
    record = place.record(id)
    statement = _statement(record) if place.is_machine else None
    if output_format is Plain.json:
        show_json({"record": record, "statement": statement})
        return
    show(effect_text(visible(str(record["effect"]))) + Text(visible(f"  {record['action'] or ''}")))
    for name, text in _rows(record, statement):
        show(f"{name:<{WIDTH}}{text}".replace("\n", "\n" + " " * WIDTH))


def _statement(record: dict[str, Any]) -> dict[str, Any] | None:
    """Where the statement that decided stands, if its bundle is still installed."""
    if not record["sid"] or not record["revision"]:
        return None
    found = [place for place in statements(record["revision"]) if place.sid == record["sid"]]
    return {"file": found[0].file, "line": found[0].line} if found and found[0].file else None


def _rows(record: dict[str, Any], statement: dict[str, Any] | None) -> Iterator[tuple[str, str]]:
    for name in _PLAIN:
        if record.get(name):
            yield name, _spelled(record[name])
    if record["sid"]:
        place = f", {statement['file']}:{statement['line']}" if statement else ""
        yield "statement", f"{record['sid']}{place}"
    if record["matched_by"]:
        yield "matched by", _spelled(record["matched_by"])
    if record["params"]:
        yield "params", _spelled(record["params"])
    for each in record["undecidable"] or []:
        yield "undecidable", " ".join(map(str, each)) if isinstance(each, list) else _spelled(each)
    for name in _LATER:
        if record.get(name) is not None:
            yield name.replace("_", " "), _spelled(record[name])


def _spelled(value: Any) -> str:
    """Text as it is, the params line by line, the rest as JSON."""
    if isinstance(value, str):
        return visible_lines(value)
    if isinstance(value, dict):
        return "\n".join(f"{name}: {_spelled(item)}" for name, item in value.items())
    return json.dumps(value)
