"""The command for what was decided: audit."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from agsec_compiler.diagnostics import visible

from .. import records
from ..exceptions import AgsecError
from ..state import audit_log
from .author import Plain, PlainFormat
from .output import EFFECT_STYLES, console, effect_text, say, show, show_json

PANEL = "See what happened"


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(audit)


def audit(
    number: Annotated[int, typer.Option("-n", "--number", min=1, help="How many of the newest decisions.")] = 20,
    stats: Annotated[bool, typer.Option("--stats", help="Sum up all of them instead.")] = False,
    log: Annotated[Path | None, typer.Option(help="Another log than your hooks'.")] = None,
    output_format: PlainFormat = Plain.text,
) -> None:
    """List what the hooks decided, oldest first.

    Examples: `agsec audit -n 50`, `agsec audit --stats`
    """
    if log is not None and not log.exists():
        raise AgsecError(f"there is no log {log}", "leave `--log` out for your hooks' own")
    found = records.read(log or audit_log())
    if stats:
        _stats(records.stats(found), output_format)
        return
    newest = deque(found, maxlen=number)
    if output_format is Plain.json:
        show_json({"records": list(newest)})
    elif newest:
        _list(newest)
    else:
        say("nothing was decided yet")


def _list(newest: Iterable[dict[str, Any]]) -> None:
    """One line a decision: cut to the width of a terminal, whole for a pipe."""
    out = console()
    for record in newest:
        out.print(_line(record), overflow="ellipsis", no_wrap=True, soft_wrap=not out.is_terminal)


def _line(record: dict[str, Any]) -> Text:
    """Time, effect, action, what it was about, by which statement, id."""
    names = ("time", "effect", "action", "sid", "id")
    when, effect, action, sid, number = (str(record.get(name) or "") for name in names)
    by = sid or str(record.get("matched_by") or "")
    line = Text(f"{visible(when[:19])}  ")
    line.append(f"{visible(effect):<7}", EFFECT_STYLES.get(effect, ""))
    if record.get("enforced") not in (None, effect):
        action = f"{action} (not run)"
    return line.append(visible(f" {action:<14} {by:<24} {number}  {summary(record)}"))


def summary(record: dict[str, Any]) -> str:
    """The part of the params that tells most."""
    params = record.get("params")
    if not isinstance(params, dict):
        return str(record.get("reason", ""))
    for name in ("command", "file_path", "url", "query", "pattern", "path", "prompt"):
        if isinstance(params.get(name), str):
            return str(params[name])
    return ", ".join(f"{name}={value}" for name, value in params.items())


def _stats(stats: records.Stats, output_format: Plain) -> None:
    if output_format is Plain.json:
        show_json(asdict(stats))
        return
    show(f"{stats.total:,} decisions" + (f", p50 {stats.p50_us} us, p99 {stats.p99_us} us" if stats.p50_us else ""))
    for title, counts in (("by effect", stats.effects), ("by statement", stats.sids), ("by day", stats.days)):
        show(f"\n{title}")
        for name, count in counts.items():
            show(Text(f"  {count:>8,}  ") + effect_text(name))
