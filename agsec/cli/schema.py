"""The command that prints the JSON Schema, for editors and other tools."""

from __future__ import annotations

import typer

from ..schema import policy_schema, written
from .author import PANEL
from .output import show


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(schema)


def schema() -> None:
    """Print the JSON Schema of policy files. `agsec init` writes it beside the policies.

    Example: `agsec schema > policies/.agsec.schema.json`
    """
    show(written(policy_schema()).rstrip("\n"))
