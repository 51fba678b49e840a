"""The command that says whether this project is guarded: status."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer
from rich.text import Text

from agsec_compiler.diagnostics import visible

from ..audit.brief import brief
from ..audit.newest import last_call
from ..exceptions import AuditError
from ..installing.found import guarding
from ..installing.standing import Standing, standing
from ..state import audit_log
from .options import GUARDING, Plain, PlainFormat
from .output import counted, effect_text, say, show, show_json

_TOLD = ("time", "effect", "action", "sid", "id", "host")  # of the last decision


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=GUARDING)(status)


def status(output_format: PlainFormat = Plain.text) -> None:
    """Say which agents are guarded here, by which policies, and what was decided last.

    Exits 1 if nothing guards this project, or if something keeps a hook from guarding it.

    Examples: `agsec status`, `agsec status --output-format json`
    """
    found = [standing(each) for each in guarding(Path.cwd())]
    last = _last()
    sound = bool(found) and not any(each.problems for each in found)
    if output_format is Plain.json:
        show_json({"guarded": sound, "installations": [asdict(each) for each in found], "last_decision": last})
    else:
        _show(found, last)
    raise typer.Exit(0 if sound else 1)


def _last() -> dict[str, Any] | None:
    """The newest call of an agent that can be told without an index, of whatever project: all hooks write one log."""
    try:
        found = last_call(audit_log())
    except AuditError:
        return None
    return {name: found.get(name) for name in _TOLD} | {"summary": brief(found)} if found else None


def _show(found: list[Standing], last: dict[str, Any] | None) -> None:
    for each in found:
        for line in _lines(each):
            show(line)
    if last:
        when, action = visible(str(last["time"])[:19]), visible(f"{last['action']} {last['summary']}".rstrip())
        show(Text(f"last decision  {when}  ") + effect_text(str(last["effect"])) + Text(f"  {action}"))
    if not found:
        say("nothing guards this project; install a hook with `agsec install claude-code` or `agsec install codex`")


def _lines(each: Standing) -> list[Text]:
    state = Text("NOT GUARDED", "bold red") if each.problems else Text("guarded", "green")
    lines = [Text(f"{each.host or 'unknown host'}  ") + state + Text(visible(f"  {each.settings or each.directory}"))]
    if each.revision:
        pin = ", pinned" if each.pinned else ""
        compiled = visible(f"{counted(each.statements or 0, 'statement')}, revision {each.revision}{pin}")
        lines.append(Text(f"  in force   {compiled}, compiled {str(each.compiled)[:19]}"))
    if each.policies:
        lines.append(Text(visible(f"  policies   {each.policies}")))
    if each.changed:
        lines.append(Text(visible(f"  changed    {each.changed}: `agsec apply` puts it into force"), "yellow"))
    return lines + [Text(visible(f"  problem    {problem}"), "red") for problem in each.problems]
