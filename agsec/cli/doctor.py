"""The command that proves a guard: doctor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer
from rich.text import Text

from agsec_compiler.diagnostics import visible

from ..examining import Check, damaged, examine
from ..examining.check import FAILED, NOT_RUN, OK, WARNING
from ..exceptions import AgsecError
from ..installing.found import guarding
from ..installing.installed import Installed
from ..state import Slot
from .options import GUARDING, Plain, PlainFormat
from .output import counted, say, show, show_json
from .progress import compiling

_STYLES = {OK: "green", WARNING: "yellow", NOT_RUN: "yellow", FAILED: "bold red"}
_NOTHING = "nothing guards this project"
_INSTALL = "run `agsec install claude-code` or `agsec install codex`"


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=GUARDING)(doctor)


def doctor(output_format: PlainFormat = Plain.text) -> None:
    """Prove that the hooks guard this project: look at all that they need, then ask each about real calls.

    Each installed hook is started as its client starts it, and asked about a call that the policies in force deny, one
    that they allow, and a malformed one. None of the calls is carried out; they stand in the audit log, in the session
    `agsec-doctor`. Exits 1 if a check failed or could not be run, or if nothing guards this project.

    Examples: `agsec doctor`, `agsec doctor --output-format json`
    """
    told = _Told(output_format is Plain.text)
    for where in guarding(Path.cwd()):
        told.about(where)
    told.conclude()
    raise typer.Exit(0 if told.sound else 1)


class _Told:
    """What was found, told as it is found where it is for a person."""

    def __init__(self, aloud: bool) -> None:
        self.aloud = aloud
        self.checks: list[Check] = []
        self.installations: list[dict[str, Any]] = []

    @property
    def sound(self) -> bool:
        return bool(self.checks) and all(each.is_sound for each in self.checks)

    def about(self, where: Slot) -> None:
        head, checks = _examined(where)
        if self.aloud:
            show(f"{head['host'] or 'unknown host'}  {head['settings'] or head['directory']}")
        rows = []
        for check in checks:
            self.checks.append(check)
            rows.append({"number": len(self.checks), **asdict(check)})
            if self.aloud:
                _show(len(self.checks), check)
        self.installations.append({**head, "checks": rows})

    def conclude(self) -> None:
        if not self.aloud:
            show_json({"sound": self.sound, "installations": self.installations})
        elif not self.checks:
            say(f"{_NOTHING}; {_INSTALL}")
        else:
            say(f"{counted(len(self.checks), 'check')}: {_summary(self.checks)}")


def _examined(where: Slot) -> tuple[dict[str, Any], Iterator[Check]]:
    """What the installation is, and its checks to come."""
    head = {"directory": str(where.directory)}
    try:
        at = Installed(where, where.read())
        at.host  # noqa: B018
    except AgsecError as error:
        return {**head, "host": None, "scope": None, "settings": None}, iter([damaged(error)])
    return {**head, **{name: at.fields[name] for name in ("host", "scope", "settings")}}, _checks(at)


def _checks(at: Installed) -> Iterator[Check]:
    with compiling() as progress:
        yield from examine(at, progress)


def _show(number: int, check: Check) -> None:
    took = "" if check.milliseconds is None else f", in {check.milliseconds:.0f} ms"
    line = Text(f"{number:>2}  ") + Text(f"{check.outcome:<7}", _STYLES.get(check.outcome, ""))
    show(line + Text(f"  {visible(check.told)}{took}"))
    if check.help:
        show(Text("             help: ", "cyan") + Text(visible(check.help)))


def _summary(checks: list[Check]) -> str:
    counts = [(sum(each.outcome == outcome for each in checks), outcome) for outcome in (FAILED, NOT_RUN, WARNING)]
    found = [f"{count} {outcome if outcome != FAILED else 'failed'}" for count, outcome in counts if count]
    return ", ".join(found) or "the guard holds"
