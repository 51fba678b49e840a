"""The commands for what was decided: audit, and what goes with it."""

from __future__ import annotations

import typer

from . import export, listing, report, show, verify

PANEL = "See what happened"


def register(app: typer.Typer) -> None:
    commands = typer.Typer(invoke_without_command=True, rich_markup_mode="markdown")
    commands.callback()(listing.audit)
    commands.command("show")(show.show_record)
    commands.command("export")(export.export)
    commands.command("report")(report.report)
    commands.command("verify")(verify.verify)
    app.add_typer(commands, name="audit", rich_help_panel=PANEL)
